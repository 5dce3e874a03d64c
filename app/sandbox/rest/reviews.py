"""Reviews: submitted whole or refused whole."""

from __future__ import annotations

from typing import Any

from app.sandbox import pull_shapes
from app.sandbox.pulls import Review
from app.sandbox.refusals import Refusal, not_found, unprocessable
from app.sandbox.rest.routing import Call, Reply, route

REVIEWS = "/repos/{owner}/{repo}/pulls/{pull_number}/reviews"


@route("GET", REVIEWS, "pull_requests=read")
def list_reviews(call: Call) -> Reply:
    shown, headers = call.page(call.pull.reviews)
    return Reply([pull_shapes.review(call.base, review) for review in shown], headers=headers)


@route("POST", REVIEWS, "pull_requests=write")
def create_review(call: Call) -> Reply:
    """All or nothing: 422 when one comment is off the diff, and the answer does not say which."""
    comments: list[dict[str, Any]] = call.body.get("comments") or []
    for comment in comments:
        if not isinstance(comment, dict) or "path" not in comment or "body" not in comment:
            raise Refusal(422, "Invalid request.\n\nEach comment needs a path and a body.")
        if "subject_type" in comment:
            raise Refusal(422, 'Invalid request.\n\n"subject_type" is not a permitted key.')
    event = call.body.get("event")
    if not event:
        raise unprocessable("Pending reviews are not kept by this stand-in: send an event")
    review = call.world.submit_review(
        call.pull,
        call.bot,
        event,
        call.body.get("body") or "",
        comments,
        call.body.get("commit_id"),
        call.who.app,
    )
    return Reply(pull_shapes.review(call.base, review))


def _review(call: Call) -> Review:
    for review in call.pull.reviews:
        if str(review.id) == call.params["review_id"]:
            return review
    raise not_found()


@route("GET", REVIEWS + "/{review_id}", "pull_requests=read")
def get_review(call: Call) -> Reply:
    return Reply(pull_shapes.review(call.base, _review(call)))


@route("GET", REVIEWS + "/{review_id}/comments", "pull_requests=read")
def list_review_comments(call: Call) -> Reply:
    shown, headers = call.page(_review(call).comments)
    return Reply([_older_form(call, comment) for comment in shown], headers=headers)


def _older_form(call: Call, comment: Any) -> dict[str, Any]:
    shape = pull_shapes.review_comment(call.base, comment)
    gone = (
        "line",
        "original_line",
        "start_line",
        "original_start_line",
        "side",
        "start_side",
        "subject_type",
    )
    return {key: value for key, value in shape.items() if key not in gone}


@route("PUT", REVIEWS + "/{review_id}", "pull_requests=write")
def update_review(call: Call) -> Reply:
    review = _review(call)
    call.world.change_review_body(review, call.text("body"), call.bot)
    return Reply(pull_shapes.review(call.base, review))


@route("DELETE", REVIEWS + "/{review_id}", "pull_requests=write")
def delete_review(call: Call) -> Reply:
    _review(call)
    raise unprocessable("Can not delete a non-pending pull request review")
