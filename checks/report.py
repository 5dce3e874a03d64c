"""From findings and remarks to the state of each item: the one page that says what a box means."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cache

from checks.config import Config, Decider
from checks.finding import Evidence, Finding, NotApplicable, On, Remark, Severity, Waiting
from checks.items import ITEMS, Item
from checks.rule import all_rules


class State(StrEnum):
    """What an item ends as: exactly one of these. `error`: the validator itself broke; never shown as a pass."""

    PASS = "pass"
    FAIL = "fail"
    WAITING = "waiting"
    NOT_APPLICABLE = "not-applicable"
    WAIVED = "waived"
    ERROR = "error"


@dataclass(frozen=True, slots=True)
class RuleRemark:
    """A remark with the rule that made it and, for chapter rules, the chapter it is about."""

    rule: str
    remark: Remark
    path: str | None = None


@dataclass(frozen=True, slots=True)
class RuleError:
    """A rule that broke or took too long. `reference` leads to the log."""

    rule: str
    detail: str
    path: str | None = None
    reference: str = ""


@dataclass(frozen=True, slots=True)
class Outcomes:
    """Everything that running the rules gave. `ran`: ids of the rules that ran at least once.

    `judged`: those that found something to judge at least once, in whatever chapter; the item of such a rule is not
    not-applicable, however many other chapters had nothing for it.
    """

    findings: tuple[Finding, ...] = ()
    remarks: tuple[RuleRemark, ...] = ()
    errors: tuple[RuleError, ...] = ()
    ran: frozenset[str] = frozenset()
    judged: frozenset[str] = frozenset()

    def __add__(self, other: Outcomes) -> Outcomes:
        return Outcomes(
            self.findings + other.findings,
            self.remarks + other.remarks,
            self.errors + other.errors,
            self.ran | other.ran,
            self.judged | other.judged,
        )


@dataclass(frozen=True, slots=True)
class Attestation:
    """A person's tick: who (None: nobody knows), when (ISO), on which head, and the blobs of the files it speaks of."""

    item: str
    login: str | None
    at: str = ""
    head_sha: str = ""
    blobs: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ItemResult:
    """The state of one item. `findings`: those that decide or are shown; `older`: how many more stand on old lines.

    `required`: the form at the base branch has it. `on`: whom it waits for. `by`: who ticked it, where a person did.
    """

    item: Item
    state: State
    reason: str
    decides: Decider
    required: bool = True
    findings: tuple[Finding, ...] = ()
    older: int = 0
    evidence: tuple[str, ...] = ()
    on: On | None = None
    by: str | None = None

    @property
    def ticked(self) -> bool:
        return self.state in (State.PASS, State.NOT_APPLICABLE, State.WAIVED)


@dataclass(frozen=True, slots=True)
class Report:
    """The whole checklist at one head. `nothing_to_check`: why, when no chapter changed."""

    head_sha: str
    items: tuple[ItemResult, ...]
    outcomes: Outcomes
    nothing_to_check: str | None = None
    notices: tuple[str, ...] = ()

    def item(self, id: str) -> ItemResult:
        return next(result for result in self.items if result.item.id == id)

    @property
    def required(self) -> tuple[ItemResult, ...]:
        return tuple(result for result in self.items if result.required)


def decide(
    outcomes: Outcomes,
    *,
    head_sha: str,
    config: Config,
    required: Iterable[str],
    attestations: Mapping[str, Attestation],
    notices: tuple[str, ...] = (),
    nothing_to_check: str | None = None,
) -> Report:
    """The report of a run. `required`: ids of the items on the base branch's form; `attestations`: item → its tick."""
    wanted = frozenset(required)
    results = tuple(
        _item_result(item, outcomes, config, item.id in wanted, attestations.get(item.id))
        for item in ITEMS
        if not config.item_off(item.id)
    )
    return Report(head_sha, results, outcomes, nothing_to_check, notices)


def decider(item: Item, config: Config) -> Decider:
    """Who decides the item in this book."""
    override = config.items.get(item.id)
    return override.decides if override is not None and override.decides is not None else item.decides


