"""The chapters to judge, with everything that the rules need to read of them: their text now and before, and the files
that they include."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace

from app.changes import Change, text_of
from app.former import ChangeOf, Former
from app.indexing import Shelf
from app.snapshot import TreeEntry
from checks.inclusion import Inclusions
from checks.pull import ChangedFile
from checks.source import ChapterSource

TextsOf = Callable[[Sequence[str]], Awaitable[Mapping[str, str]]]


@dataclass(frozen=True)
class Wanted:
    """What is known of a book when its chapters are gathered. `chapters`: in book order, those that can be judged;
    `delisted`: those that the project file named before; `left`: whether a file is left alone."""

    chapters: Sequence[str]
    order: Mapping[str, int]
    delisted: Collection[str]
    inclusions: Inclusions
    former: Former
    left: Callable[[str], bool]

    def judged(self, files: Mapping[str, ChangedFile]) -> dict[str, set[str]]:
        """The chapters that are another text now, themselves or in a file that they are the first to include (the
        others that include it are the same chapters as before), and the delisted ones; each with the files that are
        reviewed with it."""
        pages, alone = self.inclusions.pages(), frozenset(self.chapters)
        found = {}
        for path in self.chapters:
            parts = self.inclusions.parts.get(path, ())
            mine = {p for p in parts if pages[p][0] == path and p not in alone and not self.left(p)}
            if path in files or path in self.delisted or not files.keys().isdisjoint(mine):
                found[path] = mine
        return found


@dataclass
class Gatherer:
    """`files`: of the pull request; `change`: what became of one; `texts`: of files at the head."""

    tree: Mapping[str, TreeEntry]
    files: Sequence[ChangedFile]
    shelf: Shelf
    change: ChangeOf
    texts: TextsOf

    async def gather(self, wanted: Wanted) -> tuple[ChapterSource, ...]:
        """The chapters to judge, in book order."""
        files = {file.path: file for file in self.files}
        judged = wanted.judged(files)
        parts = {path: wanted.inclusions.parts.get(path, ()) for path in judged}
        # One question for all: each that GitHub is asked for alone costs a request.
        await self.texts(list(dict.fromkeys(p for path in judged for p in (path, *parts[path]))))
        sources = []
        for path, mine in judged.items():
            pieces = [
                replace(await self._source(p, files), part=True, reviewed=p in mine) for p in parts[path]
            ]
            was = (files[path].previous_path or path) if path in files else path
            gone = {p for p in wanted.former.parts.get(was, ()) if p not in parts[path]}
            source = replace(
                await self._source(path, files),
                position=wanted.order.get(path),
                pieces=tuple(pieces),
                gone=await self._gone(gone, wanted.former),
            )
            sources.append(source)
        return tuple(sources)

    async def _source(self, path: str, files: Mapping[str, ChangedFile]) -> ChapterSource:
        sha = self.tree[path].sha
        data = (await self.shelf.blobs([sha])).get(sha, b"")
        change = await self.change(files[path]) if path in files else Change(text_of(data), frozenset())
        return ChapterSource(path, data, change.new_lines, change.before is None, change.before)

    async def _gone(self, paths: Collection[str], former: Former) -> dict[str, str] | None:
        """The former texts of files that a chapter no longer includes under these paths."""
        there = await self.texts([p for p in sorted(paths) if p not in former.texts and p in self.tree])
        found = {p: former.texts[p] for p in paths if p in former.texts}
        return {**there, **found} or None
