"""Renders chapters with the real Quarto for Galleyproof, in a container without network and without secrets.

A Quarto project can run programs of its own (pre-render scripts, Lua filters) even when code cells are not executed. So
this program is not part of the bot: it needs nothing but the standard library, listens on a unix socket that the two
containers share, and answers one JSON line to each JSON line:

    asked     {"id": "…", "tar": "<base64 of a gzipped tar of the book>", "chapters": ["ops.qmd"],
               "limits": {"seconds": 120, "output": 200000}}
    answered  {"id": "…", "ok": true, "quarto": "1.8.25", "seconds": 7.1, "error": "",
               "log": [{"chapter": "ops.qmd", "line": 12, "level": "warning", "text": "…"}]}

`ok`: every chapter rendered. `error`: why nothing could be said at all (a request that makes no sense, no Quarto); else ''.
One request is worked on at a time; run more containers for more. Memory is the container's to bound: Quarto's runtime
reserves address space by the gigabyte, so a limit of it would only break it.
"""

from __future__ import annotations

import argparse
import base64
import binascii
import contextlib
import io
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tarfile
import tempfile
import time
from pathlib import Path, PurePosixPath
from typing import Any

#: Bytes of a request line, of the files in it when unpacked, and how many there may be.
REQUEST_BYTES, UNPACKED_BYTES, MOST_FILES = 64_000_000, 200_000_000, 20_000
#: What one request may ask for at most.
MOST_CHAPTERS, MOST_SECONDS, MOST_OUTPUT = 200, 900.0, 2_000_000
#: Lines of the log in one answer, and characters of one of them.
MOST_LINES, LINE_CHARACTERS = 500, 500
#: How long a client may take to send its line. Seconds.
PATIENCE = 60.0

_ESCAPES = re.compile(r"\x1b\[[0-9;?]*[ -/]*[@-~]")
_LEVELS = (
    ("error", re.compile(r"^\s*(?:\[ERROR\]|ERROR\b|Error\b|FATAL\b|pandoc: )")),
    ("warning", re.compile(r"^\s*(?:\[WARNING\]|WARN(?:ING)?\b)")),
)
_LINE = re.compile(r"\blines? (\d+)|\.(?:qmd|md|Rmd|yml):(\d+)")


class Refused(Exception):
    """The request cannot be worked on; the message says why."""


def main() -> None:
    """Listen until SIGTERM."""
    arguments = argparse.ArgumentParser(description="Renders chapters with Quarto, asked over a unix socket.")
    arguments.add_argument("--socket", type=Path, default=Path("/run/renderer/socket"))
    arguments.add_argument("--quarto", default="quarto", help="the executable (default: %(default)s on PATH)")
    arguments.add_argument(
        "--check", action="store_true", help="ask the renderer that listens whether it is well"
    )
    given = arguments.parse_args()
    if given.check:
        sys.exit(0 if healthy(given.socket) else 1)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    with listening(given.socket) as server:
        while True:
            connection, _ = server.accept()
            with connection, contextlib.suppress(OSError):
                connection.settimeout(PATIENCE)
                serve(connection, given.quarto)


@contextlib.contextmanager
def listening(path: Path) -> Any:
    """The socket, which everybody who sees its folder may connect to: only the bot's container does."""
    path.unlink(missing_ok=True)
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(str(path))
        path.chmod(0o666)
        server.listen(64)
        try:
            yield server
        finally:
            path.unlink(missing_ok=True)


def healthy(path: Path) -> bool:
    """Whether somebody listens."""
    with socket.socket(socket.AF_UNIX) as client:
        client.settimeout(5)
        return client.connect_ex(str(path)) == 0


def serve(connection: socket.socket, quarto: str) -> None:
    """Answer every line of one connection."""
    with connection.makefile("rwb") as stream:
        while line := stream.readline(REQUEST_BYTES + 1):
            if len(line) > REQUEST_BYTES:
                stream.write(_answer("", error=f"the request has more than {REQUEST_BYTES} bytes"))
                stream.flush()
                return
            if line.strip():
                stream.write(answer(line, quarto))
                stream.flush()


def answer(line: bytes, quarto: str) -> bytes:
    """One request line in, one answer line out; never raises."""
    started, id = time.monotonic(), ""
    try:
        request = _read(line)
        id = request["id"]
        ok, log = render(request, quarto)
        return _answer(id, ok=ok, quarto=version(quarto), seconds=time.monotonic() - started, log=log)
    except Refused as refused:
        return _answer(id, seconds=time.monotonic() - started, error=str(refused))
    except Exception as fault:  # the next request must still be served
        return _answer(id, seconds=time.monotonic() - started, error=f"{type(fault).__name__}: {fault}")
    finally:
        clean_up()


def _answer(id: str, **parts: Any) -> bytes:
    whole = {"id": id, "ok": False, "quarto": "", "seconds": 0.0, "log": [], "error": ""} | parts
    return json.dumps(whole).encode() + b"\n"


def _read(line: bytes) -> dict[str, Any]:
    """The request with its limits brought within ours."""
    try:
        request = json.loads(line)
        id, chapters, limits = request["id"], request["chapters"], request.get("limits", {})
        seconds, output = float(limits.get("seconds", 120)), int(limits.get("output", 200_000))
        tar = base64.b64decode(request["tar"], validate=True)
    except (ValueError, TypeError, KeyError, AttributeError, binascii.Error) as wrong:
        raise Refused(f"the request cannot be read: {type(wrong).__name__} {wrong}") from None
    if not isinstance(id, str) or not isinstance(chapters, list) or not all(_inside(c) for c in chapters):
        raise Refused("`id` must be a text and `chapters` a list of paths inside the book")
    if len(chapters) > MOST_CHAPTERS:
        raise Refused(f"more than {MOST_CHAPTERS} chapters are asked for")
    seconds, output = min(max(seconds, 1.0), MOST_SECONDS), min(max(output, 1_000), MOST_OUTPUT)
    return {"id": id, "chapters": chapters, "tar": tar, "seconds": seconds, "output": output}


