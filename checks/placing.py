"""Where a mark on a chapter's text is written: the file, the lines and columns that a finding names."""

from __future__ import annotations

from dataclasses import dataclass

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
    text = chapter.text
    span = Span(max(0, marked.start), min(len(text), max(marked.start, marked.end)))
    if chapter.whole is None:
        return _in_file(chapter.path, chapter.document.lines, span, span, _lines(chapter, span), True)
    segment = chapter.whole.segment_at(span.start)
    mine = Span(span.start, max(span.start, min(span.end, segment.start + segment.length)))
    written = Span(
        chapter.whole.origin(mine.start)[1],
        chapter.whole.origin(mine.end - 1)[1] + 1
        if mine.end > mine.start
        else chapter.whole.origin(mine.start)[1],
    )
    if segment.path not in (chapter.path, *chapter.reviews):
        if not whole_chapter:
            return None
        at = chapter.whole.directive_of(span.start)
        return _in_file(
            chapter.path, chapter.whole.lines[chapter.path], Span(at, at), mine, _lines(chapter, mine), False
        )
    lines = chapter.whole.lines[segment.path]
    return _in_file(segment.path, lines, written, mine, _lines(chapter, mine), mine == span)


def _lines(chapter: Chapter, span: Span) -> tuple[int, int]:
    placed = _in_file(chapter.path, chapter.document.lines, span, span, (0, 0), True)
    return placed.line, placed.end_line


def _in_file(
    path: str, lines: Lines, written: Span, span: Span, whole: tuple[int, int], entire: bool
) -> Placed:
    line, column = lines.place(written.start)
    end_line, end_column = lines.place(written.end)
    if end_line > line and end_column == 1:  # a span that ends with a line end belongs to that line
        end_line -= 1
        end_column = len(lines.line(end_line)) + 1
    return Placed(path, line, column, end_line, end_column, span, whole, entire)
