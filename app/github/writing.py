"""The one executor of planned writes. It knows every limit; what to write is decided elsewhere."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from app import limits
from app.errors import LeaseLost
from app.github.check_runs import CHECK_NAME, CheckRuns
from app.github.client import Hub
from app.github.edits import Edit, Edits
from app.github.faults import LostAnswer, Refused
from app.github.questions import Intents, Repository, StillOurs, Written
from app.github.reviews import Reviews
from app.keys import PullKey
from app.publication.markers import read_marker
from app.publication.writes import AddLabels, InlineComment, PostReview, PostSummary, PutCheckRun, Write


@dataclass
class _Progress:
    check_run_id: int | None = None
    review_id: int | None = None
    summary_id: str | None = None
    summary_url: str | None = None
    body_base: str | None = None
    body_written: str | None = None
    demoted: list[InlineComment] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


class Writer:
    """Carries out the writes for one pull request in one run.

    `still_ours` is asked before every write. `bot_id`: our account as `Reading.bot_id` told it. `read_at`: when the
    snapshot was taken, by `wall`; a description older than six seconds is read again before it is spliced into.
    """

    def __init__(
        self,
        hub: Hub,
        repository: Repository,
        key: PullKey,
        intents: Intents,
        still_ours: StillOurs,
        *,
        bot_id: int | None = None,
        read_at: float = 0.0,
        wall: Callable[[], float] = time.time,
    ) -> None:
        self._hub = hub
        self._issue = f"{repository.path}/issues/{key.number}"
        self._still_ours = still_ours
        self._bot_id = bot_id
        self._read_at = read_at
        self._wall = wall
        self._checks = CheckRuns(hub, repository, CHECK_NAME)
        self._reviews = Reviews(hub, repository, key, intents, bot_id)
        self._edits = Edits(hub)

    async def execute(self, writes: Sequence[Write]) -> Written:
        """All of them in order; edits of standing texts together, at the place of the last of them.

        What GitHub refuses is noted and the rest carried out. Raises Transient (the run is to be repeated; it will find
        what stands by then) and LeaseLost.
        """
        progress = _Progress()
        edits = [write for write in writes if isinstance(write, Edit)]
        for write in writes:
            if isinstance(write, Edit) and write is not edits[-1]:
                continue
            if await self._still_ours() is False:
                raise LeaseLost("Another worker reviews this pull request now.")
            try:
                await self._one(write, edits, progress)
            except Refused as refusal:
                progress.notes.append(str(refusal))
        return Written(
            check_run_id=progress.check_run_id,
            review_id=progress.review_id,
            summary_id=progress.summary_id,
            summary_url=progress.summary_url,
            body_base=progress.body_base,
            body_written=progress.body_written,
            demoted=tuple(progress.demoted),
            notes=tuple(progress.notes),
        )

    async def _one(self, write: Write, edits: Sequence[Edit], progress: _Progress) -> None:
        match write:
            case PutCheckRun():
                progress.check_run_id = await self._checks.put(write)
            case PostReview():
                posted = await self._reviews.post(write)
                progress.review_id = posted.review_id
                progress.demoted += posted.demoted
                progress.notes += posted.notes
            case PostSummary(body):
                await self._summary(limits.cap_body(body), progress)
            case AddLabels(labels):
                await self._labels(labels)
            case _:
                done = await self._edits.apply(edits, self._wall() - self._read_at)
                progress.body_base, progress.body_written = done.body_base, done.body_written
                progress.notes += done.failed

    async def _summary(self, body: str, progress: _Progress) -> None:
        """Make the sticky comment; after a lost answer only if it does not stand already."""
        try:
            made = await self._post_comment(body)
        except LostAnswer:
            made = await self._standing_summary() or await self._post_comment(body)
        progress.summary_id = str(made["node_id"])
        progress.summary_url = made.get("html_url")

    async def _post_comment(self, body: str) -> dict[str, Any]:
        made: dict[str, Any] = await self._hub.write("POST", f"{self._issue}/comments", {"body": body})
        return made

    async def _standing_summary(self) -> dict[str, Any] | None:
        """Our summary in the conversation, as REST lists it."""
        for comment in await self._hub.every(f"{self._issue}/comments"):
            marker = read_marker(comment.get("body") or "", self._hub.app_id)
            if marker is not None and marker.kind == "summary" and self._is_ours(comment):
                found: dict[str, Any] = comment
                return found
        return None

    def _is_ours(self, comment: dict[str, Any]) -> bool:
        via = comment.get("performed_via_github_app") or {}
        author = comment.get("user") or {}
        return via.get("id") == self._hub.app_id or (
            author.get("type") == "Bot" and self._bot_id is not None and author.get("id") == self._bot_id
        )

    async def _labels(self, labels: Sequence[str]) -> None:
        """Adding a label that is there already changes nothing: the one POST that may be repeated."""
        body = {"labels": list(labels)}
        try:
            await self._hub.write("POST", f"{self._issue}/labels", body)
        except LostAnswer:
            await self._hub.write("POST", f"{self._issue}/labels", body)
