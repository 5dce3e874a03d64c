"""Reports behind a reference id: what the details page shows, kept for 90 days."""

from __future__ import annotations

from typing import Any

from psycopg.types.json import Json

from app.store.pool import Pool

MAX_AGE_DAYS = 90


class Reports:
    """JSON documents by reference id."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool

    async def put(
        self, reference_id: str, report: dict[str, Any], installation_id: int | None = None
    ) -> None:
        """Store or replace; the report goes when its installation's data goes."""
        async with self._pool.connection() as connection:
            await connection.execute(
                "INSERT INTO reports (id, installation_id, body) VALUES (%s, %s, %s) "
                "ON CONFLICT (id) DO UPDATE SET body = EXCLUDED.body, created_at = now()",
                [reference_id, installation_id, Json(report)],
            )

    async def get(self, reference_id: str) -> dict[str, Any] | None:
        """The report, or None when there is none (any more)."""
        async with self._pool.connection() as connection:
            cursor = await connection.execute(
                "SELECT body FROM reports WHERE id = %s", [reference_id.replace("\0", "")]
            )
            row = await cursor.fetchone()
        return row[0] if row else None

    async def trim(self) -> int:
        """Drop reports older than 90 days; how many."""
        async with self._pool.connection() as connection:
            cursor = await connection.execute(
                "DELETE FROM reports WHERE created_at < now() - make_interval(days => %s)", [MAX_AGE_DAYS]
            )
            return cursor.rowcount
