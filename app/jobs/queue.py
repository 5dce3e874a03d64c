"""Putting work into the queue that no delivery brought: our own timers, and a look at how much waits."""

from __future__ import annotations

import uuid

from app.keys import Key
from app.store import Connection, Store
from app.store.inbox import DEFER

WAKE_EVENT = "wake"
# A timer of the same key and reason is moved, not doubled.
WAKE = """
INSERT INTO dirty (delivery_id, key, installation_id, reason, due_at)
VALUES (%(id)s, %(key)s, %(installation)s, %(reason)s, now() + make_interval(secs => %(delay)s))
ON CONFLICT (key, reason) WHERE state = 'waiting' AND reason IS NOT NULL
DO UPDATE SET due_at = EXCLUDED.due_at, delivery_id = EXCLUDED.delivery_id, changed_at = now()"""
DEFER_ONE = f"{DEFER} FROM (SELECT %s::text AS key) AS keys".encode()


class Queue:
    """Timers and figures. Deliveries get in through `app.store.inbox`, in the webhook's transaction."""

    def __init__(self, store: Store) -> None:
        self._store = store

    async def wake(self, key: Key, delay: float = 0.0, reason: str = "asked") -> None:
        """Cause a run of `key` in `delay` seconds (a second late at most); one timer per key and reason.

        The run sees a delivery with event `wake` and the reason as its action. No job waits in the queue meanwhile: a
        job scheduled for later would hold back every newer job of its key.
        """
        async with self._store.pool.connection() as connection, connection.transaction():
            await self.wake_with(connection, key, delay, reason)

    async def wake_with(self, connection: Connection, key: Key, delay: float, reason: str) -> None:
        """The same inside the caller's transaction, such as the last one of a run."""
        delivery_id = f"{WAKE_EVENT}-{uuid.uuid4()}"
        await connection.execute(
            "INSERT INTO deliveries (id, event, action, installation_id) VALUES (%s, %s, %s, %s)",
            [delivery_id, WAKE_EVENT, reason, key.installation_id],
        )
        await connection.execute(
            WAKE,
            {
                "id": delivery_id,
                "key": str(key),
                "installation": key.installation_id,
                "reason": reason,
                "delay": delay,
            },
        )
        if delay <= 0:
            await connection.execute(DEFER_ONE, [str(key)])

    async def depth(self) -> int:
        """How many keys are dirty and due."""
        async with self._store.pool.connection() as connection:
            cursor = await connection.execute(
                "SELECT count(DISTINCT key) FROM dirty WHERE state IN ('waiting', 'running') AND due_at <= now()"
            )
            row = await cursor.fetchone()
        return int(row[0]) if row else 0
