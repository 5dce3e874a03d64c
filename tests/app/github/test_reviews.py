"""Posting a review once, whatever happens."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from app.errors import Transient
from app.github.faults import HeadMoved, LostAnswer
from app.publication.writes import AddLabels, InlineComment, PostReview
from app.sandbox.pulls import PullRequest
from app.sandbox.requestlog import Exchange
from tests.app.github.conftest import NAME, Stage

POST = "POST /repos/*/pulls/*/reviews"
MARKER = "<!-- galleyproof:1 app=4711 kind=review id=abc -->"
WAVES = b"# Waves\n\nOne changed line.\n\nAnother line.\n"


def comment(line: int, *, path: str = "waves.qmd", start: int | None = None, body: str = "") -> InlineComment:
    return InlineComment(path, line, body or f"About line {line}.", f"rule:{path}:{line}", start)


def review(pull: PullRequest, *comments: InlineComment) -> PostReview:
    return PostReview(pull.head_sha, f"Some things to look at.\n\n{MARKER}", comments, MARKER)


def posted(pull: PullRequest) -> list[str]:
    """What stands inline on the pull request, as `path:line body`."""
    return [f"{t.path}:{t.line} {t.comments[0].body}" for t in pull.threads]


async def test_a_review_is_posted_pinned_to_its_commit_with_an_intent_stored_before(stage: Stage) -> None:
    pull = stage.open_pull({"waves.qmd": WAVES})
    open_when_sent: list[set[int]] = []

    def look(exchange: Exchange) -> bool:
        if exchange.method == "POST" and exchange.path.endswith("/reviews"):
            open_when_sent.append(set(stage.intents.standing))
        return False

    stage.world.faults.add(look, None)
    async with stage.hub() as hub:
        written = await stage.writer(hub, pull).execute([review(pull, comment(3), comment(4, start=3))])
    assert [(r.id, r.state, r.commit_id) for r in pull.reviews] == [
        (written.review_id, "COMMENTED", pull.head_sha)
    ]
    assert posted(pull) == ["waves.qmd:3 About line 3.", "waves.qmd:4 About line 4."]
    assert open_when_sent == [{1}]
    assert stage.intents.opened == [(pull.head_sha, MARKER)]
    assert stage.intents.standing == set()
    assert written.demoted == ()


@pytest.mark.parametrize("applied", [True, False])
@pytest.mark.parametrize("how", ["502", "cut"])
async def test_a_lost_answer_ends_in_one_review(stage: Stage, applied: bool, how: str) -> None:
    pull = stage.open_pull({"waves.qmd": WAVES})
    stage.world.faults.add(POST, 502 if how == "502" else None, applied=applied, cut=how == "cut")
    async with stage.hub() as hub:
        written = await stage.writer(hub, pull).execute([review(pull, comment(3))])
    assert [r.id for r in pull.reviews] == [written.review_id]
    assert posted(pull) == ["waves.qmd:3 About line 3."]
    assert stage.intents.standing == set()
    sent = [name for name in stage.world.requests.names if name.startswith("POST") and "reviews" in name]
    assert len(sent) == (1 if applied else 2)


async def test_an_answer_lost_twice_leaves_the_intent_open_for_the_next_run(stage: Stage) -> None:
    pull = stage.open_pull({"waves.qmd": WAVES})
    stage.world.faults.add(POST, 502, times=2)
    async with stage.hub() as hub:
        with pytest.raises(LostAnswer):
            await stage.writer(hub, pull).execute([review(pull, comment(3))])
    assert stage.intents.standing == {1}


@pytest.mark.parametrize("applied", [True, False])
async def test_the_run_after_one_that_died_unanswered_finds_the_review_or_posts_it(
    stage: Stage, applied: bool
) -> None:
    pull = stage.open_pull({"waves.qmd": WAVES})
    if applied:
        async with stage.hub() as hub:
            await stage.writer(hub, pull).execute([review(pull, comment(3))])
    stage.intents.standing.add(await stage.intents.open(stage.key(pull), pull.head_sha, MARKER))
    mark = stage.world.requests.mark()
    async with stage.hub() as hub:
        written = await stage.writer(hub, pull).execute([review(pull, comment(3))])
    assert [r.id for r in pull.reviews] == [written.review_id]
    assert len(stage.world.requests.since(mark).writes) == (0 if applied else 1)
    assert stage.intents.standing == set()


async def test_a_review_by_somebody_else_with_our_marker_is_not_ours(stage: Stage) -> None:
    pull = stage.open_pull({"waves.qmd": WAVES})
    stage.world.submit_review(
        pull, stage.world.user("emmy"), "COMMENT", f"I paste: {MARKER}", [], pull.head_sha
    )
    stage.world.faults.add(POST, 502)
    async with stage.hub() as hub:
        written = await stage.writer(hub, pull).execute([review(pull, comment(3))])
    assert len(pull.reviews) == 2
    assert written.review_id == pull.reviews[1].id


async def test_a_comment_off_the_diff_is_left_out_and_told_the_others_are_posted(stage: Stage) -> None:
    pull = stage.open_pull({"waves.qmd": WAVES, "new.qmd": b"# New\n\nText.\n"})
    off = comment(400)
    elsewhere = comment(1, path="tides.qmd")
    async with stage.hub() as hub:
        written = await stage.writer(hub, pull).execute(
            [review(pull, comment(3), off, elsewhere, comment(1, path="new.qmd"))]
        )
    assert written.demoted == (off, elsewhere)
    assert sorted(posted(pull)) == ["new.qmd:1 About line 1.", "waves.qmd:3 About line 3."]
    assert len(pull.reviews) == 1


async def test_a_review_of_nothing_but_misplaced_comments_is_not_posted_at_all(stage: Stage) -> None:
    pull = stage.open_pull({"waves.qmd": WAVES})
    async with stage.hub() as hub:
        written = await stage.writer(hub, pull).execute([review(pull, comment(400))])
    assert written.review_id is None
    assert written.demoted == (comment(400),)
    assert pull.reviews == []
    assert "must be part of the diff" in " ".join(written.notes)
    assert stage.intents.standing == set()


async def test_comments_that_our_reading_of_the_diff_allows_but_github_refuses_are_posted_one_by_one(
    stage: Stage,
) -> None:
    pull = stage.open_pull({"waves.qmd": WAVES})
    world = stage.world
    refusal = {
        "message": "Unprocessable Entity",
        "errors": ["Pull request review thread line must be part of the diff"],
    }

    def with_comments(exchange: Exchange) -> bool:
        body = exchange.request_body or {}
        return exchange.method == "POST" and exchange.path.endswith("/reviews") and bool(body.get("comments"))

    def line_four(exchange: Exchange) -> bool:
        body = exchange.request_body or {}
        return (
            exchange.method == "POST"
            and exchange.path.endswith("/pulls/1/comments")
            and body.get("line") == 4
        )

    world.faults.add(with_comments, 422, times=-1, body=refusal)
    world.faults.add(line_four, 422, times=-1, body=refusal)
    async with stage.hub() as hub:
        written = await stage.writer(hub, pull).execute([review(pull, comment(3), comment(4), comment(5))])
    assert written.demoted == (comment(4),)
    assert posted(pull) == ["waves.qmd:3 About line 3.", "waves.qmd:5 About line 5."]
    assert any(MARKER in r.body for r in pull.reviews)


async def test_a_single_comment_whose_answer_is_lost_is_not_posted_twice(stage: Stage) -> None:
    pull = stage.open_pull({"waves.qmd": WAVES})
    refusal = {"message": "Unprocessable Entity", "errors": ["must be part of the diff"]}
    with_comments: Callable[[Exchange], bool] = lambda e: (  # noqa: E731
        e.method == "POST" and e.path.endswith("/reviews") and bool((e.request_body or {}).get("comments"))
    )
    stage.world.faults.add(with_comments, 422, times=-1, body=refusal)
    stage.world.faults.add("POST /repos/*/pulls/*/comments", 502, applied=True)
    async with stage.hub() as hub:
        written = await stage.writer(hub, pull).execute([review(pull, comment(3), comment(5))])
    assert posted(pull) == ["waves.qmd:3 About line 3.", "waves.qmd:5 About line 5."]
    assert written.demoted == ()


async def test_a_push_before_the_review_is_posted_starts_the_run_anew(stage: Stage) -> None:
    pull = stage.open_pull({"waves.qmd": WAVES})
    stale = review(pull, comment(400))
    stage.world.push(NAME, "change", {"waves.qmd": b"# Waves\n"}, author="grace")
    async with stage.hub() as hub:
        with pytest.raises(HeadMoved) as caught:
            await stage.writer(hub, pull).execute([stale])
    assert isinstance(caught.value, Transient)
    assert stage.intents.standing == set(), "GitHub refused it: its outcome is known"


async def test_more_than_thirty_comments_never_go_into_one_review(stage: Stage) -> None:
    text = b"".join(b"Line %d.\n" % at for at in range(40))
    pull = stage.open_pull({"new.qmd": text})
    comments = [comment(at + 1, path="new.qmd") for at in range(35)]
    async with stage.hub() as hub:
        written = await stage.writer(hub, pull).execute([review(pull, *comments)])
    assert len(posted(pull)) == 30
    assert written.demoted == tuple(comments[30:])


@pytest.mark.parametrize("length", [65_536, 65_537])
async def test_a_body_at_githubs_limit_is_posted_whole_and_one_past_it_cut_with_its_marker_kept(
    stage: Stage, length: int
) -> None:
    pull = stage.open_pull({"waves.qmd": WAVES})
    body = "x" * (length - len(MARKER) - 1) + "\n" + MARKER
    async with stage.hub() as hub:
        written = await stage.writer(hub, pull).execute(
            [PostReview(pull.head_sha, body, (comment(3, body="🦀" * length),), MARKER)]
        )
    assert written.review_id is not None
    assert len(pull.reviews[0].body) <= 65_536
    assert (pull.reviews[0].body == body) is (length == 65_536)
    assert pull.reviews[0].body.endswith(MARKER)
    assert len(pull.threads[0].comments[0].body) <= 65_536


async def test_a_locked_conversation_is_noted_and_the_other_writes_go_on(stage: Stage) -> None:
    pull = stage.open_pull({"waves.qmd": WAVES})
    stage.world.faults.add(POST, 403, body={"message": "Conversation is locked"})
    async with stage.hub() as hub:
        written = await stage.writer(hub, pull).execute([review(pull, comment(3)), AddLabels(("typo",))])
    assert written.demoted == (comment(3),)
    assert any("locked" in note for note in written.notes)
    assert [label.name for label in pull.labels] == ["typo"]
