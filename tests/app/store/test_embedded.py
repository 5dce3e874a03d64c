"""The embedded Postgres: started, adopted, shared, recovered, and never touching what is not ours."""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import stat
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from app.errors import StartError
from app.store import account, embedded
from app.store.binaries import all_binaries, reachable
from app.store.embedded import EmbeddedPostgres
from app.store.postmaster import Postmaster

ROOT = os.geteuid() == 0
REPOSITORY = Path(__file__).parents[3]


@pytest.fixture(scope="module")
def seed() -> Iterator[Path]:
    """An initialised data folder to copy, which is quicker than initdb in every test."""
    made = Path(tempfile.mkdtemp(prefix="galley-", dir="/tmp"))
    made.chmod(0o755)
    server = EmbeddedPostgres(made, durable=False)
    server.start()
    server.stop()
    yield server.data
    shutil.rmtree(made, ignore_errors=True)


@pytest.fixture
def folder(empty: Path, seed: Path) -> Path:
    """A data folder that has been used before."""
    (empty / "postgres").mkdir()
    subprocess.run(["cp", "-a", str(seed), str(empty / "postgres" / "data")], check=True)
    return empty


@pytest.fixture
def empty() -> Iterator[Path]:
    """A short, open folder; whatever server is left in it is stopped."""
    made = Path(tempfile.mkdtemp(prefix="galley-", dir="/tmp"))
    made.chmod(0o755)
    yield made
    pid = Postmaster(made / "postgres" / "data").pid()
    if pid is not None:
        os.kill(pid, signal.SIGQUIT)
    shutil.rmtree(made, ignore_errors=True)


def answer(url: str) -> int:
    with psycopg.connect(url) as connection:
        row = connection.execute("SELECT 6 * 7").fetchone()
    assert row is not None
    return int(row[0])


def pid_of(server: EmbeddedPostgres) -> int | None:
    return Postmaster(server.data).pid()


def test_it_starts_keeps_its_data_and_stops(folder: Path) -> None:
    server = EmbeddedPostgres(folder, durable=False)
    url = server.start()
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("CREATE TABLE kept AS SELECT 1 AS one")
    server.stop()
    assert pid_of(server) is None
    again = EmbeddedPostgres(folder, durable=False)
    with psycopg.connect(again.start()) as connection:
        assert connection.execute("SELECT one FROM kept").fetchone() == (1,)
    again.stop()


def test_nobody_else_can_come_in(empty: Path) -> None:
    server = EmbeddedPostgres(empty, durable=False)
    server.start()
    for path in (server.data, server.run):
        assert stat.S_IMODE(path.stat().st_mode) == 0o700
    with psycopg.connect(server.url()) as connection:
        assert connection.execute("SHOW listen_addresses").fetchone() == ("",)
    server.stop()


@pytest.mark.skipif(not ROOT, reason="only root changes accounts")
def test_started_by_root_it_runs_as_somebody_else_and_leaves_foreign_folders_alone(empty: Path) -> None:
    mine = empty / "mine"
    mine.mkdir(mode=0o751)
    mine.chmod(0o751)
    server = EmbeddedPostgres(mine, durable=False)
    server.start()
    pid = pid_of(server)
    assert pid is not None
    assert Path(f"/proc/{pid}").stat().st_uid != 0
    assert stat.S_IMODE(mine.stat().st_mode) == 0o751
    assert mine.stat().st_uid == 0
    server.stop()


@pytest.mark.skipif(not ROOT, reason="only root changes accounts")
def test_a_closed_parent_folder_is_named(empty: Path) -> None:
    closed = empty / "closed"
    closed.mkdir(mode=0o700)
    with pytest.raises(StartError, match=rf"cannot enter {closed}: set GALLEY_DATA_DIR"):
        EmbeddedPostgres(closed / "data").start()
    assert stat.S_IMODE(closed.stat().st_mode) == 0o700


