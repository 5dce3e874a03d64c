"""Rows of the pattern tables."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Row:
    """A pattern as written, what to put instead (None: the author must say), and why, for the message."""

    kind: str
    source: str
    replacement: str | None
    why: str


def rows(kind: str, why: str, *pairs: tuple[str, str | None]) -> Iterator[Row]:
    """Rows that share their kind and reason."""
    return (Row(kind, source, replacement, why) for source, replacement in pairs)