def _inside(path: Any) -> bool:
    pure = PurePosixPath(path) if isinstance(path, str) else PurePosixPath("/")
    return (
        bool(pure.parts)
        and not pure.is_absolute()
        and ".." not in pure.parts
        and not str(path).startswith("-")
    )


def render(request: dict[str, Any], quarto: str) -> tuple[bool, list[dict[str, Any]]]:
    """Render the chapters one by one in a folder of their own: all well?, and what Quarto said."""
    log: list[dict[str, Any]] = []
    deadline = time.monotonic() + request["seconds"]
    ok = True
    with tempfile.TemporaryDirectory(prefix="book-", ignore_cleanup_errors=True) as folder:
        book = Path(folder) / "book"
        unpack(request["tar"], book)
        for chapter in request["chapters"]:
            if not (book / chapter).is_file():
                raise Refused(f"the book has no file {chapter}")
            status, said = run(quarto, chapter, book, deadline, request["output"])
            ok = ok and status == 0
            log += read_log(chapter, status, said)
    return ok, log[:MOST_LINES]


def unpack(data: bytes, into: Path) -> None:
    """Plain files and folders below `into`; a tar with anything else is refused whole."""
    into.mkdir()
    total = 0
    try:
        with tarfile.open(fileobj=io.BytesIO(data), mode="r:gz") as tar:
            for number, member in enumerate(tar):
                total += member.size
                if number >= MOST_FILES or total > UNPACKED_BYTES:
                    raise Refused("the book is too large to be unpacked")
                if not _inside(member.name) or not (member.isfile() or member.isdir()):
                    raise Refused(f"the tar holds {member.name!r}, which is no plain file inside the book")
                place = into / member.name
                (place if member.isdir() else place.parent).mkdir(parents=True, exist_ok=True)
                source = tar.extractfile(member)
                if source is not None:
                    place.write_bytes(source.read())
    except (tarfile.TarError, EOFError, OSError) as wrong:
        raise Refused(f"the tar cannot be unpacked: {wrong}") from None


def run(quarto: str, chapter: str, book: Path, deadline: float, output: int) -> tuple[int | None, str]:
    """`quarto render` of one chapter, code left alone. Status None: the time was up. Output beyond the limit is lost."""
    said = book.parent / "said"
    command = [quarto, "render", chapter, "--to", "html", "--no-execute", "--no-execute-daemon"]
    with said.open("wb") as sink:
        process = subprocess.Popen(  # noqa: S603 (what it runs is why this program is alone)
            command, cwd=book, env=_environment(book.parent), stdin=subprocess.DEVNULL, stdout=sink,
            stderr=subprocess.STDOUT, start_new_session=True,
        )  # fmt: skip
        status: int | None = None
        try:
            status = process.wait(max(0.1, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            pass
        finally:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()
    with said.open("rb") as told:
        return status, told.read(output).decode("utf-8", "replace")


def _environment(folder: Path) -> dict[str, str]:
    home = folder / "home"
    home.mkdir(exist_ok=True)
    return {
        "PATH": os.environ.get("PATH", "/usr/bin:/bin"), "HOME": str(home), "TMPDIR": str(folder), "LC_ALL": "C.UTF-8",
        "NO_COLOR": "1",
    }  # fmt: skip


def read_log(chapter: str, status: int | None, said: str) -> list[dict[str, Any]]:
    """The errors and warnings that Quarto printed, each with its line where it names one."""
    found = []
    lines = [_ESCAPES.sub("", line[: 2 * LINE_CHARACTERS]).rstrip() for line in said.splitlines()]
    for at, line in enumerate(lines):
        level = next((name for name, pattern in _LEVELS if pattern.search(line)), None)
        if level is not None:
            # What belongs to a message is indented under it, or follows until an empty line.
            more = [text for text in lines[at + 1 : at + 4] if text.strip()]
            where = _LINE.search(line) or _LINE.search(" ".join(more))
            number = next((int(n) for n in where.groups() if n), None) if where else None
            found.append(_entry(chapter, number, level, line.strip()))
    if status != 0 and not any(entry["level"] == "error" for entry in found):
        last = next((line.strip() for line in reversed(lines) if line.strip()), "it said nothing")
        why = "the time was up" if status is None else f"Quarto ended with status {status}"
        found.append(_entry(chapter, None, "error", f"{why}: {last}"))
    return found


def _entry(chapter: str, line: int | None, level: str, text: str) -> dict[str, Any]:
    return {"chapter": chapter, "line": line, "level": level, "text": text[:LINE_CHARACTERS]}


def version(quarto: str) -> str:
    """As `quarto --version` prints it, '' when it cannot be asked."""
    try:
        asked = subprocess.run([quarto, "--version"], capture_output=True, timeout=30, check=False)  # noqa: S603
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return asked.stdout.decode("utf-8", "replace").strip()[:40]


def clean_up() -> None:
    """In a container of our own: nothing that a book started or left may meet the next book."""
    if os.getpid() != 1:
        return
    with contextlib.suppress(ProcessLookupError):
        os.kill(-1, signal.SIGKILL)  # everything but ourselves
    with contextlib.suppress(ChildProcessError):
        while os.waitpid(-1, os.WNOHANG)[0]:
            pass
    for left in Path(tempfile.gettempdir()).iterdir():
        shutil.rmtree(left, ignore_errors=True) if left.is_dir() else left.unlink(missing_ok=True)


if __name__ == "__main__":
    main()
