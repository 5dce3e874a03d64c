"""`make bench`: every benchmark that this machine can run, one after the other; the others say why they cannot."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path

CORPUS = Path(__file__).resolve().parents[3] / "shared" / "corpus"


def _run(title: str, *arguments: str) -> int:
    print(f"\n== {title}", flush=True)
    return subprocess.run([sys.executable, *arguments], check=False).returncode


def _corpus() -> int:
    if not CORPUS.is_dir():
        print("\n== False alarms and recall: skipped, ../shared/corpus is not on this machine")
        return 0
    dev = CORPUS / "dev"
    with tempfile.TemporaryDirectory() as folder:
        findings = str(Path(folder, "findings.jsonl"))
        status = _run(
            "All rules over real chapters", "-m", "tests.benchmarks.corpus", str(dev), "--out", findings
        )
        score = [str(CORPUS / "score.py"), str(dev), findings, "--map", str(CORPUS / "map.json")]
        return status or _run("Recall, and findings in clean chapters", *score)


def main() -> int:
    """The worst exit status of all of them."""
    return max(
        _run("Durable acknowledgements a second", "-m", "tests.benchmarks.acks"),
        _run("Latency", "-m", "tests.benchmarks.latency"),
        _run("A whole book, and one changed chapter of it", "-m", "tests.benchmarks.speed"),
        _corpus(),
    )


if __name__ == "__main__":
    sys.exit(main())
