"""Ending: background tasks for certain, and a process when it is asked to."""

from __future__ import annotations

import asyncio
import contextlib
import signal
from collections.abc import Callable, Iterable
from typing import Any

PATIENCE_SECONDS = 0.5
STOP_SIGNALS = (signal.SIGTERM, signal.SIGINT)


async def end(tasks: Iterable[asyncio.Task[Any]]) -> None:
    """Cancel the tasks and return when they have ended, whatever they raise.

    One `cancel()` is not enough: database drivers and `asyncio.wait_for` may lose one that arrives at the moment in
    which an operation completes.
    """
    left = set(tasks)
    while left:
        for task in left:
            task.cancel()
        _, left = await asyncio.wait(left, timeout=PATIENCE_SECONDS)


def on_stop_signal(call: Callable[[int], object]) -> None:
    """`call(number)` at each SIGTERM or SIGINT, in place of what stood there; where the system has no such signals, never."""
    loop = asyncio.get_running_loop()
    for number in STOP_SIGNALS:
        with contextlib.suppress(NotImplementedError):
            loop.add_signal_handler(number, call, number)


async def stop_signal() -> None:
    """Returns at the first SIGTERM or SIGINT, so that what is open can be closed in order."""
    stop = asyncio.Event()
    on_stop_signal(lambda _: stop.set())
    await stop.wait()
