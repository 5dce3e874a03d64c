"""How fast one installation may write: one write at a time, a pause between two, and GitHub's secondary budgets.

GitHub has no way to ask how much of a secondary limit is left (rate-limits-for-the-rest-api: "there is no way to check
the status of secondary rate limits"), so we count what we send. Only this process is counted: people's clicks and other
processes are not, which is why a refusal is still expected and obeyed.
"""

from __future__ import annotations

import asyncio
import time
from collections import deque
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from app import limits
from app.errors import Transient

Clock = Callable[[], float]
Sleep = Callable[[float], Awaitable[None]]


class Budget:
    """At most `most` units within any `seconds`."""

    def __init__(self, most: int, seconds: float) -> None:
        self.most = most
        self.seconds = seconds
        self._spent: deque[tuple[float, int]] = deque()
        self._total = 0

    def wait(self, now: float, cost: int) -> float:
        """Seconds until `cost` units are free."""
        self._forget(now)
        over = self._total + cost - self.most
        for at, units in self._spent:
            if over <= 0:
                break
            over -= units
            if over <= 0:
                return at + self.seconds - now
        return 0.0

    def spend(self, now: float, cost: int) -> None:
        self._spent.append((now, cost))
        self._total += cost

    def _forget(self, now: float) -> None:
        while self._spent and self._spent[0][0] <= now - self.seconds:
            self._total -= self._spent.popleft()[1]


@dataclass
class Pace:
    """The pace of one installation. `pause`: seconds between the end of one write and the start of the next."""

    pause: float = limits.WRITE_PAUSE_SECONDS
    clock: Clock = time.monotonic
    sleep: Sleep = asyncio.sleep
    rest: Budget = field(default_factory=lambda: Budget(limits.REST_POINTS_PER_MINUTE, 60))
    graphql: Budget = field(default_factory=lambda: Budget(limits.GRAPHQL_POINTS_PER_MINUTE, 60))
    content_minute: Budget = field(default_factory=lambda: Budget(limits.CONTENT_PER_MINUTE, 60))
    content_hour: Budget = field(default_factory=lambda: Budget(limits.CONTENT_PER_HOUR, 3600))
    _closed_until: float = float("-inf")
    _turn: asyncio.Lock = field(default_factory=asyncio.Lock)
    _last: float = float("-inf")

    def close(self, seconds: float) -> None:
        """GitHub said to stay away for so long: whoever shares this pace does.

        "Continuing to make requests while you are rate limited may result in the banning of your integration"
        (best-practices-for-using-the-rest-api).
        """
        self._closed_until = max(self._closed_until, self.clock() + seconds)

    async def read(self, graphql: bool) -> None:
        """Wait until a read fits into the budgets."""
        await self._admit([(self.graphql if graphql else self.rest, limits.READ_POINTS)])

    @asynccontextmanager
    async def write(self, graphql: bool, content: int = 1) -> AsyncIterator[None]:
        """Hold the installation's turn to write. `content`: how many content-creating requests it counts as.

        Raises Transient when a budget stays exhausted for longer than we wait inside a run.
        """
        async with self._turn:
            points = (self.graphql if graphql else self.rest, limits.WRITE_POINTS)
            await self._admit([points, (self.content_minute, content), (self.content_hour, content)])
            rest = self._last + self.pause - self.clock()
            if rest > 0:
                await self.sleep(rest)
            try:
                yield
            finally:
                self._last = self.clock()

    async def _admit(self, costs: list[tuple[Budget, int]]) -> None:
        now = self.clock()
        wait = max(self._closed_until - now, *(budget.wait(now, cost) for budget, cost in costs))
        if wait > limits.BUDGET_WAIT_SECONDS:
            raise Transient("This installation has used up what GitHub allows for now.", wait)
        if wait > 0:
            await self.sleep(wait)
        now = self.clock()
        for budget, cost in costs:
            budget.spend(now, cost)
