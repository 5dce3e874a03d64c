"""A handler that does what a test tells it and writes down what happened."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

from app.errors import Transient
from app.jobs import Run

Act = Callable[[Run], Awaitable[None]]


class Recorder:
    """Calls `act` for each run; `seen` holds (key, delivery ids, attempt)."""

    def __init__(self, act: Act | None = None) -> None:
        self._act = act
        self.seen: list[tuple[str, tuple[str, ...], int]] = []
        self.given_up: list[str] = []
        self.crashes: list[tuple[str, str]] = []

    async def __call__(self, run: Run) -> None:
        self.seen.append((str(run.key), tuple(one.id for one in run.deliveries), run.attempt))
        if self._act is not None:
            await self._act(run)

    async def on_giving_up(self, run: Run, error: Transient) -> None:
        self.given_up.append(str(error))

    async def on_crash(self, run: Run, error: Exception, reference_id: str) -> None:
        self.crashes.append((repr(error), reference_id))

    async def until(self, condition: Callable[[], bool], seconds: float = 10.0) -> None:
        """Wait until the condition holds; AssertionError with what was seen when it does not in time."""
        try:
            async with asyncio.timeout(seconds):
                while not condition():
                    await asyncio.sleep(0.01)
        except TimeoutError:
            raise AssertionError(f"not in {seconds} s; seen {self.seen}, crashes {self.crashes}") from None

    async def runs(self, number: int, seconds: float = 10.0) -> None:
        await self.until(lambda: len(self.seen) >= number, seconds)
