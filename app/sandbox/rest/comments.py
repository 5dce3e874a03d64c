"""Comments in the conversation (GitHub keeps them under issues) and comments on lines."""

from __future__ import annotations

from app.sandbox import pull_shapes
from app.sandbox.pulls import IssueComment, ReviewComment
from app.sandbox.refusals import Refusal, forbidden, not_found
from app.sandbox.rest.routing import Call, Reply, route

TALK = "/repos/{owner}/{repo}/issues/{issue_number}/comments"
ONE = "/repos/{owner}/{repo}/issues/comments/{comment_id}"
INLINE = "/repos/{owner}/{repo}/pulls/{pull_number}/comments"
ONE_INLINE = "/repos/{owner}/{repo}/pulls/comments/{comment_id}"


@route("GET", TALK, "issues=read", "pull_requests=read")
def list_comments(call: Call) -> Reply:
    shown, headers = call.page(call.pull.comments)
    return Reply([pull_shapes.issue_comment(call.base, comment) for comment in shown], headers=headers)


@route("POST", TALK, "issues=write", "pull_requests=write")
def create_comment(call: Call) -> Reply:
    comment = call.world.post_comment(call.pull, call.text("body"), call.bot, call.who.app)
    return Reply(pull_shapes.issue_comment(call.base, comment), 201)


def _comment(call: Call) -> IssueComment:
    for pull in call.repo.pulls.values():
        for comment in pull.comments:
            if str(comment.id) == call.params["comment_id"]:
                return comment
    raise not_found()


@route("GET", ONE, "issues=read", "pull_requests=read")
def get_comment(call: Call) -> Reply:
    return Reply(pull_shapes.issue_comment(call.base, _comment(call)))


@route("PATCH", ONE, "issues=write", "pull_requests=write")
def update_comment(call: Call) -> Reply:
    comment = _comment(call)
    if comment.author is not call.bot:
        raise forbidden()
    call.world.change_comment(comment, call.text("body"), call.bot)
    return Reply(pull_shapes.issue_comment(call.base, comment))


@route("DELETE", ONE, "issues=write", "pull_requests=write")
def delete_comment(call: Call) -> Reply:
    call.world.delete_comment(_comment(call), call.bot)
    return Reply(None, 204)


# -- on lines --
@route("GET", INLINE, "pull_requests=read")
def list_inline(call: Call) -> Reply:
    shown, headers = call.page(call.pull.review_comments)
    return Reply([pull_shapes.review_comment(call.base, comment) for comment in shown], headers=headers)


@route("POST", INLINE, "pull_requests=write")
def create_inline(call: Call) -> Reply:
    pull = call.pull
    if call.body.get("in_reply_to") is not None:
        return _reply(call, str(call.body["in_reply_to"]))
    call.required("body", "commit_id", "path")
    comment = call.world.single_comment(pull, call.bot, call.body, call.who.app)
    return Reply(pull_shapes.review_comment(call.base, comment), 201)


@route("POST", INLINE + "/{comment_id}/replies", "pull_requests=write")
def create_reply(call: Call) -> Reply:
    return _reply(call, call.params["comment_id"])


def _reply(call: Call, parent: str) -> Reply:
    for thread in call.pull.threads:
        if any(str(comment.id) == parent for comment in thread.comments):
            comment = call.world.answer(thread, call.text("body"), call.bot, call.who.app)
            return Reply(pull_shapes.review_comment(call.base, comment), 201)
    raise Refusal(404, "Parent comment not found")


def _inline(call: Call) -> ReviewComment:
    for pull in call.repo.pulls.values():
        for comment in pull.review_comments:
            if str(comment.id) == call.params["comment_id"]:
                return comment
    raise not_found()


@route("GET", ONE_INLINE, "pull_requests=read")
def get_inline(call: Call) -> Reply:
    return Reply(pull_shapes.review_comment(call.base, _inline(call)))


@route("PATCH", ONE_INLINE, "pull_requests=write")
def update_inline(call: Call) -> Reply:
    comment = _inline(call)
    if comment.author is not call.bot:
        raise forbidden()
    call.world.change_review_comment(comment, call.text("body"), call.bot)
    return Reply(pull_shapes.review_comment(call.base, comment))


@route("DELETE", ONE_INLINE, "pull_requests=write")
def delete_inline(call: Call) -> Reply:
    call.world.remove_review_comment(_inline(call), call.bot)
    return Reply(None, 204)
