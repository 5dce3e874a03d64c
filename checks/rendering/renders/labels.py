"""`broken-label`: labels that no cross-reference can reach, because their prefix is written wrongly."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from checks.book import Book
from checks.chapter import Chapter
from checks.finding import Mark, Outcome, Severity
from checks.parsing.document import Cell, Document
from checks.rule import Scope, rule
from checks.text import Span

_PREFIXES = {
    "fig": "fig", "figure": "fig", "tbl": "tbl", "tab": "tbl", "table": "tbl", "sec": "sec", "eq": "eq", "equation": "eq",
    "lst": "lst", "listing": "lst", "thm": "thm", "theorem": "thm",
}  # fmt: skip
_LABEL = re.compile(rf"({'|'.join(_PREFIXES)})([-_:.]| +)([\w-][\w.:-]*(?: [\w.:-]+)*)", re.IGNORECASE)
_RMD = (".rmd", ".rmarkdown")


def meant_label(written: str) -> str | None:
    """`fig_a`, `Fig-a`, `figure:a` → `fig-a`; None when the label is as it should be, or has no such prefix."""
    found = _LABEL.fullmatch(written)
    if found is None:
        return None
    label = f"{_PREFIXES[found[1].lower()]}-{found[3].replace(' ', '-')}"
    return label if label != written else None


@rule("broken-label", item="3.2", scope=Scope.LINE)
def broken_label(chapter: Chapter, book: Book) -> Iterable[Outcome]:
    """A label whose prefix is not the one that Quarto numbers: an underscore or colon for the hyphen, another word.

    Why: the figure, table or equation gets no number, and no `@fig-…` reaches it.

    Bad: `![Waves.](waves.png){#fig_waves}`.

    Good: `![Waves.](waves.png){#fig-waves}`.

    Leaves alone: R Markdown chapters, whose labels have colons, names of cells without a caption, and anchors that a
    link of the book leads to.
    """
    if chapter.path.lower().endswith(_RMD) or book.project.kind == "bookdown":
        return
    linked = {use.key.partition("#")[2] for index in book.texts.values() for use in index.files}
    document = chapter.document
    for identifier, span in _identifiers(document):
        meant = meant_label(identifier)
        if meant is not None and identifier not in linked:
            yield from _mark(document, identifier, span, meant)
    for cell in document.cells:
        yield from _of_cell(document, cell)
    yield from _equations(document)


def _identifiers(document: Document) -> Iterator[tuple[str, Span]]:
    """Explicit identifiers of figures, tables, divs and sections; a section's prefix is only ever the short one."""
    holders = [
        *((i.attributes, False) for i in document.images),
        *((d.attributes, False) for d in document.divs),
        *((h.attributes, True) for h in document.headings),
    ]
    for attributes, heading in holders:
        if attributes and attributes.identifier:
            short = re.match(r"sec[-_:]", attributes.identifier, re.IGNORECASE)
            if not heading or (short and len(short[0]) == 4):
                yield attributes.identifier, attributes.span
    for table in document.tables:
        if table.label and table.caption_span:
            yield (
                table.label,
                Span(table.caption_span.end, min(len(document.text), table.caption_span.end + 400)),
            )


def _mark(document: Document, written: str, span: Span, meant: str) -> Iterator[Mark]:
    at = document.text.find(written, span.start, span.end)
    if at >= 0:
        message = f"Quarto does not number `{written}`: labels begin with a prefix and a hyphen, `{meant}`."
        yield Mark(Span(at, at + len(written)), message, meant)


def _of_cell(document: Document, cell: Cell) -> Iterator[Mark]:
    """Only with a caption is a cell a figure or table."""
    option = cell.options.get("label")
    if option is None or not isinstance(option.value, str) or not cell.executable:
        return
    meant = meant_label(option.value)
    if meant is not None and f"{meant.partition('-')[0]}-cap" in cell.options:
        yield from _mark(document, option.value, option.span, meant)


def _equations(document: Document) -> Iterator[Mark]:
    """Behind a formula Quarto takes `{#eq-…}` for a label, and shows anything else as text."""
    for math in document.math:
        label = math.label
        if not math.display or label is None or label.startswith("eq-"):
            continue
        meant = meant_label(label)
        if meant is None or not meant.startswith("eq-"):
            meant = f"eq-{label.partition('-')[2] or label}"
        at = document.text.find(label, math.span.end, math.span.end + len(label) + 40)
        if at >= 0:
            message = (
                f"A formula's label begins with `eq-`: `{label}` is shown as text, and gives it no number."
            )
            yield Mark(Span(at, at + len(label)), message, meant, Severity.ERROR)
