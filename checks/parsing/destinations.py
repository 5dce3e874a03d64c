"""Where a link or image leads: `(address "title")` in the forms that Pandoc reads."""

from __future__ import annotations

import re
from dataclasses import dataclass

from checks.parsing.inline import InlineState

#: The plain destination: no white space, no parentheses, perhaps a title.
_SIMPLE = re.compile(
    r"""\(\s*+([^\s()<>"'\\]*+)(?:\s++(?:"((?:[^"\\]|\\.)*+)"|'((?:[^'\\]|\\.)*+)'))?+\s*+\)""", re.DOTALL
)
_ANGLED = re.compile(
    r"""\(\s*+<([^<>\n]*+)>(?:\s++(?:"((?:[^"\\]|\\.)*+)"|'((?:[^'\\]|\\.)*+)'))?+\s*+\)""", re.DOTALL
)
_TITLE = re.compile(r"""\s+(?:"((?:[^"\\]|\\.)*)"|'((?:[^'\\]|\\.)*)')\s*$""", re.DOTALL)
_UNESCAPE = re.compile(r"\\([!-/:-@\[-`{-~])")
#: The second bracket of a reference link.
LABEL = re.compile(r"\[([^\[\]]{0,999})\]")
#: Longer addresses are not looked at (images written into the page as data are read by the first pattern).
MAX_ADDRESS = 20_000


@dataclass(frozen=True, slots=True)
class Destination:
    """Where a link leads; offsets in the stretch, `end` behind the closing parenthesis."""

    target: str
    start: int
    stop: int
    end: int
    title: tuple[int, int] | None = None


def destination(state: InlineState, at: int) -> Destination | None:
    """Reads `(address "title")` whose parenthesis stands at `at`."""
    src = state.src
    for pattern in (_SIMPLE, _ANGLED):
        if found := pattern.match(src, at, state.posMax):
            group = 2 if found[2] is not None else 3
            title = found.span(group) if found[group] is not None else None
            return Destination(found[1], *found.span(1), found.end(), title)
    close = state.lexed.parens.get(at)
    if close is None or close >= state.posMax:
        return None
    return _balanced(src, at, close)


def _balanced(src: str, at: int, close: int) -> Destination | None:
    """An address with parentheses, escapes or blanks inside, as Pandoc allows them; none where words follow `<…>`."""
    inner = src[at + 1 : close]
    if len(inner) > MAX_ADDRESS:
        return None
    title = _TITLE.search(inner)
    body = inner[: title.start()] if title else inner
    if body.lstrip().startswith("<"):
        return None
    start = at + 1 + len(body) - len(body.lstrip())
    target = body.strip()
    spans = None
    if title:
        group = 1 if title[1] is not None else 2
        spans = (at + 1 + title.start(group), at + 1 + title.end(group))
    return Destination(_UNESCAPE.sub(r"\1", target), start, start + len(target), close + 1, spans)
