"""CODEOWNERS as GitHub reads it: gitignore patterns without `!` and `[ ]`, the last matching line wins.

Source: docs.github.com, "About code owners", section "CODEOWNERS syntax".
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

#: A larger file is not loaded by GitHub at all ("CODEOWNERS files must be under 3 MB in size").
LARGEST = 3_000_000

_OWNER = re.compile(r"^(?:@[\w.-]+(?:/[\w.-]+)?|[^@\s]+@[^@\s]+\.[^@\s]+)$")
_WORD = re.compile(r"(?:\\.|[^\s\\])+")


@dataclass(frozen=True, slots=True)
class Ownership:
    """One line of the file. `owners`: `@login`, `@organisation/team` or an e-mail address; empty takes owners away."""

    pattern: str
    owners: tuple[str, ...]
    regex: re.Pattern[str]


@dataclass(frozen=True, slots=True)
class CodeOwners:
    lines: tuple[Ownership, ...] = ()

    def owners(self, path: str) -> tuple[str, ...]:
        """The owners of a path, from the last line that matches it."""
        for line in reversed(self.lines):
            if line.regex.match(path):
                return line.owners
        return ()

    def of_each(self, paths: Iterable[str]) -> dict[tuple[str, ...], list[str]]:
        """Owners → the paths they own, for the paths that have owners."""
        found: dict[tuple[str, ...], list[str]] = {}
        for path in paths:
            if owners := self.owners(path):
                found.setdefault(owners, []).append(path)
        return found


def parse_codeowners(text: str | None) -> CodeOwners:
    """Reads the file; lines that GitHub would refuse are left out, as GitHub does."""
    if not text or len(text.encode()) > LARGEST:
        return CodeOwners()
    lines = (_line(line) for line in text.splitlines())
    return CodeOwners(tuple(line for line in lines if line is not None))


def _line(line: str) -> Ownership | None:
    words = _before_comment(_WORD.findall(line))
    if not words or words[0].startswith("!") or "[" in words[0] or "]" in words[0]:
        return None
    if any(not _OWNER.match(owner) for owner in words[1:]):
        return None
    pattern = re.sub(r"\\(.)", r"\1", words[0])
    return Ownership(pattern, tuple(words[1:]), re.compile(_regex(pattern)))


def _before_comment(words: list[str]) -> list[str]:
    at = next((n for n, word in enumerate(words) if word.startswith("#")), len(words))
    return words[:at]


def _regex(pattern: str) -> str:
    """The pattern as a regular expression over whole paths.

    A pattern with a slash before its end is anchored at the root, any other matches at every depth. A name also owns
    what lies beneath it, except after a final `/*`, which reaches only the files directly there.
    """
    anchored = "/" in pattern.rstrip("/")
    body = pattern.strip("/")
    parts = [_part(part) for part in body.split("/")] if body else [".*"]
    start = "^" if anchored else r"^(?:.*/)?"
    joined = "/".join(parts).replace("\0/", "(?:.*/)?").replace("/\0", "/.*").replace("\0", ".*")
    if pattern.endswith("/"):
        return f"{start}{joined}/.*$"
    return f"{start}{joined}$" if anchored and body.endswith("/*") else f"{start}{joined}(?:/.*)?$"


def _part(part: str) -> str:
    if part == "**":
        return "\0"
    return "".join(
        {"*": "[^/]*", "?": "[^/]"}.get(char, re.escape(char)) for char in re.sub(r"\*+", "*", part)
    )
