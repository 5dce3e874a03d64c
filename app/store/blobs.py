"""File contents by git blob id: immutable, so fetched from GitHub once and shared by every pull request."""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Mapping, Sequence

from app.store.pool import Pool

MAX_AGE_DAYS = 30
MAX_TOTAL_BYTES = 2 * 1024**3
LEVEL = 1
BATCH = 100


class Blobs:
    """The cache of file contents. `used_at` is moved at most once an hour, so that reading does not mean writing."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool

    async def get_many(self, shas: Iterable[str]) -> dict[str, bytes]:
        """The contents that are known, by blob id."""
        wanted = list(set(shas))
        found: dict[str, bytes] = {}
        async with self._pool.connection() as connection:
            cursor = await connection.execute(
                "SELECT sha, body FROM blobs WHERE sha = ANY(%s)", [wanted], binary=True
            )
            async for sha, body in cursor:
                found[sha] = zlib.decompress(body)
            await connection.execute(
                "UPDATE blobs SET used_at = now() WHERE sha = ANY(%s) AND used_at < now() - interval '1 hour'",
                [list(found)],
            )
        return found

    async def known(self, shas: Iterable[str]) -> set[str]:
        """Which of these are in the cache, without reading them."""
        async with self._pool.connection() as connection:
            cursor = await connection.execute("SELECT sha FROM blobs WHERE sha = ANY(%s)", [list(set(shas))])
            return {row[0] async for row in cursor}

    async def put_many(self, blobs: Mapping[str, bytes]) -> None:
        """Remember contents by blob id; known ones are left as they are."""
        items = sorted(blobs.items())
        for start in range(0, len(items), BATCH):
            await self._put(items[start : start + BATCH])

    async def _put(self, items: Sequence[tuple[str, bytes]]) -> None:
        async with self._pool.connection() as connection:
            await connection.execute(
                "INSERT INTO blobs (sha, body, size) SELECT * FROM unnest(%b::text[], %b::bytea[], %b::bigint[]) "
                "ON CONFLICT DO NOTHING",
                [
                    [sha for sha, _ in items],
                    [zlib.compress(body, LEVEL) for _, body in items],
                    [len(body) for _, body in items],
                ],
            )

    async def trim(self, max_total: int = MAX_TOTAL_BYTES) -> int:
        """Drop what was not used for 30 days and then the longest unused above `max_total` stored bytes; how many."""
        async with self._pool.connection() as connection:
            cursor = await connection.execute(
                "DELETE FROM blobs WHERE used_at < now() - make_interval(days => %(days)s) OR sha IN ("
                "SELECT sha FROM (SELECT sha, sum(octet_length(body)) OVER (ORDER BY used_at DESC, sha) AS total "
                "FROM blobs) AS running WHERE total > %(bytes)s)",
                {"days": MAX_AGE_DAYS, "bytes": max_total},
            )
            return cursor.rowcount
