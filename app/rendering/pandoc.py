"""`pandoc --sandbox` on one chapter. The sandbox lets Pandoc read no file and open no socket; no filter is ever given.

Pandoc is GPL-2.0-or-later and runs as a program of its own: the binary of the wheel `pypandoc-binary` (the extra `pandoc`)
or the system's.
"""

from __future__ import annotations

import asyncio
import importlib.util
import json
import os
import re
import shutil
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from app.rendering.boundary import Ended, Limits, read_head, run_bounded, scratch

#: A chapter of 120 KB takes under a second; one that takes this long was written to.
LIMITS = Limits(seconds=20.0, memory=2_000_000_000, output=2_000_000)
#: Bytes of Haskell's heap: Pandoc then says by itself that it has run out of it. A chapter of 1 MB needs about 300 MB.
HEAP = "-M700m"
#: `--sandbox` came with Pandoc 2.15 (its release notes).
OLDEST = (2, 15)
#: Seconds for `pandoc --version`: the binary has 160 MB, which a cold disk must read.
START = Limits(seconds=30.0, memory=LIMITS.memory, output=100_000)
#: GHC's exit status when the heap is exhausted.
_HEAP_EXHAUSTED = 251


@dataclass(frozen=True, slots=True)
class Said:
    """Pandoc's verdict. `stopped`: its last words when it gave up; `unjudged`: which limit it met."""

    log: Any = None
    stopped: str | None = None
    unjudged: str = ""


@dataclass(frozen=True, slots=True)
class Pandoc:
    """An executable that was found to work. `options`: of Haskell's runtime, where it takes them."""

    path: str
    version: str
    options: tuple[str, ...] = ()

    async def convert(self, data: bytes, limits: Limits = LIMITS) -> Said:
        """Convert Markdown (`data`) to nowhere. Raises OSError when the executable has gone."""
        async with scratch() as folder:
            command = [
                self.path, *self.options, "--sandbox", f"--data-dir={folder}", "--from=markdown", "--to=html",
                "--mathjax", "--output=/dev/null", "--log=log.json",
            ]  # fmt: skip
            ended = await run_bounded(command, folder, data, limits)
            logged = await asyncio.to_thread(read_head, folder / "log.json", limits.output)
        return _said(ended, logged, limits)


def _said(ended: Ended, logged: bytes, limits: Limits) -> Said:
    if ended.status is None:
        return Said(unjudged=f"it took more than {limits.seconds:.0f} s")
    if ended.status == _HEAP_EXHAUSTED or "eap exhausted" in ended.said:
        return Said(unjudged="it needed too much memory")
    if ended.status < 0 or ended.status > 128:
        return Said(unjudged=f"the conversion was ended from outside (status {ended.status})")
    if ended.status:
        return Said(stopped=ended.said.strip() or f"it ended with status {ended.status}")
    try:
        return Said(log=json.loads(logged or b"[]"))
    except ValueError:
        return Said(unjudged="its log could not be read")


async def find_pandoc() -> Pandoc | str:
    """The Pandoc to use, or why there is none, as the end of the sentence "nothing was rendered: …"."""
    if sys.platform == "win32":
        return "Galleyproof does not run Pandoc on Windows"
    told = "this server has no Pandoc (install `galleyproof[pandoc]`, or `pandoc` on its PATH)"
    for path in _candidates():
        for options in (("+RTS", HEAP, "-RTS"), ()):
            if (version := await _version(path, options)) is None:
                continue
            if _numbers(version) >= OLDEST:
                return Pandoc(path, version, options)
            told = f"this server's Pandoc {version} is too old (it takes {'.'.join(map(str, OLDEST))})"
    return told


def _candidates() -> list[str]:
    found = []
    spec = importlib.util.find_spec("pypandoc")  # found, not imported: all we want is the file
    if spec is not None and spec.origin:
        found.append(str(Path(spec.origin).parent / "files" / "pandoc"))
    if (system := shutil.which("pandoc")) is not None:
        found.append(system)
    return [str(Path(path).absolute()) for path in found if os.access(path, os.X_OK)]


async def _version(path: str, options: tuple[str, ...]) -> str | None:
    try:
        async with scratch() as folder:
            out = await _output([path, *options, "--version"], folder)
    except OSError:
        return None
    match = re.match(rb"pandoc(?:\.exe)? (\d+(?:\.\d+)+)", out)
    return match[1].decode() if match else None


async def _output(command: list[str], folder: Path) -> bytes:
    """Standard output of a short command, which is trusted with no more than the others."""
    ended = await run_bounded(["/bin/sh", "-c", 'exec "$@" >&2', "sh", *command], folder, b"", START)
    return ended.said.encode() if ended.status == 0 else b""


def _numbers(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in version.split("."))
