"""A run of prose as words: what a speller or a grammar rule may look at, and what it must leave alone.

Identifiers, addresses, numbers and things in other notations are no words: a run of non-space characters that holds a
digit, an underscore, an inner full stop or a placeholder of the reader is passed over whole.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

_LETTERS = r"[^\W\d_]++(?:['\u2019][^\W\d_]++)*+"
_WORD = re.compile(_LETTERS)
_EDGES = (
    "\"'()[]{}<>.,;:!?*\u2018\u2019\u201c\u201d\u2026\u00ab\u00bb\u2010\u2011\u2012\u2013\u2014\u2015-/~&+|"
)
#: A run of non-space characters that is a word, or words joined by hyphens, slashes or dashes, with nothing else between
#: them; not one that touches something else, such as an address, nor a piece of markup: `&amp`, `.class`.
_CHUNK = re.compile(
    rf"""(?<!\S)(?![*_"'(]*+\.|&)[{re.escape(_EDGES)}]*+({_LETTERS}(?:[-/\u2010-\u2015]++{_LETTERS})*+)[{re.escape(_EDGES)}]*+(?!\S)"""
)
_SENTENCE_END = re.compile(r"""[.!?:]["')\]\u2019\u201d*_]*$""")
_ABBREVIATED = re.compile(r"(?:\b(?:e\.g|i\.e|etc|vs|cf|al|Dr|Mr|Mrs|Ms|Prof|Fig|Eq|Sec|No|approx|[A-Z]))\.$")


class Word(NamedTuple):
    """A word of prose at `text[start:end]`. `gap`: what stands between it and the word before, one space for any white space.

    `low`: it in lower case, with straight apostrophes. `joined`: it is part of a compound such as `real-time` or `and/or`. `opens`: a sentence starts with it.
    """

    text: str
    start: int
    end: int
    gap: str
    low: str
    joined: bool = False
    opens: bool = False

    @property
    def follows(self) -> bool:
        """Whether only a space stands between it and the word before."""
        return self.gap == " "


@lru_cache(maxsize=4096)
def words_of(text: str) -> tuple[Word, ...]:
    """The words of one run of prose (`Prose.text`), in order."""
    found: list[Word] = []
    last = 0
    for start, end, joined in _spans(text):
        gap = text[last:start]
        gap = " " if gap == " " or gap.isspace() else gap
        said = text[start:end]
        low = said.lower().replace("\u2019", "'")
        opens = not (gap == " " and start > 1) and _opens(text, start)
        found.append(Word(said, start, end, gap, low, joined, opens))
        last = end
    return tuple(found)


def _spans(text: str) -> Iterator[tuple[int, int, bool]]:
    for chunk in _CHUNK.finditer(text):
        start, end = chunk.span(1)
        if "//" in chunk[0]:
            continue
        if text[start:end].isalpha():
            yield start, end, False
        else:
            parts = [part.span() for part in _WORD.finditer(text, start, end)]
            yield from ((*part, len(parts) > 1) for part in parts)


def _opens(text: str, start: int) -> bool:
    """Whether a sentence starts here: only what stands right before can tell."""
    before = text[max(0, start - 24) : start].rstrip("\"'([{*_\u2018\u201c \u2026")
    if not before or before.endswith("\n"):
        return start <= 24 or bool(before)
    return bool(_SENTENCE_END.search(before)) and not _ABBREVIATED.search(before)


def beside(run: tuple[Word, ...], first: int, last: int) -> tuple[str, str]:
    """The words (lower case) right before word `first` and right after word `last`, '' where something else stands."""
    before = run[first - 1].low if first > 0 and run[first].follows else ""
    after = run[last + 1].low if last + 1 < len(run) and run[last + 1].follows else ""
    return before, after


@lru_cache(maxsize=4096)
def is_identifier(word: str) -> bool:
    """Whether the word is written like a name in code: `CamelCase`, `iOS`, `mlr`-like capitals inside."""
    return any(letter.isupper() for letter in word[1:]) and not word.isupper()


def is_capitals(word: str) -> bool:
    """Whether the word is in capitals, a plural `s` aside: `CPU`, `CPUs`, `GPU's`."""
    stem = re.sub(r"['\u2019]?s$", "", word)
    return len(stem) > 1 and stem.isupper()


def matching_case(word: str, model: str) -> str:
    """`word` with a capital where `model` has one."""
    return word[:1].upper() + word[1:] if model[:1].isupper() else word