def _item_result(
    item: Item, outcomes: Outcomes, config: Config, required: bool, tick: Attestation | None
) -> ItemResult:
    mine = [f for f in outcomes.findings if f.item == item.id]
    shown = tuple(f for f in mine if f.decides and f.severity is not Severity.NOTICE)
    older = sum(1 for f in mine if not f.decides)
    remarks = [r for r in outcomes.remarks if _item_of(r.rule) == item.id and not _outweighed(r, outcomes)]
    evidence = tuple(dict.fromkeys(r.remark.text for r in remarks if isinstance(r.remark, Evidence)))
    who = decider(item, config)
    attester = _attester(config.attests(item.id))
    errors = _errors_of(item, outcomes)
    state, reason, on = _state(item, who, attester, shown, remarks, errors, tick, outcomes.ran)
    by = tick.login if tick is not None and who is not Decider.BOT and state is State.PASS else None
    return ItemResult(item, state, reason, who, required, shown, older, evidence, on, by)


def _state(
    item: Item,
    who: Decider,
    attester: str,
    shown: tuple[Finding, ...],
    remarks: list[RuleRemark],
    errors: list[RuleError],
    tick: Attestation | None,
    ran: frozenset[str],
) -> tuple[State, str, On | None]:
    if errors:
        return State.ERROR, f"a check of ours broke: {errors[0].detail}", None
    serious = [f for f in shown if f.severity is Severity.ERROR]
    if serious and who is not Decider.HUMAN:
        return State.FAIL, _count(len(serious), "finding") + " to mend", None
    waiting = [r.remark for r in remarks if isinstance(r.remark, Waiting)]
    if waiting and who is not Decider.HUMAN:
        machine = next((w for w in waiting if w.on is On.MACHINE), None)
        chosen = machine or waiting[0]
        return State.WAITING, chosen.reason, chosen.on
    if (absent := _not_applicable(item, remarks, ran, shown)) is not None:
        return State.NOT_APPLICABLE, absent, None
    if who is Decider.BOT:
        return _bot_verdict(item, shown, ran)
    if tick is not None:
        return State.PASS, f"ticked by @{tick.login}" if tick.login else "ticked", None
    found = f"; {_count(len(shown), 'warning')} to read first" if shown else ""
    asked = (
        "nothing found by the bot"
        if who is Decider.BOT_AND_HUMAN and not shown
        else "only a person can judge this"
    )
    return State.WAITING, f"{attester} has to tick this box: {asked}{found}", On.PERSON


def _attester(who: str | tuple[str, ...]) -> str:
    """Who has to tick, in words."""
    if isinstance(who, tuple):
        return " or ".join(f"@{login.lstrip('@')}" for login in who)
    return "a person" if who == "anyone" else "a person other than the author"


def _bot_verdict(item: Item, shown: tuple[Finding, ...], ran: frozenset[str]) -> tuple[State, str, On | None]:
    if not any(rule.item == item.id and rule.id in ran for rule in all_rules()):
        return State.WAITING, "no rule could judge this", On.PERSON
    return State.PASS, _count(len(shown), "warning") if shown else "nothing found", None


def _outweighed(remark: RuleRemark, outcomes: Outcomes) -> bool:
    """Whether a "nothing here for me" stands against another chapter where the same rule had something to judge."""
    return isinstance(remark.remark, NotApplicable) and remark.rule in outcomes.judged


def _not_applicable(
    item: Item, remarks: list[RuleRemark], ran: frozenset[str], shown: tuple[Finding, ...]
) -> str | None:
    """The reason, when every rule of the item that ran found nothing to judge, in every chapter it looked at."""
    if shown:
        return None
    absent = {(r.rule, r.path): r.remark.reason for r in remarks if isinstance(r.remark, NotApplicable)}
    rules = {rule.id for rule in all_rules() if rule.item == item.id and rule.id in ran}
    if not rules or {rule for rule, _ in absent} != rules:
        return None
    return next(iter(absent.values()))


def _errors_of(item: Item, outcomes: Outcomes) -> list[RuleError]:
    return [e for e in outcomes.errors if _item_of(e.rule) in (item.id, None)]


def _item_of(rule_id: str) -> str | None:
    """The item of a rule; None for the runner itself, whose failure concerns every item."""
    return _items_by_rule().get(rule_id)


@cache
def _items_by_rule() -> Mapping[str, str]:
    return {rule.id: rule.item for rule in all_rules()}


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
