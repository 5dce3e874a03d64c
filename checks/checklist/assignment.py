"""The best one-to-one assignment: which box means which item when several could mean several."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

#: What it costs to leave an item without a box: nothing, so that a pair is made only when it is worth something.
_NOTHING = 0.0


def best_pairs(worth: Sequence[Mapping[int, float]], columns: int) -> dict[int, int]:
    """Row → column such that the total worth is greatest, each column at most once.

    `worth[row][column]` is what the pair is worth (above 0); absent pairs are never made. The Hungarian method with
    potentials, O(rows² · (columns + rows)): 25 items against every box of a body is at most some 100,000 steps.
    """
    rows = len(worth)
    width = columns + rows  # one spare column for each row: "no box"
    cost = [[-row.get(c, _NOTHING) for c in range(columns)] + [_NOTHING] * rows for row in worth]
    match = _hungarian(cost, rows, width)
    return {row: column for row, column in match.items() if column in worth[row]}


def _hungarian(cost: Sequence[Sequence[float]], rows: int, width: int) -> dict[int, int]:
    """Row → column of least total cost; every row gets a column (rows ≤ width). Index 0 is the method's own."""
    row_price, column_price = [0.0] * (rows + 1), [0.0] * (width + 1)
    owner, way = [0] * (width + 1), [0] * (width + 1)
    for row in range(1, rows + 1):
        owner[0] = row
        last = _shortest_path(cost, row_price, column_price, owner, way)
        while last:
            owner[last] = owner[way[last]]
            last = way[last]
    return {owner[c] - 1: c - 1 for c in range(1, width + 1) if owner[c]}


def _shortest_path(
    cost: Sequence[Sequence[float]],
    row_price: list[float],
    column_price: list[float],
    owner: list[int],
    way: list[int],
) -> int:
    """The free column at the end of the cheapest augmenting path from the row in `owner[0]`; prices are adjusted."""
    width = len(column_price) - 1
    least, used = [float("inf")] * (width + 1), [False] * (width + 1)
    column = 0
    while owner[column]:
        used[column] = True
        row, step, following = owner[column], float("inf"), 0
        for c in range(1, width + 1):
            if used[c]:
                continue
            reduced = cost[row - 1][c - 1] - row_price[row] - column_price[c]
            if reduced < least[c]:
                least[c], way[c] = reduced, column
            if least[c] < step:
                step, following = least[c], c
        for c in range(width + 1):
            if used[c]:
                row_price[owner[c]] += step
                column_price[c] -= step
            else:
                least[c] -= step
        column = following
    return column
