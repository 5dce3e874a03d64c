"""Group commit: all deliveries that arrived during one commit are stored by the next one.

One transaction costs one fsync, however many deliveries it holds; under load the groups grow by themselves, and a
single delivery waits for nobody.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

import psycopg
import structlog

from app import metrics
from app.store.inbox import Arrival, Inbox
from app.store.pool import Connection
from app.tasks import end

LARGEST_GROUP = 128
RETRY_SECONDS = 0.25
CONNECT_SECONDS = 5

log = structlog.get_logger(__name__)


class NotStored(Exception):
    """The database refused this one delivery for what is in it."""


class GroupCommit:
    """Use as `async with GroupCommit(url) as commits`; has a database connection of its own."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._inbox = Inbox()
        self._waiting: dict[str, tuple[Arrival, asyncio.Future[None]]] = {}
        self._arrived = asyncio.Event()
        self._connection: Connection | None = None
        self._task: asyncio.Task[None] | None = None

    async def __aenter__(self) -> GroupCommit:
        self._task = asyncio.create_task(self._work(), name="group commit")
        return self

    async def __aexit__(self, *_: object) -> None:
        assert self._task is not None
        await end([self._task])
        if self._connection is not None:
            await self._connection.close()

    async def add(self, arrival: Arrival, seconds: float) -> None:
        """Return when the delivery is durable. Raises TimeoutError when it is not in so many seconds (it may still be
        stored, which a second sending makes harmless) and NotStored when the database refuses it."""
        known = self._waiting.get(arrival.id)
        if known is not None:  # the same one is on its way already
            async with asyncio.timeout(seconds):
                await asyncio.shield(known[1])
            return
        loop = asyncio.get_running_loop()
        done = loop.create_future()
        self._waiting[arrival.id] = arrival, done
        self._arrived.set()
        # A bare timer: `asyncio.timeout` would cost as much as everything else here together.
        timer = loop.call_later(seconds, self._forget, arrival.id)
        try:
            await done
        finally:
            timer.cancel()

    def _forget(self, delivery_id: str) -> None:
        """Too late: while the database is away, memory must not fill with what nobody waits for."""
        known = self._waiting.pop(delivery_id, None)
        if known is not None:
            _resolve(known[1], TimeoutError())

    async def _work(self) -> None:
        while True:
            await self._arrived.wait()
            self._arrived.clear()
            while self._waiting:
                group = list(self._waiting.values())[:LARGEST_GROUP]
                if await self._commit(group):
                    metrics.GROUP_SIZE.observe(len(group))
                else:
                    await asyncio.sleep(RETRY_SECONDS)

    async def _commit(self, group: Sequence[tuple[Arrival, asyncio.Future[None]]]) -> bool:
        """Store a group and wake those who wait for it; False when the database is away."""
        try:
            await self._inbox.store(await self._connected(), [arrival for arrival, _ in group])
        except (psycopg.DataError, psycopg.IntegrityError) as error:
            return await self._one_by_one(group, error)
        except psycopg.Error as error:
            log.warning(
                "deliveries could not be stored; trying again", error=str(error), waiting=len(self._waiting)
            )
            await self._disconnect()
            return False
        for arrival, done in group:
            self._waiting.pop(arrival.id, None)
            _resolve(done, None)
        return True

    async def _one_by_one(
        self, group: Sequence[tuple[Arrival, asyncio.Future[None]]], error: psycopg.Error
    ) -> bool:
        """One delivery that the database refuses must not keep the others of its group out."""
        if len(group) == 1:
            arrival, done = group[0]
            log.error("delivery refused by the database", delivery=arrival.id, error=str(error))
            self._waiting.pop(arrival.id, None)
            _resolve(done, NotStored(str(error)))
            return True
        results = [await self._commit([one]) for one in group]
        return all(results)

    async def _connected(self) -> Connection:
        if self._connection is None or self._connection.closed:
            self._connection = await psycopg.AsyncConnection.connect(
                self._url, autocommit=True, connect_timeout=CONNECT_SECONDS
            )
        return self._connection

    async def _disconnect(self) -> None:
        if self._connection is not None:
            await self._connection.close()
            self._connection = None


def _resolve(done: asyncio.Future[None], error: Exception | None) -> None:
    if done.done():
        return
    if error is None:
        done.set_result(None)
    else:
        done.set_exception(error)
        done.exception()  # seen: the sender may be gone
