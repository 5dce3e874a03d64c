"""`table-shape`: rows that have more or fewer cells than the table has columns."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from checks.chapter import Chapter
from checks.finding import Mark, NotApplicable, Outcome, Severity
from checks.parsing.document import Document, Table
from checks.rule import Scope, rule


@rule("table-shape", item="3.2", scope=Scope.LINE)
def table_shape(chapter: Chapter) -> Iterable[Outcome]:
    """A row of a pipe table with more or fewer cells than its header.

    Why: Pandoc drops the cells that are too many and leaves the missing ones empty.

    Bad: a header of two columns and a row `| a | b | c |`.

    Good: as many cells in every row.

    Leaves alone: grid tables, whose cells may span columns, and a last row that is empty.
    """
    if not chapter.document.tables:
        yield NotApplicable("no tables in the chapter")
    for table in chapter.document.tables:
        yield from _rows(chapter.document, table)


def _rows(document: Document, table: Table) -> Iterator[Mark]:
    if not table.columns or document.text[table.span.start : table.span.start + 1] == "+":
        return
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
