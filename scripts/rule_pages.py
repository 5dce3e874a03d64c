"""Makes `docs/rules/*.md` and `docs/checklist.md` from the rules themselves: `python -m scripts.rule_pages [--check]`."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from checks.config import Decider
from checks.items import ITEMS, SECTIONS
from checks.rule import Rule, Scope, all_rules
from scripts.precision import PRECISION, sentence

DOCS = Path(__file__).resolve().parents[1] / "docs"

_DECIDERS = {
    Decider.BOT: "the bot",
    Decider.BOT_AND_HUMAN: "the bot and a person",
    Decider.HUMAN: "a person",
}
_SCOPES = {
    Scope.LINE: "a changed chapter; a finding decides when its line is new",
    Scope.CHAPTER: "a changed chapter as a whole; a finding decides when the chapter is new, or had it not before",
    Scope.BOOK: "all chapters together; a finding decides when its line is new, or the pull request caused it",
    Scope.PULL: "the pull request",
}


def rule_page(rule: Rule) -> str:
    """The manual page of one rule, with its fixed headings."""
    item = next(item for item in ITEMS if item.id == rule.item)
    sections = "\n\n".join(_section(part) for part in rule.doc.split("\n\n")[1:])
    return (
        f"# {rule.id}\n\n{rule.summary}\n\n| item | severity | looks at |\n| --- | --- | --- |\n"
        f"| {rule.item} {item.name} | {rule.severity.value} | {_SCOPES[rule.scope]} |\n\n{sections}\n\n"
        f"## Measured\n\n{sentence(rule.id, _figures())}\n\n"
        f"## Settings\n\n```yaml\nrules:\n  {rule.id}: off      # or: error, warning, notice\n```\n"
    )


@cache
def _figures() -> dict[str, Any]:
    figures: dict[str, Any] = json.loads(PRECISION.read_text("utf-8"))
    return figures


def _section(part: str) -> str:
    title, colon, rest = part.partition(":")
    known = {"Why", "Bad", "Good", "Leaves alone", "Source"}
    return f"## {title}\n\n{rest.strip()}" if colon and title in known else part


def checklist_page() -> str:
    """The 25 items, who decides each, and its rules."""
    rows = "\n".join(_item_rows())
    return (
        "# The checklist\n\nSeven sections, 25 items. `error` fails an item, `warning` is shown but does not, `notice` "
        f"stands only in the full report. Generated from the rules.\n{rows}\n"
    )


def _item_rows() -> Iterator[str]:
    for section, title in SECTIONS.items():
        yield f"\n## {section} {title}\n\n| item | decides | rules |\n| --- | --- | --- |"
        for item in (item for item in ITEMS if item.section == section):
            rules = [r for r in all_rules() if r.item == item.id]
            links = " · ".join(f"[{r.id}](rules/{r.id}.md) ({r.severity.value})" for r in rules)
            yield f"| {item.id} {item.name} | {_DECIDERS[item.decides]} | {links} |"


def pages() -> dict[Path, str]:
    """Every generated page: path → text."""
    made = {DOCS / "rules" / f"{rule.id}.md": rule_page(rule) for rule in all_rules()}
    return {**made, DOCS / "checklist.md": checklist_page()}


def drift() -> list[str]:
    """The pages that are missing, out of date, or of a rule that is gone."""
    wanted = pages()
    wrong = [p for p, text in wanted.items() if not p.is_file() or p.read_text() != text]
    gone = [p for p in (DOCS / "rules").glob("*.md") if p not in wanted]
    return sorted(p.relative_to(DOCS).as_posix() for p in [*wrong, *gone])


def main() -> int:
    if "--check" in sys.argv:
        for name in drift():
            print(f"docs/{name} is out of date: run `make docs`", file=sys.stderr)
        return 1 if drift() else 0
    (DOCS / "rules").mkdir(parents=True, exist_ok=True)
    for page in (DOCS / "rules").glob("*.md"):
        page.unlink()
    for path, text in pages().items():
        path.write_text(text)
    return 0


if __name__ == "__main__":
    sys.exit(main())
