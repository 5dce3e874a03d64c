"""Terms that people spell in one word, in two or with a hyphen: each with how this text spells it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache

from checks.style.engines.lists import words
from checks.style.words import words_of

#: "run it on line 6", "scale up stream by stream": with a space these are two words, whatever stands after.
_TWO_WORDS = frozenset("down off on out over through under up".split())


@dataclass(frozen=True, slots=True)
class Occurrence:
    """A compound at `text[start:end]`. `term`: its letters, singular; `spelling`: as here, lower case, singular."""

    term: str
    spelling: str
    start: int
    end: int


def spellings(text: str) -> Iterator[tuple[str, str]]:
    """Each compound in the text: its term, and the spelling here."""
    return ((found.term, found.spelling) for found in occurrences(text))


@lru_cache(maxsize=4096)
def occurrences(text: str) -> tuple[Occurrence, ...]:
    """Each compound of `compounds.txt` in one run of prose, in order."""
    return tuple(_occurrences(text))


def _occurrences(text: str) -> Iterator[Occurrence]:
    known = compounds()
    run = words_of(text)
    for at, word in enumerate(run):
        closed = _singular(word.low, known)
        if closed is not None and not word.joined:
            yield Occurrence(closed, closed, word.start, word.end)
        if at + 1 < len(run) and (joint := run[at + 1].gap) in (" ", "-"):
            after = run[at + 1]
            term = _singular(word.low + after.low, known)
            if term is not None and known[term] == word.low and not (joint == " " and word.low in _TWO_WORDS):
                yield Occurrence(term, word.low + joint + term[len(word.low) :], word.start, after.end)


@cache
def compounds() -> Mapping[str, str]:
    """Each compound closed up → its first part."""
    pairs = (entry.split(" ") for entry in words("compounds.txt"))
    return {first + second: first for first, second in pairs}


def _singular(word: str, known: Mapping[str, str]) -> str | None:
    if word in known:
        return word
    return word[:-1] if word.endswith("s") and word[:-1] in known else None
