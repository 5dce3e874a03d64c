"""The other end of app.pool: what runs inside each of its processes."""

from __future__ import annotations

import contextlib
import os
import pickle
import signal
import sys
from collections.abc import Callable, Iterator
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

NICENESS = 5


def work(pipe: Connection, startup: Callable[[], None] | None) -> None:
    """Answer tasks until the parent goes away."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches us too; the parent decides
    if sys.platform != "win32":
        os.nice(NICENESS)  # webhooks and heartbeats first
    if startup is not None:
        startup()
    pipe.send_bytes(b"ready")
    with contextlib.suppress(EOFError, OSError):
        while True:
            pipe.send_bytes(_answer(pipe.recv_bytes()))


def _answer(message: bytes) -> bytes:
    try:
        function, args, memory_limit = pickle.loads(message)  # noqa: S301 (our own parent)
        with limited_memory(memory_limit):
            return pickle.dumps((True, function(*args)))
    except BaseException as error:  # SystemExit included: a task must not end its process silently
        return _failure(error)


def _failure(error: BaseException) -> bytes:
    """The exception itself where it can travel, else one that tells what it was."""
    if isinstance(error, Exception):
        with contextlib.suppress(Exception):
            message = pickle.dumps((False, error))
            pickle.loads(message)  # noqa: S301 (many exceptions pickle and do not unpickle)
            return message
    return pickle.dumps((False, RuntimeError(f"{type(error).__name__}: {error}")))


@contextlib.contextmanager
def limited_memory(allowance: int | None) -> Iterator[None]:
    """At most `allowance` bytes of address space more than now, where the system can enforce it."""
    if allowance is None or not sys.platform.startswith("linux"):
        yield
        return
    import resource

    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    resource.setrlimit(resource.RLIMIT_AS, (_address_space() + allowance, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_AS, (hard, hard))


def _address_space() -> int:
    pages = int(Path("/proc/self/statm").read_text().split()[0])
    size: int = os.sysconf("SC_PAGE_SIZE")
    return pages * size


__all__: list[Any] = ["limited_memory", "work"]
