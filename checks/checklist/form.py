"""A body in, its tick boxes out: where each stands to the character, and which item of the checklist it means."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property

from checks.checklist.meaning import assign
from checks.checklist.source import RawBox, raw_boxes
from checks.text import Span


@dataclass(frozen=True, slots=True)
class Box:
    """One box as it stands in a body.

    `item`: id of the item that it means, None for a box that is not the checklist's. `span`: the characters inside
    the brackets, as offsets into the body; one character, more in `[ x]`. `line` counts from 1. `section`: the heading
    or list entry it stands under, as written. `not_applicable`: the reason given beside it (`N/A: no code here`);
    an N/A without a reason is none. `struck`: most of its text is struck through.
    """

    item: str | None
    text: str
    ticked: bool
    span: Span
    line: int
    section: str | None = None
    not_applicable: str | None = None
    struck: bool = False


@dataclass(frozen=True)
class Form:
    """Every box of a body that a reader sees as a box, in order: the checklist's own and everybody else's.

    An item may stand in several copies (the form pasted above the template). It counts as ticked when any copy is:
    a tick is an act, an empty copy is what the template left. Copies are always written alike, so that afterwards
    the only difference between them is a person's, which `boxes.box_changes` sees.
    """

    boxes: tuple[Box, ...] = ()

    @cached_property
    def of(self) -> Mapping[str, tuple[Box, ...]]:
        """Item → its copies, in the order of the body."""
        found: dict[str, tuple[Box, ...]] = {}
        for box in self.boxes:
            if box.item is not None:
                found[box.item] = (*found.get(box.item, ()), box)
        return found

    @property
    def items(self) -> tuple[str, ...]:
        """The items that the form has, in its own order."""
        return tuple(self.of)

    @property
    def present(self) -> bool:
        return bool(self.of)

    def ticked(self, item: str) -> bool | None:
        """Whether the item is ticked; None when the form has no such item."""
        copies = self.of.get(item)
        return any(box.ticked for box in copies) if copies else None

    def not_applicable(self, item: str) -> str | None:
        """The reason that stands beside the item, from its first copy that gives one."""
        return next((b.not_applicable for b in self.of.get(item, ()) if b.not_applicable), None)


def read_form(body: str | None) -> Form:
    """The boxes of a body. Boxes in comments, code, quotes and tables are no boxes; a missing body has none."""
    raw = raw_boxes(body or "")
    own = [box for box in raw if not box.foreign]
    meant = dict(zip((box.span for box in own), assign((box.text, box.section) for box in own), strict=True))
    return Form(tuple(_box(box, meant.get(box.span)) for box in raw))


def _box(raw: RawBox, item: str | None) -> Box:
    box = Box(item, raw.text, raw.ticked, raw.span, raw.line, raw.section, struck=raw.struck)
    return replace(box, not_applicable=raw.not_applicable) if raw.not_applicable else box
