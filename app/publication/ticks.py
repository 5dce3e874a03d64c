"""Which boxes of the description the bot changes: what it proved, what it disproved, and ticks that no longer count."""

from __future__ import annotations

from collections.abc import Mapping

from app.publication.attestations import Attestations
from checks.checklist import Form
from checks.config import Decider
from checks.report import ItemResult, Report, State


def boxes_to_set(report: Report, form: Form, body: str, attestations: Attestations) -> dict[str, bool]:
    """Item → ticked, for the boxes that stand otherwise in `body`. Empty when all is as it should be."""
    if report.nothing_to_check is not None:
        return {}
    wanted = {
        result.item.id: ticked
        for result in report.items
        if (there := form.ticked(result.item.id)) is not None
        and (ticked := _wanted(result, there, result.item.id in attestations.standing)) is not None
    }
    return {item: ticked for item, ticked in wanted.items() if _differs(form, body, item, ticked)}


def _wanted(result: ItemResult, ticked: bool, attested: bool) -> bool | None:
    """How the box should stand, None where the bot leaves it as it is.

    What is not applicable is ticked whoever decides, its reason stands beside it. Beyond that the bot never ticks a
    box that a person decides or decides too; it opens one again when its own check found an error, and when the tick
    is nobody's (any more).
    """
    if result.state in (State.NOT_APPLICABLE, State.WAIVED):
        return True
    if result.decides is Decider.BOT:
        return result.ticked
    if not ticked:
        return None
    if result.state is State.FAIL:
        return False
    return None if attested or result.state is State.ERROR else False


def _differs(form: Form, body: str, item: str, ticked: bool) -> bool:
    """Whether any copy of the item's box says otherwise, or in a form that GitHub does not draw (`[ x]`)."""
    return any(
        box.ticked is not ticked or len(box.span) != 1 or (not ticked and body[box.span.start] != " ")
        for box in form.of[item]
    )


def ticked_by_us(report: Report, boxes: Mapping[str, bool], before: frozenset[str]) -> frozenset[str]:
    """The items whose tick is the bot's own after `boxes` were set."""
    now = before | {item for item, ticked in boxes.items() if ticked}
    open_again = {item for item, ticked in boxes.items() if not ticked}
    people = {r.item.id for r in report.items if r.by is not None}
    return now - open_again - people
