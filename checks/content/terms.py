"""1.2: acronyms are spelt out, and coined terms explained, where a reader first meets them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from checks.book import Book
from checks.chapter import Chapter
from checks.config import Config
from checks.content.acronym_use import first_uses, names_in_code
from checks.finding import Outcome, Severity
from checks.indexing.acronyms import singular
from checks.rule import Scope, rule
from checks.style.engines.lists import entries, words
from checks.style.places import mark

#: An acronym that the other chapters use this often belongs to the book: spelling it out is not this chapter's task.
_BOOKS_OWN = 5


@rule("undefined-acronym", item="1.2", scope=Scope.LINE, severity=Severity.WARNING, prose=True)
def undefined_acronym(chapter: Chapter, book: Book, config: Config) -> Iterator[Outcome]:
    """The first use of an acronym that neither this chapter nor an earlier one spells out.

    Why: a reader who does not know the letters cannot look them up in the book.

    Bad: The pipeline ends in an OLTP store. (And nowhere is it said what OLTP is.)

    Good: The pipeline ends in an online transaction processing (OLTP) store.

    Leaves alone: what everybody knows (URL, PDF, CPU); what the glossary, the settings, an earlier chapter or this
    one spells out; names of products, code, units, Roman numbers, codes with digits; acronyms that are linked, cited,
    quoted or emphasised where they stand, or whose words stand near. A notice only: one that the chapter spells out
    later, that the book uses often, or of which we cannot tell whether it is short for anything.
    """
    # No acronym is no reason to settle the item: a person judges the other terms.
    known = _known_before(chapter, book, config)
    uses = [use for use in first_uses(chapter.document).values() if not _is_known(use.acronym, known)]
    code = names_in_code(chapter.document) if uses else frozenset[str]()
    for use in uses:
        if use.acronym not in code and not _is_slip(use.acronym, chapter):
            late = chapter.index.acronyms.get(use.acronym)
            hint = _hint(use.acronym, late, book, chapter)
            message = f"“{use.acronym}” is not spelt out here or in an earlier chapter{hint or _OTHERWISE}"
            end = use.start + len(use.acronym)
            severity = _severity(use.acronym, late, hint, book, chapter)
            yield mark(use.block.prose, use.start, end, message, None, severity)


def _severity(acronym: str, late: str | None, hint: str, book: Book, chapter: Chapter) -> Severity:
    """A warning only where it is known that the letters are short for something: other capitals are often names."""
    common = book.heard_elsewhere(chapter.path, acronym) >= _BOOKS_OWN
    return Severity.NOTICE if late is not None or common or not hint else Severity.WARNING


def _known_before(chapter: Chapter, book: Book, config: Config) -> frozenset[str]:
    """Acronyms that a reader of this chapter knows, in capitals."""
    read = [acronym for index in book.earlier(chapter.path) for acronym in index.acronyms]
    tools = [name.split()[0] for name in entries("tools.txt") if name.split()[0].isupper()]
    given = [*book.glossary, *config.acronyms, *read, *words("acronyms.txt"), *config.spelling.words, *tools]
    return frozenset(singular(acronym).upper() for acronym in given)


def _is_known(acronym: str, known: frozenset[str]) -> bool:
    if acronym.upper() in known:
        return True
    parts = re.split(r"[/&]", acronym)
    return len(parts) > 1 and all(len(part) < 2 or part.upper() in known for part in parts)


def _is_slip(acronym: str, chapter: Chapter) -> bool:
    """Whether the chapter writes the same letters in another order more often: then spelling has a word to say."""
    words_here = chapter.index.vocabulary
    return any(
        word != acronym
        and len(word) == len(acronym)
        and sorted(word) == sorted(acronym)
        and times > words_here.get(acronym, 0)
        for word, times in words_here.items()
    )


_OTHERWISE = ": write it out at its first use, or list it under `acronyms` in the settings."


def _hint(acronym: str, late: str | None, book: Book, chapter: Chapter) -> str:
    """What it stands for, as far as the book or our list tells; nothing when neither does."""
    if late is not None:
        return f", only further down in this one (“{late}”)."
    for index in book.others(chapter.path):
        if acronym in index.acronyms:
            return f"; {index.path} gives it as “{index.acronyms[acronym]}”."
    usual = entries("spelt_out.txt").get(acronym)
    return f": “{usual}”? Write it out at its first use, or list it under `acronyms`." if usual else ""
