"""Git objects, commits and checks in GraphQL."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from app.sandbox.checks import CheckRun, CheckSuite, CommitStatus, latest_statuses, rollup
from app.sandbox.diffs import is_binary
from app.sandbox.git import CommitInfo
from app.sandbox.graphql.fields import Asking, connect, connection, field
from app.sandbox.ids import node_id
from app.sandbox.nouns import User
from app.sandbox.repository import Repository

_COAUTHOR = "co-authored-by:"


@dataclass(frozen=True)
class GitObject:
    """A git object seen through a repository."""

    repository: Repository
    oid: str
    prefix = "O"

    @property
    def id(self) -> str:
        return node_id(self.prefix, self.repository.id, self.oid)

    @property
    def abbreviated_oid(self) -> str:
        return self.oid[:7]


@dataclass(frozen=True)
class GitBlob(GitObject):
    """A file's content."""

    prefix = "B"


@dataclass(frozen=True)
class GitTree(GitObject):
    """A folder."""

    prefix = "T"


@dataclass(frozen=True)
class GitCommit(GitObject):
    """A commit."""

    prefix = "C"

    @property
    def info(self) -> CommitInfo:
        return self.repository.git.commit_info(self.oid)


def git_object(repo: Repository, sha: str) -> GitObject | None:
    """Whatever has that sha."""
    if not repo.git.has(sha):
        return None
    kinds = {"blob": GitBlob, "tree": GitTree, "commit": GitCommit}
    return kinds[repo.git.kind(sha)](repo, sha)


def by_expression(repo: Repository, expression: str) -> GitObject | None:
    """``main``, ``HEAD:path``, ``<sha>:folder/file``: what git's rev-parse would find."""
    ref, colon, path = expression.partition(":")
    sha = repo.resolve(ref)
    if sha is None:
        return None
    if not colon:
        return git_object(repo, sha)
    path = path.strip("/")
    entry = repo.git.files(sha).get(path)
    if entry is not None:
        return GitBlob(repo, entry.sha)
    tree: str | None = repo.git.tree_of(sha)
    for part in filter(None, path.split("/")):
        rows = {name: child for name, mode, child in repo.git.tree_items(tree or "") if mode == 0o040000}
        tree = rows.get(part)
        if tree is None:
            return None
    return GitTree(repo, tree or "")


# -- blobs and trees --
@field("Blob", "byteSize")
def byte_size(blob: GitBlob, _: Asking) -> int:
    return len(blob.repository.git.blob(blob.oid))


@field("Blob", "isBinary")
def binary(blob: GitBlob, _: Asking) -> bool:
    return is_binary(blob.repository.git.blob(blob.oid))


@field("Blob", "isTruncated")
def truncated(blob: GitBlob, asking: Asking) -> bool:
    return len(blob.repository.git.blob(blob.oid)) > asking.world.limits.blob_text_bytes


@field("Blob", "text")
def text(blob: GitBlob, asking: Asking) -> str | None:
    data = blob.repository.git.blob(blob.oid)
    if is_binary(data):
        return None
    return data[: asking.world.limits.blob_text_bytes].decode("utf-8", "replace")


@field("Tree", "entries")
def entries(tree: GitTree, _: Asking) -> list[dict[str, Any]]:
    repo, files = tree.repository, tree.repository.git.files(tree.oid)
    sizes = {entry.sha: entry.size for entry in files.values()}
    return [
        {
            "name": name,
            "path": name,
            "mode": mode,
            "oid": sha,
            "type": "tree" if mode == 0o040000 else "blob",
            "size": sizes.get(sha, 0),
            "extension": f".{name.rsplit('.', 1)[1]}" if "." in name else "",
            "object": git_object(repo, sha),
        }
        for name, mode, sha in repo.git.tree_items(tree.oid)
    ]


