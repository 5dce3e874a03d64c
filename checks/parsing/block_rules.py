"""Block rules of Quarto for markdown-it-py's block parser: what differs from CommonMark, with exact positions.

Each inline token carries `meta["stretch"]`, its text with the source offset of every character.
"""

from __future__ import annotations

import re
from typing import Any, Literal

from markdown_it.rules_block.state_block import StateBlock
from markdown_it.token import Token

from checks.parsing.cells import Fence
from checks.parsing.divs import read_mark
from checks.parsing.stretch import Stretch
from checks.text import Span

#: CommonMark wants no backtick behind backticks; knitr allows them in `{r, fig.cap="…"}`.
_FENCE = re.compile(r"(`{3,})([^`]*|[ \t]*\{[A-Za-z].*\}[ \t]*)$|(~{3,})(.*)$")
_ATX = re.compile(r"(#{1,6})(?:[ \t]++|$)")
_UNDERLINE = re.compile(r"(=+|-+)[ \t]*$")
_REFERENCE = re.compile(
    r"""\[([^\[\]^][^\[\]]*)\]:[ \t]+(?:<([^<>]*)>|(\S+))(?:[ \t]+["'(].*["')])?(?:[ \t]*\{[^{}]*\})?[ \t]*$"""
)
_OPAQUE_TAG = re.compile(r"<(script|style|pre|textarea|svg|math)(?=[\s>])", re.IGNORECASE)
_BEGIN = re.compile(r"\\begin\{([A-Za-z]+\*?)\}")
#: A line that begins otherwise cannot end a paragraph.
_MAY_INTERRUPT = frozenset("#>`~:-*+0123456789_<=[(|")


def begin_of(state: StateBlock, line: int) -> int:
    return state.bMarks[line] + state.tShift[line]


def stretch_of(state: StateBlock, first: int, last: int, skip: int = 0) -> Stretch:
    """The lines `first` … `last` (exclusive) without their indentation and trailing blanks."""
    parts = []
    for line in range(first, last):
        start, end = begin_of(state, line), state.eMarks[line]
        start += skip if line == first else 0
        while end > start and state.src[end - 1] in " \t":
            end -= 1
        parts.append((min(start, end), end))
    return Stretch.of(state.src, parts)


def push(state: StateBlock, kind: str, first: int, nesting: Literal[-1, 0, 1] = 0, **meta: Any) -> Token:
    token = state.push(kind, "", nesting)
    token.map = [first, state.line]
    token.meta = meta
    return token


def _indented(state: StateBlock, line: int) -> bool:
    return state.sCount[line] - state.blkIndent >= 4


def fence(state: StateBlock, first: int, end: int, silent: bool) -> bool:
    """A fenced code block. One that runs into the next opening fence was never closed, and ends there."""
    start = begin_of(state, first)
    if _indented(state, first) or not state.src.startswith(("```", "~~~"), start):
        return False
    opened = _FENCE.match(state.src, start, state.eMarks[first])
    if not opened:
        return False
    if silent:
        return True
    mark, group = (opened[1], 2) if opened[1] else (opened[3], 4)
    last, closed = _fence_end(state, first, end, mark, opened[group])
    lines = [_body_line(state, n, state.sCount[first]) for n in range(first + 1, last)]
    state.line = last + 1 if closed else last
    stop = state.eMarks[state.line - 1]
    body = "".join([state.src[a:b] + "\n" for a, b in lines])
    info = Span(*_stripped(state.src, *opened.span(group)))
    push(state, "cell", first, fence=Fence(Span(start, max(stop, start)), info, mark, body, lines, closed))
    return True


def _stripped(text: str, start: int, end: int) -> tuple[int, int]:
    while end > start and text[end - 1].isspace():
        end -= 1
    while start < end and text[start].isspace():
        start += 1
    return start, end


def _body_line(state: StateBlock, line: int, indent: int) -> tuple[int, int]:
    start, end = state.bMarks[line], state.eMarks[line]
    indent -= state.sCount[line] - state.tShift[line] if state.sCount[line] < 0 else 0
    return min(start + min(max(indent, 0), max(state.tShift[line], 0)), end), end


def _fence_end(state: StateBlock, first: int, end: int, mark: str, info: str) -> tuple[int, bool]:
    """The line of the closing fence, or where an unclosed block is taken to end."""
    same = re.compile(rf"{re.escape(mark[0])}{{{len(mark)},}}(.*)$")
    sample = info.strip().lower().lstrip("{.").startswith(("markdown", "md", "qmd", "rmd"))
    for line in range(first + 1, end):
        start = begin_of(state, line)
        if not state.src.startswith(mark, start):
            continue
        found = same.match(state.src, start, state.eMarks[line])
        if found is None:
            continue
        if not found[1].strip():
            return line, True
        if re.fullmatch(r"\s*(?:\{[A-Za-z][^{}]*\}|[A-Za-z][\w+-]*)\s*", found[1]) and not sample:
            return _last_of(state, first, line), False
    return _last_of(state, first, end), False


def _last_of(state: StateBlock, first: int, line: int) -> int:
    """Blank lines before `line` are not part of the block that ends there."""
    while line > first + 1 and state.isEmpty(line - 1):
        line -= 1
    return line


