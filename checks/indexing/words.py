"""What the book remembers of a chapter's words: its vocabulary, its acronyms, its terms and the resources it links."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from checks.indexing.acronyms import definitions
from checks.indexing.terms import spellings
from checks.parsing.document import Document, Link
from checks.style.engines.lists import frequencies
from checks.style.words import words_of

#: A remark in code, and a cell option (`#| fig-cap: …`): its words are prose.
_REMARK = re.compile(r"(?m)(?:#|//).*$")
_CODE_WORD = re.compile(r"[^\W\d_]{3,}")
#: A name as a link text gives it: up to four words that start with a capital or hold one, digits and dots inside.
_NAME = re.compile(r"(?:[\w.+#&/-]*[A-Z][\w.+#&/-]*)(?: (?:[\w.+#&/-]*[A-Z0-9][\w.+#&/-]*|of|for|and)){0,3}")
_NO_NAME = frozenset(
    [
        "a",
        "an",
        "the",
        "this",
        "that",
        "these",
        "here",
        "there",
        "see",
        "more",
        "click",
        "learn",
        "read",
        "page",
        "pages",
        "paper",
        "link",
        "source",
        "website",
        "guide",
        "blog",
        "post",
        "video",
        "tutorial",
        "documentation",
        "docs",
        "article",
        "book",
        "chapter",
        "section",
        "figure",
        "table",
        "example",
        "notebook",
        "exercise",
        "code",
        "demo",
        "github",
        "kaggle",
        "wikipedia",
        "slides",
        "colab",
    ]
)


@dataclass(frozen=True, slots=True)
class WordIndex:
    """`words`: words of prose. `vocabulary`: word as written → times, words of code that English lacks included.

    `acronyms`: acronym → the expansion given here. `resources`: name of a tool or data set as linked here → address.
    `terms`: term without spaces and hyphens, lower case → spelling → times.
    """

    words: int = 0
    vocabulary: Mapping[str, int] = field(default_factory=dict)
    acronyms: Mapping[str, str] = field(default_factory=dict)
    resources: Mapping[str, str] = field(default_factory=dict)
    terms: Mapping[str, Mapping[str, int]] = field(default_factory=dict)


def index_words(document: Document) -> WordIndex:
    """The words of one chapter."""
    prose = Counter[str]()
    terms: dict[str, Counter[str]] = {}
    for block in document.blocks:
        prose.update(word.text for word in words_of(block.prose.text))
        for term, spelling in spellings(block.prose.text):
            terms.setdefault(term, Counter())[spelling] += 1
    return WordIndex(
        prose.total(),
        dict(prose + _code_words(document)),
        acronyms_of(document),
        resources_of(document),
        terms,
    )


def acronyms_of(document: Document) -> dict[str, str]:
    """Acronym → the first expansion that the chapter gives."""
    found: dict[str, str] = {}
    for block in document.blocks:
        for acronym, expansion, _ in definitions(block.prose.text):
            found.setdefault(acronym, expansion)
    return found


def resources_of(document: Document) -> dict[str, str]:
    """Name → address, for each link whose text is a name and whose target is on the web."""
    found: dict[str, str] = {}
    for link in document.links:
        if (name := resource_name(link)) is not None:
            found.setdefault(name, link.target)
    return found


def resource_name(link: Link) -> str | None:
    """The name that the link gives an address to, None when its text is no name."""
    name = " ".join(link.text.split()).strip("*_`\"'.,:;")
    if not link.target.lower().startswith(("http://", "https://")) or not 2 <= len(name) <= 40:
        return None
    if not _NAME.fullmatch(name) or name.lower() in _NO_NAME or _is_sentence_word(name):
        return None
    return name


def _is_sentence_word(name: str) -> bool:
    """Whether the name is only a common word with a capital: "Here", "Paper", "Reading"."""
    return " " not in name and name[1:].islower() and any(part in _NO_NAME for part in name.lower().split())


def _code_words(document: Document) -> Counter[str]:
    """Names out of code that are no English: prose may mention them without backticks."""
    english = frequencies()
    return Counter(word for word in _all_code(document) if word.lower() not in english)


def _all_code(document: Document) -> Iterator[str]:
    for cell in document.cells:
        yield from _CODE_WORD.findall(_REMARK.sub("", cell.body))
