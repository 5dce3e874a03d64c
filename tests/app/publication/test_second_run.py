"""A second run on an unchanged pull request makes no write, whatever the first one found and whenever it was killed."""

from __future__ import annotations

from collections.abc import Mapping

from hypothesis import given, settings
from hypothesis import strategies as st

from app.publication.escape import prose
from app.publication.writes import EditReviewComment, PostReview, PutCheckRun
from checks.config import CommentsConfig, Config
from checks.finding import On
from checks.items import ITEMS
from checks.report import State
from tests.app.publication.strategies import PATHS, Chapter, chapters
from tests.app.publication.support import FORM, FakePull, changed, context, finding, report, snapshot

STATES = st.dictionaries(
    st.sampled_from([item.id for item in ITEMS]), st.sampled_from(list(State)), max_size=25
)
BODIES = st.sampled_from(
    ["", FORM, FORM.replace("[ ]", "[x]"), FORM.replace("\n", "\r\n"), FORM[:600], "Hello"]
)
CONFIGS = st.builds(
    lambda inline, quiet: Config(comments=CommentsConfig(inline=inline, quiet=quiet)),
    st.integers(0, 30),
    st.booleans(),
)


@given(
    chapters(), chapters(PATHS[1]), STATES, BODIES, CONFIGS, st.sampled_from(On), st.booleans(), st.booleans(),
    st.booleans(), st.booleans(), st.booleans(),
)  # fmt: skip
@settings(max_examples=80, deadline=None)
def test_a_second_run_on_an_unchanged_pull_request_makes_no_write(
    one: Chapter,
    two: Chapter,
    states: Mapping[str, State],
    body: str,
    config: Config,
    on: On,
    draft: bool,
    forget: bool,
    can_minimize: bool,
    resolution: bool,
    complete: bool,
) -> None:
    files = [changed(one.text), changed(two.text, PATHS[1])]
    now = report([*one.findings(), *two.findings()], states=states, on=on)
    ctx = context(config=config, conversation_resolution=resolution)
    pull = FakePull(
        snapshot(files, body=body, draft=draft, files_complete=complete), can_minimize=can_minimize
    )
    assert pull.review(now, context=ctx, forget=forget)
    # Boxes are only told apart from people's once the first run was remembered, so the state is settled by then.
    assert pull.review(now, context=ctx, forget=forget) == ()
    assert pull.review(now, context=ctx) == ()


@given(chapters(), st.data())
@settings(max_examples=50, deadline=None)
def test_a_run_killed_between_two_writes_is_finished_by_the_next_one_without_saying_anything_twice(
    chapter: Chapter, data: st.DataObject
) -> None:
    now = report(chapter.findings())
    whole = FakePull(snapshot([changed(chapter.text)]))
    writes = whole.review(now, context=context())
    cut = data.draw(st.integers(0, len(writes)))
    killed = FakePull(snapshot([changed(chapter.text)]))
    for write in writes[:cut]:
        killed.apply(write)
    killed.review(now, context=context())
    assert [t.comment.body for t in killed.standing.threads] == [
        t.comment.body for t in whole.standing.threads
    ]
    assert len(killed.standing.summaries) == 1
    assert killed.standing.body == whole.standing.body
    assert killed.review(now, context=context()) == ()


@given(chapters(), st.data(), st.booleans())
@settings(max_examples=80, deadline=None)
def test_nothing_is_said_again_when_unrelated_lines_come_go_or_move(
    chapter: Chapter, data: st.DataObject, forget: bool
) -> None:
    pull = FakePull(snapshot([changed(chapter.text)]))
    pull.review(report(chapter.findings()), context=context(), forget=forget)
    at = data.draw(st.integers(0, min((mark[0] for mark in chapter.marks), default=0)))
    added = data.draw(st.lists(st.just("A line of no concern."), max_size=5))
    later = Chapter(
        chapter.path,
        (*chapter.lines[:at], *added, *chapter.lines[at:]),
        tuple((row + len(added), *rest) for row, *rest in chapter.marks),  # type: ignore[misc]
    )
    head = "f" * 40
    pull.push([changed(later.text)], head, lines=len(added))
    writes = pull.review(report(later.findings(), head=head), context=context())
    assert not [w for w in writes if isinstance(w, PostReview | EditReviewComment)]
    assert pull.review(report(later.findings(), head=head), context=context()) == ()


