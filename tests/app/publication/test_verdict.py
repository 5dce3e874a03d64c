from __future__ import annotations

from dataclasses import replace

import pytest

from app.publication.verdict import Verdict, verdict, worse
from checks.finding import On
from checks.report import Report, State
from tests.app.publication.support import finding, report

NOW, DEADLINE = 1_000.0, 600.0


def judge(given: Report, since: float | None = None, complete: bool = True, now: float = NOW) -> Verdict:
    return verdict(given, now=now, deadline=DEADLINE, waiting_since=since, files_complete=complete)


def test_everything_settled_is_success() -> None:
    states = {"1.1": State.PASS, "1.3": State.NOT_APPLICABLE, "6.3": State.WAIVED}
    found = judge(report(states=states))
    assert (found.conclusion, found.title) == ("success", "Everything on the checklist is settled")


def test_warnings_do_not_fail_but_are_counted() -> None:
    from checks.finding import Severity

    found = judge(report([finding(severity=Severity.WARNING)]))
    assert (found.conclusion, found.title) == (
        "success",
        "Everything on the checklist is settled, 1 warning to read",
    )


def test_no_chapter_changed_is_success_whatever_else_waits() -> None:
    found = judge(report(states={"7.2": State.FAIL}, nothing_to_check="No chapter changed."))
    assert found.conclusion == "success"


def test_an_item_that_fails_is_failure_whatever_else_waits() -> None:
    states = {"4.1": State.FAIL, "1.1": State.WAITING, "6.3": State.WAITING}
    found = judge(report(states=states))
    assert (found.conclusion, found.title) == ("failure", "1 item to fix, 2 items wait for a person")


def test_a_question_to_a_person_is_action_required() -> None:
    found = judge(report(states={"6.3": State.WAITING}))
    assert (found.conclusion, found.title) == ("action_required", "Nothing to fix, 1 item waits for a person")


def test_a_machine_is_waited_for_until_the_deadline() -> None:
    waiting = report(states={"3.1": State.WAITING}, on=On.MACHINE)
    first = judge(waiting)
    assert (first.conclusion, first.waiting_since, first.again_at) == (None, NOW, NOW + DEADLINE)
    before = judge(waiting, since=NOW - DEADLINE + 1)
    assert (before.conclusion, before.again_at) == (None, NOW + 1)
    after = judge(waiting, since=NOW - DEADLINE)
    assert (after.conclusion, after.again_at) == ("action_required", None)
    assert after.title == "No answer within 10 minutes, a person has to look: 3.1 Built with Quarto"


def test_a_fault_of_ours_is_failure_titled_as_ours() -> None:
    found = verdict(report(states={"4.1": State.ERROR}), now=NOW, deadline=DEADLINE, references=("ab12",))
    assert found.conclusion == "failure"
    assert found.title == "Our fault, not yours: the check of 1 item broke (reference ab12)"


def test_a_list_of_files_that_was_cut_is_never_green() -> None:
    assert judge(report(), complete=False).conclusion == "action_required"
    assert judge(report(nothing_to_check="none"), complete=False).conclusion == "action_required"
    assert judge(report(states={"4.1": State.FAIL}), complete=False).conclusion == "failure"


def test_items_that_the_form_does_not_ask_for_decide_nothing() -> None:
    given = report(states={"4.1": State.FAIL, "6.3": State.WAITING})
    items = tuple(replace(r, required=r.item.id not in ("4.1", "6.3")) for r in given.items)
    assert judge(replace(given, items=items)).conclusion == "success"


@pytest.mark.parametrize("state", list(State))
@pytest.mark.parametrize("on", list(On))
def test_only_settled_items_are_green(state: State, on: On) -> None:
    settled = state in (State.PASS, State.NOT_APPLICABLE, State.WAIVED)
    assert judge(report(states={"2.1": state}, on=on)).green is settled


def test_a_title_fits_whatever_the_names() -> None:
    states = {item.item.id: State.WAITING for item in report().items}
    assert len(judge(report(states=states, on=On.MACHINE)).title) <= 255


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("success", "failure", "failure"),
        ("failure", "action_required", "failure"),
        (None, "action_required", "action_required"),
        (None, "success", None),
    ],
)
def test_a_shared_head_carries_the_worse_verdict(one: str, other: str, expected: str) -> None:
    first, second = Verdict(one, "one"), Verdict(other, "other")  # type: ignore[arg-type]
    assert worse(first, second).conclusion == worse(second, first).conclusion == expected
