"""The check run on the stand-in: annotations in fifties, texts at their limits, lost answers."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from app.github.check_runs import CheckRuns, annotation
from app.github.faults import Refused
from app.publication.writes import Action, Annotation, CheckRun, PutCheckRun
from app.sandbox.checks import CheckRun as Run
from app.sandbox.pulls import PullRequest
from tests.app.github.conftest import NAME, Stage

CREATE = "POST /repos/*/check-runs"
UPDATE = "PATCH /repos/*/check-runs/*"


def notes(count: int) -> tuple[Annotation, ...]:
    return tuple(
        Annotation("waves.qmd", at + 1, at + 1, "warning", f"Rule {at}", f"Message {at}")
        for at in range(count)
    )


def check(pull: PullRequest, conclusion: str | None = "failure", **values: object) -> CheckRun:
    given: dict[str, object] = {
        "title": "2 problems",
        "summary": "What they are.",
        "external_id": "run-1",
        **values,
    }
    return CheckRun(pull.head_sha, conclusion, **given)  # type: ignore[arg-type]


def runs(stage: Stage, pull: PullRequest) -> list[Run]:
    """Our runs on the head, as they stand."""
    return [run for run in stage.world.repo(NAME).runs_of(pull.head_sha) if run.name == "Galleyproof"]


@pytest.fixture
def pull(stage: Stage) -> PullRequest:
    return stage.open_pull({"waves.qmd": b"# Waves\n" + b"Text.\n" * 200})


async def put(stage: Stage, write: PutCheckRun) -> int:
    async with stage.hub() as hub:
        return await CheckRuns(hub, stage.repository).put(write)


@pytest.mark.parametrize(
    ("count", "requests"), [(0, 1), (49, 1), (50, 1), (51, 2), (100, 2), (120, 3), (250, 4)]
)
async def test_annotations_go_out_fifty_at_a_time_and_all_of_them_stand(
    stage: Stage, pull: PullRequest, count: int, requests: int
) -> None:
    run_id = await put(stage, PutCheckRun(check(pull, annotations=notes(count))))
    assert len(stage.world.requests.writes) == requests
    (run,) = runs(stage, pull)
    assert run.id == run_id
    assert [one["message"] for one in run.annotations] == [f"Message {at}" for at in range(min(count, 200))]
    assert (run.status, run.conclusion, run.external_id) == ("completed", "failure", "run-1")


async def test_a_run_cut_off_between_two_fifties_does_not_look_as_if_it_had_them_all(
    stage: Stage, pull: PullRequest
) -> None:
    stage.world.faults.add(UPDATE, status=422, times=1)
    with pytest.raises(Refused):
        await put(stage, PutCheckRun(check(pull, annotations=notes(51))))
    (run,) = runs(stage, pull)
    assert len(run.annotations) == 50
    assert run.external_id != "run-1"


async def test_a_run_without_conclusion_is_in_progress_and_concluded_by_an_update(
    stage: Stage, pull: PullRequest
) -> None:
    run_id = await put(stage, PutCheckRun(check(pull, None)))
    (run,) = runs(stage, pull)
    assert (run.status, run.conclusion) == ("in_progress", None)
    button = Action("Check again" * 3, "Reads everything once more" * 3, "again" * 9)
    done = check(pull, "success", annotations=notes(70), actions=(button,), text="Details", title="All good")
    assert await put(stage, PutCheckRun(done, run_id)) == run_id
    (run,) = runs(stage, pull)
    assert (run.conclusion, run.title, run.text, len(run.annotations)) == (
        "success",
        "All good",
        "Details",
        70,
    )
    assert {key: len(value) for key, value in run.actions[0].items()} == {
        "label": 20,
        "description": 40,
        "identifier": 20,
    }


@pytest.mark.parametrize("applied", [True, False])
async def test_a_run_whose_creation_went_unanswered_is_there_once(
    stage: Stage, pull: PullRequest, applied: bool
) -> None:
    stage.world.faults.add(CREATE, 502, applied=applied)
    run_id = await put(stage, PutCheckRun(check(pull, annotations=notes(60))))
    (run,) = runs(stage, pull)
    assert run.id == run_id
    assert len(run.annotations) == 60


async def test_an_older_run_is_not_taken_for_one_whose_creation_was_lost(
    stage: Stage, pull: PullRequest
) -> None:
    old = await put(stage, PutCheckRun(check(pull, "success", external_id="an earlier run")))
    stage.world.faults.add(CREATE, 502)
    assert await put(stage, PutCheckRun(check(pull))) != old
    assert len(runs(stage, pull)) == 2


async def test_a_run_of_an_hour_ago_that_says_the_same_is_not_the_lost_one(
    stage: Stage, pull: PullRequest
) -> None:
    old = await put(stage, PutCheckRun(check(pull)))
    runs(stage, pull)[0].started_at = datetime.now(UTC) - timedelta(hours=1)
    stage.world.faults.add(CREATE, 502)
    assert await put(stage, PutCheckRun(check(pull))) != old


async def test_a_lost_creation_without_external_id_is_known_by_its_title(
    stage: Stage, pull: PullRequest
) -> None:
    stage.world.faults.add(CREATE, 502, applied=True)
    await put(stage, PutCheckRun(check(pull, external_id="")))
    assert len(runs(stage, pull)) == 1


@pytest.mark.parametrize("applied", [True, False])
async def test_annotations_whose_update_went_unanswered_stand_once(
    stage: Stage, pull: PullRequest, applied: bool
) -> None:
    stage.world.faults.add(UPDATE, 502, applied=applied)
    await put(stage, PutCheckRun(check(pull, annotations=notes(120))))
    (run,) = runs(stage, pull)
    assert [one["message"] for one in run.annotations] == [f"Message {at}" for at in range(120)]


@pytest.mark.parametrize("applied", [True, False])
async def test_a_conclusion_whose_update_went_unanswered_stands(
    stage: Stage, pull: PullRequest, applied: bool
) -> None:
    run_id = await put(stage, PutCheckRun(check(pull, None)))
    stage.world.faults.add(UPDATE, None, applied=applied, cut=True)
    await put(stage, PutCheckRun(check(pull, "success", annotations=notes(3)), run_id))
    (run,) = runs(stage, pull)
    assert (run.conclusion, len(run.annotations)) == ("success", 3)


async def test_a_run_that_is_gone_is_made_anew(stage: Stage, pull: PullRequest) -> None:
    run_id = await put(stage, PutCheckRun(check(pull, annotations=notes(60)), 999_999))
    assert [(run.id, len(run.annotations)) for run in runs(stage, pull)] == [(run_id, 60)]


@pytest.mark.parametrize("length", [65_535, 65_536])
async def test_texts_at_githubs_limit_stand_whole_and_one_past_it_are_cut(
    stage: Stage, pull: PullRequest, length: int
) -> None:
    await put(stage, PutCheckRun(check(pull, summary="s" * length, text="t" * length, title="T" * 300)))
    (run,) = runs(stage, pull)
    assert run.summary is not None
    assert run.text is not None
    assert run.title is not None
    assert len(run.summary) <= 65_535
    assert len(run.text) <= 65_535
    assert len(run.title) == 255
    assert (run.summary == "s" * length) is (length == 65_535)


def test_columns_are_told_only_of_a_single_line() -> None:
    one = annotation(Annotation("a.qmd", 3, 3, "notice", "T", "M", 2, 5))
    assert (one["start_column"], one["end_column"]) == (2, 5)
    assert "start_column" not in annotation(Annotation("a.qmd", 3, 4, "notice", "T", "M", 2, 5))
    assert "start_column" not in annotation(Annotation("a.qmd", 3, 3, "notice", "T", "M", 2))


def test_a_message_of_an_annotation_is_cut_by_bytes_and_never_inside_a_character() -> None:
    cut = annotation(Annotation("a.qmd", 1, 1, "notice", "T" * 256, "🦀" * 20_000))
    assert len(cut["message"].encode()) <= 64 * 1024
    assert set(cut["message"]) == {"🦀", "…"}
    assert len(cut["title"]) == 255


async def test_a_merge_queues_commit_gets_a_run_of_the_same_name(stage: Stage, pull: PullRequest) -> None:
    sha = stage.world.merge_group(NAME, pull.number)
    await put(stage, PutCheckRun(CheckRun(sha, "success", "As on the pull request", "")))
    assert [r.name for r in stage.world.repo(NAME).runs_of(sha)] == ["Galleyproof"]


async def test_the_newest_of_our_runs_is_found(stage: Stage, pull: PullRequest) -> None:
    stage.world.report_check(NAME, pull.head_sha, "Galleyproof", app="an-impostor")
    async with stage.hub() as hub:
        checks = CheckRuns(hub, stage.repository)
        assert await checks.newest(pull.head_sha) is None
        await checks.put(PutCheckRun(check(pull)))
        second = await checks.put(PutCheckRun(check(pull)))
        newest = await checks.newest(pull.head_sha)
    assert newest is not None
    assert newest["id"] == second
