"""A pull request is opened: what stands on it a few seconds later, and what a second look costs."""

from __future__ import annotations

import pytest

from checks.checklist import read_form
from tests.flow.conftest import Play

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_the_whole_review_stands_after_one_delivery(sample: Play) -> None:
    await sample.reviewed()
    assert sample.check is not None
    assert (sample.check.name, sample.check.conclusion) == ("Galleyproof", "failure")
    assert len(sample.summaries) == 1
    for rule in ("duplicated-word", "spelling", "unclosed-image", "hard-coded-reference", "placeholder-text"):
        assert len(sample.threads_of(rule)) == 1, rule
    lines = {
        t.comments[0].body.split("```suggestion")[1].split("\n")[1] for t in sample.threads_of("spelling")
    }
    assert lines == {
        "The simplest forecast says that tomorrow will be like today. It is called persistence, and it is hard to beat for a few"
    }


async def test_boxes_are_ticked_and_no_other_byte_of_the_description_changes(sample: Play) -> None:
    before = sample.pull.body
    await sample.reviewed()
    after = sample.pull.body
    assert len(after) == len(before)
    changed = {at for at, (one, other) in enumerate(zip(before, after, strict=True)) if one != other}
    boxes = {box.span.start: box for box in read_form(after).boxes}
    assert changed <= set(boxes)
    ticked = {box.item for box in boxes.values() if box.ticked}
    assert {"3.1", "7.1"} <= ticked
    assert not ticked & {"1.1", "4.1", "3.2", "6.3"}


async def test_a_second_run_on_an_unchanged_pull_request_writes_nothing(sample: Play) -> None:
    await sample.reviewed()
    mark = sample.world.requests.mark()
    sample.world.comment(sample.repository, sample.pull.number, "Thank you!", "tom-vane")
    await sample.quiet()
    assert sample.world.requests.since(mark).writes.names == []
    assert len(sample.world.requests.since(mark).reads) == 1


async def test_our_own_echo_costs_no_request(sample: Play) -> None:
    await sample.reviewed()
    mark = sample.world.requests.mark()
    await sample.quiet()
    assert list(sample.world.requests.since(mark)) == []


async def test_a_tick_is_attributed_and_makes_the_item_pass(sample: Play) -> None:
    await sample.reviewed()
    mark = sample.world.requests.mark()
    sample.world.tick(sample.repository, sample.pull.number, "necessary permissions", "rosa-field")
    await sample.quiet()
    asked = sample.world.requests.since(mark)
    assert (len(asked.reads), len(asked.writes) <= 3) == (1, True), str(asked)
    assert "@rosa-field" in sample.summaries[0].replace("\u200b", "")


async def test_the_bot_opens_a_box_that_somebody_ticked_although_an_error_is_open(sample: Play) -> None:
    await sample.reviewed()
    sample.world.tick(sample.repository, sample.pull.number, "proofread for grammar", "ada-breeze")
    await sample.quiet()
    box = next(box for box in read_form(sample.pull.body).boxes if box.item == "4.1")
    assert not box.ticked


async def test_a_push_that_mends_a_finding_marks_its_thread_fixed_and_opens_no_new_one(sample: Play) -> None:
    await sample.reviewed()
    threads = {id(thread) for thread in sample.threads}
    path = "chapters/forecasting.qmd"
    mended = sample.read(path).replace(b"taht", b"that").replace(b"enough to to check", b"enough to check")
    mark = sample.world.requests.mark()
    sample.world.push(sample.repository, sample.pull.head_ref, {path: mended}, "Mend slips", "ada-breeze")
    await sample.reviewed()
    [thread] = sample.threads_of("spelling")
    assert sample.pull.head_sha[:7] in thread.comments[0].body
    assert thread.comments[0].minimized
    assert {id(thread) for thread in sample.threads} == threads
    asked = sample.world.requests.since(mark)
    assert len(asked.where(lambda e: e.kind != "token")) <= 5, str(asked)
