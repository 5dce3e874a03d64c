"""Two words written as one: where the space was left out, and how sure that is.

Scored in the same bits as a proposal, so that "inthe" is weighed as "in the" against "lithe".
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from checks.style.engines.lists import frequency, pairs, words
from checks.style.engines.suggestions import ENGLISH

#: log2 of the number of words that the frequency list was counted from.
_WHOLE = 39.0
#: Bits by which the pairs were counted from a larger text than the single words.
_LARGER = 6.0
#: Bits that a space left out costs.
_SPACE = 9.0
#: A part must be at least this common (10 · log2) to be read out of a run of letters: "te" or "ons" are not.
_PART, _LONG_PART, _IN_COMPOUND, _SHORT_IN_COMPOUND = 232, 200, 222, 258
_SHORT = frozenset({"a", "i"})
#: Words of two letters that are words on their own and seldom the head or tail of another.
_TWO = frozenset(
    {
        "an",
        "as",
        "at",
        "be",
        "by",
        "do",
        "he",
        "if",
        "in",
        "is",
        "it",
        "me",
        "my",
        "no",
        "of",
        "on",
        "or",
        "so",
        "to",
    }
    | {"up", "us", "we"}
)


@dataclass(frozen=True, slots=True)
class Split:
    """`first second` for the run of letters. `grammatical`: one of them is a word that no compound is made with."""

    first: str
    second: str
    score: float
    listed: bool
    grammatical: bool

    @property
    def text(self) -> str:
        return f"{self.first} {self.second}"


@lru_cache(maxsize=8192)
def split(word: str) -> Split | None:
    """The best way to read the word (lower case) as two, None when there is none."""
    found = [_split(word[:at], word[at:]) for at in range(1, len(word)) if _parts(word[:at], word[at:])]
    return max(found, key=lambda s: s.score, default=None)


@lru_cache(maxsize=8192)
def is_compound(word: str) -> bool:
    """Whether the word (lower case) may be a closed compound of two known words: `barplot`, `viewshed`."""
    grammar = words("grammatical.txt")
    halves = ((word[:at], word[at:]) for at in range(3, len(word) - 2))
    return any(
        _compounds(first) and _compounds(second) and not {first, second} & grammar for first, second in halves
    )


def _compounds(part: str) -> bool:
    """Whether the word is common enough to make compounds; a short one must be very common ("bar", not "sin")."""
    return frequency(part) >= (_SHORT_IN_COMPOUND if len(part) == 3 else _IN_COMPOUND)


def seen_apart(split: Split, beside: Mapping[str, int]) -> bool:
    """Whether the text itself writes the two words side by side. `beside`: `first second` → times."""
    return beside.get(split.text, 0) > 0


def _parts(first: str, second: str) -> bool:
    return all(
        part in _SHORT if len(part) == 1 else part in _TWO if len(part) == 2 else _is_common(part)
        for part in (first, second)
    )


def _is_common(part: str) -> bool:
    return frequency(part) >= (_PART if len(part) < 6 else _LONG_PART)


def _split(first: str, second: str) -> Split:
    listed = pairs().get(f"{first} {second}")
    together = (frequency(first) + frequency(second)) / 10 - _WHOLE
    bits = max(together, listed / 10 - _LARGER) if listed is not None else together
    grammar = words("grammatical.txt")
    return Split(
        first, second, ENGLISH * bits - _SPACE, listed is not None, first in grammar or second in grammar
    )
