"""Which lines differ between two texts: Myers' O(ND) algorithm in linear space.

After E. W. Myers, "An O(ND) Difference Algorithm and Its Variations" (1986). As git does, lines without a match are set
aside first, and each run of changed lines then slides to where a reader expects it (``sliding``).
"""

from __future__ import annotations

import difflib
from collections import Counter
from collections.abc import Iterator, Sequence

from app.sandbox.sliding import settle

Change = tuple[int, int, int, int]  # old start, old end, new start, new end; half-open, from 0

# How far around a frequent line git looks for its company.
WINDOW = 100
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
        for k in range(d, -d - 1, -2):
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


def _mark(a: Sequence[int], b: Sequence[int], gone: list[bool], came: list[bool]) -> None:
    """Flag the lines of ``a`` and ``b`` that a shortest edit script deletes and inserts."""
    work = [(0, len(a), 0, len(b))]
    while work:
        a0, a1, b0, b1 = work.pop()
        while a0 < a1 and b0 < b1 and a[a0] == b[b0]:
            a0, b0 = a0 + 1, b0 + 1
        while a0 < a1 and b0 < b1 and a[a1 - 1] == b[b1 - 1]:
            a1, b1 = a1 - 1, b1 - 1
        if a0 == a1 or b0 == b1:
            gone[a0:a1] = [True] * (a1 - a0)
            came[b0:b1] = [True] * (b1 - b0)
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


def _set_aside(lines: Sequence[int], counts: Counter[int], lo: int, hi: int) -> list[int]:
    """The lines between ``lo`` and ``hi`` worth comparing, as git picks them: not those the other side lacks, and not
    frequent ones that stand among such."""
    frequent = 1 << ((len(lines).bit_length() + 1) // 2)  # git's rough square root
    kind = [0 if counts[line] == 0 else (2 if counts[line] >= frequent else 1) for line in lines]
    return [at for at in range(lo, hi) if kind[at] == 1 or (kind[at] == 2 and not _drowned(kind, at, lo, hi))]


def _drowned(kind: Sequence[int], at: int, lo: int, hi: int) -> bool:
    """Whether a frequent line stands in a run of lines that mostly have no match, on both of its sides."""
    lone, often = 0, 2  # the line itself counts once per side
    for step in (-1, 1):
        here, there = 0, at + step
        while lo <= there < hi and abs(there - at) <= WINDOW and kind[there] != 1:
            here += kind[there] == 0
            often += kind[there] == 2
            there += step
        if here == 0:
            return False
        lone += here
    return often * 4 < often + lone


def _flags(a: Sequence[int], b: Sequence[int]) -> tuple[list[bool], list[bool]]:
    start, end_a, end_b = 0, len(a), len(b)
    while start < min(end_a, end_b) and a[start] == b[start]:
        start += 1
    while min(end_a, end_b) > start and a[end_a - 1] == b[end_b - 1]:
        end_a, end_b = end_a - 1, end_b - 1
    keep_a = _set_aside(a, Counter(b), start, end_a)
    keep_b = _set_aside(b, Counter(a), start, end_b)
    small_gone, small_came = [False] * len(keep_a), [False] * len(keep_b)
    short_a, short_b = [a[i] for i in keep_a], [b[j] for j in keep_b]
    try:
        _mark(short_a, short_b, small_gone, small_came)
    except _TooFar:
        small_gone, small_came = _fallback(short_a, short_b)
    gone = [start <= i < end_a for i in range(len(a))]
    came = [start <= j < end_b for j in range(len(b))]
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


def changes(old: Sequence[bytes], new: Sequence[bytes]) -> list[Change]:
    """The changed regions between two lists of lines, in order."""
    numbers: dict[bytes, int] = {}
    a = [numbers.setdefault(line, len(numbers)) for line in old]
    b = [numbers.setdefault(line, len(numbers)) for line in new]
    gone, came = _flags(a, b)
    settle(old, a, gone, came)
    settle(new, b, came, gone)
    return list(_pairs(gone, came))
