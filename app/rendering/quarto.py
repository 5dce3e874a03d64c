"""The changed chapters of a book through the renderer; through Pandoc when the renderer does not answer."""

from __future__ import annotations

import asyncio
import io
import posixpath
import tarfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

import structlog

from app.library import OpenBook
from app.rendering.convert import Converter, RepositoryFiles
from app.rendering.renderer import Answer, LogLine, Renderer, RendererUnreachable
from app.snapshot import TreeEntry
from checks.book import Book
from checks.parsing.quarto import decode
from checks.rendering.conversion import Converted, Problem, Rendering
from checks.rendering.quarto_log import problem
from checks.run import ChapterSource
from checks.text import Lines

log = structlog.get_logger(__name__)

#: What one book may take at the renderer. Seconds.
SECONDS = 180.0
#: Bytes of one file and of all files that are sent: the sources of a book, not its pictures and data.
FILE_BYTES, BOOK_BYTES = 500_000, 10_000_000
#: What a render reads: sources and settings, styles and filters, and the scripts that a project names.
SOURCES = frozenset(
    ".qmd .md .rmd .yml .yaml .bib .csl .lua .css .scss .html .tex .js .ts .json .svg .py .r .jl .sh .txt .ipynb".split()
)
EXTENT = "in a container of its own, code not executed"


@dataclass(frozen=True)
class QuartoConverter:
    """`otherwise`: who is asked when the renderer gives no answer."""

    renderer: Renderer
    otherwise: Converter
    seconds: float = SECONDS

    async def render(self, opened: OpenBook, files: RepositoryFiles) -> Rendering:
        """Every changed chapter of the book in one request."""
        sources = {_within(source.path, opened.book): source for source in opened.sources}
        if not sources:
            return await self.otherwise.render(opened, files)
        paths = sent(opened, files.tree)
        contents = await files.shelf.blobs([files.tree[path].sha for path in paths])
        have = {_within(p, opened.book): contents.get(files.tree[p].sha) for p in paths}
        tar = await asyncio.to_thread(packed, have)
        try:
            answer = await self.renderer.ask(tar, list(sources), self.seconds)
        except RendererUnreachable as fault:
            log.warning("the renderer gave no answer", why=str(fault))
            return await self.otherwise.render(opened, files)
        chapters = tuple(_converted(source, at, answer) for at, source in sources.items())
        return Rendering(f"Quarto {answer.quarto}".strip(), EXTENT, chapters)


def sent(opened: OpenBook, tree: Mapping[str, TreeEntry]) -> list[str]:
    """The paths whose contents are sent, in the order of their worth, within the limits."""
    book = opened.book
    first = [p for p in tree if _folder(p) == book.root and posixpath.basename(p).startswith("_quarto")]
    wanted = (*first, *(source.path for source in opened.sources), *book.chapters, *_below(book, tree))
    taken, room = [], BOOK_BYTES
    for path in dict.fromkeys(wanted):
        size = tree[path].size or 0 if path in tree else room + 1
        if size <= min(FILE_BYTES, room):
            taken.append(path)
            room -= size
    return taken


def _below(book: Book, tree: Mapping[str, TreeEntry]) -> Iterator[str]:
    root = f"{book.root}/" if book.root else ""
    for path in tree:
        if path.startswith(root) and posixpath.splitext(path)[1].lower() in SOURCES:
            yield path


def packed(files: Mapping[str, bytes | None]) -> bytes:
    """A gzipped tar of these files; None: left out."""
    whole = io.BytesIO()
    with tarfile.open(fileobj=whole, mode="w:gz", compresslevel=1) as tar:
        for path, data in files.items():
            if data is not None:
                member = tarfile.TarInfo(path)
                member.size, member.mode = len(data), 0o644
                tar.addfile(member, io.BytesIO(data))
    return whole.getvalue()


def _converted(source: ChapterSource, at: str, answer: Answer) -> Converted:
    """What Quarto said of one chapter. An error always counts as new: the place that it names is often not its cause."""
    text = decode(source.data)[0]
    found = _problems(text, (entry for entry in answer.log if entry.chapter == at))
    new = source.is_new
    marked = tuple(replace(p, new=new or p.new or p.line in source.changed_lines) for p in found)
    return Converted(source.path, marked)


def _problems(text: str, entries: Iterable[LogLine]) -> Iterator[Problem]:
    lines = Lines.of(text)
    for entry in entries:
        said = problem(lines, entry.level, entry.text, entry.line)
        if said is not None:
            yield said


def _within(path: str, book: Book) -> str:
    return path[len(book.root) + 1 :] if book.root else path


def _folder(path: str) -> str:
    return posixpath.dirname(path)
