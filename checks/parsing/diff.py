"""Unified diffs as GitHub gives them in `patch`, and our own: which lines are new, and what the text was before.

Lines are what git counts: they end at a line feed only, and the last one may lack it. Numbers count from 1.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from checks.parsing.line_matching import matching_runs

_HEADER = re.compile(r"@@ -(\d{1,9})(?:,(\d{1,9}))? \+(\d{1,9})(?:,(\d{1,9}))? @@")
#: What git writes below a line that ends the file without a line feed.
_NO_NEWLINE = "\\ No newline at end of file"
CONTEXT = 3


@dataclass(frozen=True, slots=True)
class Hunk:
    """`lines` as in the patch: each begins with a blank, `+` or `-`; a missing final line feed is told by `\\ No …`."""

    old_start: int
    old_count: int
    new_start: int
    new_count: int
    lines: tuple[str, ...]

    def numbered(self) -> Iterator[tuple[str, int, int]]:
        """Each line with its mark: (line, old number, new number), the numbers those of the next line on that side."""
        old, new = max(self.old_start, 1), max(self.new_start, 1)
        old += self.old_count == 0 and self.old_start > 0
        new += self.new_count == 0 and self.new_start > 0
        for line in self.lines:
            yield line, old, new
            old += line[:1] in " -" and line != _NO_NEWLINE
            new += line[:1] in " +" and line != _NO_NEWLINE


@dataclass(frozen=True)
class Patch:
    hunks: tuple[Hunk, ...] = field(default=())

    @cached_property
    def added_lines(self) -> frozenset[int]:
        """Lines of the new side that were added or changed."""
        return frozenset(
            new for hunk in self.hunks for line, _, new in hunk.numbered() if line.startswith("+")
        )

    @cached_property
    def removed_lines(self) -> frozenset[int]:
        """Lines of the old side that are gone or changed."""
        return frozenset(
            old for hunk in self.hunks for line, old, _ in hunk.numbered() if line.startswith("-")
        )

    @cached_property
    def commentable(self) -> frozenset[int]:
        """Lines of the new side inside hunks: GitHub refuses a comment on any other (422)."""
        return frozenset(
            new for hunk in self.hunks for new in range(hunk.new_start, hunk.new_start + hunk.new_count)
        )

    def same_hunk(self, first: int, last: int) -> bool:
        """Whether a comment may span these lines of the new side."""
        low, high = sorted((first, last))
        return any(h.new_start <= low and high < h.new_start + h.new_count for h in self.hunks)


def same_hunk(patch: Patch, first: int, last: int) -> bool:
    """Whether two lines of the new side stand in one hunk."""
    return patch.same_hunk(first, last)


def parse_patch(text: str) -> Patch:
    """Reads the hunks of one file; lines before the first `@@` and cut-off ends are tolerated."""
    hunks: list[Hunk] = []
    header: re.Match[str] | None = None
    lines: list[str] = []
    for line in text.split("\n"):
        found = _HEADER.match(line)
        if found:
            if header:
                hunks.append(_hunk(header, lines))
            header, lines = found, []
        elif header:
            lines.append(line)
    if header:
        hunks.append(_hunk(header, lines))
    return Patch(tuple(hunks))


def _hunk(header: re.Match[str], lines: list[str]) -> Hunk:
    """Takes as many lines as the header counts: an empty line at the end of a patch is none of them."""
    old_count, new_count = (int(n) if n is not None else 1 for n in header.group(2, 4))
    old, new, kept = old_count, new_count, []
    for line in lines:
        if line.startswith("\\"):
            kept.append(_NO_NEWLINE)
            continue
        if old <= 0 and new <= 0:
            break
        # Some tools strip the blank from an empty context line.
        line = line or " "
        old -= line[0] in " -"
        new -= line[0] in " +"
        kept.append(line)
    return Hunk(int(header[1]), old_count, int(header[3]), new_count, tuple(kept))


def apply_reverse(new_text: str, patch: Patch) -> str | None:
    """The text before the patch, from the text after it; None when the patch does not fit that text exactly."""
    lines = _split(new_text)
    before: list[str] = []
    at = 0
    for hunk in patch.hunks:
        start = hunk.new_start - 1 if hunk.new_count else hunk.new_start
        if start < at or start > len(lines):
            return None
        before += lines[at:start]
        old, new = _sides(hunk)
        if lines[start : start + len(new)] != new or len(new) != hunk.new_count or len(old) != hunk.old_count:
            return None
        before += old
        at = start + len(new)
    before += lines[at:]
    if any(not line.endswith("\n") for line in before[:-1]):
        return None
    return "".join(before)


def _sides(hunk: Hunk) -> tuple[list[str], list[str]]:
    """The hunk's lines of the old and of the new side, with their line feeds."""
    old: list[str] = []
    new: list[str] = []
    last = ""
    for line in hunk.lines:
        if line == _NO_NEWLINE:
            for side, marks in ((old, " -"), (new, " +")):
                if last in marks and side:
                    side[-1] = side[-1].removesuffix("\n")
            continue
        last = line[0]
        if last in " -":
            old.append(line[1:] + "\n")
        if last in " +":
            new.append(line[1:] + "\n")
    return old, new


