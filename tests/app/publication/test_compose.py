from __future__ import annotations

import random
from dataclasses import replace

import pytest

from app import limits
from app.memory import PullMemory
from app.publication.attestations import Attestations
from app.publication.context import SharedHead
from app.publication.hunks import new_side
from app.publication.render import size
from app.publication.verdict import Verdict
from app.publication.writes import CheckRun
from checks.config import CommentsConfig, Config, Decider
from checks.finding import Finding, Severity
from checks.items import BY_ID
from checks.pull import ChangedFile, FileStatus
from checks.report import Attestation, ItemResult, Report, State
from tests.app.publication.support import FORM, changed, context, finding, published, report, snapshot

TEXT = "\n".join(f"line {at} taht" for at in range(1, 101))


def many(number: int, **more: object) -> list[Finding]:
    return [
        finding(line=at, column=len(f"line {at} ") + 1, surroundings=f"s{at}", **more)  # type: ignore[arg-type]
        for at in range(1, number + 1)
    ]


def test_no_more_comments_than_thirty_and_the_rest_become_annotations() -> None:
    for number, posted, annotated in ((0, 0, 0), (30, 30, 0), (31, 30, 1), (100, 30, 70)):
        found = published(report(many(number)), snapshot([changed(TEXT)]))
        assert len(found.review.comments if found.review else ()) == posted
        assert len(found.check.annotations) == annotated


def test_errors_take_the_places_before_warnings() -> None:
    mixed = [*many(40, severity=Severity.WARNING)[:35], *many(40)[35:]]
    found = published(report(mixed), snapshot([changed(TEXT)]))
    assert found.review is not None
    lines = [comment.line for comment in found.review.comments]
    assert lines == [*range(1, 26), *range(36, 41)]
    assert {a.level for a in found.check.annotations} == {"warning"}


def test_a_finding_outside_the_hunks_is_never_posted() -> None:
    file = ChangedFile(
        "book/one.qmd", FileStatus.MODIFIED, "b", patch="@@ -5,2 +5,3 @@\n five\n+taht\n seven"
    )
    lines = [4, 5, 6, 7, 8]
    found = published(report([finding(line=at, surroundings=str(at)) for at in lines]), snapshot([file]))
    assert found.review is not None
    assert [comment.line for comment in found.review.comments] == [5, 6, 7]
    assert [a.start_line for a in found.check.annotations] == [4, 8]


def test_a_file_without_a_patch_or_removed_in_the_meantime_gets_annotations() -> None:
    binary = ChangedFile("book/one.qmd", FileStatus.MODIFIED, "b", patch=None)
    for files in ([binary], [ChangedFile("book/one.qmd", FileStatus.REMOVED)], []):
        found = published(report([finding()]), snapshot(files))
        assert found.review is None
        assert len(found.check.annotations) == 1


def test_a_finding_over_two_hunks_is_told_on_its_first_line_in_the_diff() -> None:
    file = ChangedFile(
        "book/one.qmd", FileStatus.MODIFIED, "b", patch="@@ -1 +1 @@\n+one\n@@ -9 +9 @@\n+nine"
    )
    found = published(report([finding(line=1, end_line=9)]), snapshot([file]))
    assert found.review is not None
    (comment,) = found.review.comments
    assert (comment.start_line, comment.line) == (None, 1)


def test_findings_on_overlapping_lines_share_a_comment() -> None:
    pair = [finding(line=3, end_line=5, match="a"), finding("grammar", line=5, end_line=6, match="b")]
    apart = finding("grammar", line=7, match="c")
    found = published(report([*pair, apart]), snapshot([changed(TEXT)]))
    assert found.review is not None
    assert [(c.start_line, c.line) for c in found.review.comments] == [(3, 6), (None, 7)]
    assert found.review.comments[0].identity.count(",") == 1


