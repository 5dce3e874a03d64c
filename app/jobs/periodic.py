"""Work that comes back by the clock and must be done by one worker at a time, however many there are."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence

import psycopg
import structlog

from app.tasks import end

LOCK = 0x6761_7072_6466
RETRY_SECONDS = 5.0
ALIVE_SECONDS = 5.0

Periodic = tuple[float, Callable[[], Awaitable[None]]]
log = structlog.get_logger(__name__)


class Schedule:
    """Runs every task `(seconds, coroutine function)` at start and then every so many seconds, in the one worker that
    holds an advisory lock on a connection of its own; when that connection breaks another worker takes over."""

    def __init__(self, url: str, tasks: Sequence[Periodic]) -> None:
        self._url = url
        self._tasks = tasks

    async def run(self) -> None:
        """For ever, until cancelled."""
        while True:
            try:
                async with await psycopg.AsyncConnection.connect(self._url, autocommit=True) as connection:
                    if await self._leader(connection):
                        await self._lead(connection)
            except psycopg.Error as error:
                log.info("periodic work paused", error=str(error))
            await asyncio.sleep(RETRY_SECONDS)

    async def _leader(self, connection: psycopg.AsyncConnection) -> bool:
        row = await (await connection.execute("SELECT pg_try_advisory_lock(%s)", [LOCK])).fetchone()
        return bool(row and row[0])

    async def _lead(self, connection: psycopg.AsyncConnection) -> None:
        tasks = [asyncio.create_task(_repeat(seconds, task)) for seconds, task in self._tasks]
        try:
            while True:
                await asyncio.sleep(ALIVE_SECONDS)
                await connection.execute("SELECT 1")
        finally:
            await end(tasks)


async def _repeat(seconds: float, task: Callable[[], Awaitable[None]]) -> None:
    while True:
        try:
            await task()
        except Exception:
            log.exception("periodic task failed", task=getattr(task, "__qualname__", repr(task)))
        await asyncio.sleep(seconds)
