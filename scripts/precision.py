"""Counts false alarms for the manual: `python -m scripts.precision FINDINGS [CLEAN]` writes `docs/precision.json`.

FINDINGS is what `python -m tests.benchmarks.corpus DIR --clean --out FINDINGS` wrote, a run of all rules; CLEAN the list of
the clean chapters with their words (`DIR/clean.jsonl`). Findings of severity notice are left out: nobody is shown them
unasked. A finding is real where a person judged it so in `tests/benchmarks/adjudicated*.jsonl`.
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from checks.finding import Severity
from checks.rule import Rule, all_rules

ROOT = Path(__file__).resolve().parents[1]
PRECISION = ROOT / "docs" / "precision.json"
ADJUDICATED = ROOT / "tests" / "benchmarks"
CLEAN = ROOT.parent / "shared" / "corpus" / "dev" / "clean.jsonl"
#: A rule that asks for one of these has nothing to judge in stored chapters.
ABSENT = frozenset({"pull", "links", "pictures", "rendering"})


def rows(path: Path) -> list[dict[str, Any]]:
    """The objects of a file of JSON lines. Raises OSError and ValueError."""
    return [json.loads(line) for line in path.read_text("utf-8").splitlines() if line.strip()]


def measured(rule: Rule) -> bool:
    """Whether stored chapters can tell anything about the rule."""
    return not rule.needs & ABSENT


def figures(
    found: Iterable[dict[str, Any]], real: Iterable[dict[str, Any]], words: dict[str, int]
) -> dict[str, Any]:
    """Chapters, words, and per rule the findings and how many of them are real.

    `words`: of each clean chapter. Raises KeyError when a chapter that was run is none of them.
    """
    lines = list(found)
    ran = {row["ran"] for row in lines if "ran" in row}
    known = {_key(row) for row in real}
    shown = [row for row in lines if "ran" not in row and row["severity"] != Severity.NOTICE.value]
    findings, true = (
        Counter(row["rule"] for row in shown),
        Counter(row["rule"] for row in shown if _key(row) in known),
    )
    rules = [rule.id for rule in all_rules() if measured(rule)]
    return {
        "chapters": len(ran),
        "words": sum(words[file] for file in ran),
        "rules": {id: {"findings": findings[id], "real": true[id]} for id in sorted(rules)},
    }


def _key(row: dict[str, Any]) -> tuple[str, int, str]:
    return row["file"], row["line"], row["rule"]


def sentence(rule: str, figures: dict[str, Any]) -> str:
    """What the manual page of a rule says of its false alarms."""
    counted = figures["rules"].get(rule)
    if counted is None:
        return "False alarms: not measured."
    many = counted["findings"]
    findings = "no findings" if not many else "1 finding" if many == 1 else f"{many} findings"
    share = (
        f", {counted['real']} of them real"
        if many > 1
        else ", a real one"
        if counted["real"]
        else ", a false one"
    )
    real = share if many else ""
    return f"False alarms: on {figures['words']:,} words of published chapters, {findings}{real}."


def main() -> int:
    if len(sys.argv) not in (2, 3):
        print(__doc__, file=sys.stderr)
        return 2
    clean = Path(sys.argv[2]) if len(sys.argv) == 3 else CLEAN
    real = [row for path in sorted(ADJUDICATED.glob("adjudicated*.jsonl")) for row in rows(path)]
    words = {row["file"]: row["words"] for row in rows(clean)}
    made = figures(rows(Path(sys.argv[1])), real, words)
    PRECISION.write_text(json.dumps(made, indent=2) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