def test_every_comment_stands_on_lines_of_one_hunk() -> None:
    chance = random.Random(7)
    patch = "@@ -1,3 +1,4 @@\n a\n+b\n c\n d\n@@ -20,2 +21,5 @@\n e\n+f\n+g\n+h\n i"
    side = new_side(patch)
    for _ in range(200):
        spans = [sorted((chance.randint(1, 30), chance.randint(1, 30))) for _ in range(5)]
        found = [finding(line=a, end_line=b, match=str(n)) for n, (a, b) in enumerate(spans)]
        file = ChangedFile("book/one.qmd", FileStatus.MODIFIED, "b", patch=patch)
        publication = published(report(found), snapshot([file]))
        for comment in publication.review.comments if publication.review else ():
            assert side.together(comment.start_line or comment.line, comment.line)
            assert comment.start_line is None or comment.start_line < comment.line


def test_a_draft_gets_a_check_run_and_no_comments_until_it_is_ready() -> None:
    found = published(report([finding()]), snapshot([changed(TEXT)], draft=True))
    assert found.review is None
    assert (found.check.conclusion, len(found.check.annotations)) == ("failure", 1)
    assert "draft" in (found.summary or "")
    assert not found.places
    ready = published(report([finding()]), snapshot([changed(TEXT)]))
    assert ready.review is not None


def test_where_threads_must_be_resolved_warnings_are_annotations() -> None:
    both = [finding(), finding("typography", severity=Severity.WARNING, line=9)]
    ctx = context(conversation_resolution=True)
    found = published(report(both), snapshot([changed(TEXT)]), ctx)
    assert found.review is not None
    assert [c.line for c in found.review.comments] == [3]
    assert [a.start_line for a in found.check.annotations] == [9]


def test_what_the_form_does_not_ask_for_is_no_comment_and_no_failure() -> None:
    given = report([finding()])
    items = tuple(replace(r, required=r.item.id != "4.1") for r in given.items)
    found = published(replace(given, items=items), snapshot([changed(TEXT)]))
    assert found.review is None
    assert found.check.conclusion == "success"
    assert [a.level for a in found.check.annotations] == ["warning"]


def test_older_findings_and_notices_are_only_counted() -> None:
    quiet = [finding(decides=False), finding("long-sentence", "4.2", severity=Severity.NOTICE, line=5)]
    found = published(report(quiet), snapshot([changed(TEXT)]))
    assert found.review is None
    assert not found.check.annotations
    assert "Older findings in book/one" in found.check.text
    assert "Notices in book/one" in found.check.text


def test_no_chapter_changed_is_a_green_check_with_a_sentence_and_no_comment() -> None:
    found = published(report(nothing_to_check="No chapter changed."), snapshot())
    assert (found.check.conclusion, found.check.summary) == ("success", "No chapter changed.")
    assert found.summary_if_standing
    assert not found.boxes


def test_quiet_books_get_no_comment_while_everything_is_green() -> None:
    ctx = context(config=Config(comments=CommentsConfig(quiet=True)))
    assert published(report(), snapshot(), ctx).summary_if_standing
    assert not published(report([finding()]), snapshot(), ctx).summary_if_standing
    assert not published(report(), snapshot()).summary_if_standing


def test_a_head_shared_by_two_pull_requests_carries_the_worse_verdict() -> None:
    def shared(conclusion: str | None, number: int, given: Report) -> tuple[CheckRun, int | None]:
        other = SharedHead(number, Verdict(conclusion, "theirs"))  # type: ignore[arg-type]
        found = published(given, snapshot([changed(TEXT)]), context(shared=(other,)))
        return found.check, found.check_yields_to

    check, owner = shared("failure", 9, report())
    assert (check.conclusion, check.title, owner) == (
        "failure",
        "This commit is also the head of #9: theirs",
        9,
    )
    check, owner = shared("success", 9, report([finding()]))
    assert (check.conclusion, owner) == ("failure", None)
    check, owner = shared("success", 9, report())
    assert (check.conclusion, owner) == ("success", None)
    check, owner = shared("success", 3, report())
    assert owner == 3


