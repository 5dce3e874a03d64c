"""Coverage-guided fuzzing of the reader: `python -m tests.benchmarks.fuzz_reader --seconds 300 --folder SCRATCH`.

atheris is no dependency of the project: `uv pip install atheris` first. It starts from the sound and broken pieces of
Quarto that the tests plant, with the marks of the tests as its dictionary; what it learns stays in SCRATCH, and the input
that breaks the reader is written there as `crash-…` (`slow-unit-…`, `timeout-…`).
"""

from __future__ import annotations

import argparse
import hashlib
import importlib
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

#: Longer inputs teach nothing that shorter ones do not.
LONGEST = 4_096
#: Seconds after which an input of that length counts as endless.
ENDLESS = 10


def seeds() -> set[str]:
    """Pieces of Quarto: every paragraph of the sound chapters, every planted defect and its sound form."""
    from tests.checks.parsing.sample import SAMPLE
    from tests.checks.planted.shelf import CHAPTERS, sound
    from tests.checks.planted.test_planted import KINDS

    whole = [SAMPLE, *(sound(name) for name in CHAPTERS)]
    pieces = {piece + "\n" for text in whole for piece in text.split("\n\n")}
    planted = {text for kind in KINDS for text in (kind.broken, kind.sound)}
    return pieces | planted | {text[:LONGEST] for text in whole}


def prepare(folder: Path) -> tuple[Path, Path]:
    """Writes the seeds and the dictionary; where they are."""
    from tests.checks.parsing.test_total import MARKS

    corpus, marks = folder / "corpus", folder / "marks.dict"
    corpus.mkdir(parents=True, exist_ok=True)
    for text in seeds():
        data = text.encode()
        (corpus / hashlib.sha1(data).hexdigest()).write_bytes(data)
    quoted = ("".join(f"\\x{byte:02x}" for byte in mark.encode()) for mark in MARKS)
    marks.write_text("".join(f'"{mark}"\n' for mark in quoted))
    return corpus, marks


def reader(atheris: Any) -> Callable[[bytes], None]:
    """What atheris feeds. The reader is imported here first of all, so that atheris sees which of its lines run."""
    with atheris.instrument_imports(include=["checks.parsing", "markdown_it", "mdit_py_plugins"]):
        from checks.parsing.quarto import decode, parse
    from tests.checks.parsing.test_total import assert_sound

    def read(data: bytes) -> None:
        """Reads the bytes as a chapter of R Markdown when their length is odd, else of Quarto."""
        text, _ = decode(data)
        assert_sound(text, parse(text, path="a.Rmd" if len(data) % 2 else "a.qmd"))

    return read


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--seconds", type=int, default=300)
    parser.add_argument("--folder", type=Path, required=True, help="where inputs are kept")
    given = parser.parse_args()
    atheris = importlib.import_module("atheris")
    read = reader(atheris)
    corpus, marks = prepare(given.folder)
    bounds = [f"-max_total_time={given.seconds}", f"-max_len={LONGEST}", f"-timeout={ENDLESS}"]
    kept = [f"-dict={marks}", f"-artifact_prefix={given.folder}/", "-print_final_stats=1"]
    atheris.Setup([sys.argv[0], *bounds, *kept, str(corpus)], read)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
