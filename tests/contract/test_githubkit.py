"""The stand-in's answers through githubkit's own strict models: needs no download, so it runs everywhere."""

from __future__ import annotations

from typing import Any

import pytest
from githubkit import AppAuthStrategy, GitHub

from tests.conftest import private_key_pem
from tests.sandbox.conftest import Scene

pytestmark = pytest.mark.asyncio


async def test_githubkit_reads_what_the_stand_in_answers(live: Scene) -> None:
    world, sha = live.world, live.pull.head_sha
    world.set_labels("press/book", 1, ["chapter"])
    world.request_reviewers("press/book", 1, ["editor", world.team("press", "proofs")])
    world.report_status("press/book", sha, "ci", "success", "editor")
    world.comment("press/book", 1, "hello", "editor")
    auth = AppAuthStrategy(str(live.app.id), private_key_pem())
    app = GitHub(auth, base_url=live.url, http_cache=False, auto_retry=False, timeout=10)
    async with app:
        assert (await app.rest.apps.async_get_authenticated()).parsed_data is not None
        found = (await app.rest.apps.async_get_repo_installation("press", "book")).parsed_data
    hub = app.with_auth(app.auth.as_installation(found.id))
    async with hub:
        rest = hub.rest
        assert (await rest.repos.async_get("press", "book")).parsed_data.default_branch == "main"
        assert (await rest.pulls.async_get("press", "book", 1)).parsed_data.head.sha == sha
        assert len((await rest.pulls.async_list("press", "book")).parsed_data) == 1
        files: Any = (await rest.pulls.async_list_files("press", "book", 1)).parsed_data
        assert [file.filename for file in files] == ["added.qmd", "chapter.qmd"]
        review = await rest.pulls.async_create_review(
            "press",
            "book",
            1,
            commit_id=sha,
            event="COMMENT",
            body="one",
            comments=[{"path": "chapter.qmd", "line": 20, "side": "RIGHT", "body": "text"}],
        )
        assert review.parsed_data.state == "COMMENTED"
        assert len((await rest.pulls.async_list_reviews("press", "book", 1)).parsed_data) == 1
        comments: Any = (await rest.pulls.async_list_review_comments("press", "book", 1)).parsed_data
        assert comments[0].line == 20
        run = await rest.checks.async_create(
            "press",
            "book",
            data={"name": "Galleyproof", "head_sha": sha, "status": "completed", "conclusion": "success"},
        )
        assert run.parsed_data.conclusion == "success"
        assert (await rest.checks.async_list_for_ref("press", "book", sha)).parsed_data.total_count == 1
        assert (
            await rest.git.async_get_tree("press", "book", sha, recursive="1")
        ).parsed_data.truncated is False
        status = (await rest.repos.async_get_combined_status_for_ref("press", "book", sha)).parsed_data
        assert status.state == "success"
        comment = (await rest.issues.async_create_comment("press", "book", 1, body="hello")).parsed_data
        assert comment.body == "hello"
        assert len((await rest.issues.async_list_comments("press", "book", 1)).parsed_data) == 2
        assert (await rest.rate_limit.async_get()).parsed_data.resources.core.limit == 5_000
