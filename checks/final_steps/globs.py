"""The glob patterns of `.github/labeler.yml`: minimatch with `dot: true`, as actions/labeler uses it."""

from __future__ import annotations

import re
from functools import lru_cache

#: Braces may multiply alternatives; more than this are not tried.
_MOST_ALTERNATIVES = 100
_CLASS = re.compile(r"\[(!|\^)?([^\]]+)\]")
_GROUP = re.compile(r"([@!?*+])\(([^()]*)\)")
_STARS = re.compile(r"\*+")
_SPECIAL = re.compile(r"[\\\[&~|]")


def matches(pattern: str, path: str) -> bool:
    """Whether a path matches; a leading `!` turns the answer round."""
    if pattern.startswith("!") and not pattern.startswith("!("):
        return not matches(pattern[1:], path)
    return any(_regex(part).match(path) is not None for part in _alternatives(pattern))


def _alternatives(pattern: str) -> list[str]:
    """`a{b,c}` → `ab`, `ac`; the innermost braces first."""
    found = re.search(r"\{([^{}]*,[^{}]*)\}", pattern)
    if found is None:
        return [pattern]
    options = found[1].split(",")[:_MOST_ALTERNATIVES]
    spread = (pattern[: found.start()] + option + pattern[found.end() :] for option in options)
    return [part for one in spread for part in _alternatives(one)][:_MOST_ALTERNATIVES]


@lru_cache(1_024)
def _regex(pattern: str) -> re.Pattern[str]:
    parts = pattern.strip().removeprefix("./").split("/")
    regex = ""
    for number, part in enumerate(parts):
        last = number == len(parts) - 1
        if part == "**":
            regex += ".*" if last else "(?:[^/]+/)*"
        else:
            regex += _part(part) + ("" if last else "/")
    try:
        return re.compile(f"^{regex}$")
    except re.error:
        return re.compile(f"^{re.escape(pattern)}$")


def _part(part: str) -> str:
    """One name of a path: `*`, `?`, `[…]`, and the alternatives `@(a|b)`, `!(a)`."""
    regex, at = "", 0
    while at < len(part):
        if found := _CLASS.match(part, at):
            regex += f"[{'^' if found[1] else ''}{_SPECIAL.sub(_escaped, found[2])}]"
        elif found := _GROUP.match(part, at):
            regex += _group(found[1], found[2], rest=part[found.end() :])
        elif found := _STARS.match(part, at):
            regex += "[^/]*"
        else:
            regex += "[^/]" if part[at] == "?" else re.escape(part[at])
        at = found.end() if found else at + 1
    return regex


def _escaped(found: re.Match[str]) -> str:
    return "\\" + found[0]


def _group(kind: str, inner: str, rest: str) -> str:
    options = "|".join(_part(option) for option in inner.split("|"))
    if kind == "!":
        return f"(?!(?:{options}){_part(rest)}(?:/|$))[^/]*"
    return f"(?:{options}){'' if kind == '@' else kind}"
