"""The few fields that we read of GitHub's webhook payloads.

The models are small and forgiving on purpose: unknown fields are ignored, and nothing that we do not need is required,
so that a change of GitHub's schemas never costs a delivery.
"""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

GitHubId = Annotated[int, Field(ge=0, lt=2**63)]
Sha = Annotated[str, Field(pattern=r"^[0-9a-f]{40}([0-9a-f]{24})?$")]


class Part(BaseModel):
    """A piece of a payload: immutable, unknown fields ignored."""

    model_config = ConfigDict(extra="ignore", frozen=True)


class Account(Part):
    login: str = ""
    id: GitHubId = 0
    type: str = ""


class Repository(Part):
    id: GitHubId
    full_name: str = ""
    name: str = ""
    owner: Account | None = None
    default_branch: str = ""


class Installation(Part):
    id: GitHubId
    account: Account | None = None
    suspended_at: datetime | None = None


class Branch(Part):
    ref: str = ""
    sha: Sha


class Label(Part):
    name: str = ""


class PullRequest(Part):
    number: GitHubId
    title: str = ""
    body: str | None = None
    draft: bool | None = None
    state: str = "open"
    merged: bool | None = None
    head: Branch
    base: Branch
    user: Account | None = None
    labels: tuple[Label, ...] | None = None
    updated_at: datetime | None = None


class From(Part):
    """One changed field, as GitHub tells it: only the former value."""

    from_: str | None = Field(default=None, alias="from")


class BaseChange(Part):
    ref: From | None = None
    sha: From | None = None


class Changes(Part):
    body: From | None = None
    title: From | None = None
    base: BaseChange | None = None


class Comment(Part):
    id: GitHubId = 0
    body: str | None = None
    user: Account | None = None


class Issue(Part):
    number: GitHubId
    pull_request: dict[str, object] | None = None


class Review(Part):
    id: GitHubId = 0
    state: str = ""
    user: Account | None = None
    commit_id: str | None = None


class AppOf(Part):
    id: GitHubId = 0


class NumberedPull(Part):
    number: GitHubId


class CheckRun(Part):
    id: GitHubId = 0
    name: str = ""
    head_sha: Sha
    app: AppOf | None = None
    status: str | None = None
    conclusion: str | None = None
    pull_requests: tuple[NumberedPull, ...] | None = None


class CheckSuite(Part):
    id: GitHubId = 0
    head_sha: Sha
    app: AppOf | None = None
    status: str | None = None
    conclusion: str | None = None
    pull_requests: tuple[NumberedPull, ...] | None = None


class RequestedAction(Part):
    identifier: str = ""


class MergeGroup(Part):
    head_sha: Sha
    head_ref: str = ""
    base_sha: str = ""
    base_ref: str = ""


class Payload(Part):
    """The union of what our events carry; a field that an event does not have is None."""

    action: str | None = None
    number: GitHubId | None = None
    sender: Account | None = None
    repository: Repository | None = None
    installation: Installation | None = None
    pull_request: PullRequest | None = None
    changes: Changes | None = None
    before: str | None = None
    after: str | None = None
    label: Label | None = None
    review: Review | None = None
    issue: Issue | None = None
    comment: Comment | None = None
    check_run: CheckRun | None = None
    check_suite: CheckSuite | None = None
    requested_action: RequestedAction | None = None
    merge_group: MergeGroup | None = None
    sha: Sha | None = None
    state: str | None = None
    context: str | None = None
    repositories: tuple[Repository, ...] | None = None
    repositories_added: tuple[Repository, ...] | None = None
    repositories_removed: tuple[Repository, ...] | None = None
