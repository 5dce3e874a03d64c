"""6.2: tools and data sets are linked and credited where a reader first meets them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from checks.book import Book
from checks.chapter import Chapter
from checks.config import Config
from checks.finding import NotApplicable, Outcome, Severity
from checks.parsing.document import OBJECT, Block, BlockKind, Document
from checks.rule import Scope, rule
from checks.style.engines.lists import entries
from checks.style.places import mark

_LINKABLE = frozenset({BlockKind.PARAGRAPH, BlockKind.LIST_ITEM, BlockKind.QUOTE, BlockKind.DEFINITION})
#: A name goes on: "TensorFlow HE", "Edge Impulse Studio", "TensorFlow\u2122".
_LONGER = re.compile(r" [A-Z]\w|\u2122|\u00ae")
#: A chapter that links this many names has the habit of linking its tools: the catalogue serves there.
_HABIT = 5
#: Addresses that explain a notion or hold a paper: what they name is no tool or data set.
_NO_HOME = re.compile(
    r"(?:^|\.)(?:wikipedia\.org|arxiv\.org|doi\.org|youtube\.com|youtu\.be|medium\.com|towardsdatascience\.com|x\.com|"
    r"twitter\.com|linkedin\.com|acm\.org|ieee\.org|nature\.com|sciencedirect\.com|springer\.com|wired\.com|nytimes\.com|"
    r"stackoverflow\.com|reddit\.com|amazon\.com|goodreads\.com|ibm\.com|geeksforgeeks\.org|investopedia\.com)$"
)

_WORD = re.compile(r"[^\W\d_]+")
_PAGE = re.compile(r"\.(?:html?|pdf|md|[rq]md|ipynb|py|r|c|cpp|js)$", re.IGNORECASE)
#: Laws and standards that books link to explain them.
_RULES = frozenset("CCPA COPPA CPRA DMCA FERPA GDPR HIPAA LGPD PIPEDA SOX".split()) | {
    "AI Act",
    "EU AI Act",
    "PCI DSS",
}
_MAKES_RULES = re.compile(
    r"\b(?:Act|Administration|Agency|Association|Bureau|Commission|Committee|Convention|Council|Department|Directive|Institute"
    r"|Law|Ministry|Organi[sz]ation|Regulation|Rule|Society|Treaty|Union|University)s?(?: (?:and|for|of|on) |$)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Source:
    """The address of a resource and, for the message, where it comes from."""

    url: str
    where: str


@rule("unlinked-resource", item="6.2", scope=Scope.LINE, severity=Severity.WARNING, prose=True)
def unlinked_resource(chapter: Chapter, book: Book, config: Config) -> Iterator[Outcome]:
    """The first mention in the chapter of a tool or data set that the book links elsewhere, without its link.

    Why: a reader who wants to try the tool has to search for it, and its makers go uncredited.

    Bad: Dashboards can be built with Prometheus. (Another chapter links it.)

    Good: Dashboards can be built with [Prometheus](https://prometheus.io/).

    Leaves alone: later mentions; names in code, headings and captions; a name that the chapter links somewhere, or that
    most chapters write without a link; the name of the book itself; laws and public bodies; names whose address explains a notion (an encyclopedia, a paper, a page of a manual). Well-known tools that the book links nowhere are
    reported only in a chapter that links its tools.
    """
    known = _known(chapter, book, config)
    if not known:
        yield NotApplicable("the book links no tools or data sets")
        return
    linked = {_plain(link.text) for link in chapter.document.links}
    for name, (block, start) in _first_mentions(chapter.document, known).items():
        if _is_linked(name, linked):
            continue
        source = known[name]
        message = f"“{name}” is named here for the first time without a link; {source.where}."
        yield mark(block.prose, start, start + len(name), message, f"[{name}]({source.url})")


@rule("uncredited-dataset", item="6.2", scope=Scope.LINE, severity=Severity.WARNING, prose=True)
def uncredited_dataset(chapter: Chapter, book: Book) -> Iterator[Outcome]:
    """A public data set that the chapter names and nowhere credits, by a link or by a citation beside it.

    Why: whoever made the data asked to be cited, and a reader cannot tell which version was meant.

    Bad: The network was trained on ImageNet.

    Good: The network was trained on ImageNet [@deng2009imagenet].

    Leaves alone: a data set that the chapter links, or cites in any paragraph that names it, or that an earlier
    chapter links.
    """
    catalogue = {name: Source(url, "") for name, url in entries("datasets.txt").items()}
    mentions = _first_mentions(chapter.document, catalogue)
    if not mentions:
        yield NotApplicable("the chapter names no data set that we know")
        return
    credited = {_plain(link.text) for link in chapter.document.links}
    credited |= {_plain(name) for index in book.earlier(chapter.path) for name in index.resources}
    for name, (block, start) in mentions.items():
        if not _is_linked(name, credited) and not _cited_somewhere(name, chapter.document):
            message = f"The data set “{name}” is neither linked nor cited in this chapter; its home is {catalogue[name].url}"
            yield mark(block.prose, start, start + len(name), message)


def _known(chapter: Chapter, book: Book, config: Config) -> Mapping[str, Source]:
    """Name → its address: from the settings, else from the other chapters, else from the catalogue."""
    found: dict[str, Source] = {}
    if len(chapter.index.resources) >= _HABIT:
        for name, url in entries("tools.txt").items():
            found[name] = Source(url, f"its home is {url}")
    for name, (url, path) in _linked_elsewhere(chapter, book).items():
        found[name] = Source(url, f"{path} links it to {url}")
    for name, url in config.resources.items():
        found[name] = Source(url, f"the settings give {url}")
    return found


def _linked_elsewhere(chapter: Chapter, book: Book) -> dict[str, tuple[str, str]]:
    """Name → the address that most other chapters link it to, and the first chapter that does."""
    votes: dict[str, Counter[str]] = {}
    first: dict[tuple[str, str], str] = {}
    for index in book.others(chapter.path):
        for name, url in index.resources.items():
            if _is_home(name, url) and not _is_rule(name, book):
                votes.setdefault(name, Counter())[url] += 1
                first.setdefault((name, url), index.path)
    best = {
        name: urls.most_common(1)[0][0] for name, urls in votes.items() if _is_custom(name, chapter, book)
    }
    return {name: (url, first[name, url]) for name, url in best.items()}


def _is_custom(name: str, chapter: Chapter, book: Book) -> bool:
    """Whether the chapters that name the resource link it too, at least half of them; in a chapter's own book, whose
    name stands everywhere, nobody would."""
    parts = _WORD.findall(name)
    naming = [i for i in book.others(chapter.path) if all(part in i.vocabulary for part in parts)]
    linking = sum(1 for index in naming if name in index.resources)
    return _letters(name) != _letters(book.project.title or "") and 2 * linking >= len(naming)


def _is_rule(name: str, book: Book) -> bool:
    """Whether the name is that of a law or a body that makes them: nothing that a reader could try or cite."""
    if name in _RULES:
        return True
    said = (index.acronyms.get(name) for index in book.chapters.values()) if name.isupper() else ()
    return any(_MAKES_RULES.search(expansion) for expansion in said if expansion is not None)


def _is_home(name: str, url: str) -> bool:
    """Whether the address is the home of a tool or data set of that name, not a text about something."""
    parts = urlsplit(url)
    host = (parts.hostname or "").removeprefix("www.")
    official = entries("tools.txt").get(name) or entries("datasets.txt").get(name)
    if official is not None and host == (urlsplit(official).hostname or "").removeprefix("www."):
        return True
    depth = len([step for step in parts.path.split("/") if step])
    key, at = _letters(name), _letters(host)
    if key not in at and (name.isupper() or _PAGE.search(parts.path)):
        return False  # an acronym explained somewhere, a page of a manual: its own host would carry the name
    named = len(key) >= 4 and key in at + _letters(parts.path)
    return named and depth <= 2 and not _NO_HOME.search(host)


def _letters(text: str) -> str:
    return re.sub(r"[^a-z0-9]", "", text.lower())


def _first_mentions(document: Document, known: Mapping[str, Source]) -> dict[str, tuple[Block, int]]:
    """Name → where running text first has it; a longer name hides the shorter one inside it."""
    found: dict[str, tuple[Block, int]] = {}
    if not known:
        return found
    longest_first = sorted(known, key=len, reverse=True)
    pattern = re.compile(r"(?<![\w./@#-])(?:" + "|".join(map(re.escape, longest_first)) + r")(?![\w/-]|\.\w)")
    for block in document.blocks:
        if block.kind in _LINKABLE:
            for match in pattern.finditer(block.prose.text):
                if not _LONGER.match(block.prose.text, match.end()):
                    found.setdefault(match.group(), (block, match.start()))
    return found


def _plain(text: str) -> str:
    return " ".join(text.split()).strip("*_`\"' ")


def _is_linked(name: str, linked: set[str]) -> bool:
    low = name.lower()
    return any(low == text.lower() or re.search(rf"\b{re.escape(low)}\b", text.lower()) for text in linked)


def _cited_somewhere(name: str, document: Document) -> bool:
    """Whether a paragraph that names it has a citation, a note or a link."""
    marks = (
        [c.span for c in document.citations]
        + [f.span for f in document.footnotes]
        + [k.span for k in document.links]
    )
    for block in document.blocks:
        if name in block.prose.text.replace(OBJECT, " ") and any(block.span.contains(span) for span in marks):
            return True
    return False
