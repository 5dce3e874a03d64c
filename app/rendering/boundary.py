"""A program with nothing but a scratch folder: an empty environment, bounded time, memory and output, a group to kill."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

#: The shell sets the limits and becomes the program: `preexec_fn` is not safe in a process with threads. Where a system
#: cannot enforce one (macOS has no limit of address space), the others still hold.
_LAUNCH = """for limit in "-c 0" "-t $1" "-f $2" "-v $3"; do ulimit $limit 2>/dev/null || :; done
shift 3
exec nice -n 5 "$@"
"""
_SHELL = "/bin/sh"
#: What `nice` ends with when it cannot start a command (POSIX).
NOT_STARTED = (126, 127)
_UNIT = 512  # bytes of `ulimit -f`, as POSIX has it; some shells count 1,024


@dataclass(frozen=True, slots=True)
class Limits:
    """`seconds`: of wall clock, and of processor time; `memory`: bytes of address space; `output`: bytes of any file."""

    seconds: float
    memory: int
    output: int


@dataclass(frozen=True, slots=True)
class Ended:
    """`status` None: it was killed, for its time was up; negative: the signal that ended it."""

    status: int | None
    said: str


@asynccontextmanager
async def scratch() -> AsyncIterator[Path]:
    """A folder that only we can read, gone when the block is left."""
    folder = await asyncio.to_thread(TemporaryDirectory, prefix="galley-scratch-", ignore_cleanup_errors=True)
    try:
        yield Path(folder.name)
    finally:
        await asyncio.shield(asyncio.to_thread(folder.cleanup))


async def run_bounded(command: Sequence[str], folder: Path, given: bytes, limits: Limits) -> Ended:
    """Run `command` in `folder` with `given` on standard input; its standard error is what it said.

    The whole process group is dead when this returns, raises or is cancelled. Raises OSError when it cannot start.
    """
    source, said = folder / "input", folder / "said"
    await asyncio.to_thread(source.write_bytes, given)
    bounds = [str(int(limits.seconds) + 1), str(limits.output // _UNIT), str(limits.memory // 1024)]
    with source.open("rb") as stdin, said.open("wb") as stderr:
        process = await asyncio.create_subprocess_exec(
            _SHELL, "-c", _LAUNCH, _SHELL, *bounds, *command, cwd=folder, env=_environment(folder), stdin=stdin,
            stdout=asyncio.subprocess.DEVNULL, stderr=stderr, start_new_session=True,
        )  # fmt: skip
    status: int | None = None
    try:
        async with asyncio.timeout(limits.seconds):
            status = await process.wait()
    except TimeoutError:
        status = None
    finally:
        _kill_group(process.pid)
        if process.returncode is None:
            await asyncio.shield(process.wait())
    text = await asyncio.to_thread(read_head, said, limits.output)
    if status in NOT_STARTED:
        raise FileNotFoundError(2, text.decode("utf-8", "replace").strip()[-200:])
    return Ended(status, text.decode("utf-8", "replace"))


def read_head(path: Path, most: int) -> bytes:
    """At most so many bytes of a file; b'' when there is none."""
    try:
        with path.open("rb") as file:
            return file.read(most)
    except FileNotFoundError:
        return b""


def _environment(folder: Path) -> dict[str, str]:
    """Nothing of ours: no secrets, no home, no proxy."""
    return {"PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8", "TMPDIR": str(folder)}


def _kill_group(pid: int) -> None:
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(pid, signal.SIGKILL)
