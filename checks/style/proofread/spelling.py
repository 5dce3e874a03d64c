"""4.1: words that no dictionary and no other chapter has, and certain misspellings that a dictionary lets pass."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from checks.book import Book
from checks.chapter import Chapter
from checks.config import Config
from checks.finding import Mark, NotApplicable, Outcome, Severity
from checks.parsing.document import Block, BlockKind
from checks.rule import Scope, rule
from checks.style.engines import typos
from checks.style.engines.suggestions import Proposal, propose
from checks.style.lexicon import ACCEPTED, Lexicon, unknown
from checks.style.places import mark
from checks.style.words import Word, is_capitals, is_identifier, words_of

#: A proposal below this score is a guess: the word may be a name or a term that we do not know.
PLAUSIBLE = -12.0
#: One above this, one edit away, is as good as certain.
CERTAIN = -3.0
#: A word that the chapter itself writes this often is no slip, unless it is a listed misspelling.
_HABIT = 3
_TITLED = frozenset({BlockKind.HEADING, BlockKind.TITLE, BlockKind.TABLE_CELL, BlockKind.CAPTION})


@dataclass(frozen=True, slots=True)
class Slip:
    """A word that is wrong: where, and what was meant. `listed`: it is on the list of certain misspellings."""

    block: Block
    word: Word
    right: str
    listed: bool
    certain: bool


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
        yield NotApplicable("the chapter has no prose")
        return
    for slip in slips(chapter, book, config):
        severity = Severity.ERROR if slip.certain else Severity.WARNING
        message = f"“{slip.word.text}” is in no dictionary and nowhere else in the book: “{slip.right}”?"
        yield mark(slip.block.prose, slip.word.start, slip.word.end, message, slip.right, severity)


@rule("typo", item="4.1", scope=Scope.LINE, severity=Severity.WARNING, prose=True)
def typo(chapter: Chapter, book: Book, config: Config) -> Iterator[Outcome]:
    """A certain misspelling that a dictionary, or the habit of other chapters, would let pass.

    Why: a slip that spread through a book by copying is still a slip.

    Bad: The two layers are seperate. (And so they are, three times, in another chapter.)

    Good: The two layers are separate.

    Leaves alone: words with more than one listed correction; words that the book's settings list.
    """
    if not chapter.index.words:
        yield NotApplicable("the chapter has no prose")
        return
    lexicon = Lexicon(chapter, book, config)
    listed = {word.lower() for word in config.spelling.words}
    for block, word, right in _listed(chapter):
        if word.low in listed or word.text in _unknown(chapter) and not _ours(word, lexicon):
            continue
        yield mark(block.prose, word.start, word.end, f"“{word.text}” is a misspelling of “{right}”.", right)


def slips(chapter: Chapter, book: Book, config: Config) -> Iterator[Slip]:
    """Every misspelt word of the chapter, in order."""
    lexicon = Lexicon(chapter, book, config)
    wrong = _unknown(chapter)
    corrections = typos.corrections(sorted(wrong))
    for block in chapter.document.blocks:
        run = words_of(block.prose.text)
        for at, word in enumerate(run):
            if word.text in wrong and not _ours(word, lexicon):
                slip = _slip(block, run, at, corrections.get(word.text, ()), lexicon)
                if slip is not None:
                    yield slip


def _unknown(chapter: Chapter) -> frozenset[str]:
    """Words of the chapter's prose that no engine knows."""
    return unknown(_candidates(chapter))


def _candidates(chapter: Chapter) -> frozenset[str]:
    found = {word.text for block in chapter.document.blocks for word in words_of(block.prose.text)}
    return frozenset(word for word in found if _may_be_english(word))


def _may_be_english(word: str) -> bool:
    return len(word) > 2 and word.isascii() and not is_identifier(word) and not is_capitals(word)


def _ours(word: Word, lexicon: Lexicon) -> bool:
    return lexicon.accepts(word.text)


def _slip(
    block: Block, run: tuple[Word, ...], at: int, corrections: tuple[str, ...], lexicon: Lexicon
) -> Slip | None:
    word = run[at]
    before = run[at - 1].low if at and word.follows else ""
    after = run[at + 1].low if at + 1 < len(run) and run[at + 1].follows else ""
    if len(corrections) == 1:
        return Slip(block, word, corrections[0], True, True)
    best = propose(word.text, lexicon.proposals, before, after)
    listed = [p for p in best if p.word in corrections]
    if listed:
        return Slip(block, word, listed[0].word, True, True)
    if corrections:
        return Slip(block, word, corrections[0], True, True)
    if not best or not _plausible(word, best[0], block, lexicon):
        return None
    return Slip(block, word, best[0].word, False, _certain(word, best[0]))


def _plausible(word: Word, best: Proposal, block: Block, lexicon: Lexicon) -> bool:
    """Whether the word is a slip for `best` rather than a name or a term of its own."""
    if word.text[0].isupper() and not word.opens and block.kind not in _TITLED:
        return False
    if lexicon.here(word.text) >= _HABIT:
        return False
    return best.score >= PLAUSIBLE and best.distance <= (1 if len(word.text) < 6 else 2)


def _certain(word: Word, best: Proposal) -> bool:
    return best.distance == 1 and best.score >= CERTAIN and len(word.text) > 3


def _listed(chapter: Chapter) -> Iterator[tuple[Block, Word, str]]:
    """Words on the list of certain misspellings that have one correction."""
    corrections = typos.corrections(sorted(_candidates(chapter)))
    for block in chapter.document.blocks:
        for word in words_of(block.prose.text):
            right = corrections.get(word.text, ())
            if len(right) == 1:
                yield block, word, right[0]


__all__ = ["ACCEPTED", "Slip", "slips", "spelling", "typo"]
