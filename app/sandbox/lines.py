"""Which lines differ between two texts: Myers' O(ND) algorithm in linear space.

After E. W. Myers, "An O(ND) Difference Algorithm and Its Variations" (1986). As git does, lines that occur on one side
only are set aside first, and each run of changed lines slides as far down as equal lines allow.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Sequence

Change = tuple[int, int, int, int]  # old start, old end, new start, new end; half-open, from 0

# Beyond this many edits the quadratic search is left to difflib: only whole rewrites get there.
MAX_EDITS = 1_500


class _TooFar(Exception):
    pass


def _middle_snake(a: Sequence[int], b: Sequence[int]) -> tuple[int, int, int, int, int]:
    """Length of the shortest edit script and the snake (x, y → u, v) in its middle."""
    n, m = len(a), len(b)
    delta, odd = n - m, (n - m) % 2 != 0
    forward, backward = {1: 0}, {1: 0}
    for d in range((n + m + 1) // 2 + 1):
        if d > MAX_EDITS:
            raise _TooFar
        for k in range(-d, d + 1, 2):
            x = (
                forward[k + 1]
                if k == -d or (k != d and forward[k - 1] < forward[k + 1])
                else forward[k - 1] + 1
            )
            y = x - k
            start_x, start_y = x, y
            while x < n and y < m and a[x] == b[y]:
                x, y = x + 1, y + 1
            forward[k] = x
            if odd and -(d - 1) <= delta - k <= d - 1 and x + backward[delta - k] >= n:
                return 2 * d - 1, start_x, start_y, x, y
        for k in range(-d, d + 1, 2):
            x = (
                backward[k + 1]
                if k == -d or (k != d and backward[k - 1] < backward[k + 1])
                else backward[k - 1] + 1
            )
            y = x - k
            start_x, start_y = x, y
            while x < n and y < m and a[n - x - 1] == b[m - y - 1]:
                x, y = x + 1, y + 1
            backward[k] = x
            if not odd and -d <= delta - k <= d and x + forward[delta - k] >= n:
                return 2 * d, n - x, m - y, n - start_x, m - start_y
    raise AssertionError("two texts always have an edit script")


def _mark(
    a: Sequence[int], b: Sequence[int], at_a: int, at_b: int, gone: list[bool], came: list[bool]
) -> None:
    """Flag the lines of ``a`` and ``b`` that a shortest edit script deletes and inserts."""
    work = [(0, len(a), 0, len(b))]
    while work:
        a0, a1, b0, b1 = work.pop()
        while a0 < a1 and b0 < b1 and a[a0] == b[b0]:
            a0, b0 = a0 + 1, b0 + 1
        while a0 < a1 and b0 < b1 and a[a1 - 1] == b[b1 - 1]:
            a1, b1 = a1 - 1, b1 - 1
        if a0 == a1 or b0 == b1:
            gone[at_a + a0 : at_a + a1] = [True] * (a1 - a0)
            came[at_b + b0 : at_b + b1] = [True] * (b1 - b0)
            continue
        _, x, y, u, v = _middle_snake(a[a0:a1], b[b0:b1])
        work.append((a0, a0 + x, b0, b0 + y))
        work.append((a0 + u, a1, b0 + v, b1))


def _fallback(a: Sequence[int], b: Sequence[int]) -> tuple[list[bool], list[bool]]:
    gone, came = [False] * len(a), [False] * len(b)
    for tag, i1, i2, j1, j2 in difflib.SequenceMatcher(None, a, b, autojunk=False).get_opcodes():
        if tag != "equal":
            gone[i1:i2] = [True] * (i2 - i1)
            came[j1:j2] = [True] * (j2 - j1)
    return gone, came


def _flags(a: Sequence[int], b: Sequence[int]) -> tuple[list[bool], list[bool]]:
    in_a, in_b = set(a), set(b)
    keep_a = [i for i, line in enumerate(a) if line in in_b]
    keep_b = [j for j, line in enumerate(b) if line in in_a]
    small_gone, small_came = [False] * len(keep_a), [False] * len(keep_b)
    short_a, short_b = [a[i] for i in keep_a], [b[j] for j in keep_b]
    try:
        _mark(short_a, short_b, 0, 0, small_gone, small_came)
    except _TooFar:
        small_gone, small_came = _fallback(short_a, short_b)
    gone, came = [True] * len(a), [True] * len(b)
    for i, flag in zip(keep_a, small_gone, strict=True):
        gone[i] = flag
    for j, flag in zip(keep_b, small_came, strict=True):
        came[j] = flag
    return gone, came


def _pairs(gone: Sequence[bool], came: Sequence[bool]) -> Iterator[Change]:
    i = j = 0
    while i < len(gone) or j < len(came):
        i0, j0 = i, j
        while i < len(gone) and gone[i]:
            i += 1
        while j < len(came) and came[j]:
            j += 1
        if i > i0 or j > j0:
            yield i0, i, j0, j
        i, j = i + 1, j + 1


def _slide(lines: Sequence[int], flags: list[bool]) -> None:
    """Move each run of flagged lines down while the line after it equals its first one."""
    i = 0
    while i < len(lines):
        if not flags[i]:
            i += 1
            continue
        start, end = i, i
        while end < len(lines) and flags[end]:
            end += 1
        while end < len(lines) and lines[start] == lines[end]:
            flags[start], flags[end] = False, True
            start, end = start + 1, end + 1
            while end < len(lines) and flags[end]:
                end += 1
        i = end


def changes(old: Sequence[bytes], new: Sequence[bytes]) -> list[Change]:
    """The changed regions between two lists of lines, in order."""
    numbers: dict[bytes, int] = {}
    a = [numbers.setdefault(line, len(numbers)) for line in old]
    b = [numbers.setdefault(line, len(numbers)) for line in new]
    gone, came = _flags(a, b)
    # Sliding one side is safe only where the other has nothing to pair up with it.
    if not any(came):
        _slide(a, gone)
    elif not any(gone):
        _slide(b, came)
    return list(_pairs(gone, came))
