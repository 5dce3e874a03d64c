"""The App's clients: one `AppClient` for each host, one `Hub` for each run of an installation.

A Hub is entered inside the task that uses it (githubkit keeps its connection in a context variable): outside, each call
would open a connection of its own. Reads are tried again; a write is sent once and its fate told (`faults.LostAnswer`).
"""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from importlib.metadata import version
from typing import Any
from urllib.parse import urlsplit

import httpx
from githubkit import GitHub
from githubkit.cache import MemCacheStrategy
from githubkit.exception import GitHubException
from githubkit.response import Response
from githubkit.typing import RetryOption

from app import limits
from app.errors import Transient
from app.github import faults
from app.github.auth import AppStrategy, Credentials
from app.github.pace import Clock, Pace, Sleep
from app.settings import Settings

Json = Any
Params = Mapping[str, str | int]
READS = ("GET", "HEAD")
VERSION = {"X-GitHub-Api-Version": limits.API_VERSION}


@dataclass(frozen=True)
class GraphQLAnswer:
    """`data` as far as GitHub gave it, and the errors beside it."""

    data: Mapping[str, Any]
    errors: tuple[Mapping[str, Any], ...] = ()

    def error_at(self, *path: str) -> str | None:
        """The message of the first error below `path`."""
        for error in self.errors:
            if tuple(error.get("path") or ())[: len(path)] == path:
                return str(error.get("message", "unknown error"))
        return None


def is_read(request: httpx.Request) -> bool:
    """Whether sending this request twice does no harm: GET, HEAD, and GraphQL queries."""
    if request.method in READS:
        return True
    return request.url.path.endswith("/graphql") and b'"query":"query' in request.content[:40].replace(
        b" ", b""
    )


class RetryReads:
    """githubkit's decision whether to send again: reads only, after 5xx, a timeout or a cut connection, with jitter.

    What was never sent (no connection, no token) counts as a read.
    """

    def __init__(self, retries: int, base: float) -> None:
        self.retries = retries
        self.base = base

    def __call__(self, error: GitHubException, count: int) -> RetryOption:
        request = faults.request_of(error)
        cause = faults.root_cause(error)
        if count >= self.retries or request is None:
            return RetryOption(False)
        if not (is_read(request) or faults.is_token_request(request) or isinstance(cause, faults.NEVER_SENT)):
            return RetryOption(False)
        response = getattr(cause, "response", None)
        if response is not None and response.status_code < 500:
            return RetryOption(False)
        # Jitter: retries of many runs after one hiccup must not arrive together. Never 0, which githubkit takes for 60.
        seconds = self.base * 2**count * (0.5 + random.random())  # noqa: S311
        return RetryOption(True, timedelta(seconds=max(seconds, 0.001)))


class _GitHub(GitHub[Any]):
    """githubkit's client, leaving rate limits to `faults`: its own check breaks on a `retry-after` that is a date."""

    def _check_rate_limit(self, response: Response[Any]) -> None:
        pass


@dataclass
class AppClient:
    """Everything that runs of one GitHub App on one host share: credentials, token cache, TLS context, paces.

    `write_pause`: seconds between two writes of an installation; None takes GitHub's advice on github.com (1 s) and none
    on an Enterprise Server, where rate limits are off by default. `transport`: for tests.
    """

    settings: Settings
    write_pause: float | None = None
    retry_base: float = 0.5
    transport: httpx.AsyncBaseTransport | None = None
    timeout: float = limits.TIMEOUT_SECONDS
    clock: Clock = time.monotonic
    sleep: Sleep = asyncio.sleep
    credentials: Credentials = field(init=False)
    _paces: dict[int, Pace] = field(init=False, default_factory=dict)
    _idle: dict[int | None, list[GitHub[Any]]] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        self.credentials = Credentials.load(
            self.settings.app_id, self.settings.private_key.get_secret_value()
        )
        # One cache for each host: its keys hold the installation, not the host.
        self._cache = MemCacheStrategy()
        self._tls = httpx.create_ssl_context()

    @property
    def app_id(self) -> int:
        return self.settings.app_id

    @asynccontextmanager
    async def installation(self, installation_id: int) -> AsyncIterator[Hub]:
        """The API as that installation sees it; enter it inside the task that makes the calls."""
        async with self._entered(installation_id) as github:
            yield Hub(github, self.settings.graphql_url, self.pace(installation_id), self.app_id)

    @asynccontextmanager
    async def as_app(self) -> AsyncIterator[Hub]:
        """The API as the App itself sees it (JWT): its installations and deliveries."""
        async with self._entered(None) as github:
            yield Hub(github, self.settings.graphql_url, self.pace(0), self.app_id)

    def pace(self, installation_id: int) -> Pace:
        if installation_id not in self._paces:
            self._paces[installation_id] = Pace(self._pause(), self.clock, self.sleep)
        return self._paces[installation_id]

    def _pause(self) -> float:
        if self.write_pause is not None:
            return self.write_pause
        host = urlsplit(self.settings.github_api_url).hostname or ""
        return limits.WRITE_PAUSE_SECONDS if host == "api.github.com" or host.endswith(".ghe.com") else 0.0

    @asynccontextmanager
    async def _entered(self, installation_id: int | None) -> AsyncIterator[GitHub[Any]]:
        # Clients are used again because each owns a context variable, and those are never collected.
        idle = self._idle.setdefault(installation_id, [])
        github = idle.pop() if idle else self._new(installation_id)
        try:
            async with github:
                yield github
        finally:
            idle.append(github)

    def _new(self, installation_id: int | None) -> GitHub[Any]:
        return _GitHub(
            AppStrategy(self.credentials, installation_id),
            base_url=self.settings.github_api_url,
            user_agent=f"galleyproof/{version('galleyproof')}",
            timeout=self.timeout,
            ssl_verify=self._tls,
            async_transport=self.transport,
            cache_strategy=self._cache,
            http_cache=False,
            auto_retry=RetryReads(limits.READ_RETRIES, self.retry_base),
            rest_api_validate_body=False,
        )


