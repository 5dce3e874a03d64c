"""Pandoc's simple and multiline tables, whose columns are told by groups of dashes."""

from __future__ import annotations

import re
from collections.abc import Iterator

from markdown_it.rules_block.state_block import StateBlock

from checks.parsing.block_state import push
from checks.parsing.stretch import Stretch
from checks.text import Span

_GROUPS = re.compile(r"[ \t]*-{2,}(?:[ \t]++-{2,})+[ \t]*+$")
_RUN = re.compile(r"[ \t]*-{5,}[ \t]*$")
_DASHES = re.compile(r"-+")
#: How many lines a header, and a whole table, may have.
_MAX_HEADER, _MAX_LINES = 12, 1_000


def ruled_table(state: StateBlock, first: int, end: int) -> bool:
    """Reads the table that begins at line `first`, if one does."""
    if _run(state, first):
        groups = next(
            (
                n
                for n in range(first + 1, min(end, first + _MAX_HEADER))
                if _groups(state, n) or state.isEmpty(n)
            ),
            None,
        )
        if groups is None or state.isEmpty(groups):
            return False
        last = _closing(state, groups + 1, end)
        return last is not None and _keep(state, first, last, groups)
    if _groups(state, first):
        last = _closing(state, first + 1, end) or _blank(state, first + 1, end)
        return last > first + 1 and _keep(state, first, last, first)
    if first + 1 < end and _groups(state, first + 1):
        return _keep(state, first, _blank(state, first + 2, end), first + 1)
    return False


def _groups(state: StateBlock, line: int) -> bool:
    return _GROUPS.match(state.src, state.bMarks[line], state.eMarks[line]) is not None


def _run(state: StateBlock, line: int) -> bool:
    return _RUN.match(state.src, state.bMarks[line], state.eMarks[line]) is not None


def _closing(state: StateBlock, line: int, end: int) -> int | None:
    """The line behind the rule that ends a multiline table; rows before it may have blank lines between them."""
    for number in range(line, min(end, line + _MAX_LINES)):
        if (_run(state, number) or _groups(state, number)) and (
            number + 1 >= end or state.isEmpty(number + 1)
        ):
            return number + 1
    return None


def _blank(state: StateBlock, line: int, end: int) -> int:
    while line < end and not state.isEmpty(line):
        line += 1
    return line


def _keep(state: StateBlock, first: int, last: int, groups: int) -> bool:
    rule = state.src[state.bMarks[groups] : state.eMarks[groups]]
    edges = [found.start() for found in _DASHES.finditer(rule)]
    rows = list(_rows(state, first, last, groups, edges))
    state.line = last
    span = Span(state.bMarks[first] + state.tShift[first], max(state.eMarks[last - 1], state.bMarks[first]))
    push(state, "table", first, span=span, columns=(), lines=(first, last))
    for stretch in rows:
        push(state, "inline", first, stretch=stretch, cell=True)
    return True


def _rows(state: StateBlock, first: int, last: int, groups: int, edges: list[int]) -> Iterator[Stretch]:
    """Cells in reading order. Lines belong to one row until a blank line or a rule, if the table has such."""
    spaced = any(state.isEmpty(n) for n in range(groups + 1, last))
    parts: list[list[tuple[int, int]]] = [[] for _ in edges]
    for line in range(first, last):
        ruled = _run(state, line) or _groups(state, line)
        if not ruled and not state.isEmpty(line):
            for column, part in zip(parts, _cut(state, line, edges), strict=True):
                if part[0] < part[1]:
                    column.append(part)
        if ruled or state.isEmpty(line) or (not spaced and line > groups):
            yield from (Stretch.of(state.src, column) for column in parts if column)
            parts = [[] for _ in edges]
    yield from (Stretch.of(state.src, column) for column in parts if column)


def _cut(state: StateBlock, line: int, edges: list[int]) -> Iterator[tuple[int, int]]:
    base, end = state.bMarks[line], state.eMarks[line]
    stops = [base + edge for edge in edges[1:]] + [end]
    starts = [base, *stops[:-1]]
    for start, stop in zip(starts, stops, strict=True):
        low, high = min(start, end), min(stop, end)
        while high > low and state.src[high - 1] in " \t":
            high -= 1
        while low < high and state.src[low] in " \t":
            low += 1
        yield low, high
