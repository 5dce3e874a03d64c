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
from app.indexing import Catalogue, Indexer, Pool, Shelf
from app.snapshot import TreeEntry
from checks.assemble import Before, assemble
from checks.book import Book
from checks.chapter import ChapterIndex
from checks.parsing.bibliography import Bibliography, parse_bibliography
from checks.parsing.project import Project, chapters_of, find_projects, parse_project
from checks.pull import ChangedFile
from checks.run import ChapterSource


@dataclass(frozen=True)
class OpenBook:
    """A book and the chapters of it that the pull request adds or changes. `slow`: chapters that took too long."""

    book: Book
    sources: tuple[ChapterSource, ...]
    slow: tuple[str, ...] = ()


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
            project = parse_project(await self._text(at), at)
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
        indexes = await indexer.with_included(indexes)
        sources = await self._sources([p for p in chapters if p not in slow], project)
        bibliographies = await self._bibliographies(_named(project, indexes.values()))
        former = await self._indexes_before(was, project, paths)
        untouched = [index for path, index in indexes.items() if path not in former]
        before = Before(was, former, await self._keys_before(_named(was, [*former.values(), *untouched])))
        book = assemble(
            project=project,
            before=before,
            chapters=chapters,
            indexes=indexes,
            bibliographies=bibliographies,
            sizes={path: entry.size for path, entry in self.tree.items() if entry.size is not None},
            paths=paths,
            files=self.files,
            changed={source.path: source.changed_lines for source in sources},
            new_lines=await self._new_lines({at, *(b.path for b in bibliographies)}),
        )
        return OpenBook(book, sources, slow)

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
        own = {project.path, *_named(project, book.chapters.values())}
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

    async def change(self, file: ChangedFile) -> Change:
        """What the pull request did to a text file: its former text and its new lines."""
        if file.path not in self._changes:
            now = await self._text(file.path)
            self._changes[file.path] = await change_of(file, now, self.shelf.before)
        return self._changes[file.path]

    async def _project_before(self, project: Project, at: str) -> Project:
        file = next((f for f in self.files if f.path == at), None)
        if file is None:
            return project
        was = (await self.change(file)).before
        return parse_project(was, at) if was is not None else project

    async def _sources(self, chapters: Sequence[str], project: Project) -> tuple[ChapterSource, ...]:
        files = {f.path: f for f in self.files}
        order = {path: at for at, path in enumerate(project.chapters)}
        sources = []
        for path in (p for p in chapters if p in files):
            change = await self.change(files[path])
            sha = self.tree[path].sha
            data = (await self.shelf.blobs([sha])).get(sha, b"")
            sources.append(
                ChapterSource(
                    path, data, change.new_lines, change.before is None, change.before, order.get(path)
                )
            )
        return tuple(sources)

    async def _indexes_before(
        self, was: Project, project: Project, paths: frozenset[str]
    ) -> dict[str, ChapterIndex]:
        """Indexes of the chapters that the pull request changed, renamed or removed, as they were."""
        sources = set(chapters_of(was, paths)) | set(chapters_of(project, paths)) | set(was.chapters)
        work: list[tuple[str, bytes]] = []
        for file in self.files:
            former = file.previous_path or file.path
            if former in sources or file.path in sources:
                text = (await self.change(file)).before
                if text is not None:
                    work.append((former, text.encode()))
        made, _ = await self._indexer(project).make(work)
        return made

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
    return tuple(
        dict.fromkeys((*project.bibliography, *(b for index in indexes for b in index.bibliographies)))
    )


@lru_cache(maxsize=64)
def _bibliography(text: str, path: str) -> Bibliography:
    """A bibliography of a thousand entries takes a tenth of a second to read, and rarely changes between reviews."""
    return parse_bibliography(text, path)