class Hub:
    """The API for one run. Paths begin with `/`. Raises `Transient` (its kinds in `faults`) and `faults.Refused`."""

    def __init__(self, github: GitHub[Any], graphql_url: str, pace: Pace, app_id: int) -> None:
        self._github = github
        self._graphql_url = graphql_url
        self._pace = pace
        self.app_id = app_id

    @property
    def sleep(self) -> Sleep:
        return self._pace.sleep

    async def get(self, path: str, params: Params | None = None) -> Json:
        """GET and parse."""
        return (await self._read(path, params)).json()

    async def get_raw(self, path: str) -> bytes:
        """GET the raw media type: a blob's own bytes."""
        return (await self._read(path, None, {"Accept": "application/vnd.github.raw+json"})).content

    async def pages(
        self, path: str, params: Params | None = None, key: str | None = None
    ) -> AsyncIterator[list[Json]]:
        """The pages of a list, 100 to a page. `key`: where the answer is an object that holds the list."""
        following: str | None = path
        asked: Params | None = {**(params or {}), "per_page": limits.PER_PAGE}
        while following:
            answer = await self._read(following, asked)
            found = answer.json()
            yield found[key] if key else found
            following, asked = answer.raw_response.links.get("next", {}).get("url"), None

    async def every(self, path: str, params: Params | None = None, key: str | None = None) -> list[Json]:
        """All pages of a list in one."""
        return [one async for page in self.pages(path, params, key) for one in page]

    async def query(self, document: str, variables: Mapping[str, Any] | None = None) -> GraphQLAnswer:
        """A GraphQL query (it must begin with `query`); tried again like any read."""
        await self._pace.read(graphql=True)
        return await self._graphql(document, variables, writing=False)

    async def mutate(self, document: str, variables: Mapping[str, Any], content: int = 1) -> GraphQLAnswer:
        """A GraphQL mutation, sent once."""
        async with self._pace.write(graphql=True, content=content):
            return await self._graphql(document, variables, writing=True)

    async def write(self, method: str, path: str, body: Json = None, content: int = 1) -> Json:
        """POST, PATCH, PUT or DELETE, sent once; the parsed answer, None for an empty one."""
        async with self._pace.write(graphql=False, content=content):
            answer = await self._send(method, path, body, writing=True)
        return answer.json() if answer.content else None

    async def _read(
        self, path: str, params: Params | None, headers: Mapping[str, str] | None = None
    ) -> Response[Any]:
        await self._pace.read(graphql=False)
        what = f"GET {path}"
        try:
            return await self._github.arequest(
                "GET", path, params=params, headers={**VERSION, **(headers or {})}
            )
        except GitHubException as error:
            raise self._explained(error, what, writing=False) from error

    async def _send(self, method: str, path: str, body: Json, writing: bool) -> Response[Any]:
        try:
            return await self._github.arequest(method, path, json=body, headers=VERSION)
        except GitHubException as error:
            raise self._explained(error, f"{method} {path}", writing) from error

    def _explained(self, error: GitHubException, what: str, writing: bool) -> Exception:
        found = faults.explained(error, what, writing)
        if isinstance(found, faults.RateLimited) and found.retry_after is not None:
            self._pace.close(found.retry_after)
        return found

    async def _graphql(
        self, document: str, variables: Mapping[str, Any] | None, writing: bool
    ) -> GraphQLAnswer:
        body = {"query": document.strip(), "variables": dict(variables or {})}
        answer = await self._send("POST", self._graphql_url, body, writing)
        found = faults.json_of(answer.raw_response)
        errors = found.get("errors") or []
        self._raise_for(answer, errors)
        data = found.get("data")
        if not isinstance(data, dict):
            raise _unusable(errors, writing)
        return GraphQLAnswer(data, tuple(errors))

    def _raise_for(self, answer: Response[Any], errors: Sequence[Mapping[str, Any]]) -> None:
        """A rate limit answers 200 with an error; "the type may be RATE_LIMIT or RATE_LIMITED" (githubkit#271)."""
        for error in errors:
            message = str(error.get("message", ""))
            wait = faults.rate_limit_wait(answer.raw_response, message)
            if wait is None and error.get("type") in ("RATE_LIMIT", "RATE_LIMITED"):
                wait = limits.SECONDARY_WAIT_SECONDS
            if wait is not None:
                self._pace.close(wait)
                raise faults.RateLimited(f"GitHub's rate limit refused a GraphQL request: {message}", wait)


def _unusable(errors: Sequence[Mapping[str, Any]], writing: bool) -> Exception:
    """No data at all: GitHub's own time limit and faults are worth another attempt, the rest is not."""
    text = "; ".join(str(error.get("message", error)) for error in errors) or "an empty answer"
    passing = not errors or "Something went wrong" in text or "timed out" in text or "timeout" in text.lower()
    if passing:
        kind = faults.LostAnswer if writing else Transient
        return kind(f"GitHub could not finish a GraphQL request: {text}")
    return faults.Refused(f"GitHub refused a GraphQL request: {text}", 200, (text,))
