"""`code-uncommented`: a long block that nobody introduces, captions or comments."""

from __future__ import annotations

import re
from collections.abc import Iterable

from checks.chapter import Chapter
from checks.finding import Mark, NotApplicable, Outcome, Severity
from checks.parsing.document import BlockKind, Cell, Document
from checks.rule import Scope, rule

#: Lines of code from which a block needs a word of explanation, and from which its lack is a warning.
LONG, VERY_LONG = 12, 40
_COMMENT = re.compile(r"(?:^|\s)(?:#(?!\|)|//|/\*|--\s|%\s|<!--)|\"\"\"|'''", re.MULTILINE)
_CAPTIONS = ("lst-cap", "fig-cap", "tbl-cap", "code-summary", "filename", "fig.cap", "caption")
_PROSE = (BlockKind.PARAGRAPH, BlockKind.LIST_ITEM, BlockKind.QUOTE, BlockKind.DEFINITION)


@rule("code-uncommented", item="1.3", scope=Scope.LINE, severity=Severity.NOTICE)
def code_uncommented(chapter: Chapter) -> Iterable[Outcome]:
    """A long code block without a sentence that leads into it, without caption and without any comment.

    Why: readers need to know what a listing is for before they can read it.

    Bad: a heading, and straight after it thirty lines of bare code.

    Good: a sentence before the block, a caption, or comments in it.

    Leaves alone: blocks of fewer than 12 lines, output and data, cells whose code is hidden.
    """
    cells = chapter.document.cells
    if not cells:
        yield NotApplicable("no code blocks in the chapter")
        return
    prose_ends = sorted(b.span.end for b in chapter.document.blocks if b.kind in _PROSE)
    previous_end = 0
    for cell in cells:
        lines = sum(
            1 for line in cell.body.splitlines() if line.strip() and not line.lstrip().startswith("#|")
        )
        if lines >= LONG and _silent(cell) and not _led_in(chapter.document, cell, prose_ends, previous_end):
            severity = Severity.WARNING if lines >= VERY_LONG else Severity.NOTICE
            where = chapter.document.lines.span_of(chapter.document.lines.line_at(cell.span.start))
            yield Mark(
                where,
                f"{lines} lines of code without a word: lead into them, caption them or comment them.",
                severity=severity,
            )
        previous_end = cell.span.end


def _silent(cell: Cell) -> bool:
    hidden = any(
        name in cell.options and cell.options[name].value in (False, "false", "FALSE")
        for name in ("echo", "include")
    )
    captioned = any(name in cell.options for name in _CAPTIONS) or bool(
        cell.attributes and cell.attributes.pairs
    )
    data = cell.language.lower() in (
        "",
        "text",
        "output",
        "json",
        "yaml",
        "toml",
        "csv",
        "xml",
        "html",
        "css",
        "mermaid",
        "dot",
        "ojs",
    )
    return not (hidden or captioned or data or _COMMENT.search(cell.body))


def _led_in(document: Document, cell: Cell, prose_ends: list[int], previous_end: int) -> bool:
    """Some prose stands between the heading (or block of code) before and this block."""
    last = max((end for end in prose_ends if end <= cell.span.start), default=0)
    heading = max((h.span.end for h in document.headings if h.span.end <= cell.span.start), default=0)
    return last > max(heading, previous_end)
