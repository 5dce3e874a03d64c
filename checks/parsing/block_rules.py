"""Block rules of Quarto for markdown-it-py's block parser: what differs from CommonMark, with exact positions.

Each inline token carries `meta["stretch"]`, its text with the source offset of every character.
"""

from __future__ import annotations

import re
from typing import Any

from markdown_it.rules_block.state_block import StateBlock

from checks.parsing.block_state import begin_of, indented, last_of, push, stretch_of, stripped
from checks.parsing.divs import read_mark
from checks.parsing.shortcodes import shortcode_end
from checks.parsing.stretch import Stretch
from checks.text import Span

_ATX = re.compile(r"(#{1,6})(?:[ \t]++|$)")
_UNDERLINE = re.compile(r"(=+|-+)[ \t]*$")
_REFERENCE = re.compile(
    r"""\[([^\[\]^][^\[\]]*)\]:[ \t]*+(?:<([^<>]*)>|(\S+))(?:[ \t]+["'(].*["')])?(?:[ \t]*\{[^{}]*\})?[ \t]*$"""
)
_R_CODE = re.compile(r"`r[^`]{1,2000}`")
#: How far above a line the inline code that it stands in may begin.
MAX_R_CODE = 2_000
#: A line that begins otherwise cannot end a paragraph.
_MAY_INTERRUPT = frozenset("#>`~:-*+0123456789_<=[(|")


def div(state: StateBlock, first: int, _end: int, silent: bool) -> bool:
    """A line of colons; which belong together is decided when all are known."""
    start = begin_of(state, first)
    if indented(state, first) or not state.src.startswith(":::", start):
        return False
    mark = read_mark(state.src, start, state.eMarks[first])
    if mark is None:
        return False
    if not silent:
        state.line = first + 1
        push(state, "div_mark", first, mark=mark)
    return True


def heading(state: StateBlock, first: int, _end: int, silent: bool) -> bool:
    start = begin_of(state, first)
    if indented(state, first) or not state.src.startswith("#", start):
        return False
    found = _ATX.match(state.src, start, state.eMarks[first])
    if not found:
        return False
    if not silent:
        state.line = first + 1
        stop = stripped(state.src, found.start(), state.eMarks[first])[1]
        text = Stretch.of(state.src, [_without_tail(state.src, found.end(), stop)])
        _push_heading(state, first, len(found[1]), text, (start, stop))
    return True


def _without_tail(text: str, start: int, end: int) -> tuple[int, int]:
    """The heading without the number signs that may close it."""
    stop = end
    while stop > start and text[stop - 1] == "#":
        stop -= 1
    if stop == end or (stop > start and text[stop - 1] not in " \t"):
        return min(start, end), end
    return stripped(text, min(start, stop), stop)


def _push_heading(state: StateBlock, first: int, level: int, stretch: Stretch, span: tuple[int, int]) -> None:
    push(state, "heading", first, level=level, stretch=stretch, span=Span(*span))


def setext(state: StateBlock, first: int, end: int, _silent: bool) -> bool:
    """A line of text underlined with `=` or `-`: Pandoc takes one line only."""
    if first + 1 >= end or indented(state, first) or state.sCount[first + 1] != state.blkIndent:
        return False
    below = begin_of(state, first + 1)
    if state.src[below : below + 1] not in ("=", "-"):
        return False
    found = _UNDERLINE.match(state.src, below, state.eMarks[first + 1])
    if not found or state.isEmpty(first):
        return False
    state.line = first + 2
    span = begin_of(state, first), state.eMarks[first + 1]
    _push_heading(state, first, 1 if found[1][0] == "=" else 2, stretch_of(state, first, first + 1), span)
    return True


def paragraph(state: StateBlock, first: int, _end: int, _silent: bool) -> bool:
    """Runs to a blank line or another block, but never ends inside `$$ … $$`, a comment or a shortcode."""
    terminators = state.md.block.ruler.getRules("paragraph")
    outer, state.parentType = state.parentType, "paragraph"
    line, last = first + 1, state.lineMax
    inside = _still_open(state, first, False)
    while line < last and not (state.isEmpty(line) and inside != "-->"):
        if (
            inside is False
            and _interrupted(state, line, last, terminators)
            and not _in_r_code(state, first, line)
        ):
            break
        inside = _still_open(state, line, inside)
        line += 1
    state.parentType = outer
    state.line = line
    push(state, "inline", first, stretch=_text_of(state, first, line), paragraph=True)
    return True


def _text_of(state: StateBlock, first: int, last: int) -> Stretch:
    """The text of a paragraph; of a line block (`| verse`), without its bars."""
    barred = state.src.startswith("| ", begin_of(state, first))
    if barred and all(state.src.startswith("| ", begin_of(state, line)) for line in range(first, last)):
        lines = ((begin_of(state, line) + 2, state.eMarks[line]) for line in range(first, last))
        return Stretch.of(state.src, [stripped(state.src, start, end) for start, end in lines])
    return stretch_of(state, first, last)


def _interrupted(state: StateBlock, line: int, end: int, terminators: list[Any]) -> bool:
    if state.sCount[line] - state.blkIndent > 3 or state.sCount[line] < 0:
        return False
    character = state.src[begin_of(state, line)]
    listed = state.listIndent >= 0 or state.env.get("fancy")
    if character not in _MAY_INTERRUPT and not (listed and character.isalpha()):
        return False
    return any(rule(state, line, end, True) for rule in terminators)


def _in_r_code(state: StateBlock, first: int, line: int) -> bool:
    """Whether a line begins inside inline code that R computes, which may write headings and lists of its own."""
    start = state.bMarks[line]
    at = state.src.rfind("`r ", max(begin_of(state, first), start - MAX_R_CODE), start)
    found = _R_CODE.match(state.src, at) if at >= 0 else None
    return found is not None and found.end() > start and "\n\n" not in found[0]


def _still_open(state: StateBlock, line: int, inside: str | bool) -> str | bool:
    """What stands open at the end of a line: `$$`, a comment (`-->`), a shortcode (`>}}`), or nothing (False)."""
    start, end = begin_of(state, line), state.eMarks[line]
    src = state.src
    if not inside and all(start > last_of(state, opening) for opening in ("$$", "<!--", "{{<")):
        return False
    if inside in ("-->", ">}}"):
        return inside if src.find(inside, start, end) < 0 else False
    dollars = src.count("$$", start, end)
    if inside == "$$" or dollars:
        return "$$" if (dollars % 2 == 1) != (inside == "$$") else False
    opened = src.rfind("<!--", start, end)
    if opened >= 0 and src.find("-->", opened, end) < 0 and last_of(state, "-->") >= end:
        return "-->"
    opened = src.rfind("{{<", start, end)
    closed = shortcode_end(src, opened) if opened >= 0 else None
    if closed is not None and closed > end and src.find("\n\n", opened, closed) < 0:
        return ">}}"
    return False


def reference(state: StateBlock, first: int, _end: int, silent: bool) -> bool:
    """`[label]: address "title"` on one line."""
    start = begin_of(state, first)
    if silent or indented(state, first) or not state.src.startswith("[", start):
        return False
    found = _REFERENCE.match(state.src, start, state.eMarks[first])
    if not found:
        return False
    state.line = first + 1
    group = 2 if found[2] is not None else 3
    push(state, "reference", first, label=found[1], target=found[group], at=found.span(group))
    return True
