"""4.2: a term is spelt as the rest of the book spells it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from checks.book import Book
from checks.chapter import Chapter
from checks.finding import NotApplicable, Outcome, Severity
from checks.indexing.terms import Occurrence, occurrences
from checks.rule import Scope, rule
from checks.style.places import mark
from checks.style.words import is_identifier

#: The book must write the term this often in the other chapters …
ENOUGH = 8
#: … and this share of them in one way, for it to be the book's way.
AGREED = 0.9


@rule("term-variant", item="4.2", scope=Scope.LINE, severity=Severity.WARNING, prose=True)
def term_variant(chapter: Chapter, book: Book) -> Iterator[Outcome]:
    """A term in one word where the rest of the book writes two, or the other way round.

    Why: a reader who meets “data set” after a hundred “dataset” wonders whether it is another thing, and a search for
    the one does not find the other.

    Bad: The data set is split first. (The other chapters write “dataset” 214 times.)

    Good: The dataset is split first.

    Leaves alone: terms that the book writes both ways; a hyphen where the other chapters have a space, which depends
    on the place in the sentence; terms that the rest of the book hardly uses.
    """
    ways = _ways(chapter, book)
    if not ways:
        yield NotApplicable("the rest of the book has no settled spelling for a term used here")
        return
    for block in chapter.document.blocks:
        for found in occurrences(block.prose.text):
            way = ways.get(found.term)
            here = block.prose.text[found.start : found.end]
            if way is None or is_identifier(here):
                continue  # "DataType" is a name in code
            if _closed(found.spelling, found.term) != _closed(way[0], found.term):
                spelling, times, others = way
                message = f"The rest of the book writes “{spelling}” ({times} times{others}), here “{here}”."
                yield mark(block.prose, found.start, found.end, message, _respelt(here, found, spelling))


def _ways(chapter: Chapter, book: Book) -> dict[str, tuple[str, int, str]]:
    """Term used here → the spelling that the other chapters agree on, how often, and how often they do not."""
    totals: dict[str, Counter[str]] = {}
    for index in book.others(chapter.path):
        for term, spellings in index.terms.items():
            if term in chapter.index.terms:
                totals.setdefault(term, Counter()).update(spellings)
    agreed = ((term, _agreed(term, spellings)) for term, spellings in totals.items())
    return {term: way for term, way in agreed if way is not None}


def _agreed(term: str, spellings: Counter[str]) -> tuple[str, int, str] | None:
    closed = sum(n for spelling, n in spellings.items() if _closed(spelling, term))
    total = spellings.total()
    if total < ENOUGH or max(closed, total - closed) / total < AGREED:
        return None
    mine = {s: n for s, n in spellings.items() if _closed(s, term) == (closed * 2 > total)}
    most = max(mine, key=lambda s: (mine[s], s))
    times = sum(mine.values())
    return most, times, f", otherwise {total - times}" if total > times else ""


def _closed(spelling: str, term: str) -> bool:
    return spelling == term


def _respelt(here: str, found: Occurrence, spelling: str) -> str:
    """`spelling` with the plural and the capital that the text has here."""
    letters = "".join(c for c in here.lower() if c.isalpha())
    plural = letters.removeprefix(found.term)
    first = spelling[0].upper() if here[0].isupper() else spelling[0]
    return first + spelling[1:] + plural
