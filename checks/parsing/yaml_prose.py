"""Prose inside YAML scalars: captions, alternative texts and titles, with the offset of every character."""

from __future__ import annotations

from checks.parsing.block_parser import markdown
from checks.parsing.document import BlockKind
from checks.parsing.gather import Gathered
from checks.parsing.inline_rules import INLINE
from checks.parsing.prose_view import prose_of
from checks.parsing.stretch import Stretch
from checks.parsing.yaml_text import Node


def read_scalar(node: Node, at: int, stretch: Stretch, kind: BlockKind, gathered: Gathered) -> None:
    """Keeps the scalar as a block of prose. Its offsets count from `at` of `stretch`, which knows the source."""
    start, end = at + node.start, at + node.end
    text = stretch.text
    if node.style in ("'", '"'):
        start, end = start + 1, end - 1
    elif node.style in ("|", ">"):
        start = text.find("\n", start, end) + 1 or end
    parts = [stretch.span(*_line(text, a, b)) for a, b in _lines(text, start, end)]
    ranges = [(span.start, span.end) for span in parts if len(span)]
    if not ranges:
        return
    here = Stretch.of(gathered.text, ranges)
    read_stretch(here, kind, gathered)


def read_stretch(here: Stretch, kind: BlockKind, gathered: Gathered) -> None:
    """Reads a stretch as inline Markdown and keeps it as a block."""
    prose = prose_of(INLINE.read(here, markdown(), gathered, kind), here)
    gathered.block(kind, here.span(0, len(here.text)), prose)


def _lines(text: str, start: int, end: int) -> list[tuple[int, int]]:
    found, at = [], start
    while at < end:
        stop = text.find("\n", at, end)
        stop = end if stop < 0 else stop
        found.append((at, stop))
        at = stop + 1
    return found


def _line(text: str, start: int, end: int) -> tuple[int, int]:
    while end > start and text[end - 1] in " \t\r":
        end -= 1
    while start < end and text[start] in " \t":
        start += 1
    return start, end
