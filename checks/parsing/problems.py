"""What was begun and never ended, or put together wrongly: each with its exact span and, where plain, its mending."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from checks.parsing.attributes import parse_attributes

if TYPE_CHECKING:
    from checks.parsing.inline import InlineState, QuartoInline

_IMAGE_PATH = r"[^\s()\[\]{}<>]{1,500}\.(?:png|jpe?g|gif|svg|webp|pdf|tiff?|bmp|eps)"
#: `![caption(images/x.png)`: the bracket after the caption is missing.
_NO_BRACKET = re.compile(rf"\(\s*({_IMAGE_PATH})\s*(?:\"[^\"\n]{{0,300}}\"\s*)?\)", re.IGNORECASE)
#: `![caption](images/x.png` without its parenthesis; attributes may follow.
_NO_PAREN = re.compile(rf"\(\s*({_IMAGE_PATH})(?=\s*(?:\{{|$|\n))", re.IGNORECASE)
MAX_CAPTION = 5_000


def broken_image(parser: QuartoInline, state: InlineState, close: int | None) -> bool:
    """An image that Pandoc does not see as one. Mended in the mind of the reader, so that nothing follows from it."""
    from checks.parsing.links import Destination, keep_image

    at, src = state.pos, state.src
    if close is not None and src.startswith("(", close + 1):
        found, caption_end, mend = _NO_PAREN.match(src, close + 1), close, ")"
    else:
        again = src.find("![", at + 2, at + MAX_CAPTION)
        stop = min(state.posMax, again if again >= 0 else at + MAX_CAPTION)
        found, caption_end, mend = _NO_BRACKET.search(src, at + 2, stop), -1, "]"
    if found is None:
        return False
    caption_end = found.start() if mend == "]" else caption_end
    if mend == "]" and src.find("](", at, caption_end) >= 0:
        return False
    where = caption_end if mend == "]" else found.end()
    span = state.stretch.span(at, found.end())
    written = state.gathered.text[span.start : span.end]
    cut = state.stretch.at(where - 1) + 1 - span.start
    detail = (
        "the caption's closing bracket is missing" if mend == "]" else "the closing parenthesis is missing"
    )
    state.gathered.problem("unclosed-image", span, detail, written[:cut] + mend + written[cut:])
    keep_image(parser, state, (at + 2, caption_end), Destination(found[1], *found.span(1), found.end()))
    return True


_NO_LINK_PAREN = re.compile(r"\(\s*((?:https?://|www\.)[^\s()\[\]{}<>]{1,2000})(?=\s|$)")


def broken_link(state: InlineState, at: int, close: int | None = None) -> bool:
    """`[text](https://…` without its end: recorded, and read as the plain text that Pandoc makes of it."""
    if close is None:
        return False
    found = _NO_LINK_PAREN.match(state.src, close + 1)
    if found:
        span = state.stretch.span(at, found.end())
        written = state.gathered.text[span.start : span.end]
        detail = "the closing parenthesis of the address is missing"
        state.gathered.problem("unclosed-link", span, detail, written + ")")
    return False


def broken_attributes(text: str, start: int) -> bool:
    """Whether a brace that looks like attributes is none."""
    return text.startswith(("{#", "{."), start) and parse_attributes(text, start) is None
