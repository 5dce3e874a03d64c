"""Random damage to sound chapters, and how the time to read and judge one grows: `python -m tests.benchmarks.fuzz`.

Each round takes a sound chapter, plants, cuts, doubles and swaps pieces of it and soup of marks into it, reads it and runs
every rule of markup over it: an exception, a place outside the text or a rule that breaks is printed with its seed, and the
status is 1. Then the reader and the rules are timed on chapters of 10 KB to 5 MB; the slope is the power of the length with
which the time grows (1: in proportion). `fuzz_reader` lets coverage guide the damage, for the reader alone.
"""

from __future__ import annotations

import argparse
import math
import random
import re
import sys
import time
import traceback
from collections.abc import Callable, Iterator, Sequence

from checks.parsing.quarto import parse
from tests.checks.parsing.sample import SAMPLE
from tests.checks.parsing.test_total import MARKS, assert_sound
from tests.checks.planted.shelf import CHAPTERS, Shelf, sound
from tests.checks.planted.test_planted import KINDS

SIZES = (10_000, 100_000, 1_000_000, 5_000_000)
#: The greatest power that still counts as proportion: caches and the collector make large texts a little slower.
STEEPEST = 1.25


def damaged(rng: random.Random) -> str:
    """A sound chapter with one to eight pieces of damage."""
    text = rng.choice([SAMPLE, *(sound(name) for name in CHAPTERS)])
    for _ in range(rng.randint(1, 8)):
        text = rng.choice(_DAMAGES)(text, rng)
    return text


def _plant(text: str, rng: random.Random) -> str:
    at = text.find("\n\n", rng.randrange(len(text) + 1))
    kind = rng.choice(KINDS)
    return text[:at] + "\n\n" + kind.broken + text[at:] if at >= 0 else text + kind.broken


def _cut(text: str, rng: random.Random) -> str:
    at = rng.randrange(len(text) + 1)
    return text[:at] + text[at + rng.choice([1, 2, 5, 40, 400]) :]


def _soup(text: str, rng: random.Random) -> str:
    at = rng.randrange(len(text) + 1)
    return text[:at] + "".join(rng.choices(MARKS, k=rng.randint(1, 12))) + text[at:]


def _double(text: str, rng: random.Random) -> str:
    at = rng.randrange(len(text) + 1)
    piece = text[at : at + rng.choice([1, 3, 10, 100])]
    return text[:at] + piece * rng.randint(1, 30) + text[at:]


def _swap(text: str, rng: random.Random) -> str:
    lines = text.split("\n")
    a, b = rng.randrange(len(lines)), rng.randrange(len(lines))
    lines[a], lines[b] = lines[b], lines[a]
    return "\n".join(lines)


def _indent(text: str, rng: random.Random) -> str:
    lines = text.split("\n")
    for at in range(a := rng.randrange(len(lines)), min(len(lines), a + rng.randint(1, 20))):
        lines[at] = rng.choice(["    ", "> ", "  ", "\t", "- "]) + lines[at]
    return "\n".join(lines)


_DAMAGES: Sequence[Callable[[str, random.Random], str]] = (_plant, _cut, _soup, _double, _swap, _indent)


def survive(text: str) -> None:
    """Reads and judges the text as a chapter. Raises what goes wrong."""
    assert_sound(text, parse(text, path="canals.qmd"))
    Shelf({"canals.qmd": text}).findings("canals.qmd")


def fuzz(rounds: int, seconds: float, seed: int) -> int:
    """How many rounds failed; each is printed with the seed that makes it again."""
    failed, began, done = 0, time.monotonic(), 0
    while done < rounds and time.monotonic() - began < seconds:
        text = damaged(random.Random(seed + done))
        try:
            survive(text)
        except Exception:
            failed += 1
            print(f"seed {seed + done}:\n{traceback.format_exc(limit=-3)}", file=sys.stderr)
        done += 1
    print(f"{done} damaged chapters in {time.monotonic() - began:.0f} s from seed {seed}: {failed} failed")
    return failed


def grown(size: int) -> str:
    """A chapter of about `size` characters: the sample over and over, without its front matter, its names made different."""
    body = SAMPLE.split("---\n", 2)[2]
    parts: list[str] = []
    length = 0
    while length < size:
        number = len(parts)
        part = re.sub(r"(?<=[#@])(fig|tbl|sec|eq)-", rf"\1-{number}-", body)
        parts.append(part.replace("[^silt]", f"[^silt{number}]"))
        length += len(part)
    return "".join(parts)[:size]


def timings(sizes: Sequence[int]) -> Iterator[tuple[int, float, float]]:
    """For each size: seconds to read it, seconds to read, index and judge it."""
    for size in sizes:
        text = grown(size)
        began = time.process_time()
        parse(text)
        read = time.process_time() - began
        began = time.process_time()
        outcomes = Shelf({"canals.qmd": text}).outcomes("canals.qmd")
        assert not outcomes.errors, outcomes.errors
        yield size, read, time.process_time() - began


def slope(points: Sequence[tuple[int, float]]) -> float:
    """The exponent of the power law through the points, by least squares of the logarithms."""
    xs, ys = [math.log(size) for size, _ in points], [math.log(max(1e-6, taken)) for _, taken in points]
    x, y = sum(xs) / len(xs), sum(ys) / len(ys)
    return sum((a - x) * (b - y) for a, b in zip(xs, ys, strict=True)) / sum((a - x) ** 2 for a in xs)


def measure(sizes: Sequence[int]) -> bool:
    """Prints the times and slopes; whether both grow in proportion."""
    found = list(timings(sizes))
    for size, read, judged in found:
        print(f"{size / 1000:>8,.0f} KB   read {read:8.3f} s   judged {judged:8.3f} s")
    slopes = slope([(s, r) for s, r, _ in found]), slope([(s, j) for s, _, j in found])
    print(f"slope: read {slopes[0]:.2f}, judged {slopes[1]:.2f} (1: in proportion to the length)")
    return max(slopes) <= STEEPEST


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--rounds", type=int, default=500)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument(
        "--largest", type=int, default=SIZES[-1], help="the longest chapter to time, in characters"
    )
    given = parser.parse_args(arguments)
    failed = fuzz(given.rounds, given.seconds, given.seed)
    proportional = measure([size for size in SIZES if size <= given.largest])
    return int(bool(failed) or not proportional)


if __name__ == "__main__":
    sys.exit(main())
