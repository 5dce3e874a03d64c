"""4.2: one dialect of English through the whole book."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache

from checks.book import Book
from checks.chapter import Chapter
from checks.config import Config
from checks.finding import NotApplicable, Outcome, Severity
from checks.parsing.document import BlockKind
from checks.rule import Scope, rule
from checks.style.engines.lists import entries
from checks.style.memo import OfBook, totals
from checks.style.places import is_reference, mark
from checks.style.words import matching_case, words_of

#: So many telling words must stand in the rest of the book …
ENOUGH = 20
#: … and this share of them be of one dialect, for it to be the book's.
AGREED = 0.9
#: Where words may have a capital and be no names.
_TITLED = frozenset({BlockKind.HEADING, BlockKind.TITLE, BlockKind.TABLE_CELL, BlockKind.CAPTION})


@rule("dialect", item="4.2", scope=Scope.LINE, severity=Severity.WARNING, prose=True)
def dialect(chapter: Chapter, book: Book, config: Config) -> Iterator[Outcome]:
    """A British spelling in an American book, or an American one in a British book.

    Why: a book written by many hands should read as if written by one.

    Bad: The colour of each bar shows its class. (The other chapters write “color”.)

    Good: The color of each bar shows its class.

    Leaves alone: books that mix the two, or are too short to tell; names, references that are written out, and code;
    words that both dialects write.
    The settings may name the dialect; so may the book's `lang` (`en-GB`).
    """
    wanted = _wanted(chapter, book, config)
    if wanted is None:
        yield NotApplicable("the rest of the book follows no one dialect")
        return
    which, why = wanted
    foreign = _american() if which == "uk" else _british()
    names = _names(chapter, foreign)
    for block in chapter.document.blocks:
        if is_reference(block.prose.text):
            continue
        for word in words_of(block.prose.text):
            right = foreign.get(word.low)
            side_by_side = word.joined and "/" in (word.gap, block.prose.text[word.end : word.end + 1])
            if right is not None and not side_by_side and not (word.text[0].isupper() and word.low in names):
                message = f"“{word.text}” is {_NAMES[_other(which)]} English; {why}."
                yield mark(block.prose, word.start, word.end, message, matching_case(right, word.text))


def _names(chapter: Chapter, foreign: Mapping[str, str]) -> frozenset[str]:
    """Telling words, in lower case, that the chapter also has with a capital in the middle of a sentence: names."""
    said = (
        w
        for block in chapter.document.blocks
        if block.kind not in _TITLED
        for w in words_of(block.prose.text)
    )
    return frozenset(w.low for w in said if w.text[0].isupper() and not w.opens and w.low in foreign)


_NAMES = {"us": "American", "uk": "British"}


def _other(which: str) -> str:
    return "us" if which == "uk" else "uk"


def _wanted(chapter: Chapter, book: Book, config: Config) -> tuple[str, str] | None:
    """The dialect of the book, and how we know."""
    if config.spelling.dialect is not None:
        return config.spelling.dialect, f"the settings ask for {_NAMES[config.spelling.dialect]}"
    region = book.language.partition("-")[2]
    if region in ("us", "gb", "uk"):
        which = "us" if region == "us" else "uk"
        return which, f"the book's `lang` is `{book.language}`"
    whole_uk, whole_us = _telling(book)
    uk, us = (
        whole_uk - _count(chapter.index.vocabulary, _british()),
        whole_us - _count(chapter.index.vocabulary, _american()),
    )
    if uk + us < ENOUGH or max(uk, us) / (uk + us) < AGREED:
        return None
    which = "uk" if uk > us else "us"
    return which, f"the rest of the book writes {_NAMES[which]} ({max(uk, us)} of {uk + us} telling words)"


def _count(vocabulary: Mapping[str, int], telling: Mapping[str, str]) -> int:
    return sum(times for word, times in vocabulary.items() if word.lower() in telling)


def _telling_words(book: Book) -> tuple[int, int]:
    return _count(totals(book), _british()), _count(totals(book), _american())


_telling = OfBook(_telling_words)


@cache
def _british() -> Mapping[str, str]:
    """British spelling → American."""
    return entries("british.txt")


#: American forms that British authors write as often as their own: "whilst" is British, "while" is both.
_SHARED = frozenset({"among", "while", "focused", "focuses", "focusing"})


@cache
def _american() -> Mapping[str, str]:
    """American spelling → British, those that tell."""
    pairs = entries("british.txt").items()
    return {american: british for british, american in pairs if american not in _SHARED}
