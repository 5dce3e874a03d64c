"""The one table that turns a checklist into a conclusion (DECISIONS: Verdict)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from app.limits import CHECK_TITLE_CHARACTERS
from app.publication.escape import clip, one_line
from app.publication.messages import titles
from checks.finding import On
from checks.report import ItemResult, Report, State

Conclusion = Literal["success", "failure", "action_required"]

#: From best to worst. `None`, in progress, holds a merge back as much as a question to a person does, but passes.
_ORDER: tuple[Conclusion | None, ...] = ("success", None, "action_required", "failure")


@dataclass(frozen=True, slots=True)
class Verdict:
    """`conclusion` None: the check run stays in progress, and `again_at` (seconds since the epoch) is when to look
    again at the latest. `waiting_since`: since when this head waits for a machine."""

    conclusion: Conclusion | None
    title: str
    waiting_since: float | None = None
    again_at: float | None = None

    @property
    def green(self) -> bool:
        return self.conclusion == "success"


@dataclass(frozen=True, slots=True)
class Tally:
    """The required items by what is left to do about them."""

    to_fix: tuple[ItemResult, ...]
    broken: tuple[ItemResult, ...]
    for_person: tuple[ItemResult, ...]
    for_machine: tuple[ItemResult, ...]

    @classmethod
    def of(cls, report: Report) -> Tally:
        waiting = tuple(r for r in report.required if r.state is State.WAITING)
        return cls(
            tuple(r for r in report.required if r.state is State.FAIL),
            tuple(r for r in report.required if r.state is State.ERROR),
            tuple(r for r in waiting if r.on is not On.MACHINE),
            tuple(r for r in waiting if r.on is On.MACHINE),
        )


def verdict(
    report: Report,
    *,
    now: float,
    deadline: float,
    waiting_since: float | None = None,
    files_complete: bool = True,
    references: Iterable[str] = (),
) -> Verdict:
    """The verdict on one pull request.

    `now` and `waiting_since` in seconds since the epoch, `deadline` in seconds: how long a machine is waited for.
    `files_complete` False: GitHub did not list all changed files, so nothing can be green. `references`: of our own
    faults.
    """
    if not files_complete:
        return _incomplete(report)
    if report.nothing_to_check is not None:
        return _verdict("success", titles.nothing_to_check())
    tally = Tally.of(report)
    if tally.to_fix or tally.broken:
        return _verdict("failure", titles.failure(tally, tuple(references)))
    if tally.for_person:
        return _verdict("action_required", titles.to_decide(tally))
    if tally.for_machine:
        return _waiting(tally, now, deadline, waiting_since)
    return _verdict("success", titles.success(report))


def worse(one: Verdict, other: Verdict) -> Verdict:
    """The verdict that a head shared by two pull requests carries; `one` when they are equally bad."""
    return other if badness(other) > badness(one) else one


def badness(verdict: Verdict) -> int:
    return _ORDER.index(verdict.conclusion)


def _incomplete(report: Report) -> Verdict:
    tally = Tally.of(report)
    if tally.to_fix or tally.broken:
        return _verdict("failure", titles.failure(tally, ()))
    return _verdict("action_required", titles.incomplete())


def _waiting(tally: Tally, now: float, deadline: float, since: float | None) -> Verdict:
    since = min(since, now) if since is not None else now
    if now - since >= deadline:
        return Verdict("action_required", _fit(titles.no_answer(tally, deadline)), since)
    return Verdict(None, _fit(titles.in_progress(tally)), since, since + deadline)


def _verdict(conclusion: Conclusion, title: str) -> Verdict:
    return Verdict(conclusion, _fit(title))


def _fit(title: str) -> str:
    return clip(one_line(title), CHECK_TITLE_CHARACTERS)
