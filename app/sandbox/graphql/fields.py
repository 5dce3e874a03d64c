"""How a field finds its value: a registered resolver, else the attribute of that name; and pages of lists."""

from __future__ import annotations

import base64
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, NoReturn

from graphql import GraphQLError, GraphQLResolveInfo

from app.sandbox.nouns import User
from app.sandbox.principals import Principal
from app.sandbox.refusals import NOT_ALLOWED, Refusal
from app.sandbox.world import World

Resolver = Callable[..., Any]
RESOLVERS: dict[tuple[str, str], Resolver] = {}
_HUMP = re.compile(r"(?<!^)(?=[A-Z])")
TYPES = {422: "UNPROCESSABLE", 404: "NOT_FOUND", 403: "FORBIDDEN"}


@dataclass
class Asking:
    """What a resolver may know: the world and who asks."""

    world: World
    who: Principal

    @property
    def base(self) -> str:
        return self.world.base_url

    @property
    def bot(self) -> User:
        return self.who.app.bot

    def demand(self, *accepted: str) -> None:
        """A FORBIDDEN error unless one of these permissions is granted."""
        try:
            self.who.demand(*accepted)
        except Refusal:
            refuse("FORBIDDEN", NOT_ALLOWED)


def refuse(kind: str, message: str) -> NoReturn:
    """An error with GitHub's ``type`` beside its message."""
    raise GraphQLError(message, extensions={"type": kind})


def refused(refusal: Refusal) -> GraphQLError:
    """A refusal of the REST side in GraphQL's words."""
    kind = TYPES.get(refusal.status, "UNPROCESSABLE")
    return GraphQLError(refusal.graphql_message, extensions={"type": kind})


def field(type_name: str, name: str) -> Callable[[Resolver], Resolver]:
    """Register the resolver of a field: ``(source, asking, **arguments) → value``."""

    def register(resolver: Resolver) -> Resolver:
        RESOLVERS[type_name, name] = resolver
        return resolver

    return register


def resolve(source: Any, info: GraphQLResolveInfo, **arguments: Any) -> Any:
    """The resolver of every field."""
    found = RESOLVERS.get((info.parent_type.name, info.field_name))
    if found is not None:
        try:
            return found(source, info.context, **arguments)
        except Refusal as refusal:
            raise refused(refusal) from refusal
    if isinstance(source, dict):
        return source.get(info.field_name)
    if info.field_name == "id":
        return getattr(source, "node_id", None) or source.id
    if info.field_name in ("databaseId", "fullDatabaseId"):
        return source.id
    return getattr(source, _HUMP.sub("_", info.field_name).lower())


def cursor(index: int) -> str:
    """An opaque cursor."""
    return base64.b64encode(f"cursor:{index}".encode()).decode()


def _index(text: str | None) -> int | None:
    if text is None:
        return None
    try:
        return int(base64.b64decode(text).decode().removeprefix("cursor:"))
    except ValueError:
        refuse("INVALID_CURSOR_ARGUMENTS", f"`{text}` does not appear to be a valid cursor.")


def connection(
    items: Sequence[Any],
    name: str,
    first: int | None = None,
    last: int | None = None,
    after: str | None = None,
    before: str | None = None,
    **_: Any,
) -> dict[str, Any]:
    """One page of a list. As on GitHub, ``first`` or ``last`` is required and at most 100."""
    if first is None and last is None:
        refuse(
            "MISSING_PAGINATION_BOUNDARIES",
            f"You must provide a `first` or `last` value to properly paginate the `{name}` connection.",
        )
    for limit, count in (("first", first), ("last", last)):
        if count is not None and count > 100:
            text = f"Requesting {count} records on the `{name}` connection exceeds the `{limit}` limit of 100 records."
            refuse("EXCESSIVE_PAGINATION", text)
    start, end = (_index(after) or 0), len(items)
    before_index = _index(before)
    if before_index is not None:
        end = before_index - 1
    low, high = start, end
    if first is not None:
        high = min(end, start + first)
    if last is not None:
        low = max(low, high - last)
    nodes = list(items[low:high])
    edges = [{"node": node, "cursor": cursor(low + at + 1)} for at, node in enumerate(nodes)]
    page = {
        "startCursor": edges[0]["cursor"] if edges else None,
        "endCursor": edges[-1]["cursor"] if edges else None,
        "hasNextPage": high < len(items),
        "hasPreviousPage": low > 0,
    }
    return {"nodes": nodes, "edges": edges, "pageInfo": page, "totalCount": len(items)}


def connect(type_name: str, name: str, items: Callable[[Any, Asking], Sequence[Any]]) -> None:
    """Register a connection field over a list."""

    def resolver(source: Any, asking: Asking, **arguments: Any) -> dict[str, Any]:
        return connection(items(source, asking), name, **arguments)

    RESOLVERS[type_name, name] = resolver
