"""What the prober learnt of addresses that a page loads by itself: embeds and images."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from checks.book import Book, LinkFact, Links, LinkState
from checks.chapter import Use
from checks.config import Config
from checks.finding import BookMark, Evidence, On, Outcome, Severity, Waiting
from checks.indexing.structure import is_web

#: (Path of the chapter, use of the address in it).
Place = tuple[str, Use]


def judge_addresses(
    book: Book, links: Links, config: Config, places: Iterable[Place], what: str
) -> Iterator[Outcome]:
    """Dead addresses are findings; new ones that were not tried are waited for. `what`: "embedded page", "image"."""
    untried: dict[str, LinkFact | None] = {}
    for path, use in places:
        if not is_web(use.key):
            continue
        if (ignored := config.links.ignored(use.key)) is not None:
            yield Evidence(f"{use.key} is not checked: {ignored.reason}")
            continue
        fact = links.get(use.key)
        if fact is None or fact.state is LinkState.UNKNOWN:
            if use.line in book.changed.get(path, frozenset()):
                untried[use.key] = fact
        else:
            yield from _of_fact(path, use, fact, what)
    yield from _waited_for(untried, links, config, what)


def _of_fact(path: str, use: Use, fact: LinkFact, what: str) -> Iterator[Outcome]:
    if fact.state is LinkState.DEAD:
        why = fact.detail or "no answer"
        yield mark(path, use, f"The {what} `{use.key}` is dead: {why}. Give its new address.", Severity.ERROR)
    elif fact.state is LinkState.DOUBTFUL:
        why = fact.detail or "no clear answer"
        message = f"The {what} `{use.key}` could not be verified: {why}. Open it once in a browser."
        yield mark(path, use, message, Severity.WARNING)
    else:
        yield Evidence(f"{use.key} answers{f' (tried {fact.at})' if fact.at else ''}")


def _waited_for(
    untried: dict[str, LinkFact | None], links: Links, config: Config, what: str
) -> Iterator[Outcome]:
    if untried and not links.online:
        yield Waiting(
            f"the address of an {what} has not been tried: {links.why or 'the network was not asked'}"
        )
        return
    slow = [url for url, fact in untried.items() if fact is not None]
    never = [url for url, fact in untried.items() if fact is None]
    if slow:
        yield Waiting(f"the {what} {slow[0]} has not answered yet")
    if never:
        why = f"the config allows {config.links.most} addresses (`links.most`)"
        yield Waiting(f"the {what} {never[0]} has not been tried: {why}", On.PERSON)


def mark(path: str, use: Use, message: str, severity: Severity) -> BookMark:
    return BookMark(
        path, use.line, message, use.column, end_column=use.end_column, match=use.key, surroundings=use.surroundings,
        severity=severity,
    )  # fmt: skip
