"""Pull requests that we know: their head, whether they are open, and what the last review remembered of them."""

from __future__ import annotations

from typing import Any

from psycopg.types.json import Json

from app.keys import PullKey
from app.store.pool import Connection, Pool

Memory = dict[str, Any]


class Pulls:
    """The table of pull requests, keyed by repository id and number."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool

    async def load(self, key: PullKey) -> Memory | None:
        """What `save` stored last, or None for a pull request that was never reviewed to the end."""
        async with self._pool.connection() as connection:
            cursor = await connection.execute(
                "SELECT memory FROM pulls WHERE repository_id = %s AND number = %s",
                [key.repository_id, key.number],
            )
            row = await cursor.fetchone()
        return row[0] if row else None

    async def save(self, connection: Connection, key: PullKey, memory: Memory) -> None:
        """Store the memory in the caller's transaction (`Run.finish` gives the connection)."""
        await connection.execute(
            "INSERT INTO pulls (repository_id, number, installation_id, memory) VALUES (%s, %s, %s, %s) "
            "ON CONFLICT (repository_id, number) DO UPDATE SET memory = EXCLUDED.memory, "
            "installation_id = EXCLUDED.installation_id, updated_at = now()",
            [key.repository_id, key.number, key.installation_id, Json(memory)],
        )

    async def note(self, key: PullKey, head_sha: str, state: str) -> None:
        """Record the head and state (`open` or `closed`) that GitHub answered; the memory stays."""
        async with self._pool.connection() as connection:
            await connection.execute(
                "INSERT INTO pulls (repository_id, number, installation_id, head_sha, state) "
                "VALUES (%s, %s, %s, %s, %s) ON CONFLICT (repository_id, number) DO UPDATE SET "
                "head_sha = EXCLUDED.head_sha, state = EXCLUDED.state, installation_id = EXCLUDED.installation_id, "
                "updated_at = now()",
                [key.repository_id, key.number, key.installation_id, head_sha, state],
            )

    async def by_head(self, repository_id: int, sha: str) -> list[PullKey]:
        """The open pull requests that have this head commit (two may share one)."""
        async with self._pool.connection() as connection:
            cursor = await connection.execute(
                "SELECT installation_id, repository_id, number FROM pulls "
                "WHERE repository_id = %s AND head_sha = %s AND state = 'open' ORDER BY number",
                [repository_id, sha],
            )
            return [PullKey(*row) async for row in cursor]

    async def open_of(self, installation_id: int) -> list[PullKey]:
        """Every pull request of the installation that we believe to be open."""
        async with self._pool.connection() as connection:
            cursor = await connection.execute(
                "SELECT installation_id, repository_id, number FROM pulls "
                "WHERE installation_id = %s AND state = 'open' ORDER BY repository_id, number",
                [installation_id],
            )
            return [PullKey(*row) async for row in cursor]
