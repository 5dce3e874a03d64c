"""Who and what lives in the stand-in: people, teams, apps, installations."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from app.sandbox.ids import node_id

Permission = Literal["admin", "maintain", "write", "triage", "read", "none"]
RANK: dict[Permission, int] = {"none": 0, "read": 1, "triage": 2, "write": 3, "maintain": 4, "admin": 5}

# What the app's manifest asks for; a test hands another dict to rehearse a missing permission.
DEFAULT_PERMISSIONS: dict[str, str] = {
    "metadata": "read",
    "contents": "read",
    "pull_requests": "write",
    "checks": "write",
    "issues": "read",
    "statuses": "read",
    "merge_queues": "read",
}
DEFAULT_EVENTS: tuple[str, ...] = (
    "pull_request",
    "pull_request_review",
    "pull_request_review_thread",
    "issue_comment",
    "merge_group",
    "status",
)
# An app with Checks permission gets the first two without subscribing; nobody can unsubscribe from the others.
AUTOMATIC_EVENTS: tuple[str, ...] = (
    "check_run",
    "check_suite",
    "installation",
    "installation_repositories",
    "ping",
)


@dataclass(eq=False)
class User:
    """A person, an organisation or the bot account of an app. ``login`` is the REST form (``slug[bot]``)."""

    login: str
    id: int
    type: Literal["User", "Bot", "Organization"] = "User"
    name: str | None = None
    created_at: datetime | None = None
    members: set[str] = field(default_factory=set)  # logins, of an organisation

    @property
    def node_id(self) -> str:
        prefix = {"User": "U", "Bot": "BOT", "Organization": "O"}[self.type]
        return node_id(prefix, self.id)

    @property
    def email(self) -> str:
        return f"{self.id}+{self.login}@users.noreply.github.com"

    @property
    def graphql_login(self) -> str:
        """GraphQL says ``slug`` where REST says ``slug[bot]``."""
        return self.login.removesuffix("[bot]")

    @property
    def database_id(self) -> int:
        return self.id


@dataclass(eq=False)
class Team:
    """A team of an organisation, which can be asked for a review."""

    id: int
    organisation: User
    slug: str
    members: set[str] = field(default_factory=set)

    @property
    def node_id(self) -> str:
        return node_id("T", self.id)

    @property
    def name(self) -> str:
        return self.slug.replace("-", " ").title()

    @property
    def combined_slug(self) -> str:
        return f"{self.organisation.login}/{self.slug}"

    @property
    def database_id(self) -> int:
        return self.id


@dataclass(eq=False)
class App:
    """A GitHub App: the bot under test, or another one such as the CI that reports checks."""

    id: int
    slug: str
    name: str
    owner: User
    bot: User
    created_at: datetime
    public_key: str | None = None
    webhook_url: str | None = None
    webhook_secret: str = ""
    permissions: dict[str, str] = field(default_factory=lambda: dict(DEFAULT_PERMISSIONS))
    events: tuple[str, ...] = DEFAULT_EVENTS

    @property
    def node_id(self) -> str:
        return node_id("A", self.id)

    @property
    def client_id(self) -> str:
        return f"Iv23li{self.id:014d}"

    @property
    def database_id(self) -> int:
        return self.id

    def listens_to(self, event: str) -> bool:
        """Whether deliveries of ``event`` go to this app."""
        return event in self.events or event in AUTOMATIC_EVENTS


@dataclass(eq=False)
class Installation:
    """An app installed on an account, for the repositories with these ids."""

    id: int
    app: App
    account: User
    created_at: datetime
    permissions: dict[str, str]
    repository_ids: list[int] = field(default_factory=list)
    suspended_at: datetime | None = None

    def covers(self, repository_id: int) -> bool:
        """Whether the installation may see that repository."""
        return repository_id in self.repository_ids and self.suspended_at is None
