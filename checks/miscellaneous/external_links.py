"""Item 6.1, on the network: what the prober learnt of the external links of the changed chapters."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from urllib.parse import urlsplit

from checks.book import Book, LinkFact, Links, LinkState
from checks.chapter import Use
from checks.config import Config
from checks.finding import BookMark, Evidence, NotApplicable, On, Outcome, Severity, Waiting
from checks.rule import Scope, rule

#: What the rules about external links say where there is none.
NO_LINKS = NotApplicable("the changed chapters have no external links")


@dataclass(frozen=True, slots=True)
class Probed:
    """One link as it stands in a chapter, and what is known of its address. `new`: on a line of this pull request."""

    path: str
    use: Use
    fact: LinkFact | None
    new: bool


@rule("dead-link", item="6.1", scope=Scope.BOOK)
def dead_link(book: Book, links: Links, config: Config) -> Iterable[Outcome]:
    """An external link whose page is gone, or whose server does not exist; tried twice.

    Why: a reader who follows it finds nothing, and the claim that it supports stands alone.

    Bad: `[survey](https://example.org/gone.pdf)`, answered by 404.

    Good: the page's new address, or an archived copy of it.

    Leaves alone: servers that refuse programs, are slow or fail for the moment (`doubtful-link` warns of those);
    addresses that the config ignores with a reason; links on lines that the pull request does not touch.
    """
    found = list(external(book, links, config))
    ignored = dict(_ignored(book, config))
    yield from (Evidence(f"{url} is not checked: {reason}") for url, reason in ignored.items())
    if not config.links.most and found:
        yield NotApplicable("the config asks for no link to be tried (`links.most: 0`)")
    elif not found and not ignored:
        yield NO_LINKS
    else:
        yield from _unjudged(found, links, config)
        for one in in_state(found, LinkState.DEAD):
            yield mark_link(
                one,
                f"is dead: {one.fact.detail if one.fact else ''}. Give the page's new address or an archived copy.",
            )


@rule("doubtful-link", item="6.1", scope=Scope.BOOK, severity=Severity.WARNING)
def doubtful_link(book: Book, links: Links, config: Config) -> Iterable[Outcome]:
    """An external link of which cannot be said whether it works: refused, failing or too slow.

    Why: a person should try it once; many sites turn programs away and serve readers well.

    Bad: `https://example.org/paper`, answered by 503.

    Good: the same, tried in a browser; if it works, an entry under `links.ignore` with the reason.

    Leaves alone: addresses that the config ignores with a reason.
    """
    found = list(external(book, links, config))
    if not found:
        yield NO_LINKS
    for one in in_state(found, LinkState.DOUBTFUL):
        yield mark_link(
            one, f"could not be verified: {one.fact.detail if one.fact else ''}. Open it once in a browser."
        )


@rule("moved-link", item="6.1", scope=Scope.BOOK, severity=Severity.WARNING)
def moved_link(book: Book, links: Links, config: Config) -> Iterable[Outcome]:
    """An external link that its server redirects for good to another address.

    Why: redirects are the first thing that a site forgets; the new address lasts longer.

    Bad: `http://example.org/a`, redirected with 301 to `https://example.org/b`.

    Good: `https://example.org/b`.

    Leaves alone: temporary redirects, and DOIs and other short addresses that are made to redirect. Where the new
    address is only the site's front page, no replacement is offered.
    """
    found = list(external(book, links, config))
    if not found:
        yield NO_LINKS
    for one in in_state(found, LinkState.GOOD):
        if one.fact is None or one.fact.moved_to is None or _is_resolver(one.use.key):
            continue
        new = _with_fragment(one.fact.moved_to, one.use.key)
        if _leads_home(new, one.use.key):
            yield mark_link(one, f"now leads to a front page, {new}: find where its page went.")
        else:
            yield mark_link(one, f"has moved for good to {new}.", replacement=new)


def external(book: Book, links: Links, config: Config) -> Iterator[Probed]:
    """The external links of the changed chapters, but for those that the config ignores."""
    for path, use in _uses(book):
        if config.links.ignored(use.key) is None:
            yield Probed(path, use, links.get(use.key), use.line in book.changed[path])


def _ignored(book: Book, config: Config) -> Iterator[tuple[str, str]]:
    for _, use in _uses(book):
        if (entry := config.links.ignored(use.key)) is not None:
            yield use.key, entry.reason


def _uses(book: Book) -> Iterator[tuple[str, Use]]:
    """The links to other sites of the changed chapters and included files, each place once."""
    for path in book.changed:
        index = book.texts.get(path)
        seen: set[tuple[int, int]] = set()
        for use in index.links if index else ():
            if use.key.lower().startswith(("http://", "https://")) and (use.line, use.column) not in seen:
                seen.add((use.line, use.column))
                yield path, use


def _unjudged(found: list[Probed], links: Links, config: Config) -> Iterator[Outcome]:
    """What the item has to wait for: links on new lines that nobody has tried yet."""
    wanted = {one.use.key: one.fact for one in found if one.new}
    if wanted and not links.online:
        yield Waiting(
            f"external links have not been tried: {links.why or 'the network was not asked'}", On.MACHINE
        )
        return
    slow = [url for url, fact in wanted.items() if fact is not None and fact.state is LinkState.UNKNOWN]
    if slow:
        yield Waiting(f"{_links(len(slow))} not answered yet, among them {slow[0]}", On.MACHINE)
    untried = [url for url, fact in wanted.items() if fact is None]
    if untried:
        yield Waiting(
            f"{_links(len(untried))} not tried: the config allows {config.links.most} (`links.most`)",
            On.PERSON,
        )


def _links(count: int) -> str:
    return "1 new link was" if count == 1 else f"{count} new links were"


def in_state(found: list[Probed], state: LinkState) -> Iterator[Probed]:
    """Those whose address was found in that state."""
    return (one for one in found if one.fact is not None and one.fact.state is state)


def mark_link(one: Probed, message: str, replacement: str | None = None) -> BookMark:
    """A mark on the link. Its replacement holds only where the place is exactly the address as written."""
    use = one.use
    exact = use.end_column - use.column == len(use.key)
    return BookMark(
        one.path,
        use.line,
        f"{use.key} {message}",
        use.column,
        end_column=use.end_column,
        match=use.key,
        surroundings=use.surroundings,
        replacement=replacement if exact else None,
    )


def _with_fragment(new: str, old: str) -> str:
    fragment = urlsplit(old).fragment
    return f"{new}#{fragment}" if fragment and "#" not in new else new


def _leads_home(new: str, old: str) -> bool:
    """Whether a page deep in a site has become the top of one."""
    return (
        urlsplit(old).path.strip("/") != ""
        and urlsplit(new).path.strip("/") == ""
        and not urlsplit(new).query
    )


#: Addresses that exist to redirect.
_RESOLVERS = (
    "doi.org",
    "dx.doi.org",
    "hdl.handle.net",
    "purl.org",
    "w3id.org",
    "bit.ly",
    "tinyurl.com",
    "goo.gl",
    "t.co",
    "aka.ms",
)


def _is_resolver(url: str) -> bool:
    return (urlsplit(url).hostname or "").removeprefix("www.") in _RESOLVERS
