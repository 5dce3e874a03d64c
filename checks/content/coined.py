"""1.2: coined terms are explained: those that a heading announces and the text then uses as if known."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from checks.book import Book
from checks.chapter import Chapter
from checks.config import Config
from checks.finding import Outcome, Severity
from checks.parsing.document import Block, BlockKind, Document, Heading
from checks.rule import Scope, rule
from checks.style.engines.lists import frequency, pair
from checks.style.engines.parts import Part, can, plural, singular
from checks.style.places import mark

_READ = frozenset(
    {BlockKind.PARAGRAPH, BlockKind.LIST_ITEM, BlockKind.QUOTE, BlockKind.DEFINITION, BlockKind.CAPTION}
)
_WORDS = re.compile(r"[A-Za-z]+(?: [A-Za-z]+){1,2}")
#: 10 · log2 of the count from which on a word is too plain to make a coined term, and below which one must be.
_PLAIN, _RARE = 262, 235
_BEFORE = re.compile(
    r"(?:called|known as|named|termed|dubbed|defined? as|the term|refer(?:s|red)? to as|so-called|emerges? (?:is|are)"
    r"|what (?:is|are)|means?)[\s\"\u201c'*_]*(?:an? |the )?$",
    re.IGNORECASE,
)
_AFTER = re.compile(
    r"^[\"\u201d'*_]*,?\s*(?:\(|\[|[\u2013\u2014:]|- |is|are|was|were|means?|refers?|occurs?|arises?|happens?|describes?|denotes?"
    r"|involves?|consists?|or\b|i\.e|that is|which|where|when|comes?|stems?|results?|appears?|emerges?)",
    re.IGNORECASE,
)


@rule("undefined-term", item="1.2", scope=Scope.LINE, severity=Severity.NOTICE, prose=True)
def undefined_term(chapter: Chapter, book: Book, config: Config) -> Iterator[Outcome]:
    """A coined term that a heading announces and the text then uses without saying what it is.

    Why: the reader looks for the definition under the heading, and finds only what follows from it.

    Bad: A section “Correction Cascades” that says how to avoid them, and never what they are.

    Good: “A correction cascade is a chain of models in which each mends the errors of the one before.”

    Leaves alone: terms of plain words, terms that general English knows, that the glossary or an earlier chapter has,
    that are linked or cited at their first use, or of which any sentence of the chapter says what they are.
    """
    terms = [(h, term) for h in chapter.document.headings if (term := _term(h)) is not None]
    known = {term.lower() for term in (*book.glossary, *config.acronyms)}
    known |= {h.text.lower() for index in book.earlier(chapter.path) for h in index.headings}
    for heading, term in terms:
        pattern = _spellings(term)
        if known & {term, heading.text.lower()} or _is_explained(pattern, chapter.document):
            continue
        first = _first_use(pattern, heading, chapter.document)
        if first is not None:
            block, match = first
            message = f"“{match.group()}” is used, and the chapter never says what it is."
            yield mark(block.prose, match.start(), match.end(), message)


def _term(heading: Heading) -> str | None:
    """The coined term that the heading consists of, in lower case; None when it is plain English."""
    low = heading.text.lower().strip()
    if heading.level < 2 or not _WORDS.fullmatch(low):
        return None
    said = low.split()
    if not can(said[-1], Part.NOUN | Part.PLURAL) or any(len(word) < 4 for word in said):
        return None
    if not all(can(word, Part.NOUN | Part.PLURAL | Part.ADJECTIVE | Part.PARTICIPLE) for word in said):
        return None
    common = [frequency(singular(word) or word) for word in said]
    coined = all(pair(one, two) == 0 for one, two in pairwise(said))
    return low if coined and 0 < min(common) < _RARE and max(common) < _PLAIN else None


def _spellings(term: str) -> re.Pattern[str]:
    head, _, last = term.rpartition(" ")
    forms = {last, singular(last) or last, plural(last) or last}
    return re.compile(rf"\b{re.escape(head)} (?:{'|'.join(map(re.escape, sorted(forms)))})\b", re.IGNORECASE)


def _is_explained(pattern: re.Pattern[str], document: Document) -> bool:
    for block in document.blocks:
        if block.kind in _READ:
            for match in pattern.finditer(block.prose.text):
                before, after = block.prose.text[: match.start()], block.prose.text[match.end() :]
                if _BEFORE.search(before) or _AFTER.match(after):
                    return True
    return any(pattern.search(link.text) for link in document.links)


def _first_use(
    pattern: re.Pattern[str], heading: Heading, document: Document
) -> tuple[Block, re.Match[str]] | None:
    """Where running text after the heading first uses the term."""
    for block in document.blocks:
        if block.kind in _READ - {BlockKind.CAPTION} and block.span.start > heading.span.start:
            match = pattern.search(block.prose.text)
            if match is not None:
                return block, match
    return None
