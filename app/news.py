"""What the deliveries of a run say: how much must be read anew, and what they alone can tell. No delivery carries work."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import IntEnum

from app.deliveries import Own, StoredDelivery

#: The identifier of the check run's button.
RERUN = "rerun"
#: Our own timers.
LINKS_AGAIN, DEADLINE, SWEPT = "links", "deadline", "sweep"


class Effort(IntEnum):
    """How much of the pull request must be read: nothing, the conversation (one request), or the files too."""

    NOTHING = 0
    CONVERSATION = 1
    WHOLE = 2


@dataclass(frozen=True, slots=True)
class SeenEdit:
    """A person saved the body (`summary`: our summary comment): who, when (ISO 8601), on which head where the delivery
    tells, and what the text was before and after."""

    login: str
    at: str
    before: str
    after: str
    head_sha: str = ""
    summary: bool = False


@dataclass(frozen=True, slots=True)
class OwnEdit:
    """The echo of our own write: the body that it really replaced, and what it left."""

    replaced: str
    left: str


@dataclass(frozen=True, slots=True)
class News:
    """All deliveries of a run, read together. `forced`: somebody pressed a re-run button. `closed`: the newest word is
    that the pull request is closed."""

    effort: Effort
    forced: bool = False
    closed: bool = False
    edits: tuple[SeenEdit, ...] = ()
    echoes: tuple[OwnEdit, ...] = ()


_WHOLE = frozenset({"opened", "reopened", "synchronize", "ready_for_review", "converted_to_draft"})
_BUTTONS = frozenset({"rerequested", "requested_action"})


def read_news(deliveries: Iterable[StoredDelivery], own: Own) -> News:
    """What happened, in the order in which it arrived. Facts of the pull request itself are read from GitHub, never
    from here: deliveries come late, twice and out of order."""
    effort = Effort.NOTHING
    forced = closed = False
    edits: list[SeenEdit] = []
    echoes: list[OwnEdit] = []
    for delivery in deliveries:
        if (echo := _echo(delivery, own)) is not None:
            echoes.append(echo)
            continue
        if own.sent(delivery.payload) or own.finished(delivery.payload):
            continue  # stored while nobody knew yet who we are
        effort = max(effort, _effort(delivery))
        forced = forced or delivery.action in _BUTTONS
        if delivery.event == "pull_request":
            closed = delivery.action == "closed" or (closed and delivery.action != "reopened")
        if (edit := _edit(delivery, own)) is not None:
            edits.append(edit)
    return News(effort, forced, closed, tuple(edits), tuple(echoes))


def _effort(delivery: StoredDelivery) -> Effort:
    if delivery.event == "pull_request":
        changes = delivery.payload.changes
        moved = delivery.action == "edited" and changes is not None and changes.base is not None
        return Effort.WHOLE if delivery.action in _WHOLE or moved else Effort.CONVERSATION
    if delivery.action in _BUTTONS or delivery.action in (LINKS_AGAIN, SWEPT):
        return Effort.WHOLE
    return Effort.CONVERSATION


def _bodies(delivery: StoredDelivery) -> tuple[str, str] | None:
    payload = delivery.payload
    if delivery.event != "pull_request" or delivery.action != "edited" or payload.pull_request is None:
        return None
    if payload.changes is None or payload.changes.body is None:
        return None
    return payload.changes.body.from_ or "", payload.pull_request.body or ""


def _echo(delivery: StoredDelivery, own: Own) -> OwnEdit | None:
    """Our own `pull_request.edited`. One of ours that changed no body tells nothing and counts as an empty echo."""
    if delivery.event != "pull_request" or delivery.action != "edited" or not own.sent(delivery.payload):
        return None
    bodies = _bodies(delivery)
    return OwnEdit(*bodies) if bodies else OwnEdit("", "")


def _edit(delivery: StoredDelivery, own: Own) -> SeenEdit | None:
    payload, sender = delivery.payload, delivery.payload.sender
    if sender is None or sender.type == "Bot":
        return None
    at = delivery.received_at.isoformat()
    if (bodies := _bodies(delivery)) is not None and payload.pull_request is not None:
        return SeenEdit(sender.login, at, *bodies, payload.pull_request.head.sha)
    if (bodies := _summary_bodies(delivery, own)) is not None:
        return SeenEdit(sender.login, at, *bodies, summary=True)
    return None


def _summary_bodies(delivery: StoredDelivery, own: Own) -> tuple[str, str] | None:
    """A comment of ours that somebody else edited: its boxes are the list of a pull request without a form."""
    payload = delivery.payload
    comment, changes = payload.comment, payload.changes
    if delivery.event != "issue_comment" or delivery.action != "edited" or comment is None or changes is None:
        return None
    if changes.body is None or comment.user is None or comment.user.login != own.bot_login:
        return None
    return changes.body.from_ or "", comment.body or ""
