"""Chapter indexes by blob id: what a chapter defines and uses, computed once for each version of its text."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from app.store.pool import Pool

MAX_AGE_DAYS = 30
BATCH = 500


class IndexKey(NamedTuple):
    """Git blob id, version of the index format, path of the chapter in its repository."""

    sha: str
    version: int
    path: str


class Indexes:
    """Serialised chapter indexes; the bytes are the caller's affair."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool

    async def get_many(self, keys: Iterable[IndexKey]) -> dict[IndexKey, bytes]:
        """The indexes that are known."""
        wanted = list(set(keys))
        columns = [list(column) for column in zip(*wanted, strict=True)] if wanted else [[], [], []]
        async with self._pool.connection() as connection:
            cursor = await connection.execute(
                "SELECT sha, version, path, body FROM chapter_indexes "
                "JOIN unnest(%s::text[], %s::integer[], %s::text[]) AS wanted (sha, version, path) "
                "USING (sha, version, path)",
                columns,
                binary=True,
            )
            found = {IndexKey(sha, version, path): body async for sha, version, path, body in cursor}
            await connection.execute(
                "UPDATE chapter_indexes SET used_at = now() WHERE sha = ANY(%s) AND used_at < now() - interval '1 day'",
                [[key.sha for key in found]],
            )
        return found

    async def known(self, shas: Iterable[str], version: int) -> set[str]:
        """Those of these blobs whose index is kept in this version, under whatever path."""
        async with self._pool.connection() as connection:
            cursor = await connection.execute(
                "SELECT DISTINCT sha FROM chapter_indexes WHERE sha = ANY(%s) AND version = %s",
                [list(set(shas)), version],
            )
            return {row[0] async for row in cursor}

    async def put_many(self, indexes: Mapping[IndexKey, bytes]) -> None:
        """Remember indexes; an index of the same key is replaced."""
        items = sorted(indexes.items())
        async with self._pool.connection() as connection:
            for start in range(0, len(items), BATCH):
                part = items[start : start + BATCH]
                await connection.execute(
                    "INSERT INTO chapter_indexes (sha, version, path, body) "
                    "SELECT * FROM unnest(%b::text[], %b::integer[], %b::text[], %b::bytea[]) "
                    "ON CONFLICT (sha, version, path) DO UPDATE SET body = EXCLUDED.body, used_at = now()",
                    [
                        [key.sha for key, _ in part],
                        [key.version for key, _ in part],
                        [key.path for key, _ in part],
                        [body for _, body in part],
                    ],
                )

    async def trim(self) -> int:
        """Drop what was not used for 30 days; how many rows."""
        async with self._pool.connection() as connection:
            cursor = await connection.execute(
                "DELETE FROM chapter_indexes WHERE used_at < now() - make_interval(days => %s)",
                [MAX_AGE_DAYS],
            )
            return cursor.rowcount
