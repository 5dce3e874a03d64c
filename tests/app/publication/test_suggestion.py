from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from app.publication.hunks import new_side
from app.publication.suggestion import suggestion
from checks.text import Lines
from tests.app.publication.support import finding, patch_of


def apply(text: str, block: str, first: int, last: int) -> str:
    """What GitHub makes of a suggestion: the lines are replaced by the block's text; an empty block deletes them."""
    fence, *inner, end = block.split("\n")
    assert fence == end + "suggestion"
    assert not any(re.match(rf"\s*`{{{len(end)},}}", line) for line in inner)
    lines = text.split("\n")
    return "\n".join([*lines[: first - 1], *inner, *lines[last:]])


def test_a_suggestion_holds_the_whole_line_with_the_slip_mended() -> None:
    text = "one\nall taht is known\nthree"
    slip = finding(line=2, column=5, match="taht", replacement="that")
    assert suggestion([slip], new_side(patch_of(text)), 2, 2) == "```suggestion\nall that is known\n```"


def test_a_suggestion_around_backticks_has_a_longer_fence() -> None:
    text = "````{python}\nprint(1)\n````"
    slip = finding(line=1, column=6, match="python", replacement="r")
    block = suggestion([slip], new_side(patch_of(text)), 1, 1)
    assert block == "`````suggestion\n````{r}\n`````"


def test_a_suggestion_that_deletes_a_line_with_its_end_is_an_empty_block() -> None:
    text = "one\ngone\nthree"
    slip = finding(line=2, match="gone\n", end_column=5, replacement="")
    assert suggestion([slip], new_side(patch_of(text)), 2, 2) == "```suggestion\n```"


def test_a_suggestion_that_empties_a_line_leaves_an_empty_line() -> None:
    slip = finding(line=2, match="gone", replacement="")
    assert suggestion([slip], new_side(patch_of("one\ngone\nthree")), 2, 2) == "```suggestion\n\n```"


def test_a_line_that_goes_among_others_takes_its_line_end_along() -> None:
    slips = [
        finding(line=1, match="taht", replacement="that"),
        finding(line=2, match="gone\n", end_column=5, replacement=""),
    ]
    block = suggestion(slips, new_side(patch_of("taht\ngone\nthree")), 1, 2)
    assert block == "```suggestion\nthat\n```"


def test_windows_line_ends_are_no_part_of_a_suggestion() -> None:
    side = new_side("@@ -0,0 +1,2 @@\n+all taht\r\n+ends\r")
    slip = finding(line=1, column=5, match="taht", replacement="that")
    assert suggestion([slip], side, 1, 1) == "```suggestion\nall that\n```"


def test_a_match_over_windows_lines_is_recognised() -> None:
    side = new_side("@@ -0,0 +1,2 @@\n+the\r\n+the end\r")
    slip = finding(line=1, match="the\r\nthe", end_line=2, end_column=4, replacement="the")
    assert suggestion([slip], side, 1, 2) == "```suggestion\nthe end\n```"


def test_nothing_is_suggested_outside_the_hunk_or_across_two() -> None:
    slip = finding(line=9, match="taht", replacement="that")
    assert suggestion([slip], new_side(patch_of("one")), 9, 9) is None
    two = new_side("@@ -1 +1 @@\n+one\n@@ -8 +8 @@\n+two")
    wide = finding(line=1, match="x", end_line=8, replacement="that")
    assert suggestion([wide], two, 1, 8) is None


def test_nothing_is_suggested_where_the_line_does_not_hold_what_was_matched() -> None:
    slip = finding(line=1, match="taht", replacement="that")
    assert suggestion([slip], new_side(patch_of("something else")), 1, 1) is None


def test_nothing_is_suggested_that_changes_nothing() -> None:
    slip = finding(line=1, match="that", replacement="that")
    assert suggestion([slip], new_side(patch_of("that")), 1, 1) is None


def test_of_two_overlapping_fixes_only_the_first_is_offered() -> None:
    slips = [
        finding(line=1, match="data data", replacement="data"),
        finding(line=1, column=6, match="data", replacement="dataset"),
    ]
    assert suggestion(slips, new_side(patch_of("data data here")), 1, 1) == "```suggestion\ndata here\n```"


@given(
    st.lists(
        st.text(st.characters(codec="utf-8", exclude_characters="\r\n\x85\u2028\u2029"), max_size=30),
        min_size=1,
    ),
    st.data(),
)
def test_applying_a_suggestion_is_exactly_the_replacement(lines: list[str], data: st.DataObject) -> None:
    text = "\n".join(lines)
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, min(len(text), start + 60)))
    replacement = data.draw(st.text(st.sampled_from("ab `\n"), max_size=12))
    index = Lines.of(text)
    (line, column), (end_line, end_column) = index.place(start), index.place(end)
    if end_line > line and end_column == 1:  # as the runner places a span that ends with a line end
        end_line, end_column = end_line - 1, len(index.line(end_line - 1)) + 1
    slip = finding(
        line=line, column=column, match=text[start:end], end_line=end_line, end_column=end_column,
        replacement=replacement,
    )  # fmt: skip
    block = suggestion([slip], new_side(patch_of(text)), line, end_line)
    if block is not None:
        assert apply(text, block, line, end_line) == text[:start] + replacement + text[end:]
