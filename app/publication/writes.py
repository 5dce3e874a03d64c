"""What the bot may do to a pull request, as data: the planner makes these, one executor carries them out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Annotation:
    """A check-run annotation. `level`: `failure`, `warning` or `notice`. Columns only when on one line."""

    path: str
    start_line: int
    end_line: int
    level: str
    title: str
    message: str
    start_column: int | None = None
    end_column: int | None = None


@dataclass(frozen=True, slots=True)
class Action:
    """A button on the check run: label ≤ 20, description ≤ 40, identifier ≤ 20 characters."""

    label: str
    description: str
    identifier: str


@dataclass(frozen=True, slots=True)
class CheckRun:
    """The check run that should stand on a head. `conclusion` None: it stays `in_progress`."""

    head_sha: str
    conclusion: str | None
    title: str
    summary: str
    text: str = ""
    annotations: tuple[Annotation, ...] = ()
    actions: tuple[Action, ...] = ()
    external_id: str = ""
    details_url: str | None = None


@dataclass(frozen=True, slots=True)
class PutCheckRun:
    """Create the check run, or update `run_id`. Annotations are only appended by GitHub, never removed: a run whose
    annotations shrink or change is made anew."""

    check: CheckRun
    run_id: int | None = None


@dataclass(frozen=True, slots=True)
class InlineComment:
    """A review comment on new-side lines `start_line` … `line` of one hunk. `identity`: of its finding."""

    path: str
    line: int
    body: str
    identity: str
    start_line: int | None = None


@dataclass(frozen=True, slots=True)
class PostReview:
    """One review, event COMMENT, pinned to `commit`. `marker`: how it is recognised after a lost answer."""

    commit: str
    body: str
    comments: tuple[InlineComment, ...]
    marker: str


@dataclass(frozen=True, slots=True)
class PostSummary:
    """Make the one sticky comment."""

    body: str


@dataclass(frozen=True, slots=True)
class EditSummary:
    """Rewrite the sticky comment (GraphQL node id)."""

    node_id: str
    body: str


@dataclass(frozen=True, slots=True)
class DeleteComment:
    """Delete a second sticky comment of ours, never anybody else's."""

    node_id: str


@dataclass(frozen=True, slots=True)
class EditReviewComment:
    """Rewrite an inline comment of ours (fixed in `sha`, or its text changed)."""

    node_id: str
    body: str


@dataclass(frozen=True, slots=True)
class Minimize:
    """Fold a comment of ours. `classifier`: RESOLVED or OUTDATED."""

    node_id: str
    classifier: str = "RESOLVED"


@dataclass(frozen=True, slots=True)
class ResolveThread:
    """Only planned where GitHub said `viewerCanResolve`."""

    thread_id: str


@dataclass(frozen=True, slots=True)
class EditBody:
    """Set boxes in the body. `base`: the body as read; `boxes`: item → ticked. The executor splices into the body
    as it stands at that moment, by `app.publication.boxes.splice`, and touches no byte but the boxes.

    `instead`: the text to splice into where the body is still `base`: it gives back an edit of a person that an
    earlier write of ours replaced unseen.
    """

    pull_node_id: str
    base: str
    boxes: Mapping[str, bool]
    instead: str | None = None


@dataclass(frozen=True, slots=True)
class AddLabels:
    labels: tuple[str, ...]


Write = (
    PutCheckRun
    | PostReview
    | PostSummary
    | EditSummary
    | DeleteComment
    | EditReviewComment
    | Minimize
    | ResolveThread
    | EditBody
    | AddLabels
)