# -- commits --
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
connect(
    "Commit",
    "checkSuites",
    lambda commit, _: [suite for suite in commit.repository.suites if suite.head_sha == commit.oid],
)
connect(
    "Commit",
    "associatedPullRequests",
    lambda commit, _: [
        pull
        for pull in commit.repository.pulls.values()
        if commit.repository.git.is_ancestor(commit.oid, pull.head_sha)
    ],
)


# -- checks --
@field("Commit", "statusCheckRollup")
def status_check_rollup(commit: GitCommit, asking: Asking) -> dict[str, Any] | None:
    asking.demand("checks=read", "statuses=read")
    repo = commit.repository
    runs, statuses = repo.latest_runs_of(commit.oid), latest_statuses(repo.statuses_of(commit.oid))
    state = rollup(runs, statuses)
    if state is None:
        return None
    identity = node_id("SCR", repo.id, commit.oid)
    return {"id": identity, "state": state, "commit": commit, "runs": runs, "statuses": statuses}


@field("StatusCheckRollup", "contexts")
def contexts(found: dict[str, Any], asking: Asking, **arguments: Any) -> dict[str, Any]:
    runs = found["runs"] if asking.who.may("checks") else []
    statuses = found["statuses"] if asking.who.may("statuses") else []
    page = connection([*runs, *statuses], "contexts", **arguments)
    return page | {"checkRunCount": len(runs), "statusContextCount": len(statuses)}


def _repository_of(asking: Asking, which: CheckSuite | CommitStatus) -> Repository:
    return asking.world.repo_by_id(which.repository_id)


@field("CheckRun", "status")
def run_status(run: CheckRun, _: Asking) -> str:
    return run.status.upper()


@field("CheckRun", "conclusion")
@field("CheckSuite", "conclusion")
def run_conclusion(run: CheckRun | CheckSuite, _: Asking) -> str | None:
    return run.conclusion.upper() if run.conclusion else None


@field("CheckSuite", "status")
def suite_status(suite: CheckSuite, _: Asking) -> str:
    return suite.status.upper()


@field("CheckRun", "checkSuite")
def suite_of(run: CheckRun, _: Asking) -> CheckSuite:
    return run.suite


@field("CheckRun", "repository")
def run_repository(run: CheckRun, asking: Asking) -> Repository:
    return _repository_of(asking, run.suite)


@field("CheckSuite", "repository")
def suite_repository(suite: CheckSuite, asking: Asking) -> Repository:
    return _repository_of(asking, suite)


@field("CheckSuite", "commit")
def suite_commit(suite: CheckSuite, asking: Asking) -> GitCommit:
    return GitCommit(_repository_of(asking, suite), suite.head_sha)


@field("CheckSuite", "url")
def suite_url(suite: CheckSuite, asking: Asking) -> str:
    return f"{asking.base}/{_repository_of(asking, suite).full_name}/commit/{suite.head_sha}/checks"


@field("StatusContext", "commit")
def status_commit(status: CommitStatus, asking: Asking) -> GitCommit:
    return GitCommit(_repository_of(asking, status), status.sha)


@field("CheckRun", "url")
@field("CheckRun", "permalink")
def run_url(run: CheckRun, asking: Asking) -> str:
    return f"{asking.base}/{_repository_of(asking, run.suite).full_name}/runs/{run.id}"


@field("CheckRun", "detailsUrl")
def details_url(run: CheckRun, asking: Asking) -> str:
    return run.details_url or run_url(run, asking)


@field("CheckRun", "isRequired")
@field("StatusContext", "isRequired")
def is_required(_: Any, __: Asking, **___: Any) -> bool:
    return False


@field("StatusContext", "state")
def status_state(status: CommitStatus, _: Asking) -> str:
    return status.state.upper()


connect("CheckSuite", "checkRuns", lambda suite, _: suite.latest_runs)
connect(
    "CheckRun",
    "annotations",
    lambda run, _: [
        {
            "path": given["path"],
            "message": given["message"],
            "title": given.get("title"),
            "rawDetails": given.get("raw_details"),
            "annotationLevel": given["annotation_level"].upper(),
        }
        for given in run.annotations
    ],
)
