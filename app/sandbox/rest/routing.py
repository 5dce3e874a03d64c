"""From method and path to a handler; what a handler receives and gives."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

from app.sandbox.nouns import User
from app.sandbox.principals import Gate, Principal, visible
from app.sandbox.pulls import PullRequest
from app.sandbox.refusals import Refusal, not_found
from app.sandbox.repository import Repository
from app.sandbox.world import World

Item = TypeVar("Item")
# Parts of a path that may hold slashes.
_GREEDY = {"path", "basehead", "ref"}


@dataclass
class Call:
    """One authenticated request."""

    world: World
    gate: Gate
    who: Principal
    path: str
    params: dict[str, str]
    query: dict[str, str]
    body: dict[str, Any]
    headers: dict[str, str] = field(default_factory=dict)

    @property
    def base(self) -> str:
        return self.world.base_url

    @property
    def bot(self) -> User:
        """The account in whose name an app acts."""
        return self.who.app.bot

    @property
    def repo(self) -> Repository:
        """The repository of the path; 404 when the token does not reach it."""
        return visible(self.who, self.world, f"{self.params['owner']}/{self.params['repo']}")

    @property
    def pull(self) -> PullRequest:
        """The pull request of the path; 404 when there is none."""
        number = self.params.get("pull_number") or self.params["issue_number"]
        pull = self.repo.pulls.get(int(number)) if number.isdigit() else None
        if pull is None:
            raise not_found()
        return pull

    def required(self, *names: str) -> None:
        """422 when a field of the body is missing."""
        missing = [name for name in names if self.body.get(name) is None]
        if missing:
            wasnt = " and ".join(f'"{name}" wasn\'t supplied' for name in missing)
            raise Refusal(422, f"Invalid request.\n\n{wasnt}.")

    def text(self, name: str) -> str:
        """A required string of the body; 422 when it is missing or something else."""
        self.required(name)
        value = self.body[name]
        if not isinstance(value, str):
            raise Refusal(422, f"Invalid request.\n\nFor 'properties/{name}', {value!r} is not a string.")
        return value

    def page(self, items: Sequence[Item], default: int = 30) -> tuple[list[Item], dict[str, str]]:
        """One page of a list by ``page`` and ``per_page``, and the Link header that goes with it."""
        size = min(max(_number(self.query.get("per_page"), default), 1), self.world.limits.page)
        page = max(_number(self.query.get("page"), 1), 1)
        last = max((len(items) + size - 1) // size, 1)
        wanted = {"prev": page - 1, "next": page + 1, "last": last, "first": 1}
        if page >= last:
            del wanted["next"], wanted["last"]
        if page <= 1:
            del wanted["prev"], wanted["first"]
        links = [f'<{self._address(number)}>; rel="{name}"' for name, number in wanted.items()]
        shown = list(items[(page - 1) * size : page * size])
        return shown, ({"link": ", ".join(links)} if links else {})

    def _address(self, page: int) -> str:
        query = {**self.query, "page": str(page)}
        return f"{self.base}{self.path}?" + "&".join(f"{key}={value}" for key, value in query.items())


def _number(text: str | None, default: int) -> int:
    return int(text) if text and text.isdigit() else default


@dataclass(frozen=True)
class Reply:
    """What a handler gives back. ``body`` None: no content; bytes: as they are."""

    body: Any
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)


Handler = Callable[[Call], Reply]


@dataclass(frozen=True)
class Route:
    """A path of GitHub's description. ``needs``: permissions of which one must be granted; ``jwt``: for apps only."""

    method: str
    template: str
    needs: tuple[str, ...]
    jwt: bool
    handler: Handler
    pattern: re.Pattern[str]


ROUTES: list[Route] = []


def route(method: str, template: str, *needs: str, jwt: bool = False) -> Callable[[Handler], Handler]:
    """Register a handler under the path template of GitHub's OpenAPI description."""

    def register(handler: Handler) -> Handler:
        def part(match: re.Match[str]) -> str:
            name = match[1]
            return f"(?P<{name}>.+)" if name in _GREEDY else f"(?P<{name}>[^/]+)"

        pattern = re.compile(re.sub(r"\{(\w+)\}", part, template) + "/?")
        ROUTES.append(Route(method, template, needs, jwt, handler, pattern))
        return handler

    return register


def find(method: str, path: str) -> tuple[Route, dict[str, str]] | None:
    """The route of a request and the parts of its path."""
    for candidate in ROUTES:
        if candidate.method == method:
            match = candidate.pattern.fullmatch(path)
            if match:
                return candidate, match.groupdict()
    return None


def admit(call: Call, found: Route) -> None:
    """401, 403 or 404 unless the principal may use the route."""
    if found.jwt:
        if call.who.token is not None:
            raise Refusal(401, "A JSON web token could not be decoded")
        return
    if call.who.token is None:
        raise Refusal(401, "Bad credentials") if "owner" in call.params else not_found()
    if "owner" in call.params:
        _ = call.repo  # 404 comes before 403
    call.who.demand(*found.needs)
