"""The state of the stand-in, and telling the apps about changes. What people do to it is in the modules beside."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat, load_pem_private_key

from app.sandbox import shapes
from app.sandbox.faults import Faults
from app.sandbox.git import GitStore
from app.sandbox.ids import Ids
from app.sandbox.limits import Limits, Rates
from app.sandbox.nouns import DEFAULT_EVENTS, DEFAULT_PERMISSIONS, App, Installation, Permission, Team, User
from app.sandbox.pulls import PullRequest
from app.sandbox.repository import Repository
from app.sandbox.requestlog import RequestLog
from app.sandbox.webhooks import Outbox

Person = User | str
Where = Repository | str


def public_half(private_key: str) -> str:
    """The public key of a private one, both as PEM text."""
    loaded = load_pem_private_key(private_key.encode(), None)
    return loaded.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()


class State:
    """People, repositories, apps, and the three books kept on them: requests, deliveries, faults.

    ``folder`` keeps the git objects on disk (one bare repository per network below it); without it they stay in memory.
    Everything is guarded by ``lock``: person methods may be called from another thread than the server's.
    """

    def __init__(self, folder: Path | None = None) -> None:
        self.folder = folder
        self.lock = threading.RLock()
        self.ids = Ids()
        self.base_url = "http://127.0.0.1"
        self.limits = Limits()
        self.requests = RequestLog()
        self.faults = Faults()
        self.latency = 0.0  # milliseconds added to each API call
        self.users: dict[str, User] = {}
        self.teams: dict[str, Team] = {}
        self.apps: dict[str, App] = {}
        self.repositories: dict[str, Repository] = {}
        self.installations: list[Installation] = []
        self.nodes: dict[str, Any] = {}
        self.outbox = Outbox(self.ids, self.now)
        self.rates = Rates(self.limits)

    @staticmethod
    def now() -> datetime:
        """The time, in whole seconds as GitHub tells it."""
        return datetime.now(UTC).replace(microsecond=0)

    # -- people --
    def user(self, who: Person) -> User:
        """A person by login, made on first mention."""
        if isinstance(who, User):
            return who
        if who not in self.users:
            kind = "Bot" if who.endswith("[bot]") else "User"
            made = User(who, self.ids.next("user"), "Bot" if kind == "Bot" else "User", created_at=self.now())
            self.users[who] = self.nodes[made.node_id] = made
        return self.users[who]

    def organisation(self, login: str, members: Iterable[str] = ()) -> User:
        """An organisation; made, or given further members."""
        who = self.user(login)
        if who.type != "Organization":
            del self.nodes[who.node_id]
            who.type = "Organization"
            self.nodes[who.node_id] = who
        who.members.update(members)
        return who

    def team(self, organisation: str, slug: str, members: Iterable[str] = ()) -> Team:
        """A team; made on first mention."""
        key = f"{organisation}/{slug}"
        if key not in self.teams:
            made = Team(self.ids.next("team"), self.organisation(organisation), slug)
            self.teams[key] = self.nodes[made.node_id] = made
        self.teams[key].members.update(members)
        return self.teams[key]

    # -- apps --
    def add_app(
        self,
        slug: str,
        *,
        id: int | None = None,
        public_key: str | None = None,
        private_key: str | None = None,
        webhook_url: str | None = None,
        webhook_secret: str = "",
        permissions: Mapping[str, str] | None = None,
        events: Iterable[str] = DEFAULT_EVENTS,
    ) -> App:
        """Register an app and its bot account ``slug[bot]``. Keys are PEM texts; of a private one the public half is kept."""
        made = App(
            id=id if id is not None else self.ids.next("app"),
            slug=slug,
            name=slug.replace("-", " ").capitalize(),
            owner=self.user(f"{slug}-makers"),
            bot=self.user(f"{slug}[bot]"),
            created_at=self.now(),
            public_key=public_key or (public_half(private_key) if private_key else None),
            webhook_url=webhook_url,
            webhook_secret=webhook_secret,
            permissions=dict(permissions or DEFAULT_PERMISSIONS),
            events=tuple(events),
        )
        self.apps[slug] = self.nodes[made.node_id] = made
        return made

    def app_called(self, slug: str) -> App:
        """An app by slug; one without webhook is made on first mention (a CI service)."""
        return self.apps.get(slug) or self.add_app(slug, events=())

    def install(self, app: App, *repositories: Where) -> Installation:
        """Install ``app`` on repositories of one account; ``installation`` deliveries go out."""
        with self.lock:
            found = [self.repo(where) for where in repositories]
            owner = found[0].owner
            old = next((i for i in self.installations if i.app is app and i.account is owner), None)
            if old is None:
                made = Installation(
                    self.ids.next("installation"), app, owner, self.now(), dict(app.permissions)
                )
                made.repository_ids = [repo.id for repo in found]
                self.installations.append(made)
                self.tell_installation(made, "created", repositories=self._brief(found), requester=None)
                return made
            fresh = [repo for repo in found if repo.id not in old.repository_ids]
            old.repository_ids += [repo.id for repo in fresh]
            if fresh:
                self.tell_installation(
                    old,
                    "added",
                    "installation_repositories",
                    repositories_added=self._brief(fresh),
                    repositories_removed=[],
                    repository_selection="selected",
                    requester=None,
                )
            return old

    def _brief(self, repositories: Iterable[Repository]) -> list[dict[str, Any]]:
        keys = ("id", "node_id", "name", "full_name", "private")
        full = [shapes.repository(self.base_url, repo) for repo in repositories]
        return [{key: shape[key] for key in keys} for shape in full]

    def installation_of(self, app: App, repo: Repository) -> Installation | None:
        """The installation through which ``app`` sees ``repo``."""
        return next((i for i in self.installations if i.app is app and i.covers(repo.id)), None)

    # -- repositories --
    def repo(self, where: Where) -> Repository:
        """A repository by ``owner/name``; KeyError when there is none."""
        return where if isinstance(where, Repository) else self.repositories[where.lower()]

    def repo_by_id(self, id: int) -> Repository:
        """A repository by id; KeyError when there is none."""
        for repo in self.repositories.values():
            if repo.id == id:
                return repo
        raise KeyError(id)

    def pull(self, where: Where, number: int) -> PullRequest:
        """A pull request; KeyError when there is none."""
        return self.repo(where).pulls[number]

    def _store(self, owner: str, name: str) -> GitStore:
        return GitStore(None if self.folder is None else self.folder / owner / f"{name}.git")

    def give(self, where: Where, who: Person, permission: Permission) -> None:
        """Make somebody a collaborator."""
        self.repo(where).permissions[self.user(who).login] = permission

    def author_of(self, email: str) -> User | None:
        """The account behind a commit's e-mail address."""
        return next((who for who in self.users.values() if who.email == email), None)

    # -- telling --
    def tell(
        self,
        where: Repository,
        event: str,
        action: str | None,
        sender: User,
        only: App | None = None,
        **extra: Any,
    ) -> None:
        """Queue a delivery to every app that is installed here and listens (or to ``only``)."""
        for installation in self.installations:
            app = installation.app
            if not installation.covers(where.id) or not app.webhook_url or not app.listens_to(event):
                continue
            if only is not None and app is not only:
                continue
            payload: dict[str, Any] = {} if action is None else {"action": action}
            payload |= extra | {"repository": shapes.repository(self.base_url, where)}
            if where.owner.type == "Organization":
                payload["organization"] = self._organization(where.owner)
            payload["sender"] = shapes.user(self.base_url, sender)
            payload["installation"] = {"id": installation.id, "node_id": f"MDIzOk{installation.id}"}
            self.outbox.put(app, event, payload, installation.id, where.id)

    def _organization(self, owner: User) -> dict[str, Any]:
        api = f"{self.base_url}/orgs/{owner.login}"
        tails = ("repos", "events", "hooks", "issues")
        return {
            "login": owner.login,
            "id": owner.id,
            "node_id": owner.node_id,
            "url": api,
            **{f"{tail}_url": f"{api}/{tail}" for tail in tails},
            "members_url": f"{api}/members{{/member}}",
            "public_members_url": f"{api}/public_members{{/member}}",
            "avatar_url": f"{self.base_url}/avatars/{owner.login}",
            "description": "",
        }

    def tell_installation(
        self, installation: Installation, action: str, event: str = "installation", **extra: Any
    ) -> None:
        """Queue ``installation`` and ``installation_repositories`` deliveries."""
        if not installation.app.webhook_url:
            return
        payload = {
            "action": action,
            "installation": shapes.installation(self.base_url, installation),
            **extra,
        }
        payload["sender"] = shapes.user(self.base_url, installation.account)
        self.outbox.put(installation.app, event, payload, installation.id, None)

    @property
    def webhooks_paused(self) -> bool:
        """While true, deliveries are queued and not sent."""
        return self.outbox.paused

    @webhooks_paused.setter
    def webhooks_paused(self, paused: bool) -> None:
        self.outbox.paused = paused
        self.outbox.poke()

    async def flush(self, timeout: float = 30.0) -> None:
        """Send everything that waits (also while paused) and return when it has been answered."""
        if self.outbox.attended:
            self.outbox.release()
            await self.outbox.settle(timeout)
            return
        async with httpx.AsyncClient() as client:
            await self.outbox.send_waiting(client, ignore_pause=True)
