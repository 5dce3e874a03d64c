"""A pull request and everything people and bots hang on it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Literal

from app.sandbox.diffs import Side
from app.sandbox.ids import node_id
from app.sandbox.nouns import App, Team, User

if TYPE_CHECKING:
    from app.sandbox.repository import Repository

ReviewState = Literal["PENDING", "COMMENTED", "APPROVED", "CHANGES_REQUESTED", "DISMISSED"]


@dataclass(eq=False)
class Label:
    """A label of a repository."""

    id: int
    name: str
    color: str
    description: str | None
    repository_id: int

    @property
    def node_id(self) -> str:
        return node_id("LA", self.repository_id, self.id)


@dataclass(eq=False)
class Edit:
    """One entry of a text's edit history; ``text`` is what stood after it."""

    id: int
    editor: User
    edited_at: datetime
    text: str

    @property
    def node_id(self) -> str:
        return node_id("UCE", self.id)


@dataclass(eq=False)
class Text:
    """What every written thing has: author, body, history, and whether it is folded away."""

    id: int
    author: User
    body: str
    created_at: datetime
    updated_at: datetime
    via: App | None = None
    edits: list[Edit] = field(default_factory=list)
    minimized: str | None = None  # the classifier, upper case as sent

    @property
    def last_edited_at(self) -> datetime | None:
        return self.edits[-1].edited_at if self.edits else None

    @property
    def editor(self) -> User | None:
        return self.edits[-1].editor if self.edits else None


@dataclass(eq=False)
class IssueComment(Text):
    """A comment in the conversation."""

    pull: PullRequest = field(kw_only=True)

    @property
    def node_id(self) -> str:
        return node_id("IC", self.pull.repository.id, self.id)


@dataclass(eq=False)
class Review(Text):
    """A submitted review; ``commit_id`` is the commit it speaks of."""

    pull: PullRequest = field(kw_only=True)
    state: ReviewState = field(kw_only=True)
    commit_id: str = field(kw_only=True)

    @property
    def node_id(self) -> str:
        return node_id("PRR", self.pull.repository.id, self.id)

    @property
    def comments(self) -> list[ReviewComment]:
        return [
            comment for thread in self.pull.threads for comment in thread.comments if comment.review is self
        ]


@dataclass(eq=False)
class ReviewComment(Text):
    """A comment on lines of the diff."""

    thread: Thread = field(kw_only=True)
    review: Review = field(kw_only=True)
    reply_to: ReviewComment | None = None

    @property
    def node_id(self) -> str:
        return node_id("PRRC", self.thread.pull.repository.id, self.id)

    @property
    def pull(self) -> PullRequest:
        return self.thread.pull


@dataclass(eq=False)
class Thread:
    """A review thread. ``line`` is None while outdated (and for a comment on a whole file)."""

    id: int
    pull: PullRequest
    path: str
    side: Side
    subject: Literal["LINE", "FILE"]
    original_commit: str
    original_line: int | None
    original_start_line: int | None
    start_side: Side | None
    diff_hunk: str
    original_position: int
    commit_id: str
    line: int | None
    start_line: int | None
    position: int | None
    is_outdated: bool = False
    resolved_by: User | None = None
    is_resolved: bool = False
    comments: list[ReviewComment] = field(default_factory=list)

    @property
    def node_id(self) -> str:
        return node_id("PRRT", self.pull.repository.id, self.id)


@dataclass(eq=False)
class PullRequest(Text):
    """A pull request. ``head_repository`` is another one for a fork and None once that is deleted."""

    number: int = field(kw_only=True)
    title: str = field(kw_only=True)
    repository: Repository = field(kw_only=True)
    head_repository: Repository | None = field(kw_only=True)
    head_ref: str = field(kw_only=True)
    head_sha: str = field(kw_only=True)
    base_ref: str = field(kw_only=True)
    base_sha: str = field(kw_only=True)
    draft: bool = False
    state: Literal["open", "closed"] = "open"
    merged_at: datetime | None = None
    closed_at: datetime | None = None
    locked: bool = False
    maintainer_can_modify: bool = False
    labels: list[Label] = field(default_factory=list)
    comments: list[IssueComment] = field(default_factory=list)
    reviews: list[Review] = field(default_factory=list)
    threads: list[Thread] = field(default_factory=list)
    requested_reviewers: list[User] = field(default_factory=list)
    requested_teams: list[Team] = field(default_factory=list)

    @property
    def node_id(self) -> str:
        return node_id("PR", self.repository.id, self.id)

    @property
    def is_fork(self) -> bool:
        return self.head_repository is not self.repository

    @property
    def review_comments(self) -> list[ReviewComment]:
        """All comments of all threads, oldest first."""
        found = [comment for thread in self.threads for comment in thread.comments]
        return sorted(found, key=lambda comment: comment.id)

    @property
    def latest_opinions(self) -> list[Review]:
        """The newest approval, refusal or dismissal of each person."""
        newest: dict[int, Review] = {}
        for review in self.reviews:
            if review.state in ("APPROVED", "CHANGES_REQUESTED", "DISMISSED"):
                newest.pop(review.author.id, None)
                newest[review.author.id] = review
        return list(newest.values())
