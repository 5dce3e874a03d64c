"""Opening a book: its project file, every chapter's index (kept by blob), its bibliographies, what changed in it.

It asks three questions of the world and no more: bytes of blobs, kept indexes, and work done in another process. So a
review on GitHub and a check at the desk open the same book by the same steps.
"""

from __future__ import annotations

import fnmatch
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from app.changes import Change, change_of, text_of
from app.former import LookBack, new_paths, touched_by
from app.indexing import Catalogue, Indexer, Pool, Shelf
from app.snapshot import TreeEntry
from app.sources import Gatherer, Wanted
from checks.assemble import Before, assemble
from checks.book import Book
from checks.chapter import ChapterIndex
from checks.inclusion import Inclusions, follow
from checks.parsing.bibliography import Bibliography, parse_bibliography
from checks.parsing.chapter_files import in_project
from checks.parsing.project import Project, chapters_of, find_projects, parse_project
from checks.parsing.project_layers import is_settings, layer_paths, layered
from checks.pull import ChangedFile
from checks.run import ChapterSource


@dataclass(frozen=True)
class OpenBook:
    """A book and the chapters of it that the pull request adds or changes, in themselves or in what they include.
    `slow`: chapters that took too long."""

    book: Book
    sources: tuple[ChapterSource, ...]
    slow: tuple[str, ...] = ()

    @property
    def changed(self) -> tuple[ChapterSource, ...]:
        """The files themselves that the pull request adds or changes: chapters and what they include, each once."""
        files = (
            one for source in self.sources for one in (source, *(p for p in source.pieces if p.reviewed))
        )
        return tuple(one for one in files if one.changed)


