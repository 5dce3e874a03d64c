"""Tasks in other processes: bounded in time, and nobody else suffers when one breaks."""

from __future__ import annotations

import asyncio
import ctypes
import os
import sys
import time
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from app.errors import TookTooLong, WorkerDied
from app.pool import ValidatorPool

READY = {"startup": False}


def prepare() -> None:
    READY["startup"] = True


def add(left: int, right: int) -> int:
    return left + right


def started() -> bool:
    return READY["startup"]


def spin() -> None:
    while True:
        pass


def crash() -> None:
    os.kill(os.getpid(), 9)


def segfault() -> None:
    ctypes.string_at(0)


def leave() -> None:
    sys.exit(3)


class Awkward(Exception):
    """Pickles, and does not unpickle."""

    def __init__(self, one: str, two: str) -> None:
        super().__init__(one + two)


def fail(kind: str) -> None:
    if kind == "awkward":
        raise Awkward("a", "b")
    raise ValueError("of the task")


def take(size: int) -> int:
    return len(bytearray(size))


def nap(seconds: float) -> str:
    time.sleep(seconds)
    return "rested"


@pytest_asyncio.fixture
async def pool() -> AsyncIterator[ValidatorPool]:
    async with ValidatorPool(2, prepare) as opened:
        yield opened


async def test_a_task_runs_elsewhere_after_the_startup(pool: ValidatorPool) -> None:
    assert await pool.run(add, 2, 3, timeout=20) == 5
    assert await pool.run(started, timeout=20) is True
    assert READY["startup"] is False


async def test_a_task_that_exceeds_its_time_is_killed_and_replaced(pool: ValidatorPool) -> None:
    await pool.run(add, 1, 1, timeout=20)
    before = time.monotonic()
    with pytest.raises(TookTooLong):
        await pool.run(spin, timeout=0.3)
    assert time.monotonic() - before < 30
    assert await pool.run(add, 2, 3, timeout=20) == 5


async def test_the_loop_never_waits_for_a_task(pool: ValidatorPool) -> None:
    task = asyncio.create_task(pool.run(spin, timeout=1.0))
    longest = 0.0
    while not task.done():
        before = time.monotonic()
        await asyncio.sleep(0.01)
        longest = max(longest, time.monotonic() - before)
    with pytest.raises(TookTooLong):
        await task
    assert longest < 0.7


@pytest.mark.parametrize("task", [crash, segfault])
async def test_a_crash_ends_only_its_own_task(pool: ValidatorPool, task: object) -> None:
    assert callable(task)
    results = await asyncio.gather(
        pool.run(task, timeout=20), pool.run(nap, 0.3, timeout=20), return_exceptions=True
    )
    assert isinstance(results[0], WorkerDied)
    assert results[1] == "rested"
    assert await pool.run(add, 2, 3, timeout=20) == 5


async def test_errors_of_a_task_come_back_as_they_are_or_described(pool: ValidatorPool) -> None:
    with pytest.raises(ValueError, match="of the task"):
        await pool.run(fail, "plain", timeout=20)
    with pytest.raises(RuntimeError, match="Awkward"):
        await pool.run(fail, "awkward", timeout=20)
    with pytest.raises(RuntimeError, match="SystemExit"):
        await pool.run(leave, timeout=20)


async def test_more_tasks_than_processes_wait_their_turn(pool: ValidatorPool) -> None:
    assert await asyncio.gather(*(pool.run(add, number, 1, timeout=20) for number in range(20))) == list(
        range(1, 21)
    )


async def test_cancelling_kills_the_task(pool: ValidatorPool) -> None:
    await pool.run(add, 1, 1, timeout=20)
    task = asyncio.create_task(pool.run(spin, timeout=60))
    await asyncio.sleep(0.2)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    sums = await asyncio.gather(pool.run(add, 2, 3, timeout=20), pool.run(add, 1, 1, timeout=20))
    assert list(sums) == [5, 2]


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="the system cannot enforce it")
async def test_memory_can_be_bounded(pool: ValidatorPool) -> None:
    with pytest.raises(MemoryError):
        await pool.run(take, 400 * 2**20, timeout=20, memory_limit=100 * 2**20)
    assert await pool.run(take, 400 * 2**20, timeout=20) == 400 * 2**20


async def test_closing_lets_running_tasks_end() -> None:
    async with ValidatorPool(1) as pool:
        await pool.run(add, 1, 1, timeout=20)
        task = asyncio.create_task(pool.run(nap, 0.3, timeout=20))
        await asyncio.sleep(0.05)
    assert await task == "rested"


async def test_one_task_after_the_other_is_done_by_one_warm_process() -> None:
    async with ValidatorPool(3) as pool:
        pids = {await pool.run(os.getpid, timeout=20) for _ in range(4)}
    assert len(pids) == 1
