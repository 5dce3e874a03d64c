"""How long a whole book and one changed chapter take: `python -m tests.benchmarks.speed`.

The book is opened and judged by the very steps of a review (`app.library`, `app.judge`) with two processes, which are
started and warmed up before the clock runs; what GitHub and links would add is left out. Cold: no chapter's index is kept.
Warm: those of all other chapters are. Other linters read the same files, where they are installed.
"""

from __future__ import annotations

import asyncio
import hashlib
import statistics
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from app.judge import Judge
from app.library import Library
from app.pool import ValidatorPool
from app.snapshot import TreeEntry
from checks.config import DEFAULT, Config, RuleConfig
from checks.pull import ChangedFile, FileStatus
from checks.report import Outcomes
from checks.rule import Scope, all_rules
from checks.run import warm_up
from tests.app.folders import Kept
from tests.benchmarks.others import beside

BOOK = Path(__file__).resolve().parents[3] / "shared" / "corpus" / "books" / "r4ds"
#: The items that text, tree and bibliography decide.
MARKUP = frozenset("1.1 1.3 1.4 1.5 2.1 2.2 2.3 3.1 3.2 3.3 3.4 3.5".split())
PROCESSES = 2
ROUNDS = 7


class Promise(NamedTuple):
    """What the project promises: seconds for the whole book, milliseconds for a chapter in which a paragraph changed."""

    cold: float
    warm: float


MARKUP_ONLY, ALL_RULES = Promise(3.0, 150.0), Promise(5.0, 100.0)


def markup_only() -> Config:
    """Every other rule is switched off."""
    others = (r.id for r in all_rules() if r.item not in MARKUP or r.prose or r.scope is Scope.PULL)
    return Config(rules={id: RuleConfig(enabled=False) for id in others})


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
        kept = [
            await _report("rules of markup", markup_only(), pool, MARKUP_ONLY),
            await _report("all rules", DEFAULT, pool, ALL_RULES),
        ]
    return all(kept)


async def _report(title: str, config: Config, pool: ValidatorPool, promise: Promise) -> bool:
    """Prints three lines; whether the whole book and the chapter of middle length keep the promise."""
    seconds, outcomes = await cold(config, pool)
    rules, found = len(outcomes.ran), len(outcomes.findings)
    target = f"(target {promise.cold:g} s)"
    print(f"{title}: whole book, cold {seconds:7.2f} s   {target}   {rules} rules, {found} findings")
    assert not outcomes.errors, outcomes.errors
    sizes = sorted((len(d), p) for p, d in folder_of(BOOK).files.items() if p.endswith(".qmd"))
    medians = []
    for size, path in (sizes[len(sizes) // 2], sizes[-1]):
        times = await warm(config, pool, path)
        medians.append(statistics.median(times))
        shown = f"median {medians[-1]:4.0f} ms, slowest {max(times):4.0f} ms   (target {promise.warm:g} ms)"
        print(f"{title}: {path} ({size / 1000:.0f} KB), a paragraph changed, warm: {shown}")
    return seconds <= promise.cold and medians[0] <= promise.warm


def main() -> int:
    if not BOOK.is_dir():
        print("skipped: ../shared/corpus/books/r4ds is not on this machine")
        return 0
    kept = asyncio.run(ours())
    beside(folder_of(BOOK).files)
    return 0 if kept else 1


if __name__ == "__main__":
    sys.exit(main())
