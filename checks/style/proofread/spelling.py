"""4.1: words that no dictionary and no other chapter has, and certain misspellings that a dictionary lets pass."""

from __future__ import annotations

import re
from collections.abc import Iterator

from checks.book import Book
from checks.chapter import Chapter
from checks.config import Config
from checks.finding import NotApplicable, Outcome, Severity
from checks.parsing.document import Block
from checks.rule import Scope, rule
from checks.style.engines import hunspell, typos
from checks.style.engines.lists import entries, every_form
from checks.style.lexicon import Lexicon
from checks.style.places import mark
from checks.style.proofread.diagnosis import candidates, is_habit, slips
from checks.style.proofread.names import is_named
from checks.style.proofread.strangers import is_part
from checks.style.words import Word, matching_case, words_of

_NO_PROSE = NotApplicable("the chapter has no prose")


@rule("spelling", item="4.1", scope=Scope.LINE, prose=True)
def spelling(chapter: Chapter, book: Book, config: Config) -> Iterator[Outcome]:
    """A word that neither dictionary has, that the rest of the book does not write, and that is near one it does.

    Why: a misspelt word makes a reader stop, and doubt the numbers beside it.

    Bad: We trained the modle on a thousand images.

    Good: We trained the model on a thousand images.

    Leaves alone: names of people and packages, identifiers, acronyms and compounds; code, math, addresses and citations;
    paragraphs in another language; a word that other chapters write at least twice, or that the book's settings list; a
    word that is near nothing known. Where two words are as likely, or the book never writes the likeliest, no replacement
    is offered.
    """
    if not chapter.index.words:
        yield _NO_PROSE
        return
    for slip in slips(chapter, book, config):
        if not slip.apart:
            likely = "” or “".join(slip.likely or (slip.right,))
            message = f"“{slip.word.text}” is in no dictionary and nowhere else in the book: “{likely}”?"
            severity = Severity.ERROR if slip.certain else Severity.WARNING
            put = None if slip.likely else slip.right
            yield mark(slip.block.prose, slip.word.start, slip.word.end, message, put, severity)


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
        own = word.low in listed or word.low in british or is_part(word)
        excused = own or is_habit(word, lexicon) or _is_variant(word.low, right)
        if not excused and (block.span, word.start) not in reported:
            yield mark(
                block.prose, word.start, word.end, f"“{word.text}” is a misspelling of “{right}”.", right
            )


def _listed(chapter: Chapter) -> Iterator[tuple[Block, Word, str]]:
    """Words on the list of certain misspellings that have one correction, names left out."""
    corrections = typos.corrections(sorted(candidates(chapter.document)))
    ours = entries("misspelt.txt")
    for block in chapter.document.blocks:
        run = words_of(block.prose.text)
        for at, word in enumerate(run):
            right = corrections.get(word.text, ())
            if word.low not in ours and len(right) != 1:
                continue
            if not is_named(block, run, at):
                yield block, word, matching_case(ours[word.low], word.text) if word.low in ours else right[0]


def _is_variant(word: str, right: str) -> bool:
    """Whether the listed word is English after all: `focusses` (a consonant doubled), `nonsignificant`, `gam`."""
    if word not in every_form():
        return False
    undoubled = re.sub(r"([^aeiou])\1", r"\1", word) == re.sub(r"([^aeiou])\1", r"\1", right)
    return undoubled or len(word) <= 3 or (word.startswith("non") and hunspell.spells(word[3:]))
