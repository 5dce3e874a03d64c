"""A pull request that changes chapters of two books of one repository, over real HTTP."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.demo.sample_book import form
from app.pool import ValidatorPool
from tests.app.two_books import TOLD, slips, two_books
from tests.flow.conftest import Play, play

pytestmark = [pytest.mark.asyncio(loop_scope="session"), pytest.mark.timeout(200)]

OWNERS = b"/rivers/ @rosa-field\n/seas/ @tom-vane\n"


async def test_each_book_is_judged_by_its_own_and_both_owners_are_asked(
    database_url: str, tmp_path: Path, pool: ValidatorPool
) -> None:
    files = {path: text.encode() for path, text in two_books().items()}
    async with play(database_url, tmp_path, pool=pool) as (on, prober):
        repository = on.world.create_repository(
            "small-weather", "waters", {**files, ".github/CODEOWNERS": OWNERS}
        )
        for person in ("rosa-field", "tom-vane"):
            on.world.give(repository, person, "write")
        on.world.install(on.app, repository)
        changed = {path: text.encode() for path, text in slips().items()}
        on.world.push(repository, "both", changed, "Say more of both", "ada-breeze")
        pull = on.world.open_pull(
            repository, "both", "main", "Say more of rivers and seas", form(), "ada-breeze"
        )
        scene = Play(on, repository, pull, prober)
        await scene.reviewed()
        new = [f for f in await scene.found() if f["decides"] and f["severity"] != "notice" and f["path"]]
        assert {(f["rule"], f["path"], f["line"]) for f in new} == TOLD
        assert {thread.path for thread in scene.threads} == {"rivers/part/a.qmd", "seas/part/a.qmd"}
        summary = scene.summaries[0].replace("\u200b", "")
        assert "rivers/part/a.qmd" in summary
        assert "seas/part/a.qmd" in summary
        assert "@rosa-field" in summary
        assert "@tom-vane" in summary
