"""What is wrong with a word that no engine knows: a slip of the pen, a space left out, or nothing at all."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import pairwise

from checks.book import Book
from checks.chapter import Chapter
from checks.config import Config
from checks.parsing.document import Block, Document
from checks.style.code_text import code_blocks
from checks.style.engines import typos
from checks.style.engines.segments import Split, seen_apart, split
from checks.style.engines.suggestions import Proposal, propose
from checks.style.lexicon import HABIT, Lexicon, in_dictionary
from checks.style.proofread.names import fits_case, is_marked, is_named, meant, only_a_name
from checks.style.proofread.split import is_half
from checks.style.proofread.strangers import is_foreign, is_part, is_quoted
from checks.style.proofread.weighing import (
    CERTAIN,
    beats_a_mark,
    doubtful,
    is_coined,
    is_own_kind,
    is_plausible,
)
from checks.style.words import Word, beside, is_capitals, is_identifier, words_of

#: A reading as two words must score this much; where a chapter loses its spaces, less will do.
APART, _LENIENT = -7.0, -14.0
#: No English compound is as long as this: what is, lacks a space.
_TOOLONG = 14
#: So short a word has many neighbours: with two that are as near, it is a slip only for one that scores this much.
_SHORT, _SURE = 4, 6.0
#: Small words that no compound with a long first part ends in: "factorsin", "utilizedin".
_SMALL, _LONG_FIRST = frozenset({"in", "is", "of", "to", "as", "at", "it"}), 6
#: So many words that certainly lack a space show that the chapter lost them all over.
_LOST_SPACES = 4


@dataclass(frozen=True, slots=True)
class Slip:
    """A word that is wrong: where, and what was meant. `apart`: a space is missing in it. `likely`: one word or
    two that may be meant, where nothing decides."""

    block: Block
    word: Word
    right: str
    certain: bool
    apart: bool = False
    likely: tuple[str, ...] = ()


def slips(chapter: Chapter, book: Book, config: Config) -> tuple[Slip, ...]:
    """Every misspelt or fused word of the chapter, in order; worked out once for the rules that report them."""
    asked = (chapter, book, config)
    last = _Last.answer
    if last is None or any(one is not other for one, other in zip(last[0], asked, strict=True)):
        last = _Last.answer = (asked, tuple(_diagnose(*asked)))
    return last[1]


class _Last:
    """The last chapter diagnosed: three rules ask about it one after the other."""

    answer: tuple[tuple[Chapter, Book, Config], tuple[Slip, ...]] | None = None


def readable(document: Document) -> Iterator[Block]:
    """Every run of words that a reader reads, those in code included."""
    yield from document.blocks
    yield from code_blocks(document)


def candidates(document: Document) -> frozenset[str]:
    """Words of the prose that may be English: neither identifiers nor acronyms nor foreign letters."""
    found = {word.text for block in readable(document) for word in words_of(block.prose.text)}
    return frozenset(
        w for w in found if len(w) > 2 and w.isascii() and not is_identifier(w) and not is_capitals(w)
    )


def _diagnose(chapter: Chapter, book: Book, config: Config) -> Iterator[Slip]:
    text = _Text.of(chapter, book, config)
    found = [*_look(text, chapter.document)]
    if sum(slip.apart and slip.certain for slip in found) >= _LOST_SPACES:
        return _look(replace(text, loses_spaces=True), chapter.document)
    return iter(found)


@dataclass(frozen=True)
class _Text:
    """What is known while one chapter is looked through. `loses_spaces`: its lines were joined without any."""

    lexicon: Lexicon
    wrong: frozenset[str]
    corrections: Mapping[str, tuple[str, ...]]
    beside: Mapping[str, int]
    loses_spaces: bool = False

    @classmethod
    def of(cls, chapter: Chapter, book: Book, config: Config) -> _Text:
        lexicon = Lexicon(chapter, book, config)
        found = candidates(chapter.document)
        corrections = typos.corrections(sorted(found))  # one question for all rules of the chapter
        return cls(lexicon, lexicon.unknown(found), corrections, _beside(chapter.document))


def _look(text: _Text, document: Document) -> Iterator[Slip]:
    yield from _look_at(document.blocks, text)
    # In code a strange word is a name until the contrary is certain.
    for slip in _look_at(code_blocks(document), text):
        if slip.certain and not slip.apart and slip.word.text != slip.right + "s":
            yield slip


def _look_at(blocks: Iterable[Block], text: _Text) -> Iterator[Slip]:
    for block in blocks:
        run = words_of(block.prose.text)
        strange = not text.wrong.isdisjoint(word.text for word in run) and not is_foreign(run)
        for at, word in enumerate(run):
            if strange and word.text in text.wrong:
                found = _slip(block, run, at, text)
            else:
                found = _name_slip(block, word, text.lexicon)
            if found is not None:
                yield found


def _slip(block: Block, run: tuple[Word, ...], at: int, text: _Text) -> Slip | None:
    word = run[at]
    span = block.prose.source(word.start, word.end)
    if span is None or is_habit(word, text.lexicon) or is_part(word) or is_half(run, at):
        return None  # `span`: markup inside a word ("i<sup>th</sup>"); a half ("retur ned") is another rule's
    if len(word.text) <= _SHORT and is_quoted(block.prose.text, word):
        return None  # a string, or a piece of a word
    named = is_named(block, run, at)
    corrections = text.corrections.get(word.text, ())
    if len(corrections) == 1 and " " not in corrections[0]:
        return _listed_slip(block, run, at, corrections[0], named, text)
    best = _proposals(run, at, named, text)
    if corrections:
        right = next((p.word for p in best if p.word in corrections), corrections[0])
        return _listed_slip(block, run, at, right, named, text)
    two = split(word.low) if word.text.isalpha() and not text.lexicon.accepts(word.text) else None
    if two is not None and _is_apart(two, word, best, text):
        return Slip(block, word, _cased(two, word), _is_certainly_apart(two), True)
    if not best or is_own_kind(word, best[0]):
        return None
    if is_marked(block, span, text.lexicon.chapter.text) and not beats_a_mark(word, best[0], text.lexicon):
        return None
    if not is_plausible(word, best[0], named, text.lexicon):
        return None
    likely = doubtful(best, text.lexicon)
    if len(likely) > 1 and len(word.text) <= _SHORT and best[0].score < _SURE:
        return None
    if (likely or best[0].distance > 1) and is_coined(word.low):
        return None
    certain = best[0].distance == 1 and best[0].score >= CERTAIN
    return Slip(block, word, best[0].word, certain, likely=likely)


def _listed_slip(
    block: Block, run: tuple[Word, ...], at: int, right: str, named: bool, text: _Text
) -> Slip | None:
    """A slip that the list of certain misspellings has, unless its capital makes it a name."""
    fits = fits_case(run[at], right, named, text.lexicon) or only_a_name(right)
    fits = fits or _is_said(run, at, right, text.beside)
    return Slip(block, run[at], right, True) if fits else None


def _is_said(run: tuple[Word, ...], at: int, right: str, pairs: Mapping[str, int]) -> bool:
    """Whether the chapter elsewhere writes `right` beside one of these neighbours: "Coordinate Reference"."""
    before, after = beside(run, at, at)
    low = right.lower()
    return (len(before) > 3 and f"{before} {low}" in pairs) or (len(after) > 3 and f"{low} {after}" in pairs)


def _proposals(run: tuple[Word, ...], at: int, named: bool, text: _Text) -> tuple[Proposal, ...]:
    """What may have been meant; for a name, other names of the book."""
    before, after = beside(run, at, at)
    if named:
        return propose(run[at].text, text.lexicon.names, before, after, english=False)
    return propose(run[at].text, text.lexicon.proposals, before, after)


def _is_apart(two: Split, word: Word, best: tuple[Proposal, ...], text: _Text) -> bool:
    """Whether the word is rather two words than a slip for the best proposal."""
    if text.lexicon.here(word.text) >= HABIT or (word.text[0].isupper() and not word.opens):
        return False
    rival = best[0] if best else None
    if two.first == "a" and two.second[0] in "aeiou":
        return False  # "aalso" has a letter doubled
    ends_small = len(two.first) >= _LONG_FIRST and two.second in _SMALL
    if (
        rival is not None
        and rival.word.lower() in (two.first, two.second)
        and (two.grammatical or ends_small)
    ):
        rival = None  # "adifferent" is nearer to "different" than to "a different", and is the latter
    wins = rival is None or two.score > rival.score
    if text.loses_spaces:
        return wins and two.score >= _LENIENT
    if seen_apart(two, text.beside) and min(len(two.first), len(two.second)) >= 3:
        return two.score + 4 > (rival.score if rival else -99)
    if len(word.text) >= _TOOLONG and min(len(two.first), len(two.second)) >= 5:
        return wins and two.score >= APART
    return wins and two.score >= APART and (two.grammatical or ends_small)


def _is_certainly_apart(two: Split) -> bool:
    return two.grammatical and two.score >= APART


def is_habit(word: Word, lexicon: Lexicon) -> bool:
    """Whether the chapter keeps writing an inflection of a known word, such as "missings"."""
    return lexicon.here(word.text) >= HABIT and in_dictionary(word.low.removesuffix("s"))


def _name_slip(block: Block, word: Word, lexicon: Lexicon) -> Slip | None:
    right = meant(word.text, lexicon)
    return Slip(block, word, right, False, " " in right) if right is not None else None


@lru_cache(maxsize=4096)
def _pairs_of(text: str) -> tuple[str, ...]:
    run = words_of(text)
    return tuple(f"{one.low} {two.low}" for one, two in pairwise(run) if two.follows)


def _beside(document: Document) -> Mapping[str, int]:
    """`first second` → how often the chapter writes the two side by side."""
    return Counter(pair for block in document.blocks for pair in _pairs_of(block.prose.text))


def _cased(two: Split, word: Word) -> str:
    return two.text[0].upper() + two.text[1:] if word.text[0].isupper() else two.text
