"""Which word was meant: candidates near the misspelt one, ranked by how people slip and by what fits the place.

The score is a number of bits: how common the word is in English and in this book, less how unlikely the slip is,
plus how well the word goes with its neighbours. Nearness alone decides badly ("expertice" is nearer to nothing, but
"wil" is as near to "wild" as to "will").
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any

from rapidfuzz import process
from rapidfuzz.distance import OSA

from checks.style.engines.lists import every_form, frequency, pairs

_ROWS = ("qwertyuiop", "asdfghjkl", "zxcvbnm")
#: Bits that each kind of slip costs, from the slips of the classic error lists: a swap and a doubled or undoubled
#: letter are the commonest, a wrong first letter the rarest.
_SWAP, _DOUBLE, _LEFT_OUT, _PUT_IN, _NEIGHBOUR, _VOWEL, _OTHER, _FIRST = (
    8.0,
    6.0,
    8.5,
    9.5,
    10.0,
    9.0,
    13.0,
    4.0,
)
#: Untyped, since the stubs of `process` know no overloaded scorers.
_DISTANCE: Any = OSA.distance
#: A pair is listed from about 2^22.6 on.
_RAREST_PAIR = 226
#: How much a bit of each kind of evidence counts (fitted on 467 slips that authors made and mended): how common the
#: word is in English, each doubling of how often the book writes it, how well it fits its neighbours.
ENGLISH, _BOOK, _PLACE = 0.4, 0.8, 0.5


@dataclass(frozen=True, slots=True)
class Proposal:
    """A word that may have been meant. `score` in bits, only good for comparing; `distance`: edits (OSA)."""

    word: str
    score: float
    distance: int


def propose(
    word: str,
    book: Mapping[str, int],
    before: str = "",
    after: str = "",
    limit: int = 3,
    english: bool = True,
) -> tuple[Proposal, ...]:
    """The likeliest words for the misspelt `word` (any case; answers in the same case), best first.

    `book`: lower-case word → times in the book, only words worth proposing. `before` and `after`: its neighbours.
    `english`: whether to look beyond the words of `book`.
    """
    low = word.lower()
    place = (before.lower(), after.lower())
    answers, key = _known_of(book).answers, (low, *place, english)
    if key not in answers:
        answers[key] = _ranked(low, place, book, english)
    return tuple(Proposal(_cased(p.word, word), p.score, p.distance) for p in answers[key][:limit])


def _ranked(low: str, place: tuple[str, str], book: Mapping[str, int], english: bool) -> list[Proposal]:
    return _best(low, (*(_near(low) if english else ()), *_near_in(low, book)), book, place)


def _best(
    wrong: str, near: Iterable[tuple[str, int]], book: Mapping[str, int], place: tuple[str, str]
) -> list[Proposal]:
    scored = {
        Proposal(candidate, _score(wrong, candidate, book, *place), distance)
        for candidate, distance in near
        if candidate != wrong
    }
    return sorted(scored, key=_rank)


def _rank(proposal: Proposal) -> tuple[float, str]:
    return (-proposal.score, proposal.word)


def _score(wrong: str, candidate: str, book: Mapping[str, int], before: str, after: str) -> float:
    common = ENGLISH * max(frequency(candidate), 120) / 10
    heard = _BOOK * math.log2(1 + book.get(candidate, 0))
    return common + heard + _PLACE * _context(before, candidate, after) - slip(wrong, candidate)


def _context(before: str, candidate: str, after: str) -> float:
    """Bits by which the neighbours speak for the candidate: 0 to about 18."""
    return _fit(before, candidate) + _fit(candidate, after)


def _fit(first: str, second: str) -> float:
    if not first or not second:
        return 0.0
    listed = pairs().get(f"{first} {second}")
    return 0.0 if listed is None else 3.0 + (listed - _RAREST_PAIR) / 20


@cache
def _by_length() -> Mapping[int, list[str]]:
    found: dict[int, list[str]] = defaultdict(list)
    for word in every_form():
        found[len(word)].append(word)
    return found


def _reach(word: str) -> int:
    """How many edits away a word may be: short words have too many neighbours, long ones gather slips."""
    return 1 if len(word) <= 3 else 2


@lru_cache(maxsize=8192)
def _near(word: str) -> tuple[tuple[str, int], ...]:
    reach = _reach(word)
    found = _within(word, reach)
    if not found and len(word) >= 8:
        found = _within(word, 3)
    return found


def _within(word: str, reach: int) -> tuple[tuple[str, int], ...]:
    lengths = range(max(1, len(word) - reach), len(word) + reach + 1)
    return tuple(pair for n in lengths for pair in _extract(word, _by_length().get(n, ()), reach))


def _near_in(word: str, book: Mapping[str, int]) -> tuple[tuple[str, int], ...]:
    reach = _reach(word)
    lengths = range(len(word) - reach, len(word) + reach + 1)
    by_length = _known_of(book).by_length
    return tuple(pair for n in lengths for pair in _extract(word, by_length.get(n, ()), reach))


@dataclass(frozen=True, slots=True)
class _Known:
    """What was worked out for the words of one book: the words by their length, and every answer given so far."""

    words: Mapping[str, int]
    by_length: Mapping[int, list[str]]
    answers: dict[tuple[str, str, str, bool], list[Proposal]]


_books: list[_Known] = []
#: Mappings remembered: the words and the names of the book under check, and of the one before.
_MOST_BOOKS = 4


def _known_of(book: Mapping[str, int]) -> _Known:
    """What is known of these very words (the mapping itself, not one like it)."""
    for known in tuple(_books):
        if known.words is book:
            return known
    by_length: dict[int, list[str]] = defaultdict(list)
    for word in book:
        by_length[len(word)].append(word)
    fresh = _Known(book, by_length, {})
    _books[:] = [fresh, *_books[: _MOST_BOOKS - 1]]
    return fresh


def _extract(word: str, choices: Iterable[str], reach: int) -> Iterable[tuple[str, int]]:
    hits = process.extract(word, choices, scorer=_DISTANCE, score_cutoff=reach, limit=None)
    return ((choice, int(distance)) for choice, distance, _ in hits)


@lru_cache(maxsize=16384)
def slip(wrong: str, right: str) -> float:
    """Bits that it costs to have written `wrong` for `right`: the cheapest way to align the two."""
    rows = [[0.0] * (len(right) + 1) for _ in range(len(wrong) + 1)]
    for i in range(len(wrong) + 1):
        for j in range(len(right) + 1):
            if i or j:
                rows[i][j] = min(_steps(wrong, right, i, j, rows))
    return rows[-1][-1]


def _steps(wrong: str, right: str, i: int, j: int, rows: list[list[float]]) -> Iterable[float]:
    first = _FIRST if i <= 1 and j <= 1 else 0.0
    if i and j:
        yield rows[i - 1][j - 1] + (
            0.0 if wrong[i - 1] == right[j - 1] else _swapped_letter(wrong[i - 1], right[j - 1]) + first
        )
    if i:
        doubled = i > 1 and wrong[i - 1] == wrong[i - 2]
        yield rows[i - 1][j] + (_DOUBLE if doubled else _PUT_IN) + (_FIRST if j == 0 else 0.0)
    if j:
        undoubled = j > 1 and right[j - 1] == right[j - 2]
        yield rows[i][j - 1] + (_DOUBLE if undoubled else _LEFT_OUT) + (_FIRST if i == 0 else 0.0)
    if i > 1 and j > 1 and wrong[i - 1] == right[j - 2] and wrong[i - 2] == right[j - 1]:
        yield rows[i - 2][j - 2] + _SWAP


@lru_cache(maxsize=1024)
def _swapped_letter(wrong: str, right: str) -> float:
    if wrong in "aeiouy" and right in "aeiouy":
        return _VOWEL
    return _NEIGHBOUR if _adjacent(wrong, right) else _OTHER


def _adjacent(one: str, other: str) -> bool:
    """Whether the two keys touch on a QWERTY keyboard."""
    places = {letter: (row, at) for row, line in enumerate(_ROWS) for at, letter in enumerate(line)}
    if one not in places or other not in places:
        return False
    (r1, c1), (r2, c2) = places[one], places[other]
    return abs(r1 - r2) <= 1 and abs(c1 - c2) <= 1


def _cased(word: str, model: str) -> str:
    if model.isupper() and len(model) > 1:
        return word.upper()
    return word[:1].upper() + word[1:] if model[:1].isupper() else word
