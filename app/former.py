"""The chapters that a pull request touches, as they were before it, with what they included then."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field

from app.changes import Change
from app.indexing import Indexer
from checks.chapter import ChapterIndex
from checks.inclusion import Inclusions, follow, joined
from checks.parsing.stitch import MOST_NESTED
from checks.pull import ChangedFile, FileStatus

ChangeOf = Callable[[ChangedFile], Awaitable[Change]]


def touched_by(files: Sequence[ChangedFile]) -> dict[str, ChangedFile]:
    """The files that were there before the pull request and that it changes, moves or removes, by the path they had."""
    return {file.previous_path or file.path: file for file in files if file.status is not FileStatus.ADDED}


def new_paths(files: Sequence[ChangedFile]) -> frozenset[str]:
    """The paths that only the pull request brings."""
    return frozenset(f.path for f in files if f.status in (FileStatus.ADDED, FileStatus.RENAMED))


@dataclass(frozen=True)
class Former:
    """`indexes`: of every chapter that was another text, itself or in what it includes, under the path it had;
    `parts`: chapter → the files that were in it; `texts`: of the files that the pull request changes or removes."""

    indexes: Mapping[str, ChapterIndex] = field(default_factory=dict)
    parts: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    texts: Mapping[str, str] = field(default_factory=dict)


@dataclass
class LookBack:
    """Finds it out. `known`: indexes at the head; `change`: what became of a file; `root`: folder of the book."""

    indexer: Indexer
    files: Sequence[ChangedFile]
    change: ChangeOf
    known: Mapping[str, ChapterIndex]
    root: str

    async def at(self, pages: Collection[str], concerned: Collection[str]) -> Former:
        """`pages`: paths of the chapters of the book, now or then; `concerned`: of those and of what they include now."""
        before, new = touched_by(self.files), new_paths(self.files)
        ours = {path for path, file in before.items() if path in concerned or file.path in concerned}
        texts = await self._texts(before, ours)
        then = {p: i for p, i in self.known.items() if p not in before and p not in new}
        then |= await self._made(texts)
        paths = (frozenset(self.indexer.tree) - new) | frozenset(before)
        for _ in range(MOST_NESTED):
            found = self._followed(then, pages, before, paths)
            if not found.unread:
                break
            more = await self._texts(before, found.unread & before.keys())
            texts |= more
            then |= await self._made(more)
            then |= (await self.indexer.of(sorted(found.unread - before.keys())))[0]
        found = self._followed(then, pages, before, paths)
        changed = [p for p in then if p in texts or not texts.keys().isdisjoint(found.parts.get(p, ()))]
        whole = joined({p: then[p] for p in changed if self._is_page(p, pages, before)}, then, found)
        return Former(whole, found.parts, texts)

    def _is_page(self, path: str, pages: Collection[str], touched: Mapping[str, ChangedFile]) -> bool:
        return path in pages or (path in touched and touched[path].path in pages)

    def _followed(
        self,
        then: Mapping[str, ChapterIndex],
        pages: Collection[str],
        touched: Mapping[str, ChangedFile],
        paths: frozenset[str],
    ) -> Inclusions:
        chapters = [index for path, index in then.items() if self._is_page(path, pages, touched)]
        found = follow(chapters, then, paths, self.root)
        late = {path for path in found.unread if path not in touched and path not in self.indexer.tree}
        return Inclusions(found.parts, found.unread - late, found.circles)

    async def _texts(self, touched: Mapping[str, ChangedFile], paths: Collection[str]) -> dict[str, str]:
        before = {path: (await self.change(touched[path])).before for path in sorted(paths)}
        return {path: text for path, text in before.items() if text is not None}

    async def _made(self, texts: Mapping[str, str]) -> dict[str, ChapterIndex]:
        return (await self.indexer.make([(path, text.encode()) for path, text in texts.items()]))[0]
