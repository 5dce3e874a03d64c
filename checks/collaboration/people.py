"""Names of people and teams, compared as GitHub does: without regard to case."""

from __future__ import annotations

import re
from collections.abc import Iterable

from checks.pull import Pull

_LOGIN = re.compile(r"^@?([a-z\d](?:[a-z\d]|-(?=[a-z\d]))*(?:\[bot\])?)$", re.IGNORECASE)
_TEAM = re.compile(r"^@?([\w.-]+)/([\w.-]+)$")


def login_of(name: str) -> str | None:
    """The login that a name is, folded; None for a team, an e-mail address or a person's full name."""
    found = _LOGIN.match(name.strip())
    return found[1].casefold() if found else None


def team_of(name: str) -> str | None:
    """The team's slug, folded, of `@organisation/team`."""
    found = _TEAM.match(name.strip())
    return found[2].casefold() if found else None


def same_person(one: str, other: str) -> bool:
    mine = login_of(one)
    return mine is not None and mine == login_of(other)


def is_bot(login: str, pull: Pull) -> bool:
    """This bot, or one whose login says so (GraphQL drops the `[bot]`, so that others pass for people)."""
    folded, ours = login.casefold(), pull.bot_login.casefold().removesuffix("[bot]")
    return folded.endswith("[bot]") or (bool(ours) and folded == ours)


def listed(names: Iterable[str]) -> str:
    """`@a, @b and @c`."""
    shown = [name if name.startswith("@") or "@" in name else f"@{name}" for name in names]
    return shown[0] if len(shown) == 1 else f"{', '.join(shown[:-1])} and {shown[-1]}" if shown else "nobody"
