"""4.1: one word with a space in it."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from checks.book import Book
from checks.chapter import Chapter
from checks.finding import NotApplicable, Outcome, Severity
from checks.rule import Scope, rule
from checks.style.engines.lists import COMMON, entries, frequency
from checks.style.engines.parts import Part, base, can
from checks.style.lexicon import in_dictionary
from checks.style.places import mark
from checks.style.words import Word, words_of

#: 10 · log2 of how common the whole word must be for its halves to be a slip.
_USUAL = 240
#: Words after which "to" belongs to what follows: "in to see" is right there, "in to the" is not.
_INTO_BEFORE = frozenset(
    "divide divided divides split splits broken break breaks breaking turn turns turned turning convert converts converted"
    " transform transformed load loads loaded loading read reads put puts get gets got fall falls fit fits translate"
    " translated enter entered import imported look looking looks dive dig insert inserted bring brings taken organized"
    " grouped packed built build feed fed map mapped integrate integrated delve combined compiled grouping pieces".split()
)


@rule("split-word", item="4.1", scope=Scope.LINE, severity=Severity.WARNING, prose=True)
def split_word(chapter: Chapter, book: Book) -> Iterator[Outcome]:
    """A word with a space in it.

    Why: the two halves mean something else, or nothing.

    Bad: The set is split in to three parts, and a nother one is held out.

    Good: The set is split into three parts, and another one is held out.

    Leaves alone: pairs that are right as two words in some places ("any one", "some times"), unless their neighbours
    decide.
    """
    if not chapter.index.words:
        yield NotApplicable("the chapter has no prose")
        return
    for block in chapter.document.blocks:
        run = words_of(block.prose.text)
        for at in _suspects(block.prose.text):
            right = _joined(run, at, book, chapter.path)
            if right is not None:
                first, second = run[at - 1], run[at]
                here = block.prose.text[first.start : second.end]
                yield mark(block.prose, first.start, second.end, f"“{here}” is one word: “{right}”.", right)


@lru_cache(maxsize=4096)
def _suspects(text: str) -> tuple[int, ...]:
    """The second words of all pairs in a run of prose that may be one word, whatever the book says."""
    run = words_of(text)
    return tuple(at for at in range(1, len(run)) if _may_be_one(run[at - 1], run[at]))


def _may_be_one(first: Word, second: Word) -> bool:
    if not second.follows or first.joined or second.joined or second.text[0].isupper():
        return False
    pair = first.low, second.low
    return (
        pair in (("in", "to"), ("some", "times"))
        or " ".join(pair) in entries("split.txt")
        or bool(_torn(*pair))
    )


def _joined(run: tuple[Word, ...], at: int, book: Book, path: str) -> str | None:
    """The one word that the words before and at `at` are, None when they are two."""
    first, second = run[at - 1], run[at]
    whole = entries("split.txt").get(f"{first.low} {second.low}")
    if whole is None and (first.low, second.low) == ("in", "to") and _is_into(run, at):
        whole = "into"
    if whole is None and (first.low, second.low) == ("some", "times") and _is_sometimes(run, at):
        whole = "sometimes"
    if whole is None and _is_torn(first, second, book, path):
        whole = first.low + second.low
    if whole is None:
        return None
    return whole[0].upper() + whole[1:] if first.text[0].isupper() else whole


def _is_into(run: tuple[Word, ...], at: int) -> bool:
    before = next((w for w in run[max(0, at - 4) : at - 1] if {w.low, base(w.low)} & _INTO_BEFORE), None)
    after = run[at + 1].low if at + 1 < len(run) and run[at + 1].follows else ""
    return before is not None and after not in ("see", "check", "make", "get", "find", "do", "be", "use")


def _is_sometimes(run: tuple[Word, ...], at: int) -> bool:
    before = run[at - 2].low if at > 1 and run[at - 1].follows else ""
    after = run[at + 1].low if at + 1 < len(run) and run[at + 1].follows else ""
    if run[at - 1].opens:
        return after not in ("", "are", "were", "of", "in", "that", "have")
    return before in ("is", "it's", "can", "are", "was", "will", "may") and can(
        after, Part.ADJECTIVE | Part.BASE
    )


def _is_torn(first: Word, second: Word, book: Book, path: str) -> bool:
    """Whether a half is no word at all, and the whole is a usual one, in English or in this book."""
    halves = _torn(first.low, second.low)
    whole = first.low + second.low
    if not halves or len(whole) < 6 or not whole.isalpha():
        return False
    usual = frequency(whole) >= _USUAL or book.heard_elsewhere(path, whole) >= 10
    return usual and all(book.heard_elsewhere(path, half) == 0 for half in halves)


def _torn(*halves: str) -> list[str]:
    """Those of the halves that are no word."""
    return [half for half in halves if not (half in ("a", "i") or _is_word(half))]


@lru_cache(maxsize=32768)
def _is_word(half: str) -> bool:
    return len(half) > 1 and (frequency(half) >= COMMON or in_dictionary(half))
