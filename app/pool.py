"""Processes for work that takes CPU, each task with a time limit, so that nothing else ever waits for it.

A task that exceeds its limit is killed with its process, and the process is replaced: neither a pathological chapter
nor a crash in a C library can take the worker with it.
"""

from __future__ import annotations

import asyncio
import multiprocessing
import pickle
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from multiprocessing.connection import Connection
from typing import Any, TypeVar

import structlog

from app.errors import TookTooLong, WorkerDied
from app.pool_child import work

T = TypeVar("T")
Startup = Callable[[], None]
STARTUP_SECONDS = 60.0
DRAIN_SECONDS = 20.0

log = structlog.get_logger(__name__)


class Child:
    """One process and the pipe to it. Every method blocks and is called from a thread, except `kill`."""

    def __init__(self, startup: Startup | None) -> None:
        # Spawned, not forked: this process has threads and open database connections.
        context = multiprocessing.get_context("spawn")
        self._pipe: Connection
        self._pipe, theirs = context.Pipe()
        self._process = context.Process(
            target=work, args=(theirs, startup), name="galley-validator", daemon=True
        )
        self._process.start()
        theirs.close()
        self._ready = False
        self._lock = threading.Lock()

    def do(self, message: bytes, seconds: float) -> tuple[bool, Any]:
        """(True, result) or (False, exception). Raises TookTooLong or WorkerDied, after which the child is dead."""
        try:
            if not self._ready:
                self._receive(STARTUP_SECONDS)
                self._ready = True
            self._pipe.send_bytes(message)
            answer: tuple[bool, Any] = pickle.loads(self._receive(seconds))  # noqa: S301 (our own child)
            return answer
        except (EOFError, OSError):
            self.kill()
            code = self._process.exitcode
            raise WorkerDied(
                f"the process that did this ended without an answer (exit code {code})"
            ) from None

    def _receive(self, seconds: float) -> bytes:
        if not self._pipe.poll(seconds):
            self.kill()
            raise TookTooLong(f"not done after {seconds:g} s")
        return self._pipe.recv_bytes()

    def kill(self) -> None:
        """End it now; safe to call twice and from any thread."""
        with self._lock:
            self._process.kill()
            self._process.join(5)

    def close(self) -> None:
        """End an idle child."""
        self.kill()
        self._pipe.close()

    @property
    def alive(self) -> bool:
        return self._process.is_alive()


class ValidatorPool:
    """Use as `async with ValidatorPool(workers, startup) as pool`; leaving the block lets running tasks end."""

    def __init__(self, workers: int, startup: Startup | None = None) -> None:
        """`startup` (a module-level function) runs once in each process before its first task."""
        self._workers, self._startup = workers, startup
        self._threads = ThreadPoolExecutor(workers * 2, thread_name_prefix="galley-pool")
        # Last in, first out: the process that has worked is warm, and one that is not needed is never started.
        self._idle: asyncio.LifoQueue[Child | None] = asyncio.LifoQueue()
        self._busy: set[Child] = set()
        self._closing = False

    async def __aenter__(self) -> ValidatorPool:
        # Started at first need (None), except one that warms up now: most pull requests touch a chapter or two.
        for _ in range(self._workers - 1):
            self._idle.put_nowait(None)
        self._idle.put_nowait(await self._call(Child, self._startup))
        return self

    async def __aexit__(self, *_: object) -> None:
        self._closing = True
        deadline = asyncio.get_running_loop().time() + DRAIN_SECONDS
        while self._busy and asyncio.get_running_loop().time() < deadline:  # noqa: ASYNC110 (once, at the end)
            await asyncio.sleep(0.02)
        for child in list(self._busy):
            child.kill()
        while not self._idle.empty():
            child_or_none = self._idle.get_nowait()
            if child_or_none is not None:
                await self._call(child_or_none.close)
        self._threads.shutdown(wait=True)

    async def run(
        self,
        function: Callable[..., T],
        *args: Any,
        timeout: float,
        memory_limit: int | None = None,
    ) -> T:
        """`function(*args)` in another process; both must be picklable.

        `timeout` is in seconds of wall clock from the moment a process takes the task; `memory_limit` in bytes that it
        may allocate beyond what the process has (Linux only; then MemoryError). Raises what the function raises,
        TookTooLong, or WorkerDied. Cancelling kills the task.
        """
        if self._closing:
            raise WorkerDied("the pool is closing")
        message = pickle.dumps((function, args, memory_limit))
        child = await self._idle.get()
        try:
            if child is None or not child.alive:
                child = None
                child = await self._call(Child, self._startup)
            ok, value = await self._do(child, message, timeout)
        finally:
            self._idle.put_nowait(child if child is not None and child.alive else None)
        if ok:
            result: T = value
            return result
        raise value

    async def _do(self, child: Child, message: bytes, seconds: float) -> tuple[bool, Any]:
        self._busy.add(child)
        try:
            return await self._call(child.do, message, seconds)
        except asyncio.CancelledError:
            child.kill()
            raise
        finally:
            self._busy.discard(child)

    async def _call(self, function: Callable[..., T], *args: Any) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._threads, function, *args)
