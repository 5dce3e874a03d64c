"""Every text the bot says, whole. `GALLEY_UPDATE_SNAPSHOTS=1` writes them anew; read the difference before committing it."""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from app.memory import PullMemory
from app.publication.attestations import Attestations
from app.publication.compose import compose
from app.publication.context import Context, Publication, SharedHead
from app.publication.messages.finding import setting
from app.publication.show_check import crashed, starting, superseded
from app.publication.verdict import Verdict
from app.publication.writes import CheckRun
from app.snapshot import Snapshot
from checks.config import Config, Decider
from checks.config_file import read_config
from checks.finding import Evidence, Finding, On, Severity
from checks.report import Outcomes, Report, RuleError, RuleRemark, State
from checks.rule import all_rules
from tests.app.publication.support import APP, FakePull, changed, context, finding, report, snapshot

SNAPSHOTS = Path(__file__).parent / "snapshots"
CHAPTER = """# Robust models

We show taht the the model learns.

![A robot(images/robot.png)

As Figure 14.3 shows, @reader agrees.
"""
DETAILS = "https://galley.example.org/reports/1"


def findings() -> list[Finding]:
    return [
        finding(line=3, column=9, match="taht", replacement="that", message="`taht` is a slip for `that`."),
        finding(
            "duplicated-word", line=3, column=14, match="the the", replacement="the",
            message="`the` stands here twice.",
        ),
        finding(
            "unclosed-image", "3.2", line=5, match="![A robot(images/robot.png)",
            message="This image lacks its closing bracket, so it is shown as text.",
            replacement="![A robot](images/robot.png)",
        ),
        finding(
            "hard-coded-reference", "2.3", line=7, column=4, match="Figure 14.3",
            message="`Figure 14.3` is typed by hand; it will be wrong as soon as a figure comes before it. Give the figure "
            "a label and write `@fig-…`.",
        ),
        finding(
            "undefined-term", "1.2", line=7, column=4, match="Figure", severity=Severity.WARNING,
            message="“Figure” is never explained.",
        ),
        finding("missing-conclusion", "1.5", line=40, end_line=44, match="", message="The chapter ends without a conclusion."),
        finding("vague-title", "7.2", match="WIP", path=None, message="The title `WIP` says nothing about the change."),
        finding("spelling", line=90, match="wierd", decides=False, message="`wierd` is a slip for `weird`."),
        finding("long-sentence", "4.2", line=3, match="We", severity=Severity.NOTICE, message="60 words in one sentence."),
    ]  # fmt: skip


def full_report() -> Report:
    evidence = "adds `images/robot.png` (no credit in its caption)"
    remarks = (RuleRemark("permissions", Evidence(evidence)),)
    found = tuple(findings())
    given = report(
        found, states={"6.3": State.WAITING, "3.4": State.NOT_APPLICABLE}, outcomes=Outcomes(found, remarks)
    )
    items = []
    for result in given.items:
        if result.item.id == "6.3":
            result = replace(result, reason="a person has to tick this box", evidence=(evidence,))
        if result.item.id == "1.3":
            result = replace(result, reason="ticked by @reader", by="reader")
        items.append(result)
    return replace(given, items=tuple(items))


def here(**more: object) -> Snapshot:
    return snapshot([changed(CHAPTER)], **more)  # type: ignore[arg-type]


def ctx(**more: object) -> Context:
    return context(details_url=DETAILS, **more)


def first_review() -> Publication:
    return compose(full_report(), here(), PullMemory(), ctx())


def show_check(check: CheckRun) -> str:
    parts = [f"title: {check.title}", f"conclusion: {check.conclusion}", "", "## summary", "", check.summary]
    if check.text:
        parts += ["", "## text", "", check.text]
    for a in check.annotations:
        columns = f":{a.start_column}-{a.end_column}" if a.start_column else ""
        parts += [
            "",
            f"## annotation {a.level} {a.path}:{a.start_line}-{a.end_line}{columns}",
            "",
            a.title,
            a.message,
        ]
    parts += [f"\nbutton: {a.label} | {a.description} | {a.identifier}" for a in check.actions]
    return "\n".join(parts)


def show_review(publication: Publication) -> str:
    assert publication.review is not None
    parts = [publication.review.body]
    for comment in publication.review.comments:
        parts += ["", f"## {comment.path} {comment.start_line or ''}–{comment.line}", "", comment.body]
    return "\n".join(parts)


def summary(publication: Publication) -> str:
    assert publication.summary is not None
    return publication.summary


def fixed_thread(replied: bool = False) -> str:
    pull = FakePull(here())
    pull.review(full_report(), context=ctx())
    threads = tuple(replace(t, replied=replied) for t in pull.standing.threads)
    pull.stand(threads=threads)
    head = "f" * 40
    pull.push([changed(CHAPTER.replace("taht the the", "that the"))], head)
    ran = {f.rule for f in findings()}
    left = [f for f in findings() if f.line != 3 and f.rule != "hard-coded-reference"]
    pull.review(report(left, head=head, ran=ran), context=ctx())
    return "\n\n===\n\n".join(thread.comment.body.replace("\r\n", "\n") for thread in pull.standing.threads)


def one_state(state: State, **more: object) -> Publication:
    return compose(report(states={"6.3": state}, **more), here(), PullMemory(), ctx())  # type: ignore[arg-type]


