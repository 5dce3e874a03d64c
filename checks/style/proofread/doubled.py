"""4.1: a word that stands twice."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from checks.chapter import Chapter
from checks.finding import Mark, NotApplicable, Outcome
from checks.parsing.document import Block, Document
from checks.rule import Scope, rule
from checks.style.engines.lists import frequency, plurals, words
from checks.style.words import Word, words_of
from checks.text import Span

_LONGEST = 4
#: Words before which a second "that" cannot point at anything.
_NEEDS_NO_THAT = frozenset(
    [
        "a",
        "an",
        "the",
        "this",
        "these",
        "those",
        "we",
        "you",
        "they",
        "it",
        "he",
        "she",
        "i",
        "we've",
        "we're",
        "you've",
        "you're",
        "they've",
        "they're",
        "it's",
        "there",
        "our",
        "your",
        "their",
        "its",
        "my",
        "his",
        "each",
        "every",
        "all",
        "some",
        "any",
        "no",
    ]
)
#: A word with a capital that is rarer than this (10 · log2 of its count) may be a name.
_COMMON = 270
#: Verbs that take "in" or "on" along: "log in in the morning".
_WITH_PARTICLE = frozenset(
    [
        "log",
        "logged",
        "logging",
        "sign",
        "signed",
        "plug",
        "plugged",
        "built",
        "zoom",
        "zoomed",
        "turn",
        "turned",
        "move",
        "go",
    ]
)


@rule("duplicated-word", item="4.1", scope=Scope.LINE, prose=True)
def duplicated_word(chapter: Chapter) -> Iterator[Outcome]:
    """A word, or a run of up to four words, that stands twice in a row, also across the end of a line.

    Why: it is the slip that authors overlook most and readers least.

    Bad: Data drift happens when the the inputs change.

    Good: Data drift happens when the inputs change.

    Leaves alone: pairs that English doubles ("that that", "had had", "very very"), names, numbers, headings cut by
    marks, anything with punctuation between.
    """
    if not chapter.index.words:
        yield NotApplicable("the chapter has no prose")
        return
    for block in chapter.document.blocks:
        yield from _in_block(block, chapter.document)


def _in_block(block: Block, document: Document) -> Iterator[Mark]:
    run = words_of(block.prose.text)
    for at, count in _twice(block.prose.text):
        yield _mark(block, run, at, count, document)


@lru_cache(maxsize=4096)
def _twice(text: str) -> tuple[tuple[int, int], ...]:
    """Where in the words of a run of prose some stand twice, and how many."""
    run = words_of(text)
    found: list[tuple[int, int]] = []
    at = 0
    while at < len(run):
        count = _doubled(run, at)
        if count:
            found.append((at, count))
        at += max(count, 1)
    return tuple(found)


def _doubled(run: tuple[Word, ...], at: int) -> int:
    """How many words from `at` on stand twice, 0 for none."""
    for count in range(1, _LONGEST + 1):
        if at + 2 * count > len(run):
            return 0
        if run[at].low != run[at + count].low:
            continue
        first, second = run[at : at + count], run[at + count : at + 2 * count]
        if len(second) < count or not all(w.gap == " " for w in (*first[1:], *second)):
            continue
        if [w.low for w in first] == [w.low for w in second] and not _meant(
            first, second, run, at + 2 * count
        ):
            return count
    return 0


def _meant(first: tuple[Word, ...], second: tuple[Word, ...], run: tuple[Word, ...], after: int) -> bool:
    """Whether English doubles these words, or they only look doubled."""
    if any(w.joined for w in (*first, *second)):
        return True
    if len(first) > 1:
        start = after - 2 * len(first)
        return len({w.low for w in first}) == 1 or _is_chain(first, run[start - 1] if start else None)
    word, following = first[0], run[after] if after < len(run) else None
    if word.text != second[0].text and not word.opens:
        return True  # "may May", "US us"
    if second[0].text[0].isupper() and (not word.opens or frequency(word.low) < _COMMON):
        return True  # a name: "Duran Duran"
    if following is not None and following.low == word.low and following.gap == " ":
        return True  # three times is meant, or an example
    before = run[after - 3].low if after >= 3 else ""
    if before == word.low and first[0].gap == " ":
        return True  # the second and third of three
    return word.low in words("doubled.txt") or _may_double(
        word.low, before, following.low if following else ""
    )


def _is_chain(unit: tuple[Word, ...], before: Word | None) -> bool:
    """Whether the run goes on what stands before it ("a list of lists of lists"), or multiplies ("time x space x")."""
    if any(len(w.low) == 1 and w.low not in "ai" for w in unit):
        return True
    return before is not None and unit[-1].low.removesuffix("s") == before.low.removesuffix("s")


def _may_double(word: str, before: str, after: str) -> bool:
    match word:
        case "that":  # "so that that plot" points at a plot, "so that that we" points at nothing
            return after not in _NEEDS_NO_THAT and after not in plurals()
        case "is":
            return before in ("it", "what", "this")
        case "in" | "on":
            return before in _WITH_PARTICLE
        case "do" | "can" | "her" | "there":
            return True
    return len(word) == 1 and word not in "ai"


def _mark(block: Block, run: tuple[Word, ...], at: int, count: int, document: Document) -> Mark:
    first, last = run[at], run[at + 2 * count - 1]
    doubled = block.prose.text[first.start : run[at + count - 1].end]
    span = block.prose.cover(first.start, last.end)
    source = document.slice(span)
    message = f"“{doubled}” stands twice."
    if " ".join(source.split()).lower() != f"{doubled} {doubled}".lower():
        return Mark(span, message)  # marks of emphasis or a quote sign between the two
    if "\n" not in source:
        return Mark(span, message, doubled)
    # The second one starts a new line: it goes, and with it the space after it.
    rest = document.text[span.end : span.end + 1]
    end = span.end + 1 if rest == " " else span.end
    kept = source[: len(source) - len(source.lstrip()) + len(doubled)]
    return Mark(Span(span.start, end), message, kept + "\n" if rest == " " else kept)
