"""The worker: takes keys from the engine (procrastinate), one run per key at a time, and keeps itself alive."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Sequence

import procrastinate
import structlog
from procrastinate.worker import Worker as Engine

from app.jobs.attempt import Attempts
from app.jobs.handler import Handler
from app.jobs.periodic import Periodic, Schedule
from app.jobs.run import Run
from app.jobs.sweep import STALL_SECONDS, SWEEP_SECONDS, Sweep
from app.store import Store
from app.store.inbox import QUEUE, TASK
from app.tasks import end

HEARTBEAT_SECONDS = 2.0
# The engine drops a notification that comes during a fetch; with its default of 5 s such a job waits that long.
POLL_SECONDS = 0.25
DRAIN_SECONDS = 25.0
TIDY_SECONDS = 3600.0
RESTART_SECONDS = 1.0

log = structlog.get_logger(__name__)


class Worker:
    """Use as `async with Worker(...)`: leaving the block drains it (runs end, at most `drain` seconds)."""

    def __init__(
        self,
        store: Store,
        handler: Handler,
        *,
        concurrency: int = 4,
        periodic: Sequence[Periodic] = (),
        drain: float = DRAIN_SECONDS,
    ) -> None:
        self._store, self._concurrency, self._drain = store, concurrency, drain
        self._attempts = Attempts(handler)
        self._running: set[int] = set()
        self._engine: Engine | None = None
        self._stopping = False
        self._tasks: list[asyncio.Task[None]] = []
        self._schedule = Schedule(store.url, [(TIDY_SECONDS, store.tidy), *periodic])

    async def __aenter__(self) -> Worker:
        self._app = procrastinate.App(connector=procrastinate.PsycopgConnector())
        await self._app.open_async(self._store.pool)
        self._app.task(name=TASK, queue=QUEUE, pass_context=True)(self._review)
        self._tasks = [
            asyncio.create_task(self._keep_engine_running(), name="engine"),
            asyncio.create_task(self._keep_sweeping(), name="sweep"),
            asyncio.create_task(self._schedule.run(), name="schedule"),
        ]
        return self

    async def __aexit__(self, *_: object) -> None:
        self._stopping = True
        engine = self._tasks[0]
        if self._engine is not None:
            self._engine.stop()  # type: ignore[no-untyped-call]
        await asyncio.wait([engine], timeout=self._drain + 10)
        await end(self._tasks)

    async def _review(self, context: procrastinate.JobContext, key: str) -> None:
        """One job. It finds no unhandled delivery when an earlier run took them all: that is the coalescing."""
        job_id = context.job.id
        assert job_id is not None
        self._running.add(job_id)
        try:
            run = await Run.claim(self._store, key)
            if run is not None:
                await self._attempts.make(run)
        finally:
            self._running.discard(job_id)

    def _new_engine(self) -> Engine:
        return Engine(
            self._app,
            queues=[QUEUE],
            name="galley",
            concurrency=self._concurrency,
            fetch_job_polling_interval=POLL_SECONDS,
            shutdown_graceful_timeout=self._drain,
            delete_jobs="always",
            install_signal_handlers=False,
            update_heartbeat_interval=HEARTBEAT_SECONDS,
            stalled_worker_timeout=STALL_SECONDS,
        )

    async def _keep_engine_running(self) -> None:
        """The engine stops for good when the database is away for a moment; we start it again."""
        while not self._stopping:
            self._engine = self._new_engine()
            try:
                await self._engine.run()  # type: ignore[no-untyped-call]
            except Exception as error:
                log.warning("the queue stopped and will be started again", error=str(error))
            if not self._stopping:
                await asyncio.sleep(RESTART_SECONDS)

    async def _keep_sweeping(self) -> None:
        sweep = Sweep(
            self._store, lambda: self._engine.worker_id if self._engine else None, lambda: self._running
        )
        while True:
            try:
                await sweep.once()
            except Exception as error:
                log.warning("sweep failed", error=str(error))
            await asyncio.sleep(SWEEP_SECONDS)


async def beats(store: Store) -> bool:
    """Whether any worker, here or elsewhere, has shown signs of life lately."""
    with contextlib.suppress(Exception):
        async with asyncio.timeout(2), store.pool.connection() as connection:
            cursor = await connection.execute(
                "SELECT 1 FROM procrastinate_workers WHERE last_heartbeat > now() - make_interval(secs => %s) LIMIT 1",
                [STALL_SECONDS],
            )
            return await cursor.fetchone() is not None
    return False
