"""The changed files of a pull request, and every path at its head."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs, urlsplit

from app import limits
from app.github import documents
from app.github.client import Hub
from app.github.faults import HeadMoved, NotThere
from app.github.questions import Repository
from app.snapshot import TreeEntry
from checks.pull import ChangedFile, FileStatus

STATUS = {"added": FileStatus.ADDED, "removed": FileStatus.REMOVED, "renamed": FileStatus.RENAMED}


@dataclass(frozen=True)
class Changes:
    """`head_sha` is None for a pull request without files: nothing then tells it."""

    files: tuple[ChangedFile, ...]
    complete: bool
    head_sha: str | None


async def read_files(hub: Hub, repository: Repository, number: int) -> Changes:
    """All pages of the changed files.

    GitHub lists no more than 3,000: at that number the list counts as incomplete. Raises HeadMoved when a push arrived
    between two pages.
    """
    found = await hub.every(f"{repository.path}/pulls/{number}/files")
    heads = {sha for sha in map(_head_of, found) if sha}
    if len(heads) > 1:
        raise HeadMoved(f"Pull request {number} was pushed to while its files were being listed.")
    complete = len(found) < limits.FILES_MOST
    return Changes(tuple(map(changed_file, found)), complete, next(iter(heads), None))


def changed_file(found: Mapping[str, Any]) -> ChangedFile:
    """One entry of GitHub's list. `patch` is absent for binary files, pure renames and large diffs."""
    return ChangedFile(
        path=found["filename"],
        status=STATUS.get(found["status"], FileStatus.MODIFIED),
        sha=found.get("sha"),
        previous_path=found.get("previous_filename"),
        patch=found.get("patch"),
        changes=int(found.get("changes") or 0),
    )


def _head_of(found: Mapping[str, Any]) -> str | None:
    """The head commit that the entry was listed for: GitHub names it only in the addresses of the file's contents."""
    query = parse_qs(urlsplit(str(found.get("contents_url") or "")).query)
    return query.get("ref", [None])[0] if found.get("status") != "removed" else None


@dataclass(frozen=True)
class Paths:
    """Every file at a commit. `truncated`: GitHub did not list them all."""

    entries: Mapping[str, TreeEntry]
    truncated: bool


async def read_tree(
    hub: Hub, repository: Repository, number: int, head_sha: str, touched: Iterable[str]
) -> Paths:
    """Every path at the head, read through the base repository (forks share its object store).

    A truncated listing is completed for the top folders that hold `touched` paths.
    """
    found = await _tree(hub, repository, head_sha, number)
    entries = _entries(found["tree"])
    if not found.get("truncated"):
        return Paths(entries, False)
    extra = await _completed(hub, repository, found["sha"], touched)
    return Paths({**entries, **extra}, True)


async def _tree(hub: Hub, repository: Repository, sha: str, number: int) -> Mapping[str, Any]:
    path = f"{repository.path}/git/trees"
    try:
        found: Mapping[str, Any] = await hub.get(f"{path}/{sha}", {"recursive": 1})
    except NotThere:
        # A commit of a fork that the base repository does not find by its id: its own name for the head must do.
        found = await hub.get(f"{path}/{await _tree_id(hub, repository, sha, number)}", {"recursive": 1})
    return found


async def _tree_id(hub: Hub, repository: Repository, sha: str, number: int) -> str:
    """The id of the tree at `refs/pull/N/head`. Raises NotThere, or HeadMoved when that is another commit by now."""
    ref = f"refs/pull/{number}/head"
    variables = {"owner": repository.owner, "name": repository.name, "ref": ref}
    answer = await hub.query(documents.HEAD_TREE, variables)
    commit = (answer.data.get("repository") or {}).get("object")
    if not commit:
        raise NotThere(
            f"GitHub shows neither commit {sha} nor {ref} in {repository.owner}/{repository.name}.", 404
        )
    if commit["oid"] != sha:
        raise HeadMoved(f"Pull request {number} was pushed to while its tree was being read.", 1.0)
    return str(commit["tree"]["oid"])


async def _completed(
    hub: Hub, repository: Repository, root: str, touched: Iterable[str]
) -> Mapping[str, TreeEntry]:
    """The root folder and the top folders with touched files, each listed by itself (at most three)."""
    path = f"{repository.path}/git/trees"
    top: Sequence[Mapping[str, Any]] = (await hub.get(f"{path}/{root}"))["tree"]
    wanted = {name.split("/", 1)[0] for name in touched if "/" in name}
    entries = _entries(top)
    for folder in [entry for entry in top if entry["type"] == "tree" and entry["path"] in wanted][:3]:
        below = (await hub.get(f"{path}/{folder['sha']}", {"recursive": 1}))["tree"]
        entries |= {f"{folder['path']}/{name}": entry for name, entry in _entries(below).items()}
    return entries


def _entries(found: Iterable[Mapping[str, Any]]) -> dict[str, TreeEntry]:
    return {one["path"]: TreeEntry(one["sha"], one.get("size")) for one in found if one["type"] == "blob"}
