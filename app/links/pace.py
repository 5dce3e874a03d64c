"""Politeness: few requests at a time to one host, a pause between them, and a rest when it asks for one."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from email.utils import parsedate_to_datetime
from urllib.parse import urlsplit

#: Visits to one host at the same time.
PER_HOST = 2
#: Seconds between the starts of two visits to one host.
PAUSE = 0.25
#: Hosts that are remembered; the idle ones are forgotten first.
MOST_HOSTS = 2_000
#: A host that asks for a longer rest is left for another time. Seconds.
LONGEST_REST = 15.0


@dataclass
class _Host:
    gate: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(PER_HOST))
    free_at: float = 0.0
    visitors: int = 0


@dataclass
class Pace:
    """`now`: a clock in seconds; `sleep`: waits seconds. Shared by all probes of a process."""

    now: Callable[[], float]
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep
    pause: float = PAUSE
    _hosts: dict[str, _Host] = field(default_factory=dict)

    @asynccontextmanager
    async def turn(self, url: str) -> AsyncIterator[None]:
        """Wait for the turn to visit the host of `url`."""
        host = self._host(url)
        host.visitors += 1
        try:
            async with host.gate:
                wait, host.free_at = host.free_at - self.now(), max(self.now(), host.free_at) + self.pause
                if wait > 0:
                    await self.sleep(wait)
                yield
        finally:
            host.visitors -= 1

    def rest(self, url: str, seconds: float) -> None:
        """Nobody visits the host for so long."""
        host = self._host(url)
        host.free_at = max(host.free_at, self.now() + seconds)

    def _host(self, url: str) -> _Host:
        name = (urlsplit(url).hostname or "").lower()
        if name not in self._hosts and len(self._hosts) >= MOST_HOSTS:
            idle = [n for n, h in self._hosts.items() if not h.visitors and h.free_at <= self.now()]
            for forgotten in idle:
                del self._hosts[forgotten]
        return self._hosts.setdefault(name, _Host())


def seconds_of(retry_after: str | None, now: float) -> float | None:
    """`Retry-After` in seconds from `now` (epoch), given as a number or a date; None when absent or unreadable."""
    if not retry_after:
        return None
    if retry_after.strip().isdigit():
        return float(retry_after.strip()[:9])
    try:
        return max(0.0, parsedate_to_datetime(retry_after).timestamp() - now)
    except (ValueError, TypeError, OverflowError):
        return None
