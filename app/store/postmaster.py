"""What `postmaster.pid` tells about a server, read with the suspicion that a reused process id deserves."""

from __future__ import annotations

import subprocess
from pathlib import Path

READY = "ready"


class Postmaster:
    """The server process of one data folder, as far as its pid file and the system show it."""

    def __init__(self, data: Path) -> None:
        self.data = data
        self.pid_file = data / "postmaster.pid"

    def status(self) -> str:
        """The eighth line of the pid file: starting, ready, stopping; empty when there is none."""
        lines = self._lines()
        return lines[7].strip() if len(lines) > 7 else ""

    def pid(self) -> int | None:
        """The process id of the running server; None when the file is stale or absent."""
        lines = self._lines()
        if not lines or not lines[0].strip().isdigit():
            return None
        pid = int(lines[0])
        # In a container started anew the same small number belongs to somebody else.
        return pid if f" {self.data} " in f" {command_line(pid)} " else None

    def remove_stale_pid_file(self) -> None:
        """Postgres itself refuses to start while any live process of its account has the old number."""
        if self._lines() and self.pid() is None:
            self.pid_file.unlink(missing_ok=True)

    def _lines(self) -> list[str]:
        try:
            return self.pid_file.read_text().splitlines()
        except FileNotFoundError:
            return []


def command_line(pid: int) -> str:
    """The command line of a live process; empty for a zombie or one that is gone."""
    if Path("/proc/self/cmdline").exists():
        try:
            return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
        except OSError:
            return ""
    answer = subprocess.run(["/bin/ps", "-o", "args=", "-p", str(pid)], capture_output=True, text=True)  # noqa: S603
    return answer.stdout
