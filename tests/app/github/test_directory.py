"""Looking up what there is, on the stand-in."""

from __future__ import annotations

import pytest

from app.github import directory
from app.github.check_runs import CheckRuns
from app.github.directory import Directory
from app.github.faults import NotThere
from app.github.questions import Repository
from app.publication.writes import CheckRun, PutCheckRun
from tests.app.github.conftest import NAME, Stage


async def test_a_repository_is_looked_up_by_id_once(stage: Stage) -> None:
    known = Directory()
    async with stage.hub() as hub:
        found = await known.repository(hub, stage.repository.id)
        assert await known.repository(hub, stage.repository.id) is found
        assert (found.id, found.owner, found.name, found.default_branch) == (
            stage.repository.id,
            "ada",
            "water",
            "main",
        )
        assert len(stage.world.requests.reads) == 1
        await known.refresh(hub, stage.repository.id)
        assert len(stage.world.requests.reads) == 2
        with pytest.raises(NotThere):
            await known.repository(hub, 1)


async def test_a_name_seen_in_a_delivery_saves_the_request(stage: Stage) -> None:
    known = Directory()
    known.learn(5, "ada/water", "main")
    async with stage.hub() as hub:
        assert await known.repository(hub, 5) == Repository(5, "ada", "water", "main")
    assert len(stage.world.requests) == 0


async def test_open_pull_requests_without_a_verdict_are_found_for_the_sweep(stage: Stage) -> None:
    world = stage.world
    pulls = []
    for at in range(4):
        world.commit(NAME, f"b{at}", {f"n{at}.qmd": b"# N\n"}, author="grace")
        pulls.append(world.open_pull(NAME, f"b{at}", "main", f"Pull {at}", "", "grace"))
    world.close(NAME, pulls[3].number)
    async with stage.hub() as hub:
        checks = CheckRuns(hub, stage.repository)
        await checks.put(PutCheckRun(CheckRun(pulls[0].head_sha, "success", "Fine", "Fine")))
        await checks.put(PutCheckRun(CheckRun(pulls[1].head_sha, None, "Working", "Working")))
        world.report_check(NAME, pulls[2].head_sha, "Galleyproof", app="an-impostor")
        assert [p.number for p in await directory.verdictless_heads(hub, stage.repository)] == [
            pulls[1].number,
            pulls[2].number,
        ]
        found = {p.number: p async for p in directory.open_pulls(hub, stage.repository)}
    assert found[pulls[0].number].verdict
    assert found[pulls[1].number].run_id is not None
    assert found[pulls[2].number].run_id is None


async def test_more_than_fifty_open_pull_requests_are_all_found(stage: Stage) -> None:
    world = stage.world
    for at in range(53):
        world.commit(NAME, f"b{at}", {f"n{at}.txt": b"x"}, author="grace")
        world.open_pull(NAME, f"b{at}", "main", "Pull", "", "grace")
    async with stage.hub() as hub:
        assert len([p async for p in directory.open_pulls(hub, stage.repository)]) == 53


async def test_pull_requests_are_found_by_head_also_when_it_is_a_forks(stage: Stage) -> None:
    own = stage.open_pull({"waves.qmd": b"# W\n"})
    stage.world.commit(NAME, "theirs", {"tides.qmd": b"# T\n"}, author="emmy")
    forked = stage.world.open_pull(NAME, "theirs", "main", "From afar", "", "emmy", fork=True)
    async with stage.hub() as hub:
        assert await directory.pulls_by_head(hub, stage.repository, own.head_sha) == [own.number]
        assert await directory.pulls_by_head(hub, stage.repository, forked.head_sha) == [forked.number]
        assert await directory.pulls_by_head(hub, stage.repository, "0" * 40) == []


def test_a_merge_queues_branch_names_its_pull_request() -> None:
    sha = "6b1f" * 10
    assert directory.pull_of_queue(f"refs/heads/gh-readonly-queue/main/pr-104-{sha}") == 104
    assert directory.pull_of_queue(f"refs/heads/gh-readonly-queue/release/2.0/pr-7-{sha}") == 7
    assert directory.pull_of_queue("refs/heads/main") is None


async def test_repositories_and_installations_are_listed(stage: Stage) -> None:
    async with stage.hub() as hub:
        assert [r.id for r in await directory.repositories(hub)] == [stage.repository.id]
    async with stage.client.as_app() as app:
        assert await directory.installations(app) == [stage.installation.id]


async def test_failed_deliveries_are_listed_once_each_and_sent_again(stage: Stage) -> None:
    app = stage.installation.app
    app.webhook_url = "http://127.0.0.1:9/webhook"  # nobody listens there
    pull = stage.open_pull({"waves.qmd": b"# W\n"})
    await stage.world.flush()
    async with stage.client.as_app() as hub:
        failed = await directory.failed_deliveries(hub, "2000-01-01T00:00:00Z")
        opened = [one for one in failed if (one.event, one.action) == ("pull_request", "opened")]
        assert len(opened) == 1
        assert opened[0].installation_id == stage.installation.id
        await directory.redeliver(hub, opened[0].id)
        await stage.world.flush()
        again = await directory.failed_deliveries(hub, "2000-01-01T00:00:00Z")
        assert len(again) == len({one.guid for one in again}) == len(failed)
        assert await directory.failed_deliveries(hub, "2999-01-01T00:00:00Z") == []
    assert pull.number == 1
