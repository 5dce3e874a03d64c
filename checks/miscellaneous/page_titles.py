"""Item 6.1: what the titles of linked pages tell: an error page that answers as if all were well, another work."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from checks.book import Book, Links, LinkState
from checks.config import Config
from checks.finding import Outcome, Severity
from checks.miscellaneous.external_links import NO_LINKS, Probed, external, in_state, mark_link
from checks.rule import Scope, rule

#: What parts a page's own name from its site's.
_PARTS = re.compile(r"\s+[-\u2013\u2014|\u00b7:\u00bb]\s+|:\s+")
#: The whole of such a part, in the titles of error pages.
_ERROR = re.compile(
    r"(?:(?:http )?(?:error|status|code) )?404(?: (?:error|not found|page not found|file not found|page))?[.!]?"
    r"|(?:sorry, |oops[!,.]* )?(?:the |this |that )?(?:page|file|document|article|repository|url|content|site|resource|item)"
    r" (?:you (?:requested|are looking for) )?(?:was |is |could |can|has )?(?:not (?:be )?found|cannot be found|no longer (?:exists|available)"
    r"|does not exist|doesn['\u2019]t exist|unavailable|been removed|not available)[.!]?"
    r"|not found|(?:this )?(?:account|site|website) (?:has been )?suspended|(?:this )?domain (?:is |name )?(?:for sale|has expired|expired|is parked|parked)[.!]?",
    re.IGNORECASE,
)
#: The title of a page of arXiv (https://info.arxiv.org/help/arxiv_identifier.html): its number, then that of the paper.
_PAPER = re.compile(r"\[(?:\d{4}\.\d{4,5}|[a-z-]+(?:\.[A-Z]{2})?/\d{7})(?:v\d+)?\] (?P<title>.+)")
_WORD = re.compile(r"[A-Za-z]{4,}")
#: Words of a link's text that say nothing of the page, or stand in any title.
_PLAIN = frozenset(
    "paper papers article preprint arxiv link here this that from with their they using based about into more original"
    " study work works survey review report authors proposed introduced called known also which when where read full".split()
)
#: So many words of its own a link's text must have to be compared, and so many letters of a word are.
_ENOUGH, _STEM = 3, 5


@rule("soft-404", item="6.1", scope=Scope.BOOK, severity=Severity.WARNING)
def soft_404(book: Book, links: Links, config: Config) -> Iterable[Outcome]:
    """An external link that answers with success, but whose page is an error page by its own title.

    Why: the server says that all is well, and the reader reads “Page not found”.

    Bad: `[guide](https://example.org/old)`, whose page is called “404 - Page not found”.

    Good: the guide's new address, or an archived copy.

    Leaves alone: pages about errors (“HTTP 404 - An encyclopedia”); addresses that the config ignores with a reason.
    """
    found = list(external(book, links, config))
    if not found:
        yield NO_LINKS
    for one in in_state(found, LinkState.GOOD):
        title = one.fact.title if one.fact else None
        if title and _is_error(title):
            yield mark_link(one, f"answers with an error page, “{title}”: find where the page went.")


def _is_error(title: str) -> bool:
    return any(_ERROR.fullmatch(part.strip()) for part in (title, *_PARTS.split(title)))


@rule("misleading-link", item="6.1", scope=Scope.BOOK, severity=Severity.WARNING)
def misleading_link(book: Book, links: Links, config: Config) -> Iterable[Outcome]:
    """A link whose text names one paper and whose address leads to quite another one.

    Why: an address that was copied from the line above looks right, and sends the reader to the wrong work.

    Bad: `[Pruning of deep networks](https://arxiv.org/abs/…)`, where that number is a paper about weather radar.

    Good: the number of the paper that the text names.

    Leaves alone: texts of fewer than three telling words; pages whose title shares a word with the text; pages whose
    titles are not those of works (only arXiv's are compared).
    """
    found = list(external(book, links, config))
    if not found:
        yield NO_LINKS
    for one in in_state(found, LinkState.GOOD):
        paper = _PAPER.fullmatch(one.fact.title or "") if one.fact else None
        said = _telling(_text_of(one))
        if paper and len(said) >= _ENOUGH and said.isdisjoint(_telling(paper["title"])):
            yield mark_link(
                one, f"leads to “{paper['title']}”, of which the text says nothing: is it the right paper?"
            )


def _text_of(one: Probed) -> str:
    """The words of the link's text, as far as the surroundings of its address hold them."""
    before = one.use.surroundings.partition("\N{BLACK SQUARE}")[0]
    text, bracket, _ = before.rpartition("](")
    return text.rpartition("[")[2] if bracket else ""


def _telling(text: str) -> frozenset[str]:
    return frozenset(_stems(text))


def _stems(text: str) -> Iterator[str]:
    return (word[:_STEM] for word in _WORD.findall(text.lower()) if word not in _PLAIN)
