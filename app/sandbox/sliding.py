"""Where a run of inserted or deleted lines stands when it could stand in several places.

A run whose first line equals the line after it may slide down, and up likewise. git keeps it beside a change of the other
side if it can; else it picks the place by indentation and blank lines. Weights from Michael Haggerty's diff-slider-tools
(https://github.com/mhagger/diff-slider-tools), which git adopted in version 2.11.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

MAX_SLIDE = 100
MAX_BLANKS = 20
MAX_INDENT = 200
TAB = 8


@dataclass
class _Gaps:
    """Runs of changed lines by the gap between unchanged lines in which they stand: the same gaps on both sides."""

    sizes: list[int]

    @classmethod
    def of(cls, flags: Sequence[bool]) -> _Gaps:
        sizes = [0]
        for flag in flags:
            if flag:
                sizes[-1] += 1
            else:
                sizes.append(0)
        return cls(sizes)


class _Run:
    """One run on its way: in gap ``gap``, lines ``start`` to ``end``."""

    def __init__(self, lines: Sequence[int], sizes: list[int], gap: int, start: int) -> None:
        self.lines, self.sizes, self.gap, self.start = lines, sizes, gap, start
        self.end = start + sizes[gap]

    def up(self) -> bool:
        """One line up, swallowing a run that it meets; False when it cannot."""
        if self.start == 0 or self.gap == 0 or self.lines[self.start - 1] != self.lines[self.end - 1]:
            return False
        size, self.sizes[self.gap] = self.sizes[self.gap], 0
        self.gap -= 1
        self.start, self.end = self.start - 1 - self.sizes[self.gap], self.end - 1
        self.sizes[self.gap] += size
        return True

    def down(self) -> bool:
        """One line down, swallowing a run that it meets; False when it cannot."""
        if self.end >= len(self.lines) or self.lines[self.start] != self.lines[self.end]:
            return False
        size, self.sizes[self.gap] = self.sizes[self.gap], 0
        self.gap += 1
        self.start, self.end = self.start + 1, self.end + 1 + self.sizes[self.gap]
        self.sizes[self.gap] += size
        return True


def settle(texts: Sequence[bytes], lines: Sequence[int], flags: list[bool], other: Sequence[bool]) -> None:
    """Slide the runs of one side in place. ``lines`` are numbers for ``texts``; equal texts have equal numbers."""
    sizes, beside = _Gaps.of(flags).sizes, _Gaps.of(other).sizes
    gap = start = 0
    while gap < len(sizes):
        if sizes[gap]:
            run = _Run(lines, sizes, gap, start)
            _place(texts, run, beside)
            gap, start = run.gap, run.start
        start += sizes[gap] + 1
        gap += 1
    at = 0
    for size in sizes:
        for _ in range(size):
            flags[at] = True
            at += 1
        if at < len(flags):
            flags[at] = False
            at += 1


def _place(texts: Sequence[bytes], run: _Run, beside: Sequence[int]) -> None:
    while True:
        size = run.end - run.start
        while run.up():
            pass
        earliest = run.end
        matching = run.end if beside[run.gap] else -1
        while run.down():
            if beside[run.gap]:
                matching = run.end
        if run.end - run.start == size:
            break
    if run.end == earliest:
        return
    target = matching if matching != -1 else _best(texts, run, earliest)
    while run.end > target:
        run.up()


def _best(texts: Sequence[bytes], run: _Run, earliest: int) -> int:
    size, best, found = run.end - run.start, run.end, None
    for end in range(max(earliest, run.end - size - 1, run.end - MAX_SLIDE), run.end + 1):
        score = _score(texts, end), _score(texts, end - size)
        indent, penalty = score[0][0] + score[1][0], score[0][1] + score[1][1]
        if found is None or 60 * ((indent > found[0]) - (indent < found[0])) + penalty - found[1] <= 0:
            best, found = end, (indent, penalty)
    return best


def _indent(line: bytes) -> int:
    """The width of the leading white space; -1 for a blank line."""
    width = 0
    for byte in line:
        if byte == 0x20:
            width += 1
        elif byte == 0x09:
            width += TAB - width % TAB
        elif byte not in b"\r\n\v\f":
            return min(width, MAX_INDENT)
        if width >= MAX_INDENT:
            return MAX_INDENT
    return -1


def _nearest(texts: Sequence[bytes], start: int, step: int) -> tuple[int, int]:
    """Blank lines from ``start`` on, and the indent of the first line that is not blank."""
    blanks, at = 0, start
    while 0 <= at < len(texts):
        indent = _indent(texts[at])
        if indent != -1:
            return blanks, indent
        blanks, at = blanks + 1, at + step
        if blanks == MAX_BLANKS:
            return blanks, 0
    return blanks, -1


def _score(texts: Sequence[bytes], split: int) -> tuple[int, int]:
    """Indent and penalty of a boundary before line ``split``: less is better."""
    last = split >= len(texts)
    here = -1 if last else _indent(texts[split])
    blanks_before, indent_before = _nearest(texts, split - 1, -1)
    blanks_after, indent_after = _nearest(texts, split + 1, 1)
    penalty = (indent_before == -1 and blanks_before == 0) + 21 * last
    after = 1 + blanks_after if here == -1 else 0
    blanks = blanks_before + after
    penalty += -30 * blanks + 6 * after
    indent = here if here != -1 else indent_after
    return indent, penalty + _relative(indent, indent_before, indent_after, blanks > 0)


def _relative(indent: int, before: int, after: int, blanks: bool) -> int:
    if indent == -1 or before == -1 or indent == before:
        return 0
    if indent > before:
        return 10 if blanks else -4
    if after != -1 and after > indent:
        return 17 if blanks else 24
    return 17 if blanks else 23
