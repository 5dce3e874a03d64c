"""The tick boxes of a body: setting them without touching another byte, and reading what people did to them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from checks.checklist import Box, read_form

TICKED, OPEN = "x", " "


@dataclass(frozen=True, slots=True)
class BoxChange:
    """A box that went from open to ticked, or back."""

    item: str
    ticked: bool


def splice(body: str | None, boxes: Mapping[str, bool]) -> str:
    """The body with the boxes of `boxes` (item → ticked) set, all copies of an item alike.

    Only what stands inside the brackets of boxes that mean one of these items is written, and only where it says
    something else; slips such as `[ x]`, which GitHub does not draw, become `[x]`. Everything else stays byte for
    byte, line ends included.
    """
    text = body or ""
    parts: list[str] = []
    done = 0
    for box in read_form(text).boxes:
        ticked = boxes.get(box.item) if box.item is not None else None
        if ticked is None or _says(text, box, ticked):
            continue
        parts += [text[done : box.span.start], TICKED if ticked else OPEN]
        done = box.span.end
    return "".join([*parts, text[done:]])


def _says(text: str, box: Box, ticked: bool) -> bool:
    """Whether the brackets say it already, in a form that GitHub draws (`[X]` is left as its author wrote it)."""
    return box.ticked is ticked and len(box.span) == 1 and (ticked or text[box.span.start] == OPEN)


def box_changes(before: str | None, after: str | None) -> tuple[BoxChange, ...]:
    """What happened to the checklist's boxes between two versions of a body, in the order of the later one.

    Transitions only, so that a standing tick is nobody's news. A box that came into being ticked was ticked; one that
    vanished was not unticked (`Form.items` shows that it is missing). Of an item in several copies the copies that
    changed speak for it, whatever the others say; if they contradict each other it counts as open.
    """
    old, new = read_form(before).of, read_form(after).of
    changes = ((item, _change(old.get(item, ()), copies)) for item, copies in new.items())
    return tuple(BoxChange(item, ticked) for item, ticked in changes if ticked is not None)


def _change(old: Sequence[Box], new: Sequence[Box]) -> bool | None:
    """The state that an item went to, None when it stayed as it was."""
    if len(old) != len(new):
        was, now = any(box.ticked for box in old), any(box.ticked for box in new)
        return now if was is not now else None
    went_to = [
        after.ticked for before, after in zip(old, new, strict=True) if before.ticked is not after.ticked
    ]
    return all(went_to) if went_to else None


def merge_lost_edit(base: str | None, ours: str | None, theirs: str | None, now: str | None) -> str:
    """The body that should stand after our write replaced an edit that we had not seen.

    `base`: the body we spliced into; `ours`: what we wrote; `theirs`: what our write really replaced (GitHub tells it
    in `changes.body.from`); `now`: the body as it stands. When nobody edited since, their text is restored with our
    boxes set in it. When somebody has, that later text stands, and only the boxes that people changed in the lost
    edit are carried over to it, except those that were changed again since.
    """
    if same_text(theirs, base) or same_text(theirs, ours):
        return now or ""
    if same_text(now, ours):
        return splice(theirs, {c.item: c.ticked for c in box_changes(base, ours)})
    since = {change.item for change in box_changes(ours, now)}
    lost = {c.item: c.ticked for c in box_changes(base, theirs) if c.item not in since}
    return splice(now, lost)


def same_text(one: str | None, other: str | None) -> bool:
    """Whether two bodies are the same but for line ends, which browsers change to CRLF when saving."""
    return _unix(one) == _unix(other)


def _unix(body: str | None) -> str:
    return (body or "").replace("\r\n", "\n").replace("\r", "\n")
