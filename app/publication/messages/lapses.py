"""Why a person's tick does not count, or no longer."""

from __future__ import annotations

from collections.abc import Sequence

from app.publication.escape import code
from app.publication.messages.words import count, join, short


def changed(login: str | None, head_sha: str, paths: Sequence[str]) -> str:
    names = [code(path) for path in sorted(paths)[:3]]
    if len(paths) > 3:
        names.append(count(len(paths) - 3, "more file"))
    return f"{_who(login)} ticked this at `{short(head_sha)}`, but {join(names)} changed since: please look and tick again"


def _who(login: str | None) -> str:
    return f"@{login}" if login else "somebody"


def changed_meanwhile(login: str) -> str:
    return f"@{login} ticked this while new commits came in: please look and tick again"


def by_author(login: str | None) -> str:
    return f"{_who(login)} opened this pull request, and the settings ask for the tick of somebody else"


def not_named(login: str | None, named: Sequence[str]) -> str:
    names = join([f"@{one.lstrip('@')}" for one in named])
    return f"{_who(login)} ticked this, and the settings ask for the tick of {names}"


def unknown() -> str:
    return "nobody can tell who ticked this: please tick again"


def was_not_applicable() -> str:
    return "the bot had ticked this because it did not apply; now it does, so a person has to"
