"""The task boxes of a Markdown text as GitHub's page shows and flips them."""

from __future__ import annotations

import re
from dataclasses import dataclass

from markdown_it import MarkdownIt

_MARKER = re.compile(r"^[ \t>]*(?:(?:[-+*]|\d{1,9}[.)])[ \t]+)+\[([ xX])\](?=\s)[ \t]*(.*?)[ \t]*$")
_BLOCKS = MarkdownIt("commonmark").enable("table")


@dataclass(frozen=True)
class TaskBox:
    """One box. ``offset`` is the character between the brackets, ``line`` from 0."""

    offset: int
    line: int
    ticked: bool
    text: str


def task_boxes(body: str) -> list[TaskBox]:
    """The boxes a reader sees, in order: those in list items, not those in code or HTML comments."""
    starts = [0, *(end.end() for end in re.finditer(r"\r\n|\n|\r", body))]
    found: list[TaskBox] = []
    for token in _BLOCKS.parse(body):
        if token.type != "list_item_open" or token.map is None:
            continue
        line = token.map[0]
        end = starts[line + 1] if line + 1 < len(starts) else len(body)
        text = body[starts[line] : end].rstrip("\r\n")
        match = _MARKER.match(text)
        if match and not any(box.line == line for box in found):
            found.append(TaskBox(starts[line] + match.start(1), line, match[1] in "xX", match[2]))
    return found


def flip(body: str, which: int | str) -> str:
    """The text with one box flipped: the n-th (from 0), or the first whose words contain ``which``.

    Raises LookupError when there is no such box.
    """
    boxes = task_boxes(body)
    if isinstance(which, str):
        wanted = next((box for box in boxes if which.casefold() in box.text.casefold()), None)
    else:
        wanted = boxes[which] if -len(boxes) <= which < len(boxes) else None
    if wanted is None:
        raise LookupError(f"no task box {which!r} among the {len(boxes)} of this text")
    mark = " " if wanted.ticked else "x"
    return body[: wanted.offset] + mark + body[wanted.offset + 1 :]
