"""Everything that is remembered: one Postgres, ours by default, behind small typed questions."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from app.settings import Settings
from app.store.blobs import Blobs
from app.store.indexes import Indexes, IndexKey
from app.store.installations import Identities, Installations
from app.store.intents import Intent, Intents
from app.store.links import Links, StoredLink
from app.store.pool import Connection, Pool, make_pool
from app.store.pulls import Memory, Pulls
from app.store.reports import Reports

__all__ = ["Connection", "IndexKey", "Intent", "Memory", "Pool", "Store", "StoredLink"]

DELIVERY_DAYS = 14
POOL_SIZE = 20


class Store:
    """The tables as questions and writes; `pool` and `url` are for the queue and the webhook."""

    def __init__(self, pool: Pool, url: str) -> None:
        self.pool, self.url = pool, url
        self.blobs, self.indexes, self.links = Blobs(pool), Indexes(pool), Links(pool)
        self.pulls, self.intents, self.reports = Pulls(pool), Intents(pool), Reports(pool)
        self.installations, self.identities = Installations(pool), Identities(pool)

    @classmethod
    @asynccontextmanager
    async def open(cls, settings: Settings) -> AsyncIterator[Store]:
        """The database that the settings name, or the embedded one: started, migrated, and left again at the end.

        Raises StartError with what is in the way.
        """
        if settings.database_url is not None:
            async with cls.connect(settings.database_url.get_secret_value()) as store:
                yield store
            return
        async with embedded_server(settings.data_dir) as url, cls.connect(url) as store:
            yield store

    @classmethod
    @asynccontextmanager
    async def connect(cls, url: str) -> AsyncIterator[Store]:
        """The database at `url`, migrated. Raises StartError when it cannot be used."""
        from app.store.migrate import migrate  # Alembic and SQLAlchemy are needed once, at the start

        await asyncio.to_thread(migrate, url)
        pool = make_pool(url, POOL_SIZE)
        await pool.open(wait=True)
        try:
            yield cls(pool, url)
        finally:
            await pool.close()

    async def answers(self) -> bool:
        """Whether the database answers a question within two seconds."""
        try:
            async with asyncio.timeout(2), self.pool.connection() as connection:
                await connection.execute("SELECT 1")
        except Exception:  # any failure at all means: not ready
            return False
        return True

    async def tidy(self) -> None:
        """Delete what is past its time: to be called about once an hour, by one process."""
        for trim in (self.blobs.trim, self.indexes.trim, self.links.trim, self.reports.trim):
            await trim()
        await self.installations.forget_departed()
        async with self.pool.connection() as connection:
            # Bodies go, and so do rows that nobody waits for; what is still unhandled stays visible.
            await connection.execute(
                "DELETE FROM deliveries d WHERE received_at < now() - make_interval(days => %s) AND NOT EXISTS "
                "(SELECT 1 FROM dirty WHERE delivery_id = d.id AND state IN ('waiting', 'running'))",
                [DELIVERY_DAYS],
            )
            await connection.execute(
                "DELETE FROM dirty WHERE NOT EXISTS (SELECT 1 FROM deliveries WHERE id = delivery_id)"
            )
            await connection.execute("DELETE FROM intents WHERE created_at < now() - interval '90 days'")
            await connection.execute("DELETE FROM leases WHERE taken_at < now() - interval '30 days'")


@asynccontextmanager
async def embedded_server(data_dir: Path) -> AsyncIterator[str]:
    """The embedded server for as long as the block lasts; yields its URL."""
    from app.store.embedded import EmbeddedPostgres

    server = EmbeddedPostgres(data_dir)
    url = await asyncio.to_thread(server.start)
    try:
        yield url
    finally:
        await asyncio.to_thread(server.stop)
