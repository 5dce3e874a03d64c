"""Fenced code blocks, closed or not."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from functools import lru_cache

from markdown_it.rules_block.state_block import StateBlock

from checks.parsing.block_state import begin_of, indented, push, stripped
from checks.parsing.cells import Fence
from checks.text import Span

#: CommonMark wants no backtick behind backticks; knitr allows them in `{r, fig.cap="…"}`.
_FENCE = re.compile(r"(`{3,})([^`]*|[ \t]*\{[A-Za-z].*\}[ \t]*)$|(~{3,})(.*)$")
#: What behind the marks of a fence says that it begins a block.
_OPENING = re.compile(r"\s*(?:\{[A-Za-z][^{}]*\}|[A-Za-z][\w+-]*)\s*")


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
    lines = _body(state, first, last)
    state.line = last + 1 if closed else last
    stop = state.eMarks[state.line - 1]
    body = "".join([state.src[a:b] + "\n" for a, b in lines])
    info = Span(*stripped(state.src, *opened.span(group)))
    push(state, "cell", first, fence=Fence(Span(start, max(stop, start)), info, mark, body, lines, closed))
    return True


def _body(state: StateBlock, first: int, last: int) -> list[tuple[int, int]]:
    """Where each line of the body stands, without the indentation that its fence has too."""
    if not state.sCount[first]:
        return list(zip(state.bMarks[first + 1 : last], state.eMarks[first + 1 : last], strict=True))
    return [_body_line(state, line, state.sCount[first]) for line in range(first + 1, last)]


def _body_line(state: StateBlock, line: int, indent: int) -> tuple[int, int]:
    start, end = state.bMarks[line], state.eMarks[line]
    indent -= state.sCount[line] - state.tShift[line] if state.sCount[line] < 0 else 0
    return min(start + min(max(indent, 0), max(state.tShift[line], 0)), end), end


def _fence_end(state: StateBlock, first: int, end: int, mark: str, info: str) -> tuple[int, bool]:
    """The line of the closing fence, or where an unclosed block is taken to end."""
    same = _closing(mark[0], len(mark))
    sample = info.strip().lower().lstrip("{.").startswith(("markdown", "md", "qmd", "rmd"))
    for line in _lines_with(state, mark, first + 1, end):
        start = begin_of(state, line)
        if indented(state, line) or not state.src.startswith(mark, start):
            continue
        found = same.match(state.src, start, state.eMarks[line])
        if found is None:
            continue
        if not found[1].strip():
            return line, True
        if _OPENING.fullmatch(found[1]) and not sample:
            return _without_blanks(state, first, line), False
    return _without_blanks(state, first, end), False


def _lines_with(state: StateBlock, mark: str, line: int, end: int) -> Iterator[int]:
    """The lines in which the mark stands, found without a look at the others."""
    stop = state.eMarks[end - 1]
    while line < end and (at := state.src.find(mark, state.bMarks[line], stop)) >= 0:
        line = bisect_right(state.bMarks, at, line, end) - 1
        yield line
        line += 1


@lru_cache(maxsize=64)
def _closing(character: str, length: int) -> re.Pattern[str]:
    return re.compile(rf"{re.escape(character)}{{{length},}}(.*)$")


def _without_blanks(state: StateBlock, first: int, line: int) -> int:
    """Blank lines before `line` are not part of the block that ends there."""
    while line > first + 1 and state.isEmpty(line - 1):
        line -= 1
    return line
