"""What a pull request changes, file by file, as ``GET pulls/N/files`` tells it; and where a line went."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from typing import Literal

from app.sandbox import renames
from app.sandbox.git import Entry, GitStore
from app.sandbox.lines import Change, changes

Status = Literal["added", "removed", "modified", "renamed"]
Side = Literal["LEFT", "RIGHT"]
CONTEXT = 3
# git calls a file binary when a NUL stands in its first 8,000 bytes (buffer_is_binary).
BINARY_WINDOW = 8_000
_HEADING = re.compile(rb"[A-Za-z_$]")
_HEADING_WIDTH = 80


@dataclass(frozen=True)
class Hunk:
    """A hunk; starts are lines from 1, ``rows`` are (mark, text without its line end) with mark `` ``, ``+``, ``-``."""

    old_start: int
    old_count: int
    new_start: int
    new_count: int
    heading: str
    rows: tuple[tuple[str, str], ...]

    @property
    def header(self) -> str:
        old = f"{self.old_start}" if self.old_count == 1 else f"{self.old_start},{self.old_count}"
        new = f"{self.new_start}" if self.new_count == 1 else f"{self.new_start},{self.new_count}"
        return f"@@ -{old} +{new} @@" + (f" {self.heading}" if self.heading else "")

    def has(self, line: int, side: Side) -> bool:
        """Whether a comment may stand on that line: anything of the new file, or of the old one, inside the hunk."""
        start, count = (
            (self.new_start, self.new_count) if side == "RIGHT" else (self.old_start, self.old_count)
        )
        return start <= line < start + count

    def upto(self, line: int, side: Side) -> tuple[list[str], int]:
        """The hunk's rows as text up to that line, and how many rows that is."""
        number = (self.new_start if side == "RIGHT" else self.old_start) - 1
        skip = "-" if side == "RIGHT" else "+"
        shown: list[str] = []
        for mark, text in self.rows:
            shown.append(mark + text)
            if mark not in (skip, "\\"):
                number += 1
                if number == line:
                    break
        return shown, len(shown)


@dataclass(frozen=True)
class FileDiff:
    """One changed file. ``sha`` is the blob at head (at base for a removed file)."""

    path: str
    status: Status
    sha: str
    old_sha: str | None
    new_sha: str | None
    previous: str | None = None
    binary: bool = False
    hunks: tuple[Hunk, ...] = ()
    additions: int = 0
    deletions: int = 0
    too_large: bool = False

    @cached_property
    def patch(self) -> str | None:
        """Unified hunks; None for binary files, pure renames and diffs over the limits."""
        if self.binary or self.too_large or not self.hunks:
            return None
        out: list[str] = []
        for hunk in self.hunks:
            out.append(hunk.header)
            out.extend(mark + text for mark, text in hunk.rows)
        return "\n".join(out)

    def hunk_with(self, line: int, side: Side) -> Hunk | None:
        """The hunk that shows that line."""
        return next((hunk for hunk in self.hunks if hunk.has(line, side)), None)

    def position(self, line: int, side: Side) -> int | None:
        """GitHub's ``position``: rows below the first hunk header."""
        rows = 0
        for hunk in self.hunks:
            if hunk.has(line, side):
                return rows + hunk.upto(line, side)[1]
            rows += len(hunk.rows) + 1
        return None


def split(data: bytes) -> list[bytes]:
    """Lines with their line feed; git knows no other line end."""
    lines = data.split(b"\n")
    ended = [line + b"\n" for line in lines[:-1]]
    return ended + ([lines[-1]] if lines[-1] else [])


def is_binary(data: bytes) -> bool:
    """git's own test."""
    return b"\0" in data[:BINARY_WINDOW]


def _rows(mark: str, lines: Sequence[bytes]) -> list[tuple[str, str]]:
    rows: list[tuple[str, str]] = []
    for line in lines:
        rows.append((mark, line.removesuffix(b"\n").decode("utf-8", "replace")))
        if not line.endswith(b"\n"):
            rows.append(("\\", " No newline at end of file"))
    return rows


