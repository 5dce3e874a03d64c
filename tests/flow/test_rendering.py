"""Item 3.1 where the book names no CI check: Pandoc converts the changed chapters, or it is said that nothing did."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from app.demo import seed
from app.pool import ValidatorPool
from app.rendering.convert import PandocConverter
from app.rendering.pandoc import find_pandoc
from checks.checklist import read_form
from tests.flow.conftest import Play, play

pytestmark = pytest.mark.asyncio(loop_scope="session")

CHAPTER = "chapters/forecasting.qmd"
CONFIG = ".github/galleyproof.yml"


@asynccontextmanager
async def unbuilt(
    database_url: str, tmp_path: Path, pool: ValidatorPool, **options: Any
) -> AsyncIterator[Play]:
    """The sample, whose book names no CI check."""
    async with play(database_url, tmp_path, pool=pool, **options) as (on, prober):
        planted = seed.plant(on.world, on.app)
        repository = planted.repository
        config = repository.git.blob(repository.git.files(repository.branch("main") or "")[CONFIG].sha)
        without = b"\n".join(
            line for line in config.splitlines() if not line.startswith((b"build:", b"  checks:"))
        )
        assert without != config
        on.world.push(repository, "main", {CONFIG: without}, "Name no check", "rosa-field")
        yield Play(on, repository, planted.pull, prober)


def _box(scene: Play) -> bool | None:
    return next(box.ticked for box in read_form(scene.pull.body).boxes if box.item == "3.1")


async def test_a_chapter_that_pandoc_converts_ticks_the_box_and_says_how_far_that_goes(
    database_url: str, tmp_path: Path, pool: ValidatorPool
) -> None:
    async with unbuilt(database_url, tmp_path, pool) as scene:
        await scene.reviewed()
        assert _box(scene)
        found = await find_pandoc()
        assert not isinstance(found, str), found
        assert f"converted with pandoc {found.version}" in scene.summaries[0]
        assert "no full Quarto render" in scene.summaries[0]
        # A tick costs no conversion and leaves the box as it is.
        scene.world.tick(scene.repository, scene.pull.number, "necessary permissions", "rosa-field")
        await scene.quiet()
        assert _box(scene)
        assert f"converted with pandoc {found.version}" in scene.summaries[0]


async def test_a_chapter_that_pandoc_cannot_convert_fails_on_its_line(
    database_url: str, tmp_path: Path, pool: ValidatorPool
) -> None:
    async with unbuilt(database_url, tmp_path, pool) as scene:
        broken = scene.read(CHAPTER) + b"\n\n\\newcommand{\\wind}{\\wind}\n\nThe wind is $\\wind$ again.\n"
        scene.world.push(scene.repository, scene.pull.head_ref, {CHAPTER: broken}, "A macro", "ada-breeze")
        await scene.reviewed()
        assert not _box(scene)
        [finding] = [f for f in await scene.found() if f["rule"] == "render"]
        assert finding["severity"] == "error"
        assert broken.decode().split("\n")[finding["line"] - 1] == "\\newcommand{\\wind}{\\wind}"
        assert len(scene.threads_of("render")) == 1
        mended = broken.replace(b"{\\wind}\n", b"{w}\n", 1)
        scene.world.push(scene.repository, scene.pull.head_ref, {CHAPTER: mended}, "Mend it", "ada-breeze")
        await scene.reviewed()
        assert _box(scene)


async def test_without_pandoc_it_is_said_that_nothing_was_rendered(
    database_url: str, tmp_path: Path, pool: ValidatorPool
) -> None:
    converter = PandocConverter(found="this server has no Pandoc")
    async with unbuilt(database_url, tmp_path, pool, converter=converter) as scene:
        await scene.reviewed()
        assert not _box(scene)
        assert "nothing was rendered: this server has no Pandoc" in scene.summaries[0]
        assert "build: checks:" in scene.summaries[0]


async def test_a_picture_that_is_none_is_found_and_a_first_review_stays_within_nine_requests(
    database_url: str, tmp_path: Path, pool: ValidatorPool
) -> None:
    async with play(database_url, tmp_path, pool=pool, early=60.0) as (on, prober):
        planted = seed.plant(on.world, on.app)
        scene = Play(on, planted.repository, planted.pull, prober)
        await scene.reviewed()  # so that the book is known
        repository, chapter = scene.repository, scene.read(CHAPTER)
        text = b"\n\n![A gauge.](gauge.png)\n\n![A vane.](vane.png)\n\n![A plan.](plan.svg)\n"
        pictures = {
            "chapters/gauge.png": b"<!DOCTYPE html><title>404</title>",
            "chapters/vane.png": b"\x89PNG\r\n\x1a\n" + b"\0" * 400,
            "chapters/plan.svg": b"<svg xmlns='http://www.w3.org/2000/svg'><g></svg>",
        }
        mark = on.world.requests.mark()
        on.world.push(repository, "pictures", {CHAPTER: chapter + text, **pictures}, "Pictures", "ada-breeze")
        pull = on.world.open_pull(repository, "pictures", "main", "Show three pictures", "", "ada-breeze")
        second = Play(on, repository, pull, prober)
        await second.reviewed()
        asked = on.world.requests.since(mark).where(lambda e: e.kind != "token")
        assert len(asked) <= 9, str(asked)
        found = {f["match"]: f["message"] for f in await second.found() if f["rule"] == "unreadable-image"}
        assert set(found) == {"gauge.png", "plan.svg"}
        assert "a web page" in found["gauge.png"]
        assert "not well-formed XML" in found["plan.svg"]
        assert second.check is not None
        assert "1 image of this pull request not opened" in str(second.check.summary)
        # What was opened is known by its blob: the next push opens another one.
        on.world.push(repository, "pictures", {CHAPTER: chapter + text + b"\nMore.\n"}, "More", "ada-breeze")
        await second.reviewed()
        found = {f["match"]: f["message"] for f in await second.found() if f["rule"] == "unreadable-image"}
        assert set(found) == {"gauge.png", "plan.svg", "vane.png"}
