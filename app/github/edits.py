"""Everything that is edited in place, in one GraphQL mutation: each part under an alias, each failing by itself."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from app import limits
from app.github import documents
from app.github.client import Hub
from app.github.faults import LostAnswer, Refused
from app.publication.boxes import same_text, splice
from app.publication.writes import (
    DeleteComment,
    EditBody,
    EditReviewComment,
    EditSummary,
    Minimize,
    ResolveThread,
)

Edit = EditSummary | EditReviewComment | Minimize | ResolveThread | DeleteComment | EditBody
#: A body older than this is read again right before we splice into it: people edit while we work. Within it a review on
#: github.com, with its second of pause between writes, gets by without that request; an edit that falls into it is given
#: back when our own echo shows it.
BODY_FRESH_SECONDS = 6.0


@dataclass(frozen=True)
class Step:
    """One aliased mutation: its name, its input, and what to call it when it fails."""

    name: str
    input: dict[str, Any]
    what: str


@dataclass
class Edited:
    """`failed`: what GitHub refused, in words; never fatal. The bodies: see `questions.Written`."""

    failed: list[str] = field(default_factory=list)
    body_base: str | None = None
    body_written: str | None = None


@dataclass
class Edits:
    """Edits of texts that stand on GitHub."""

    hub: Hub

    async def apply(self, edits: Sequence[Edit], age: float) -> Edited:
        """Send all of them, up to forty to a request. `age`: seconds since the description was read."""
        result = Edited()
        steps = [step(edit) for edit in edits if not isinstance(edit, EditBody)]
        bodies = [edit for edit in edits if isinstance(edit, EditBody)]
        for body in bodies[-1:]:
            # The description goes last into the last request, spliced as late as can be.
            steps += await self._body_step(body, age, result)
        for at in range(0, len(steps), limits.MUTATIONS_PER_REQUEST):
            await self._send(steps[at : at + limits.MUTATIONS_PER_REQUEST], bodies, result)
        return result

    async def _send(self, steps: Sequence[Step], bodies: Sequence[EditBody], result: Edited) -> None:
        """Once; and once more after a lost answer, with the description read anew, since somebody may have edited it."""
        try:
            await self._mutate(steps, result)
        except LostAnswer:
            again = [one for one in steps if one.name != "updatePullRequest"]
            if len(again) < len(steps):
                written, base = result.body_written, result.body_base
                again += await self._body_step(bodies[-1], float("inf"), result)
                if result.body_written is None:  # nothing left to write: the lost request did it
                    result.body_written, result.body_base = written, base
            if again:
                await self._mutate(again, result)

    async def _mutate(self, steps: Sequence[Step], result: Edited) -> None:
        variables = {f"i{at}": one.input for at, one in enumerate(steps)}
        document = documents.mutation([one.name for one in steps])
        try:
            answer = await self.hub.mutate(document, variables)
        except Refused as refusal:
            result.failed += [f"{one.what}: {refusal}" for one in steps]
            return
        for at, one in enumerate(steps):
            error = answer.error_at(f"m{at}")
            if error is not None:
                result.failed.append(f"{one.what}: {error}")
                if one.name == "updatePullRequest":
                    result.body_base = result.body_written = None

    async def _body_step(self, edit: EditBody, age: float, result: Edited) -> list[Step]:
        """Splice the boxes into the body as it stands; no step when that changes nothing."""
        base = edit.base if age <= BODY_FRESH_SECONDS else await self._body(edit.pull_node_id, edit.base)
        restoring = edit.instead is not None and same_text(base, edit.base)
        body = splice(edit.instead if restoring else base, edit.boxes)
        result.body_base = result.body_written = None
        if body == base:
            return []
        if len(body) > limits.BODY_CHARACTERS:
            result.failed.append("set the boxes: the description is longer than GitHub takes")
            return []
        result.body_base, result.body_written = base, body
        return [
            Step("updatePullRequest", {"pullRequestId": edit.pull_node_id, "body": body}, "set the boxes")
        ]

    async def _body(self, node_id: str, held: str) -> str:
        answer = await self.hub.query(documents.BODY, {"id": node_id})
        node = answer.data.get("node") or {}
        body = node.get("body", held)
        return str(body or "")


def step(edit: EditSummary | EditReviewComment | Minimize | ResolveThread | DeleteComment) -> Step:
    match edit:
        case EditSummary(node_id, body):
            text = limits.cap_body(body)
            return Step("updateIssueComment", {"id": node_id, "body": text}, "edit the summary")
        case EditReviewComment(node_id, body):
            given = {"pullRequestReviewCommentId": node_id, "body": limits.cap_body(body)}
            return Step("updatePullRequestReviewComment", given, "edit an inline comment")
        case Minimize(node_id, classifier):
            return Step("minimizeComment", {"subjectId": node_id, "classifier": classifier}, "fold a comment")
        case ResolveThread(thread_id):
            return Step("resolveReviewThread", {"threadId": thread_id}, "resolve a thread")
        case DeleteComment(node_id):
            return Step("deleteIssueComment", {"id": node_id}, "delete a second summary")
