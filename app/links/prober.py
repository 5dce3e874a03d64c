"""The prober: asks external addresses whether they live, politely, and unable to reach a private one."""

from __future__ import annotations

import asyncio
import ssl
import time
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from urllib.parse import urldefrag

import httpx

from app.links.cache import LinkCache, MemoryCache, known, remember
from app.links.network import Dialer, Resolver, SystemDialer, SystemResolver
from app.links.outcome import Outcome, of_failure, of_visit, twice
from app.links.pace import LONGEST_REST, Pace, seconds_of
from app.links.transport import MOST_CONNECTIONS, guarded_client
from app.links.visit import visit
from checks.book import LinkFact, Links, LinkState

#: Addresses that answer whenever the network does; one of them is enough.
CANARIES = ("https://www.example.com/", "https://www.wikipedia.org/", "https://github.com/")


@dataclass(frozen=True, slots=True)
class Limits:
    """Seconds. `visit`: one attempt at one address, redirects included; `probe`: everything; `pause`: before a second try."""

    visit: float = 20.0
    probe: float = 34.0
    pause: float = 1.5
    canary: float = 8.0


@dataclass
class Prober:
    """`resolver` and `dialer` are how it reaches the network; tests and the demo bring their own, no setting can.

    `clock`: seconds since the epoch. `canaries`: addresses that show whether the network itself is up.
    """

    resolver: Resolver = field(default_factory=SystemResolver)
    dialer: Dialer = field(default_factory=SystemDialer)
    cache: LinkCache = field(default_factory=MemoryCache)
    clock: Callable[[], float] = time.time
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep
    limits: Limits = Limits()
    canaries: Sequence[str] = CANARIES
    tls: ssl.SSLContext | None = None
    pace: Pace | None = None

    def __post_init__(self) -> None:
        self.pace = self.pace or Pace(self.clock, self.sleep)

    async def probe(self, urls: Iterable[str]) -> Links:
        """What is known of each address: from the cache, else by asking it. Never raises for a bad address.

        Addresses that did not answer before the deadline are `unknown`. When nothing answers at all, not even the
        canaries, the network is down: nothing is said of any address then, and nothing is remembered.
        """
        pages = {url: _page(url) for url in urls}
        wanted = list(dict.fromkeys(pages.values()))
        facts = await known(self.cache, wanted, self.clock())
        fresh = await self._ask_all([url for url in wanted if url not in facts])
        answered = {outcome.answered for outcome in fresh.values()}
        if False in answered and True not in answered and not await self._online():
            return Links(
                _by_url(pages, facts), False, "the network is down: not even well-known sites answer"
            )
        learnt = {url: outcome.fact for url, outcome in fresh.items()}
        await remember(self.cache, learnt.values(), self.clock())
        unknown = {url: LinkFact(url, LinkState.UNKNOWN, "it has not answered yet") for url in wanted}
        return Links(_by_url(pages, {**unknown, **learnt, **facts}))

    async def _ask_all(self, urls: Sequence[str]) -> dict[str, Outcome]:
        """The outcomes that came before the deadline."""
        found: dict[str, Outcome] = {}
        if not urls:
            return found
        places = asyncio.Semaphore(MOST_CONNECTIONS)
        async with guarded_client(self.resolver, self.dialer, self.tls) as client:
            tasks = [asyncio.create_task(self._settle(client, url, places, found)) for url in urls]
            try:
                await asyncio.wait(tasks, timeout=self.limits.probe)
            finally:
                for task in tasks:
                    task.cancel()
                await asyncio.gather(*tasks, return_exceptions=True)
        return found

    async def _settle(
        self, client: httpx.AsyncClient, url: str, places: asyncio.Semaphore, found: dict[str, Outcome]
    ) -> None:
        """Ask until it is clear: what looks dead or only out of sorts is asked a second time."""
        first = await self._attempt(client, url, places, head=True)
        wait = self._wait(url, first)
        if not first.again or wait is None:
            found[url] = first if first.fact.state is not LinkState.DEAD else _doubt(first)
            return
        await self.sleep(wait)
        second = await self._attempt(client, url, places, head=False)
        same = second.fact.state is first.fact.state
        if second.fact.state is LinkState.DEAD:
            second = twice(second) if same else _doubt(second)
        found[url] = replace(second, answered=first.answered or second.answered)

    def _wait(self, url: str, outcome: Outcome) -> float | None:
        """Seconds until the second try; None when the host wants a longer rest than a review can give it."""
        asked = seconds_of(outcome.retry_after, self.clock())
        if asked is None:
            return self.limits.pause
        assert self.pace is not None
        self.pace.rest(url, min(asked, 3_600.0))
        return max(asked, self.limits.pause) if asked <= LONGEST_REST else None

    async def _attempt(
        self, client: httpx.AsyncClient, url: str, places: asyncio.Semaphore, *, head: bool
    ) -> Outcome:
        assert self.pace is not None
        at = datetime.fromtimestamp(self.clock(), UTC).date().isoformat()
        async with self.pace.turn(url), places:
            try:
                async with asyncio.timeout(self.limits.visit):
                    return of_visit(url, await visit(client, url, head=head), at)
            except Exception as error:
                return of_failure(url, error, at)

    async def _online(self) -> bool:
        """Whether any canary answers, with whatever status."""
        async with guarded_client(self.resolver, self.dialer, self.tls) as client:
            tasks = [asyncio.create_task(self._answers(client, url)) for url in self.canaries]
            try:
                for task in asyncio.as_completed(tasks, timeout=self.limits.canary):
                    if await task:
                        return True
            except TimeoutError:
                return False
            finally:
                for task in tasks:
                    task.cancel()
                await asyncio.gather(*tasks, return_exceptions=True)
        return False

    async def _answers(self, client: httpx.AsyncClient, url: str) -> bool:
        try:
            return (await visit(client, url)).status > 0
        except Exception:
            return False


def _page(url: str) -> str:
    """The address without its fragment, which no server sees."""
    try:
        return urldefrag(url).url
    except ValueError:
        return url


def _doubt(outcome: Outcome) -> Outcome:
    """Dead once is not dead."""
    return replace(outcome, fact=replace(outcome.fact, state=LinkState.DOUBTFUL))


def _by_url(pages: Mapping[str, str], facts: Mapping[str, LinkFact]) -> dict[str, LinkFact]:
    """The facts under the addresses as they were asked for, fragments included."""
    return {url: replace(facts[page], url=url) for url, page in pages.items() if page in facts}
