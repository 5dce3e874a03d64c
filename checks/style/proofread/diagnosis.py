"""What is wrong with a word that no engine knows: a slip of the pen, a space left out, or nothing at all."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import pairwise

from rapidfuzz.distance import OSA

from checks.book import Book
from checks.chapter import Chapter
from checks.config import Config
from checks.indexing.terms import compounds
from checks.parsing.document import Block, BlockKind, Document
from checks.style.code_text import code_blocks
from checks.style.engines import hunspell, typos
from checks.style.engines.lists import words
from checks.style.engines.segments import Split, is_compound, seen_apart, split
from checks.style.engines.suggestions import Proposal, propose
from checks.style.lexicon import LONG, Lexicon, in_dictionary
from checks.style.words import Word, is_capitals, is_identifier, words_of
from checks.text import Span

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
#: A word that the chapter itself writes this often is no slip, unless it is a listed misspelling.
HABIT = 3
_TITLED = frozenset({BlockKind.HEADING, BlockKind.TITLE, BlockKind.TABLE_CELL})
_SHORTENED_NAME = re.compile(r"(?P<name>[A-Z]{2,5})(?P<rest>[a-z]{4,})")


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
    key = (id(chapter), id(book), id(config))
    if _last.key != key:
        _last.key, _last.holds, _last.found = (
            key,
            (chapter, book, config),
            tuple(_diagnose(chapter, book, config)),
        )
    return _last.found


class _Last:
    """The last chapter diagnosed: three rules ask about it one after the other. `holds` keeps its ids its own."""

    key: tuple[int, int, int] | None = None
    holds: tuple[object, ...] = ()
    found: tuple[Slip, ...] = ()


_last = _Last()


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
    yield from (slip for slip in _look_at(code_blocks(document), text) if slip.certain and not slip.apart)


def _look_at(blocks: Iterable[Block], text: _Text) -> Iterator[Slip]:
    for block in blocks:
        run = words_of(block.prose.text)
        for at, word in enumerate(run):
            if word.text in text.wrong:
                found = _slip(block, run, at, text)
            else:
                found = _in_capitals(block, word, text)
            if found is not None:
                yield found


def _slip(block: Block, run: tuple[Word, ...], at: int, text: _Text) -> Slip | None:
    word = run[at]
    before = run[at - 1].low if at and word.follows else ""
    after = run[at + 1].low if at + 1 < len(run) and run[at + 1].follows else ""
    span = block.prose.source(word.start, word.end)
    if span is None or is_habit(word, text.lexicon):
        return None  # markup inside a word: "i<sup>th</sup>"
    named = _is_named(word, block, run, at)
    corrections = text.corrections.get(word.text, ())
    if len(corrections) == 1 and " " not in corrections[0]:
        return (
            Slip(block, word, corrections[0], True) if _fits_case(word, corrections[0], named, text) else None
        )
    if named:
        best = propose(word.text, text.lexicon.names, before, after, english=False)
    else:
        best = propose(word.text, text.lexicon.proposals, before, after)
    if corrections:
        right = next((p.word for p in best if p.word in corrections), corrections[0])
        return Slip(block, word, right, True) if _fits_case(word, right, named, text) else None
    two = split(word.low) if word.text.isalpha() and not text.lexicon.accepts(word.text) else None
    if two is not None and _is_apart(two, word, best, text):
        return Slip(block, word, _cased(two, word), _is_certainly_apart(two), True)
    if word.low in compounds() or _has_prefix(word, best):
        return None
    if is_compound(word.low) and (not best or best[0].score < _BEATS_COMPOUND):
        return None  # "barplot": how the book spells it is another rule's question
    if (
        best
        and _is_marked(text.lexicon.chapter.text, span)
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
    if word.low == best.word.lower() + "s":
        return False  # a plural of something that only the book knows
    sure = best.distance == 1 and best.score >= CERTAIN and length >= LONG
    if text.lexicon.accepts(word.text):
        return sure and best.score >= CERTAIN + _AGAINST_THE_BOOK
    if not _fits_case(word, best.word, named, text) or (text.lexicon.here(word.text) >= HABIT and not sure):
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
        return 10.0
    return 6.0 if len(wrong) == 4 else 1.5 if len(wrong) == 5 else -6.0


def _fits_case(word: Word, right: str, named: bool, text: _Text) -> bool:
    """Whether `right` would be written with a capital where the word has one: else the word is a name (`named`)."""
    if not word.text[0].isupper() or text.lexicon.is_name(right):
        return True
    return not named and hunspell.spells(right.lower())


def _is_marked(source: str, span: Span) -> bool:
    """Whether the word alone is set off by marks, as the names of packages are: `**xtable**`, `[threejs](…)`."""
    before, after = source[max(0, span.start - 2) : span.start], source[span.end : span.end + 2]
    return (before == "**" and after == "**") or (before[-1:] == "[" and after[:1] == "]")


def _only_a_name(word: str) -> bool:
    """Whether the dictionary has the word with a capital only: `February`."""
    return not hunspell.spells(word.lower()) and hunspell.spells(word.capitalize())


def _has_prefix(word: Word, best: tuple[Proposal, ...]) -> bool:
    """Whether the proposal is the word without a first syllable: "biointegrated" is no slip for "integrated"."""
    stem = best[0].word.lower() if best else ""
    extra = len(word.low) - len(stem)
    return bool(stem) and extra >= 2 and word.low.endswith(stem) and not stem.startswith(word.low[:extra])


def _is_named(word: Word, block: Block, run: tuple[Word, ...], at: int) -> bool:
    """Whether the word has a capital that its place in the sentence does not explain, or is part of a full name."""
    if not word.text[0].isupper() or block.kind is BlockKind.HEADING:
        return False
    beside = (
        run[at - 1] if at and word.follows else None,
        run[at + 1] if at + 1 < len(run) and run[at + 1].follows else None,
    )
    if any(w is not None and w.text[0].isupper() and len(w.text) > 1 for w in beside):
        return True
    return not word.opens and block.kind not in _TITLED


def is_habit(word: Word, lexicon: Lexicon) -> bool:
    """Whether the chapter keeps writing an inflection of a known word, such as "missings"."""
    return lexicon.here(word.text) >= HABIT and in_dictionary(word.low.removesuffix("s"))


def _in_capitals(block: Block, word: Word, text: _Text) -> Slip | None:
    """`MLmodels`: an acronym run into the word after it. `LRFM`: two letters of an acronym of this chapter swapped."""
    if is_identifier(word.text) and len(word.text) >= LONG:
        right = _identifier_meant(word.text, text)
        if right is not None:
            return Slip(block, word, right, False)
    if word.text.isupper() and len(word.text) >= 4:
        right = _acronym_meant(word.text, text)
        return Slip(block, word, right, False) if right is not None else None
    parts = _SHORTENED_NAME.fullmatch(word.text)
    if parts is None or text.lexicon.accepts(word.text) or text.lexicon.here(word.text) >= HABIT:
        return None
    if text.lexicon.here(parts["name"]) < HABIT or not hunspell.spells(parts["rest"]):
        return None
    return Slip(block, word, f"{parts['name']} {parts['rest']}", False, True)


def _identifier_meant(word: str, text: _Text) -> str | None:
    """Another name of the book that this one, written once, is an edit away from: "SelectorGagdget"."""
    lexicon = text.lexicon
    if lexicon.here(word) > 1 or lexicon.heard(word):
        return None
    near = (w for w in lexicon.identifiers if abs(len(w) - len(word)) <= 1 and w.lower() != word.lower())
    near = (
        w for w in near if w.rstrip("s") != word.rstrip("s") and OSA.distance(word, w, score_cutoff=1) == 1
    )
    return max(near, key=lambda w: lexicon.identifiers[w], default=None)


def _acronym_meant(word: str, text: _Text) -> str | None:
    """The acronym that the chapter uses much more often, or whose letters the words before this one begin with."""
    lexicon = text.lexicon
    if in_dictionary(word) or lexicon.accepts(word) or word in words("acronyms.txt"):
        return None
    near = [a for a in lexicon.acronyms if a != word and _swapped_or_short(word, a)]
    initials = _initials_before(word, lexicon.chapter.document)
    often = 3 * lexicon.here(word)
    return next((a for a in near if lexicon.acronyms[a] >= often or a.lower() == initials), None)


def _initials_before(acronym: str, document: Document) -> str:
    """First letters of the words before `(acronym)`, as many as it has."""
    found = re.search(rf"((?:\w+[ -]){{{len(acronym)}}})\({acronym}\)", document.text)
    return "".join(w[0] for w in re.split(r"[ -]", found[1].strip())).lower() if found else ""


def _swapped_or_short(wrong: str, right: str) -> bool:
    """Two neighbouring letters swapped, or one letter inside left out; never the first or last one."""
    if len(wrong) == len(right):
        return sorted(wrong) == sorted(right) and OSA.distance(wrong, right) == 1
    return len(wrong) + 1 == len(right) and any(
        right[:at] + right[at + 1 :] == wrong for at in range(1, len(right) - 1)
    )


@lru_cache(maxsize=4096)
def _pairs_of(text: str) -> tuple[str, ...]:
    run = words_of(text)
    return tuple(f"{one.low} {two.low}" for one, two in pairwise(run) if two.follows)


def _beside(document: Document) -> Mapping[str, int]:
    """`first second` → how often the chapter writes the two side by side."""
    return Counter(pair for block in document.blocks for pair in _pairs_of(block.prose.text))


def _cased(two: Split, word: Word) -> str:
    return two.text[0].upper() + two.text[1:] if word.text[0].isupper() else two.text
