import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from app.publication.boxes import BoxChange, box_changes, merge_lost_edit, splice
from checks.checklist import read_form
from checks.items import ITEMS

FORM = "Hello.\r\n\r\n" + "".join(f"- [ ] {item.text}\r\n" for item in ITEMS)
PROOFREAD = "- [{}] The chapter has been proofread for grammar and spelling errors."
LABELS = "- [{}] The Pull Request includes any necessary labels or tags."
LINKS = "- [{}] All external links (if any) are working and lead to the intended destinations."


def body(proofread: str = " ", labels: str = " ", links: str = " ", text: str = "About this change.") -> str:
    return "\n".join([text, "", PROOFREAD.format(proofread), LABELS.format(labels), LINKS.format(links), ""])


def test_a_box_is_set_and_nothing_else_changes() -> None:
    after = splice(FORM, {"4.1": True})
    assert [n for n in range(len(FORM)) if FORM[n] != after[n]] == [FORM.index(PROOFREAD.format(" ")) + 3]
    assert splice(after, {"4.1": False}) == FORM


def test_all_boxes_are_set_at_once() -> None:
    after = splice(FORM, {item.id: True for item in ITEMS})
    assert after == FORM.replace("[ ]", "[x]")


def test_a_tick_written_large_is_left_as_its_author_wrote_it() -> None:
    assert splice(body("X"), {"4.1": True}) == body("X")


@pytest.mark.parametrize("slip", [" x", "x ", " X ", "  ", "\t"])
def test_a_slip_that_github_does_not_draw_is_mended_when_the_box_is_set(slip: str) -> None:
    assert splice(body(slip), {"4.1": True}) == body("x")
    assert splice(body(slip), {"4.1": False}) == body(" ")
    assert splice(body(slip), {"7.3": False}) == body(slip)


def test_copies_of_an_item_are_set_alike() -> None:
    twice = body("x") + "\n---\n" + body(" ")
    assert splice(twice, {"4.1": True}) == body("x") + "\n---\n" + body("x")
    assert splice(twice, {"4.1": False}) == body(" ") + "\n---\n" + body(" ")


def test_boxes_of_other_lists_comments_code_and_quotes_are_never_set() -> None:
    others = "\n".join(
        [
            "- [ ] Tests pass",
            "",
            "```",
            PROOFREAD.format(" "),
            "```",
            "",
            "<!--",
            PROOFREAD.format(" "),
            "-->",
            "",
            "> " + PROOFREAD.format(" "),
            "",
        ]
    )
    assert splice(others, {item.id: True for item in ITEMS}) == others


def test_an_empty_or_missing_body_stays_empty() -> None:
    assert splice(None, {"4.1": True}) == ""
    assert splice("", {"4.1": True}) == ""


def test_changes_are_transitions_not_states() -> None:
    assert box_changes(body("x"), body("X", "x")) == (BoxChange("7.3", True),)
    assert box_changes(body("x", "x"), body(" ", "x")) == (BoxChange("4.1", False),)
    assert box_changes(body("x"), body("x", text="Another text.")) == ()


def test_a_form_pasted_with_ticks_ticks_and_one_that_vanished_unticks_nothing() -> None:
    assert box_changes(None, body("x")) == (BoxChange("4.1", True),)
    assert box_changes(body("x"), "") == ()
    assert box_changes(body("x"), None) == ()


def test_a_tick_inside_a_fence_is_no_change() -> None:
    fenced = "```\n{}\n```\n"
    assert box_changes(fenced.format(PROOFREAD.format(" ")), fenced.format(PROOFREAD.format("x"))) == ()


def test_of_two_copies_the_one_that_changed_speaks() -> None:
    both = body("x") + "\n---\n" + body("x")
    assert box_changes(both, body("x") + "\n---\n" + body(" ")) == (BoxChange("4.1", False),)
    none = body(" ") + "\n---\n" + body(" ")
    assert box_changes(none, body(" ") + "\n---\n" + body("x")) == (BoxChange("4.1", True),)


def test_a_form_doubled_by_an_edit_is_no_change_of_its_own() -> None:
    assert box_changes(body("x"), body("x") + "\n---\n" + body(" ")) == ()


def test_a_tick_made_while_the_bot_writes_is_kept() -> None:
    base, ours = body(), body(labels="x")
    theirs = body("x")
    assert merge_lost_edit(base, ours, theirs, now=ours) == body("x", "x")


