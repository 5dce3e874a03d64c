"""How the reader's time grows with the length, texture by texture: `python -m tests.benchmarks.textures`.

Each texture is one thing over and over, as a hostile or generated chapter might have it. Printed are the CPU time at each
length, the time a character takes at the greatest, and the slope: the power of the length with which the time grows (1: in
proportion). Python's cycle collector is off while the clock runs: what it adds depends on what else is in memory. Beyond
two million characters or sixty thousand lines a text is read for its headings and labels only, and costs less.
"""

from __future__ import annotations

import argparse
import gc
import sys
import time
from collections.abc import Callable

from checks.parsing.quarto import parse
from tests.benchmarks.fuzz import SIZES, STEEPEST, slope

_SENTENCE = "The water of a *quiet* river carries `sand` to the [sea](https://example.org/a), as @hart says; see @fig-delta. "
_NESTED = "".join("  " * depth + f"- stone {depth} of the bed\n" for depth in range(8))
_ROW, _RULE, _GRID = "| ford | *pool* |\n", "|------|--------|\n", "+------+--------+\n"
#: What is repeated; `{0}` becomes the number of the repetition.
REPEATED = {
    "prose": _SENTENCE * 4 + "\n\n",
    "one line": _SENTENCE,
    "nested lists": _NESTED,
    "brackets [": "[",
    "brackets [a][b](c)": "[a][b](c) ",
    "backticks": "`a``b```c ",
    "stars": "*a **b ",
    "underscores": "_a",
    "divs": "::: {{.a}}\nA weir.\n:::\n\n",
    "open divs": "::: {{.a}}\nA weir.\n\n",
    "dollars": "$a",
    "formulas": "$a$ ",
    "angles": "<a ",
    "comments never closed": "<!-- ",
    "braces": "{{",
    "shortcodes": "{{{{< a b >}}}} ",
    "images": "![a](b.png) ",
    "addresses": "http://a.org/(]",
    "TeX environments": "\\begin{{a}} ",
    "notes": "A weir.[^n{0}]\n\n[^n{0}]: A note.\n\n",
    "cells": "```{{r}}\n#| label: a{0}\n#| fig-cap: A weir\nx\n```\n\n",
    "equal headings": "# A weir\n\n",
}


def _repeated(unit: str) -> Callable[[int], str]:
    length = len(unit.format(0))
    return lambda size: "".join([unit.format(n) for n in range(size // length + 1)])[:size]


TEXTURES: dict[str, Callable[[int], str]] = {
    **{name: _repeated(unit) for name, unit in REPEATED.items()},
    "nested brackets": lambda size: "[" * (size // 2) + "]" * (size // 2),
    "pipe table": lambda size: _ROW + _RULE + _ROW * (size // len(_ROW)),
    "grid table": lambda size: _GRID + (_ROW + _GRID) * (size // len(_ROW + _GRID)),
    "front matter": lambda size: "---\n" + "".join(f"key{n}: a weir\n" for n in range(size // 15)) + "---\n",
}


def seconds(text: str) -> float:
    """CPU seconds of one reading; the best of three where that is quick."""
    best = float("inf")
    for _ in range(3 if len(text) <= 100_000 else 1):
        gc.collect()
        gc.disable()
        began = time.process_time()
        parse(text)
        best = min(best, time.process_time() - began)
        gc.enable()
    return best


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "--largest", type=int, default=SIZES[-1], help="the longest text to read, in characters"
    )
    sizes = [size for size in SIZES if size <= parser.parse_args(arguments).largest]
    print(f"{'':24}" + "".join(f"{size / 1000:>9,.0f} KB" for size in sizes) + "   µs a character   slope")
    steepest = 0.0
    for name, make in TEXTURES.items():
        points = [(size, seconds(make(size))) for size in sizes]
        steepest = max(steepest, slope(points))
        times = "".join(f"{1000 * taken:>9,.1f} ms" for _, taken in points)
        print(f"{name:24}{times}{1e6 * points[-1][1] / sizes[-1]:>17.2f}{slope(points):>8.2f}", flush=True)
    return int(steepest > STEEPEST)


if __name__ == "__main__":
    sys.exit(main())
