"""Fenced code blocks, closed or not."""

from __future__ import annotations

import re

from markdown_it.rules_block.state_block import StateBlock

from checks.parsing.block_state import begin_of, indented, push, stripped
from checks.parsing.cells import Fence
from checks.text import Span

#: CommonMark wants no backtick behind backticks; knitr allows them in `{r, fig.cap="…"}`.
_FENCE = re.compile(r"(`{3,})([^`]*|[ \t]*\{[A-Za-z].*\}[ \t]*)$|(~{3,})(.*)$")


def fence(state: StateBlock, first: int, end: int, silent: bool) -> bool:
    """A fenced code block. One that runs into the next opening fence was never closed, and ends there."""
    start = begin_of(state, first)
    if indented(state, first) or not state.src.startswith(("```", "~~~"), start):
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
    info = Span(*stripped(state.src, *opened.span(group)))
    push(state, "cell", first, fence=Fence(Span(start, max(stop, start)), info, mark, body, lines, closed))
    return True


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
        if indented(state, line) or not state.src.startswith(mark, start):
            continue
        found = same.match(state.src, start, state.eMarks[line])
        if found is None:
            continue
        if not found[1].strip():
            return line, True
        if re.fullmatch(r"\s*(?:\{[A-Za-z][^{}]*\}|[A-Za-z][\w+-]*)\s*", found[1]) and not sample:
            return _without_blanks(state, first, line), False
    return _without_blanks(state, first, end), False


def _without_blanks(state: StateBlock, first: int, line: int) -> int:
    """Blank lines before `line` are not part of the block that ends there."""
    while line > first + 1 and state.isEmpty(line - 1):
        line -= 1
    return line
