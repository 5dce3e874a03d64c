"""4.2: names are written with the capitals that the rest of the book gives them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from checks.book import Book
from checks.chapter import Chapter
from checks.config import Config
from checks.finding import NotApplicable, Outcome, Severity
from checks.parsing.document import BlockKind
from checks.rule import Scope, rule
from checks.style.engines.lists import entries, frequency
from checks.style.lexicon import in_dictionary
from checks.style.memo import OfBook, spellings
from checks.style.places import mark
from checks.style.words import words_of

#: The other chapters must write the name this often …
ENOUGH = 8
#: … and this share of them alike.
AGREED = 0.95
_TITLED = frozenset({BlockKind.HEADING, BlockKind.TITLE, BlockKind.TABLE_CELL})


@rule("capitalisation", item="4.2", scope=Scope.LINE, severity=Severity.WARNING, prose=True)
def capitalisation(chapter: Chapter, book: Book, config: Config) -> Iterator[Outcome]:
    """A name with other capitals than the rest of the book gives it.

    Why: “Tensorflow” and “TensorFlow” look like two things, and only one of them is a name.

    Bad: The model is exported from Tensorflow. (The other chapters write “TensorFlow” 120 times.)

    Good: The model is exported from TensorFlow.

    Leaves alone: ordinary words; words at the start of a sentence; headings and titles; words in capitals; names that
    the book writes both ways; what the settings list.
    """
    ways = _ways(chapter, book, config)
    if not ways:
        yield NotApplicable("the rest of the book has no name that is used here")
        return
    for block in chapter.document.blocks:
        if block.kind in _TITLED:
            continue
        for word in words_of(block.prose.text):
            right, times = ways.get(word.low, (word.text, 0))
            first_only = word.opens and word.text[1:] == right[1:]
            if right != word.text and not first_only and not word.text.isupper() and not word.joined:
                message = f"The rest of the book writes “{right}” ({times} times), here “{word.text}”."
                yield mark(block.prose, word.start, word.end, message, right)


def _ways(chapter: Chapter, book: Book, config: Config) -> Mapping[str, tuple[str, int]]:
    """Name used here, in lower case → how the others write it, and how often."""
    listed = {word.lower() for word in config.spelling.words}
    here = chapter.index.vocabulary
    found: dict[str, tuple[str, int]] = {}
    for low, (best, times, total) in _names_of(book).items():
        if low in listed:
            continue
        # What the chapter under check writes counts for nothing.
        mine = sum(here.get(way, 0) for way in spellings(book)[low])
        theirs = times - here.get(best, 0)
        if mine and theirs >= ENOUGH and theirs >= AGREED * (total - mine):
            found[low] = (best, theirs)
    return found


def _names(book: Book) -> Mapping[str, tuple[str, int, int]]:
    """Each name of the book, in lower case → its usual way, how often that stands, and how often the name at all."""
    found: dict[str, tuple[str, int, int]] = {}
    for low, ways in spellings(book).items():
        best = max(ways, key=lambda way: (ways[way], way))
        if ways[best] >= ENOUGH and low.isalpha() and any(c.isupper() for c in best) and _is_name(low):
            found[low] = (best, ways[best], sum(ways.values()))
    return found


_names_of = OfBook(_names)


def _is_name(low: str) -> bool:
    """Whether the letters are no ordinary word: those have a capital for many reasons."""
    return (len(low) >= 4 and frequency(low) < 200 and not in_dictionary(low)) or low in _tools()


def _tools() -> Mapping[str, str]:
    return {name.lower(): url for name, url in entries("tools.txt").items() if name.isalpha()}
