"""Which capitals in running text are an acronym that a reader has to know, and where the text first uses each."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from checks.indexing.acronyms import definitions, singular
from checks.parsing.document import Block, BlockKind, Document
from checks.style.engines.lists import entries, frequency, words
from checks.style.places import is_reference

#: Capitals and digits with at most single small letters between: `CPU`, `IoT`, `CI/CD`; never `TensorFlow`.
_ACRONYM = re.compile(
    r"(?<![\w@#./$%&'\u2019-])(?P<a>[A-Z][A-Z0-9]*(?:[a-z][A-Z0-9]+)*(?:[/&][A-Z0-9]+)*)(?:['\u2019]?s)?"
    r"(?![\w/$%&+(]|[.'\u2019-]\w)"
)
_ROMAN = re.compile(r"[IVXLCDM]+")
#: Coordinates by their letters (`XYZ`), and points of the compass.
_AXES = re.compile(r"[XYZMT]{2,4}|[NS][EW]|[NS][NS][EW]|[EW][NS][EW]")
#: A digit makes a code or a model number (`WGS84`, `FP16`), but for the one that is read "to": `B2B`.
_CODE = re.compile(r"\d")
_TO = re.compile(r"[A-Z]{1,2}2[A-Z]{1,2}")
#: A caption or a table may come before the sentence that explains, and a heading before its text.
_READ = frozenset(
    {BlockKind.PARAGRAPH, BlockKind.LIST_ITEM, BlockKind.QUOTE, BlockKind.DEFINITION, BlockKind.FOOTNOTE}
)
_LONGEST = 6
#: 10 · log2 of how common a word must be for its capitals to be emphasis ("NOTE"), not an acronym.
_SHOUTED_WORD = 235
_CAPITALISED = re.compile(r"[A-Z][a-z]+")
_QUOTES = "\"'\u2018\u2019\u201c\u201d"
#: An explanation in any words: `XLA (the compiler …)`, `EPSG stands for …`, and `… Award (ASA)`.
_EXPLAINED_AFTER = re.compile(
    r"\s*(?:\((?!e\.g|i\.e|see |such |like |for |which |and |not )[A-Za-z][\w'\u2019]*[ -]\w"
    r"|,? (?:stands?|is short|are short|is an acronym|is an abbreviation)\b)"
)
_IN_BRACKETS = re.compile(r"[\w\])*_]\s?\($")
_CODE_NAME = re.compile(r"\b[A-Z][A-Z0-9]+\b")
_CODE_SPAN = re.compile(r"`[^`\n]+`")
#: From so many letters on, words in a row with these initials are no accident anywhere; fewer must be near.
_ANYWHERE = 4


@dataclass(frozen=True, slots=True)
class Use:
    """The first use of an acronym: the block, and where in `block.prose.text` it starts."""

    acronym: str
    block: Block
    start: int


def first_uses(document: Document) -> dict[str, Use]:
    """Acronym, singular → its first use that neither spells it out nor has a link, quotes or emphasis."""
    found: dict[str, Use] = {}
    explained: set[str] = set(_named_by_links(document))
    linked = [link.text_span for link in document.links]
    for block in document.blocks:
        text = block.prose.text
        if block.kind not in _READ or _shouted(text) or is_reference(text):
            continue
        here = {acronym for acronym, _, _ in definitions(text)}
        for match in _ACRONYM.finditer(text):
            acronym = singular(match["a"])
            if acronym in found or acronym in explained or not _may_be_acronym(acronym, text, match):
                continue
            if acronym in here or _is_explained(text, match):
                explained.add(acronym)
                continue
            span = block.prose.cover(match.start("a"), match.end("a"))
            if not any(link.contains(span) for link in linked) and not _is_marked(document, block, match):
                found[acronym] = Use(acronym, block, match.start("a"))
    return {acronym: use for acronym, use in found.items() if not _is_spoken_before(use, document)}


def names_in_code(document: Document) -> frozenset[str]:
    """Words in capitals that the chapter's code has: its text may speak of them without backticks."""
    code = (*(cell.body for cell in document.cells), *_CODE_SPAN.findall(document.text))
    return frozenset(name for text in code for name in _CODE_NAME.findall(text))


def _named_by_links(document: Document) -> Iterator[str]:
    """Acronyms that the text of a link consists of or begins with: the link explains them."""
    for link in document.links:
        if link.text.split():
            yield singular(link.text.split()[0].strip("*_`"))


def _may_be_acronym(acronym: str, text: str, match: re.Match[str]) -> bool:
    letters = sum(c.isalpha() for c in acronym)
    if not 2 <= letters <= _LONGEST or _ROMAN.fullmatch(acronym) or _AXES.fullmatch(acronym):
        return False
    if (_CODE.search(acronym) and not _TO.fullmatch(acronym)) or _is_product(match.group()):
        return False
    return frequency(acronym.lower()) < _SHOUTED_WORD and not _in_name(text, match)


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


def _is_explained(text: str, match: re.Match[str]) -> bool:
    """Whether words in brackets follow it, or it stands alone in brackets after what it is short for."""
    closed = text[match.end() : match.end() + 1] == ")"
    return bool(_EXPLAINED_AFTER.match(text, match.end())) or bool(
        closed and _IN_BRACKETS.search(text[: match.start()])
    )


def _is_marked(document: Document, block: Block, match: re.Match[str]) -> bool:
    """Whether it is quoted, emphasised (a value, a name, a word that is being introduced), cited, or written in pieces."""
    span = block.prose.source(match.start("a"), match.end("a"))
    if span is None:
        return True
    before, after = document.text[: span.start][-2:], document.text[span.end : span.end + 2]
    if before[-1:] in tuple(f"*_{_QUOTES}") and after.lstrip("s")[:1] in tuple(f"*_{_QUOTES}"):
        return True
    return any(0 <= cited.span.start - span.end <= 3 for cited in document.citations)


def _is_spoken_before(use: Use, document: Document) -> bool:
    """Whether the words that the letters stand for are near: "object-oriented languages … an OO system"."""
    at = document.blocks.index(use.block)
    usual = entries("spelt_out.txt").get(use.acronym, "").replace("-", " ").lower()
    if usual and any(usual in _plain(block.prose.text) for block in document.blocks[: at + 1]):
        return True
    letters = [c for c in use.acronym if c.isalpha()]
    small = r"[\s-]+(?:(?:of|the|and|for|in|to|a|on|by)\s+)?"
    least = 3 if len(letters) >= _ANYWHERE else 4
    phrase = small.join(rf"{c}[a-z]{{{least - 1},}}" for c in letters)
    spoken = re.compile(rf"\b{phrase}\b", re.IGNORECASE)
    first = 0 if len(letters) >= _ANYWHERE else max(0, at - len(letters) + 1)
    return any(spoken.search(block.prose.text) for block in document.blocks[first : at + 1])


def _plain(text: str) -> str:
    return text.replace("-", " ").lower()


def _shouted(text: str) -> bool:
    letters = [c for c in text if c.isalpha()]
    return sum(c.isupper() for c in letters) > 0.5 * len(letters)
