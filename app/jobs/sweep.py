"""Finding work that nobody has: jobs of dead workers, timers that are due, dirty keys without a job.

The engine restarts nothing by itself, and a dead worker's job keeps its lock for ever. A stalled job is closed rather
than restarted: its worker may wake up and finish it, which must not end another worker's job.
"""

from __future__ import annotations

import time
from collections.abc import Callable

from app.store import Connection, Store
from app.store.inbox import DEFER

STALL_SECONDS = 6.0
SWEEP_SECONDS = 1.0
# Our own loop was blocked: our heartbeat is as late as this sweep, so do not judge anybody now.
LATE_SECONDS = 3.0
LOCK = 0x6761_7377_6570

CLOSE_STALLED = """
SELECT procrastinate_finish_job_v1(id, 'failed', true) FROM (
  SELECT job.id FROM procrastinate_jobs job LEFT JOIN procrastinate_workers worker ON worker.id = job.worker_id
  WHERE job.status = 'doing' AND job.queue_name = 'reviews'
    AND (worker.id IS NULL OR worker.last_heartbeat < now() - make_interval(secs => %s))
  FOR UPDATE OF job SKIP LOCKED) AS stalled"""

DEFER_DUE = f"""{DEFER} FROM (
  SELECT DISTINCT key FROM dirty WHERE state IN ('waiting', 'running') AND due_at <= now() AND NOT EXISTS (
    SELECT 1 FROM procrastinate_jobs job WHERE job.lock = dirty.key AND job.status IN ('todo', 'doing'))) AS keys
HAVING count(*) > 0""".encode()  # noqa: S608 (constants of ours)

MINE = "SELECT id FROM procrastinate_jobs WHERE status = 'doing' AND worker_id = %s"
CLOSE_ONE = """SELECT procrastinate_finish_job_v1(id, 'failed', true)
FROM procrastinate_jobs WHERE id = ANY(%s) AND status = 'doing'"""


class Sweep:
    """Called about once a second by every worker; only one at a time does the work."""

    def __init__(
        self, store: Store, worker_id: Callable[[], int | None], running: Callable[[], set[int]]
    ) -> None:
        """`worker_id` and `running` tell the engine's id of this worker and the jobs that are truly under way here."""
        self._store = store
        self._worker_id, self._running = worker_id, running
        self._suspects: dict[int, float] = {}
        self._last = time.monotonic()

    async def once(self) -> None:
        """One sweep, in one transaction."""
        now = time.monotonic()
        late, self._last = now - self._last > LATE_SECONDS, now
        if late:
            return
        async with self._store.pool.connection() as connection:
            async with connection.transaction():
                row = await (
                    await connection.execute("SELECT pg_try_advisory_xact_lock(%s)", [LOCK])
                ).fetchone()
                if row and row[0]:
                    await connection.execute(CLOSE_STALLED, [STALL_SECONDS])
                    await connection.execute(DEFER_DUE)
            await self._close_lost_jobs(connection, now)

    async def _close_lost_jobs(self, connection: Connection, now: float) -> None:
        """Jobs that the database believes to run here and that do not: their end could not be stored at the time."""
        worker_id = self._worker_id()
        if worker_id is None:
            return
        rows = await (await connection.execute(MINE, [worker_id])).fetchall()
        lost = {row[0] for row in rows} - self._running()
        self._suspects = {job: self._suspects.get(job, now) for job in lost}
        certain = [job for job, since in self._suspects.items() if now - since >= STALL_SECONDS]
        if certain:
            await connection.execute(CLOSE_ONE, [certain])
