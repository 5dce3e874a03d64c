"""A chapter as the world hands it over, and how it becomes the chapter that rules see: read, with what it includes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from checks.book import Book
from checks.chapter import Chapter
from checks.parsing.document import Document, Problem
from checks.parsing.quarto import decode
from checks.parsing.stitch import Whole, stitch
from checks.reading import Reading, Readings
from checks.text import Span

#: What `decode` says of bytes: it is lost when texts are put together.
_OF_BYTES = ("not-utf8", "nul-character")


@dataclass(frozen=True, slots=True)
class ChapterSource:
    """A chapter as read: its bytes at the head, its text before the pull request (None: it had none).

    `pieces`: the files that it includes, directly or not, changed or not. `gone`: path → former text of those that it
    included before and that are not there under that path any more. `part`: this is such a piece; `reviewed`: findings in
    it come from this chapter, being its first.
    """

    path: str
    data: bytes
    changed_lines: frozenset[int]
    is_new: bool = False
    base: str | None = None
    position: int | None = None
    pieces: tuple[ChapterSource, ...] = ()
    gone: Mapping[str, str] | None = None
    part: bool = False
    reviewed: bool = True

    @property
    def changed(self) -> bool:
        """Whether the pull request adds or changes the file itself."""
        return self.is_new or bool(self.changed_lines) or self.base != decode(self.data)[0]


_Texts = Callable[[str], Document | None]


def read_chapter(source: ChapterSource, book: Book, readings: Readings) -> Chapter:
    """The chapter for the rules."""
    prefixes = book.project.crossref_prefixes

    def read(path: str, data: bytes) -> Reading:
        return readings.read(path, data, prefixes)

    def of(texts: Mapping[str, bytes]) -> _Texts:
        return lambda path: read(path, texts[path]).document if path in texts else None

    head = read(source.path, source.data)
    base = read(source.path, _bytes(source.base)) if source.base is not None else None
    plain = Chapter(
        source.path,
        head.document,
        book.chapters.get(source.path) or head.index,
        source.changed_lines,
        source.is_new,
        base.document if base else None,
        source.position,
        base.index if base else None,
    )
    texts = {piece.path: piece.data for piece in source.pieces}
    whole = stitch(source.path, head.document, of(texts), book.root) if texts else None
    former = _former(source)
    before = stitch(source.path, base.document, of(former), book.root) if base and former else None
    if before is not None:
        base = read(source.path, _bytes(before.text))
        plain = replace(plain, base=base.document, base_index=base.index)
    return (
        plain
        if whole is None
        else _together(plain, source, whole, read(source.path, _bytes(whole.text)), of(texts))
    )


def _former(source: ChapterSource) -> dict[str, bytes]:
    former = {piece.path: piece.base for piece in source.pieces} | dict(source.gone or {})
    return {path: _bytes(text) for path, text in former.items() if text is not None}


def _together(plain: Chapter, source: ChapterSource, whole: Whole, read: Reading, text_of: _Texts) -> Chapter:
    """The chapter with the files that it includes as one text."""
    reviewed = [piece for piece in source.pieces if piece.reviewed and piece.path in whole.lines]
    lines = {line for one in (source, *reviewed) for line in whole.lines_from(one.path, one.changed_lines)}
    told = [
        p
        for path in whole.lines
        for p in _of_bytes(whole, path, plain.document if path == plain.path else text_of(path))
    ]
    return replace(
        plain,
        document=replace(read.document, problems=(*told, *read.document.problems)),
        index=read.index,
        changed_lines=frozenset(lines),
        whole=whole,
        reviews=frozenset(piece.path for piece in reviewed),
    )


def _of_bytes(whole: Whole, path: str, document: Document | None) -> list[Problem]:
    """What is wrong with the bytes of one file, at its place in the whole."""
    found = []
    for problem in document.problems if document else ():
        start = next(
            (s for s in whole.segments if s.path == path and s.at <= problem.span.start < s.at + s.length),
            None,
        )
        if problem.kind in _OF_BYTES and start is not None:
            at = start.start + problem.span.start - start.at
            found.append(replace(problem, span=Span(at, at + len(problem.span))))
    return found


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "replace")
