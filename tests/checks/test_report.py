"""What a box means: from findings and remarks to exactly one state for each item."""

from __future__ import annotations

import pytest

from checks.config import Config
from checks.finding import Evidence, Finding, NotApplicable, On, Severity, Waiting
from checks.items import ITEMS
from checks.report import Attestation, ItemResult, Outcomes, RuleError, RuleRemark, State, decide
from checks.rule import all_rules


def _finding(rule: str, item: str, *, severity: Severity = Severity.ERROR, decides: bool = True) -> Finding:
    return Finding(
        rule=rule, item=item, severity=severity, path="a.qmd", line=3, column=1, end_line=3, end_column=5,
        message="Mend this.", match="this", decides=decides,
    )  # fmt: skip


def _ran(item: str) -> frozenset[str]:
    return frozenset(rule.id for rule in all_rules() if rule.item == item)


def _item(
    id: str, outcomes: Outcomes, *, tick: Attestation | None = None, config: Config | None = None
) -> ItemResult:
    report = decide(
        outcomes, head_sha="a" * 40, config=config or Config(), required=[i.id for i in ITEMS],
        attestations={id: tick} if tick else {},
    )  # fmt: skip
    return report.item(id)


def test_every_item_has_a_rule() -> None:
    assert {rule.item for rule in all_rules()} == {item.id for item in ITEMS}


def test_an_item_of_the_bot_passes_when_its_rules_ran_and_found_nothing() -> None:
    assert _item("1.5", Outcomes(ran=_ran("1.5"))).state is State.PASS


def test_an_item_none_of_whose_rules_ran_waits_and_never_passes() -> None:
    result = _item("1.5", Outcomes())
    assert (result.state, result.on) == (State.WAITING, On.PERSON)


def test_an_error_fails_the_item_and_a_warning_does_not() -> None:
    ran = _ran("4.1")
    assert _item("4.1", Outcomes((_finding("spelling", "4.1"),), ran=ran)).state is State.FAIL
    warned = _item("4.1", Outcomes((_finding("spelling", "4.1", severity=Severity.WARNING),), ran=ran))
    assert (warned.state, warned.reason) == (State.PASS, "1 warning")


def test_an_older_finding_is_counted_and_not_held_against_the_pull_request() -> None:
    result = _item("4.1", Outcomes((_finding("spelling", "4.1", decides=False),), ran=_ran("4.1")))
    assert (result.state, result.older, result.findings) == (State.PASS, 1, ())


def test_a_rule_that_cannot_judge_yet_makes_its_item_wait() -> None:
    remark = RuleRemark("render", Waiting("`build` is still running"))
    result = _item("3.1", Outcomes(remarks=(remark,), ran=_ran("3.1")))
    assert (result.state, result.on, result.reason) == (State.WAITING, On.MACHINE, "`build` is still running")


def test_a_rule_that_broke_is_an_error_and_no_pass_even_with_findings_elsewhere() -> None:
    broken = Outcomes(errors=(RuleError("spelling", "it raised ValueError"),), ran=_ran("4.1"))
    assert _item("4.1", broken).state is State.ERROR
    assert _item("1.5", broken + Outcomes(ran=_ran("1.5"))).state is State.PASS


def test_a_chapter_that_could_not_be_checked_concerns_every_item() -> None:
    broken = Outcomes(errors=(RuleError("reader", "it took too long", "a.qmd"),), ran=_ran("1.5"))
    assert _item("1.5", broken).state is State.ERROR


def test_an_item_is_not_applicable_only_when_all_its_rules_found_nothing_to_judge() -> None:
    rules = sorted(_ran("3.4"))
    remarks = tuple(RuleRemark(rule, NotApplicable("no interactive element")) for rule in rules)
    absent = _item("3.4", Outcomes(remarks=remarks, ran=frozenset(rules)))
    assert (absent.state, absent.reason) == (State.NOT_APPLICABLE, "no interactive element")
    if len(rules) > 1:
        assert _item("3.4", Outcomes(remarks=remarks[1:], ran=frozenset(rules))).state is State.PASS


@pytest.mark.parametrize("item", ["1.1", "1.2", "1.4"])
def test_an_item_of_bot_and_human_waits_for_the_tick_of_a_person(item: str) -> None:
    outcomes = Outcomes(ran=_ran(item))
    assert (_item(item, outcomes).state, _item(item, outcomes).on) == (State.WAITING, On.PERSON)
    ticked = _item(item, outcomes, tick=Attestation(item, "rosa"))
    assert (ticked.state, ticked.by) == (State.PASS, "rosa")


def test_a_tick_does_not_outweigh_an_open_error() -> None:
    result = _item(
        "1.1", Outcomes((_finding("placeholder-text", "1.1"),), ran=_ran("1.1")), tick=Attestation("1.1", "r")
    )
    assert result.state is State.FAIL


def test_an_item_of_a_person_shows_its_evidence_and_waits() -> None:
    remark = RuleRemark("permissions", Evidence("adds images/map.png"))
    result = _item("6.3", Outcomes(remarks=(remark,), ran=_ran("6.3")))
    assert (result.state, result.on, result.evidence) == (State.WAITING, On.PERSON, ("adds images/map.png",))


def test_who_decides_can_be_changed_for_a_book_and_an_item_can_be_taken_out() -> None:
    config = Config.model_validate({"items": {"1.5": {"decides": "human"}, "7.3": {"enabled": False}}})
    result = _item("1.5", Outcomes(ran=_ran("1.5")), config=config)
    assert (result.state, result.on) == (State.WAITING, On.PERSON)
    report = decide(Outcomes(), head_sha="a" * 40, config=config, required=["7.3"], attestations={})
    assert "7.3" not in {r.item.id for r in report.items}
