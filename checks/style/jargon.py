"""4.3: jargon is explained or avoided."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from checks.book import Book
from checks.chapter import Chapter
from checks.config import Config
from checks.finding import NotApplicable, Outcome, Severity
from checks.parsing.document import Block, BlockKind
from checks.rule import Scope, rule
from checks.style.engines.lists import frequency, words
from checks.style.engines.parts import Part, can, singular
from checks.style.lexicon import in_dictionary
from checks.style.places import mark
from checks.style.words import Word, is_capitals, is_identifier, words_of

#: 10 · log2 of the count below which a word of English is rare: about one in four million.
_RARE = 172
#: A word that the rest of the book writes this often is part of its language.
_KNOWN = 2
#: A word that the chapter itself writes this often has been explained by its use, or ought to be in the glossary.
_OFTEN = 4
#: What makes a plain word out of a plain word.
_PLAIN_STARTS = ("re", "un", "non", "over", "under", "mis", "pre", "inter")
_PLAIN_ENDS = (
    "ly",
    "ness",
    "nesses",
    "ing",
    "ed",
    "able",
    "less",
    "ful",
    "er",
    "ers",
    "izes",
    "ises",
    "ability",
)
_READ = frozenset({BlockKind.PARAGRAPH, BlockKind.LIST_ITEM, BlockKind.QUOTE})
_EXPLAINS = re.compile(
    r"\b(?:is|are|means?|refers? to|called|known as|termed|defined as|i\.e\.|that is|stands for|namely|or)\b|[(\u2014:]"
)


@rule("unexplained-jargon", item="4.3", scope=Scope.LINE, severity=Severity.NOTICE, prose=True)
def unexplained_jargon(chapter: Chapter, book: Book, config: Config) -> Iterator[Outcome]:
    """A word that is rare in English, hardly used in the rest of the book, and nowhere explained.

    Why: a reader of an introduction meets it for the first time, and the book does not help.

    Bad: The residuals are heteroscedastic.

    Good: The residuals are heteroscedastic: their spread grows with the predictor.

    Leaves alone: names, acronyms (another rule asks about them), compounds, words in the glossary or the settings,
    words that are linked, cited, set in italics to introduce them, or followed by an explanation.
    """
    if not chapter.index.words:
        yield NotApplicable("the chapter has no prose")
        return
    known = {term.lower() for term in (*book.glossary, *config.spelling.words, *config.acronyms)}
    uses = chapter.index.vocabulary
    seen: set[str] = set()
    for block in chapter.document.blocks:
        for word in words_of(block.prose.text) if block.kind in _READ else ():
            if word.low in seen or not _is_jargon(word, known, uses, book, chapter.path):
                continue
            seen.add(word.low)
            if not _explained(word, block, chapter):
                message = f"“{word.text}” is rare, and explained neither here nor elsewhere in the book."
                yield mark(block.prose, word.start, word.end, message)


def _is_jargon(word: Word, known: set[str], uses: Mapping[str, int], book: Book, path: str) -> bool:
    low = word.low
    if (
        len(low) < 8
        or word.joined
        or word.text[0].isupper()
        or is_identifier(word.text)
        or is_capitals(word.text)
    ):
        return False
    rare_english = low in words("rare.txt.gz") or 0 < frequency(low) < _RARE
    stem = low.removesuffix("s")
    if _is_form(low) or low.startswith(_PLAIN_STARTS) or low.endswith(_PLAIN_ENDS):
        return False
    if not rare_english or not in_dictionary(low) or known & {low, stem} or low in words("technical.txt"):
        return False
    heard = max(book.heard_elsewhere(path, form) for form in (low, stem, stem + "s"))
    return heard < _KNOWN and uses.get(low, 0) < _OFTEN


def _is_form(low: str) -> bool:
    """Whether the word is a verb, or a form of a word that is not rare itself."""
    verb = can(low, Part.BASE | Part.THIRD | Part.PAST | Part.PARTICIPLE | Part.GERUND | Part.COMPARATIVE)
    return verb or frequency(singular(low) or "") >= _RARE


def _explained(word: Word, block: Block, chapter: Chapter) -> bool:
    """Whether the sentence goes on to explain it, or a link, a note, a citation or emphasis stands at the word."""
    text, document = block.prose.text, chapter.document
    tail = text[word.end : word.end + 60].split(". ")[0]
    if _EXPLAINS.search(tail[:25]):
        return True
    span = block.prose.cover(word.start, word.end)
    around = document.text[max(0, span.start - 2) : span.end + 4]
    if "*" in around or "_" in around or "[^" in around or "[@" in around:
        return True
    return any(link.text_span.contains(span) for link in document.links)
