"""The table of patterns, `data/grammar.txt`: named sets of words, and groups of patterns."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from checks.style.engines.lists import lines


@dataclass(frozen=True, slots=True)
class Row:
    """A pattern as written, what to put instead (None: the author must say), and why, for the message."""

    kind: str
    source: str
    replacement: str | None
    why: str


@cache
def sets() -> Mapping[str, frozenset[str]]:
    """`@name = words` lines: name → words."""
    rows = (
        line[1:].split(" = ", 1) for line in lines("grammar.txt") if line.startswith("@") and " = " in line
    )
    return {name: frozenset(said.split()) for name, said in rows}


@cache
def rows() -> tuple[Row, ...]:
    """Every pattern, in the order of the table. `[kind] why` opens a group; `=> -` has no replacement."""
    found: list[Row] = []
    kind = why = ""
    for line in lines("grammar.txt"):
        if line.startswith("[") and " => " not in line:
            kind, _, why = line[1:].partition("] ")
        elif " => " in line:
            source, replacement = line.split(" => ")
            found.append(Row(kind, source, None if replacement == "-" else replacement, why))
    return tuple(found)
