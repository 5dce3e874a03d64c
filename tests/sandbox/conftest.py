"""A small world with a book, a pull request from a fork, an installed app, and a client that speaks as the app."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any

import httpx
import jwt
import pytest
import pytest_asyncio

from app.sandbox.nouns import App
from app.sandbox.pulls import PullRequest
from app.sandbox.repository import Repository
from app.sandbox.server import SandboxServer
from app.sandbox.world import World
from tests.conftest import private_key_pem

CHAPTER = "".join(f"Line {number} of the chapter.\n" for number in range(1, 41)).encode()
BODY = "What this changes.\n\n- [ ] first box\n- [x] second box\n\n```\n- [ ] not a box\n```\n"
SECRET = "between us"


def edited(text: bytes, line: int, new: str) -> bytes:
    """The text with one line (from 1) replaced."""
    lines = text.decode().split("\n")
    lines[line - 1] = new
    return "\n".join(lines).encode()


@dataclass
class Scene:
    """The world as the tests of this folder find it."""

    world: World
    app: App
    repo: Repository
    pull: PullRequest
    url: str = ""
    token: str = ""
    client: httpx.AsyncClient = field(default_factory=httpx.AsyncClient)

    def jwt(self, **claims: Any) -> str:
        """A JSON web token of the app."""
        now = int(self.world.now().timestamp())
        payload = {"iat": now - 60, "exp": now + 300, "iss": str(self.app.id), **claims}
        return jwt.encode(payload, private_key_pem(), algorithm="RS256")

    async def call(self, method: str, path: str, body: Any = None, **headers: str) -> httpx.Response:
        """A request as the installation (or with another ``authorization``)."""
        headers = {"authorization": f"token {self.token}"} | headers
        return await self.client.request(method, self.url + path, json=body, headers=headers)

    async def on_pull(self, method: str, tail: str, body: Any = None) -> httpx.Response:
        """A request below ``/pulls/1``."""
        return await self.call(method, f"/repos/press/book/pulls/{self.pull.number}{tail}", body)

    async def graphql(self, query: str, **variables: Any) -> dict[str, Any]:
        """The whole answer, with its errors."""
        response = await self.call("POST", "/graphql", {"query": query, "variables": variables})
        answer: dict[str, Any] = response.json()
        return answer

    async def authorise(self, **narrowed: Any) -> None:
        """Fetch an installation token, as narrow as asked."""
        installation = self.world.installations[0].id
        answer = await self.call(
            "POST",
            f"/app/installations/{installation}/access_tokens",
            narrowed,
            authorization=f"Bearer {self.jwt()}",
        )
        assert answer.status_code == 201, answer.text
        self.token = answer.json()["token"]

    async def review(self, *comments: dict[str, Any], body: str = "Please look.") -> httpx.Response:
        """Post a review of the head as the bot."""
        given = {
            "commit_id": self.pull.head_sha,
            "body": body,
            "event": "COMMENT",
            "comments": list(comments),
        }
        return await self.on_pull("POST", "/reviews", given)


def build() -> Scene:
    """The world before any server stands."""
    world = World()
    app = world.add_app("galleyproof", private_key=private_key_pem(), webhook_secret=SECRET)
    world.organisation("press", ["editor"])
    repo = world.create_repository(
        "press", "book", {"_quarto.yml": b"project: book\n", "chapter.qmd": CHAPTER, "old.qmd": CHAPTER}
    )
    world.install(app, repo)
    world.requests.keep_bodies = True
    files = {"chapter.qmd": edited(CHAPTER, 20, "A new line twenty."), "added.qmd": b"# Added\n\nText.\n"}
    world.commit(repo, "topic", files, "Rewrite line twenty", author="author")
    pull = world.open_pull(repo, "topic", title="Rewrite line twenty", body=BODY, author="author", fork=True)
    return Scene(world, app, repo, pull)


@pytest.fixture
def scene() -> Scene:
    """The world alone."""
    return build()


@pytest_asyncio.fixture
async def live(scene: Scene) -> AsyncIterator[Scene]:
    """The world, served, with a token in hand."""
    async with SandboxServer(scene.world) as server, scene.client:
        scene.url = server.url
        await scene.authorise()
        yield scene
