"""For tests of the library: a repository at base and head as two mappings of path to text, judged without a network."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from app.judge import Judge
from app.library import Library, OpenBook
from app.snapshot import TreeEntry
from checks.config import DEFAULT, Config
from checks.finding import Finding, Severity
from checks.pull import ChangedFile, FileStatus
from checks.report import Outcomes


class InLine:
    """A pool that does the work here and now."""

    async def run(self, function: Any, *args: Any, timeout: float, memory_limit: int | None = None) -> Any:
        return function(*args)


class Kept:
    """Indexes by their keys."""

    def __init__(self) -> None:
        self.indexes: dict[Any, bytes] = {}

    async def get_many(self, keys: Iterable[Any]) -> Mapping[Any, bytes]:
        return {key: self.indexes[key] for key in keys if key in self.indexes}

    async def put_many(self, indexes: Mapping[Any, bytes]) -> None:
        self.indexes |= indexes


def _sha(text: str) -> str:
    return hashlib.sha1(text.encode(), usedforsecurity=False).hexdigest()


@dataclass
class Folders:
    """`renamed`: path at the head → path at the base."""

    base: Mapping[str, str]
    head: Mapping[str, str]
    renamed: Mapping[str, str] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    kept: Kept = field(default_factory=Kept)

    @property
    def tree(self) -> dict[str, TreeEntry]:
        return {path: TreeEntry(_sha(text), len(text.encode())) for path, text in self.head.items()}

    @property
    def files(self) -> tuple[ChangedFile, ...]:
        return tuple(self._files())

    def _files(self) -> Iterable[ChangedFile]:
        for path, text in self.head.items():
            if path in self.renamed:
                yield ChangedFile(path, FileStatus.RENAMED, _sha(text), self.renamed[path], changes=1)
            elif path not in self.base:
                yield ChangedFile(path, FileStatus.ADDED, _sha(text))
            elif self.base[path] != text:
                yield ChangedFile(path, FileStatus.MODIFIED, _sha(text))
        for path in self.base:
            if path not in self.head and path not in self.renamed.values():
                yield ChangedFile(path, FileStatus.REMOVED)

    async def blobs(self, shas: Sequence[str]) -> Mapping[str, bytes]:
        have = {_sha(text): text.encode() for text in self.head.values()}
        return {sha: have[sha] for sha in shas if sha in have}

    async def before(self, path: str) -> bytes | None:
        self.asked.append(path)
        return self.base[path].encode() if path in self.base else None

    async def open(self, config: Config = DEFAULT) -> tuple[OpenBook, ...]:
        """The books that the pull request touches."""
        library = Library(self.tree, self.files, self, self.kept, InLine(), config.ignore)
        return await library.open(config.book)

    async def judge(self, config: Config = DEFAULT) -> Outcomes:
        """What the rules say of them."""
        total = Outcomes()
        for opened in await self.open(config):
            total = total + await Judge(InLine()).book(opened, config)
        return total

    async def new(self, config: Config = DEFAULT) -> list[Finding]:
        """The errors and warnings that decide. A rule that breaks fails the test."""
        outcomes = await self.judge(config)
        assert outcomes.errors == ()
        return [f for f in outcomes.findings if f.decides and f.severity is not Severity.NOTICE]


def told(findings: Iterable[Finding]) -> set[tuple[str, str | None, int]]:
    """Rule, file and line of each."""
    return {(finding.rule, finding.path, finding.line) for finding in findings}
