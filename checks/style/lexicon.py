"""Which words are English, and which words this book has made its own."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache

from checks.book import Book
from checks.chapter import Chapter
from checks.config import Config
from checks.style.code_text import TITLE
from checks.style.engines import harper, hunspell
from checks.style.engines.lists import COMMON, entries, frequencies, frequency, nouns, words
from checks.style.engines.parts import Part, can
from checks.style.memo import OfBook, spellings, totals
from checks.style.words import is_identifier

#: A word that other chapters write this often is the book's own.
ACCEPTED = 2
#: A word that the chapter itself writes this often is no slip, unless it is a listed misspelling.
HABIT = 3
#: A long word that other chapters write no oftener may be one slip, copied.
_SELDOM = 5
#: So long a word, one edit from a common one, is a slip however often it stands.
LONG = 10
#: A word of the book is proposed instead of another one only when the book writes it this often.
_WORTH_PROPOSING = 3
_PREFIXES = [
    "anti",
    "bio",
    "auto",
    "bi",
    "cross",
    "cyber",
    "down",
    "geo",
    "hyper",
    "inter",
    "intra",
    "macro",
    "mega",
    "meta",
    "micro",
    "mid",
    "mini",
    "mono",
    "multi",
    "nano",
    "neuro",
    "non",
    "omni",
    "over",
    "photo",
    "poly",
    "post",
    "pre",
    "proto",
    "pseudo",
    "quasi",
    "re",
    "semi",
    "sub",
    "super",
    "tele",
    "trans",
    "ultra",
    "under",
    "up",
]
#: What the names of packages begin and end with.
_PACKAGED = re.compile(r"(?:gg|py|tidy|r|geo)(?P<a>[a-z]{4,})|(?P<b>[a-z]{3,})(?:js|py|lib|db)")
#: What "un-" goes with: "unmodeled", "unclonable", never "unchange".
_DESCRIBES = ("ed", "able", "ible", "ing", "ly", "ness", "al", "ous", "ful")
#: What makes a noun of a verb: `warmup`, `teardown`.
_PARTICLES = ("up", "down", "off")
_SUFFIXES = (
    "izer",
    "izers",
    "ly",
    "able",
    "ability",
    "ization",
    "isation",
    "izing",
    "ising",
    "izable",
    "less",
    "like",
    "ness",
    "wise",
    "ward",
    "ful",
)
_CODE = re.compile(r"`[^`\n]+`")
_LETTERS = re.compile(r"[^\W\d_]+")


@lru_cache(maxsize=65536)
def in_dictionary(word: str) -> bool:
    """Whether Hunspell or the frequency list has the word, in any case of letters, or builds it from one it has."""
    low = word.lower()
    if (
        frequency(low) >= COMMON
        or hunspell.spells(word)
        or hunspell.spells(low)
        or low in entries("british.txt")
    ):
        return True
    if _is_technical(low) or (len(low) >= 7 and low in words("rare.txt.gz")):
        return True
    return hunspell.spells(low.capitalize()) or _built(low)


def _built(low: str) -> bool:
    """`rerunning`, `multiclass`, `vectorizable`: a known word with a living prefix or suffix."""
    for prefix in _PREFIXES:
        rest = low.removeprefix(prefix)
        if rest != low and len(rest) >= 4 and hunspell.spells(rest):
            return True
    if low.endswith("s") and _is_noun(low[:-1]):
        return True
    if (
        low.startswith("un")
        and not low.startswith("unun")
        and low.endswith(_DESCRIBES)
        and len(low) >= 7
        and hunspell.spells(low[2:])
    ):
        return True
    if low.endswith("ity") and len(low) >= 8 and hunspell.spells(low[:-3]):
        return True  # "genericity"; with an "e" put back it would take in "compatiblity"
    if any(
        low.endswith(p) and len(low) >= len(p) + 4 and can(low.removesuffix(p), Part.BASE) for p in _PARTICLES
    ):
        return True
    for suffix in _SUFFIXES:
        stem = low.removesuffix(suffix)
        if stem != low and len(stem) >= 4 and (hunspell.spells(stem) or hunspell.spells(stem + "e")):
            return True
    return False


def _is_person(word: str) -> bool:
    """Whether the word with its capital is part of people's names: `Gelfand's`, `Sommer`."""
    stem = re.sub("['\u2019]s?$", "", word)
    return word[0].isupper() and stem.lower() in words("people.txt.gz")


def _is_technical(low: str) -> bool:
    """Whether the word, or what it is a form of, is of the trade: `grayscaled`, `refactoring`."""
    stems = (
        low,
        low.removesuffix("s"),
        low.removesuffix("d"),
        low.removesuffix("ed"),
        low.removesuffix("ing"),
    )
    if low.replace("\u2019", "'").removesuffix("'s") in words("packages.txt.gz"):
        return True
    return any(stem in words("technical.txt") for stem in stems if len(stem) > 2)


def _is_noun(word: str) -> bool:
    if word in words("technical.txt"):
        return True
    return word in nouns() and frequency(word) >= COMMON and not word.endswith("s")


@dataclass(frozen=True)
class Lexicon:
    """What is known of words in one chapter of one book."""

    chapter: Chapter
    book: Book
    config: Config

    def accepts(self, word: str) -> bool:
        """Whether the book has made the word its own: its settings, its other chapters, its code, its sources."""
        low, *bases = forms(word)
        own_bases = (
            base for base in bases if not in_dictionary(base)
        )  # "lesss" is no plural of the book's "less"
        return any(form in self._own or self.heard(form) >= ACCEPTED for form in (low, *own_bases))

    def unknown(self, candidates: Iterable[str]) -> frozenset[str]:
        """Those of the words that nobody has: Hunspell, the frequency list, the book and Harper agree. Harper, which
        is slow (6 ms a word), is asked last."""
        strange = [word for word in candidates if not in_dictionary(word) and not _is_person(word)]
        return harper.lacks(word for word in strange if not self.accepts(word) or self.is_seldom(word))

    def is_seldom(self, word: str) -> bool:
        """Whether the book has accepted the long word only by a few uses, which may be copies of one slip."""
        listed = word.lower() in self._own
        return not listed and word.islower() and len(word) >= LONG and self.heard(word) <= _SELDOM

    def heard(self, word: str) -> int:
        """How often the other chapters write the word, small or with a capital."""
        path = self.chapter.path
        return sum(self.book.heard_elsewhere(path, form) for form in {word, word.lower(), word.capitalize()})

    def here(self, word: str) -> int:
        """How often this chapter writes the word, in any case."""
        return self._lower_here.get(word.lower(), 0)

    @cached_property
    def _lower_here(self) -> Mapping[str, int]:
        return _lowered(self.chapter.index.vocabulary)

    @cached_property
    def _own(self) -> frozenset[str]:
        listed = {word.lower() for word in self.config.spelling.words}
        return frozenset(listed | self._named)

    @cached_property
    def _named(self) -> set[str]:
        """Words of this chapter's code, addresses and citations, and the names of the authors it may cite."""
        document = self.chapter.document
        sources = [
            *(match.group() for match in _CODE.finditer(document.text)),
            *(_uncommented(cell.body) for cell in document.cells),
            *(link.target for link in document.links),
            *(citation.key for citation in document.citations),
            *(key for key in self.book.keys),
        ]
        return {word.lower() for source in sources for word in _LETTERS.findall(source) if len(word) > 2}

    def is_name(self, word: str) -> bool:
        """Whether the book writes the word with a capital, and hardly ever without."""
        return word.lower() in _names(self.book)

    @cached_property
    def names(self) -> Mapping[str, int]:
        """Words that the book writes with a capital, in lower case → times."""
        return _names(self.book)

    @cached_property
    def identifiers(self) -> Mapping[str, int]:
        """Long names with capitals inside → times, those that the book writes more than once."""
        found = self.book.vocabulary.items()
        return {w: n for w, n in found if n > 1 and len(w) >= 9 and not w.islower() and is_identifier(w)}

    @cached_property
    def acronyms(self) -> Mapping[str, int]:
        """Words in capitals of the whole book → times."""
        return {word: n for word, n in self.book.vocabulary.items() if len(word) >= 4 and word.isupper()}

    @cached_property
    def proposals(self) -> Mapping[str, int]:
        """Lower-case words worth proposing → how often the book writes them."""
        return _proposals(self.book)


def _words_worth_proposing(book: Book) -> Mapping[str, int]:
    english = frequencies()
    return {w: n for w, n in totals(book).items() if w in english or (n >= _WORTH_PROPOSING and "'" not in w)}


def _words_with_capitals(book: Book) -> Mapping[str, int]:
    found: dict[str, int] = {}
    for low, ways in spellings(book).items():
        capital = ways.get(low.capitalize(), 0)
        if capital >= ACCEPTED and capital >= 3 * ways.get(low, 0):
            found[low] = capital
    return found


_proposals = OfBook(_words_worth_proposing)
_names = OfBook(_words_with_capitals)


def forms(word: str) -> tuple[str, ...]:
    """The word in lower case, and what it may be an inflection of: `tibbles` and `tibble's` of `tibble`."""
    low = word.lower().replace("\u2019", "'")
    stem = low.removesuffix("'s").removesuffix("'")
    singular = stem.removesuffix("s") if len(stem) > 3 else stem
    return tuple(dict.fromkeys((low, stem, singular, stem + "s", singular.removesuffix("e"))))


def _uncommented(code: str) -> str:
    """Code without its comments and titles: their words are prose, and may be misspelt."""
    return TITLE.sub("", re.sub(r"(?m)(?:#|//).*$", "", code))


def _lowered(vocabulary: Mapping[str, int]) -> dict[str, int]:
    total: dict[str, int] = {}
    for word, times in vocabulary.items():
        low = word.lower().replace("\u2019", "'")
        total[low] = total.get(low, 0) + times
    return total
