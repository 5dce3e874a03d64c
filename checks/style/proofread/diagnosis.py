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
from checks.indexing.terms import compounds
from checks.parsing.document import Block, Document
from checks.style.code_text import code_blocks
from checks.style.engines import typos
from checks.style.engines.segments import Split, is_compound, seen_apart, split
from checks.style.engines.suggestions import Proposal, propose
from checks.style.lexicon import HABIT, LONG, Lexicon, in_dictionary
from checks.style.proofread.names import fits_case, is_marked, is_named, meant
from checks.style.words import Word, is_capitals, is_identifier, words_of

#: A proposal above this score, one edit away, is as good as certain.
CERTAIN = 0.0
#: Bits more that a slip needs which other chapters have copied.
_AGAINST_THE_BOOK = 3.5
#: A reading as two words must score this much; where a chapter loses its spaces, less will do.
APART, _LENIENT = -7.0, -14.0
#: A proposal that scores more makes a word a slip, though it could be a compound ("expert ice").
_BEATS_COMPOUND = 2.0
#: No English compound is as long as this: what is, lacks a space.
_TOOLONG = 14
#: So many words that certainly lack a space show that the chapter lost them all over.
_LOST_SPACES = 4
#: A name set off by marks is a slip only for one that the book writes this often.
_WELL_KNOWN = 5


@dataclass(frozen=True, slots=True)
class Slip:
    """A word that is wrong: where, and what was meant. `apart`: a space is missing in it."""

    block: Block
    word: Word
    right: str
    certain: bool
    apart: bool = False


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
        for at, word in enumerate(run):
            if word.text in text.wrong:
                found = _slip(block, run, at, text)
            else:
                found = _name_slip(block, word, text.lexicon)
            if found is not None:
                yield found


def _slip(block: Block, run: tuple[Word, ...], at: int, text: _Text) -> Slip | None:
    word = run[at]
    before = run[at - 1].low if at and word.follows else ""
    after = run[at + 1].low if at + 1 < len(run) and run[at + 1].follows else ""
    span = block.prose.source(word.start, word.end)
    if span is None or is_habit(word, text.lexicon):
        return None  # markup inside a word: "i<sup>th</sup>"
    named = is_named(word, block, run, at)
    corrections = text.corrections.get(word.text, ())
    if len(corrections) == 1 and " " not in corrections[0]:
        return (
            Slip(block, word, corrections[0], True)
            if fits_case(word, corrections[0], named, text.lexicon)
            else None
        )
    if named:
        best = propose(word.text, text.lexicon.names, before, after, english=False)
    else:
        best = propose(word.text, text.lexicon.proposals, before, after)
    if corrections:
        right = next((p.word for p in best if p.word in corrections), corrections[0])
        return Slip(block, word, right, True) if fits_case(word, right, named, text.lexicon) else None
    two = split(word.low) if word.text.isalpha() and not text.lexicon.accepts(word.text) else None
    if two is not None and _is_apart(two, word, best, text):
        return Slip(block, word, _cased(two, word), _is_certainly_apart(two), True)
    if word.low in compounds() or _has_prefix(word, best):
        return None
    if is_compound(word.low) and (not best or best[0].score < _BEATS_COMPOUND):
        return None  # "barplot": how the book spells it is another rule's question
    if (
        best
        and is_marked(text.lexicon.chapter.text, span)
        and text.lexicon.proposals.get(best[0].word, 0) < _WELL_KNOWN
    ):
        return None
    if best and _plausible(word, best[0], named, text):
        return Slip(block, word, best[0].word, best[0].distance == 1 and best[0].score >= CERTAIN)
    return None


def _is_apart(two: Split, word: Word, best: tuple[Proposal, ...], text: _Text) -> bool:
    """Whether the word is rather two words than a slip for the best proposal."""
    if text.lexicon.here(word.text) >= HABIT or (word.text[0].isupper() and not word.opens):
        return False
    rival = best[0] if best else None
    if rival is not None and rival.word.lower() in (two.first, two.second) and two.grammatical:
        rival = None  # "adifferent" is nearer to "different" than to "a different", and is the latter
    wins = rival is None or two.score > rival.score
    if text.loses_spaces:
        return wins and two.score >= _LENIENT
    if seen_apart(two, text.beside) and min(len(two.first), len(two.second)) >= 3:
        return two.score + 4 > (rival.score if rival else -99)
    if len(word.text) >= _TOOLONG and min(len(two.first), len(two.second)) >= 5:
        return wins and two.score >= APART
    return wins and two.score >= APART and two.grammatical


def _is_certainly_apart(two: Split) -> bool:
    return two.grammatical and two.score >= APART


def _plausible(word: Word, best: Proposal, named: bool, text: _Text) -> bool:
    """Whether the word is a slip for `best` rather than a name or a term of its own: what the scores of slips and of
    names in four books told apart.
    """
    length = len(word.text)
    sure = best.distance == 1 and best.score >= CERTAIN and length >= LONG
    if text.lexicon.accepts(word.text):
        return sure and best.score >= CERTAIN + _AGAINST_THE_BOOK
    if not fits_case(word, best.word, named, text.lexicon) or (
        text.lexicon.here(word.text) >= HABIT and not sure
    ):
        return False
    match best.distance:
        case 1:
            return best.score >= _needed(word.text, best.word)
        case 2:
            return length >= 7 and best.score >= (-10.0 if length >= 8 else -9.0)
        case 3:
            return length >= 9 and best.score >= -21.0
    return False


def _needed(wrong: str, right: str) -> float:
    """The score that a proposal one edit away needs: short words and names have too many neighbours."""
    if sorted(wrong.lower()) == sorted(right.lower()) and len(wrong) >= 5:
        return -2.0
    if wrong[0].isupper():
        return 2.0 if len(wrong) < 8 else -1.0
    if len(wrong) <= 3:
        return 7.5
    return 6.0 if len(wrong) == 4 else 1.5 if len(wrong) == 5 else -6.0


def _has_prefix(word: Word, best: tuple[Proposal, ...]) -> bool:
    """Whether the proposal is the word without a first syllable: "biointegrated" is no slip for "integrated"."""
    stem = best[0].word.lower() if best else ""
    extra = len(word.low) - len(stem)
    return bool(stem) and extra >= 2 and word.low.endswith(stem) and not stem.startswith(word.low[:extra])


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
