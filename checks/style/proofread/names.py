"""Names: told from misspelt words by their capitals and marks, and checked against the other names of the book."""

from __future__ import annotations

import re

from rapidfuzz.distance import OSA

from checks.parsing.document import Block, BlockKind, Document
from checks.style.engines import hunspell
from checks.style.engines.lists import words
from checks.style.lexicon import HABIT, LONG, Lexicon, in_dictionary
from checks.style.words import Word, is_identifier
from checks.text import Span

#: Where a capital tells nothing.
_TITLED = frozenset({BlockKind.HEADING, BlockKind.TITLE, BlockKind.TABLE_CELL})
#: Brackets around a name that is set off.
_PAIRED = frozenset({"[]", "()"})
#: What follows the name of an author in a list of references: "Wickham, H. (2014)".
_INITIAL = re.compile(r",? [A-Z]\.(?:[ ,]|$)")
_SHORTENED_NAME = re.compile(r"(?P<name>[A-Z]{2,5})(?P<rest>[a-z]{4,})")


def fits_case(word: Word, right: str, named: bool, lexicon: Lexicon) -> bool:
    """Whether `right` would be written with a capital where the word has one: else the word is a name (`named`)."""
    if not word.text[0].isupper() or lexicon.is_name(right):
        return True
    return not named and hunspell.spells(right.lower())


def is_named(block: Block, run: tuple[Word, ...], at: int) -> bool:
    """Whether the word has a capital that its place in the sentence does not explain, or is part of a full name."""
    word = run[at]
    if not word.text[0].isupper():
        return False
    if _INITIAL.match(block.prose.text, word.end):
        return True
    before = run[at - 1] if at and word.follows else None
    after = run[at + 1] if at + 1 < len(run) and run[at + 1].follows else None
    if block.kind is BlockKind.HEADING:  # every word has a capital: only a first name tells
        return before is not None and is_first_name(before.text)
    if any(w is not None and w.text[0].isupper() and len(w.text) > 1 for w in (before, after)):
        return True
    return not word.opens and block.kind not in _TITLED


def is_first_name(word: str) -> bool:
    return word[0].isupper() and (word.lower() in words("people.txt.gz") or only_a_name(word))


def is_marked(block: Block, span: Span, source: str) -> bool:
    """Whether the word alone is set off, as the names of packages and functions are: by marks or brackets
    (`**xtable**`, `[threejs](…)`, `(forder)`), or in a table cell of its own."""
    before, after = source[max(0, span.start - 2) : span.start], source[span.end : span.end + 2]
    if (before == "**" and after == "**") or f"{before[-1:]}{after[:1]}" in _PAIRED:
        return True
    return block.kind is BlockKind.TABLE_CELL and block.prose.text.strip() == source[span.start : span.end]


def only_a_name(word: str) -> bool:
    """Whether the dictionary has the word with a capital only: `February`."""
    return not hunspell.spells(word.lower()) and hunspell.spells(word.capitalize())


def meant(word: str, lexicon: Lexicon) -> str | None:
    """The name that was meant by one with capitals inside or in capitals; with a space, when one is missing.

    `MLmodels`: an acronym run into the word after it. `LRFM`: two letters of an acronym of this chapter swapped.
    """
    if is_identifier(word) and len(word) >= LONG and (right := _identifier_meant(word, lexicon)) is not None:
        return right
    if word.isupper() and len(word) >= 4:
        return _acronym_meant(word, lexicon)
    parts = _SHORTENED_NAME.fullmatch(word)
    if parts is None or lexicon.accepts(word) or lexicon.here(word) >= HABIT:
        return None
    known = lexicon.here(parts["name"]) >= HABIT and hunspell.spells(parts["rest"])
    return f"{parts['name']} {parts['rest']}" if known else None


def _identifier_meant(word: str, lexicon: Lexicon) -> str | None:
    """Another name of the book that this one, written once, is an edit away from: "SelectorGagdget"."""
    if lexicon.here(word) > 1 or lexicon.heard(word):
        return None
    near = (w for w in lexicon.identifiers if abs(len(w) - len(word)) <= 1 and w.lower() != word.lower())
    near = (
        w for w in near if w.rstrip("s") != word.rstrip("s") and OSA.distance(word, w, score_cutoff=1) == 1
    )
    return max(near, key=lambda w: lexicon.identifiers[w], default=None)


def _acronym_meant(word: str, lexicon: Lexicon) -> str | None:
    """The acronym that the chapter uses much more often, or whose letters the words before this one begin with."""
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
