"""REST objects of commits and checks: commits, check runs, suites, annotations, statuses, blobs."""

from __future__ import annotations

from base64 import b64encode
from typing import Any
from urllib.parse import quote

from app.sandbox.checks import CheckRun, CheckSuite, CommitStatus
from app.sandbox.git import CommitInfo
from app.sandbox.ids import node_id
from app.sandbox.nouns import User
from app.sandbox.pulls import PullRequest
from app.sandbox.repository import Repository
from app.sandbox.shapes import Json, app, commit_node_id, repository, stamp, user


def commit(base: str, where: Repository, info: CommitInfo, author: User | None) -> Json:
    """Schema ``commit``, without files."""
    api, page = f"{base}/repos/{where.full_name}", f"{base}/{where.full_name}"
    person = {"name": info.author_name, "email": info.author_email, "date": stamp(info.when)}
    who = user(base, author) if author else None
    return {
        "sha": info.sha,
        "node_id": commit_node_id(where, info.sha),
        "commit": {
            "author": person,
            "committer": person,
            "message": info.message,
            "tree": {"sha": info.tree, "url": f"{api}/git/trees/{info.tree}"},
            "url": f"{api}/git/commits/{info.sha}",
            "comment_count": 0,
            "verification": {
                "verified": False,
                "reason": "unsigned",
                "signature": None,
                "payload": None,
                "verified_at": None,
            },
        },
        "url": f"{api}/commits/{info.sha}",
        "html_url": f"{page}/commit/{info.sha}",
        "comments_url": f"{api}/commits/{info.sha}/comments",
        "author": who,
        "committer": who,
        "parents": [
            {"sha": sha, "url": f"{api}/commits/{sha}", "html_url": f"{page}/commit/{sha}"}
            for sha in info.parents
        ],
    }


def simple_commit(info: CommitInfo) -> Json:
    """Schema ``simple-commit``: the head commit inside suites and merge groups."""
    person = {"name": info.author_name, "email": info.author_email}
    return {
        "id": info.sha,
        "tree_id": info.tree,
        "message": info.message,
        "timestamp": stamp(info.when),
        "author": person,
        "committer": person,
    }


def pull_minimal(base: str, pull: PullRequest) -> Json:
    """Schema ``pull-request-minimal``, as check runs carry it."""
    api = f"{base}/repos/{pull.repository.full_name}"

    def end(where: Repository, ref: str, sha: str) -> Json:
        repo = {"id": where.id, "url": f"{base}/repos/{where.full_name}", "name": where.name}
        return {"ref": ref, "sha": sha, "repo": repo}

    return {
        "url": f"{api}/pulls/{pull.number}",
        "id": pull.id,
        "number": pull.number,
        "head": end(pull.head_repository or pull.repository, pull.head_ref, pull.head_sha),
        "base": end(pull.repository, pull.base_ref, pull.base_sha),
    }


def pulls_of(base: str, where: Repository, sha: str) -> list[Json]:
    """The pull requests GitHub names in check objects: never those from forks."""
    return [pull_minimal(base, pull) for pull in where.pulls_with_head(sha) if not pull.is_fork]


def check_run(base: str, where: Repository, run: CheckRun) -> Json:
    """Schema ``check-run``."""
    url = f"{base}/repos/{where.full_name}/check-runs/{run.id}"
    page = f"{base}/{where.full_name}/runs/{run.id}"
    return {
        "id": run.id,
        "name": run.name,
        "node_id": run.node_id,
        "head_sha": run.head_sha,
        "external_id": run.external_id or "",
        "url": url,
        "html_url": page,
        "details_url": run.details_url or page,
        "status": run.status,
        "conclusion": run.conclusion,
        "started_at": stamp(run.started_at),
        "completed_at": stamp(run.completed_at),
        "output": {
            "title": run.title,
            "summary": run.summary,
            "text": run.text,
            "annotations_count": len(run.annotations),
            "annotations_url": f"{url}/annotations",
        },
        "check_suite": {"id": run.suite.id},
        "app": app(base, run.app),
        "pull_requests": pulls_of(base, where, run.head_sha),
    }


def annotation(base: str, where: Repository, run: CheckRun, given: dict[str, Any]) -> Json:
    """Schema ``check-annotation``."""
    keys = ("start_column", "end_column", "title", "raw_details")
    return {
        "path": given["path"],
        "blob_href": f"{base}/{where.full_name}/blob/{run.head_sha}/{given['path']}",
        "start_line": given["start_line"],
        "end_line": given["end_line"],
        "annotation_level": given["annotation_level"],
        "message": given["message"],
        **{key: given.get(key) for key in keys},
    }


def check_suite(base: str, where: Repository, suite: CheckSuite) -> Json:
    """The ``check_suite`` object of webhooks and of ``GET check-suites/{id}``."""
    url = f"{base}/repos/{where.full_name}/check-suites/{suite.id}"
    return {
        "id": suite.id,
        "node_id": suite.node_id,
        "head_branch": suite.head_branch,
        "head_sha": suite.head_sha,
        "status": suite.status,
        "conclusion": suite.conclusion,
        "url": url,
        "before": suite.before,
        "after": suite.head_sha,
        "pull_requests": pulls_of(base, where, suite.head_sha),
        "app": app(base, suite.app),
        "created_at": stamp(suite.created_at),
        "updated_at": stamp(suite.updated_at),
        "rerequestable": True,
        "runs_rerequestable": True,
        "latest_check_runs_count": len(suite.latest_runs),
        "check_runs_url": f"{url}/check-runs",
        "head_commit": simple_commit(where.git.commit_info(suite.head_sha)),
    }


def commit_status(base: str, where: Repository, status: CommitStatus) -> Json:
    """Schema ``simple-commit-status``."""
    return {
        "url": f"{base}/repos/{where.full_name}/statuses/{status.sha}",
        "avatar_url": f"{base}/avatars/{quote(status.creator.login)}",
        "id": status.id,
        "node_id": status.node_id,
        "state": status.state,
        "description": status.description,
        "target_url": status.target_url,
        "context": status.context,
        "created_at": stamp(status.created_at),
        "updated_at": stamp(status.created_at),
    }


def blob(base: str, where: Repository, sha: str) -> Json:
    """Schema ``blob``: base64 with line feeds every 60 characters, as GitHub sends it."""
    data = where.git.blob(sha)
    return {
        "sha": sha,
        "node_id": node_id("B", where.id, sha),
        "size": len(data),
        "url": f"{base}/repos/{where.full_name}/git/blobs/{sha}",
        "content": base64_lines(data),
        "encoding": "base64",
    }


def base64_lines(data: bytes) -> str:
    """Base64 in lines of 60 characters, each ended by a line feed."""
    text = b64encode(data).decode()
    return "".join(text[at : at + 60] + "\n" for at in range(0, len(text), 60))


def combined_repository(base: str, where: Repository) -> Json:
    """Schema ``minimal-repository``; the fuller one satisfies it."""
    return repository(base, where)
