"""Images and links that were begun and never ended: each with its exact span and, where plain, its mending."""

from __future__ import annotations

import re
from dataclasses import dataclass

from checks.parsing.destinations import Destination
from checks.parsing.inline import InlineState

_FILE = r"[^\s()\[\]{}<>]{1,500}\.(?:png|jpe?g|gif|svg|webp|avif|pdf|tiff?|bmp|eps|mp4)"
_PATH = rf"{_FILE}|https?://[^\s()\[\]{{}}<>]{{1,1000}}"
#: `![caption(images/x.png)`: the bracket after the caption is missing.
_NO_BRACKET = re.compile(rf"\(\s*({_PATH})\s*(?:\"[^\"\n]{{0,300}}\"\s*)?\)", re.IGNORECASE)
#: `![caption](images/x.png` without its parenthesis; attributes may follow.
_NO_PAREN = re.compile(rf"\(\s*({_PATH})(?=\s|\{{|$)", re.IGNORECASE)
_IMAGE_FILE = re.compile(_FILE, re.IGNORECASE)
MAX_CAPTION = 5_000


@dataclass(frozen=True, slots=True)
class Meant:
    """The image that its author had in mind; `caption`: where it stands."""

    caption: tuple[int, int]
    destination: Destination


def broken_image(state: InlineState, close: int | None) -> Meant | None:
    """What `![` at the state's place was meant to be, when Pandoc sees no image there; the problem is recorded."""
    if close is not None and state.src.startswith("(", close + 1):
        return _without_parenthesis(state, close)
    return _without_bracket(state, close)


def _without_parenthesis(state: InlineState, close: int) -> Meant | None:
    found = _NO_PAREN.match(state.src, close + 1)
    if found is None:
        return None
    _tell(state, found.end(), found.end(), ")", "the closing parenthesis is missing")
    return Meant((state.pos + 2, close), Destination(found[1], *found.span(1), found.end()))


def _without_bracket(state: InlineState, close: int | None) -> Meant | None:
    at, src = state.pos, state.src
    again = src.find("![", at + 2, at + MAX_CAPTION)
    stop = min(state.posMax, again if again >= 0 else at + MAX_CAPTION)
    found = _target(src, at + 2, stop)
    if found is None or (close is not None and close < found.start()):
        return None
    # `![caption(images/x.png)]`: the bracket is there, but in the wrong place.
    end = close + 1 if close == found.end() else found.end()
    _tell(state, found.start(), end, "]", "the caption's closing bracket is missing", found.end())
    return Meant((at + 2, found.start()), Destination(found[1], *found.span(1), end))


def _target(src: str, start: int, stop: int) -> re.Match[str] | None:
    """The image's own target: the first that no link in the caption has taken, else, as in `… [@key](images/x.png)`,
    the last file that a bracket before it only seems to link."""
    last = None
    for found in _NO_BRACKET.finditer(src, start, stop):
        if src[found.start() - 1] != "]":
            return found
        if _IMAGE_FILE.fullmatch(found[1]):
            last = found
    return last


def _tell(state: InlineState, where: int, end: int, mark: str, detail: str, kept: int | None = None) -> None:
    """Records the problem; `mark` belongs at `where`, and what stands behind `kept` is superfluous."""
    span = state.stretch.span(state.pos, end)
    written = state.gathered.text[span.start : span.end]
    cut = state.stretch.at(where - 1) + 1 - span.start
    stop = state.stretch.at((kept or end) - 1) + 1 - span.start
    state.gathered.problem("unclosed-image", span, detail, written[:cut] + mark + written[cut:stop])


_NO_LINK_PAREN = re.compile(r"\(\s*((?:https?://|www\.)[^\s()\[\]{}<>]{1,2000}?)(?=[.,;:!?]*(?:\s|$))")


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
