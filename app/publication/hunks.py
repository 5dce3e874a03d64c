"""The new side of a patch: the lines that a review comment may stand on, with their text."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from checks.parsing.diff import parse_patch


@dataclass(frozen=True, slots=True)
class NewSide:
    """`text`: line number → the line without its end. `hunk`: line number → which hunk it stands in."""

    text: Mapping[int, str] = field(default_factory=dict)
    hunk: Mapping[int, int] = field(default_factory=dict)

    def together(self, first: int, last: int) -> bool:
        """Whether all lines `first` … `last` stand in one hunk, as GitHub demands of one comment."""
        return first in self.hunk and self.hunk[first] == self.hunk.get(last)

    def lines(self, first: int, last: int) -> list[str]:
        return [self.text[line] for line in range(first, last + 1)]


def new_side(patch: str | None) -> NewSide:
    """What `ChangedFile.patch` shows of the head: added and context lines. Nothing where GitHub gives no patch.

    A line that the patch promises but, being cut off, does not show is no place for a comment either.
    """
    text: dict[int, str] = {}
    hunk: dict[int, int] = {}
    for number, part in enumerate(parse_patch(patch or "").hunks):
        for row, _, line in part.numbered():
            if row[:1] in ("+", " "):
                text[line], hunk[line] = row[1:].removesuffix("\r"), number
    return NewSide(text, hunk)
