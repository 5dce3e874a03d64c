"""What we read of a webhook delivery, and whom it concerns.

The models are small and forgiving on purpose: unknown fields are ignored, and nothing that we do not need is required,
so that a change of GitHub's schemas never costs a delivery.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from app.keys import Concern, HeadConcern, InstallationKey, Key, MergeGroupKey, PullKey, parse_key

__all__ = [
    "Concern", "HeadConcern", "InstallationKey", "Key", "MergeGroupKey", "Own", "Payload", "PullKey", "StoredDelivery",
    "USED_EVENTS", "concerns", "parse_key",
]  # fmt: skip

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
    number: int | None = None
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
    sha: str | None = None
    state: str | None = None
    context: str | None = None
    repositories: tuple[Repository, ...] | None = None
    repositories_added: tuple[Repository, ...] | None = None
    repositories_removed: tuple[Repository, ...] | None = None


@dataclass(frozen=True)
class StoredDelivery:
    """A delivery as a run sees it. Our own timers have the event `wake` and their reason as action."""

    id: str
    event: str
    action: str | None
    received_at: datetime
    payload: Payload


@dataclass(frozen=True)
class Own:
    """Who we are: the app's id, and its bot user's login (`<slug>[bot]`) and id as far as known."""

    app_id: int
    bot_login: str | None = None
    bot_id: int | None = None

    def sent(self, payload: Payload) -> bool:
        """Whether our own bot user did this. Exact match: another app may be called `galleyproof-test[bot]`."""
        sender = payload.sender
        if sender is None:
            return False
        return (self.bot_id is not None and sender.id == self.bot_id) or (
            self.bot_login is not None and sender.login == self.bot_login
        )


PULL_ACTIONS = frozenset(
    "opened reopened closed synchronize edited ready_for_review converted_to_draft labeled unlabeled assigned "
    "unassigned review_requested review_request_removed".split()
)
REVIEW_ACTIONS = frozenset({"submitted", "edited", "dismissed"})
THREAD_ACTIONS = frozenset({"resolved", "unresolved"})
BUTTONS = frozenset({"rerequested", "requested_action"})
SWEEPING = frozenset({"created", "unsuspend", "new_permissions_accepted", "added"})


def concerns(event: str, payload: Payload, own: Own | None = None) -> tuple[Concern, ...]:
    """Which pull requests, merge groups or installations a delivery may have changed; () costs nothing.

    Our own echo concerns nobody, except our own `pull_request.edited`: its `changes.body.from` shows whether our write
    overwrote somebody's tick.
    """
    rule = RULES.get(event)
    if rule is None or payload.installation is None:
        return ()
    if own is not None and own.sent(payload) and (event, payload.action) != ("pull_request", "edited"):
        return ()
    return rule(payload, own)


def _pull(payload: Payload, number: int | None) -> tuple[Concern, ...]:
    if payload.repository is None or payload.installation is None or number is None:
        return ()
    return (PullKey(payload.installation.id, payload.repository.id, number),)


def _head(payload: Payload, sha: str) -> tuple[Concern, ...]:
    if payload.repository is None or payload.installation is None:
        return ()
    return (HeadConcern(payload.installation.id, payload.repository.id, sha),)


def _pull_number(payload: Payload) -> int | None:
    return payload.pull_request.number if payload.pull_request else payload.number


def _pull_request(payload: Payload, own: Own | None) -> tuple[Concern, ...]:
    return _pull(payload, _pull_number(payload)) if payload.action in PULL_ACTIONS else ()


def _review(payload: Payload, own: Own | None) -> tuple[Concern, ...]:
    return _pull(payload, _pull_number(payload)) if payload.action in REVIEW_ACTIONS else ()


def _thread(payload: Payload, own: Own | None) -> tuple[Concern, ...]:
    return _pull(payload, _pull_number(payload)) if payload.action in THREAD_ACTIONS else ()


def _issue_comment(payload: Payload, own: Own | None) -> tuple[Concern, ...]:
    if payload.issue is None or payload.issue.pull_request is None:
        return ()
    if payload.action == "edited" and (payload.changes is None or payload.changes.body is None):
        return ()  # GitHub sometimes sends an empty edit ahead of `created`
    return _pull(payload, payload.issue.number)


def _check(check: CheckRun | CheckSuite | None, payload: Payload, own: Own | None) -> tuple[Concern, ...]:
    if check is None:
        return ()
    ours = own is not None and check.app is not None and check.app.id == own.app_id
    if payload.action in BUTTONS:
        # Somebody pressed a button: also reach pull requests that we have never seen (absent for forks).
        named = (_pull(payload, pull.number) for pull in check.pull_requests or ())
        return (*_head(payload, check.head_sha), *(key for keys in named for key in keys))
    return _head(payload, check.head_sha) if payload.action == "completed" and not ours else ()


def _check_run(payload: Payload, own: Own | None) -> tuple[Concern, ...]:
    return _check(payload.check_run, payload, own)


def _check_suite(payload: Payload, own: Own | None) -> tuple[Concern, ...]:
    return _check(payload.check_suite, payload, own)


def _status(payload: Payload, own: Own | None) -> tuple[Concern, ...]:
    return _head(payload, payload.sha) if payload.sha else ()


def _merge_group(payload: Payload, own: Own | None) -> tuple[Concern, ...]:
    group = payload.merge_group
    if payload.action != "checks_requested" or group is None or payload.repository is None:
        return ()
    assert payload.installation is not None
    return (MergeGroupKey(payload.installation.id, payload.repository.id, group.head_sha),)


def _installation(payload: Payload, own: Own | None) -> tuple[Concern, ...]:
    assert payload.installation is not None
    return (InstallationKey(payload.installation.id),) if payload.action in SWEEPING else ()


RULES: dict[str, Callable[[Payload, Own | None], tuple[Concern, ...]]] = {
    "pull_request": _pull_request,
    "pull_request_review": _review,
    "pull_request_review_thread": _thread,
    "issue_comment": _issue_comment,
    "check_run": _check_run,
    "check_suite": _check_suite,
    "status": _status,
    "merge_group": _merge_group,
    "installation": _installation,
    "installation_repositories": _installation,
}
USED_EVENTS = frozenset(RULES)
