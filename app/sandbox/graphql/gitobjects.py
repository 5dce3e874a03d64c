"""Git objects in GraphQL: blobs, trees, refs, and how an expression finds them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from app.sandbox.diffs import is_binary
from app.sandbox.git import CommitInfo
from app.sandbox.graphql.fields import Asking, field
from app.sandbox.ids import node_id
from app.sandbox.repository import Repository


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


def ref_of(repo: Repository, name: str) -> dict[str, Any] | None:
    """A ``Ref`` by its full name, or None."""
    sha = repo.resolve(name)
    if sha is None:
        return None
    short = name.removeprefix("refs/heads/")
    return {
        "id": f"REF_{repo.id}_{short}",
        "name": short,
        "prefix": "refs/heads/",
        "target": git_object(repo, sha),
        "repository": repo,
        "refUpdateRule": {
            "pattern": short,
            "requiresConversationResolution": repo.requires_conversation_resolution,
        }
        if short == repo.default_branch
        else None,
    }


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