def lapsed() -> Publication:
    why = "@reader ticked this at `0000000`, but `book/one.qmd` changed since: please look and tick again"
    waiting = report(states={"6.3": State.WAITING})
    return compose(waiting, here(), PullMemory(), ctx(attestations=Attestations(lapsed={"6.3": why})))


def without_form() -> Publication:
    people = {i.item.id: State.WAITING for i in report().items if i.decides is not Decider.BOT}
    people["1.1"] = State.PASS
    return compose(report(states=people), here(body="A new chapter."), PullMemory(), ctx())


def broken_config() -> Publication:
    problems = read_config("version: 1\nspeling:\n  words: [taht]\n").problems
    preview = read_config("items: [").problems
    return compose(report(), here(), PullMemory(), ctx(config_problems=problems, preview_problems=preview))


def ours_broke() -> Publication:
    errors = (RuleError("spelling", "`spelling` raised ValueError: no dictionary", "book/one.qmd", "9f3c21"),)
    given = report(states={"4.1": State.ERROR}, outcomes=Outcomes(errors=errors, ran=frozenset({"spelling"})))
    return compose(given, here(), PullMemory(), ctx())


def nothing() -> Publication:
    why = "This pull request changes no chapter of the book, so there is nothing to check."
    return compose(report(nothing_to_check=why), here(), PullMemory(), ctx())


def waiting_for_build() -> Publication:
    given = report(states={"3.1": State.WAITING}, on=On.MACHINE)
    return compose(given, here(), PullMemory(), ctx())


def shared() -> Publication:
    other = SharedHead(3, Verdict("failure", "2 items to fix"))
    return compose(report(), here(), PullMemory(), ctx(shared=(other,)))


TEXTS: dict[str, Callable[[], str]] = {
    "check-first-review": lambda: show_check(first_review().check),
    "review-first": lambda: show_review(first_review()),
    "summary-first-review": lambda: summary(first_review()),
    "summary-second-run-links-threads": lambda: second_run(),
    "threads-after-a-push": fixed_thread,
    "threads-after-a-push-with-replies": lambda: fixed_thread(replied=True),
    "summary-everything-settled": lambda: summary(one_state(State.PASS)),
    "summary-lapsed-tick": lambda: summary(lapsed()),
    "summary-without-form": lambda: summary(without_form()),
    "summary-form-lost-a-box": lambda: summary(
        compose(report(states={"6.3": State.WAITING}), here(body=here().pull.body.replace("permissions", "x y z")), PullMemory(), ctx())
    ),
    "summary-broken-config": lambda: summary(broken_config()),
    "check-broken-config": lambda: show_check(broken_config().check),
    "check-our-fault": lambda: show_check(ours_broke().check),
    "summary-our-fault": lambda: summary(ours_broke()),
    "check-no-chapter": lambda: show_check(nothing().check),
    "check-waiting-for-build": lambda: show_check(waiting_for_build().check),
    "summary-waiting-for-build": lambda: summary(waiting_for_build()),
    "summary-draft": lambda: summary(compose(full_report(), here(draft=True), PullMemory(), ctx())),
    "check-draft": lambda: show_check(compose(full_report(), here(draft=True), PullMemory(), ctx()).check),
    "summary-too-many-files": lambda: summary(compose(report(), here(files_complete=False), PullMemory(), ctx())),
    "check-shared-head": lambda: show_check(shared().check),
    "check-starting": lambda: show_check(starting("a" * 40, 7, DETAILS)),
    "check-crashed": lambda: show_check(crashed("a" * 40, 7, "9f3c21", ctx().docs_url, DETAILS)),
    "check-superseded": lambda: show_check(superseded("a" * 40, 7)),
}  # fmt: skip


def second_run() -> str:
    pull = FakePull(here())
    pull.review(full_report(), context=ctx())
    return summary(compose(full_report(), pull.snapshot, pull.memory, ctx()))


@pytest.mark.parametrize("name", TEXTS)
def test_what_the_bot_says_is_what_we_read_and_approved(name: str) -> None:
    said = TEXTS[name]()
    path = SNAPSHOTS / f"{name}.md"
    if os.environ.get("GALLEY_UPDATE_SNAPSHOTS"):
        path.write_text(said + "\n", encoding="utf-8")
    assert said + "\n" == path.read_text(encoding="utf-8"), f"{path.name} differs: look, then update it"


def test_no_snapshot_is_left_of_a_text_that_is_said_no_more() -> None:
    assert {path.stem for path in SNAPSHOTS.glob("*.md")} == set(TEXTS)


def test_every_comment_ends_with_our_marker() -> None:
    publication = first_review()
    assert publication.review is not None
    for body in [
        publication.summary or "",
        publication.review.body,
        *(c.body for c in publication.review.comments),
    ]:
        assert f"app={APP} " in body.rsplit("\n", 1)[-1]


@pytest.mark.parametrize("rule", [rule.id for rule in all_rules()])
def test_the_setting_that_a_comment_proposes_is_one_that_the_settings_take(rule: str) -> None:
    [proposed] = re.findall(r"`([^`]+)`", setting(rule))
    keys = [key.strip() for key in proposed.split(":")]
    model: Any = Config
    if keys[-1]:
        assert read_config(proposed).problems == ()
        return
    for key in keys[:-1]:
        assert key in model.model_fields, proposed
        model = model.model_fields[key].annotation
