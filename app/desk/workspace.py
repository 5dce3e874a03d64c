"""The folder at the desk: which repository or book a path belongs to, its files, and what differs from a revision."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from hashlib import sha1
from pathlib import Path, PurePosixPath

from dulwich.errors import NotGitRepository
from dulwich.graph import find_merge_base
from dulwich.object_store import iter_tree_contents
from dulwich.objects import Blob, Commit, ObjectID
from dulwich.objectspec import parse_commit
from dulwich.repo import Repo

from app.errors import GalleyError
from app.snapshot import TreeEntry
from checks.pull import ChangedFile, FileStatus

PROJECT_FILES = ("_quarto.yml", "_quarto.yaml", "_bookdown.yml")
#: Folders that no source of a book lies in: output, caches, environments.
SKIPPED = frozenset(
    {"_book", "_site", "_freeze", "_extensions", "node_modules", "renv", "__pycache__", "venv"}
)
#: More files than this is not a book's folder but somebody's home.
MOST_FILES = 50_000


class DeskError(GalleyError):
    """The check cannot run; the message says what is wrong with what was asked."""


@dataclass
class Workspace:
    """A folder with a book in it. Paths are relative to `root`, with forward slashes."""

    root: Path
    wanted: frozenset[str]
    base: str | None = None
    _reads: dict[str, bytes] = field(default_factory=dict)

    @classmethod
    def find(cls, paths: Sequence[Path], base: str | None) -> Workspace:
        """The workspace that holds all `paths`. Raises DeskError."""
        for path in paths:
            if not path.exists():
                raise DeskError(f"{path} does not exist")
        resolved = [path.resolve() for path in paths]
        root = _root_of(resolved)
        wanted = frozenset(
            "" if p == root else p.relative_to(root).as_posix() for p in resolved if _within(p, root)
        )
        if len(wanted) != len(set(resolved)):
            raise DeskError("the paths do not lie in one book: check them one by one")
        return cls(root, wanted, base)

    def asked(self, path: str) -> bool:
        """Whether a finding in `path` was asked for."""
        return any(want in ("", path) or path.startswith(f"{want}/") for want in self.wanted)

    @cached_property
    def tree(self) -> Mapping[str, TreeEntry]:
        """Every file of the folder, under the id that git would give it."""
        entries: dict[str, TreeEntry] = {}
        for path in _walk(self.root):
            entries[path.relative_to(self.root).as_posix()] = TreeEntry(_id(path), path.stat().st_size)
            if len(entries) > MOST_FILES:
                raise DeskError(f"{self.root} has more than {MOST_FILES:,} files: name the book's own folder")
        return entries

    def read(self, path: str) -> bytes:
        """The bytes of a file."""
        try:
            return (self.root / path).read_bytes()
        except OSError as error:
            raise DeskError(f"{self.root / path} cannot be read: {error.strerror}") from None

    @cached_property
    def files(self) -> tuple[ChangedFile, ...]:
        """What differs from `base`; everything, as if new, when there is none."""
        if self.base is None:
            return tuple(ChangedFile(path, FileStatus.ADDED, entry.sha) for path, entry in self.tree.items())
        before = self._before
        files = [
            ChangedFile(path, FileStatus.MODIFIED if path in before else FileStatus.ADDED, entry.sha)
            for path, entry in self.tree.items()
            if before.get(path) != entry.sha
        ]
        return (*files, *(ChangedFile(p, FileStatus.REMOVED, None) for p in before if p not in self.tree))

    def before(self, path: str) -> bytes | None:
        """A file as it stood at the base."""
        if self.base is None or path not in self._before:
            return None
        found = self._repo[ObjectID(self._before[path].encode())]
        return found.data if isinstance(found, Blob) else None

    @cached_property
    def _repo(self) -> Repo:
        try:
            return Repo.discover(str(self.root))
        except NotGitRepository:
            raise DeskError(f"--base needs a git repository, and {self.root} is in none") from None

    @cached_property
    def _before(self) -> Mapping[str, str]:
        """Path below `root` → blob id, at the merge base of HEAD and `base`."""
        repo = self._repo
        try:
            asked = parse_commit(repo, str(self.base).encode())
        except (KeyError, ValueError):
            raise DeskError(f"{self.base} is no revision of the repository at {repo.path}") from None
        start = _merge_base(repo, asked)
        prefix = self.root.relative_to(Path(repo.path).resolve()).as_posix()
        prefix = "" if prefix == "." else f"{prefix}/"
        entries = iter_tree_contents(repo.object_store, start.tree)
        named = ((os.fsdecode(e.path), e.sha.decode()) for e in entries if e.path and e.sha)
        return {
            path.removeprefix(prefix): sha
            for path, sha in named
            if path.startswith(prefix) and not _skipped(PurePosixPath(path.removeprefix(prefix)).parts)
        }


def _merge_base(repo: Repo, asked: Commit) -> Commit:
    bases = find_merge_base(repo, [repo.head(), asked.id])
    found = repo[bases[0]] if bases else asked
    return found if isinstance(found, Commit) else asked


def _root_of(paths: Sequence[Path]) -> Path:
    """The folder of the nearest project file at or above the first path; else the folder itself."""
    first = paths[0]
    start = first if first.is_dir() else first.parent
    for folder in (start, *start.parents):
        if any((folder / name).is_file() for name in PROJECT_FILES):
            return folder
    return start


def _within(path: Path, root: Path) -> bool:
    return path == root or root in path.parents


def _skipped(parts: Iterable[str]) -> bool:
    return any(part in SKIPPED or (part.startswith(".") and part != ".github") for part in parts)


def _walk(root: Path) -> Iterator[Path]:
    for folder, folders, files in os.walk(root):
        folders[:] = sorted(name for name in folders if not _skipped([name]))
        for name in sorted(files):
            path = Path(folder) / name
            if not name.startswith(".") and path.is_file():
                yield path


def _id(path: Path) -> str:
    """Git's id of a file's contents, without reading large files into one string twice."""
    data = path.read_bytes()
    return sha1(b"blob %d\0" % len(data) + data, usedforsecurity=False).hexdigest()
