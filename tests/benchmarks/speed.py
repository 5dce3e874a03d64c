"""How long a whole book and one changed chapter take: `python -m tests.benchmarks.speed`.

The book is opened and judged by the very steps of a review (`app.library`, `app.judge`) with two processes, which are
started and warmed up before the clock runs; what GitHub and links would add is left out. Cold: no chapter's index is kept.
Warm: those of all other chapters are. Other linters read the same files, where they are installed.
"""

from __future__ import annotations

import asyncio
import hashlib
import shutil
import statistics
import subprocess
import sys
import sysconfig
import tempfile
import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from app.judge import Judge
from app.library import Library
from app.pool import ValidatorPool
from app.snapshot import TreeEntry
from checks.config import DEFAULT, Config, RuleConfig
from checks.pull import ChangedFile, FileStatus
from checks.report import Outcomes
from checks.rule import Scope, all_rules
from checks.run import warm_up

BOOK = Path(__file__).resolve().parents[3] / "shared" / "corpus" / "books" / "r4ds"
#: The items that text, tree and bibliography decide.
MARKUP = frozenset("1.1 1.3 1.4 1.5 2.1 2.2 2.3 3.1 3.2 3.3 3.4 3.5".split())
PROCESSES = 2
ROUNDS = 7
#: What the project promises for the rules of markup: seconds for the whole book, milliseconds for a chapter.
COLD_SECONDS, WARM_MILLISECONDS = 3.0, 150.0


def markup_only() -> Config:
    """Every other rule is switched off."""
    others = (r.id for r in all_rules() if r.item not in MARKUP or r.prose or r.scope is Scope.PULL)
    return Config(rules={id: RuleConfig(enabled=False) for id in others})


class Kept:
    """Indexes kept in memory, as the store keeps them."""

    def __init__(self) -> None:
        self.indexes: dict[Any, bytes] = {}

    async def get_many(self, keys: Iterable[Any]) -> Mapping[Any, bytes]:
        return {key: self.indexes[key] for key in keys if key in self.indexes}

    async def put_many(self, indexes: Mapping[Any, bytes]) -> None:
        self.indexes.update(indexes)


@dataclass
class Folder:
    """A book in memory. `former`: what a changed file was; files that have no former text are new."""

    files: dict[str, bytes]
    others: tuple[str, ...] = ()
    former: dict[str, bytes] = field(default_factory=dict)
    kept: Kept = field(default_factory=Kept)

    async def blobs(self, shas: Sequence[str]) -> Mapping[str, bytes]:
        mine = {_sha(data): data for data in self.files.values()}
        return {sha: mine[sha] for sha in shas if sha in mine}

    async def before(self, path: str) -> bytes | None:
        return self.former.get(path)

    def tree(self) -> dict[str, TreeEntry]:
        absent = {path: TreeEntry(_sha(path.encode()), 1000) for path in self.others}
        return absent | {path: TreeEntry(_sha(data), len(data)) for path, data in self.files.items()}

    async def judge(self, changed: Sequence[ChangedFile], config: Config, pool: ValidatorPool) -> Outcomes:
        """What a review of these changes finds."""
        library = Library(self.tree(), tuple(changed), self, self.kept, pool)
        (opened,) = await library.open("")
        return await Judge(pool).book(opened, config)


def _sha(data: bytes) -> str:
    return hashlib.sha1(data, usedforsecurity=False).hexdigest()


def folder_of(book: Path) -> Folder:
    """The chapters and the project file that are stored, and the names of all other files."""
    listed = (book / "TREE.txt").read_text("utf-8").splitlines()
    files = {p.name: p.read_bytes() for p in sorted(book.iterdir()) if p.suffix in (".qmd", ".yml")}
    return Folder(files, tuple(path for path in listed if path and path not in files))


async def cold(config: Config, pool: ValidatorPool) -> tuple[float, Outcomes]:
    """Seconds of wall clock for the whole book, every chapter new and no index kept; and what was found."""
    folder = folder_of(BOOK)
    added = [ChangedFile(path, FileStatus.ADDED) for path in folder.files if path.endswith(".qmd")]
    began = time.perf_counter()
    outcomes = await folder.judge(added, config, pool)
    return time.perf_counter() - began, outcomes


