"""Texts longer than any chapter: read whole up to a bound, line by line behind it."""

from __future__ import annotations

import re

from checks.parsing.document import Heading
from checks.parsing.gather import Gathered
from checks.parsing.slug import unsmart
from checks.text import Span

#: The longest published chapters have about 500,000 characters and 10,000 lines.
MAX_CHARACTERS = 2_000_000
MAX_LINES = 60_000
_HEADING = re.compile(
    r"^(#{1,6})[ \t]+([^\n{]{1,500})(?:\{#([\w:.-]{1,200})[^\n}]{0,500}\})?[ \t]*$", re.MULTILINE
)
_LABEL = re.compile(r"\{#([\w:.-]{1,200})[ }]|^#\|[ \t]*label:[ \t]*([\w:.-]{1,200})", re.MULTILINE)


def readable(text: str) -> int:
    """How much of a text is read in full: all of it, or up to the end of a line within the bounds."""
    end = min(len(text), MAX_CHARACTERS)
    if text.count("\n", 0, end) > MAX_LINES:
        at = 0
        for _ in range(MAX_LINES):
            at = text.index("\n", at) + 1
        return at
    if end < len(text) and (line_end := text.rfind("\n", 0, end)) > 0:
        return line_end + 1
    return end


def read_lines(text: str, start: int, gathered: Gathered) -> None:
    """Headings and labels behind the bound, so that nothing that refers to them seems to dangle.

    What seems unclosed at the bound is not: such problems are dropped.
    """
    gathered.problems = [p for p in gathered.problems if not p.kind.startswith(("unclosed", "stray"))]
    line_end = text.find("\n", start)
    where = Span(start, min(line_end if line_end >= 0 else len(text), start + 100))
    detail = f"only the first {start:,} of {len(text):,} characters are read in full: split this chapter"
    gathered.problem("too-large", where, detail)
    for found in _HEADING.finditer(text, start):
        plain = found[2].strip()
        slug = gathered.slugs.take(unsmart(plain), found[3])
        text_span = Span(found.start(2), found.start(2) + len(found[2].rstrip()))
        gathered.headings.append(Heading(len(found[1]), plain, Span(*found.span()), text_span, slug))
    for found in _LABEL.finditer(text, start):
        group = 1 if found[1] else 2
        gathered.label(found[group], Span(*found.span(group)))
