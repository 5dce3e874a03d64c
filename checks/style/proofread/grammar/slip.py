"""What a reader of grammar finds, and the run of words that it reads."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from checks.style.words import Word, words_of

_CLAUSE_END = re.compile(r"[\"'\u201d\u2019)]*(?:\s*\(|\s?[.,;:!?)]|\s*$)")
_SENTENCE_END = re.compile(r"[\"'\u201d\u2019)]*(?:\s?[.!?](?!\w)|\s*$)")


@dataclass(frozen=True, slots=True)
class GrammarSlip:
    """Something wrong at `text[start:end]` of a run of prose, and what should stand there. `kind`: for measuring."""

    start: int
    end: int
    message: str
    replacement: str | None
    kind: str


@dataclass(frozen=True, slots=True)
class Run:
    """The words of one block. Beyond its ends, and across punctuation, there are none: `low` is ''."""

    text: str
    words: tuple[Word, ...]

    @classmethod
    def of(cls, text: str) -> Run:
        return cls(text, words_of(text))

    def low(self, at: int, step: int = 0) -> str:
        """The word `step` places after (before) word `at`, '' when something else stands between."""
        to = at + step
        if not 0 <= to < len(self.words):
            return ""
        first, last = min(at, to), max(at, to)
        if all(self.words[i].gap == " " for i in range(first + 1, last + 1)):
            return self.words[to].low
        return ""

    def opens(self, at: int) -> bool:
        """Whether a sentence starts with the word."""
        return self.words[at].opens

    def ends(self, at: int) -> bool:
        """Whether the clause ends with the word: punctuation follows, or nothing."""
        return bool(_CLAUSE_END.match(self.text, self.words[at].end))

    def stops(self, at: int) -> bool:
        """Whether the sentence ends with the word."""
        return bool(_SENTENCE_END.match(self.text, self.words[at].end))

    def slip(self, first: int, last: int, replacement: str | None, message: str, kind: str) -> GrammarSlip:
        """A slip from word `first` to word `last`; the replacement takes the case of the first word."""
        start, end = self.words[first].start, self.words[last].end
        if replacement and self.words[first].text[0].isupper():
            replacement = replacement[0].upper() + replacement[1:]
        return GrammarSlip(start, end, message, replacement, kind)


Reader = Callable[[Run], Iterator[GrammarSlip]]
