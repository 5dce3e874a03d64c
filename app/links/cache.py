"""What is already known of links, and for how long it holds."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from typing import Any, Protocol

from app.store.links import StoredLink
from checks.book import LinkFact, LinkState

#: How long an outcome is believed.
KEPT = {
    LinkState.GOOD: timedelta(hours=24),
    LinkState.DEAD: timedelta(hours=1),
    LinkState.DOUBTFUL: timedelta(minutes=15),
}


class LinkCache(Protocol):
    """Outcomes by URL. `app.store.links.Links` is one."""

    async def get_many(self, urls: Iterable[str]) -> Mapping[str, StoredLink]: ...

    async def put_many(self, links: Mapping[str, StoredLink]) -> None: ...


class MemoryCache:
    """A cache for one process; it forgets the oldest beyond `most`."""

    def __init__(self, most: int = 10_000) -> None:
        self._kept: dict[str, StoredLink] = {}
        self._most = most

    async def get_many(self, urls: Iterable[str]) -> Mapping[str, StoredLink]:
        return {url: self._kept[url] for url in urls if url in self._kept}

    async def put_many(self, links: Mapping[str, StoredLink]) -> None:
        for url, link in links.items():
            self._kept.pop(url, None)
            self._kept[url] = link
        while len(self._kept) > self._most:
            del self._kept[next(iter(self._kept))]


async def known(cache: LinkCache, urls: Iterable[str], now: float) -> dict[str, LinkFact]:
    """What is still believed at `now` (epoch seconds). An entry that cannot be read is no entry."""
    found = {}
    for url, stored in (await cache.get_many(urls)).items():
        fact = _fact(url, stored.outcome)
        if fact is not None and stored.expires_at.timestamp() > now:
            found[url] = fact
    return found


async def remember(cache: LinkCache, facts: Iterable[LinkFact], now: float) -> None:
    """Keep what was learnt at `now`; what stayed unknown is not kept."""
    at = datetime.fromtimestamp(now, UTC)
    await cache.put_many(
        {f.url: StoredLink(_json(f), at, at + KEPT[f.state]) for f in facts if f.state in KEPT}
    )


def _json(fact: LinkFact) -> dict[str, Any]:
    return {key: value for key, value in asdict(fact).items() if key != "url" and value not in (None, "")}


def _fact(url: str, outcome: Mapping[str, Any]) -> LinkFact | None:
    try:
        return LinkFact(url, **{**outcome, "state": LinkState(outcome["state"])})
    except (KeyError, ValueError, TypeError):
        return None