def test_a_text_rewritten_while_the_bot_writes_is_kept() -> None:
    theirs = body("x", text="Rewritten by a person at the same moment.").replace("\n", "\r\n")
    merged = merge_lost_edit(body(), body(labels="x"), theirs, now=body(labels="x"))
    assert merged == body("x", "x", text="Rewritten by a person at the same moment.").replace("\n", "\r\n")


def test_after_a_later_edit_only_the_lost_ticks_are_carried_over() -> None:
    now = body(labels="x", text="A later text.")
    assert merge_lost_edit(body(), body(labels="x"), body("x", text="Lost text."), now) == body(
        "x", "x", text="A later text."
    )


def test_a_box_that_was_changed_again_since_is_left_as_it_is() -> None:
    base, ours, theirs = body("x"), body("x", "x"), body(" ")
    now = body("x", "x", "x")
    assert merge_lost_edit(base, ours, theirs, now) == body(" ", "x", "x")
    again = body(" ", "x", text="Later.")
    assert merge_lost_edit(body(), body(labels="x"), body("x"), body("x", "x", text="Later.")) == body(
        "x", "x", text="Later."
    )
    assert merge_lost_edit(base, ours, body("x", links="x"), again) == body(" ", "x", "x", text="Later.")


def test_without_a_lost_edit_the_body_stands() -> None:
    ours = body(labels="x")
    assert merge_lost_edit(body(), ours, body(), ours) == ours
    assert merge_lost_edit(body(), ours, ours, body("x", "x")) == body("x", "x")
    assert merge_lost_edit(body(), ours, body().replace("\n", "\r\n"), ours) == ours
    assert merge_lost_edit(None, "", None, None) == ""


# -- properties ------------------------------------------------------------------------------------------------------

LINES = st.sampled_from(
    [
        PROOFREAD.format(" "),
        PROOFREAD.format("x"),
        "    " + LABELS.format(" x"),
        "* " + LINKS.format("X")[2:],
        "1. **Final Steps**",
        "- [ ] Buy milk",
        "- [x] Tests pass",
        "```",
        "<!--",
        "-->",
        "> " + LABELS.format(" "),
        "",
        "---",
        "Text with [ ] in it",
        "[x]: https://example.org",
        "- [ ] ~~gone~~ N/A: why not",
    ]
)
BODIES = st.builds(
    lambda lines, end: end.join(lines),
    st.lists(LINES | st.text(max_size=10), max_size=14),
    st.sampled_from(["\n", "\r\n", "\r"]),
)
WANTED = st.dictionaries(st.sampled_from([item.id for item in ITEMS]), st.booleans())


def outside(text: str) -> tuple[str, ...]:
    """The text cut at every recognised box: what must never change."""
    parts, done = [], 0
    for box in read_form(text).boxes:
        if box.item is not None:
            parts.append(text[done : box.span.start])
            done = box.span.end
    return (*parts, text[done:])


@settings(max_examples=200, deadline=None)
@given(BODIES, WANTED)
@example("- [ ] \0\r\n" + PROOFREAD.format(" "), {"4.1": True})
def test_splicing_never_touches_a_byte_that_is_not_a_recognised_box(
    text: str, wanted: dict[str, bool]
) -> None:
    after = splice(text, wanted)
    assert outside(after) == outside(text)


@settings(max_examples=200, deadline=None)
@given(BODIES, WANTED)
def test_splicing_twice_is_splicing_once_and_says_what_was_wanted(text: str, wanted: dict[str, bool]) -> None:
    after = splice(text, wanted)
    assert splice(after, wanted) == after
    form, before = read_form(after), read_form(text)
    assert [box.item for box in form.boxes] == [box.item for box in before.boxes]
    for item, copies in form.of.items():
        expected = [wanted[item]] * len(copies) if item in wanted else [b.ticked for b in before.of[item]]
        assert [box.ticked for box in copies] == expected


@settings(max_examples=100, deadline=None)
@given(BODIES, WANTED, WANTED)
def test_a_lost_edit_of_boxes_and_ours_both_stand_afterwards(
    text: str, bot: dict[str, bool], person: dict[str, bool]
) -> None:
    person = {item: ticked for item, ticked in person.items() if item not in bot}
    ours, theirs = splice(text, bot), splice(text, person)
    merged = merge_lost_edit(text, ours, theirs, now=ours)
    form = read_form(merged)
    for change in box_changes(text, ours) + box_changes(text, theirs):
        assert form.ticked(change.item) is change.ticked
    assert outside(merged) == outside(text)
