"""Commits in GraphQL: their people, parents, files, history and pull requests."""

from __future__ import annotations

from typing import Any

from app.sandbox.graphql.fields import Asking, connect, connection, field
from app.sandbox.graphql.gitobjects import GitBlob, GitCommit, GitTree
from app.sandbox.nouns import User
from app.sandbox.pulls import PullRequest

_COAUTHOR = "co-authored-by:"


@field("Commit", "message")
def message(commit: GitCommit, _: Asking) -> str:
    return commit.info.message.rstrip("\n")


@field("Commit", "messageHeadline")
def headline(commit: GitCommit, _: Asking) -> str:
    return commit.info.message.split("\n", 1)[0]


@field("Commit", "messageBody")
def message_body(commit: GitCommit, _: Asking) -> str:
    return commit.info.message.partition("\n")[2].strip("\n")


@field("Commit", "committedDate")
@field("Commit", "authoredDate")
def date(commit: GitCommit, _: Asking) -> Any:
    return commit.info.when


@field("Commit", "url")
def commit_url(commit: GitCommit, asking: Asking) -> str:
    return f"{asking.base}/{commit.repository.full_name}/commit/{commit.oid}"


@field("Commit", "tree")
def tree_of(commit: GitCommit, _: Asking) -> GitTree:
    return GitTree(commit.repository, commit.info.tree)


def _actor(asking: Asking, name: str, email: str, when: Any) -> dict[str, Any]:
    account = asking.world.author_of(email)
    return {"name": name, "email": email, "date": when, "user": account if _is_person(account) else None}


def _is_person(account: User | None) -> bool:
    return account is not None and account.type == "User"


@field("Commit", "author")
def author(commit: GitCommit, asking: Asking) -> dict[str, Any]:
    info = commit.info
    return _actor(asking, info.author_name, info.author_email, info.when)


def _authors(commit: GitCommit, asking: Asking) -> list[dict[str, Any]]:
    """The author, and those named in Co-authored-by trailers."""
    found = [author(commit, asking)]
    for line in commit.info.message.splitlines():
        if line.lower().startswith(_COAUTHOR):
            name, _, mail = line[len(_COAUTHOR) :].strip().rpartition("<")
            found.append(_actor(asking, name.strip(), mail.rstrip("> "), commit.info.when))
    return found


connect("Commit", "authors", _authors)
connect(
    "Commit", "parents", lambda commit, _: [GitCommit(commit.repository, sha) for sha in commit.info.parents]
)


@field("Commit", "file")
def file_of(commit: GitCommit, _: Asking, path: str) -> dict[str, Any] | None:
    found = commit.repository.git.files(commit.oid).get(path)
    if found is None:
        return None
    name = path.rsplit("/", 1)[-1]
    return {
        "name": name,
        "path": path,
        "mode": found.mode,
        "oid": found.sha,
        "type": "blob",
        "size": found.size,
        "extension": f".{name.rsplit('.', 1)[1]}" if "." in name else "",
        "object": GitBlob(commit.repository, found.sha),
    }


@field("Commit", "history")
def history(commit: GitCommit, _: Asking, path: str | None = None, **arguments: Any) -> dict[str, Any]:
    """Newest first; with ``path``, those that changed it."""
    for unsupported in ("author", "since", "until"):
        arguments.pop(unsupported, None)
    git = commit.repository.git
    found = [GitCommit(commit.repository, sha) for sha in git.history(commit.oid, path)]
    return connection(found, "history", **arguments)


@field("Commit", "checkSuites")
def check_suites(
    commit: GitCommit,
    _: Asking,
    filterBy: dict[str, Any] | None = None,  # noqa: N803 - GitHub's name
    **arguments: Any,
) -> dict[str, Any]:
    wanted = filterBy or {}
    found = [
        suite
        for suite in commit.repository.suites
        if suite.head_sha == commit.oid
        and wanted.get("appId") in (None, suite.app.id)
        and (wanted.get("checkName") is None or any(run.name == wanted["checkName"] for run in suite.runs))
    ]
    return connection(found, "checkSuites", **arguments)


def _pulls(commit: GitCommit, _: Asking) -> list[PullRequest]:
    """The pull requests that bring this commit to their base."""
    git = commit.repository.git
    return [
        pull
        for pull in commit.repository.pulls.values()
        if pull.head_sha == commit.oid
        or (git.is_ancestor(commit.oid, pull.head_sha) and not git.is_ancestor(commit.oid, pull.base_sha))
    ]


connect("Commit", "associatedPullRequests", _pulls)
