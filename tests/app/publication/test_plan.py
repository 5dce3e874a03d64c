from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from app.memory import CheckMemory, PullMemory
from app.publication.attestations import Facts
from app.publication.compose import compose
from app.publication.context import SharedHead
from app.publication.markers import Marker
from app.publication.plan import plan, plan_check, plan_start
from app.publication.remember import Written, boxes_now, remember
from app.publication.show_check import crashed, starting
from app.publication.verdict import Verdict
from app.publication.writes import (
    DeleteComment,
    EditBody,
    EditReviewComment,
    EditSummary,
    Minimize,
    PostReview,
    PostSummary,
    PutCheckRun,
    ResolveThread,
    Write,
)
from app.snapshot import Standing, StandingComment
from checks.finding import On, Waiting
from checks.report import Outcomes, RuleError, RuleRemark, State
from tests.app.publication.support import (
    APP,
    FORM,
    HEAD,
    FakePull,
    changed,
    context,
    finding,
    report,
    snapshot,
)

TEXT = "# One\n\ntaht is a slip\n\nand wierd too\n"
LATER = "c" * 40


def slips() -> list[Any]:
    return [finding(), finding(line=5, column=5, match="wierd")]


def reviewed(**more: Any) -> FakePull:
    pull = FakePull(snapshot([changed(TEXT)]), **more)
    pull.review(report(slips()), context=context())
    return pull


def kinds(writes: tuple[Write, ...]) -> list[str]:
    return [type(write).__name__ for write in writes]


def test_a_first_review_is_a_check_run_a_review_a_summary_and_the_boxes() -> None:
    pull = FakePull(snapshot([changed(TEXT)]))
    writes = pull.review(report(slips()), context=context())
    assert kinds(writes) == ["PutCheckRun", "PostReview", "PostSummary", "EditBody"]


def test_a_push_that_mends_one_edits_its_thread_and_posts_no_review() -> None:
    pull = reviewed()
    pull.push([changed(TEXT)], LATER)
    writes = pull.review(report(slips()[1:], head=LATER), context=context())
    assert kinds(writes) == ["PutCheckRun", "EditReviewComment", "Minimize", "ResolveThread", "EditSummary"]
    edit = next(w for w in writes if isinstance(w, EditReviewComment))
    assert edit.body.startswith("~~`spelling`~~ Fixed in `ccccccc`.")
    assert "suggestion" not in edit.body


def test_a_thread_is_folded_and_resolved_only_where_github_lets_us() -> None:
    pull = reviewed(can_resolve=False, can_minimize=False)
    pull.push([changed(TEXT)], LATER)
    writes = pull.review(report(slips()[1:], head=LATER), context=context())
    assert not [w for w in writes if isinstance(w, Minimize | ResolveThread)]
    assert pull.review(report(slips()[1:], head=LATER), context=context()) == ()


def with_replies(pull: FakePull) -> FakePull:
    pull.stand(threads=tuple(replace(t, replied=True) for t in pull.standing.threads))
    return pull


def test_a_thread_with_a_reply_is_told_fixed_once_and_never_touched_again() -> None:
    pull = with_replies(reviewed())
    pull.push([changed(TEXT)], LATER)
    writes = pull.review(report([], head=LATER, ran=["spelling"]), context=context())
    assert len([w for w in writes if isinstance(w, EditReviewComment)]) == 2
    with_replies(pull)
    back = pull.review(report(slips(), head=LATER), context=context())
    assert not [w for w in back if isinstance(w, EditReviewComment | Minimize | ResolveThread)]
    assert len([w for w in back if isinstance(w, PostReview)]) == 1


def test_a_thread_with_a_reply_is_not_rewritten_while_its_finding_stands() -> None:
    pull = with_replies(reviewed())
    other = [replace(f, message="said otherwise") for f in slips()]
    writes = pull.review(report(other), context=context())
    assert not [w for w in writes if isinstance(w, EditReviewComment)]


def test_a_thread_that_a_person_resolved_is_left_and_its_finding_not_said_again() -> None:
    pull = reviewed()
    pull.stand(threads=tuple(replace(t, resolved=True) for t in pull.standing.threads))
    pull.push([changed(TEXT)], LATER)
    writes = pull.review(report(slips(), head=LATER), context=context())
    assert not [w for w in writes if isinstance(w, PostReview | EditReviewComment | Minimize)]


def test_a_comment_that_a_person_deleted_is_not_posted_again() -> None:
    pull = reviewed()
    pull.stand(threads=())
    writes = pull.review(report(slips()), context=context())
    assert not [w for w in writes if isinstance(w, PostReview)]


