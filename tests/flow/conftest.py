"""A stage for each test, with the sample book on it, and ways to wait for the bot."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio

from app.demo import seed
from app.demo.sample_book import base_files, form
from app.demo.stage import Stage, stage
from app.pool import ValidatorPool
from app.sandbox.checks import CheckRun
from app.sandbox.pulls import PullRequest, Thread
from app.sandbox.repository import Repository
from app.sandbox.world import World
from checks.book import LinkFact, Links, LinkState
from checks.run import warm_up

#: Two cores, shared with the other test process. Seconds.
PATIENCE = 60.0


@dataclass
class Answers:
    """The prober of the tests: every address lives, except those that a test says are dead."""

    dead: set[str] = field(default_factory=set)
    online: bool = True
    asked: list[str] = field(default_factory=list)

    async def probe(self, urls: Any) -> Links:
        self.asked += urls
        if not self.online:
            return Links(online=False, why="the network is down")
        facts = {
            url: LinkFact(url, LinkState.DEAD, "404 Not Found, twice", 404)
            if url in self.dead
            else LinkFact(url, LinkState.GOOD, "200", 200)
            for url in urls
        }
        return Links(facts)


@dataclass
class Play:
    """A stage with a repository and a pull request on it."""

    stage: Stage
    repository: Repository
    pull: PullRequest
    prober: Answers

    @property
    def world(self) -> World:
        return self.stage.world

    @property
    def check(self) -> CheckRun | None:
        """The bot's newest check run on the head."""
        runs = [run for run in self.repository.runs_of(self.pull.head_sha) if run.app is self.stage.app]
        return runs[-1] if runs else None

    @property
    def summaries(self) -> list[str]:
        return [c.body for c in self.pull.comments if c.author is self.stage.app.bot]

    @property
    def threads(self) -> list[Thread]:
        return [t for t in self.pull.threads if t.comments[0].author is self.stage.app.bot]

    def threads_of(self, rule: str) -> list[Thread]:
        """Threads in which the bot speaks of that rule."""
        return [thread for thread in self.threads if f"/{rule}.md" in thread.comments[0].body]

    def read(self, path: str) -> bytes:
        """A file at the head."""
        git = self.repository.git
        return git.blob(git.files(self.pull.head_sha)[path].sha)

    async def report(self) -> dict[str, Any]:
        """The full report of the last run, behind the check run's "Details"."""
        assert self.check is not None
        document = await self.stage.store.reports.get(str(self.check.details_url).rsplit("/", 1)[1])
        assert document is not None
        return document

    async def found(self) -> list[dict[str, Any]]:
        """Every finding of the last run."""
        findings: list[dict[str, Any]] = (await self.report())["findings"]
        return findings

    async def until(self, holds: Callable[[], bool], what: str, patience: float = PATIENCE) -> None:
        """Wait until something holds; fail with `what` did not."""
        try:
            async with asyncio.timeout(patience):
                while not holds():
                    await asyncio.sleep(0.02)
        except TimeoutError:
            log = "\n".join(str(exchange) for exchange in self.world.requests)
            pytest.fail(f"{what} did not happen within {patience:.0f} s; requests:\n{log}")

    async def quiet(self) -> None:
        """Wait until every delivery is taken in and handled and nothing is in progress."""
        await self.world.flush()
        for _ in range(3):  # handling a delivery may bring the next echo
            await self._idle()
            await self.world.flush()

    async def _idle(self) -> None:
        async with asyncio.timeout(PATIENCE):
            while await _open_rows(self.stage):
                await asyncio.sleep(0.03)

    async def reviewed(self) -> None:
        """Wait until the head has a completed check run and all is quiet."""
        await self.until(
            lambda: self.check is not None and self.check.status == "completed", "a verdict on the head"
        )
        await self.quiet()


async def _open_rows(on: Stage) -> int:
    query = "SELECT count(*) FROM dirty WHERE state IN ('waiting', 'running') AND due_at <= now()"
    async with on.store.pool.connection() as connection:
        row = await (await connection.execute(query)).fetchone()
    return int(row[0]) if row else 0


@asynccontextmanager
async def play(database_url: str, data_dir: Path, **options: Any) -> AsyncIterator[tuple[Stage, Answers]]:
    """An empty stage. Webhooks wait until the test lets them go."""
    prober = options.pop("prober", None) or Answers()
    world = World()
    world.requests.keep_bodies = True
    async with stage(world, data_dir=data_dir, database_url=database_url, prober=prober, **options) as on:
        yield on, prober


def opened(
    on: Stage,
    prober: Answers,
    change: Mapping[str, bytes | None],
    base: Mapping[str, bytes] | None = None,
    *,
    title: str = "Forecasting from one garden",
    draft: bool = False,
) -> Play:
    """A pull request with `change` on a book (`base`; the sample book when None), opened by an author of it."""
    repository = on.world.create_repository("small-weather", "book", base or base_files())
    on.world.install(on.app, repository)
    on.world.push(repository, "change", change, "Change", "ada-breeze")
    pull = on.world.open_pull(repository, "change", "main", title, form(), "ada-breeze", draft=draft)
    return Play(on, repository, pull, prober)


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def pool() -> AsyncIterator[ValidatorPool]:
    """One process for all tests: starting it and waking its engines takes seconds."""
    async with ValidatorPool(1, warm_up) as opened:
        yield opened


@pytest_asyncio.fixture(loop_scope="session")
async def sample(database_url: str, tmp_path: Path, pool: ValidatorPool) -> AsyncIterator[Play]:
    """The sample book and its pull request, just opened."""
    async with play(database_url, tmp_path, pool=pool) as (on, prober):
        planted = seed.plant(on.world, on.app)
        yield Play(on, planted.repository, planted.pull, prober)
