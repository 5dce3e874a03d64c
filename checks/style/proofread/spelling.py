"""4.1: words that no dictionary and no other chapter has, and certain misspellings that a dictionary lets pass."""

from __future__ import annotations

from collections.abc import Iterator

from checks.book import Book
from checks.chapter import Chapter
from checks.config import Config
from checks.finding import NotApplicable, Outcome, Severity
from checks.parsing.document import Block
from checks.rule import Scope, rule
from checks.style.engines import typos
from checks.style.engines.lists import entries
from checks.style.lexicon import Lexicon
from checks.style.places import mark
from checks.style.proofread.diagnosis import candidates, is_habit, slips
from checks.style.words import Word, matching_case, words_of

_NO_PROSE = NotApplicable("the chapter has no prose")


@rule("spelling", item="4.1", scope=Scope.LINE, prose=True)
def spelling(chapter: Chapter, book: Book, config: Config) -> Iterator[Outcome]:
    """A word that neither dictionary has, that the rest of the book does not write, and that is near one it does.

    Why: a misspelt word makes a reader stop, and doubt the numbers beside it.

    Bad: We trained the modle on a thousand images.

    Good: We trained the model on a thousand images.

    Leaves alone: names, identifiers, acronyms and compounds; code, math, addresses and citations; a word that other
    chapters write at least twice, or that the book's settings list; a word that is near nothing known.
    """
    if not chapter.index.words:
        yield _NO_PROSE
        return
    for slip in slips(chapter, book, config):
        if not slip.apart:
            message = f"“{slip.word.text}” is in no dictionary and nowhere else in the book: “{slip.right}”?"
            severity = Severity.ERROR if slip.certain else Severity.WARNING
            yield mark(slip.block.prose, slip.word.start, slip.word.end, message, slip.right, severity)


@rule("fused-word", item="4.1", scope=Scope.LINE, prose=True)
def fused_word(chapter: Chapter, book: Book, config: Config) -> Iterator[Outcome]:
    """Two words with no space between them.

    Why: the reader has to find the gap that the author lost, often at the end of a line that was joined.

    Bad: The weights are stored inthe cloud.

    Good: The weights are stored in the cloud.

    Leaves alone: compounds that are written closed, words that the book uses elsewhere, names and identifiers.
    """
    if not chapter.index.words:
        yield _NO_PROSE
        return
    for slip in slips(chapter, book, config):
        if slip.apart:
            message = f"A space is missing: “{slip.right}”."
            severity = Severity.ERROR if slip.certain else Severity.WARNING
            yield mark(slip.block.prose, slip.word.start, slip.word.end, message, slip.right, severity)


@rule("typo", item="4.1", scope=Scope.LINE, severity=Severity.WARNING, prose=True)
def typo(chapter: Chapter, book: Book, config: Config) -> Iterator[Outcome]:
    """A certain misspelling that a dictionary, or the habit of other chapters, would let pass.

    Why: a slip that spread through a book by copying is still a slip.

    Bad: The two layers are seperate. (And so they are, three times, in another chapter.)

    Good: The two layers are separate.

    Leaves alone: words with more than one listed correction, names, words that the book's settings list.
    """
    if not chapter.index.words:
        yield _NO_PROSE
        return
    lexicon = Lexicon(chapter, book, config)
    reported = {(slip.block.span, slip.word.start) for slip in slips(chapter, book, config)}
    listed = {word.lower() for word in config.spelling.words}
    british = entries("british.txt")  # another rule's question
    for block, word, right in _listed(chapter):
        named = word.text[0].isupper() and not word.opens
        excused = named or word.low in listed or word.low in british or is_habit(word, lexicon)
        if not excused and (block.span, word.start) not in reported:
            yield mark(
                block.prose, word.start, word.end, f"“{word.text}” is a misspelling of “{right}”.", right
            )


def _listed(chapter: Chapter) -> Iterator[tuple[Block, Word, str]]:
    """Words on the list of certain misspellings that have one correction."""
    corrections = typos.corrections(sorted(candidates(chapter.document)))
    ours = entries("misspelt.txt")
    for block in chapter.document.blocks:
        for word in words_of(block.prose.text):
            right = corrections.get(word.text, ())
            if word.low in ours:
                yield block, word, matching_case(ours[word.low], word.text)
            elif len(right) == 1:
                yield block, word, right[0]
