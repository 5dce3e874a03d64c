"""Check runs, their suites, commit statuses, and what they add up to."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from app.sandbox.ids import node_id
from app.sandbox.nouns import App, User

# Conclusions that satisfy a required check. Source: docs "Troubleshooting required status checks".
SATISFYING = ("success", "neutral", "skipped")


@dataclass(eq=False)
class CheckSuite:
    """The runs of one app on one commit."""

    id: int
    repository_id: int
    app: App
    head_sha: str
    head_branch: str | None
    created_at: datetime
    updated_at: datetime
    before: str | None = None
    reset: bool = False  # a re-run was asked for and nothing has been reported since
    runs: list[CheckRun] = field(default_factory=list)

    @property
    def node_id(self) -> str:
        return node_id("CS", self.repository_id, self.id)

    @property
    def latest_runs(self) -> list[CheckRun]:
        """The newest run of each name; GitHub judges by these."""
        return list({run.name: run for run in self.runs}.values())

    @property
    def status(self) -> str:
        if self.reset or not self.runs:
            return "queued"
        states = {run.status for run in self.latest_runs}
        if states == {"completed"}:
            return "completed"
        return "in_progress" if "in_progress" in states else "queued"

    @property
    def conclusion(self) -> str | None:
        if self.status != "completed":
            return None
        found = [run.conclusion or "" for run in self.latest_runs]
        worst = ("failure", "timed_out", "startup_failure", "action_required", "cancelled", "stale")
        for name in (*worst, "success", "neutral", "skipped"):
            if name in found:
                return name
        return None


@dataclass(eq=False)
class CheckRun:
    """One check run. ``annotations`` only ever grow, as on GitHub."""

    id: int
    suite: CheckSuite
    name: str
    status: str
    conclusion: str | None
    started_at: datetime | None
    completed_at: datetime | None
    external_id: str | None = None
    details_url: str | None = None
    title: str | None = None
    summary: str | None = None
    text: str | None = None
    annotations: list[dict[str, Any]] = field(default_factory=list)
    actions: list[dict[str, Any]] = field(default_factory=list)

    @property
    def node_id(self) -> str:
        return node_id("CR", self.suite.repository_id, self.id)

    @property
    def head_sha(self) -> str:
        return self.suite.head_sha

    @property
    def app(self) -> App:
        return self.suite.app


@dataclass(eq=False)
class CommitStatus:
    """A commit status, of the API older than checks."""

    id: int
    repository_id: int
    sha: str
    context: str
    state: str
    description: str | None
    target_url: str | None
    creator: User
    created_at: datetime

    @property
    def node_id(self) -> str:
        return node_id("SC", self.repository_id, self.id)


def latest_statuses(statuses: Iterable[CommitStatus]) -> list[CommitStatus]:
    """The newest status of each context."""
    return list({status.context: status for status in statuses}.values())


def combined(statuses: Iterable[CommitStatus]) -> str:
    """GitHub's combined state: failure, pending (also when there is none) or success."""
    states = {status.state for status in latest_statuses(statuses)}
    if states & {"error", "failure"}:
        return "failure"
    return "success" if states == {"success"} else "pending"


def rollup(runs: Iterable[CheckRun], statuses: Iterable[CommitStatus]) -> str | None:
    """The state of GraphQL's ``statusCheckRollup``; None when nothing was reported."""
    states = {status.state.upper() for status in latest_statuses(statuses)}
    for run in runs:
        if run.status != "completed":
            states.add("PENDING")
        else:
            states.add("SUCCESS" if run.conclusion in SATISFYING else "FAILURE")
    for state in ("ERROR", "FAILURE", "PENDING", "SUCCESS"):
        if state in states:
            return state
    return None