def div(state: StateBlock, first: int, _end: int, silent: bool) -> bool:
    """A line of colons; which belong together is decided when all are known."""
    start = begin_of(state, first)
    if _indented(state, first) or not state.src.startswith(":::", start):
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
    if _indented(state, first) or not state.src.startswith("#", start):
        return False
    found = _ATX.match(state.src, start, state.eMarks[first])
    if not found:
        return False
    if not silent:
        state.line = first + 1
        stop = _stripped(state.src, found.start(), state.eMarks[first])[1]
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
    return _stripped(text, min(start, stop), stop)


def _push_heading(state: StateBlock, first: int, level: int, stretch: Stretch, span: tuple[int, int]) -> None:
    push(state, "heading", first, level=level, stretch=stretch, span=Span(*span))


def setext(state: StateBlock, first: int, end: int, _silent: bool) -> bool:
    """A line of text underlined with `=` or `-`: Pandoc takes one line only."""
    if first + 1 >= end or _indented(state, first) or state.sCount[first + 1] != state.blkIndent:
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
    """Runs to a blank line or another block, but never ends inside `$$ … $$` or a comment."""
    terminators = state.md.block.ruler.getRules("paragraph")
    outer, state.parentType = state.parentType, "paragraph"
    line, last = first + 1, state.lineMax
    inside = _still_open(state, first, False)
    while line < last and not (state.isEmpty(line) and inside != "-->"):
        if inside is False and _interrupted(state, line, last, terminators):
            break
        inside = _still_open(state, line, inside)
        line += 1
    state.parentType = outer
    state.line = line
    push(state, "inline", first, stretch=_text_of(state, first, line), paragraph=True)
    return True


def _text_of(state: StateBlock, first: int, last: int) -> Stretch:
    """The text of a paragraph; of a line block (`| verse`), without its bars."""
    starts = [begin_of(state, line) for line in range(first, last)]
    if all(state.src.startswith("| ", start) for start in starts):
        return Stretch.of(
            state.src, [(start + 2, state.eMarks[first + at]) for at, start in enumerate(starts)]
        )
    return stretch_of(state, first, last)


def _interrupted(state: StateBlock, line: int, end: int, terminators: list[Any]) -> bool:
    if state.sCount[line] - state.blkIndent > 3 or state.sCount[line] < 0:
        return False
    character = state.src[begin_of(state, line)]
    listed = state.listIndent >= 0 or state.env.get("fancy")
    if character not in _MAY_INTERRUPT and not (listed and character.isalpha()):
        return False
    return any(rule(state, line, end, True) for rule in terminators)


def _still_open(state: StateBlock, line: int, inside: str | bool) -> str | bool:
    """What stands open at the end of a line: `$$`, a comment (`-->`), or nothing (False)."""
    start, end = begin_of(state, line), state.eMarks[line]
    src = state.src
    if inside == "-->":
        return "-->" if src.find("-->", start, end) < 0 else False
    dollars = src.count("$$", start, end)
    if inside == "$$" or dollars:
        return "$$" if (dollars % 2 == 1) != (inside == "$$") else False
    opened = src.rfind("<!--", start, end)
    if opened >= 0 and src.find("-->", opened, end) < 0 and _last(state, "-->") >= end:
        return "-->"
    return False


def _last(state: StateBlock, mark: str) -> int:
    """Where `mark` stands last in the text: asked often, so looked up once."""
    known: dict[str, int] = state.env.setdefault("last", {})
    if mark not in known:
        known[mark] = state.src.rfind(mark)
    return known[mark]


def reference(state: StateBlock, first: int, _end: int, silent: bool) -> bool:
    """`[label]: address "title"` on one line."""
    start = begin_of(state, first)
    if silent or _indented(state, first) or not state.src.startswith("[", start):
        return False
    found = _REFERENCE.match(state.src, start, state.eMarks[first])
    if not found:
        return False
    state.line = first + 1
    group = 2 if found[2] is not None else 3
    push(state, "reference", first, label=found[1], target=found[group], at=found.span(group))
    return True


def comment(state: StateBlock, first: int, end: int, silent: bool) -> bool:
    """A comment that begins a line, across blank lines to its end; text behind it is a paragraph."""
    start = begin_of(state, first)
    if _indented(state, first) or not state.src.startswith("<!--", start):
        return False
    close = state.src.find("-->", start + 4, state.eMarks[end - 1]) if _last(state, "-->") >= start else -1
    if close < 0:
        return False
    last = _line_of(state, first, end, close)
    if state.src[close + 3 : state.eMarks[last]].strip():
        return False
    if not silent:
        state.line = last + 1
        push(state, "comment", first, span=Span(start, close + 3))
    return True


def _line_of(state: StateBlock, first: int, end: int, at: int) -> int:
    line = first
    while line + 1 < end and state.eMarks[line] < at:
        line += 1
    return line


def opaque(state: StateBlock, first: int, end: int, silent: bool) -> bool:
    r"""`<script>` and the like, and `\begin{…}`, to their end: nothing in them is Markdown."""
    start = begin_of(state, first)
    if _indented(state, first) or state.src[start : start + 1] not in ("<", "\\"):
        return False
    tag = _OPAQUE_TAG.match(state.src, start) or _BEGIN.match(state.src, start)
    if not tag:
        return False
    close = f"</{tag[1]}" if tag[0].startswith("<") else f"\\end{{{tag[1]}}}"
    at = state.src.find(close, start) if _last(state, close) >= start else -1
    if at < 0 or at > state.eMarks[end - 1]:
        return False
    last = _line_of(state, first, end, at)
    if not silent:
        state.line = last + 1
        push(state, "opaque", first, stretch=stretch_of(state, first, last + 1))
    return True
