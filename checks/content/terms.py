"""1.2: acronyms are spelt out, and coined terms explained, where a reader first meets them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from checks.book import Book
from checks.chapter import Chapter
from checks.config import Config
from checks.finding import Outcome, Severity
from checks.indexing.acronyms import definitions, singular
from checks.parsing.document import Block, BlockKind, Document
from checks.rule import Scope, rule
from checks.style.engines.lists import entries, frequency, words
from checks.style.places import mark

#: Capitals and digits with at most single small letters between: `CPU`, `IoT`, `CI/CD`; never `TensorFlow`.
_ACRONYM = re.compile(
    r"(?<![\w@#./$%&'\u2019-])(?P<a>[A-Z][A-Z0-9]*(?:[a-z][A-Z0-9]+)*(?:[/&][A-Z0-9]+)*)(?:['\u2019]?s)?"
    r"(?![\w/$%&+(]|[.'\u2019-]\w)"
)
_ROMAN = re.compile(r"[IVXLCDM]+")
#: A caption or a table may come before the sentence that explains, and a heading before its text.
_READ = frozenset(
    {BlockKind.PARAGRAPH, BlockKind.LIST_ITEM, BlockKind.QUOTE, BlockKind.DEFINITION, BlockKind.FOOTNOTE}
)
_LONGEST = 6
#: An acronym that the other chapters use this often belongs to the book: spelling it out is not this chapter's task.
_BOOKS_OWN = 5
#: 10 · log2 of how common a word must be for its capitals to be emphasis ("NOTE"), not an acronym.
_SHOUTED_WORD = 235
_CAPITALISED = re.compile(r"[A-Z][a-z]+")


@rule("undefined-acronym", item="1.2", scope=Scope.LINE, severity=Severity.WARNING, prose=True)
def undefined_acronym(chapter: Chapter, book: Book, config: Config) -> Iterator[Outcome]:
    """The first use of an acronym that neither this chapter nor an earlier one spells out.

    Why: a reader who does not know the letters cannot look them up in the book.

    Bad: The pipeline ends in an OLTP store. (And nowhere is it said what OLTP is.)

    Good: The pipeline ends in an online transaction processing (OLTP) store.

    Leaves alone: what everybody knows (URL, PDF, CPU); what the glossary, the settings, an earlier chapter or this
    one spells out; names of products, code, units, Roman numbers; acronyms that are linked where they stand. One that
    the chapter spells out only later is a notice.
    """
    # No acronym is no reason to settle the item: a person judges the other terms.
    first = _first_uses(chapter.document)
    known = _known_before(chapter, book, config)
    for acronym, (block, start) in first.items():
        if _is_known(acronym, known) or _is_slip(acronym, chapter):
            continue
        late = chapter.index.acronyms.get(acronym)
        message = f"“{acronym}” is not spelt out here or in an earlier chapter" + _hint(
            acronym, late, book, chapter
        )
        common = book.heard_elsewhere(chapter.path, acronym) >= _BOOKS_OWN
        severity = Severity.NOTICE if late is not None or common else None
        yield mark(block.prose, start, start + len(acronym), message, None, severity)


def _first_uses(document: Document) -> dict[str, tuple[Block, int]]:
    """Acronym, singular → where the text first uses it without spelling it out."""
    found: dict[str, tuple[Block, int]] = {}
    linked = [link.text_span for link in document.links]
    named = _named_by_links(document)
    for block in document.blocks:
        text = block.prose.text
        if block.kind not in _READ or _shouted(text):
            continue
        explained = {acronym for acronym, _, _ in definitions(text)}
        for match in _ACRONYM.finditer(text):
            acronym = singular(match["a"])
            span = block.prose.cover(match.start("a"), match.end("a"))
            if (
                acronym in found
                or acronym in explained
                or acronym in named
                or not _may_be_acronym(acronym, text, match)
            ):
                continue
            if not any(link.contains(span) for link in linked):
                found[acronym] = (block, match.start("a"))
    return found


def _named_by_links(document: Document) -> frozenset[str]:
    """Acronyms that the text of a link consists of or begins with: the link explains them."""
    return frozenset(
        singular(link.text.split()[0].strip("*_`")) for link in document.links if link.text.split()
    )


def _may_be_acronym(acronym: str, text: str, match: re.Match[str]) -> bool:
    letters = sum(c.isalpha() for c in acronym)
    if sum(c.isdigit() for c in acronym) > 2 or _is_product(match.group()):
        return False
    if (
        not 2 <= letters <= _LONGEST
        or _ROMAN.fullmatch(acronym)
        or frequency(acronym.lower()) >= _SHOUTED_WORD
    ):
        return False
    return not _in_name(text, match)


def _is_product(word: str) -> bool:
    """Whether it is a name with capitals inside, such as `MySQL`, and no acronym."""
    return not word.isupper() and word.lower() in words("technical.txt")


def _in_name(text: str, match: re.Match[str]) -> bool:
    """Whether the acronym is part of a name: a word with a capital stands directly before or after it."""
    after = re.match(r" ([A-Z][\w]*)", text[match.end() :])
    before = re.search(r"(?:^|(?P<opens>[.!?:(] *))?\b([A-Z][a-z]\w*) $", text[: match.start()])
    if after is not None and _CAPITALISED.match(after[1]):
        return True
    return before is not None and before.start(2) > 0 and not before["opens"]


def _shouted(text: str) -> bool:
    letters = [c for c in text if c.isalpha()]
    return sum(c.isupper() for c in letters) > 0.5 * len(letters)


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


def _hint(acronym: str, late: str | None, book: Book, chapter: Chapter) -> str:
    if late is not None:
        return f", only further down in this one (“{late}”)."
    for index in book.others(chapter.path):
        if acronym in index.acronyms:
            return f"; {index.path} gives it as “{index.acronyms[acronym]}”."
    return ": write it out at its first use, or list it under `acronyms` in the settings."
