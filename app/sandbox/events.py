"""Webhook payloads: what each event carries beside repository, sender and installation.

Shapes after the payloads in the npm package ``@octokit/webhooks-examples``.
"""

from __future__ import annotations

from typing import Any

from app.sandbox import check_shapes, pull_shapes, shapes
from app.sandbox.checks import CheckRun, CheckSuite, CommitStatus
from app.sandbox.nouns import App, User
from app.sandbox.pulls import IssueComment, PullRequest, Review, ReviewComment, Thread
from app.sandbox.repository import Repository
from app.sandbox.shapes import Json
from app.sandbox.state import State


def issue(base: str, pull: PullRequest) -> Json:
    """The issue side of a pull request, as ``issue_comment`` carries it."""
    where = pull.repository
    api, page = f"{base}/repos/{where.full_name}/issues/{pull.number}", pull_shapes.pull_page(base, pull)
    pull_api = pull_shapes.pull_url(base, pull)
    return {
        "url": api,
        "repository_url": f"{base}/repos/{where.full_name}",
        "labels_url": api + "/labels{/name}",
        "comments_url": f"{api}/comments",
        "events_url": f"{api}/events",
        "html_url": page,
        "id": pull.id + 1_000_000,
        "node_id": pull.node_id,
        "number": pull.number,
        "title": pull.title,
        "user": shapes.user(base, pull.author),
        "labels": [shapes.label(base, label, where) for label in pull.labels],
        "state": pull.state,
        "locked": pull.locked,
        "assignee": None,
        "assignees": [],
        "milestone": None,
        "comments": len(pull.comments),
        "created_at": shapes.stamp(pull.created_at),
        "updated_at": shapes.stamp(pull.updated_at),
        "closed_at": shapes.stamp(pull.closed_at),
        "author_association": where.association_of(pull.author),
        "active_lock_reason": None,
        "draft": pull.draft,
        "pull_request": {
            "url": pull_api,
            "html_url": page,
            "diff_url": f"{page}.diff",
            "patch_url": f"{page}.patch",
            "merged_at": shapes.stamp(pull.merged_at),
        },
        "body": pull.body or None,
        "reactions": shapes.reactions(api),
        "timeline_url": f"{api}/timeline",
        "performed_via_github_app": None,
        "state_reason": None,
    }


def tell_pull(state: State, pull: PullRequest, action: str, sender: User, **extra: Any) -> None:
    """Queue a ``pull_request`` delivery."""
    shape = pull_shapes.pull_full(state.base_url, pull)
    state.tell(
        pull.repository, "pull_request", action, sender, number=pull.number, pull_request=shape, **extra
    )


def tell_comment(state: State, comment: IssueComment, action: str, sender: User, **extra: Any) -> None:
    """Queue an ``issue_comment`` delivery."""
    state.tell(
        comment.pull.repository,
        "issue_comment",
        action,
        sender,
        issue=issue(state.base_url, comment.pull),
        comment=pull_shapes.issue_comment(state.base_url, comment),
        **extra,
    )


def tell_review(state: State, review: Review, action: str, sender: User, **extra: Any) -> None:
    """Queue a ``pull_request_review`` delivery; states are in lower case there."""
    shape = pull_shapes.review(state.base_url, review)
    shape |= {"state": review.state.lower(), "body": review.body or None}
    shape["updated_at"] = shapes.stamp(review.updated_at)
    state.tell(
        review.pull.repository,
        "pull_request_review",
        action,
        sender,
        review=shape,
        pull_request=pull_shapes.pull_simple(state.base_url, review.pull),
        **extra,
    )


def tell_review_comment(
    state: State, comment: ReviewComment, action: str, sender: User, **extra: Any
) -> None:
    """Queue a ``pull_request_review_comment`` delivery, for apps that listen."""
    state.tell(
        comment.pull.repository,
        "pull_request_review_comment",
        action,
        sender,
        comment=pull_shapes.review_comment(state.base_url, comment),
        pull_request=pull_shapes.pull_simple(state.base_url, comment.pull),
        **extra,
    )


def tell_thread(state: State, thread: Thread, action: str, sender: User) -> None:
    """Queue a ``pull_request_review_thread`` delivery."""
    comments = [pull_shapes.review_comment(state.base_url, comment) for comment in thread.comments]
    state.tell(
        thread.pull.repository,
        "pull_request_review_thread",
        action,
        sender,
        pull_request=pull_shapes.pull_simple(state.base_url, thread.pull),
        thread={"node_id": thread.node_id, "comments": comments},
    )


def tell_run(
    state: State,
    where: Repository,
    run: CheckRun,
    action: str,
    sender: User,
    only: App | None = None,
    **extra: Any,
) -> None:
    """Queue a ``check_run`` delivery."""
    shape = check_shapes.check_run(state.base_url, where, run)
    shape["check_suite"] = check_shapes.check_suite(state.base_url, where, run.suite)
    state.tell(where, "check_run", action, sender, only=only, check_run=shape, **extra)


def tell_suite(
    state: State, where: Repository, suite: CheckSuite, action: str, sender: User, only: App | None = None
) -> None:
    """Queue a ``check_suite`` delivery."""
    shape = check_shapes.check_suite(state.base_url, where, suite)
    state.tell(where, "check_suite", action, sender, only=only, check_suite=shape)


def tell_status(state: State, where: Repository, status: CommitStatus, sender: User) -> None:
    """Queue a ``status`` delivery, which has no action."""
    info = where.git.commit_info(status.sha)
    api = f"{state.base_url}/repos/{where.full_name}"
    branches = [
        {
            "name": name,
            "commit": {"sha": status.sha, "url": f"{api}/commits/{status.sha}"},
            "protected": False,
        }
        for name in where.branches_of(status.sha)
    ]
    state.tell(
        where,
        "status",
        None,
        sender,
        id=status.id,
        sha=status.sha,
        name=where.full_name,
        avatar_url=f"{state.base_url}/avatars/{status.creator.login}",
        target_url=status.target_url,
        context=status.context,
        description=status.description,
        state=status.state,
        commit=check_shapes.commit(state.base_url, where, info, state.author_of(info.author_email)),
        branches=branches,
        created_at=shapes.stamp(status.created_at),
        updated_at=shapes.stamp(status.created_at),
    )
