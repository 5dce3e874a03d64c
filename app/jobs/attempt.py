"""One attempt at a run, and what becomes of its deliveries however it ends."""

from __future__ import annotations

import asyncio
import random
import time
import uuid
from collections.abc import Coroutine
from datetime import UTC, datetime

import psycopg
import structlog
from psycopg_pool import PoolClosed, PoolTimeout

from app import metrics
from app.errors import LeaseLost, Transient
from app.jobs.handler import Handler
from app.jobs.run import Run

MAX_ATTEMPTS = 8
RUN_SECONDS = 900.0
FIRST_DELAY, FACTOR, LONGEST_DELAY = 5.0, 3.0, 1800.0
LONGEST_ASKED_DELAY = 2 * 3600.0  # GitHub's limits reset within the hour; more than two is a mistake
DATABASE_GONE = (psycopg.OperationalError, psycopg.InterfaceError, PoolTimeout, PoolClosed)

log = structlog.get_logger(__name__)


def delay_before_next(attempt: int, retry_after: float | None) -> float:
    """Seconds until attempt `attempt + 1`: what the other side asked for, else exponential; never all at one moment."""
    if retry_after is not None:
        return min(max(retry_after, 1.0), LONGEST_ASKED_DELAY) * random.uniform(1.0, 1.1)  # noqa: S311 (jitter)
    return min(FIRST_DELAY * FACTOR ** (attempt - 1), LONGEST_DELAY) * random.uniform(0.7, 1.3)  # noqa: S311


class Attempts:
    """Runs the handler and files the outcome; never raises, except when it is cancelled."""

    def __init__(self, handler: Handler, *, run_seconds: float = RUN_SECONDS) -> None:
        self._handler = handler
        self._run_seconds = run_seconds

    async def make(self, run: Run) -> None:
        """One attempt. A cancelled one (shutdown) puts its deliveries back for somebody else."""
        started = time.monotonic()
        waited = datetime.now(UTC) - run.deliveries[0].received_at
        metrics.WAIT_SECONDS.observe(max(waited.total_seconds(), 0.0))
        outcome = "cancelled"
        with structlog.contextvars.bound_contextvars(key=str(run.key), attempt=run.attempt), \
                metrics.RUNNING.track_inprogress():  # fmt: skip
            try:
                outcome = await self._outcome(run)
            except asyncio.CancelledError:
                await asyncio.shield(_quietly_put_back(run))
                raise
            finally:
                seconds = time.monotonic() - started
                metrics.RUNS.labels(outcome).inc()
                metrics.RUN_SECONDS.observe(seconds)
                log.info(
                    "run ended", outcome=outcome, seconds=round(seconds, 3), deliveries=len(run.deliveries)
                )

    async def _outcome(self, run: Run) -> str:
        try:
            await self._handle(run)
            return "done"
        except LeaseLost as error:
            log.warning("run stopped", why=str(error))
            return "lease-lost"
        except Transient as error:
            return await self._guarded(self._later(run, error))
        except DATABASE_GONE as error:
            return await self._guarded(self._later(run, Transient(f"the database does not answer: {error}")))
        except Exception as error:
            return await self._guarded(self._crashed(run, error))

    async def _handle(self, run: Run) -> None:
        if run.attempt > MAX_ATTEMPTS:
            raise Transient(f"the worker ended {run.attempt - 1} times in the middle of this run")
        try:
            async with asyncio.timeout(self._run_seconds):
                await self._handler(run)
        except TimeoutError as error:
            raise Transient(f"the review did not end within {self._run_seconds:.0f} s") from error
        if not run.finished:
            await run.finish()

    async def _guarded(self, filing: Coroutine[None, None, str]) -> str:
        """File an outcome; when even that fails the rows stay open and the sweep makes another run of them."""
        try:
            return await filing
        except LeaseLost as error:
            log.warning("run stopped", why=str(error))
            return "lease-lost"
        except DATABASE_GONE as error:
            log.error("the outcome of a run could not be stored; it will run again", error=str(error))
            return "unfiled"

    async def _later(self, run: Run, error: Transient) -> str:
        if run.finished:
            return "done"
        if run.attempt >= MAX_ATTEMPTS:
            return await self._give_up(run, error)
        delay = delay_before_next(run.attempt, error.retry_after)
        log.warning("run put off", why=str(error), seconds=round(delay, 1))
        await run.put_back(delay)
        return "put-off"

    async def _give_up(self, run: Run, error: Transient) -> str:
        log.error("run given up", why=str(error))
        try:
            await self._handler.on_giving_up(run, error)
        except (LeaseLost, *DATABASE_GONE):
            raise
        except Exception:
            log.exception("giving up could not be told")
        if not run.finished:
            await run.fail(None)
        return "given-up"

    async def _crashed(self, run: Run, error: Exception) -> str:
        reference_id = uuid.uuid4().hex[:12]
        log.error("run crashed", reference_id=reference_id, exc_info=error)
        if run.finished:
            return "crashed"
        try:
            await self._handler.on_crash(run, error, reference_id)
        except Transient as later:
            if run.attempt < MAX_ATTEMPTS:
                return await self._later(run, later)
            log.error("the crash could not be told", reference_id=reference_id, why=str(later))
        except (LeaseLost, *DATABASE_GONE):
            raise
        except Exception:
            log.exception("the crash could not be told", reference_id=reference_id)
        if not run.finished:
            await run.fail(reference_id)
        return "crashed"


async def _quietly_put_back(run: Run) -> None:
    try:
        if not run.finished:
            await run.put_back(0.0)
    except (LeaseLost, *DATABASE_GONE) as error:
        log.warning("a cancelled run could not be put back; the sweep finds it", error=str(error))
