"""Pages for people: the pull request as GitHub would show it."""

from __future__ import annotations

from starlette.routing import Route

from app.sandbox.world import World


def routes(world: World) -> list[Route]:
    """The routes of the pages."""
    del world
    return []