def test_a_finding_that_comes_back_opens_its_thread_again_where_that_can_be_seen() -> None:
    pull = reviewed(can_minimize=False, can_resolve=False)
    pull.push([changed(TEXT)], LATER)
    pull.review(report([], head=LATER, ran=["spelling"]), context=context())
    pull.push([changed(TEXT)], HEAD)
    writes = pull.review(report(slips()), context=context())
    assert len([w for w in writes if isinstance(w, EditReviewComment)]) == 2
    assert not any("Fixed in" in thread.comment.body for thread in pull.standing.threads)


@pytest.mark.parametrize(
    "outcomes",
    [
        Outcomes(errors=(RuleError("spelling", "broke", "book/one.qmd"),), ran=frozenset({"spelling"})),
        Outcomes(errors=(RuleError("time-limit", "took too long", "book/one.qmd"),)),
        Outcomes(remarks=(RuleRemark("spelling", Waiting("not yet")),), ran=frozenset({"spelling"})),
    ],
    ids=["the rule broke", "the chapter took too long", "the rule waits"],
)
def test_what_was_not_judged_is_not_called_fixed(outcomes: Outcomes) -> None:
    pull = reviewed()
    pull.push([changed(TEXT)], LATER)
    given = report(head=LATER, outcomes=outcomes, states={"4.1": State.ERROR})
    writes = pull.review(given, context=context())
    assert not [w for w in writes if isinstance(w, EditReviewComment | Minimize)]


def test_a_fault_in_another_chapter_does_not_keep_a_thread_open() -> None:
    pull = reviewed()
    pull.push([changed(TEXT)], LATER)
    broke = RuleError("spelling", "broke", "book/two.qmd")
    given = report(head=LATER, outcomes=Outcomes(errors=(broke,), ran=frozenset({"spelling"})))
    assert [w for w in pull.review(given, context=context()) if isinstance(w, EditReviewComment)]


def test_a_rule_that_was_switched_off_is_not_called_fixed() -> None:
    pull = reviewed()
    pull.push([changed(TEXT)], LATER)
    writes = pull.review(report(head=LATER, ran=["grammar"]), context=context())
    bodies = [w.body for w in writes if isinstance(w, EditReviewComment)]
    assert len(bodies) == 2
    assert all("No longer reported at `ccccccc`" in body and "Fixed" not in body for body in bodies)


def test_a_finding_whose_line_left_the_pull_request_is_no_longer_held_against_it() -> None:
    pull = reviewed()
    pull.push([changed(TEXT)], LATER)
    older = [replace(f, decides=False) for f in slips()]
    bodies = [
        w.body
        for w in pull.review(report(older, head=LATER), context=context())
        if isinstance(w, EditReviewComment)
    ]
    assert len(bodies) == 2
    assert all("No longer reported" in body for body in bodies)


def test_of_two_summaries_the_oldest_stays() -> None:
    pull = reviewed()
    mine = pull.standing.summaries[0]
    second = StandingComment("N99", f"twin\n\n{Marker('summary', APP)}")
    pull.stand(summaries=(mine, second))
    assert pull.review(report(slips()), context=context()) == (DeleteComment("N99"),)


def test_a_summary_that_somebody_rewrote_is_restored() -> None:
    pull = reviewed()
    mine = pull.standing.summaries[0]
    pull.stand(summaries=(replace(mine, body=mine.body.replace("To fix", "All fine")),))
    (write,) = pull.review(report(slips()), context=context())
    assert isinstance(write, EditSummary)
    assert "To fix" in write.body


def test_a_summary_that_stands_is_brought_up_to_date_when_no_chapter_is_left() -> None:
    pull = reviewed()
    pull.push([], LATER)
    writes = pull.review(report(head=LATER, nothing_to_check="No chapter changed."), context=context())
    assert "EditSummary" in kinds(writes)
    fresh = FakePull(snapshot())
    assert kinds(fresh.review(report(nothing_to_check="No chapter changed."), context=context())) == [
        "PutCheckRun"
    ]


def test_the_check_run_is_patched_until_its_annotations_change() -> None:
    pull = FakePull(snapshot([changed(TEXT)]))
    far = [finding(line=900 + at, surroundings=str(at)) for at in range(3)]
    pull.review(report(far), context=context())
    first = pull.standing.check
    assert first is not None
    same = plan_for(pull, report(far, states={"7.1": State.WAITING}))
    assert [(w.run_id, w.check.annotations) for w in same if isinstance(w, PutCheckRun)] == [
        (first.run_id, ())
    ]
    fewer = plan_for(pull, report(far[:2]))
    assert [(w.run_id, len(w.check.annotations)) for w in fewer if isinstance(w, PutCheckRun)] == [(None, 2)]


