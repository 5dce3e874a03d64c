"""Intents: a row before each POST of a review, closed when its answer came.

A pending one tells the next run that a review with that marker may stand although nobody heard the answer.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from app.keys import PullKey
from app.store.pool import Pool


@dataclass(frozen=True)
class Intent:
    """A review that was about to be sent for `head_sha`, recognisable by `marker` in its body."""

    id: int
    head_sha: str
    marker: str
    created_at: datetime


class Intents:
    """Open, close and list what was about to be written."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool

    async def open(self, key: PullKey, head_sha: str, marker: str) -> int:
        """Store (durably) that a review is about to be sent; the id closes it."""
        async with self._pool.connection() as connection:
            cursor = await connection.execute(
                "INSERT INTO intents (installation_id, repository_id, number, head_sha, marker) "
                "VALUES (%s, %s, %s, %s, %s) RETURNING id",
                [key.installation_id, key.repository_id, key.number, head_sha, marker],
            )
            row = await cursor.fetchone()
        assert row is not None
        return int(row[0])

    async def close(self, intent_id: int) -> None:
        """The outcome is known: the review stands, or GitHub refused it."""
        async with self._pool.connection() as connection:
            await connection.execute("UPDATE intents SET done_at = now() WHERE id = %s", [intent_id])

    async def pending(self, key: PullKey) -> list[Intent]:
        """Reviews whose outcome nobody knows, oldest first."""
        async with self._pool.connection() as connection:
            cursor = await connection.execute(
                "SELECT id, head_sha, marker, created_at FROM intents "
                "WHERE repository_id = %s AND number = %s AND done_at IS NULL ORDER BY id",
                [key.repository_id, key.number],
            )
            return [Intent(*row) async for row in cursor]
