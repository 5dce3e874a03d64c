"""The connection pool: psycopg 3, autocommit, so that one statement is one round trip."""

from __future__ import annotations

from typing import Any, TypeAlias

from psycopg import AsyncConnection
from psycopg_pool import AsyncConnectionPool

Connection: TypeAlias = AsyncConnection[Any]
Pool: TypeAlias = AsyncConnectionPool[Connection]


async def _configure(connection: Connection) -> None:
    # Not in the pool's kwargs: the queue's listener adds `autocommit` to those itself.
    await connection.set_autocommit(True)


def make_pool(url: str, size: int) -> Pool:
    """A closed pool of at most `size` connections; each is checked when it is handed out (a database may restart)."""
    return AsyncConnectionPool(
        url,
        min_size=1,
        max_size=size,
        open=False,
        configure=_configure,
        check=AsyncConnectionPool.check_connection,
        timeout=10.0,
        name="galley",
    )