@dataclass
class Library:
    """The repository at the head of a pull request, from which books are opened.

    `ignore`: glob patterns of sources left alone. `whole`: open every book, also those that nothing touches.
    """

    tree: Mapping[str, TreeEntry]
    files: tuple[ChangedFile, ...]
    shelf: Shelf
    catalogue: Catalogue
    pool: Pool
    ignore: tuple[str, ...] = ()
    whole: bool = False
    _changes: dict[str, Change] = field(default_factory=dict)

    async def open(self, only: str | None = None) -> tuple[OpenBook, ...]:
        """Every book that the pull request touches; `only`: just the one in this folder."""
        books = []
        for at in find_projects(frozenset(self.tree)):
            project = await self._project(at)
            if only is not None and project.root != only.strip("/"):
                continue
            opened = await self._open(project, at)
            if self.whole or opened.sources or self._touched(project, opened.book):
                books.append(opened)
        return tuple(books)

    async def _open(self, project: Project, at: str) -> OpenBook:
        paths = frozenset(self.tree)
        was = await self._project_before(project, at)
        chapters = [p for p in self._chapters(project, was, paths) if p in self.tree]
        indexer = self._indexer(project)
        indexes, slow = await indexer.of(chapters)
        known, inclusions, late = await indexer.included(indexes, project.root)
        if parts := _parts_only(project, inclusions):
            chapters = [p for p in chapters if p not in parts]
            indexes = {path: index for path, index in indexes.items() if path not in parts}
            inclusions = follow(indexes.values(), known, self.tree, project.root)
        bibliographies = await self._bibliographies(_named(project, indexes.values()))
        pages = {*chapters, *was.chapters, *chapters_of(was, paths)}
        look = LookBack(indexer, self.files, self.change, known, project.root)
        former = await look.at(pages, pages | inclusions.pages().keys())
        order = {path: at for at, path in enumerate(project.chapters)}
        readable = [path for path in chapters if path not in slow]
        wanted = Wanted(readable, order, _delisted(was, project), inclusions, former, self._ignored)
        sources = await Gatherer(self.tree, self.files, self.shelf, self.change, self._texts).gather(wanted)
        untouched = [index for path, index in indexes.items() if path not in former.indexes]
        keys = await self._keys_before(_named(was, [*former.indexes.values(), *untouched]))
        before = Before(was, former.indexes, keys)
        book = assemble(
            project=project,
            before=before,
            chapters=chapters,
            indexes=known,
            bibliographies=bibliographies,
            sizes={path: entry.size for path, entry in self.tree.items() if entry.size is not None},
            paths=paths,
            files=self.files,
            changed=self._changed(sources),
            new_lines=await self._new_lines({*project.files, *(b.path for b in bibliographies)}),
            inclusions=inclusions,
        )
        return OpenBook(book, sources, (*slow, *late))

    def _changed(self, sources: Sequence[ChapterSource]) -> dict[str, frozenset[int]]:
        files = {file.path for file in self.files}
        read = [*sources, *(piece for source in sources for piece in source.pieces if piece.reviewed)]
        return {one.path: one.changed_lines for one in read if one.path in files}

    async def _new_lines(self, paths: set[str]) -> dict[str, frozenset[int]]:
        """The lines that the pull request added to these files, of those that it changes and the head has."""
        changed = [file for file in self.files if file.path in paths and file.path in self.tree]
        return {file.path: (await self.change(file)).new_lines for file in changed}

    def _chapters(self, project: Project, was: Project, paths: frozenset[str]) -> list[str]:
        """Those that head and base name, then unlisted sources: delisting a chapter evades nothing."""
        named = dict.fromkeys((*chapters_of(project, paths), *(p for p in was.chapters if p in paths)))
        return [p for p in named if not p.endswith(".ipynb") and not self._ignored(p)]

    def _ignored(self, path: str) -> bool:
        return any(fnmatch.fnmatchcase(path, pattern) for pattern in self.ignore)

    def _touched(self, project: Project, book: Book) -> bool:
        """Whether the pull request changes the project file, a bibliography, or takes anything away from the book."""
        own = {*project.files, *_named(project, book.chapters.values())}
        gone = book.removed
        return any(f.path in own for f in self.files) or bool(
            gone.labels or gone.keys or gone.delisted or gone.paths
        )

    def _indexer(self, project: Project) -> Indexer:
        return Indexer(self.tree, self.shelf, self.catalogue, self.pool, project.crossref_prefixes)

    async def _text(self, path: str) -> str:
        entry = self.tree.get(path)
        if entry is None:
            return ""
        return text_of((await self.shelf.blobs([entry.sha])).get(entry.sha, b""))

    async def _texts(self, paths: Sequence[str]) -> dict[str, str]:
        """The texts of these files, asked for together."""
        shas = {path: self.tree[path].sha for path in paths}
        found = await self.shelf.blobs(list(dict.fromkeys(shas.values())))
        return {path: text_of(found.get(sha, b"")) for path, sha in shas.items()}

    async def change(self, file: ChangedFile) -> Change:
        """What the pull request did to a text file: its former text and its new lines."""
        if file.path not in self._changes:
            now = await self._text(file.path)
            self._changes[file.path] = await change_of(file, now, self.shelf.before)
        return self._changes[file.path]

    async def _project(self, at: str) -> Project:
        """The project file at the head, with what profiles and metadata files add."""
        project = parse_project(await self._text(at), at)
        return layered(project, await self._texts(layer_paths(project, self.tree)))

    async def _project_before(self, project: Project, at: str) -> Project:
        """The same before the pull request; as it is now, when it was not there."""
        former, new = touched_by(self.files), new_paths(self.files)
        own = [path for path, file in former.items() if is_settings(path) or file.path in project.files]
        if not own and new.isdisjoint(project.files):
            return project
        texts = {path: (await self.change(former[path])).before for path in own}
        text = texts.get(at) if at in former else await self._text(at)
        if text is None or at in new:
            return project
        was, paths = parse_project(text, at), (self.tree.keys() - new) | former.keys()
        layers = {path: texts.get(path) or await self._text(path) for path in layer_paths(was, paths)}
        return layered(was, layers)

    async def _bibliographies(self, paths: Sequence[str]) -> tuple[Bibliography, ...]:
        return tuple([_bibliography(await self._text(p), p) for p in paths if p in self.tree])

    async def _keys_before(self, paths: Sequence[str]) -> frozenset[str]:
        keys: set[str] = set()
        for path in paths:
            file = next((f for f in self.files if path in (f.path, f.previous_path)), None)
            text = (await self.change(file)).before if file else await self._text(path)
            keys.update(_bibliography(text or "", path).keys)
        return frozenset(keys)


def _named(project: Project, indexes: Iterable[ChapterIndex]) -> tuple[str, ...]:
    """The bibliographies that the project file names, and those that chapters name in their front matter."""
    own = (in_project(path, project.root) for index in indexes for path in index.bibliographies)
    return tuple(dict.fromkeys((*project.bibliography, *(path for path in own if path))))


def _lists(project: Project) -> bool:
    """Whether only what the project names becomes a page of it, and not every source."""
    return project.kind in ("book", "bookdown", "manuscript")


def _delisted(was: Project, project: Project) -> frozenset[str]:
    """Chapters that the project file named before, where one that it does not name is no page."""
    if not (project.chapters and _lists(project)):
        return frozenset()
    return frozenset(was.chapters) - frozenset(project.chapters)


def _parts_only(project: Project, inclusions: Inclusions) -> frozenset[str]:
    """Sources that chapters include and that the book does not list: text of those chapters, and no pages. A website
    makes a page of every source all the same."""
    if not _lists(project):
        return frozenset()
    return frozenset(inclusions.pages()) - frozenset(project.chapters)


@lru_cache(maxsize=64)
def _bibliography(text: str, path: str) -> Bibliography:
    """A bibliography of a thousand entries takes a tenth of a second to read, and rarely changes between reviews."""
    return parse_bibliography(text, path)
