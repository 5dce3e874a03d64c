"""Titles of the check run, 255 characters at most: the one line that most people read."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from app.publication.messages.words import count, join
from checks.report import ItemResult, Report

if TYPE_CHECKING:
    from app.publication.verdict import Tally


def nothing_to_check() -> str:
    return "No chapter changed: nothing to check"


def success(report: Report) -> str:
    warnings = sum(len(result.findings) for result in report.required)
    more = f", {count(warnings, 'warning')} to read" if warnings else ""
    return f"Everything on the checklist is settled{more}"


def failure(tally: Tally, references: Sequence[str]) -> str:
    if not tally.to_fix:
        return our_fault(len(tally.broken), references)
    parts = [f"{count(len(tally.to_fix), 'item')} to fix"]
    parts += _waits(tally)
    if tally.broken:
        parts.append(f"{count(len(tally.broken), 'item')} broke on our side")
    return ", ".join(parts)


def our_fault(items: int, references: Sequence[str]) -> str:
    reference = f" (reference {', '.join(references[:3])})" if references else ""
    return f"Our fault, not yours: the check of {count(items, 'item')} broke{reference}"


def crashed(reference: str) -> str:
    return f"Our fault, not yours: the review broke (reference {reference})"


def to_decide(tally: Tally) -> str:
    return "Nothing to fix, " + ", ".join(_waits(tally))


def in_progress(tally: Tally) -> str:
    return f"Nothing to fix so far, waiting for a machine: {_names(tally.for_machine)}"


def no_answer(tally: Tally, deadline: float) -> str:
    minutes = count(round(deadline / 60), "minute")
    return f"No answer within {minutes}, a person has to look: {_names(tally.for_machine)}"


def incomplete() -> str:
    return "Too many changed files to see them all: a person has to look"


def starting() -> str:
    return "Reading the chapters"


def superseded() -> str:
    return "A newer commit was pushed: its own check has the verdict"


def of_other(number: int, title: str) -> str:
    return f"This commit is also the head of #{number}: {title}"


def _waits(tally: Tally) -> list[str]:
    parts = []
    if people := len(tally.for_person):
        parts.append(f"{count(people, 'item')} {'waits' if people == 1 else 'wait'} for a person")
    if machines := len(tally.for_machine):
        parts.append(f"{count(machines, 'item')} {'waits' if machines == 1 else 'wait'} for a machine")
    return parts


def _names(results: Sequence[ItemResult]) -> str:
    return join([f"{result.item.id} {result.item.name}" for result in results])
