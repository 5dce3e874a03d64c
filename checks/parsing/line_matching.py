"""Which lines of two texts belong together, in time that cannot explode.

Lines that stand once on both sides are anchors (as git's patience diff has it); only what lies between two anchors is
given to difflib, and only while it is short, because difflib is quadratic.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher

#: Lines times lines that difflib may compare at once.
MAX_PRODUCT = 10_000
_DEPTH = 4

Run = tuple[int, int, int]


def matching_runs(before: Sequence[str], after: Sequence[str]) -> list[Run]:
    """Runs of equal lines, ascending: (start before, start after, how many)."""
    runs: list[Run] = []
    for run in _between(before, after, (0, len(before)), (0, len(after)), 0):
        if runs and runs[-1][0] + runs[-1][2] == run[0] and runs[-1][1] + runs[-1][2] == run[1]:
            runs[-1] = runs[-1][0], runs[-1][1], runs[-1][2] + run[2]
        elif run[2]:
            runs.append(run)
    return runs


def _between(
    before: Sequence[str], after: Sequence[str], old: tuple[int, int], new: tuple[int, int], depth: int
) -> Iterator[Run]:
    (a, b), (c, d) = old, new
    head = 0
    while a + head < b and c + head < d and before[a + head] == after[c + head]:
        head += 1
    tail = 0
    while b - tail > a + head and d - tail > c + head and before[b - tail - 1] == after[d - tail - 1]:
        tail += 1
    yield a, c, head
    inner_old, inner_new = (a + head, b - tail), (c + head, d - tail)
    if inner_old[0] < inner_old[1] and inner_new[0] < inner_new[1]:
        yield from _middle(before, after, inner_old, inner_new, depth)
    yield b - tail, d - tail, tail


def _middle(
    before: Sequence[str], after: Sequence[str], old: tuple[int, int], new: tuple[int, int], depth: int
) -> Iterator[Run]:
    (a, b), (c, d) = old, new
    if (b - a) * (d - c) <= MAX_PRODUCT:
        matcher = SequenceMatcher(None, before[a:b], after[c:d], autojunk=False)
        for run in matcher.get_matching_blocks():
            yield a + run.a, c + run.b, run.size
        return
    anchors = _anchors(before, after, old, new) if depth < _DEPTH else []
    if not anchors:
        return
    for at, to in anchors:
        yield from _between(before, after, (a, at), (c, to), depth + 1)
        yield at, to, 1
        a, c = at + 1, to + 1
    yield from _between(before, after, (a, b), (c, d), depth + 1)


def _anchors(
    before: Sequence[str], after: Sequence[str], old: tuple[int, int], new: tuple[int, int]
) -> list[tuple[int, int]]:
    """The longest ascending chain of lines that stand exactly once on each side."""
    once_old, once_new = _once(before, *old), _once(after, *new)
    pairs = [(at, once_new[line]) for line, at in once_old.items() if line in once_new]
    pairs.sort()
    tops: list[int] = []
    ends: list[int] = []
    back: list[int] = []
    for index, (_, to) in enumerate(pairs):
        place = bisect_left(tops, to)
        back.append(ends[place - 1] if place else -1)
        tops[place : place + 1] = [to]
        ends[place : place + 1] = [index]
    chain: list[tuple[int, int]] = []
    index = ends[-1] if ends else -1
    while index >= 0:
        chain.append(pairs[index])
        index = back[index]
    return chain[::-1]


def _once(lines: Sequence[str], start: int, end: int) -> dict[str, int]:
    seen: dict[str, int] = {}
    for at in range(start, end):
        seen[lines[at]] = -1 if lines[at] in seen else at
    return {line: at for line, at in seen.items() if at >= 0}
