"""Edits in place: one mutation, partial failures, and a description that people edit at the same time."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest

from app.errors import LeaseLost, Transient
from app.github.writing import Writer
from app.publication.writes import (
    AddLabels,
    CheckRun,
    DeleteComment,
    EditBody,
    EditReviewComment,
    EditSummary,
    InlineComment,
    Minimize,
    PostReview,
    PostSummary,
    PutCheckRun,
    ResolveThread,
    Write,
)
from app.sandbox.pulls import PullRequest
from app.sandbox.requestlog import Exchange
from tests.app.github.conftest import NAME, Stage

MUTATION = "mutation *"
SUMMARY = "Three problems.\n\n<!-- galleyproof:1 app=4711 kind=summary -->"
IMAGES = "2.3"
#: A body in the checklist's own words, as a browser saves it.
BODY = "What changed.\r\n\r\n- [ ] Spelling and grammar have been checked\r\n- [ ] Something of our own\r\n"


@pytest.fixture
def pull(stage: Stage) -> PullRequest:
    return stage.open_pull({"waves.qmd": b"# Waves\n\nOne.\n\nTwo.\n"}, body=BODY)


async def execute(stage: Stage, pull: PullRequest, *writes: Write, read_at: float = 0.0) -> object:
    async with stage.hub() as hub:
        return await stage.writer(hub, pull, read_at=read_at).execute(writes)


async def standing(stage: Stage, pull: PullRequest) -> None:
    """A summary and a review with two comments."""
    comments = tuple(InlineComment("waves.qmd", line, f"About {line}.", str(line)) for line in (3, 5))
    await execute(stage, pull, PostSummary(SUMMARY), PostReview(pull.head_sha, "m", comments, "m"))
    stage.world.requests.exchanges.clear()


async def test_all_edits_are_one_mutation(stage: Stage, pull: PullRequest) -> None:
    await standing(stage, pull)
    summary = pull.comments[0]
    first, second = (thread.comments[0] for thread in pull.threads)
    await execute(
        stage,
        pull,
        EditSummary(summary.node_id, "One problem."),
        EditReviewComment(first.node_id, "Fixed in `abc`."),
        Minimize(first.node_id),
        Minimize(second.node_id, "OUTDATED"),
        EditBody(pull.node_id, pull.body, {}),
        read_at=time.time(),
    )
    assert len(stage.world.requests) == 1
    assert summary.body == "One problem."
    assert first.body == "Fixed in `abc`."
    assert (first.minimized, second.minimized) == ("RESOLVED", "OUTDATED")


async def test_what_github_refuses_is_noted_and_the_rest_is_done(stage: Stage, pull: PullRequest) -> None:
    await standing(stage, pull)
    thread = pull.threads[0]
    async with stage.hub() as hub:
        written = await stage.writer(hub, pull).execute(
            [
                ResolveThread(thread.node_id),  # contents: write is not granted
                Minimize("IC_nothing"),
                EditSummary(pull.comments[0].node_id, "Two problems."),
            ]
        )
    assert not thread.is_resolved
    assert pull.comments[0].body == "Two problems."
    assert len(written.notes) == 2
    assert written.notes[0] == "resolve a thread: Resource not accessible by integration"
    assert written.notes[1].startswith("fold a comment: ")


async def test_a_second_summary_is_deleted(stage: Stage, pull: PullRequest) -> None:
    await standing(stage, pull)
    await execute(stage, pull, PostSummary(SUMMARY))
    first, second = pull.comments
    await execute(stage, pull, DeleteComment(second.node_id))
    assert pull.comments == [first]


async def test_more_edits_than_fit_are_sent_in_several_requests(stage: Stage, pull: PullRequest) -> None:
    await standing(stage, pull)
    comment = pull.threads[0].comments[0]
    await execute(stage, pull, *(EditReviewComment(comment.node_id, f"{at}") for at in range(85)))
    assert len(stage.world.requests) == 3
    assert comment.body == "84"


def ticks(monkeypatch: pytest.MonkeyPatch) -> None:
    """Take `item` for the nth box, so that these tests do not hang on how items are recognised."""

    def splice(body: str, boxes: dict[str, bool]) -> str:
        for item, ticked in boxes.items():
            body = body.replace(f"[ ] {item}", f"[{'x' if ticked else ' '}] {item}")
        return body

    monkeypatch.setattr("app.github.edits.splice", splice)


async def test_a_fresh_description_is_spliced_without_reading_it_again(
    stage: Stage, pull: PullRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    ticks(monkeypatch)
    base = pull.body
    async with stage.hub() as hub:
        written = await stage.writer(hub, pull, read_at=time.time()).execute(
            [EditBody(pull.node_id, base, {"Spelling": True})]
        )
    assert len(stage.world.requests.reads) == 0
    assert pull.body == base.replace("[ ] Spelling", "[x] Spelling")
    assert (written.body_base, written.body_written) == (base, pull.body)


async def test_a_tick_made_while_the_bot_runs_is_kept(
    stage: Stage, pull: PullRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    ticks(monkeypatch)
    read = pull.body
    theirs = read.replace("[ ] Something", "[x] Something") + "And a word.\r\n"
    stage.world.edit_body(NAME, pull.number, theirs, "grace")
    async with stage.hub() as hub:
        written = await stage.writer(hub, pull, read_at=time.time() - 60).execute(
            [EditBody(pull.node_id, read, {"Spelling": True})]
        )
    assert pull.body == theirs.replace("[ ] Spelling", "[x] Spelling")
    assert (written.body_base, written.body_written) == (theirs, pull.body)


async def test_a_description_that_says_it_already_is_not_written(
    stage: Stage, pull: PullRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    ticks(monkeypatch)
    read = pull.body
    stage.world.edit_body(NAME, pull.number, read.replace("[ ] Spelling", "[x] Spelling"), "grace")
    async with stage.hub() as hub:
        written = await stage.writer(hub, pull).execute([EditBody(pull.node_id, read, {"Spelling": True})])
    assert len(stage.world.requests.writes) == 0
    assert written.body_written is None


async def test_an_emptied_description_is_no_reason_to_crash(
    stage: Stage, pull: PullRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    ticks(monkeypatch)
    read = pull.body
    stage.world.edit_body(NAME, pull.number, "", "grace")
    async with stage.hub() as hub:
        written = await stage.writer(hub, pull).execute([EditBody(pull.node_id, read, {"Spelling": True})])
    assert pull.body == ""
    assert written.body_written is None


@pytest.mark.parametrize("applied", [True, False])
async def test_a_lost_mutation_is_repeated_but_never_over_a_later_edit_of_the_description(
    stage: Stage, pull: PullRequest, monkeypatch: pytest.MonkeyPatch, applied: bool
) -> None:
    ticks(monkeypatch)
    await standing(stage, pull)
    read = pull.body

    def then_somebody_edits(exchange: Exchange) -> bool:
        if "node" in exchange.fields:
            stage.world.edit_body(NAME, pull.number, pull.body + "Later.\r\n", "grace")
        return False

    stage.world.faults.add(MUTATION, 502, applied=applied)
    stage.world.faults.add(then_somebody_edits, None)
    async with stage.hub() as hub:
        written = await stage.writer(hub, pull, read_at=time.time()).execute(
            [EditSummary(pull.comments[0].node_id, "New."), EditBody(pull.node_id, read, {"Spelling": True})]
        )
    assert pull.body == read.replace("[ ] Spelling", "[x] Spelling") + "Later.\r\n"
    assert pull.comments[0].body == "New."
    assert written.body_written is not None
    assert "[x] Spelling" in written.body_written


async def test_a_description_that_would_grow_too_long_is_left_alone(
    stage: Stage, pull: PullRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.github.edits.splice", lambda body, boxes: "x" * 65_537)
    async with stage.hub() as hub:
        written = await stage.writer(hub, pull).execute(
            [EditBody(pull.node_id, pull.body, {"Spelling": True})]
        )
    assert len(stage.world.requests.writes) == 0
    assert "longer than GitHub takes" in written.notes[0]


@pytest.mark.parametrize("applied", [True, False])
async def test_a_summary_whose_answer_is_lost_stands_once(
    stage: Stage, pull: PullRequest, applied: bool
) -> None:
    stage.world.comment(NAME, pull.number, SUMMARY, "mallory")  # our marker in somebody else's text
    stage.world.faults.add("POST /repos/*/issues/*/comments", 502, applied=applied)
    async with stage.hub() as hub:
        written = await stage.writer(hub, pull).execute([PostSummary(SUMMARY)])
    mine = [c for c in pull.comments if c.author is stage.installation.app.bot]
    assert [c.node_id for c in mine] == [written.summary_id]


@pytest.mark.parametrize("length", [65_536, 65_537])
async def test_a_summary_at_githubs_limit_stands_whole_and_one_past_it_is_cut(
    stage: Stage, pull: PullRequest, length: int
) -> None:
    marker = SUMMARY.rpartition("\n")[2]
    body = "y" * (length - len(marker) - 1) + "\n" + marker
    await execute(stage, pull, PostSummary(body))
    assert (pull.comments[0].body == body) is (length == 65_536)
    assert pull.comments[0].body.endswith(marker)
    await execute(stage, pull, EditSummary(pull.comments[0].node_id, "z" * length))
    assert len(pull.comments[0].body) <= 65_536


async def test_labels_are_added_and_a_lost_answer_does_no_harm(stage: Stage, pull: PullRequest) -> None:
    stage.world.faults.add("POST /repos/*/issues/*/labels", 502, applied=True)
    await execute(stage, pull, AddLabels(("typo", "chapter")))
    assert sorted(label.name for label in pull.labels) == ["chapter", "typo"]


def lease(answers: list[bool | None]) -> Callable[[], object]:
    async def still_ours() -> bool | None:
        return answers.pop(0)

    return still_ours


async def test_a_run_that_lost_its_lease_writes_nothing_more(stage: Stage, pull: PullRequest) -> None:
    check = PutCheckRun(CheckRun(pull.head_sha, "success", "Fine", "Fine"))
    async with stage.hub() as hub:
        writer = Writer(
            hub,
            stage.repository,
            stage.key(pull),
            stage.intents,
            lease([True, False]),  # type: ignore[arg-type]
        )
        with pytest.raises(LeaseLost):
            await writer.execute([check, PostSummary(SUMMARY), AddLabels(("typo",))])
    assert len(stage.world.requests.writes) == 1
    assert pull.comments == []


async def test_edits_wait_for_the_place_of_the_last_of_them(stage: Stage, pull: PullRequest) -> None:
    await standing(stage, pull)
    node = pull.comments[0].node_id
    check = PutCheckRun(CheckRun(pull.head_sha, "success", "Fine", "Fine"))
    await execute(stage, pull, EditSummary(node, "a"), check, EditSummary(node, "b"), AddLabels(("typo",)))
    assert [name.split(" ")[-1] for name in stage.world.requests.writes.names] == [
        "/repos/{owner}/{repo}/check-runs",
        "updateIssueComment",
        "/repos/{owner}/{repo}/issues/{issue_number}/labels",
    ]
    assert pull.comments[0].body == "b"


async def test_a_missing_permission_is_noted_and_the_other_writes_go_on(
    stage: Stage, pull: PullRequest
) -> None:
    stage.installation.permissions["checks"] = "read"
    check = PutCheckRun(CheckRun(pull.head_sha, "success", "Fine", "Fine"))
    async with stage.hub() as hub:
        written = await stage.writer(hub, pull).execute([check, PostSummary(SUMMARY)])
    assert written.check_run_id is None
    assert "It needs the permission checks: write" in written.notes[0]
    assert len(pull.comments) == 1


async def test_a_rate_limit_stops_the_run(stage: Stage, pull: PullRequest) -> None:
    stage.world.faults.add(MUTATION, 403, retry_after=9)
    async with stage.hub() as hub:
        with pytest.raises(Transient) as caught:
            await stage.writer(hub, pull).execute([Minimize("x"), AddLabels(("typo",))])
    assert caught.value.retry_after == 9
    assert pull.labels == []
