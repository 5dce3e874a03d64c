"""A word that its neighbours on both sides reject, and a look-alike that both welcome."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache, lru_cache

from checks.style.engines.lists import pairs, words
from checks.style.proofread.grammar.slip import GrammarSlip, Run

#: 10 · log2 of the count below which a pair is not listed.
_UNLISTED = 215
#: By how much (10 · log2) both neighbours together must prefer the look-alike, and each of them at least.
_TOGETHER, _EACH = 125, 42


@lru_cache(maxsize=4096)
def slips_by_neighbours(text: str) -> tuple[GrammarSlip, ...]:
    """Words of the confusion list that fit neither neighbour, where a look-alike fits both."""
    return tuple(_find(Run.of(text)))


def _find(run: Run) -> Iterator[GrammarSlip]:
    alike = _look_alikes()
    for at, word in enumerate(run.words):
        if word.low not in alike or word.joined or (word.text[0].isupper() and not word.opens):
            continue
        before, after = run.low(at, -1), run.low(at, 1)
        if not before or not after:
            continue
        best = max(alike[word.low], key=lambda other: _gain(before, word.low, other, after))
        if _gain(before, word.low, best, after) >= _TOGETHER:
            yield run.slip(at, at, best, f"“{before} {best} {after}” is what people write", "wrong-word")


def _gain(before: str, word: str, other: str, after: str) -> int:
    """By how much both neighbours prefer `other`; nothing when one of them hardly does."""
    left = _count(before, other) - _count(before, word)
    right = _count(other, after) - _count(word, after)
    return left + right if min(left, right) >= _EACH else 0


def _count(first: str, second: str) -> int:
    return pairs().get(f"{first} {second}", _UNLISTED)


@cache
def _look_alikes() -> Mapping[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for line in words("look_alikes.txt"):
        one, other = line.split(" ")
        found[one] = (*found.get(one, ()), other)
        found[other] = (*found.get(other, ()), one)
    return found
