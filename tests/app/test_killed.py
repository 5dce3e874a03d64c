"""kill -9, the honest test: nothing acknowledged is lost, nothing half done stays, nobody waits long."""

from __future__ import annotations

import asyncio
import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import psycopg
import pytest

from app.store.inbox import store_group
from app.store.postmaster import Postmaster
from tests.app.payloads import arrival, pull_request, signed
from tests.benchmarks.load import load
from tests.conftest import APP_ID, WEBHOOK_SECRET, private_key_pem

REPOSITORY_ROOT = Path(__file__).parents[2]
BODIES = [
    json.dumps(pull_request("labeled", number=number) | {"pad": "x" * 3000}).encode() for number in range(12)
]


def environment(database_url: str, data_dir: Path) -> dict[str, str]:
    keep = {name: value for name, value in os.environ.items() if not name.startswith("GALLEY_")}
    return keep | {
        "GALLEY_APP_ID": str(APP_ID),
        "GALLEY_PRIVATE_KEY": private_key_pem(),
        "GALLEY_WEBHOOK_SECRET": WEBHOOK_SECRET,
        "GALLEY_DATABASE_URL": database_url,
        "GALLEY_DATA_DIR": str(data_dir),
    }


@contextmanager
def intake(env: dict[str, str]) -> Iterator[tuple[subprocess.Popen[str], int]]:
    """`galley serve --no-worker` in a process of its own, and its port."""
    command = [sys.executable, "-m", "app.cli", "serve", "--no-worker", "--port", "0"]
    process = subprocess.Popen(command, env=env, cwd=REPOSITORY_ROOT, stderr=subprocess.PIPE, text=True)
    assert process.stderr is not None
    try:
        said = []
        for line in process.stderr:
            said.append(line)
            if found := re.search(r"http://127\.0\.0\.1:(\d+)", line):
                yield process, int(found[1])
                return
        raise AssertionError("the server did not start:\n" + "".join(said))
    finally:
        process.kill()
        process.communicate()


def rows(url: str, query: str) -> list[Any]:
    with psycopg.connect(url, autocommit=True) as connection:
        cursor = connection.execute(query.encode())
        return cursor.fetchall() if cursor.description else []


@pytest.mark.slow
async def test_no_acknowledged_delivery_is_missing_after_kill_9(database_url: str, short_tmp: Path) -> None:
    acknowledged: list[str] = []
    for _ in range(3):
        with intake(environment(database_url, short_tmp)) as (process, port):
            loading = asyncio.create_task(load(port, 5.0, 16, BODIES, WEBHOOK_SECRET.encode()))
            await asyncio.sleep(0.7)
            process.send_signal(signal.SIGKILL)
            tally = await asyncio.wait_for(loading, 20)
            assert tally.broken, "the server was to be killed in the middle of the load"
            acknowledged += tally.acknowledged
    stored = {row[0] for row in rows(database_url, "SELECT id FROM deliveries")}
    assert len(acknowledged) > 100
    assert set(acknowledged) <= stored
    unmarked = rows(database_url, "SELECT id FROM deliveries WHERE id NOT IN (SELECT delivery_id FROM dirty)")
    assert unmarked == [], "stored means queued"


@pytest.mark.slow
async def test_a_stopped_server_answers_what_it_has_begun(database_url: str, short_tmp: Path) -> None:
    with intake(environment(database_url, short_tmp)) as (process, port):
        body = BODIES[0]
        async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}") as client:
            headers = signed(WEBHOOK_SECRET, body, "pull_request")
            assert (
                await client.post("/api/github/webhooks", content=body, headers=headers)
            ).status_code == 202
            assert (await client.get("/healthz")).status_code == 200
            ready = await client.get("/readyz")
            assert (ready.status_code, ready.json()) == (503, {"database": "ok", "worker": "none is alive"})
            assert "galley_deliveries_total" in (await client.get("/metrics")).text
        process.send_signal(signal.SIGTERM)
        assert await asyncio.to_thread(process.wait, 20) == 0


@contextmanager
def worker(url: str, seconds: float) -> Iterator[subprocess.Popen[str]]:
    command = [sys.executable, "-m", "tests.app.crashing_worker", url, str(seconds)]
    process = subprocess.Popen(command, cwd=REPOSITORY_ROOT, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    try:
        assert process.stdout.readline() == "working\n"
        yield process
    finally:
        process.kill()
        process.communicate()


async def until(url: str, query: str, expected: object, seconds: float) -> float:
    """Seconds until the query's first value is as expected."""
    started = time.monotonic()
    while (found := rows(url, query)[0][0]) != expected:
        assert time.monotonic() - started < seconds, f"still {found} after {seconds} s"
        await asyncio.sleep(0.05)
    return time.monotonic() - started


@pytest.mark.slow
async def test_runs_of_a_killed_worker_are_taken_over_soon_and_end_once(database_url: str) -> None:
    rows(database_url, "CREATE TABLE began (key text, pid integer)")
    rows(database_url, "CREATE TABLE ended (delivery text PRIMARY KEY, key text)")
    async with await psycopg.AsyncConnection.connect(database_url, autocommit=True) as connection:
        for number in range(30):
            await store_group(connection, [arrival("pull_request", pull_request(number=number % 10))])
    with worker(database_url, 0.5) as victim:
        await until(database_url, "SELECT count(*) >= 4 FROM began", True, 20)
        victim.send_signal(signal.SIGKILL)
        victim.wait()
        left = rows(database_url, "SELECT count(*) FROM ended")[0][0]
        assert left < 30
    with worker(database_url, 0.05):
        took = await until(database_url, "SELECT count(*) FROM ended", 30, 25)
        await until(database_url, "SELECT count(*) FROM procrastinate_jobs", 0, 10)
    assert took < 15, "about six seconds after the kill the work goes on"
    assert rows(database_url, "SELECT DISTINCT state FROM dirty") == [("handled",)]


@pytest.mark.slow
async def test_a_paused_worker_that_wakes_up_finishes_nothing_that_was_taken_over(database_url: str) -> None:
    rows(database_url, "CREATE TABLE began (key text, pid integer)")
    rows(database_url, "CREATE TABLE ended (delivery text PRIMARY KEY, key text)")
    async with await psycopg.AsyncConnection.connect(database_url, autocommit=True) as connection:
        await store_group(connection, [arrival("pull_request", pull_request())])
    with worker(database_url, 1.0) as sleeper:
        await until(database_url, "SELECT count(*) FROM began", 1, 20)
        sleeper.send_signal(signal.SIGSTOP)
        with worker(database_url, 2.0):
            await until(database_url, "SELECT count(*) FROM began", 2, 25)
            sleeper.send_signal(signal.SIGCONT)  # its primary key on `ended` would break if both finished
            await until(database_url, "SELECT count(*) FROM ended", 1, 20)
            await asyncio.sleep(1.5)
    assert rows(database_url, "SELECT state FROM dirty") == [("handled",)]
    assert len(rows(database_url, "SELECT * FROM ended")) == 1


@pytest.mark.slow
async def test_a_stopped_server_stops_its_own_database_too(short_tmp: Path) -> None:
    folder = short_tmp / "own"
    env = environment("postgresql://unused", folder)
    del env["GALLEY_DATABASE_URL"]
    postmaster = Postmaster(folder / "postgres" / "data")
    with intake(env) as (process, _):
        assert postmaster.pid() is not None
        process.send_signal(signal.SIGTERM)
        assert await asyncio.to_thread(process.wait, 30) == 0
    assert postmaster.pid() is None
