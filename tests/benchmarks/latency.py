"""From the delivery to the check run: `python -m tests.benchmarks.latency`, at 0 and 100 ms for each API call.

The real server and worker over real HTTP against the stand-in, on the sample book: how long until a completed check run
stands on the head after a pull request is opened, and after a push to it.
"""

from __future__ import annotations

import asyncio
import statistics
import sys
import tempfile
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from app.demo import seed
from app.demo.sample_book import form
from app.demo.stage import Stage, stage
from app.logs import setup_logs
from app.pool import ValidatorPool
from app.sandbox.pulls import PullRequest
from app.sandbox.world import World
from checks.book import Links
from checks.run import warm_up

ROUNDS = 7
CHAPTER = "chapters/forecasting.qmd"


class NoLinks:
    """Other people's servers are no part of this measurement."""

    async def probe(self, urls: object) -> Links:
        return Links(online=False, why="not probed in a benchmark")


@asynccontextmanager
async def _scene(latency: float) -> AsyncIterator[tuple[Stage, seed.Sample]]:
    world = World()
    with tempfile.TemporaryDirectory(prefix="galley-bench-") as folder:
        Path(folder).chmod(0o755)
        async with (
            ValidatorPool(1, warm_up) as pool,
            stage(world, data_dir=Path(folder), prober=NoLinks(), pool=pool) as on,
        ):
            sample = seed.plant(world, on.app)
            await _verdict(on, sample.pull, sample.pull.head_sha)
            world.latency = latency
            yield on, sample


async def _verdict(on: Stage, pull: PullRequest, sha: str) -> None:
    async with asyncio.timeout(120):
        while not any(
            run.app is on.app and run.status == "completed" for run in pull.repository.runs_of(sha)
        ):
            await asyncio.sleep(0.002)


async def measure(latency: float) -> dict[str, list[float]]:
    """Seconds until the verdict, by what happened. `latency`: milliseconds added to each API call."""
    found: dict[str, list[float]] = {"opened": [], "push": []}
    async with _scene(latency) as (on, sample):
        world, repository = on.world, sample.repository
        for number in range(ROUNDS):
            branch = f"round-{number}"
            text = repository.git.blob(repository.git.files(sample.pull.head_sha)[CHAPTER].sha)
            changed = text + f"\nRound {number} was was windy.\n".encode()
            world.push(repository, branch, {CHAPTER: changed}, "Change", seed.AUTHOR)
            started = time.perf_counter()
            pull = world.open_pull(repository, branch, "main", "Explain the barometer", form(), seed.AUTHOR)
            await _verdict(on, pull, pull.head_sha)
            found["opened"].append(time.perf_counter() - started)
            await asyncio.sleep(1.0 + latency / 50)  # the rest of the review, and its echoes
            started = time.perf_counter()
            world.push(
                repository, branch, {CHAPTER: changed.replace(b"was was", b"was")}, "Mend", seed.AUTHOR
            )
            await _verdict(on, pull, pull.head_sha)
            found["push"].append(time.perf_counter() - started)
            await asyncio.sleep(1.0 + latency / 50)
    return found


def main() -> int:
    setup_logs("ERROR")
    print("From the delivery to the completed check run, seconds (median, slowest):")
    for latency in (0.0, 100.0):
        for what, times in asyncio.run(measure(latency)).items():
            middle, slowest = statistics.median(times), max(times)
            print(
                f"  {latency:5.0f} ms a call, {what:<7} {middle:6.2f} {slowest:6.2f}   ({len(times)} rounds)"
            )
    return 0


if __name__ == "__main__":
    sys.exit(main())
