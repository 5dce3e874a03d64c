"""A git object store and its refs, through dulwich: commits, trees, merge bases. No git program is needed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from dulwich.graph import can_fast_forward, find_merge_base
from dulwich.index import commit_tree
from dulwich.object_store import iter_tree_contents
from dulwich.objects import Blob, Commit, ObjectID, Tree
from dulwich.refs import Ref
from dulwich.repo import BaseRepo, MemoryRepo, Repo

if TYPE_CHECKING:
    from app.sandbox.diffs import FileDiff

REGULAR = 0o100644
ZERO = "0" * 40


@dataclass(frozen=True)
class Entry:
    """One file of a tree. ``mode`` as git has it, ``size`` in bytes."""

    sha: str
    mode: int
    size: int


@dataclass(frozen=True)
class CommitInfo:
    """A commit, decoded."""

    sha: str
    tree: str
    parents: tuple[str, ...]
    message: str
    author_name: str
    author_email: str
    when: datetime


def _split_person(raw: bytes) -> tuple[str, str]:
    name, _, mail = raw.decode("utf-8", "replace").rpartition("<")
    return name.strip(), mail.rstrip(">")


class GitStore:
    """One object store for a repository and all its forks, as GitHub keeps one per fork network."""

    def __init__(self, folder: Path | None = None) -> None:
        if folder is None:
            self.repo: BaseRepo = MemoryRepo()
        elif (folder / "objects").is_dir():
            self.repo = Repo(str(folder), bare=True)
        else:
            folder.mkdir(parents=True, exist_ok=True)
            self.repo = Repo.init_bare(str(folder))
        self._flat: dict[str, dict[str, Entry]] = {}
        self._sizes: dict[str, int] = {}
        self.diff_cache: dict[tuple[str, str], list[FileDiff]] = {}

    # -- objects --
    def add_blob(self, data: bytes) -> str:
        """Store ``data``; its sha."""
        blob = Blob.from_string(data)
        self.repo.object_store.add_object(blob)
        sha = blob.id.decode()
        self._sizes[sha] = len(data)
        return sha

    def has(self, sha: str) -> bool:
        """Whether an object with this full sha exists."""
        if len(sha) != 40:
            return False
        try:
            return ObjectID(sha.encode()) in self.repo.object_store
        except (ValueError, AssertionError):
            return False

    def kind(self, sha: str) -> str:
        """``blob``, ``tree`` or ``commit``; KeyError when there is no such object."""
        name: bytes = self.repo[ObjectID(sha.encode())].type_name
        return name.decode()

    def blob(self, sha: str) -> bytes:
        """The bytes of a blob; KeyError when there is none."""
        found = self.repo[ObjectID(sha.encode())]
        if not isinstance(found, Blob):
            raise KeyError(sha)
        return found.as_raw_string()

    def commit_info(self, sha: str) -> CommitInfo:
        """A commit, decoded; KeyError when there is none."""
        found = self.repo[ObjectID(sha.encode())]
        if not isinstance(found, Commit):
            raise KeyError(sha)
        name, mail = _split_person(found.author)
        return CommitInfo(
            sha=sha,
            tree=found.tree.decode(),
            parents=tuple(parent.decode() for parent in found.parents),
            message=found.message.decode("utf-8", "replace"),
            author_name=name,
            author_email=mail,
            when=datetime.fromtimestamp(found.commit_time, UTC),
        )

    def tree_of(self, sha: str) -> str:
        """The tree of a commit, or the tree itself; KeyError otherwise."""
        found = self.repo[ObjectID(sha.encode())]
        if isinstance(found, Commit):
            tree: bytes = found.tree
            return tree.decode()
        if isinstance(found, Tree):
            return sha
        raise KeyError(sha)

    def tree_items(self, tree: str) -> list[tuple[str, int, str]]:
        """Direct entries of a tree: name, mode, sha."""
        found = self.repo[ObjectID(tree.encode())]
        if not isinstance(found, Tree):
            raise KeyError(tree)
        return [(item.path.decode(), item.mode, item.sha.decode()) for item in found.iteritems()]

    def files(self, commit_or_tree: str) -> dict[str, Entry]:
        """Every file below, path → entry, in git's order."""
        tree = self.tree_of(commit_or_tree)
        if tree not in self._flat:
            store = self.repo.object_store
            self._flat[tree] = {
                item.path.decode("utf-8", "surrogateescape"): Entry(
                    item.sha.decode(), item.mode, self._size(item.sha.decode())
                )
                for item in iter_tree_contents(store, ObjectID(tree.encode()))
                if item.path is not None and item.sha is not None and item.mode is not None
            }
        return self._flat[tree]

    def _size(self, sha: str) -> int:
        if sha not in self._sizes:
            self._sizes[sha] = len(self.blob(sha))
        return self._sizes[sha]

    def write_tree(self, files: Mapping[str, Entry]) -> str:
        """A tree with exactly these files; its sha."""
        rows = [
            (path.encode("utf-8", "surrogateescape"), ObjectID(entry.sha.encode()), entry.mode)
            for path, entry in files.items()
        ]
        return commit_tree(self.repo.object_store, rows).decode()

    def write_commit(
        self, tree: str, parents: list[str], message: str, author: tuple[str, str], when: datetime
    ) -> str:
        """A commit by ``author`` (name, e-mail); its sha."""
        commit = Commit()
        commit.tree = ObjectID(tree.encode())
        commit.parents = [ObjectID(parent.encode()) for parent in parents]
        person = f"{author[0]} <{author[1]}>".encode()
        commit.author = commit.committer = person
        commit.author_time = commit.commit_time = int(when.timestamp())
        commit.author_timezone = commit.commit_timezone = 0
        commit.encoding = b"UTF-8"
        commit.message = message.encode()
        self.repo.object_store.add_object(commit)
        return commit.id.decode()

    def with_changes(self, base: str | None, changes: Mapping[str, bytes | None]) -> str:
        """The tree of ``base`` with files replaced, added, or (None) removed."""
        files = dict(self.files(base)) if base else {}
        for path, data in changes.items():
            if data is None:
                files.pop(path, None)
            else:
                mode = files[path].mode if path in files else REGULAR
                files[path] = Entry(self.add_blob(data), mode, len(data))
        return self.write_tree(files)

    # -- history --
    def merge_base(self, left: str, right: str) -> str | None:
        """The best common ancestor, or None for unrelated histories."""
        found = find_merge_base(self.repo, [ObjectID(left.encode()), ObjectID(right.encode())])
        return found[0].decode() if found else None

    def is_ancestor(self, old: str, new: str) -> bool:
        """Whether ``new`` descends from ``old``."""
        return can_fast_forward(self.repo, ObjectID(old.encode()), ObjectID(new.encode()))

    def commits(self, base: str, head: str) -> list[CommitInfo]:
        """Commits of ``head`` that ``base`` lacks, oldest first."""
        walker = self.repo.get_walker(
            include=[ObjectID(head.encode())], exclude=[ObjectID(base.encode())], order="topo", reverse=True
        )
        return [self.commit_info(entry.commit.id.decode()) for entry in walker]

    def history(self, head: str, path: str | None = None) -> list[str]:
        """Commits reachable from ``head``, newest first; with ``path``, those that changed it."""
        paths = [path.encode()] if path else None
        walker = self.repo.get_walker(include=[ObjectID(head.encode())], paths=paths, order="topo")
        return [entry.commit.id.decode() for entry in walker]

    # -- refs --
    def ref(self, name: str) -> str | None:
        """The sha that a full ref name stands for."""
        try:
            return self.repo.refs[Ref(name.encode())].decode()
        except KeyError:
            return None

    def set_ref(self, name: str, sha: str | None) -> None:
        """Point a full ref name at ``sha``; None deletes it."""
        if sha is None:
            self.repo.refs.remove_if_equals(Ref(name.encode()), None)
        else:
            self.repo.refs[Ref(name.encode())] = ObjectID(sha.encode())

    def refs(self, prefix: str) -> Iterator[tuple[str, str]]:
        """Refs below ``prefix``: short name, sha."""
        for name in sorted(self.repo.refs.allkeys()):
            text = name.decode()
            if text.startswith(prefix):
                yield text.removeprefix(prefix), self.repo.refs[name].decode()
