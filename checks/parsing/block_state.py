"""What block rules need of markdown-it-py's block state: places, texts, tokens."""

from __future__ import annotations

from itertools import accumulate
from operator import add
from typing import Any, Literal

from markdown_it import MarkdownIt
from markdown_it.rules_block.state_block import StateBlock
from markdown_it.token import Token

from checks.parsing.stretch import Stretch

_BLANK = frozenset(" \t")


def state_of(text: str, md: MarkdownIt, tokens: list[Token]) -> StateBlock:
    """markdown-it-py's state for a text whose line ends are line feeds; it would find the lines blank by blank."""
    state = StateBlock("", md, {}, tokens)
    lines = text.split("\n")
    if not lines[-1].strip(" \t"):
        lines.pop()
    lengths = list(map(len, lines))
    starts = list(accumulate([length + 1 for length in lengths], initial=0))[:-1]
    shifts = [len(line) - len(line.lstrip(" \t")) if line[:1] in _BLANK else 0 for line in lines]
    state.src, state.lineMax = text, len(lines)
    state.bMarks = [*starts, len(text)]
    state.eMarks = [*map(add, starts, lengths), len(text)]
    state.tShift = [*shifts, 0]
    state.sCount = [*map(_width, lines, shifts), 0]
    state.bsCount = [0] * (len(lines) + 1)
    return state


def _width(line: str, shift: int) -> int:
    """How wide the blanks are that a line begins with, where tabs stop at every fourth column."""
    return len(line[:shift].expandtabs(4)) if shift and "\t" in line[:shift] else shift


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


def indented(state: StateBlock, line: int) -> bool:
    return state.sCount[line] - state.blkIndent >= 4


def stripped(text: str, start: int, end: int) -> tuple[int, int]:
    while end > start and text[end - 1].isspace():
        end -= 1
    while start < end and text[start].isspace():
        start += 1
    return start, end


def last_of(state: StateBlock, mark: str) -> int:
    """Where `mark` stands last in the text: asked often, so looked up once."""
    known: dict[str, int] = state.env.setdefault("last", {})
    if mark not in known:
        known[mark] = state.src.rfind(mark)
    return known[mark]


def line_of(state: StateBlock, first: int, end: int, at: int) -> int:
    line = first
    while line + 1 < end and state.eMarks[line] < at:
        line += 1
    return line
