"""Pandoc's automatic heading identifiers (manual, extension `auto_identifiers`)."""

from __future__ import annotations

import re

_DROPPED = re.compile(r"[^\w\s.-]+")
_BEFORE_LETTER = re.compile(r"^[\W\d_]+")
#: What Pandoc's `smart` makes dashes and ellipses of, which no identifier keeps.
_SMART = re.compile(r"-{2,3}|\.{3}")


def unsmart(text: str) -> str:
    """Text of a heading (not its code, where nothing is smart) without dashes and ellipses."""
    return _SMART.sub("", text) if "--" in text or "..." in text else text


def slug_of(text: str) -> str:
    """The identifier of a heading with this plain text: punctuation but `_-.` dropped, white space to hyphens,
    lower case, everything before the first letter dropped, `section` when nothing is left."""
    joined = "-".join(_DROPPED.sub("", text).split()).lower()
    return _BEFORE_LETTER.sub("", joined) or "section"


class Slugs:
    """Gives out identifiers that are unique in one chapter: a second `results` becomes `results-1`."""

    def __init__(self) -> None:
        self._taken: dict[str, int] = {}

    def take(self, text: str, explicit: str | None = None) -> str:
        """The slug of the next heading. One with an explicit identifier takes that and leaves its slug free."""
        if explicit:
            self._taken.setdefault(explicit, 0)
            return slug_of(text)
        base = slug_of(text)
        if base not in self._taken:
            self._taken[base] = 0
            return base
        while True:
            self._taken[base] += 1
            candidate = f"{base}-{self._taken[base]}"
            if candidate not in self._taken:
                self._taken[candidate] = 0
                return candidate
