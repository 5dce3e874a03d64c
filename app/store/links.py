"""Outcomes of link checks, by URL, until they expire."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from psycopg.types.json import Json

from app.store.pool import Pool


@dataclass(frozen=True)
class StoredLink:
    """What the prober found; `outcome` is its own JSON."""

    outcome: dict[str, Any]
    checked_at: datetime
    expires_at: datetime


def _digest(url: str) -> bytes:
    return hashlib.sha256(url.encode("utf-8", "surrogatepass")).digest()


class Links:
    """The cache of link checks. Text that Postgres cannot hold (a NUL) is replaced; the digest keeps such URLs apart."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool

    async def get_many(self, urls: Iterable[str]) -> dict[str, StoredLink]:
        """Outcomes that have not expired, by URL."""
        wanted = {_digest(url): url for url in urls}
        async with self._pool.connection() as connection:
            cursor = await connection.execute(
                "SELECT digest, outcome, checked_at, expires_at FROM links "
                "WHERE digest = ANY(%b::bytea[]) AND expires_at > now()",
                [list(wanted)],
            )
            return {wanted[bytes(row[0])]: StoredLink(row[1], row[2], row[3]) async for row in cursor}

    async def put_many(self, links: Mapping[str, StoredLink]) -> None:
        """Remember outcomes; newer ones replace older ones."""
        rows = [
            [_digest(url), _storable(url), Json(link.outcome), link.checked_at, link.expires_at]
            for url, link in sorted(links.items())
        ]
        if not rows:
            return
        async with self._pool.connection() as connection, connection.cursor() as cursor:
            await cursor.executemany(
                "INSERT INTO links (digest, url, outcome, checked_at, expires_at) VALUES (%s, %s, %s, %s, %s) "
                "ON CONFLICT (digest) DO UPDATE SET outcome = EXCLUDED.outcome, checked_at = EXCLUDED.checked_at, "
                "expires_at = EXCLUDED.expires_at WHERE links.checked_at <= EXCLUDED.checked_at",
                rows,
            )

    async def trim(self) -> int:
        """Drop expired outcomes; how many."""
        async with self._pool.connection() as connection:
            return (await connection.execute("DELETE FROM links WHERE expires_at < now()")).rowcount


def _storable(url: str) -> str:
    return url.encode("utf-8", "replace").decode().replace("\0", "\ufffd")
