"""Words that no dictionary has and that are no slips: of another language, or parts of a compound."""

from __future__ import annotations

from checks.style.lexicon import in_dictionary
from checks.style.words import Word

#: A run of words with so many strange ones, and this share of them, is in another language: in English text that was
#: read, paragraphs of names and of lost spaces reached 0.38; Latin reached 0.75.
_STRANGE, _SHARE = 5, 0.5
#: Longest piece of a compound that is no word by itself: "N-ary", "How-tos", "preserved-ish".
_PIECE = 3


def is_foreign(run: tuple[Word, ...]) -> bool:
    """Whether the run is in another language, such as filler text in Latin, whether or not the book repeats it."""
    long = [word.text for word in run if len(word.text) > 2]
    strange = [word for word in long if word.islower() and not in_dictionary(word)]
    return len(set(strange)) >= _STRANGE and len(strange) >= _SHARE * len(long)


def is_quoted(text: str, word: Word) -> bool:
    """Whether the word stands alone in quotes."""
    before, after = text[word.start - 1 : word.start], text[word.end : word.end + 1]
    return (before, after) in (('"', '"'), ("\u201c", "\u201d"), ("'", "'"), ("\u2018", "\u2019"))


def is_part(word: Word) -> bool:
    """Whether the word is a short piece of a compound."""
    return word.joined and len(word.text) <= _PIECE
