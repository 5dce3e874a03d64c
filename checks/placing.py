"""Where a mark on a chapter's text is written: the file, the lines and columns that a finding names."""

from __future__ import annotations

from dataclasses import dataclass, replace

from checks.chapter import Chapter
from checks.text import Lines, Span


@dataclass(frozen=True, slots=True)
class Placed:
    """`lines`: of the chapter as the rules read it, first and last. `span`: what of the mark lies in this file;
    `entire`: all of it, so that a replacement fits."""

    path: str
    line: int
    column: int
    end_line: int
    end_column: int
    span: Span
    lines: tuple[int, int]
    entire: bool = True


def placed(chapter: Chapter, marked: Span, *, whole_chapter: bool) -> Placed | None:
    """The place of a mark; None where it stands in an included file that is reviewed with another chapter.

    `whole_chapter`: the mark says something of the chapter as such; in such a file it is moved to the include.
    """
    span = Span(max(0, marked.start), min(len(chapter.text), max(marked.start, marked.end)))
    within = chapter.document.lines
    read = _in_file(chapter.path, within, span, span)
    if chapter.whole is None:
        return read
    segment = chapter.whole.segment_at(span.start)
    inside = Span(span.start, max(span.start, min(span.end, segment.start + segment.length)))
    read = _in_file(chapter.path, within, inside, inside)
    if segment.path in (chapter.path, *chapter.reviews):
        at = chapter.whole.origin(inside.start)[1]
        written = Span(at, at + len(inside))
        place = _in_file(segment.path, chapter.whole.lines[segment.path], written, inside)
        return replace(place, lines=read.lines, entire=inside == span)
    if not whole_chapter:
        return None
    at = chapter.whole.directive_of(span.start)
    place = _in_file(chapter.path, chapter.whole.lines[chapter.path], Span(at, at), inside)
    return replace(place, lines=read.lines, entire=False)


def _in_file(path: str, lines: Lines, written: Span, span: Span) -> Placed:
    line, column = lines.place(written.start)
    end_line, end_column = lines.place(written.end)
    if end_line > line and end_column == 1:  # a span that ends with a line end belongs to that line
        end_line -= 1
        end_column = len(lines.line(end_line)) + 1
    return Placed(path, line, column, end_line, end_column, span, (line, end_line))
