"""`table-shape`: tables that are none, or whose rows have more or fewer cells than there are columns."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from checks.chapter import Chapter
from checks.finding import Mark, NotApplicable, Outcome, Severity
from checks.parsing.document import Document, Table
from checks.rendering.renders.grids import grid, loose_rows, lost_captions, rule_row
from checks.rule import Scope, rule


@rule("table-shape", item="3.2", scope=Scope.LINE)
def table_shape(chapter: Chapter) -> Iterable[Outcome]:
    """A row with more or fewer cells than its header, or rows that Pandoc does not take for a table.

    Why: Pandoc drops the cells that are too many; without a whole row of dashes, or in a grid that is out of line, the
    reader sees bars and dashes instead of a table.

    Bad: a header of two columns and a row `| a | b | c |`.

    Good: as many cells in every row.

    Leaves alone: cells of a grid that span columns, line blocks, and grids with wide characters.
    """
    document = chapter.document
    loose = [*loose_rows(document), *lost_captions(document)]
    if not document.tables and not loose:
        yield NotApplicable("no tables in the chapter")
    yield from loose
    for table in document.tables:
        if document.text.startswith("+", table.span.start):
            yield from grid(document, table)
        elif table.columns:
            yield from rule_row(document, table)
            yield from _rows(document, table)


def _rows(document: Document, table: Table) -> Iterator[Mark]:
    first = document.lines.line_at(table.span.start)
    wanted = table.columns[0]
    for number, cells in enumerate(table.columns):
        if cells == wanted:
            continue
        line = first + number + (1 if number else 0)
        span = document.lines.span_of(min(line, document.lines.count))
        if cells > wanted:
            lost = "cell" if cells == wanted + 1 else f"{cells - wanted} cells"
            yield Mark(
                span,
                f"This row has {cells} cells, the table {wanted} columns: the last {lost} will not be shown.",
            )
        else:
            yield Mark(
                span,
                f"This row has {cells} cells, the table {wanted} columns: the rest stays empty.",
                severity=Severity.WARNING,
            )
