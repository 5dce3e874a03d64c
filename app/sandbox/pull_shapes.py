"""REST objects of a pull request: itself, its comments, reviews and threads, its files and checks."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from app.sandbox.diffs import FileDiff
from app.sandbox.mergeability import merge_state, mergeable
from app.sandbox.pulls import IssueComment, PullRequest, Review, ReviewComment
from app.sandbox.repository import Repository
from app.sandbox.shapes import Json, app, label, reactions, repository, stamp, team, user


def pull_url(base: str, pull: PullRequest) -> str:
    """The API address of a pull request."""
    return f"{base}/repos/{pull.repository.full_name}/pulls/{pull.number}"


def pull_page(base: str, pull: PullRequest) -> str:
    """The address a person opens."""
    return f"{base}/{pull.repository.full_name}/pull/{pull.number}"


def _end(base: str, where: Repository | None, ref: str, sha: str, owner: Any) -> Json:
    return {
        "label": f"{owner.login}:{ref}",
        "ref": ref,
        "sha": sha,
        "user": user(base, owner),
        "repo": repository(base, where) if where else None,
    }


def _links(base: str, pull: PullRequest) -> dict[str, str]:
    where, api, page = pull.repository, pull_url(base, pull), pull_page(base, pull)
    issue = f"{base}/repos/{where.full_name}/issues/{pull.number}"
    return {
        "self": api,
        "html": page,
        "issue": issue,
        "comments": f"{issue}/comments",
        "review_comments": f"{api}/comments",
        "review_comment": f"{base}/repos/{where.full_name}/pulls/comments{{/number}}",
        "commits": f"{api}/commits",
        "statuses": f"{base}/repos/{where.full_name}/statuses/{pull.head_sha}",
    }


def pull_simple(base: str, pull: PullRequest) -> Json:
    """Schema ``pull-request-simple``."""
    where, api, page = pull.repository, pull_url(base, pull), pull_page(base, pull)
    links = _links(base, pull)
    head_owner = pull.head_repository.owner if pull.head_repository else pull.author
    return {
        "url": api,
        "id": pull.id,
        "node_id": pull.node_id,
        "html_url": page,
        "diff_url": f"{page}.diff",
        "patch_url": f"{page}.patch",
        "issue_url": links["issue"],
        "number": pull.number,
        "state": pull.state,
        "locked": pull.locked,
        "title": pull.title,
        "user": user(base, pull.author),
        "body": pull.body or None,
        "created_at": stamp(pull.created_at),
        "updated_at": stamp(pull.updated_at),
        "closed_at": stamp(pull.closed_at),
        "merged_at": stamp(pull.merged_at),
        "merge_commit_sha": None,
        "assignee": None,
        "assignees": [],
        "requested_reviewers": [user(base, who) for who in pull.requested_reviewers],
        "requested_teams": [team(base, which) for which in pull.requested_teams],
        "labels": [label(base, which, where) for which in pull.labels],
        "milestone": None,
        "draft": pull.draft,
        "commits_url": links["commits"],
        "review_comments_url": links["review_comments"],
        "review_comment_url": links["review_comment"],
        "comments_url": links["comments"],
        "statuses_url": links["statuses"],
        "head": _end(base, pull.head_repository, pull.head_ref, pull.head_sha, head_owner),
        "base": _end(base, where, pull.base_ref, pull.base_sha, where.owner),
        "_links": {key: {"href": value} for key, value in links.items()},
        "author_association": where.association_of(pull.author),
        "auto_merge": None,
        "active_lock_reason": None,
    }


def pull_full(base: str, pull: PullRequest) -> Json:
    """Schema ``pull-request``."""
    files = pull.repository.diff(pull.base_sha, pull.head_sha)
    merges = mergeable(pull)
    return pull_simple(base, pull) | {
        "merged": pull.merged_at is not None,
        "mergeable": merges,
        "rebaseable": merges,
        "mergeable_state": merge_state(pull).lower(),
        "merged_by": None,
        "comments": len(pull.comments),
        "review_comments": len(pull.review_comments),
        "maintainer_can_modify": pull.maintainer_can_modify,
        "commits": len(pull.repository.git.commits(pull.base_sha, pull.head_sha)),
        "additions": sum(diff.additions for diff in files),
        "deletions": sum(diff.deletions for diff in files),
        "changed_files": len(files),
    }


def file(base: str, where: Repository, head: str, diff: FileDiff) -> Json:
    """Schema ``diff-entry``; ``patch`` and ``previous_filename`` are absent, not null, where there is none."""
    path = quote(diff.path)
    shape: Json = {
        "sha": diff.sha,
        "filename": diff.path,
        "status": diff.status,
        "additions": diff.additions,
        "deletions": diff.deletions,
        "changes": diff.additions + diff.deletions,
        "blob_url": f"{base}/{where.full_name}/blob/{head}/{path}",
        "raw_url": f"{base}/{where.full_name}/raw/{head}/{path}",
        "contents_url": f"{base}/repos/{where.full_name}/contents/{path}?ref={head}",
    }
    if diff.patch is not None:
        shape["patch"] = diff.patch
    if diff.previous is not None:
        shape["previous_filename"] = diff.previous
    return shape


def issue_comment(base: str, comment: IssueComment) -> Json:
    """Schema ``issue-comment``."""
    where, pull = comment.pull.repository, comment.pull
    url = f"{base}/repos/{where.full_name}/issues/comments/{comment.id}"
    return {
        "url": url,
        "html_url": f"{pull_page(base, pull)}#issuecomment-{comment.id}",
        "issue_url": f"{base}/repos/{where.full_name}/issues/{pull.number}",
        "id": comment.id,
        "node_id": comment.node_id,
        "user": user(base, comment.author),
        "created_at": stamp(comment.created_at),
        "updated_at": stamp(comment.updated_at),
        "body": comment.body,
        "author_association": where.association_of(comment.author),
        "reactions": reactions(url),
        "performed_via_github_app": app(base, comment.via) if comment.via else None,
    }


def review(base: str, which: Review) -> Json:
    """Schema ``pull-request-review``."""
    page = f"{pull_page(base, which.pull)}#pullrequestreview-{which.id}"
    api = pull_url(base, which.pull)
    return {
        "id": which.id,
        "node_id": which.node_id,
        "user": user(base, which.author),
        "body": which.body,
        "state": which.state,
        "html_url": page,
        "pull_request_url": api,
        "_links": {"html": {"href": page}, "pull_request": {"href": api}},
        "submitted_at": stamp(which.created_at),
        "commit_id": which.commit_id,
        "author_association": which.pull.repository.association_of(which.author),
    }


def review_comment(base: str, comment: ReviewComment) -> Json:
    """Schema ``pull-request-review-comment``; ``line`` and ``position`` are null once outdated, as GitHub sends them."""
    thread, pull = comment.thread, comment.pull
    where = pull.repository
    url = f"{base}/repos/{where.full_name}/pulls/comments/{comment.id}"
    page = f"{pull_page(base, pull)}#discussion_r{comment.id}"
    shape: Json = {
        "url": url,
        "pull_request_review_id": comment.review.id,
        "id": comment.id,
        "node_id": comment.node_id,
        "diff_hunk": thread.diff_hunk,
        "path": thread.path,
        "commit_id": thread.commit_id,
        "original_commit_id": thread.original_commit,
        "user": user(base, comment.author),
        "body": comment.body,
        "created_at": stamp(comment.created_at),
        "updated_at": stamp(comment.updated_at),
        "html_url": page,
        "pull_request_url": pull_url(base, pull),
        "author_association": where.association_of(comment.author),
        "_links": {
            "self": {"href": url},
            "html": {"href": page},
            "pull_request": {"href": pull_url(base, pull)},
        },
        "reactions": reactions(url),
        "subject_type": thread.subject.lower(),
        "position": thread.position,
        "original_position": thread.original_position,
        "start_line": thread.start_line,
        "original_start_line": thread.original_start_line,
        "start_side": thread.start_side,
        "line": thread.line,
        "original_line": thread.original_line,
        "side": thread.side,
    }
    if comment.reply_to is not None:
        shape["in_reply_to_id"] = comment.reply_to.id
    return shape
