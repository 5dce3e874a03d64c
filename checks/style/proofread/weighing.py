"""How sure it is that a strange word is a slip for the word proposed: what the scores of slips and of names in real
books told apart."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

from checks.indexing.terms import compounds
from checks.style.engines import hunspell
from checks.style.engines.lists import COMMON, frequency
from checks.style.engines.parts import adverb, base, gerund, participle, plural, singular, third_person
from checks.style.engines.segments import is_compound
from checks.style.engines.suggestions import Proposal
from checks.style.lexicon import ACCEPTED, HABIT, LONG, Lexicon
from checks.style.proofread.names import fits_case, only_a_name
from checks.style.words import Word

#: A proposal above this score, one edit away, is as good as certain.
CERTAIN = 0.0
#: Bits more that a slip needs which other chapters have copied.
_AGAINST_THE_BOOK = 3.5
#: A proposal that scores more makes a word a slip, though it could be a compound ("expert ice").
_BEATS_COMPOUND = 2.0
#: A name set off by marks is a slip only for one that the book writes this often, or when it is as long as this.
_WELL_KNOWN, _LONG_ENOUGH = 5, 8
#: What English words end in and names of packages do not.
_ENDINGS = ("ly", "ed", "ing")
#: Endings that authors put to any noun or verb.
_LIVING = frozenset({"ing", "er", "ers", "'s", "'"})
#: Endings that make a verb, a doer, a deed or a quality of a word.
_COINING = (
    "able",
    "ation",
    "ations",
    "en",
    "er",
    "ers",
    "ish",
    "ism",
    "ist",
    "ists",
    "ize",
    "izes",
    "or",
    "ors",
)
#: Two proposals nearer to each other than this are as good as each other: of ten such first ones, two were right.
_APART = 2.0
#: Words in a book that is large enough for what it never says to tell something.
_LARGE = 40_000
#: The score that a short word needs which is a common one with a letter before it.
_PREFIXED = 1.0


def is_own_kind(word: Word, best: Proposal) -> bool:
    """Whether the word is made like a word of its own: a compound, or one with a first or last syllable more."""
    if word.low in compounds() or _has_prefix(word, best) or _has_suffix(word, best):
        return True
    # "barplot": how the book spells it is another rule's question
    return is_compound(word.low) and best.score < _BEATS_COMPOUND


def beats_a_mark(word: Word, best: Proposal, lexicon: Lexicon) -> bool:
    """Whether a word that marks set off, as they do names, is a slip all the same: for a name that the book often
    writes, by a swap of letters, or a long word one edit from a common one."""
    if not frequency(best.word.lower()) and lexicon.proposals.get(best.word, 0) >= _WELL_KNOWN:
        return True
    if sorted(word.low) == sorted(best.word.lower()):
        return True
    return best.distance == 1 and best.score >= CERTAIN and len(word.text) >= _LONG_ENOUGH


def is_plausible(word: Word, best: Proposal, named: bool, lexicon: Lexicon) -> bool:
    """Whether the word is a slip for `best` rather than a name or a term of its own: what the scores of slips and of
    names in four books told apart.
    """
    length = len(word.text)
    sure = best.distance == 1 and best.score >= CERTAIN and length >= LONG
    if lexicon.accepts(word.text):
        return sure and best.score >= CERTAIN + _AGAINST_THE_BOOK
    if not fits_case(word, best.word, named, lexicon) or (lexicon.here(word.text) >= HABIT and not sure):
        return False
    if word.text.islower() and only_a_name(best.word):
        return (
            False  # the list of words has many names in lower case: "magritte" is no proposal for "magrittr"
        )
    match best.distance:
        case 1:
            return best.score >= _needed(word.text, best.word)
        case 2:
            return length >= 7 and best.score >= (-10.0 if length >= 8 else -9.0)
        case 3:
            return length >= 9 and best.score >= -21.0
    return False


def doubtful(best: tuple[Proposal, ...], lexicon: Lexicon) -> tuple[str, ...]:
    """The likeliest words, two at most, where nothing decides that the first was meant; none where it was."""
    first, *others = best
    if others and first.score - others[0].score < _APART:
        return first.word, others[0].word
    return () if _is_at_home(first.word.lower(), lexicon.proposals) else (first.word,)


@lru_cache(maxsize=4096)
def is_coined(low: str) -> bool:
    """Whether the word is a known one with an ending that makes new words: "bolden", "trippable", "centuriation"."""
    for ending in _COINING:
        stem = low.removesuffix(ending)
        if stem == low or len(stem) < 4:
            continue
        doubled = stem[:-1] if stem[-1] == stem[-2] else ""
        known = (stem, stem + "e", doubled, stem[:-1] + "y" if stem[-1] == "i" else "")
        if any(len(word) >= 4 and frequency(word) >= COMMON and hunspell.spells(word) for word in known):
            return True
    return False


def _is_at_home(proposed: str, book: Mapping[str, int]) -> bool:
    """Whether a large book writes the word, or another form of it: a book of engineering does not mean "singing"."""
    if proposed in book or sum(book.values()) < _LARGE:
        return True
    verb = base(proposed) or proposed
    noun = singular(proposed) or proposed
    forms = (verb, participle(verb), gerund(verb), third_person(verb), noun, plural(noun), adverb(proposed))
    written = sum(book.get(form, 0) for form in {*filter(None, forms), proposed.removesuffix("ly")})
    return written >= ACCEPTED


def _needed(wrong: str, right: str) -> float:
    """The score that a proposal one edit away needs: short words and names have too many neighbours."""
    if sorted(wrong.lower()) == sorted(right.lower()) and len(wrong) >= 5:
        return -2.0
    if wrong[0].isupper():
        return 2.0 if len(wrong) < 8 else -1.0
    if len(wrong) < 8 and wrong[1:] == right and wrong[0] != right[0]:
        return _PREFIXED  # "forder", "sratio": how functions are named, and hardly ever a slip
    if len(wrong) <= 3:
        return 7.5
    if len(wrong) == 5 and wrong.endswith(_ENDINGS) and right.endswith(wrong[-2:]):
        return -1.0
    return 5.0 if len(wrong) == 4 else 1.5 if len(wrong) == 5 else -6.0


def _has_suffix(word: Word, best: Proposal) -> bool:
    """Whether the word is the proposal with a living ending: "spreadsheeting", "Pointblank's"."""
    stem = best.word.lower()
    return word.low.startswith(stem) and word.low[len(stem) :] in _LIVING


def _has_prefix(word: Word, best: Proposal) -> bool:
    """Whether the proposal is the word without a first syllable: "biointegrated" is no slip for "integrated"."""
    stem = best.word.lower()
    extra = len(word.low) - len(stem)
    return extra >= 2 and word.low.endswith(stem) and not stem.startswith(word.low[:extra])