def test_everything_fits_however_much_was_found() -> None:
    text = "\n".join("x" * 60 for _ in range(3_000))
    long = "é|@x #1 `" * 200
    found = [
        finding(line=at, message=f"{at} {long}", match="x" * 60, replacement="y" * 500, surroundings=str(at))
        for at in range(1, 2_000)
    ]
    old = [finding(line=at, decides=False, message=long, path=f"book/{at}.qmd") for at in range(900)]
    given = report([*found, *old], notices=(long,) * 50)
    publication = published(given, snapshot([changed(text)], title="🙂" * 300))
    check = publication.check
    assert max(size(check.summary), size(check.text)) <= limits.CHECK_TEXT_CHARACTERS
    assert len(check.title) <= limits.CHECK_TITLE_CHARACTERS
    assert len(check.annotations) == limits.ANNOTATIONS_MOST
    assert all(size(a.message) <= limits.ANNOTATION_MESSAGE_BYTES for a in check.annotations)
    assert all(len(a.title) <= limits.ANNOTATION_TITLE_CHARACTERS for a in check.annotations)
    assert size(publication.summary or "") <= limits.BODY_CHARACTERS
    assert publication.review is not None
    assert all(size(c.body) <= limits.BODY_CHARACTERS for c in publication.review.comments)


def test_a_comment_on_an_endless_line_drops_the_suggestion_and_stays_short() -> None:
    text = "taht " + "x" * 70_000
    found = published(report([finding(line=1, match="taht", replacement="that")]), snapshot([changed(text)]))
    assert found.review is not None
    (comment,) = found.review.comments
    assert "suggestion" not in comment.body
    assert "is a slip" in comment.body
    assert comment.body.endswith("-->")


def test_the_button_fits_what_github_takes() -> None:
    (button,) = published(report(), snapshot()).check.actions
    assert len(button.label) <= limits.ACTION_LABEL_CHARACTERS
    assert len(button.description) <= limits.ACTION_DESCRIPTION_CHARACTERS
    assert len(button.identifier) <= limits.ACTION_IDENTIFIER_CHARACTERS


# -- boxes ------------------------------------------------------------------------------------------------------


def boxes(state: State, decides: Decider, ticked: bool, attested: bool = False) -> bool | None:
    """How the bot sets the box of item 1.1 when it stands so; None: it leaves it."""
    given = report()
    result = ItemResult(BY_ID["1.1"], state, "why", decides)
    given = replace(given, items=(result,))
    body = f"- [{'x' if ticked else ' '}] {BY_ID['1.1'].text}\n"
    ticks = Attestations({"1.1": Attestation("1.1", "reader")} if attested else {})
    return published(given, snapshot(body=body), context(attestations=ticks)).boxes.get("1.1")


@pytest.mark.parametrize("state", list(State))
@pytest.mark.parametrize("ticked", [True, False])
def test_the_bots_own_boxes_say_just_what_it_proved(state: State, ticked: bool) -> None:
    proved = state in (State.PASS, State.NOT_APPLICABLE, State.WAIVED)
    assert boxes(state, Decider.BOT, ticked) == (proved if proved is not ticked else None)


@pytest.mark.parametrize("decides", [Decider.BOT_AND_HUMAN, Decider.HUMAN])
@pytest.mark.parametrize("state", [State.PASS, State.FAIL, State.WAITING, State.ERROR])
def test_the_bot_never_ticks_what_a_person_decides(decides: Decider, state: State) -> None:
    assert boxes(state, decides, ticked=False) is None


def test_the_bot_opens_a_box_that_its_own_check_disproves() -> None:
    assert boxes(State.FAIL, Decider.BOT_AND_HUMAN, ticked=True, attested=True) is False


def test_a_tick_that_stands_is_left_and_one_that_is_nobodys_is_opened() -> None:
    for decides in (Decider.BOT_AND_HUMAN, Decider.HUMAN):
        assert boxes(State.PASS, decides, ticked=True, attested=True) is None
        assert boxes(State.WAITING, decides, ticked=True, attested=True) is None
        assert boxes(State.WAITING, decides, ticked=True) is False
        assert boxes(State.ERROR, decides, ticked=True) is None


def test_what_does_not_apply_is_ticked_whoever_decides() -> None:
    for decides in Decider:
        assert boxes(State.NOT_APPLICABLE, decides, ticked=False) is True


def test_a_slip_that_github_does_not_draw_is_made_a_box() -> None:
    body = FORM.replace("[ ]", "[ x]")
    assert set(published(report(), snapshot(body=body)).boxes) >= {"4.1", "7.1"}


def test_a_body_without_boxes_is_left_alone() -> None:
    assert not published(report(), snapshot(body="")).boxes
    assert PullMemory().boxes is None