@given(chapters(), st.booleans())
@settings(max_examples=40, deadline=None)
def test_a_renamed_chapter_keeps_its_threads(chapter: Chapter, twice: bool) -> None:
    pull = FakePull(snapshot([changed(chapter.text)]))
    pull.review(report(chapter.findings()), context=context())
    moved = Chapter("book/new.qmd", chapter.lines, chapter.marks)
    head = "e" * 40
    previous = {} if twice else {"previous_path": chapter.path}
    pull.push([changed(moved.text, moved.path, **previous)], head)
    writes = pull.review(report(moved.findings(), head=head), context=context())
    assert not [w for w in writes if isinstance(w, PostReview)]
    assert not [w for w in writes if isinstance(w, EditReviewComment) and "Fixed in" in w.body]


@given(chapters(), chapters())
@settings(max_examples=80, deadline=None)
def test_after_any_push_the_state_settles_and_open_threads_tell_just_what_is_found(
    one: Chapter, two: Chapter
) -> None:
    pull = FakePull(snapshot([changed(one.text)]))
    pull.review(report(one.findings()), context=context())
    head = "d" * 40
    pull.push([changed(two.text)], head)
    rules = {f.rule for f in one.findings()}
    now = report(two.findings(), head=head, ran=rules)
    pull.review(now, context=context())
    assert pull.review(now, context=context()) == ()
    told = {prose(f.message) for f in two.findings()}
    for thread in pull.standing.threads:
        if "Fixed in" not in thread.comment.body and "No longer" not in thread.comment.body:
            assert any(message in thread.comment.body for message in told)


@given(chapters())
@settings(max_examples=40, deadline=None)
def test_a_finding_that_goes_and_comes_back_stands_open_in_just_one_thread(chapter: Chapter) -> None:
    for can_minimize in (True, False):
        pull = FakePull(
            snapshot([changed(chapter.text)]), can_minimize=can_minimize, can_resolve=can_minimize
        )
        bad, good = report(chapter.findings()), report([], ran={f.rule for f in chapter.findings()})
        pull.review(bad, context=context())
        first = len(pull.standing.threads)
        for head, now in (("1" * 40, good), ("2" * 40, bad), ("3" * 40, bad)):
            pull.push([changed(chapter.text)], head)
            again = report(now.outcomes.findings, head=head, ran=now.outcomes.ran)
            pull.review(again, context=context())
            assert pull.review(again, context=context()) == ()
        opened = [t for t in pull.standing.threads if not t.comment.body.startswith("~~")]
        assert len([t for t in opened if not t.comment.minimized and not t.resolved]) == first
        assert len(pull.standing.threads) == (2 * first if can_minimize else first)


@given(st.integers(0, 260))
@settings(max_examples=25, deadline=None)
def test_annotations_that_change_make_a_new_run_and_those_that_stay_are_never_sent_twice(number: int) -> None:
    found = [finding(line=1_000 + at, match=f"word{at}") for at in range(number)]
    pull = FakePull(snapshot([changed("some text")]))
    pull.review(report(found), context=context())
    assert pull.standing.check is not None
    first = pull.standing.check.run_id
    assert pull.annotations[first] == min(number, 200)
    retitled = report(found, states={"7.1": State.WAITING})
    (write,) = [w for w in pull.review(retitled, context=context()) if isinstance(w, PutCheckRun)]
    assert write.run_id == first
    assert pull.annotations[first] == min(number, 200)
    pull.review(report(found[1:]), context=context())
    assert pull.standing.check.run_id == first or number > 0
