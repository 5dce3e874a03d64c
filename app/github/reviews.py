"""Posting a review: once, whatever happens to the answer, and never losing all of it to one comment off the diff.

`POST …/reviews` is all or nothing: one line outside the hunks refuses the whole, and the answer does not say which
(QwenLM/qwen-code#6711). It cannot be repeated safely and not be withdrawn once submitted (apache/magpie#1300).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from app import limits
from app.errors import GalleyError
from app.github.client import Hub
from app.github.faults import HeadMoved, LostAnswer, Refused, Unprocessable
from app.github.files import read_files
from app.github.questions import Intents, Repository
from app.keys import PullKey
from app.publication.hunks import NewSide, new_side
from app.publication.writes import InlineComment, PostReview
from checks.pull import ChangedFile, FileStatus

#: Seconds that a review whose answer was lost may take to appear in the list.
SETTLE_SECONDS = 2.0


@dataclass
class Posted:
    """`review_id` is None when no review was needed or none could be posted."""

    review_id: int | None = None
    demoted: list[InlineComment] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


@dataclass
class Reviews:
    """The reviews of one pull request. `bot_id`: our account, to tell our reviews from others that quote a marker."""

    hub: Hub
    repository: Repository
    key: PullKey
    intents: Intents
    bot_id: int | None = None

    @property
    def _path(self) -> str:
        return f"{self.repository.path}/pulls/{self.key.number}"

    async def post(self, write: PostReview) -> Posted:
        """Post one review, or as much of it as GitHub takes.

        Raises LostAnswer when even the second attempt went unanswered: the intent stays open, and the next run finds the
        review or posts it.
        """
        over = list(write.comments[limits.REVIEW_COMMENTS :])
        write = replace(write, comments=write.comments[: limits.REVIEW_COMMENTS])
        pending = [
            intent.id for intent in await self.intents.pending(self.key) if intent.marker == write.marker
        ]
        # A run before this one sent the same review and died before it heard the answer.
        standing = await self.find(write.commit, write.marker) if pending else None
        pending = pending or [await self.intents.open(self.key, write.commit, write.marker)]
        try:
            posted = await self._send(write) if standing is None else Posted(standing)
        except LostAnswer:
            raise
        except GalleyError:
            await self._close(pending)
            raise
        await self._close(pending)
        posted.demoted += over
        return posted

    async def _close(self, intents: Sequence[int]) -> None:
        for intent in intents:
            await self.intents.close(intent)

    async def find(self, commit: str, marker: str) -> int | None:
        """The id of our review of that commit with that marker."""
        for review in await self.hub.every(f"{self._path}/reviews"):
            author = review.get("user") or {}
            ours = author.get("type") == "Bot" and self.bot_id in (None, author.get("id"))
            if ours and review.get("commit_id") == commit and marker in (review.get("body") or ""):
                return int(review["id"])
        return None

    async def _send(self, write: PostReview) -> Posted:
        try:
            return Posted(await self._once(write))
        except Unprocessable as refusal:
            return await self._placed(write, refusal)
        except Refused as refusal:
            return Posted(None, list(write.comments), [str(refusal)])

    async def _once(self, write: PostReview) -> int:
        """Send it; after a lost answer look before sending again, and do that once."""
        try:
            return await self._request(write)
        except LostAnswer:
            await self.hub.sleep(SETTLE_SECONDS)
            found = await self.find(write.commit, write.marker)
            return found if found is not None else await self._request(write)

    async def _request(self, write: PostReview) -> int:
        body = {
            "commit_id": write.commit,
            "body": limits.cap_body(write.body),
            "event": "COMMENT",
            "comments": [comment_fields(one) for one in write.comments],
        }
        answer = await self.hub.write("POST", f"{self._path}/reviews", body)
        return int(answer["id"])

    async def _placed(self, write: PostReview, refusal: Unprocessable) -> Posted:
        """GitHub refused the review: leave out what its present diff does not hold, then try one by one."""
        changes = await read_files(self.hub, self.repository, self.key.number)
        if changes.head_sha not in (None, write.commit):
            raise HeadMoved(f"Pull request {self.key.number} was pushed to before its review was posted.")
        good, bad = split(write.comments, changes.files)
        # A refused review was once seen to stay behind without its comments (max-sixty/tend#123).
        left_behind = await self.find(write.commit, write.marker)
        if left_behind is not None:
            return await self._one_by_one(replace(write, comments=tuple(good)), bad, left_behind)
        if not good:
            return Posted(None, bad, [str(refusal)])
        try:
            return Posted(await self._once(replace(write, comments=tuple(good))), bad)
        except Unprocessable:
            review = await self._once(replace(write, comments=()))
            return await self._one_by_one(replace(write, comments=tuple(good)), bad, review)

    async def _one_by_one(self, write: PostReview, bad: Sequence[InlineComment], review: int) -> Posted:
        """Each comment by itself, so that only those are lost that GitHub refuses."""
        posted = Posted(review, list(bad))
        for one in write.comments:
            body = {"commit_id": write.commit, **comment_fields(one)}
            try:
                await self.hub.write("POST", f"{self._path}/comments", body)
            except LostAnswer:
                if not await self._stands(write.commit, one):
                    posted.demoted.append(one)
            except Refused as refusal:
                posted.demoted.append(one)
                posted.notes.append(str(refusal))
        return posted

    async def _stands(self, commit: str, one: InlineComment) -> bool:
        body = limits.cap_body(one.body)
        found = await self.hub.every(f"{self._path}/comments")
        return any(c["body"] == body and c["path"] == one.path and c["commit_id"] == commit for c in found)


def comment_fields(one: InlineComment) -> dict[str, Any]:
    """As REST has it. "start line must precede the end line": one line is told without it (ubuntu/WSL#244)."""
    found: dict[str, Any] = {
        "path": one.path,
        "line": one.line,
        "side": "RIGHT",
        "body": limits.cap_body(one.body),
    }
    if one.start_line is not None and one.start_line < one.line:
        found |= {"start_line": one.start_line, "start_side": "RIGHT"}
    return found


def split(
    comments: Iterable[InlineComment], files: Iterable[ChangedFile]
) -> tuple[list[InlineComment], list[InlineComment]]:
    """(those on lines that the diff shows, those that are not)."""
    sides = {f.path: new_side(f.patch) for f in files if f.status is not FileStatus.REMOVED}
    good: list[InlineComment] = []
    bad: list[InlineComment] = []
    for one in comments:
        side = sides.get(one.path, NewSide())
        (good if side.together(one.start_line or one.line, one.line) else bad).append(one)
    return good, bad
