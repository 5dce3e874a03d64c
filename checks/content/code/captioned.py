"""`code-uncaptioned`: a listing that is labelled to be referred to, and has no caption."""

from __future__ import annotations

from collections.abc import Iterable

from checks.chapter import Chapter
from checks.finding import Mark, NotApplicable, Outcome, Severity
from checks.parsing.document import Cell
from checks.rule import Scope, rule

_PREFIX = "lst-"
_CAPTION = "lst-cap"


@rule("code-uncaptioned", item="1.3", scope=Scope.LINE, severity=Severity.WARNING)
def code_uncaptioned(chapter: Chapter) -> Iterable[Outcome]:
    """A code block with a label for listings (`lst-…`) and without a caption.

    Why: Quarto numbers a listing only with its caption, so that `@lst-…` leads nowhere.

    Bad: a block that opens with `{#lst-gate .python}`.

    Good: the same with `lst-cap="How the gate opens."` behind the label.

    Leaves alone: code blocks without such a label; nobody refers to them.
    """
    cells = chapter.document.cells
    if not cells:
        yield NotApplicable("no code blocks in the chapter")
        return
    for cell in cells:
        label = _label(cell)
        if label is not None and not _has_caption(cell):
            where = chapter.document.lines.span_of(chapter.document.lines.line_at(cell.span.start))
            how = f'`lst-cap="…"` behind `#{label}`' if not cell.executable else "a line `#| lst-cap: …`"
            yield Mark(
                where, f"The listing `{label}` has no caption, so that Quarto gives it no number: add {how}."
            )


def _label(cell: Cell) -> str | None:
    given = [cell.attributes.identifier if cell.attributes else None]
    given += [str(cell.options[name].value) for name in ("lst-label", "label") if name in cell.options]
    return next((label for label in given if label and label.startswith(_PREFIX)), None)


def _has_caption(cell: Cell) -> bool:
    return _CAPTION in cell.options or bool(cell.attributes and _CAPTION in cell.attributes.pairs)
