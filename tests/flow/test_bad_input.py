"""What strangers and slips can send in: each ends in a finding or a verdict within bounded time, and nothing is lost."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.demo.sample_book import base_files
from app.pool import ValidatorPool
from tests.flow.conftest import Play, opened, play

pytestmark = [pytest.mark.asyncio(loop_scope="session"), pytest.mark.timeout(300)]

CONFIG = ".github/galleyproof.yml"
CHAPTER = "chapters/forecasting.qmd"


async def test_broken_settings_are_told_by_line_and_column_and_the_review_goes_on(
    database_url: str, tmp_path: Path, pool: ValidatorPool
) -> None:
    base = {**base_files(), CONFIG: b"version: 1\nbuild:\n  cheks: [build-book]\n"}
    change: dict[str, bytes | None] = {CHAPTER: base[CHAPTER] + b"\nIt was was windy.\n"}
    async with play(database_url, tmp_path, pool=pool) as (on, prober):
        scene = opened(on, prober, change, base)
        await scene.reviewed()
        assert scene.check is not None
        assert scene.check.summary is not None
        assert "line 3, column 3" in scene.check.summary
        assert "did you mean" in scene.check.summary
        assert len(scene.threads_of("duplicated-word")) == 1


async def test_settings_that_break_later_leave_the_last_valid_ones_in_force(
    database_url: str, tmp_path: Path, pool: ValidatorPool
) -> None:
    base = {**base_files(), CONFIG: b"version: 1\nrules: {duplicated-word: off}\n"}
    change: dict[str, bytes | None] = {CHAPTER: base[CHAPTER] + b"\nIt was was windy.\n"}
    async with play(database_url, tmp_path, pool=pool) as (on, prober):
        scene = opened(on, prober, change, base)
        await scene.reviewed()
        assert scene.threads_of("duplicated-word") == []
        on.world.push(scene.repository, "main", {CONFIG: b"rules: [\n"}, "Break the settings", "ada-breeze")
        on.world.comment(scene.repository, scene.pull.number, "Look again, please.", "ada-breeze")
        await scene.quiet()
        assert scene.check is not None
        assert "last valid settings apply" in str(scene.check.summary)
        assert scene.threads_of("duplicated-word") == []


async def test_settings_that_the_pull_request_brings_are_looked_at_and_not_applied(
    database_url: str, tmp_path: Path, pool: ValidatorPool
) -> None:
    base = base_files()
    change: dict[str, bytes | None] = {
        CHAPTER: base[CHAPTER] + b"\nIt was was windy.\n",
        CONFIG: b"rules:\n  duplicated-word: off\n  nosuch_rule: {on: 1}\n",
    }
    async with play(database_url, tmp_path, pool=pool) as (on, prober):
        scene = opened(on, prober, change, base)
        await scene.reviewed()
        assert len(scene.threads_of("duplicated-word")) == 1
        assert scene.check is not None
        assert "do not apply yet" in str(scene.check.summary)


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a chapter in Latin-1", "# Forecasting\n\nA caf\u00e9 in the rain.\n".encode("latin-1")),
        ("a NUL byte", b"# Forecasting\n\nA \x00 in the text.\n"),
        (
            "five megabytes on one line",
            b"# Forecasting\n\n" + b"The wind blew and *the rain [fell " * 150_000 + b"\n",
        ),
        ("deeply nested quotes", b"# Forecasting\n\n" + b">" * 50_000 + b" deep\n"),
        ("deeply nested brackets", b"# Forecasting\n\n" + b"[" * 100_000 + b"x" + b"]" * 100_000 + b"\n"),
    ],
)
async def test_a_chapter_nobody_can_read_gets_a_verdict_in_bounded_time(
    name: str, data: bytes, database_url: str, tmp_path: Path, pool: ValidatorPool
) -> None:
    async with play(database_url, tmp_path, pool=pool) as (on, prober):
        scene = opened(on, prober, {CHAPTER: data})
        await scene.until(lambda: scene.check is not None and scene.check.status == "completed", name, 150)
        assert scene.check is not None
        assert scene.check.conclusion == "failure", name
        # The worker lives: another push is reviewed as ever.
        on.world.push(
            scene.repository,
            "change",
            {CHAPTER: b"# Forecasting\n\nIt was was windy.\n"},
            "Again",
            "ada-breeze",
        )
        await scene.reviewed()
        assert len(scene.threads_of("duplicated-word")) == 1


async def test_an_emptied_description_is_no_crash(sample: Play) -> None:
    await sample.reviewed()
    sample.world.edit_body(sample.repository, sample.pull.number, "", "ada-breeze")
    await sample.quiet()
    assert sample.pull.body == ""
    assert sample.check is not None
    assert sample.check.conclusion == "failure"
    assert "- [ ]" in sample.summaries[0] or "* [ ]" in sample.summaries[0]