def plan_for(pull: FakePull, given: Any, **more: Any) -> tuple[Write, ...]:
    return plan(compose(given, pull.snapshot, pull.memory, context()), pull.snapshot, pull.memory, **more)


def test_a_check_run_that_ended_does_not_go_back_to_waiting_but_is_made_anew() -> None:
    pull = reviewed()
    (write,) = [
        w
        for w in plan_for(pull, report(states={"3.1": State.WAITING}, on=On.MACHINE))
        if isinstance(w, PutCheckRun)
    ]
    assert (write.run_id, write.check.conclusion) == (None, None)


def test_pressing_re_run_gets_a_new_check_run_even_when_nothing_changed() -> None:
    pull = reviewed()
    (write,) = plan_for(pull, report(slips()), again=True)
    assert isinstance(write, PutCheckRun)
    assert write.run_id is None


def test_the_check_run_at_the_start_is_filled_not_doubled() -> None:
    pull = FakePull(snapshot([changed(TEXT)]))
    begun = starting(HEAD, 7)
    for write in plan_start(begun, pull.standing):
        pull.apply(write)
    assert pull.standing.check is not None
    run = pull.standing.check.run_id
    far = [finding(line=900)]
    (put,) = [w for w in pull.review(report(far), context=context()) if isinstance(w, PutCheckRun)]
    assert (put.run_id, len(put.check.annotations)) == (run, 1)
    assert plan_start(begun, pull.standing) == ()


def test_a_crash_is_told_once() -> None:
    pull = FakePull(snapshot())
    check = crashed(HEAD, 7, "9f3c21", "https://docs.example.org")
    (write,) = plan_check(check, pull.standing)
    pull.apply(write)
    assert plan_check(check, pull.standing) == ()


def test_a_check_run_left_in_progress_on_an_older_head_is_ended() -> None:
    memory = PullMemory(check=CheckMemory(run_id=5, head_sha=LATER, conclusion=None))
    pull = FakePull(snapshot([changed(TEXT)]), memory)
    first = pull.review(report(), context=context())[0]
    assert isinstance(first, PutCheckRun)
    assert (first.run_id, first.check.head_sha, first.check.conclusion) == (5, LATER, "cancelled")
    assert pull.review(report(), context=context()) == ()


def test_on_a_shared_head_the_worse_pull_requests_own_check_run_stays() -> None:
    worse = FakePull(snapshot([changed(TEXT)], number=3))
    worse.review(report(slips()), context=context())
    there = worse.standing.check
    better = FakePull(snapshot([changed(TEXT)], standing=Standing(FORM, check=there)))
    ctx = context(shared=(SharedHead(3, Verdict("failure", "1 item to fix")),))
    assert "PutCheckRun" not in kinds(better.review(report(), context=ctx))
    settled = context(shared=(SharedHead(3, Verdict("success", "fine")),))
    assert "PutCheckRun" in kinds(better.review(report(slips()), context=settled))


def test_only_boxes_that_differ_are_written() -> None:
    pull = FakePull(snapshot([changed(TEXT)], body=FORM))
    writes = pull.review(report(slips()), context=context())
    (edit,) = [w for w in writes if isinstance(w, EditBody)]
    assert "4.1" not in edit.boxes
    assert "6.3" not in edit.boxes
    assert edit.boxes["7.1"] is True
    now = pull.standing.body
    differing = [at for at, (was, is_now) in enumerate(zip(edit.base, now, strict=True)) if was != is_now]
    assert len(differing) == len(edit.boxes)
    assert all(now[at - 1 : at + 2] == "[x]" for at in differing)


def test_findings_github_would_not_place_become_annotations_at_the_next_run() -> None:
    pull = FakePull(snapshot([changed(TEXT)]))
    given = report(slips())
    publication = compose(given, pull.snapshot, pull.memory, context())
    assert publication.review is not None
    facts = Facts(HEAD, "author", "", boxes_now(pull.snapshot))
    refused = [c.identity for c in publication.review.comments]
    memory = remember(
        pull.memory, publication, given, pull.snapshot, context(), facts, Written(unposted=refused)
    )
    again = compose(given, pull.snapshot, memory, context())
    assert again.review is None
    assert len(again.check.annotations) == 2


def test_a_summary_of_ours_is_posted_once() -> None:
    pull = FakePull(snapshot([changed(TEXT)]))
    first = pull.review(report(slips()), context=context(), forget=True)
    assert len([w for w in first if isinstance(w, PostSummary)]) == 1
    assert pull.review(report(slips()), context=context(), forget=True) == ()
