"""Everything that a review needs of the world, in one hand."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field

from app.deliveries import Own
from app.github.client import AppClient
from app.github.directory import Directory
from app.jobs import Queue
from app.judge import Prober
from app.pool import ValidatorPool
from app.rendering.convert import Converter
from app.settings import Settings
from app.snapshot import Snapshot
from app.store import Store

#: A review that has not ended after so many seconds says that it has begun: people wait for the check run.
EARLY_SECONDS = 4.0


@dataclass
class Services:
    """`clock`: seconds since the epoch. `prober` None: external links are never asked. `converter` None: no chapter
    is converted or rendered."""

    settings: Settings
    store: Store
    queue: Queue
    pool: ValidatorPool
    github: AppClient
    prober: Prober | None
    converter: Converter | None = None
    clock: Callable[[], float] = time.time
    early: float = EARLY_SECONDS
    directory: Directory = field(default_factory=Directory)
    _own: Own | None = field(default=None)

    @property
    def docs_url(self) -> str | None:
        """Where people read the manual: on this very server, if they can reach it."""
        public = self.settings.public_url
        return f"{public}/manual" if public else None

    async def own(self) -> Own:
        """Who we are on GitHub: from the database, else asked once (`GET /app`) and kept there."""
        if self._own is None or self._own.bot_login is None:
            self._own = await self.store.identities.load(self.settings.app_id)
            if self._own.bot_login is None:
                await self.learn_identity()
                self._own = await self.store.identities.load(self.settings.app_id)
        return self._own

    async def learn_identity(self) -> None:
        """Ask GitHub for our slug; the webhook needs it to tell our own echo."""
        async with self.github.as_app() as hub:
            app = await hub.get("/app")
        await self.store.identities.save(self.settings.app_id, str(app["slug"]), None)

    async def note_bot(self, bot_id: int | None) -> None:
        """Remember the id of our bot account, which only an installation is told."""
        if bot_id is not None and self._own is not None and self._own.bot_id != bot_id:
            slug = (self._own.bot_login or "").removesuffix("[bot]")
            await self.store.identities.save(self.settings.app_id, slug, bot_id)
            self._own = await self.store.identities.load(self.settings.app_id)

    def pull_url(self, snapshot: Snapshot) -> str:
        """Where people see the pull request."""
        api = self.settings.github_api_url
        host = "https://github.com" if api == "https://api.github.com" else api.removesuffix("/api/v3")
        return f"{host}/{snapshot.owner}/{snapshot.repository}/pull/{snapshot.pull.number}"
