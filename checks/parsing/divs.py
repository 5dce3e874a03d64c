"""Pandoc fenced divs: which closing line belongs to which opening one, and what is left over."""

from __future__ import annotations

import re
from dataclasses import dataclass

from checks.parsing.attributes import parse_attributes
from checks.parsing.document import Attributes, Div, Problem
from checks.parsing.stretch import Stretch
from checks.text import Span

#: `::: {.note}`, `::: note`, `::: note :::`, `:::`.
_FENCE = re.compile(r"(:{3,})[ \t]*+(.*)$")
_WORD = re.compile(r"[^\s{}:][^\s{}]*[ \t]*:*$")
_TAIL = re.compile(r"[ \t]*:*[ \t]*$")


@dataclass(frozen=True, slots=True)
class Mark:
    """A line of three or more colons. `colons`: how many; `opens`: it carries attributes or a class."""

    span: Span
    colons: int
    opens: bool
    attributes: Attributes | None = None
    broken: bool = False


def read_mark(text: str, start: int, end: int) -> Mark | None:
    """Reads the line `text[start:end]`, without indentation; None when it is no div fence at all."""
    found = _FENCE.match(text, start, end)
    if not found:
        return None
    rest, colons = found[2].rstrip(" \t"), len(found[1])
    span = Span(start, found.start(2) + len(rest) if rest else found.end(1))
    if not rest:
        return Mark(span, colons, False)
    if rest.startswith("{"):
        raw = parse_attributes(text, found.start(2))
        if raw and raw.end <= end and _TAIL.fullmatch(text, raw.end, end):
            return Mark(span, colons, True, raw.located(Stretch.whole(text)))
        return Mark(span, colons, True, broken=True)
    if _WORD.fullmatch(rest):
        word = rest.rstrip(" \t:") or rest
        where = Span(found.start(2), found.start(2) + len(word))
        return Mark(span, colons, True, Attributes(where, classes=(word,)))
    return Mark(span, colons, True, broken=True)


def match_marks(marks: list[Mark], end: int) -> tuple[list[Div], list[Problem]]:
    """Pairs the marks as Pandoc does: any closing line closes the innermost open div.

    When that leaves something open, the lengths of the fences tell which one the author forgot.
    """
    divs, open_, stray = _pandoc(marks, end)
    if not open_ and not stray:
        return divs, []
    by_length = _by_length(marks, end)
    if open_ and len(by_length[1]) + len(by_length[2]) <= len(open_) + len(stray):
        divs, open_, stray = by_length
    problems = [_unclosed(mark) for mark in open_]
    problems += [Problem("stray-div", mark.span, "no div is open here", "") for mark in stray]
    return divs, problems


def _unclosed(mark: Mark) -> Problem:
    return Problem("unclosed-div", mark.span, f"this div is never closed with a line of {':' * mark.colons}")


def _pandoc(marks: list[Mark], end: int) -> tuple[list[Div], list[Mark], list[Mark]]:
    divs: list[Div] = []
    stack: list[Mark] = []
    stray: list[Mark] = []
    for mark in marks:
        if mark.opens:
            stack.append(mark)
        elif stack:
            divs.append(_div(stack.pop(), len(stack), mark.span.end))
        else:
            stray.append(mark)
    divs += [_div(mark, depth, end, closed=False) for depth, mark in enumerate(stack)]
    return divs, stack, stray


def _by_length(marks: list[Mark], end: int) -> tuple[list[Div], list[Mark], list[Mark]]:
    """A closing line closes the nearest open div of its own length, and so leaves those inside it open."""
    divs: list[Div] = []
    stack: list[Mark] = []
    forgotten: list[Mark] = []
    stray: list[Mark] = []
    open_lengths: dict[int, int] = {}
    for mark in marks:
        if mark.opens:
            stack.append(mark)
            open_lengths[mark.colons] = open_lengths.get(mark.colons, 0) + 1
            continue
        if not stack:
            stray.append(mark)
            continue
        wanted = mark.colons if open_lengths.get(mark.colons) else stack[-1].colons
        while stack:
            top = stack.pop()
            open_lengths[top.colons] -= 1
            if top.colons == wanted:
                divs.append(_div(top, len(stack), mark.span.end))
                break
            forgotten.append(top)
            divs.append(_div(top, len(stack), mark.span.start, closed=False))
    divs += [_div(mark, depth, end, closed=False) for depth, mark in enumerate(stack)]
    return divs, sorted(forgotten + stack, key=lambda mark: mark.span), stray


def _div(mark: Mark, depth: int, end: int, *, closed: bool = True) -> Div:
    return Div(Span(mark.span.start, max(end, mark.span.end)), mark.span, mark.attributes, depth, closed)
