"""The pull request as the rules see it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class FileStatus(StrEnum):
    """GitHub's word for what happened to a file (`copied`, `changed` and `unchanged` are read as `modified`)."""

    ADDED = "added"
    MODIFIED = "modified"
    REMOVED = "removed"
    RENAMED = "renamed"


@dataclass(frozen=True, slots=True)
class ChangedFile:
    """A file of the pull request. `patch` is None where GitHub gives none (binary, pure rename, too large).

    `changes`: lines added and deleted as GitHub counts them, which tells a pure rename from a large one.
    """

    path: str
    status: FileStatus
    sha: str | None = None
    previous_path: str | None = None
    patch: str | None = None
    changes: int = 0


@dataclass(frozen=True, slots=True)
class Review:
    """The latest opinionated review of a person. `state`: APPROVED, CHANGES_REQUESTED or DISMISSED."""

    login: str
    state: str
    commit: str


@dataclass(frozen=True, slots=True)
class Thread:
    """A review thread. `ours`: begun by this app. `replied`: a person wrote in it after its first comment."""

    id: str
    author: str
    resolved: bool
    outdated: bool
    path: str
    line: int | None
    excerpt: str
    url: str = ""
    ours: bool = False
    replied: bool = False


@dataclass(frozen=True, slots=True)
class CheckState:
    """A CI check or commit status on the head commit. `conclusion` is None while it runs; lower case as REST has it."""

    name: str
    conclusion: str | None
    app: str = ""
    url: str = ""

    @property
    def done(self) -> bool:
        return self.conclusion is not None

    @property
    def green(self) -> bool:
        return self.conclusion in ("success", "neutral", "skipped")


@dataclass(frozen=True)
class Pull:
    """Facts of the pull request at the moment of the run. Logins are lower-cased nowhere: compare case-folded."""

    number: int
    title: str
    body: str
    author: str
    head_sha: str
    head_ref: str = ""
    base_ref: str = "main"
    default_branch: str = "main"
    draft: bool = False
    open: bool = True
    labels: tuple[str, ...] = ()
    requested: tuple[str, ...] = ()
    requested_teams: tuple[str, ...] = ()
    reviews: tuple[Review, ...] = ()
    review_decision: str | None = None
    threads: tuple[Thread, ...] = ()
    checks: tuple[CheckState, ...] = ()
    commit_authors: tuple[str, ...] = ()
    co_authors: tuple[str, ...] = ()
    files: tuple[ChangedFile, ...] = ()
    files_complete: bool = True
    mergeable: str = "UNKNOWN"
    merge_state: str = "UNKNOWN"
    codeowners: str | None = None
    template: str | None = None
    labeler: str | None = None
    last_authors: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    bot_login: str = ""
