"""The changed chapters of a book through Pandoc, a few at a time, within one budget of time."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import PurePosixPath
from typing import Protocol

from app.indexing import Shelf
from app.library import OpenBook
from app.rendering.pandoc import Pandoc, find_pandoc
from app.snapshot import TreeEntry
from checks.finding import Severity
from checks.parsing.quarto import decode
from checks.rendering.conversion import Converted, Problem, Rendering, prepare
from checks.rendering.pandoc_log import problems
from checks.run import ChapterSource

#: Conversions at the same time, of all reviews of this process together.
TOGETHER = 2
#: What a review spends on conversions at most: chapters that are not reached are named as not judged. Seconds.
BUDGET_SECONDS = 60.0

EXTENT = "not executed, and no full Quarto render"


@dataclass(frozen=True)
class RepositoryFiles:
    """The repository at the head: for those who need more of a book than its changed chapters."""

    tree: Mapping[str, TreeEntry]
    shelf: Shelf


class Converter(Protocol):
    """Has the changed chapters of a book converted or rendered."""

    async def render(self, opened: OpenBook, files: RepositoryFiles) -> Rendering:
        """Never raises for what the chapters are, nor for what is missing here: the answer says it."""


@dataclass
class PandocConverter:
    """`found` None: looked for at the first need. One object for all reviews of a process."""

    found: Pandoc | str | None = None
    budget: float = BUDGET_SECONDS
    _turn: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(TOGETHER))
    _looking: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def render(self, opened: OpenBook, files: RepositoryFiles) -> Rendering:
        """Needs nothing but the chapters."""
        pandoc = await self._pandoc()
        if isinstance(pandoc, str):
            return Rendering(why=pandoc)
        by = f"pandoc {pandoc.version}"
        try:
            chapters = await self._all(pandoc, opened.changed)
        except OSError as error:
            self.found = None  # upgraded under our feet, perhaps: looked for anew the next time
            return Rendering(why=f"{by} could not be started ({error.strerror or error})")
        return Rendering(by, EXTENT, chapters)

    async def _pandoc(self) -> Pandoc | str:
        async with self._looking:
            if self.found is None:
                self.found = await find_pandoc()
            return self.found

    async def _all(self, pandoc: Pandoc, sources: Sequence[ChapterSource]) -> tuple[Converted, ...]:
        done: dict[str, Converted] = {}

        async def one(source: ChapterSource) -> None:
            done[source.path] = await self._chapter(pandoc, source)

        try:
            async with asyncio.timeout(self.budget), asyncio.TaskGroup() as group:
                for source in sources:
                    group.create_task(one(source))
        except TimeoutError:
            pass
        except ExceptionGroup as errors:
            raise errors.exceptions[0] from None
        late = f"the conversions took more than {self.budget:.0f} s together"
        return tuple(done.get(s.path, Converted(s.path, unjudged=late)) for s in sources)

    async def _chapter(self, pandoc: Pandoc, source: ChapterSource) -> Converted:
        converted = await self._convert(pandoc, source, source.data)
        old = [p for p in converted.problems if p.line not in source.changed_lines]
        if not old or source.is_new or source.base is None:
            return converted
        # A quote that is opened on a new line can break an old one: what the version before had is what is old.
        before = await self._convert(pandoc, source, source.base.encode())
        return replace(
            converted, problems=compared(converted.problems, before.problems, source.changed_lines)
        )

    async def _convert(self, pandoc: Pandoc, source: ChapterSource, data: bytes) -> Converted:
        prepared = await asyncio.to_thread(prepare, data)
        async with self._turn:
            said = await pandoc.convert(prepared)
        if said.unjudged:
            return Converted(source.path, unjudged=said.unjudged)
        partial = source.part or bool(source.pieces) or PurePosixPath(source.path).name.startswith("_")
        found = await asyncio.to_thread(_problems, data, said.log, said.stopped, partial)
        return Converted(source.path, found)


def _problems(data: bytes, log: object, stopped: str | None, partial: bool) -> tuple[Problem, ...]:
    return problems(decode(data)[0], log, stopped, partial=partial)


def compared(
    now: Sequence[Problem], before: Sequence[Problem], changed: frozenset[int]
) -> tuple[Problem, ...]:
    """The problems of now, each marked as new unless it stands on an old line and was there before."""
    there = Counter(map(_same, before))
    marked = []
    for problem in now:
        key = _same(problem)
        known = there[key] > 0
        there[key] -= known
        marked.append(replace(problem, new=problem.line in changed or not known))
    return tuple(marked)


def _same(problem: Problem) -> tuple[str, str]:
    """Problems that are one. Pandoc gives up but once, wherever that is."""
    return ("stopped", "") if problem.severity is Severity.ERROR else (problem.kind, problem.match)
