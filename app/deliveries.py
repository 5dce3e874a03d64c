"""What a stored delivery is, and whom a delivery concerns."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from app.keys import Concern, HeadConcern, InstallationKey, Key, MergeGroupKey, PullKey, parse_key
from app.payload import CheckRun, CheckSuite, Payload

__all__ = [
    "USED_EVENTS",
    "Concern",
    "HeadConcern",
    "InstallationKey",
    "Key",
    "MergeGroupKey",
    "Own",
    "Payload",
    "PullKey",
    "StoredDelivery",
    "concerns",
    "parse_key",
]


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

    def finished(self, payload: Payload) -> bool:
        """Whether this tells of a check run or suite of ours that ended: we ended it ourselves."""
        check = payload.check_run or payload.check_suite
        return (
            payload.action == "completed"
            and check is not None
            and check.app is not None
            and check.app.id == self.app_id
        )


PULL_ACTIONS = frozenset(
    {
        "opened", "reopened", "closed", "synchronize", "edited", "ready_for_review", "converted_to_draft",
        "labeled", "unlabeled", "assigned", "unassigned", "review_requested", "review_request_removed",
    }
)  # fmt: skip
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
    if own is not None and (own.finished(payload) or own.sent(payload)):
        return rule(payload) if (event, payload.action) == ("pull_request", "edited") else ()
    return rule(payload)


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


def _pull_request(payload: Payload) -> tuple[Concern, ...]:
    return _pull(payload, _pull_number(payload)) if payload.action in PULL_ACTIONS else ()


def _review(payload: Payload) -> tuple[Concern, ...]:
    return _pull(payload, _pull_number(payload)) if payload.action in REVIEW_ACTIONS else ()


def _thread(payload: Payload) -> tuple[Concern, ...]:
    return _pull(payload, _pull_number(payload)) if payload.action in THREAD_ACTIONS else ()


def _issue_comment(payload: Payload) -> tuple[Concern, ...]:
    if payload.issue is None or payload.issue.pull_request is None:
        return ()
    if payload.action == "edited" and (payload.changes is None or payload.changes.body is None):
        return ()  # GitHub sometimes sends an empty edit ahead of `created`
    return _pull(payload, payload.issue.number)


def _check(check: CheckRun | CheckSuite | None, payload: Payload) -> tuple[Concern, ...]:
    if check is None:
        return ()
    if payload.action in BUTTONS:
        # Somebody pressed a button: also reach pull requests that we have never seen (absent for forks).
        named = (_pull(payload, pull.number) for pull in check.pull_requests or ())
        return (*_head(payload, check.head_sha), *(key for keys in named for key in keys))
    return _head(payload, check.head_sha) if payload.action == "completed" else ()


def _check_run(payload: Payload) -> tuple[Concern, ...]:
    return _check(payload.check_run, payload)


def _check_suite(payload: Payload) -> tuple[Concern, ...]:
    return _check(payload.check_suite, payload)


def _status(payload: Payload) -> tuple[Concern, ...]:
    return _head(payload, payload.sha) if payload.sha else ()


def _merge_group(payload: Payload) -> tuple[Concern, ...]:
    group = payload.merge_group
    if payload.action != "checks_requested" or group is None or payload.repository is None:
        return ()
    assert payload.installation is not None
    return (MergeGroupKey(payload.installation.id, payload.repository.id, group.head_sha),)


def _installation(payload: Payload) -> tuple[Concern, ...]:
    assert payload.installation is not None
    return (InstallationKey(payload.installation.id),) if payload.action in SWEEPING else ()


RULES: dict[str, Callable[[Payload], tuple[Concern, ...]]] = {
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
