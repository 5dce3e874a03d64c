"""kill -9 of server and worker in the middle of a review: the next process finishes it, and nothing stands twice."""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from app.demo import seed
from app.demo.stage import SECRET, SLUG, register
from app.sandbox.server import SandboxServer
from app.sandbox.world import World
from checks.checklist import read_form

pytestmark = [pytest.mark.asyncio(loop_scope="session"), pytest.mark.timeout(240), pytest.mark.slow]

#: The request after which the process is killed: while reading, and after each kind of write.
MOMENTS = ("/git/trees/", "POST /repos/{owner}/{repo}/check-runs", "/reviews", "/comments", "mutation")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


class Bot:
    """`galley serve` as an operator runs it: a process of its own, which can be killed."""

    def __init__(self, world: World, private_key: str, app_id: int, database_url: str, folder: Path) -> None:
        self.port = _free_port()
        self._log = folder / "bot.log"
        self._environment = {
            **os.environ,
            "GALLEY_APP_ID": str(app_id),
            "GALLEY_PRIVATE_KEY": private_key,
            "GALLEY_WEBHOOK_SECRET": SECRET,
            "GALLEY_GITHUB_API_URL": world.base_url,
            "GALLEY_DATABASE_URL": database_url,
            "GALLEY_DATA_DIR": str(folder),
            "GALLEY_VALIDATORS": "1",
        }
        self.process: subprocess.Popen[bytes] | None = None

    async def start(self) -> None:
        command = [sys.executable, "-m", "app.cli", "serve", "--port", str(self.port)]
        with self._log.open("ab") as log:
            self.process = subprocess.Popen(
                command, env=self._environment, stdout=log, stderr=log, start_new_session=True
            )
        for _ in range(600):
            if self.process.poll() is not None:
                pytest.fail(f"the server ended by itself:\n{self._log.read_text()[-3000:]}")
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", self.port)) == 0:
                    return
            await asyncio.sleep(0.1)
        pytest.fail("the server did not start within 60 s")

    def kill(self) -> None:
        """The server, its worker and its validators, at once and without a word."""
        assert self.process is not None
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()


@asynccontextmanager
async def _served(database_url: str, folder: Path) -> AsyncIterator[tuple[World, Bot]]:
    world = World()
    app, private = register(world)
    async with SandboxServer(world):
        world.latency = 100.0  # so that there is a middle to be killed in
        bot = Bot(world, private, app.id, database_url, folder)
        app.webhook_url = f"http://127.0.0.1:{bot.port}/webhook"
        await bot.start()
        try:
            yield world, bot
        finally:
            if bot.process is not None and bot.process.poll() is None:
                bot.kill()


async def _until(world: World, moment: str) -> None:
    async with asyncio.timeout(90):
        while not any(moment in e.name and e.kind != "token" for e in world.requests.since(0)):
            await asyncio.sleep(0.005)


@pytest.mark.parametrize("moment", MOMENTS)
async def test_a_review_that_was_killed_is_finished_once(
    moment: str, database_url: str, short_tmp: Path
) -> None:
    folder = short_tmp / f"killed-{MOMENTS.index(moment)}"
    folder.mkdir(exist_ok=True)
    async with _served(database_url, folder) as (world, bot):
        sample = seed.plant(world, world.app_called(SLUG))
        await _until(world, moment)
        bot.kill()
        await bot.start()
        ours = world.app_called(SLUG).bot
        async with asyncio.timeout(90):
            while not _stands(world, sample):
                await asyncio.sleep(0.1)
        await asyncio.sleep(2.0)  # a second runner would write by now
        assert len([c for c in sample.pull.comments if c.author is ours]) == 1
        assert len([r for r in sample.pull.reviews if r.author is ours]) == 1
        said = [t.comments[0].body for t in sample.pull.threads if t.comments[0].author is ours]
        assert len(said) == len(set(said)) > 5
        boxes = {box.item: box.ticked for box in read_form(sample.pull.body).boxes}
        assert boxes["3.1"]
        assert boxes["7.1"]
        assert not boxes["4.1"]


def _stands(world: World, sample: seed.Sample) -> bool:
    app = world.app_called(SLUG)
    runs = [run for run in sample.repository.runs_of(sample.pull.head_sha) if run.app is app]
    summary = any(c.author is app.bot for c in sample.pull.comments)
    ticked = any(box.ticked for box in read_form(sample.pull.body).boxes)
    return bool(runs) and runs[-1].status == "completed" and summary and ticked