async def warm(config: Config, pool: ValidatorPool, path: str) -> list[float]:
    """Milliseconds for one changed chapter, each round with another change; the indexes of the others are kept."""
    folder = folder_of(BOOK)
    former = folder.files[path]
    folder.former[path] = former
    changed = [ChangedFile(path, FileStatus.MODIFIED)]
    times = []
    for number in range(ROUNDS + 1):  # the first fills the catalogue
        folder.files[path] = former + f"\nRound {number} was windy.\n".encode()
        began = time.perf_counter()
        await folder.judge(changed, config, pool)
        times.append(1000 * (time.perf_counter() - began))
    return times[1:]


async def ours() -> bool:
    """Prints the figures; whether those of markup are as promised."""
    began = time.perf_counter()
    async with ValidatorPool(PROCESSES, warm_up) as pool:
        await asyncio.gather(*(pool.run(time.sleep, 0.5, timeout=60) for _ in range(PROCESSES)))
        print(f"processes started and warmed up in {time.perf_counter() - began:.1f} s")
        kept = await _report("rules of markup", markup_only(), pool, promised=True)
        await _report("all rules", DEFAULT, pool, promised=False)
    return kept


async def _report(title: str, config: Config, pool: ValidatorPool, promised: bool) -> bool:
    seconds, outcomes = await cold(config, pool)
    target = f"   (target {COLD_SECONDS:g} s)" if promised else ""
    rules, found = len(outcomes.ran), len(outcomes.findings)
    print(f"{title}: whole book, cold {seconds:7.2f} s{target}   {rules} rules, {found} findings")
    assert not outcomes.errors, outcomes.errors
    sizes = sorted((len(d), p) for p, d in folder_of(BOOK).files.items() if p.endswith(".qmd"))
    middle, longest = sizes[len(sizes) // 2], sizes[-1]
    medians = []
    for size, path in (middle, longest):
        times = await warm(config, pool, path)
        medians.append(statistics.median(times))
        target = f"   (target {WARM_MILLISECONDS:g} ms)" if promised else ""
        shown = f"median {medians[-1]:4.0f} ms, slowest {max(times):4.0f} ms{target}"
        print(f"{title}: {path} ({size / 1000:.0f} KB) changed, warm: {shown}")
    return seconds <= COLD_SECONDS and medians[0] <= WARM_MILLISECONDS


def theirs() -> None:
    """Other linters on the same files, each in its own process from start to end, without a cache."""
    with tempfile.TemporaryDirectory(prefix="galley-speed-") as name:
        copied = Path(name)
        for path, data in folder_of(BOOK).files.items():
            (copied / path).write_bytes(data)
        chapters = sorted(path.name for path in copied.glob("*.qmd"))
        for tool, options in (
            ("panache", ["lint", "--isolated", "--no-cache"]),
            ("rumdl", ["check", "--isolated", "--no-cache"]),
        ):
            _other(tool, options, chapters, copied)


def _other(tool: str, options: list[str], chapters: list[str], folder: Path) -> None:
    program = shutil.which(tool, path=sysconfig.get_path("scripts")) or shutil.which(tool)
    if program is None:
        print(f"{tool}: skipped, it is not installed")
        return
    for what, files in (("whole book", chapters), ("one chapter", chapters[:1])):
        began = time.perf_counter()
        done = subprocess.run(
            [program, *options, *files], cwd=folder, capture_output=True, text=True, check=False
        )
        seconds = time.perf_counter() - began
        lines = len((done.stdout + done.stderr).splitlines())
        print(
            f"{tool} {options[0]}: {what} {seconds:.2f} s   ({lines} lines of output, status {done.returncode})"
        )


def main() -> int:
    if not BOOK.is_dir():
        print("skipped: ../shared/corpus/books/r4ds is not on this machine")
        return 0
    kept = asyncio.run(ours())
    theirs()
    return 0 if kept else 1


if __name__ == "__main__":
    sys.exit(main())
