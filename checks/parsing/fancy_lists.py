"""Pandoc's fancy lists (`a.`, `(ii)`, `#.`) and example lists (`(@label)`), which CommonMark does not know."""

from __future__ import annotations

import re

from markdown_it.rules_block.state_block import StateBlock

from checks.parsing.block_state import begin_of, push

_ROMAN = r"(?=[ivx])x{0,3}(?:ix|iv|v?i{0,3})"
#: A capital letter with a full stop needs two blanks behind it: it could be somebody's initial (Pandoc manual).
_MARKER = re.compile(
    rf"(?:\((?:[a-zA-Z]|{_ROMAN}|\d{{1,9}})\)|(?:[a-z]|{_ROMAN}|\#)[.)]|[A-Z]\)|[A-Z]\.(?=[ ]{{2}})|\(@[\w-]*\))[ \t]+(?=\S)"
)
_EXAMPLE = re.compile(r"\(@([\w-]+)\)")


def fancy_list(state: StateBlock, first: int, end: int, silent: bool) -> bool:
    if state.sCount[first] - state.blkIndent >= 4 or state.isEmpty(first):
        return False
    found = _MARKER.match(state.src, begin_of(state, first), state.eMarks[first])
    if not found:
        return False
    if silent:
        # Only inside a list does an item end a paragraph without a blank line.
        return state.listIndent >= 0 or bool(state.env.get("fancy"))
    push(state, "fancy_list_open", first, 1)
    line = first
    while found:
        _item(state, line, end, found)
        line = state.line
        if line >= end or state.isEmpty(line) or state.sCount[line] != state.blkIndent:
            break
        found = _MARKER.match(state.src, begin_of(state, line), state.eMarks[line])
    push(state, "fancy_list_close", first, -1)
    return True


def _item(state: StateBlock, line: int, end: int, found: re.Match[str]) -> None:
    """One item, whose content begins behind the marker; what follows indented as far belongs to it."""
    label = _EXAMPLE.match(found[0])
    push(state, "list_item_open", line, 1, example=label[1] if label else None)
    width = found.end() - found.start()
    held = state.blkIndent, state.tShift[line], state.sCount[line], state.parentType, state.tight
    content = state.sCount[line] + width
    state.tShift[line] += width
    state.sCount[line] = state.blkIndent = content
    state.parentType = "list"
    state.env["fancy"] = state.env.get("fancy", 0) + 1
    state.md.block.tokenize(state, line, end)
    state.env["fancy"] -= 1
    state.blkIndent, state.tShift[line], state.sCount[line], state.parentType, state.tight = held
    push(state, "list_item_close", line, -1)