def _split(text: str) -> list[str]:
    """Lines with their line feeds; unlike `splitlines`, ended by nothing else."""
    lines = text.split("\n")
    last = lines.pop()
    return [line + "\n" for line in lines] + ([last] if last else [])


def line_map(patch: Patch) -> Callable[[int], int | None]:
    """Old line number → new line number, None for a line that the patch removes or changes."""
    gone = patch.removed_lines
    bounds: list[int] = [0]
    shifts: list[int] = [0]
    shift = 0
    for hunk in patch.hunks:
        for line, old, _ in hunk.numbered():
            if line[:1] in "+-":
                shift += 1 if line[0] == "+" else -1
                bounds.append(old + (line[0] == "-"))
                shifts.append(shift)

    def moved(old: int) -> int | None:
        return None if old in gone else old + shifts[bisect_right(bounds, old) - 1]

    return moved


def diff_texts(old: str, new: str) -> Patch:
    """Our own diff, for the command line and for files whose patch GitHub leaves out. Bounded: a stretch with no line
    of its own in common that is too long to compare counts as replaced."""
    before, after = _split(old), _split(new)
    return Patch(tuple(_hunks(before, after, _changes(before, after))))


def _changes(before: Sequence[str], after: Sequence[str]) -> list[tuple[int, int, int, int]]:
    """What differs: before[a:b] became after[c:d]."""
    changes, at, to = [], 0, 0
    for a, b, size in [*matching_runs(before, after), (len(before), len(after), 0)]:
        if a > at or b > to:
            changes.append((at, a, to, b))
        at, to = a + size, b + size
    return changes


def _hunks(
    before: Sequence[str], after: Sequence[str], changes: list[tuple[int, int, int, int]]
) -> Iterator[Hunk]:
    group: list[tuple[int, int, int, int]] = []
    for change in changes:
        if group and change[0] - group[-1][1] > 2 * CONTEXT:
            yield _made(before, after, group)
            group = []
        group.append(change)
    if group:
        yield _made(before, after, group)


def _made(before: Sequence[str], after: Sequence[str], group: list[tuple[int, int, int, int]]) -> Hunk:
    a, c = max(0, group[0][0] - CONTEXT), max(0, group[0][2] - CONTEXT)
    b = min(len(before), group[-1][1] + CONTEXT)
    d = min(len(after), group[-1][3] + CONTEXT)
    lines: list[str] = []
    at = a
    for first, last, start, stop in group:
        lines += [" " + line for line in before[at:first]]
        lines += ["-" + line for line in before[first:last]]
        lines += ["+" + line for line in after[start:stop]]
        at = last
    lines += [" " + line for line in before[at:b]]
    marked = [part for line in lines for part in _ended(line)]
    return Hunk(a + (b > a), b - a, c + (d > c), d - c, tuple(marked))


def _ended(line: str) -> tuple[str, ...]:
    return (line[:-1],) if line.endswith("\n") else (line, _NO_NEWLINE)
