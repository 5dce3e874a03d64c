"""What of a table is no table to Pandoc: rows without a rule, broken by a blank line, grids that are out of line."""

from __future__ import annotations

import re
from collections.abc import Iterator

from checks.finding import Mark, Severity
from checks.parsing.document import Block, BlockKind, Document, Table
from checks.parsing.tables import cells
from checks.text import Span

_ROW = re.compile(r"[ \t>]*\|[^\n]*\|[^\n]*\|[ \t]*")
_RULE = re.compile(r"[ \t>]*\|?[ \t:|+-]*-{2,}[^\n]*")
_EDGE = re.compile(r"[+|].*[+|]")
_CAPTION = re.compile(r"(?:[Tt]able)?:[ \t]+\S")


def rule_row(document: Document, table: Table) -> Iterator[Mark]:
    """The row of dashes decides how many columns there are."""
    first = document.lines.line_at(table.span.start)
    line = document.lines.span_of(min(first + 1, document.lines.count))
    start = line.start + len(document.slice(line)) - len(document.slice(line).lstrip(" \t>"))
    ruled = len(list(cells(document.text, start, line.end)))
    if table.columns and ruled != table.columns[0] and "|" in document.slice(line):
        message = f"This row rules {ruled} columns, the header has {table.columns[0]}: the others are lost."
        yield Mark(Span(start, line.end), message)


def grid(document: Document, table: Table) -> Iterator[Mark]:
    """Pandoc takes a grid for a table only when all of its lines are equally long and the last is a line of dashes."""
    first, last = document.lines.line_at(table.span.start), document.lines.line_at(max(0, table.span.end - 1))
    lines = [document.lines.span_of(number) for number in range(first, last + 1)]
    texts = [document.slice(line).strip(" \t\r>") for line in lines]
    if not all(text.isascii() for text in texts):  # wide characters count twice
        return
    for line, text in zip(lines, texts, strict=True):
        if len(text) != len(texts[0]) or not _EDGE.fullmatch(text):
            at = line.start + document.slice(line).find(text)
            message = f"This line of the grid has {len(text)} characters, its first {len(texts[0])}: Pandoc sees no table."
            yield Mark(Span(at, at + len(text)), message)
            return
    if not texts[-1].startswith("+"):
        yield Mark(lines[-1], "The grid has no last line `+---+`: Pandoc sees no table.")


def loose_rows(document: Document) -> Iterator[Mark]:
    """Rows that stand in a paragraph."""
    ends = {document.lines.line_at(max(0, t.span.end - 1)) for t in document.tables if t.columns}
    for block in document.blocks:
        if "|" in block.prose.text and block.kind in (
            BlockKind.PARAGRAPH,
            BlockKind.LIST_ITEM,
            BlockKind.QUOTE,
        ):
            yield from _loose(document, block, ends)


def _loose(document: Document, block: Block, ends: set[int]) -> Iterator[Mark]:
    first = document.lines.line_at(block.span.start)
    last = document.lines.line_at(max(block.span.start, block.span.end - 1))
    lines = [document.lines.span_of(number) for number in range(first, last + 1)]
    if not all(_ROW.fullmatch(document.text, line.start, line.end) for line in lines[:2]):
        return
    if {first - 1, first - 2} & ends:
        message = "This row is no part of the table: take out the blank line above it."
        yield Mark(Span(block.span.start, lines[0].end), message)
    elif len(lines) >= 2:
        at = 1 if _RULE.fullmatch(document.text, lines[1].start, lines[1].end) else 0
        message = "These rows are no table: a row `|---|---|` must stand under the header."
        if at:
            message = "This row of dashes is broken, so that the rows are no table: only `-`, `:` and `|` may stand in it."
        start = lines[at].start + len(document.slice(lines[at])) - len(document.slice(lines[at]).lstrip())
        yield Mark(Span(start, lines[at].end), message)


def lost_captions(document: Document) -> Iterator[Mark]:
    """`: Caption` that no table takes."""
    for block in document.blocks:
        if block.kind is BlockKind.PARAGRAPH and _CAPTION.match(block.prose.text):
            written = document.slice(block.span)
            if written.startswith(":") or (written.startswith("Table:") and document.tables):
                yield Mark(
                    block.span, "This caption has no table: it must stand next to one, with one blank line between.",
                    severity=Severity.WARNING,
                )  # fmt: skip
