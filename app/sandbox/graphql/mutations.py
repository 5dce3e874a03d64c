"""What the bot changes through GraphQL. Each mutation of a batch stands or falls alone."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from app.sandbox.checks import CheckRun
from app.sandbox.graphql.fields import Asking, field, refuse
from app.sandbox.graphql.pulls import may_resolve
from app.sandbox.graphql.queries import the_node
from app.sandbox.pulls import IssueComment, Label, PullRequest, Review, ReviewComment, Text, Thread
from app.sandbox.refusals import NOT_ALLOWED
from app.sandbox.repository import Repository
from app.sandbox.rest.checks import checked

Input = dict[str, Any]
Kind = TypeVar("Kind")
TALK = ("issues=write", "pull_requests=write")


def mutation(name: str) -> Callable[[Callable[[Asking, Input], Input]], Callable[[Asking, Input], Input]]:
    """Register a mutation; its payload gets the ``clientMutationId`` back."""

    def register(carry_out: Callable[[Asking, Input], Input]) -> Callable[[Asking, Input], Input]:
        def resolver(_: Any, asking: Asking, input: Input) -> Input:
            return carry_out(asking, input) | {"clientMutationId": input.get("clientMutationId")}

        field("Mutation", name)(resolver)
        return carry_out

    return register


def _the(asking: Asking, id: str, kind: type[Kind], name: str) -> Kind:
    found = the_node(asking, id)
    if not isinstance(found, kind):
        refuse("NOT_FOUND", f"Could not resolve to {name} node with the global id of '{id}'")
    return found


def _own(asking: Asking, text: Text) -> None:
    if text.author is not asking.bot:
        refuse("FORBIDDEN", NOT_ALLOWED)


# -- conversation --
@mutation("addComment")
def add_comment(asking: Asking, given: Input) -> Input:
    asking.demand(*TALK)
    pull = _the(asking, given["subjectId"], PullRequest, "PullRequest")
    comment = asking.world.post_comment(pull, given["body"], asking.bot, asking.who.app)
    return {"commentEdge": {"node": comment, "cursor": comment.node_id}, "subject": pull}


@mutation("updateIssueComment")
def update_issue_comment(asking: Asking, given: Input) -> Input:
    asking.demand(*TALK)
    comment = _the(asking, given["id"], IssueComment, "IssueComment")
    _own(asking, comment)
    asking.world.change_comment(comment, given["body"], asking.bot)
    return {"issueComment": comment}


@mutation("deleteIssueComment")
def delete_issue_comment(asking: Asking, given: Input) -> Input:
    asking.demand(*TALK)
    asking.world.delete_comment(_the(asking, given["id"], IssueComment, "IssueComment"), asking.bot)
    return {}


@mutation("updatePullRequest")
def update_pull_request(asking: Asking, given: Input) -> Input:
    asking.demand("pull_requests=write")
    pull = _the(asking, given["pullRequestId"], PullRequest, "PullRequest")
    asking.world.edit_pull(
        pull, asking.bot, title=given.get("title"), body=given.get("body"), base=given.get("baseRefName")
    )
    return {"pullRequest": pull}


@mutation("addLabelsToLabelable")
def add_labels(asking: Asking, given: Input) -> Input:
    asking.demand(*TALK)
    pull = _the(asking, given["labelableId"], PullRequest, "PullRequest")
    for id in given["labelIds"]:
        asking.world.add_label(pull, _the(asking, id, Label, "Label"), asking.bot)
    return {"labelable": pull}


@mutation("removeLabelsFromLabelable")
def remove_labels(asking: Asking, given: Input) -> Input:
    asking.demand(*TALK)
    pull = _the(asking, given["labelableId"], PullRequest, "PullRequest")
    for id in given["labelIds"]:
        label = _the(asking, id, Label, "Label")
        if label in pull.labels:
            asking.world.remove_label(pull, label, asking.bot)
    return {"labelable": pull}


# -- folding away --
def _minimizable(asking: Asking, id: str) -> Text:
    asking.demand(*TALK)
    found = the_node(asking, id)
    if not isinstance(found, IssueComment | Review | ReviewComment):
        refuse("NOT_FOUND", f"Could not resolve to Minimizable node with the global id of '{id}'")
    return found


@mutation("minimizeComment")
def minimize_comment(asking: Asking, given: Input) -> Input:
    text = _minimizable(asking, given["subjectId"])
    text.minimized = given["classifier"]
    return {"minimizedComment": text}


@mutation("unminimizeComment")
def unminimize_comment(asking: Asking, given: Input) -> Input:
    text = _minimizable(asking, given["subjectId"])
    text.minimized = None
    return {"unminimizedComment": text}


# -- reviews and threads --
@mutation("addPullRequestReview")
def add_review(asking: Asking, given: Input) -> Input:
    asking.demand("pull_requests=write")
    pull = _the(asking, given["pullRequestId"], PullRequest, "PullRequest")
    comments = [dict(each) for each in given.get("comments") or []]
    for thread in given.get("threads") or []:
        comments.append(
            {
                "path": thread["path"],
                "body": thread["body"],
                "line": thread["line"],
                "side": thread.get("side"),
                "start_line": thread.get("startLine"),
                "start_side": thread.get("startSide"),
            }
        )
    review = asking.world.submit_review(
        pull,
        asking.bot,
        given.get("event") or "COMMENT",
        given.get("body") or "",
        comments,
        given.get("commitOID"),
        asking.who.app,
    )
    return {"pullRequestReview": review, "reviewEdge": {"node": review, "cursor": review.node_id}}


@mutation("addPullRequestReviewThreadReply")
def add_reply(asking: Asking, given: Input) -> Input:
    asking.demand("pull_requests=write")
    thread = _the(asking, given["pullRequestReviewThreadId"], Thread, "PullRequestReviewThread")
    return {"comment": asking.world.answer(thread, given["body"], asking.bot, asking.who.app)}


@mutation("updatePullRequestReview")
def update_review(asking: Asking, given: Input) -> Input:
    asking.demand("pull_requests=write")
    review = _the(asking, given["pullRequestReviewId"], Review, "PullRequestReview")
    _own(asking, review)
    asking.world.change_review_body(review, given["body"], asking.bot)
    return {"pullRequestReview": review}


@mutation("updatePullRequestReviewComment")
def update_review_comment(asking: Asking, given: Input) -> Input:
    asking.demand("pull_requests=write")
    comment = _the(asking, given["pullRequestReviewCommentId"], ReviewComment, "PullRequestReviewComment")
    _own(asking, comment)
    asking.world.change_review_comment(comment, given["body"], asking.bot)
    return {"pullRequestReviewComment": comment}


@mutation("deletePullRequestReviewComment")
def delete_review_comment(asking: Asking, given: Input) -> Input:
    asking.demand("pull_requests=write")
    comment = _the(asking, given["id"], ReviewComment, "PullRequestReviewComment")
    asking.world.remove_review_comment(comment, asking.bot)
    return {"pullRequestReview": comment.review, "pullRequestReviewComment": None}


def _settle(asking: Asking, given: Input, resolved: bool) -> Input:
    if not may_resolve(asking):
        refuse("FORBIDDEN", NOT_ALLOWED)
    thread = _the(asking, given["threadId"], Thread, "PullRequestReviewThread")
    asking.world.settle_thread(thread, resolved, asking.bot)
    return {"thread": thread}


@mutation("resolveReviewThread")
def resolve_thread(asking: Asking, given: Input) -> Input:
    return _settle(asking, given, True)


@mutation("unresolveReviewThread")
def unresolve_thread(asking: Asking, given: Input) -> Input:
    return _settle(asking, given, False)


# -- checks --
def _rest_form(given: Input) -> Input:
    """The fields of a check run as REST names them."""
    body: Input = {
        "name": given.get("name"),
        "details_url": given.get("detailsUrl"),
        "external_id": given.get("externalId"),
        "status": given["status"].lower() if given.get("status") else None,
        "conclusion": given["conclusion"].lower() if given.get("conclusion") else None,
        "actions": given.get("actions"),
    }
    if given.get("output") is not None:
        body["output"] = dict(given["output"])
        body["output"]["annotations"] = [
            _annotation(each) for each in given["output"].get("annotations") or []
        ]
    return checked(body)


def _annotation(given: Input) -> Input:
    place = given["location"]
    return {
        "path": given["path"],
        "message": given["message"],
        "title": given.get("title"),
        "raw_details": given.get("rawDetails"),
        "annotation_level": given["annotationLevel"].lower(),
        "start_line": place["startLine"],
        "end_line": place["endLine"],
        "start_column": place.get("startColumn"),
        "end_column": place.get("endColumn"),
    }


def _repository(asking: Asking, given: Input) -> Repository:
    asking.demand("checks=write")
    return _the(asking, given["repositoryId"], Repository, "Repository")


@mutation("createCheckRun")
def create_check_run(asking: Asking, given: Input) -> Input:
    repo = _repository(asking, given)
    if not repo.git.has(given["headSha"]):
        refuse("UNPROCESSABLE", f"No commit found for SHA: {given['headSha']}")
    run = asking.world.start_run(repo, asking.who.app, given["headSha"], _rest_form(given))
    return {"checkRun": run}


@mutation("updateCheckRun")
def update_check_run(asking: Asking, given: Input) -> Input:
    repo = _repository(asking, given)
    run = _the(asking, given["checkRunId"], CheckRun, "CheckRun")
    if run.app is not asking.who.app:
        refuse("FORBIDDEN", NOT_ALLOWED)
    asking.world.change_run(repo, run, _rest_form(given))
    return {"checkRun": run}
