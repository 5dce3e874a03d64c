"""A small book on the stand-in GitHub, spoken to over real HTTP by the real client."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import pytest
import pytest_asyncio
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    PublicFormat,
    load_pem_private_key,
)

from app.github.client import AppClient, Hub
from app.github.questions import Repository
from app.github.reading import Reader
from app.github.writing import Writer
from app.keys import PullKey
from app.sandbox.nouns import Installation
from app.sandbox.pulls import PullRequest
from app.sandbox.server import SandboxServer
from app.sandbox.world import World
from app.store.intents import Intent
from tests.conftest import APP_ID, private_key_pem, settings_for

BOOK = {
    "_quarto.yml": b"project:\n  type: book\nbook:\n  chapters: [index.qmd, waves.qmd, tides.qmd]\n",
    "index.qmd": b"# Preface\n\nA book about water.\n",
    "waves.qmd": b"# Waves\n\nOne line.\n\nAnother line.\n",
    "tides.qmd": b"# Tides\n\nThe moon pulls.\n",
    "refs.bib": b"@book{newton, title={Principia}, year={1687}}\n",
    "images/moon.png": b"\x89PNG\r\n\x1a\n\x00\x00",
    ".github/CODEOWNERS": b"*.qmd @ada\n",
}
NAME = "ada/water"
BODY = "What changed.\r\n\r\n- [ ] Images are closed\r\n- [ ] No spelling slips\r\n"


@dataclass
class MemoryBlobs:
    """A cache of contents in memory."""

    held: dict[str, bytes] = field(default_factory=dict)

    async def known(self, shas: Sequence[str]) -> Mapping[str, bytes]:
        return {sha: self.held[sha] for sha in shas if sha in self.held}

    async def keep(self, blobs: Mapping[str, bytes]) -> None:
        self.held.update(blobs)


@dataclass
class MemoryIntents:
    """Intents in memory: what was opened, and what is open."""

    opened: list[tuple[str, str]] = field(default_factory=list)
    standing: set[int] = field(default_factory=set)

    async def pending(self, key: PullKey) -> list[Intent]:
        now = datetime.now(UTC)
        return [Intent(at, *self.opened[at - 1], now) for at in sorted(self.standing)]

    async def open(self, key: PullKey, head_sha: str, marker: str) -> int:
        self.opened.append((head_sha, marker))
        self.standing.add(len(self.opened))
        return len(self.opened)

    async def close(self, intent_id: int) -> None:
        self.standing.discard(intent_id)


@dataclass
class Stage:
    """The world with our app installed on the book, and the client under test."""

    world: World
    client: AppClient
    installation: Installation
    blobs: MemoryBlobs = field(default_factory=MemoryBlobs)
    intents: MemoryIntents = field(default_factory=MemoryIntents)

    def hub(self) -> AbstractAsyncContextManager[Hub]:
        return self.client.installation(self.installation.id)

    @property
    def repository(self) -> Repository:
        owner, name = NAME.split("/")
        return Repository(self.world.repo(NAME).id, owner, name)

    def key(self, pull: PullRequest) -> PullKey:
        return PullKey(self.installation.id, self.repository.id, pull.number)

    def reader(self, hub: Hub) -> Reader:
        return Reader(hub, self.repository, self.blobs.known, self.blobs.keep)

    def writer(self, hub: Hub, pull: PullRequest, *, read_at: float = 0.0) -> Writer:
        return Writer(
            hub,
            self.repository,
            self.key(pull),
            self.intents,
            ours,
            bot_id=self.installation.app.bot.id,
            read_at=read_at,
        )

    def open_pull(
        self, changes: Mapping[str, bytes | None], *, fork: bool = False, body: str = BODY
    ) -> PullRequest:
        self.world.commit(NAME, "change", changes, author="grace")
        return self.world.open_pull(NAME, "change", "main", "A change", body, "grace", fork=fork)


async def ours() -> bool:
    """The lease is still held."""
    return True


def public_pem(pem: str) -> str:
    key = load_pem_private_key(pem.encode(), password=None).public_key()
    return key.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()


@pytest.fixture
def world() -> World:
    """A world with the book and our app, installed."""
    made = World()
    made.create_repository("ada", "water", BOOK)
    made.add_app("galleyproof", id=APP_ID, public_key=public_pem(private_key_pem()))
    made.install(made.app_called("galleyproof"), NAME)
    return made


async def no_sleep(_seconds: float) -> None:
    """Time passes at once."""


@pytest_asyncio.fixture
async def stage(world: World, tmp_path: Path) -> AsyncIterator[Stage]:
    async with SandboxServer(world) as server:
        settings = settings_for("postgresql://nobody@localhost/none", tmp_path, github_api_url=server.url)
        client = AppClient(settings, write_pause=0.0, retry_base=0.0, sleep=no_sleep)
        world.requests.keep_bodies = True
        yield Stage(world, client, world.installations[0])


@pytest.fixture
def writes_of(world: World) -> Callable[[], list[str]]:
    """The names of the requests that wrote something."""
    return lambda: world.requests.writes.names
