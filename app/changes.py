"""What a pull request did to one text file: what it was before, and which lines are new."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from checks.parsing.diff import apply_reverse, diff_texts, parse_patch
from checks.parsing.quarto import decode
from checks.pull import ChangedFile, FileStatus
from checks.text import Lines


@dataclass(frozen=True, slots=True)
class Change:
    """`before`: the text at the merge base, None for a file that was not there. `new_lines`: added or changed."""

    before: str | None
    new_lines: frozenset[int]


async def change_of(
    file: ChangedFile, now: str, fetch_before: Callable[[str], Awaitable[bytes | None]]
) -> Change:
    """The change of `file`, whose text at the head is `now`.

    The patch is taken back from the head's text, which gives the merge base exactly and costs no request. Where GitHub
    leaves the patch out (too large) or it does not fit, the base branch's file is asked for and compared here.
    """
    if file.status is FileStatus.ADDED:
        return Change(None, frozenset(range(1, Lines.of(now).count + 1)))
    if file.patch is None and file.status is FileStatus.RENAMED and file.changes == 0:
        return Change(now, frozenset())
    if file.patch is not None:
        patch = parse_patch(file.patch)
        before = apply_reverse(now, patch)
        if before is not None:
            return Change(before, patch.added_lines)
    former = await fetch_before(file.previous_path or file.path)
    if former is None:
        return Change(None, frozenset(range(1, Lines.of(now).count + 1)))
    text = text_of(former)
    return Change(text, diff_texts(text, now).added_lines)


def text_of(data: bytes) -> str:
    """The characters of a file; what is not UTF-8 is replaced, and told by the rule that reads the chapter."""
    return decode(data)[0]
