"""A worker process for tests that kill it: `python -m tests.app.crashing_worker DATABASE_URL SECONDS_PER_RUN`.

Each run writes down that it began and that it ended (in its last transaction), in a table of the test's own.
"""

from __future__ import annotations

import asyncio
import os
import sys

from app.errors import Transient
from app.jobs import Run, Worker
from app.store import Connection, Store


class Journal:
    """The handler."""

    def __init__(self, store: Store, seconds: float) -> None:
        self._store, self._seconds = store, seconds

    async def __call__(self, run: Run) -> None:
        async with self._store.pool.connection() as connection:
            await connection.execute("INSERT INTO began VALUES (%s, %s)", [str(run.key), os.getpid()])
        await asyncio.sleep(self._seconds)

        async def end(connection: Connection) -> None:
            for delivery in run.deliveries:
                await connection.execute("INSERT INTO ended VALUES (%s, %s)", [delivery.id, str(run.key)])

        await run.finish(end)

    async def on_giving_up(self, run: Run, error: Transient) -> None:
        raise AssertionError(error)

    async def on_crash(self, run: Run, error: Exception, reference_id: str) -> None:
        raise AssertionError(error)


async def main(url: str, seconds: float) -> None:
    """Work until killed."""
    async with Store.connect(url) as store, Worker(store, Journal(store, seconds), concurrency=4):
        print("working", flush=True)
        await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], float(sys.argv[2])))
