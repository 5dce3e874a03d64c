"""One run: the lease on a key, the deliveries that made it dirty, and the transaction that makes it clean."""

from __future__ import annotations

import zlib
from collections.abc import Awaitable, Callable
from typing import Any

from app.deliveries import Key, Payload, PullKey, StoredDelivery, parse_key
from app.errors import LeaseLost
from app.store import Connection, Memory, Store

# Rows of earlier runs that never ended (a killed worker) are taken over; timers only when they are due.
CLAIM = """
UPDATE dirty SET state = 'running', attempts = attempts + 1, changed_at = now()
FROM deliveries d
WHERE key = %s AND state IN ('waiting', 'running') AND (reason IS NULL OR due_at <= now()) AND d.id = dirty.delivery_id
RETURNING dirty.id, attempts, dirty.installation_id, d.id, d.event, d.action, d.received_at, d.body"""

LEASE = """
INSERT INTO leases (key, epoch) VALUES (%s, nextval('lease_epochs'))
ON CONFLICT (key) DO UPDATE SET epoch = EXCLUDED.epoch, taken_at = now() RETURNING epoch"""

Last = Callable[[Connection], Awaitable[None]]


class Run:
    """What a handler is given. `attempt` counts from 1 and starts anew with every new delivery."""

    def __init__(self, store: Store, key: Key, epoch: int, rows: list[tuple[Any, ...]]) -> None:
        self._store = store
        self._epoch = epoch
        self._row_ids = [row[0] for row in rows]
        self.key = key
        self.attempt: int = min(row[1] for row in rows)
        self.deliveries = tuple(
            sorted((_delivery(row) for row in rows), key=lambda one: (one.received_at, one.id))
        )
        self.finished = False

    @classmethod
    async def claim(cls, store: Store, key_text: str) -> Run | None:
        """Take every unhandled delivery of the key and the right to write for it; None when there is nothing to do."""
        async with store.pool.connection() as connection, connection.transaction():
            rows = await (await connection.execute(CLAIM, [key_text], binary=True)).fetchall()
            if not rows:
                return None
            lease = await (await connection.execute(LEASE, [key_text])).fetchone()
        assert lease is not None
        newest = max(rows, key=lambda row: row[6])
        return cls(store, parse_key(key_text, newest[2]), lease[0], rows)

    async def still_ours(self) -> None:
        """Call before every write. Raises LeaseLost when another worker took the key over while we were stalled."""
        async with self._store.pool.connection() as connection:
            await self._check(connection, "SELECT epoch FROM leases WHERE key = %s")

    async def superseded(self) -> bool:
        """Whether a newer delivery waits: work that is not needed to publish may stop, another run follows."""
        async with self._store.pool.connection() as connection:
            cursor = await connection.execute(
                "SELECT 1 FROM dirty WHERE key = %s AND state = 'waiting' AND due_at <= now() LIMIT 1",
                [str(self.key)],
            )
            return await cursor.fetchone() is not None

    async def finish(self, last: Memory | Last | None = None) -> None:
        """Mark the deliveries handled, in one transaction with `last`: the memory of the pull request, or a coroutine
        function that is given the connection and stores what belongs together. Raises LeaseLost."""
        async with self._store.pool.connection() as connection, connection.transaction():
            await self._check(connection, "SELECT epoch FROM leases WHERE key = %s FOR UPDATE")
            if callable(last):
                await last(connection)
            elif last is not None:
                if not isinstance(self.key, PullKey):
                    raise TypeError(f"{self.key} is not a pull request and has no memory")
                await self._store.pulls.save(connection, self.key, last)
            await self._mark(connection, "handled", None)
        self.finished = True

    async def fail(self, reference_id: str | None) -> None:
        """Mark the deliveries failed: sent again by GitHub (or by an operator) they run again."""
        async with self._store.pool.connection() as connection, connection.transaction():
            await self._check(connection, "SELECT epoch FROM leases WHERE key = %s FOR UPDATE")
            await self._mark(connection, "failed", reference_id)
        self.finished = True

    async def put_back(self, delay: float) -> None:
        """Leave the deliveries to another run, in `delay` seconds or with the next delivery of this key."""
        async with self._store.pool.connection() as connection, connection.transaction():
            await self._check(connection, "SELECT epoch FROM leases WHERE key = %s FOR UPDATE")
            # A timer set again meanwhile makes the older one of the same reason superfluous.
            await connection.execute(
                "UPDATE dirty SET state = 'handled', changed_at = now() WHERE id = ANY(%s) AND reason IN "
                "(SELECT reason FROM dirty WHERE key = %s AND state = 'waiting' AND reason IS NOT NULL)",
                [self._row_ids, str(self.key)],
            )
            await connection.execute(
                "UPDATE dirty SET state = 'waiting', changed_at = now(), due_at = now() + make_interval(secs => %s) "
                "WHERE id = ANY(%s) AND state = 'running'",
                [delay, self._row_ids],
            )
        self.finished = True

    async def _mark(self, connection: Connection, state: str, reference_id: str | None) -> None:
        await connection.execute(
            "UPDATE dirty SET state = %s, reference_id = %s, changed_at = now() WHERE id = ANY(%s)",
            [state, reference_id, self._row_ids],
        )

    async def _check(self, connection: Connection, query: Any) -> None:
        row = await (await connection.execute(query, [str(self.key)])).fetchone()
        if row is None or row[0] != self._epoch:
            raise LeaseLost(f"another worker has taken over {self.key}")


def _delivery(row: tuple[Any, ...]) -> StoredDelivery:
    _, _, _, delivery_id, event, action, received_at, body = row
    payload = Payload() if body is None else Payload.model_validate_json(zlib.decompress(body))
    return StoredDelivery(delivery_id, event, action, received_at, payload)
