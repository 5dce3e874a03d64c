"""4.1: one word with a space in it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache

from checks.book import Book
from checks.chapter import Chapter
from checks.finding import NotApplicable, Outcome, Severity
from checks.indexing.terms import compounds
from checks.rule import Scope, rule
from checks.style.engines.lists import COMMON, entries, frequency, pair, words
from checks.style.engines.parts import Part, base, can
from checks.style.lexicon import in_dictionary
from checks.style.places import mark
from checks.style.words import Word, beside, words_of

#: 10 · log2 of how common the whole word must be for its halves to be a slip: where a half is no word, where English
#: never has the two side by side, and where it has them by chance ("in formation"), this much seldomer than the whole.
_USUAL, _NEVER_APART, _SELDOM_APART, _SELDOMER = 200, 215, 240, 45
#: The same where the first half is a small word, which can stand before anything: "in efficient machines".
_AFTER_SMALL = 240
#: So often another chapter must write a word that English lacks, and this chapter.
_WELL_KNOWN, _KNOWN_HERE = 10, 2
#: Verbs that go with "into".
_INTO_BEFORE = frozenset(
    "divide divided divides split splits broken break breaks breaking turn turns turned turning convert converts converted"
    " transform transformed load loads loaded loading read reads put puts get gets got fall falls fit fits translate"
    " translated enter entered import imported look looking looks dive diving dig insert inserted bring brings taken organized"
    " grouped packed built build feed fed map mapped integrate integrated delve combined compiled grouping pieces insight"
    " separate separates separated separating parse parses parsed transforms transforming integrates integrating".split()
)
#: Verbs with an "in" of their own: "pass it in to the function", "log in to the server".
_WITH_IN = frozenset(
    "log sign pass tie opt tune give check drop hand plug come buy step dial zoom type send go call".split()
)
#: What a number of parts, or a thing, begins with: "the data in to three parts" can only be "into".
_BEGINS_PHRASE = frozenset(
    "a an the this that these those its their our your one two three four five six several many smaller different".split()
)
#: After "in to", these are verbs though they could be nouns.
_INFINITIVES = frozenset("see check make get find do be use help look show".split())
#: What is found online.
_FOUND = frozenset(
    "available help documentation found published resources tutorials post posted read shop shopping free courses".split()
)
#: What stands before an adjective and its noun ("a light weight set", not "a light weight"), and before an adjective.
_BEFORE_NOUN = frozenset("a an the this its their more most".split())
_BEFORE_ADJECTIVE = frozenset("is are was were be very fairly quite relatively rather so".split())


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
            right = _joined(run, at, book, chapter)
            if right is not None:
                first, second = run[at - 1], run[at]
                if block.prose.source(first.start, second.end) is None:
                    continue  # marks between the two: "[sp](…) in"
                here = block.prose.text[first.start : second.end]
                yield mark(block.prose, first.start, second.end, f"“{here}” is one word: “{right}”.", right)


@lru_cache(maxsize=4096)
def _suspects(text: str) -> tuple[int, ...]:
    """The second words of all pairs in a run of prose that may be one word, whatever the book says."""
    run = words_of(text)
    return tuple(at for at in range(1, len(run)) if _may_be_one(run[at - 1], run[at]))


def _may_be_one(first: Word, second: Word) -> bool:
    if not _is_plain_pair(first, second):
        return False
    pair = f"{first.low} {second.low}"
    return (
        pair in _BY_PLACE
        or pair in entries("split.txt")
        or _is_never_apart(first, second)
        or bool(_torn(first.low, second.low))
        or _may_be_known(first, second)
    )


def _is_never_apart(first: Word, second: Word) -> bool:
    """Whether English has the one word often, and the two side by side never, or by a rare chance."""
    whole = frequency(first.low + second.low)
    if whole < _NEVER_APART or min(len(first.text), len(second.text)) < 2 or first.text[1:].isupper():
        return False
    if first.low == "in" and can(second.low, Part.ADJECTIVE):
        return False  # "in dependent packages"
    if first.low == "to" and can(second.low, Part.BASE):
        return False  # "to tally"
    together = pair(first.low, second.low)
    if together:
        return together < _SELDOM_APART and whole - together >= _SELDOMER
    small = {first.low, second.low} & words("grammatical.txt")
    return whole >= (_AFTER_SMALL if small else _NEVER_APART) and first.low != "mean"


def _may_be_known(first: Word, second: Word) -> bool:
    """Whether the two may be a name that only the book has: "tidy verse"."""
    whole = first.low + second.low
    if min(len(first.text), len(second.text)) < 4 or whole in compounds() or frequency(whole):
        return False
    return not pair(first.low, second.low)


def _joined(run: tuple[Word, ...], at: int, book: Book, chapter: Chapter) -> str | None:
    """The one word that the words before and at `at` are, None when they are two."""
    first, second = run[at - 1], run[at]
    said = f"{first.low} {second.low}"
    whole = entries("split.txt").get(said)
    if whole is None and said in _BY_PLACE and _BY_PLACE[said](run, at):
        whole = first.low + second.low
    if whole is None and (
        _is_never_apart(first, second)
        or _is_torn(first, second, book, chapter.path)
        or _is_known(first, second, book, chapter)
    ):
        whole = first.low + second.low
    if whole is None:
        return None
    return whole[0].upper() + whole[1:] if first.text[0].isupper() else whole


def _is_known(first: Word, second: Word, book: Book, chapter: Chapter) -> bool:
    """Whether the book writes the two as one word again and again, and apart only here."""
    whole = first.low + second.low
    if book.heard_elsewhere(chapter.path, whole) < _WELL_KNOWN or not _may_be_known(first, second):
        return False
    here = chapter.document.text.lower()
    return here.count(whole) >= _KNOWN_HERE and here.count(f"{first.low} {second.low}") == 1


def _is_into(run: tuple[Word, ...], at: int) -> bool:
    after = beside(run, at - 1, at)[1]
    verbs = [{w.low, base(w.low) or ""} for w in run[max(0, at - 7) : at - 1]]
    if any(verb & _WITH_IN for verb in verbs) or not any(verb & _INTO_BEFORE for verb in verbs):
        return False
    if after in _INFINITIVES or (can(after, Part.BASE) and not can(after, Part.NOUN | Part.PLURAL)):
        return False
    return after in _BEGINS_PHRASE or any(verb & _INTO_BEFORE for verb in verbs[-3:])


def _is_along(run: tuple[Word, ...], at: int) -> bool:
    return beside(run, at - 1, at)[1] == "with"


def _is_before_a_phrase(run: tuple[Word, ...], at: int) -> bool:
    return beside(run, at - 1, at)[1] in _BEGINS_PHRASE


def _is_adjective(run: tuple[Word, ...], at: int) -> bool:
    before, after = beside(run, at - 1, at)
    if before in _BEFORE_NOUN:
        return can(after, Part.NOUN | Part.PLURAL)
    return before in _BEFORE_ADJECTIVE and after not in ("of", "from")


def _is_online(run: tuple[Word, ...], at: int) -> bool:
    """At the end of a clause, after something that is found there: not "the point is on line 5"."""
    before, after = beside(run, at - 1, at)
    ends = at + 1 == len(run) or not run[at + 1].gap.isspace()
    return not after and ends and before in _FOUND


def _is_sometimes(run: tuple[Word, ...], at: int) -> bool:
    before, after = beside(run, at - 1, at)
    if run[at - 1].opens:
        return after not in ("", "are", "were", "of", "in", "that", "have")
    return before in ("is", "it's", "can", "are", "was", "will", "may") and can(
        after, Part.ADJECTIVE | Part.BASE
    )


#: Pairs that are one word in some places only → whether this is such a place.
_BY_PLACE: Mapping[str, Callable[[tuple[Word, ...], int], bool]] = {
    "in to": _is_into,
    "some times": _is_sometimes,
    "a long": _is_along,
    "a cross": _is_before_a_phrase,
    "a round": _is_before_a_phrase,
    "light weight": _is_adjective,
    "straight forward": _is_adjective,
    "wide spread": _is_adjective,
    "worth while": _is_adjective,
    "on line": _is_online,
}


def _is_torn(first: Word, second: Word, book: Book, path: str) -> bool:
    """Whether a half is no word at all, and the whole is a usual one, in English or in this book."""
    halves = _torn(first.low, second.low)
    whole = first.low + second.low
    if not halves or len(whole) < 6 or not whole.isalpha():
        return False
    usual = frequency(whole) >= _USUAL or book.heard_elsewhere(path, whole) >= 10
    return usual and all(book.heard_elsewhere(path, half) == 0 for half in halves)


def is_half(run: tuple[Word, ...], at: int) -> bool:
    """Whether the strange word at `at` is half of a usual one, with the word before it or after it: "retur ned"."""
    return any(
        0 < second < len(run)
        and _is_plain_pair(run[second - 1], run[second])
        and frequency(run[second - 1].low + run[second].low) >= _USUAL
        for second in (at, at + 1)
    )


def _is_plain_pair(first: Word, second: Word) -> bool:
    return second.follows and not first.joined and not second.joined and not second.text[0].isupper()


def _torn(*halves: str) -> list[str]:
    """Those of the halves that are no word."""
    return [half for half in halves if not (half in ("a", "i") or _is_word(half))]


@lru_cache(maxsize=32768)
def _is_word(half: str) -> bool:
    return len(half) > 1 and (frequency(half) >= COMMON or in_dictionary(half))
