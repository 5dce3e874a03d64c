"""Somebody saved the description in the moment in which we wrote it: GitHub has no way to refuse, so we look afterwards.

Our own echo tells the text that our write really replaced. Where that is not the text which we spliced our boxes into, a
person's edit was lost, and is given back.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from app.memory import PullMemory
from app.news import OwnEdit
from app.publication.boxes import merge_lost_edit, same_text
from app.publication.writes import EditBody, Write
from app.snapshot import Snapshot


def lost_edit(echoes: Sequence[OwnEdit], memory: PullMemory) -> str | None:
    """The text of a person that our last write replaced unseen, None when it replaced what it meant to."""
    written, base = memory.body.written, memory.body.base
    if written is None or base is None:
        return None
    for echo in reversed(echoes):
        if same_text(echo.left, written):
            lost = not same_text(echo.replaced, base) and not same_text(echo.replaced, written)
            return echo.replaced if lost else None
    return None


def with_lost_edit(snapshot: Snapshot, lost: str | None, memory: PullMemory) -> Snapshot:
    """The pull request as it would stand had we not overwritten the edit."""
    if lost is None:
        return snapshot
    now = snapshot.standing.body
    merged = merge_lost_edit(memory.body.base, memory.body.written, lost, now)
    return replace(
        snapshot,
        pull=replace(snapshot.pull, body=merged),
        standing=replace(snapshot.standing, body=merged),
    )


def giving_back(writes: Sequence[Write], snapshot: Snapshot, now: str) -> tuple[Write, ...]:
    """The planned writes, with the merged text put back where the description still says `now`."""
    merged = snapshot.standing.body
    if same_text(merged, now):
        return tuple(writes)
    planned = next((write for write in writes if isinstance(write, EditBody)), None)
    boxes = planned.boxes if planned is not None else {}
    others = [write for write in writes if not isinstance(write, EditBody)]
    return (*others, EditBody(snapshot.pull_node_id, now, boxes, instead=merged))
