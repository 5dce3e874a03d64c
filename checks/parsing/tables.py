"""Pipe and grid tables: their cells as stretches of prose, their shape, their captions."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator

from markdown_it.rules_block.state_block import StateBlock

from checks.parsing.block_state import begin_of, push
from checks.parsing.lexer import Opaque, lex
from checks.parsing.ruled_tables import ruled_table
from checks.parsing.stretch import Stretch
from checks.text import Span

_RULE = re.compile(r"\|?[ \t]*+:?-++:?[ \t]*+(?:[|+][ \t]*+:?-++:?[ \t]*+)*+\|?[ \t]*+$")
_GRID = re.compile(r"\+(?:[:=-]+\+)+[ \t]*$")
#: `: Caption {#tbl-x}` or `Table: Caption`.
CAPTION = re.compile(r"(?:[Tt]able)?:[ \t]+")


def table(state: StateBlock, first: int, end: int, silent: bool) -> bool:
    """A pipe table (a rule under the header row), a grid table, or one ruled with dashes."""
    if state.sCount[first] - state.blkIndent >= 4 or first + 1 >= end or state.sCount[first] < 0:
        return False
    if silent:
        return _is_pipe(state, first)
    if state.src.startswith("+", begin_of(state, first)):
        return _grid(state, first, end)
    if _is_pipe(state, first):
        _pipe(state, first, end)
        return True
    ruled = state.src.startswith("-", begin_of(state, first)) or state.src.startswith(
        "-", begin_of(state, first + 1)
    )
    return ruled and ruled_table(state, first, end)


def _is_pipe(state: StateBlock, first: int) -> bool:
    """A row with a bar, and below it a rule."""
    if not _has_pipe(state, first) or state.sCount[first + 1] < state.blkIndent:
        return False
    below = begin_of(state, first + 1), state.eMarks[first + 1]
    divided = state.src.find("|", *below) >= 0 or state.src.find("+", *below) >= 0
    return divided and _RULE.match(state.src, *below) is not None


def _pipe(state: StateBlock, first: int, end: int) -> None:
    last = first
    while last < end and not state.isEmpty(last) and state.sCount[last] >= state.blkIndent:
        if last > first + 1 and (_captions(state, last) or not _has_pipe(state, last)):
            break
        last += 1
    rows = [list(cells(state.src, begin_of(state, n), state.eMarks[n])) for n in range(first, last)]
    state.line = last
    span = Span(begin_of(state, first), state.eMarks[last - 1])
    columns = tuple(len(row) for number, row in enumerate(rows) if number != 1)
    contents = [cell for number, row in enumerate(rows) if number != 1 for cell in row]
    push(state, "table", first, span=span, columns=columns, ruled=len(rows[1]), lines=(first, last))
    for start, stop in contents:
        if start < stop:
            push(state, "inline", first, stretch=Stretch.of(state.src, [(start, stop)]), cell=True)


def _captions(state: StateBlock, line: int) -> bool:
    return CAPTION.match(state.src, begin_of(state, line), state.eMarks[line]) is not None


def _has_pipe(state: StateBlock, line: int) -> bool:
    return state.src.find("|", state.bMarks[line], state.eMarks[line]) >= 0


def cells(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Where the cells of a row stand, trimmed; a bar inside code or math, or behind a backslash, divides nothing."""
    while end > start and text[end - 1] in " \t":
        end -= 1
    line = text[start:end]
    covered = lex(line).opaque if any(c in line for c in "`$\\") else {}
    bars = _bars(line, {at: stop for at, (stop, what) in covered.items() if what is not Opaque.TEX})
    bars = bars[1:] if bars and bars[0] == 0 else bars
    at = 1 if line.startswith("|") else 0
    for bar in bars:
        yield _trim(text, start + at, start + bar)
        at = bar + 1
    if at < len(line):
        yield _trim(text, start + at, end)


def _bars(line: str, opaque: dict[int, int]) -> list[int]:
    found, at = [], 0
    while at < len(line):
        if at in opaque:
            at = opaque[at]
            continue
        if line[at] == "|":
            found.append(at)
        at += 1
    return found


def _trim(text: str, start: int, end: int) -> tuple[int, int]:
    while end > start and text[end - 1] in " \t":
        end -= 1
    while start < end and text[start] in " \t":
        start += 1
    return start, end


def _grid(state: StateBlock, first: int, end: int) -> bool:
    """A grid table whose columns are those of its first line; cells may have several lines."""
    top = _GRID.match(state.src, begin_of(state, first), state.eMarks[first])
    if not top:
        return False
    last = first
    while last < end and not state.isEmpty(last) and state.src[begin_of(state, last)] in "+|":
        last += 1
    edges = [n for n, c in enumerate(top[0].rstrip()) if c == "+"]
    state.line = last
    span = Span(begin_of(state, first), state.eMarks[last - 1])
    stretches = list(_grid_rows(state, first, last, edges))
    push(
        state,
        "table",
        first,
        span=span,
        columns=tuple(len(row) for row in stretches),
        ruled=len(edges) - 1,
        lines=(first, last),
        grid=True,
    )
    for row in stretches:
        for stretch in row:
            if stretch.text.strip():
                push(state, "inline", first, stretch=stretch, cell=True)
    return True


def _cell(state: StateBlock, lines: list[tuple[int, int]]) -> Stretch:
    return Stretch.of(state.src, [line for line in lines if line[0] < line[1]] or lines[:1])


def _grid_rows(state: StateBlock, first: int, last: int, edges: list[int]) -> Iterator[list[Stretch]]:
    parts: list[list[tuple[int, int]]] = []
    for line in range(first, last):
        start, end = begin_of(state, line), state.eMarks[line]
        if state.src[start] == "+":
            if parts:
                yield [_cell(state, column) for column in parts]
            parts = []
            continue
        parts = parts or [[] for _ in edges[1:]]
        for column, (left, right) in zip(parts, itertools.pairwise(edges), strict=True):
            column.append(_trim(state.src, min(start + left + 1, end), min(start + right, end)))
    if parts:
        yield [_cell(state, column) for column in parts]
