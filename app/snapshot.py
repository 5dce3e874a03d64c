"""What one reading of GitHub gave: the facts that rules judge, and what of ours stands on the pull request now."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from checks.pull import ChangedFile, Pull


@dataclass(frozen=True, slots=True)
class StandingComment:
    """A comment of ours. `author_id`: GraphQL database id of its author; `url` for links from the summary."""

    node_id: str
    body: str
    url: str = ""
    minimized: bool = False


@dataclass(frozen=True, slots=True)
class StandingThread:
    """An inline thread begun by us: its first comment is the finding. `replied`: a person wrote in it."""

    thread_id: str
    comment: StandingComment
    path: str
    line: int | None
    resolved: bool
    outdated: bool
    replied: bool
    can_resolve: bool
    can_minimize: bool = True


@dataclass(frozen=True, slots=True)
class StandingCheck:
    """Our newest check run on the head."""

    run_id: int
    status: str
    conclusion: str | None
    external_id: str = ""


@dataclass(frozen=True, slots=True)
class BodyEdit:
    """One entry of `userContentEdits`: who saved the body, when (ISO), and the whole body they saved (`diff`)."""

    login: str
    at: str
    body: str | None


@dataclass(frozen=True)
class Standing:
    """Everything of ours that stands on the pull request, recognised by marker and app id."""

    body: str
    summaries: tuple[StandingComment, ...] = ()
    threads: tuple[StandingThread, ...] = ()
    check: StandingCheck | None = None
    labels: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class TreeEntry:
    sha: str
    size: int | None


@dataclass(frozen=True)
class Snapshot:
    """One reading of a pull request.

    `tree`: every path at the head → blob. `truncated`: GitHub cut the tree. `files`: the pull request's changed
    files. `config_text`: `.github/galleyproof.yml` at the base branch, None when absent; `config_at_head` the same
    at the head where the pull request changes it. `edits`: newest first. `same_head`: other open pull requests whose
    head is this very commit. `conversation_resolution`: the base branch demands that every thread be resolved.
    """

    pull: Pull
    pull_node_id: str
    repository_id: int
    owner: str
    repository: str
    standing: Standing
    files: tuple[ChangedFile, ...] = ()
    tree: Mapping[str, TreeEntry] = field(default_factory=dict)
    truncated: bool = False
    config_text: str | None = None
    config_at_head: str | None = None
    edits: tuple[BodyEdit, ...] = ()
    base_sha: str = ""
    read_at: float = 0.0
    same_head: tuple[int, ...] = ()
    conversation_resolution: bool = False
