"""A chapter as its readers see it: the text of the files that it includes in the place of the directives.

Quarto puts the text of an included file where its include stands before it reads any Markdown ("equivalent to copying
and pasting"), knitr that of a child document. So rules see the same text, and what they find is taken back to the file
and line where it is written.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from checks.parsing.chapter_files import Directive, directives, place_of
from checks.parsing.document import Document
from checks.text import Lines

#: Files that include files that include files: deeper is a circle, or nobody's book.
MOST_NESTED = 4
#: Characters of a whole chapter: what would make it longer stays outside.
MOST_TEXT = 3_000_000

Read = Callable[[str], Document | None]


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch of the whole from one file: it begins at `start` of the whole and at `at` of the file."""

    start: int
    path: str
    at: int
    length: int


@dataclass(frozen=True)
class Whole:
    """The text of a page with where each character of it is written. `lines`: of every file in it."""

    page: str
    text: str
    segments: tuple[Segment, ...]
    lines: Mapping[str, Lines]

    @cached_property
    def _lines(self) -> Lines:
        return Lines.of(self.text)

    @cached_property
    def _starts(self) -> list[int]:
        return [segment.start for segment in self.segments]

    def segment_at(self, offset: int) -> Segment:
        return self.segments[max(0, bisect_right(self._starts, offset) - 1)]

    def origin(self, offset: int) -> tuple[str, int]:
        """The file that the character at `offset` is written in, and its offset there."""
        segment = self.segment_at(offset)
        return segment.path, segment.at + min(offset - segment.start, segment.length)

    def directive_of(self, offset: int) -> int:
        """Where the page itself includes what stands at `offset`: an offset in the file of the page."""
        at = bisect_right(self._starts, offset) - 1
        while at > 0 and self.segments[at].path != self.page:
            at -= 1
        return self.segments[at].at + self.segments[at].length

    def lines_from(self, path: str, wanted: frozenset[int]) -> Iterator[int]:
        """The lines of the whole that are these lines of a file. Every segment begins at the beginning of a line."""
        lines = self.lines[path]
        for segment in (s for s in self.segments if s.path == path and s.length):
            first, last = lines.line_at(segment.at), lines.line_at(segment.at + segment.length - 1)
            shift = self._lines.line_at(segment.start) - first
            yield from (line + shift for line in wanted if first <= line <= last)


def stitch(page: str, document: Document, read: Read, root: str) -> Whole | None:
    """The whole of a page; None where it includes nothing that is there. `read`: an included file by its path."""
    stitcher = _Stitcher(page, root, read)
    stitcher.done.add(page)
    stitcher.file(page, document, 0, 0)
    if len(stitcher.lines) == 1:
        return None
    return Whole(page, "".join(stitcher.parts), tuple(stitcher.segments), stitcher.lines)


@dataclass
class _Stitcher:
    page: str
    root: str
    read: Read
    parts: list[str] = field(default_factory=list)
    segments: list[Segment] = field(default_factory=list)
    lines: dict[str, Lines] = field(default_factory=dict)
    done: set[str] = field(default_factory=set)
    length: int = 0

    def file(self, path: str, document: Document, at: int, depth: int) -> None:
        """The text of a file from `at` on, with what it includes; a file that stands in the page already is left out."""
        self.lines[path] = document.lines
        for directive in directives(document):
            found = self.found(directive) if depth < MOST_NESTED and directive.span.start >= at else None
            if found is None:
                continue
            self.put(path, document.text, at, directive.span.start)
            for name, included in found.items():
                if name not in self.done:
                    self.done.add(name)
                    self.file(name, included, _after_settings(included), depth + 1)
                    self.blank(included.text)
            at = directive.span.end
        self.put(path, document.text, at, len(document.text))

    def found(self, directive: Directive) -> dict[str, Document] | None:
        """The files of a directive; None when one is not there or would make the page too long: it stays as it is."""
        found: dict[str, Document] = {}
        for name in directive.names:
            path = place_of(name, self.page, self.root, lambda one: self.read(one) is not None)
            included = self.read(path) if path else None
            if path is None or included is None or self.length + len(included.text) > MOST_TEXT:
                return None
            found[path] = included
        return found

    def put(self, path: str, text: str, start: int, end: int) -> None:
        if end > start or not self.segments or self.segments[-1].path != path:
            self.segments.append(Segment(self.length, path, start, max(0, end - start)))
            self._add(text[start:end])

    def blank(self, text: str) -> None:
        """Quarto ends the text of an include with a blank line."""
        self._add("\n" if text.endswith("\n") else "\n\n")

    def _add(self, text: str) -> None:
        self.parts.append(text)
        self.length += len(text)


def _after_settings(document: Document) -> int:
    """The settings at the top of an included file are no text of the page."""
    if document.front_matter is None:
        return 0
    lines = document.lines
    line = lines.line_at(max(0, document.front_matter.span.end - 1))
    return lines.starts[line] if line < len(lines.starts) else len(document.text)
