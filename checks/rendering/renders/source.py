"""A block as it is written, without what is opaque in it: for marks that the reader could make nothing of."""

from __future__ import annotations

import re
from collections.abc import Iterator

from checks.parsing.document import Block, Document
from checks.parsing.lexer import Opaque, lex
from checks.text import Span

_BLANKED = (Opaque.CODE, Opaque.MATH, Opaque.DISPLAY_MATH, Opaque.COMMENT, Opaque.ESCAPE)


def masked(document: Document, block: Block) -> str:
    """The source of the block; code, math, comments and escapes are spaces, so that every offset stays."""
    written = document.slice(block.span)
    parts, at = [], 0
    for start, (end, what) in sorted(lex(written).opaque.items()):
        if what in _BLANKED and start >= at:
            parts += [written[at:start], re.sub(r"[^\n]", " ", written[start:end])]
            at = end
    return "".join(parts) + written[at:]


def found_in(
    document: Document, pattern: re.Pattern[str], *signs: str
) -> Iterator[tuple[re.Match[str], Span, Block]]:
    """Every match in the masked source of a block that holds one of the signs, with its place in the chapter."""
    for block in document.blocks:
        written = document.text[block.span.start : block.span.end]
        if any(sign in written for sign in signs):
            for found in pattern.finditer(masked(document, block)):
                yield found, Span(block.span.start + found.start(), block.span.start + found.end()), block