@pytest.mark.skipif(not ROOT, reason="only root changes accounts")
def test_binaries_out_of_reach_are_copied_once(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    newest = all_binaries()[0]
    hidden = folder / "home"
    shutil.copytree(newest.root.parent, hidden / "site" / newest.root.parent.name, symlinks=True)
    libs = newest.root.parent.with_name(newest.root.parent.name + ".libs")
    if libs.is_dir():
        shutil.copytree(libs, hidden / "site" / libs.name)
    hidden.chmod(0o700)
    out_of_reach = type(newest)(hidden / "site" / newest.root.parent.name / newest.root.name, newest.major)
    monkeypatch.setattr(embedded, "all_binaries", lambda: [out_of_reach])
    server = EmbeddedPostgres(folder, durable=False)
    assert answer(server.start()) == 42
    server.stop()
    (copy,) = server.base.glob("server-*")
    made = copy.stat().st_mtime_ns
    who = account.choose_account(server.data)
    assert reachable(out_of_reach, who, server.base).root == copy
    assert copy.stat().st_mtime_ns == made
    assert stat.S_IMODE(hidden.stat().st_mode) == 0o700


def test_a_server_left_by_a_killed_process_is_adopted(folder: Path) -> None:
    program = (
        "import sys, time; from pathlib import Path; from app.store.embedded import EmbeddedPostgres\n"
        "EmbeddedPostgres(Path(sys.argv[1]), durable=False).start(); print('up', flush=True); time.sleep(60)"
    )
    child = subprocess.Popen(
        [sys.executable, "-c", program, str(folder)], stdout=subprocess.PIPE, text=True, cwd=REPOSITORY
    )
    assert child.stdout is not None
    assert child.stdout.readline() == "up\n"
    child.kill()
    child.communicate()
    server = EmbeddedPostgres(folder, durable=False)
    left = pid_of(server)
    assert left is not None, "the server must outlive its parent"
    assert answer(server.start()) == 42
    assert pid_of(server) == left
    server.stop()
    assert pid_of(server) is None


def test_several_share_it_and_the_last_one_out_stops_it(folder: Path) -> None:
    first, second = EmbeddedPostgres(folder, durable=False), EmbeddedPostgres(folder, durable=False)
    first.start()
    url = second.start()
    first.stop()
    assert answer(url) == 42
    second.stop()
    assert pid_of(second) is None


def test_a_server_that_was_killed_recovers(folder: Path) -> None:
    server = EmbeddedPostgres(folder, durable=False)
    with psycopg.connect(server.start(), autocommit=True) as connection:
        connection.execute("CREATE TABLE kept AS SELECT 1 AS one")
    pid = pid_of(server)
    assert pid is not None
    os.kill(pid, signal.SIGKILL)
    assert server._child is not None
    server._child.wait(10)
    time.sleep(0.2)
    again = EmbeddedPostgres(folder, durable=False)
    with psycopg.connect(again.start()) as connection:
        assert connection.execute("SELECT one FROM kept").fetchone() == (1,)
    server.stop()
    again.stop()


def test_a_process_number_that_now_belongs_to_another_program_is_no_server(folder: Path) -> None:
    server = EmbeddedPostgres(folder, durable=False)
    server.start()
    server.stop()
    pid_file = server.data / "postmaster.pid"
    pid_file.write_text(f"{os.getpid()}\n{server.data}\n0\n5432\n{server.run}\n\n0\nready   \n")
    if ROOT:
        shutil.chown(pid_file, pwd.getpwuid(server.data.stat().st_uid).pw_name)
    assert answer(server.start()) == 42
    assert pid_of(server) != os.getpid()
    server.stop()


def test_a_half_done_initdb_is_wiped(empty: Path) -> None:
    unfinished = empty / "postgres" / "data.unfinished"
    unfinished.mkdir(parents=True)
    (unfinished / "PG_VERSION").write_text("18\n")
    server = EmbeddedPostgres(empty, durable=False)
    assert answer(server.start()) == 42
    assert not unfinished.exists()
    server.stop()


def test_data_of_another_major_version_is_refused_with_the_commands_to_move_it(empty: Path) -> None:
    data = empty / "postgres" / "data"
    data.mkdir(parents=True)
    (data / "PG_VERSION").write_text("16\n")
    with pytest.raises(StartError) as caught:
        EmbeddedPostgres(empty).start()
    message = str(caught.value)
    for piece in ("PostgreSQL 16", "pg_dump", "pg_restore", str(data)):
        assert piece in message
    assert (data / "PG_VERSION").read_text() == "16\n"


def test_a_foreign_folder_in_the_place_of_the_data_is_not_touched(empty: Path) -> None:
    data = empty / "postgres" / "data"
    data.mkdir(parents=True)
    (data / "letter.txt").write_text("mine")
    with pytest.raises(StartError, match="not a Postgres data folder"):
        EmbeddedPostgres(empty).start()
    assert (data / "letter.txt").read_text() == "mine"


def test_a_path_too_long_for_a_socket_is_refused_at_the_limit(empty: Path) -> None:
    used = len(os.fsencode(EmbeddedPostgres(empty).run / embedded.SOCKET_NAME)) + 1
    longest = empty / ("x" * (embedded.SOCKET_PATH_LIMIT - used))
    server = EmbeddedPostgres(longest, durable=False)
    assert answer(server.start()) == 42
    server.stop()
    with pytest.raises(StartError, match="GALLEY_DATA_DIR to a shorter path"):
        EmbeddedPostgres(longest.with_name(longest.name + "x")).start()


def test_an_account_without_a_name_is_told_what_to_do(empty: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 987_654)
    with pytest.raises(StartError, match="uid 987654, which has no entry in the passwd database"):
        EmbeddedPostgres(empty).start()
