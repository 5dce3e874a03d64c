"""Where something stands in a chapter: questions that many rules ask."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator
from itertools import zip_longest

from checks.parsing.document import Block, BlockKind, Document, Heading
from checks.text import Span

#: The blocks that are read as running text, not captions, titles or alternative texts.
RUNNING = frozenset(
    {BlockKind.PARAGRAPH, BlockKind.LIST_ITEM, BlockKind.QUOTE, BlockKind.FOOTNOTE, BlockKind.DEFINITION}
)


def inside_any(span: Span, others: tuple[Span, ...] | list[Span]) -> bool:
    return any(other.contains(span) for other in others)


def covering(others: Iterable[Span]) -> Callable[[Span], bool]:
    """Asks many times what `inside_any` asks once: whether a span lies in one of these, which may nest."""
    whole: list[Span] = []
    for span in sorted(others):
        if whole and span.start < whole[-1].end:
            whole[-1] = Span(whole[-1].start, max(whole[-1].end, span.end))
        else:
            whole.append(span)
    starts = [span.start for span in whole]

    def covered(span: Span) -> bool:
        at = bisect_right(starts, span.start) - 1
        return at >= 0 and whole[at].contains(span)

    return covered


def code_spans(document: Document) -> list[Span]:
    return [cell.span for cell in document.cells]


def front_span(document: Document) -> Span:
    """The front matter, or an empty span at the start."""
    return document.front_matter.span if document.front_matter else Span(0, 0)


def outline(document: Document) -> list[Heading]:
    """The headings that make the chapter's outline: not those that title a callout, a tab or another div, and not those
    that have attributes and no words: anchors and boxes."""
    in_div = covering(div.span for div in document.divs if div.closed)
    return [
        heading
        for heading in document.headings
        if (heading.text.strip() or heading.attributes is None) and not in_div(heading.span)
    ]


def section_ends(document: Document, headings: list[Heading]) -> Iterator[tuple[Heading, Span]]:
    """Each heading with what stands between it and the next heading of the list."""
    for heading, following in zip_longest(headings, headings[1:]):
        yield heading, Span(heading.span.end, following.span.start if following else len(document.text))


def line_span(document: Document, span: Span) -> Span:
    """The whole lines that `span` touches."""
    first = document.lines.span_of(document.lines.line_at(span.start))
    last = document.lines.span_of(document.lines.line_at(max(span.start, span.end - 1)))
    return Span(first.start, last.end)


def block_at(document: Document, offset: int) -> Block | None:
    return next((b for b in document.blocks if b.span.start <= offset < b.span.end), None)
