"""Suggestions: the whole lines that should stand where findings with an exact replacement are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from app.publication.escape import longest_run
from app.publication.hunks import NewSide
from checks.finding import Finding


@dataclass(frozen=True, slots=True)
class _Edit:
    """`start` … `end`: offsets into the joined lines that a suggestion replaces. `all`: nothing is left of them."""

    start: int
    end: int
    text: str
    all: bool = False


def suggestion(findings: Sequence[Finding], side: NewSide, first: int, last: int) -> str | None:
    """A ```` ```suggestion ```` block for lines `first` … `last`, or None.

    GitHub replaces exactly these lines by the block's text, so the block holds them whole, each finding's span
    exchanged. None when nothing can be offered safely: a line is not in the hunk, a span does not hold what the
    finding matched, or nothing would change.
    """
    if not side.together(first, last):
        return None
    lines = side.lines(first, last)
    before = "\n".join(lines)
    edits = _apart([e for f in findings if (e := _edit(f, lines, first, last, before)) is not None])
    after = before
    for edit in reversed(edits):
        after = after[: edit.start] + edit.text + after[edit.end :]
    if not edits or (after == before and not any(edit.all for edit in edits)):
        return None
    return _block(None if any(edit.all for edit in edits) else after)


def _edit(finding: Finding, lines: Sequence[str], first: int, last: int, before: str) -> _Edit | None:
    if finding.replacement is None or finding.line < first or finding.end_line > last:
        return None
    replacement = finding.replacement.replace("\r\n", "\n")
    match = finding.match.replace("\r\n", "\n")
    start = _offset(lines, finding.line - first, finding.column)
    end = _offset(lines, finding.end_line - first, finding.end_column)
    if start is None or end is None or end < start:
        return None
    there = before[start:end]
    if match == there + "\n":
        return _whole_lines(start, end, replacement, before)
    return _Edit(start, end, replacement) if there.startswith(match) else None


def _whole_lines(start: int, end: int, replacement: str, before: str) -> _Edit | None:
    """The edit for a match that takes its line end along, which only goes when the whole line goes."""
    if replacement.endswith("\n"):
        return _Edit(start, end, replacement.removesuffix("\n"))
    if replacement or not (start == 0 or before[start - 1] == "\n"):
        return None
    if end < len(before):
        return _Edit(start, end + 1, "")
    return _Edit(start - 1, end, "") if start else _Edit(start, end, "", all=True)


def _offset(lines: Sequence[str], row: int, column: int) -> int | None:
    if column < 1 or column > len(lines[row]) + 1:
        return None
    return sum(len(line) + 1 for line in lines[:row]) + column - 1


def _apart(edits: Sequence[_Edit]) -> list[_Edit]:
    """In order, without those that overlap an earlier one."""
    kept: list[_Edit] = []
    for edit in sorted(edits, key=lambda e: (e.start, e.end)):
        if not kept or edit.start > kept[-1].end or (edit.start == kept[-1].end and edit.start < edit.end):
            kept.append(edit)
    return kept


def _block(text: str | None) -> str:
    fence = "`" * max(3, longest_run(text or "") + 1)
    return f"{fence}suggestion\n{fence}" if text is None else f"{fence}suggestion\n{text}\n{fence}"
