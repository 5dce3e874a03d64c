"""Pull requests, comments, reviews and threads in GraphQL."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Any

from app.sandbox import pull_shapes
from app.sandbox.conversation import request_node_id
from app.sandbox.diffs import FileDiff
from app.sandbox.graphql.checks import status_check_rollup
from app.sandbox.graphql.fields import Asking, connect, connection, field
from app.sandbox.graphql.gitobjects import GitCommit, ref_of
from app.sandbox.ids import node_id
from app.sandbox.mergeability import merge_state, mergeable, review_decision
from app.sandbox.nouns import RANK, Team, User
from app.sandbox.pulls import IssueComment, PullRequest, Review, ReviewComment, Text, Thread
from app.sandbox.repository import Repository

TEXTS = ("PullRequest", "IssueComment", "PullRequestReview", "PullRequestReviewComment")
MINIMIZABLE = TEXTS[1:]
_CHANGES = {"added": "ADDED", "removed": "DELETED", "modified": "MODIFIED", "renamed": "RENAMED"}


def where(text: Text) -> Repository:
    """The repository of any text."""
    pull = text if isinstance(text, PullRequest) else text.pull  # type: ignore[attr-defined]
    found: Repository = pull.repository
    return found


def on_all(types: Sequence[str], name: str, value: Callable[[Any, Asking], Any]) -> None:
    """Register one resolver for a field that several types share."""
    for type_name in types:
        field(type_name, name)(value)


# -- what all texts share --
on_all(TEXTS, "authorAssociation", lambda text, _: where(text).association_of(text.author))
on_all(
    TEXTS, "bodyText", lambda text, _: re.sub(r"<!--.*?-->|[*_`#>]", "", text.body, flags=re.DOTALL).strip()
)
on_all(TEXTS, "includesCreatedEdit", lambda text, _: bool(text.edits))
on_all(TEXTS, "publishedAt", lambda text, _: text.created_at)
on_all(TEXTS, "viewerDidAuthor", lambda text, asking: text.author is asking.bot)
on_all(TEXTS, "repository", lambda text, _: where(text))
on_all(
    TEXTS,
    "viewerCanUpdate",
    lambda text, asking: (
        text.author is asking.bot
        or (isinstance(text, PullRequest) and asking.who.may("pull_requests", "write"))
    ),
)
on_all(MINIMIZABLE, "viewerCanDelete", lambda _, asking: asking.who.may("pull_requests", "write"))
on_all(MINIMIZABLE, "viewerCanMinimize", lambda _, asking: asking.who.may("pull_requests", "write"))
on_all(MINIMIZABLE, "isMinimized", lambda text, _: text.minimized is not None)
on_all(
    MINIMIZABLE,
    "minimizedReason",
    lambda text, _: text.minimized.lower().replace("_", "-") if text.minimized else None,
)
on_all(MINIMIZABLE, "pullRequest", lambda text, _: text.pull)


def _edits(text: Text, _: Asking) -> list[dict[str, Any]]:
    """Newest first; ``diff`` holds the whole text as it stood after the edit."""
    return [
        {
            "id": edit.node_id,
            "createdAt": edit.edited_at,
            "updatedAt": edit.edited_at,
            "editedAt": edit.edited_at,
            "editor": edit.editor,
            "diff": edit.text,
            "deletedAt": None,
            "deletedBy": None,
        }
        for edit in reversed(text.edits)
    ]


for _type in TEXTS:
    connect(_type, "userContentEdits", _edits)


# -- the pull request --
@field("PullRequest", "state")
def state(pull: PullRequest, _: Asking) -> str:
    if pull.merged_at is not None:
        return "MERGED"
    return pull.state.upper()


def _files(pull: PullRequest) -> list[FileDiff]:
    return pull.repository.diff(pull.base_sha, pull.head_sha)


_PULL: dict[str, Callable[[PullRequest, Asking], Any]] = {
    "additions": lambda pull, _: sum(diff.additions for diff in _files(pull)),
    "deletions": lambda pull, _: sum(diff.deletions for diff in _files(pull)),
    "changedFiles": lambda pull, _: len(_files(pull)),
    "baseRef": lambda pull, _: ref_of(pull.repository, f"refs/heads/{pull.base_ref}"),
    "headRef": lambda pull, _: (
        None if pull.is_fork else ref_of(pull.repository, f"refs/heads/{pull.head_ref}")
    ),
    "baseRefName": lambda pull, _: pull.base_ref,
    "baseRefOid": lambda pull, _: pull.base_sha,
    "baseRepository": lambda pull, _: pull.repository,
    "headRefName": lambda pull, _: pull.head_ref,
    "headRefOid": lambda pull, _: pull.head_sha,
    # An installation cannot look into a fork it is not installed on.
    "headRepository": lambda pull, asking: (
        pull.head_repository if pull.head_repository and asking.who.sees(pull.head_repository) else None
    ),
    "headRepositoryOwner": lambda pull, _: pull.head_repository.owner if pull.head_repository else None,
    "closed": lambda pull, _: pull.state == "closed",
    "merged": lambda pull, _: pull.merged_at is not None,
    "isCrossRepository": lambda pull, _: pull.is_fork,
    "isDraft": lambda pull, _: pull.draft,
    "isInMergeQueue": lambda _, __: False,
    "mergeable": lambda pull, _: "MERGEABLE" if mergeable(pull) else "CONFLICTING",
    "mergeStateStatus": lambda pull, _: merge_state(pull),
    "reviewDecision": lambda pull, _: review_decision(pull),
    "totalCommentsCount": lambda pull, _: len(pull.comments) + len(pull.review_comments),
    "viewerCanLabel": lambda _, asking: asking.who.may("pull_requests", "write"),
    "url": lambda pull, asking: pull_shapes.pull_page(asking.base, pull),
    "permalink": lambda pull, asking: pull_shapes.pull_page(asking.base, pull),
    "statusCheckRollup": lambda pull, asking: status_check_rollup(_head(pull), asking),
}
for _name, _value in _PULL.items():
    field("PullRequest", _name)(_value)


def _head(pull: PullRequest) -> GitCommit:
    return GitCommit(pull.repository, pull.head_sha)


def _commits(pull: PullRequest, asking: Asking) -> list[dict[str, Any]]:
    page = pull_shapes.pull_page(asking.base, pull)
    return [
        {
            "id": node_id("PURC", pull.id, info.sha),
            "commit": GitCommit(pull.repository, info.sha),
            "pullRequest": pull,
            "url": f"{page}/commits/{info.sha}",
        }
        for info in pull.repository.git.commits(pull.base_sha, pull.head_sha)
    ]


def _requests(pull: PullRequest, _: Asking) -> list[dict[str, Any]]:
    asked: list[User | Team] = [*pull.requested_reviewers, *pull.requested_teams]
    return [
        {
            "id": request_node_id(pull, each),
            "databaseId": each.id,
            "asCodeOwner": False,
            "pullRequest": pull,
            "requestedReviewer": each,
        }
        for each in asked
    ]


def _changed(pull: PullRequest, _: Asking) -> list[dict[str, Any]]:
    return [
        {
            "path": diff.path,
            "additions": diff.additions,
            "deletions": diff.deletions,
            "changeType": _CHANGES[diff.status],
        }
        for diff in _files(pull)
    ]


connect("PullRequest", "commits", _commits)
connect("PullRequest", "comments", lambda pull, _: pull.comments)
connect("PullRequest", "labels", lambda pull, _: pull.labels)
connect("PullRequest", "files", _changed)
connect("PullRequest", "reviewThreads", lambda pull, _: pull.threads)
connect("PullRequest", "reviewRequests", _requests)
connect("PullRequest", "closingIssuesReferences", lambda _, __: [])


def _latest(pull: PullRequest, _: Asking) -> list[Review]:
    newest = {review.author.id: review for review in pull.reviews if review.author is not pull.author}
    return list(newest.values())


connect("PullRequest", "latestReviews", _latest)


@field("PullRequest", "latestOpinionatedReviews")
def latest_opinionated(
    pull: PullRequest,
    _: Asking,
    writersOnly: bool = False,  # noqa: N803 - GitHub's name
    **arguments: Any,
) -> dict[str, Any]:
    found = [
        review
        for review in pull.latest_opinions
        if not writersOnly or RANK[pull.repository.permission_of(review.author.login)] >= RANK["write"]
    ]
    return connection(found, "latestOpinionatedReviews", **arguments)


@field("PullRequest", "reviews")
def reviews(
    pull: PullRequest,
    _: Asking,
    author: str | None = None,
    states: Sequence[str] | None = None,
    **arguments: Any,
) -> dict[str, Any]:
    found = [
        review
        for review in pull.reviews
        if (states is None or review.state in states) and author in (None, review.author.graphql_login)
    ]
    return connection(found, "reviews", **arguments)


# -- comments and reviews --
@field("IssueComment", "url")
def comment_url(comment: IssueComment, asking: Asking) -> str:
    return f"{pull_shapes.pull_page(asking.base, comment.pull)}#issuecomment-{comment.id}"


@field("PullRequestReview", "url")
def review_url(review: Review, asking: Asking) -> str:
    return f"{pull_shapes.pull_page(asking.base, review.pull)}#pullrequestreview-{review.id}"


@field("PullRequestReviewComment", "url")
def inline_url(comment: ReviewComment, asking: Asking) -> str:
    return f"{pull_shapes.pull_page(asking.base, comment.pull)}#discussion_r{comment.id}"


@field("PullRequestReview", "commit")
def review_commit(review: Review, _: Asking) -> GitCommit:
    return GitCommit(review.pull.repository, review.commit_id)


@field("PullRequestReview", "submittedAt")
def submitted_at(review: Review, _: Asking) -> Any:
    return review.created_at


connect("PullRequestReview", "comments", lambda review, _: review.comments)

_INLINE: dict[str, Callable[[ReviewComment], Any]] = {
    "commit": lambda comment: GitCommit(comment.pull.repository, comment.thread.commit_id),
    "originalCommit": lambda comment: GitCommit(comment.pull.repository, comment.thread.original_commit),
    "diffHunk": lambda comment: comment.thread.diff_hunk,
    "line": lambda comment: comment.thread.line,
    "startLine": lambda comment: comment.thread.start_line,
    "originalLine": lambda comment: comment.thread.original_line,
    "originalStartLine": lambda comment: comment.thread.original_start_line,
    "outdated": lambda comment: comment.thread.is_outdated,
    "path": lambda comment: comment.thread.path,
    "pullRequestReview": lambda comment: comment.review,
    "state": lambda _: "SUBMITTED",
    "subjectType": lambda comment: comment.thread.subject,
}
for _name, _take in _INLINE.items():
    field("PullRequestReviewComment", _name)(lambda comment, _, take=_take: take(comment))


# -- threads --
_THREAD: dict[str, Callable[[Thread, Asking], Any]] = {
    "diffSide": lambda thread, _: thread.side,
    "startDiffSide": lambda thread, _: thread.start_side,
    "isCollapsed": lambda thread, _: thread.is_resolved,
    "pullRequest": lambda thread, _: thread.pull,
    "repository": lambda thread, _: thread.pull.repository,
    "subjectType": lambda thread, _: thread.subject,
    "viewerCanReply": lambda _, asking: asking.who.may("pull_requests", "write"),
    # Resolving needs Contents: write as well (github/gh-aw#35726).
    "viewerCanResolve": lambda thread, asking: not thread.is_resolved and may_resolve(asking),
    "viewerCanUnresolve": lambda thread, asking: thread.is_resolved and may_resolve(asking),
    # The schema has a User here: an app that resolved a thread is not shown.
    "resolvedBy": lambda thread, _: (
        thread.resolved_by if thread.resolved_by and thread.resolved_by.type == "User" else None
    ),
}
for _name, _look in _THREAD.items():
    field("PullRequestReviewThread", _name)(_look)
connect("PullRequestReviewThread", "comments", lambda thread, _: thread.comments)


def may_resolve(asking: Asking) -> bool:
    """Whether the token may resolve threads."""
    return asking.who.may("pull_requests", "write") and asking.who.may("contents", "write")
