"""What a book may set, from the file on its base branch to what stands on the pull request."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.demo.sample_book import base_files, pull_files
from app.pool import ValidatorPool
from checks.checklist import read_form
from tests.flow.conftest import opened, play

pytestmark = [pytest.mark.asyncio(loop_scope="session"), pytest.mark.timeout(200)]


async def test_where_the_settings_let_it_the_bot_adds_the_label_and_says_nothing_of_it_again(
    database_url: str, tmp_path: Path, pool: ValidatorPool
) -> None:
    base = {
        **base_files(),
        ".github/galleyproof.yml": b"version: 1\nlabels: {add: true}\n",
        ".github/labeler.yml": b"chapter:\n  - changed-files:\n      - any-glob-to-any-file: 'chapters/*'\n",
    }
    async with play(database_url, tmp_path, pool=pool) as (on, prober):
        scene = opened(on, prober, pull_files(), base)
        await scene.reviewed()
        assert [label.name for label in scene.pull.labels] == ["chapter"]
        items = {item["id"]: item["state"] for item in (await scene.report())["items"]}
        assert items["7.3"] == "pass"
        asked = [e.path for e in on.world.requests if e.path.endswith("/labels")]
        assert len(asked) == 1


async def test_where_the_settings_ask_for_another_person_the_authors_tick_is_taken_back_with_the_reason(
    database_url: str, tmp_path: Path, pool: ValidatorPool
) -> None:
    base = {**base_files(), ".github/galleyproof.yml": b'version: 1\nitems: {"6.3": {attest: others}}\n'}
    ticked = ("- [ ] Any necessary perm", "- [x] Any necessary perm")
    async with play(database_url, tmp_path, pool=pool) as (on, prober):
        scene = opened(on, prober, pull_files(), base)
        scene.repository.permissions["rosa-field"] = "write"
        await scene.reviewed()
        for login, counts in (("ada-breeze", False), ("rosa-field", True)):
            body = scene.pull.body.replace(*ticked)
            on.world.edit_body(scene.repository, scene.pull.number, body, login)
            await scene.quiet()
            boxes = {box.item: box.ticked for box in read_form(scene.pull.body).boxes}
            assert boxes["6.3"] is counts
        reasons = {item["id"]: item["reason"] for item in (await scene.report())["items"]}
        assert reasons["6.3"] == "ticked by @rosa-field"