def _heading(old: Sequence[bytes], before: int) -> str:
    for line in reversed(old[:before]):
        if _HEADING.match(line):
            return line.rstrip()[:_HEADING_WIDTH].decode("utf-8", "ignore").rstrip()
    return ""


def _grouped(found: Sequence[Change]) -> list[list[Change]]:
    groups: list[list[Change]] = []
    for change in found:
        if groups and change[0] - groups[-1][-1][1] <= 2 * CONTEXT:
            groups[-1].append(change)
        else:
            groups.append([change])
    return groups


def _hunk(old: Sequence[bytes], new: Sequence[bytes], group: Sequence[Change]) -> Hunk:
    first, last = group[0], group[-1]
    lead = min(CONTEXT, first[0], first[2])
    tail = min(CONTEXT, len(old) - last[1], len(new) - last[3])
    old_from, new_from = first[0] - lead, first[2] - lead
    old_to, new_to = last[1] + tail, last[3] + tail
    rows: list[tuple[str, str]] = []
    at = old_from
    for i1, i2, j1, j2 in group:
        rows += _rows(" ", old[at:i1]) + _rows("-", old[i1:i2]) + _rows("+", new[j1:j2])
        at = i2
    rows += _rows(" ", old[at:old_to])
    old_count, new_count = old_to - old_from, new_to - new_from
    return Hunk(
        old_start=old_from + 1 if old_count else old_from,
        old_count=old_count,
        new_start=new_from + 1 if new_count else new_from,
        new_count=new_count,
        heading=_heading(old, old_from),
        rows=tuple(rows),
    )


@lru_cache(maxsize=4_096)
def _diff(old: bytes, new: bytes) -> tuple[tuple[Hunk, ...], tuple[Change, ...]]:
    a, b = split(old), split(new)
    found = changes(a, b)
    return tuple(_hunk(a, b, group) for group in _grouped(found)), tuple(found)


def hunks(old: bytes, new: bytes) -> tuple[Hunk, ...]:
    """Hunks with three lines of context, as ``git diff`` prints them."""
    return _diff(old, new)[0]


def carry(line: int, old: bytes, new: bytes) -> int | None:
    """Where line ``line`` (from 1) of ``old`` stands in ``new``; None when it was changed or removed."""
    shift = 0
    for i1, i2, _, j2 in _diff(old, new)[1]:
        if line - 1 < i1:
            break
        if line - 1 < i2:
            return None
        shift = j2 - i2
    return line + shift


def _file_diff(
    store: GitStore, path: str, previous: str | None, old: Entry | None, new: Entry | None
) -> FileDiff:
    status: Status = "modified" if old and new else ("added" if new else "removed")
    if previous is not None:
        status = "renamed"
    entry = new or old
    assert entry is not None
    base = FileDiff(
        path=path,
        status=status,
        sha=entry.sha,
        old_sha=old.sha if old else None,
        new_sha=new.sha if new else None,
        previous=previous,
    )
    before = store.blob(old.sha) if old else b""
    after = store.blob(new.sha) if new else b""
    if is_binary(before) or is_binary(after):
        return replace(base, binary=True)
    found = hunks(before, after)
    rows = [mark for hunk in found for mark, _ in hunk.rows]
    return replace(base, hunks=found, additions=rows.count("+"), deletions=rows.count("-"))


def tree_diff(store: GitStore, base: str, head: str) -> list[FileDiff]:
    """The files that differ between two commits or trees, sorted by path, renames found."""
    old, new = store.files(base), store.files(head)
    removed = {path: entry for path, entry in old.items() if path not in new}
    added = {path: entry for path, entry in new.items() if path not in old}
    renamed = renames.find(store, removed, added)
    gone = set(renamed.values())
    diffs = [
        _file_diff(store, path, renamed.get(path), old.get(renamed.get(path, path)), entry)
        for path, entry in new.items()
        if old.get(path) != entry
    ]
    diffs += [
        _file_diff(store, path, None, entry, None) for path, entry in removed.items() if path not in gone
    ]
    return sorted(diffs, key=lambda diff: diff.path.encode())
