"""A pull request that changes only a file that chapters include, over real HTTP."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from app.demo.sample_book import base_files, form
from app.pool import ValidatorPool
from checks.checklist import read_form
from tests.flow.conftest import Answers, Play, play

pytestmark = [pytest.mark.asyncio(loop_scope="session"), pytest.mark.timeout(200)]

PART = "chapters/_upkeep.qmd"
HOST = "chapters/sensors.qmd"
SOUND = "### Upkeep {#sec-upkeep}\n\nA sensor that stands in the open is wiped once a week.\n"
SLIPS = SOUND + "\nSo is taht glass. See @fig-glass.\n\nTODO: say how.\n"


def _book() -> dict[str, bytes]:
    """The sample book, a chapter of which includes a file and speaks of it."""
    files = base_files()
    host = files[HOST].decode().rstrip("\n")
    files[HOST] = f"{host}\n\n{{{{< include _upkeep.qmd >}}}}\n".encode()
    return {**files, PART: SOUND.encode()}


@pytest_asyncio.fixture(loop_scope="session")
async def scene(database_url: str, tmp_path: Path, pool: ValidatorPool) -> AsyncIterator[Play]:
    """A book that the bot knows from another pull request, and one on the included file alone."""
    async with play(database_url, tmp_path, pool=pool) as (on, prober):
        repository = on.world.create_repository("small-weather", "book", _book())
        on.world.give(repository, "rosa-field", "write")
        on.world.install(on.app, repository)
        empty = Play(on, repository, None, prober)  # type: ignore[arg-type]
        other = await _opened(empty, "other", "index.qmd", _book()["index.qmd"] + b"\nWelcome.\n")
        await other.reviewed()
        yield await _opened(other, "upkeep", PART, SLIPS.encode())


async def _opened(on: Play, branch: str, path: str, data: bytes) -> Play:
    prober: Answers = on.prober
    world, repository = on.world, on.repository
    world.push(repository, branch, {path: data}, "Say more of upkeep", "ada-breeze")
    pull = world.open_pull(
        repository, branch, "main", "Say more of the upkeep of sensors", form(), "ada-breeze"
    )
    return Play(on.stage, repository, pull, prober)


async def test_findings_stand_on_the_included_file_and_the_boxes_are_judged(scene: Play) -> None:
    await scene.reviewed()
    new = [f for f in await scene.found() if f["decides"] and f["path"] is not None]
    assert {f["path"] for f in new} == {PART}
    assert {(f["rule"], f["line"]) for f in new} >= {
        ("spelling", 5),
        ("dangling-crossref", 5),
        ("placeholder-text", 7),
    }
    assert {thread.path for thread in scene.threads} == {PART}
    assert "that glass" in scene.threads_of("spelling")[0].comments[0].body
    assert scene.check is not None
    assert scene.check.conclusion == "failure"
    ticked = {box.item for box in read_form(scene.pull.body).boxes if box.ticked}
    assert ticked >= {"2.2", "7.1"}
    assert not ticked & {"1.1", "3.2", "4.1"}


async def test_a_push_that_mends_the_included_file_is_seen(scene: Play) -> None:
    await scene.reviewed()
    mended = SOUND + "\nSo is that glass. See @sec-upkeep.\n\nA soft cloth does it.\n"
    scene.world.push(scene.repository, scene.pull.head_ref, {PART: mended.encode()}, "Mend it", "ada-breeze")
    await scene.reviewed()
    assert [f for f in await scene.found() if f["decides"] and f["path"] == PART] == []
    ticked = {box.item for box in read_form(scene.pull.body).boxes if box.ticked}
    assert ticked >= {"3.2", "4.1"}


async def test_a_review_of_an_included_file_costs_no_more_than_that_of_a_chapter(scene: Play) -> None:
    mark = scene.world.requests.mark()
    await scene.reviewed()
    asked = scene.world.requests.since(mark).where(
        lambda e: e.kind != "token" and e.name.startswith("GET /app") is False
    )
    assert len(asked) <= 9, str(asked)


async def test_a_tick_costs_one_read_there_too(scene: Play) -> None:
    await scene.reviewed()
    mark = scene.world.requests.mark()
    scene.world.tick(scene.repository, scene.pull.number, "necessary permissions", "rosa-field")
    await scene.quiet()
    asked = scene.world.requests.since(mark)
    assert len(asked.reads) <= 2, str(asked)
    assert len(asked.writes) <= 3, str(asked)
