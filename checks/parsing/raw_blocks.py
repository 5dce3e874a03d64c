"""Blocks in which nothing is Markdown: comments, scripts, raw TeX, metadata."""

from __future__ import annotations

import re

from markdown_it.rules_block.state_block import StateBlock

from checks.parsing.block_state import begin_of, indented, last_of, line_of, push, stretch_of
from checks.text import Span

_OPAQUE_TAG = re.compile(r"<(script|style|pre|textarea|svg|math)(?=[\s>])", re.IGNORECASE)
_BEGIN = re.compile(r"\\begin\{([A-Za-z]+\*?)\}")
_KEY = re.compile(r"[A-Za-z][\w-]*:(?=\s)")
MAX_METADATA = 200


def comment(state: StateBlock, first: int, end: int, silent: bool) -> bool:
    """A comment that begins a line, across blank lines to its end; text behind it is a paragraph."""
    start = begin_of(state, first)
    if indented(state, first) or not state.src.startswith("<!--", start):
        return False
    close = state.src.find("-->", start + 4, state.eMarks[end - 1]) if last_of(state, "-->") >= start else -1
    if close < 0:
        return False
    last = line_of(state, first, end, close)
    if state.src[close + 3 : state.eMarks[last]].strip():
        return False
    if not silent:
        state.line = last + 1
        push(state, "comment", first, span=Span(start, close + 3))
    return True


def opaque(state: StateBlock, first: int, end: int, silent: bool) -> bool:
    r"""`<script>` and the like, and `\begin{…}`, to their end: nothing in them is Markdown."""
    start = begin_of(state, first)
    if indented(state, first) or state.src[start : start + 1] not in ("<", "\\"):
        return False
    tag = _OPAQUE_TAG.match(state.src, start) or _BEGIN.match(state.src, start)
    if not tag:
        return False
    close = f"</{tag[1]}" if tag[0].startswith("<") else f"\\end{{{tag[1]}}}"
    at = state.src.find(close, start) if last_of(state, close) >= start else -1
    if at < 0 or at > state.eMarks[end - 1]:
        return False
    last = line_of(state, first, end, at)
    if not silent:
        state.line = last + 1
        push(state, "opaque", first, stretch=stretch_of(state, first, last + 1))
    return True


def metadata(state: StateBlock, first: int, end: int, silent: bool) -> bool:
    """A YAML block inside the chapter (Pandoc's `yaml_metadata_block`): `---`, keys, `---` or `...`."""
    if silent or state.sCount[first] or not _ruled(state, first, ("---",)) or first + 1 >= end:
        return False
    if (first > 0 and not state.isEmpty(first - 1)) or not _KEY.match(state.src, state.bMarks[first + 1]):
        return False
    for line in range(first + 1, min(end, first + MAX_METADATA)):
        if state.isEmpty(line):
            return False
        if _ruled(state, line, ("---", "...")):
            state.line = line + 1
            push(state, "metadata", first)
            return True
    return False


def _ruled(state: StateBlock, line: int, marks: tuple[str, ...]) -> bool:
    return state.src[state.bMarks[line] : state.eMarks[line]].rstrip() in marks
