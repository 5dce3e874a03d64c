"""Patches as GitHub writes them, and our own."""

from __future__ import annotations

import time

from hypothesis import given
from hypothesis import strategies as st

from checks.parsing.diff import Patch, apply_reverse, diff_texts, line_map, parse_patch, same_hunk

LINES = st.lists(
    st.sampled_from(
        ["a", "b", "c", "", "d\r", "e e", "\\ odd", "+x", "-y", "@@ -1 +1 @@", "f\x0cg", "h\u2028i"]
    )
)
TEXTS = st.builds(lambda lines, end: "\n".join(lines) + ("\n" if end and lines else ""), LINES, st.booleans())

PATCH = """@@ -1,5 +1,6 @@ A heading
 one
-two
+deux
+zwei
 three
 four
 five
@@ -20,3 +21,2 @@
 a
-b
 c
\\ No newline at end of file"""


def test_added_lines_are_counted_on_the_new_side() -> None:
    assert parse_patch(PATCH).added_lines == {2, 3}


def test_a_comment_may_stand_on_every_line_of_a_hunk_and_on_no_other() -> None:
    assert parse_patch(PATCH).commentable == {1, 2, 3, 4, 5, 6, 21, 22}


def test_lines_of_two_hunks_are_not_in_the_same_one() -> None:
    patch = parse_patch(PATCH)
    assert same_hunk(patch, 1, 6)
    assert patch.same_hunk(6, 1)
    assert not same_hunk(patch, 6, 21)
    assert not same_hunk(patch, 7, 7)


def test_old_lines_move_by_what_was_added_above_them() -> None:
    moved = line_map(parse_patch(PATCH))
    assert [moved(n) for n in (1, 2, 3, 10, 20, 21, 22, 30)] == [1, None, 4, 11, 21, None, 22, 30]


def test_the_text_before_is_regained_from_the_text_after() -> None:
    patch = parse_patch("@@ -1,2 +1,3 @@\n one\n+and a half\n two\n")
    assert apply_reverse("one\nand a half\ntwo\nthree\n", patch) == "one\ntwo\nthree\n"


def test_a_patch_of_another_text_is_refused_rather_than_applied_wrongly() -> None:
    patch = parse_patch("@@ -1,2 +1,3 @@\n one\n+and a half\n two")
    assert apply_reverse("one\nand a third\ntwo\n", patch) is None
    assert apply_reverse("one\n", patch) is None


def test_a_new_file_and_an_emptied_one_are_taken_back() -> None:
    assert apply_reverse("x\ny\n", parse_patch("@@ -0,0 +1,2 @@\n+x\n+y")) == ""
    assert apply_reverse("", parse_patch("@@ -1,2 +0,0 @@\n-x\n-y")) == "x\ny\n"


def test_a_line_feed_added_to_the_last_line_is_a_change_of_that_line() -> None:
    patch = parse_patch("@@ -1 +1 @@\n-x\n\\ No newline at end of file\n+x")
    assert apply_reverse("x\n", patch) == "x"
    assert patch.added_lines == {1}


def test_carriage_returns_belong_to_their_lines() -> None:
    patch = parse_patch("@@ -1,2 +1,2 @@\n-one\r\n+uno\r\n two\r")
    assert apply_reverse("uno\r\ntwo\r\n", patch) == "one\r\ntwo\r\n"


def test_text_without_a_hunk_is_an_empty_patch() -> None:
    assert parse_patch("Binary files differ").hunks == ()
    assert apply_reverse("same\n", Patch()) == "same\n"


@given(TEXTS, TEXTS)
def test_our_own_diff_taken_back_gives_the_old_text(old: str, new: str) -> None:
    patch = diff_texts(old, new)
    assert apply_reverse(new, patch) == old
    assert patch.added_lines <= patch.commentable


@given(TEXTS, TEXTS)
def test_a_diff_written_out_and_read_again_is_the_same(old: str, new: str) -> None:
    patch = diff_texts(old, new)
    written = "\n".join(
        f"@@ -{h.old_start},{h.old_count} +{h.new_start},{h.new_count} @@\n" + "\n".join(h.lines)
        for h in patch.hunks
    )
    assert parse_patch(written) == patch


@given(TEXTS, TEXTS)
def test_lines_that_the_map_keeps_are_equal_on_both_sides(old: str, new: str) -> None:
    moved = line_map(diff_texts(old, new))
    before, after = old.split("\n"), new.split("\n")
    if before[-1:] == [""]:
        before.pop()
    kept = [(n, moved(n)) for n in range(1, len(before) + 1)]
    assert all(before[n - 1] == after[m - 1] for n, m in kept if m is not None)


@given(st.text(), st.text())
def test_any_text_at_all_is_a_patch_or_none(patch: str, text: str) -> None:
    result = apply_reverse(text, parse_patch(patch))
    assert result is None or isinstance(result, str)


def test_texts_with_nothing_in_common_are_compared_in_bounded_time() -> None:
    began = time.perf_counter()
    patch = diff_texts("same\n" * 30_000 + "x\n", "y\n" + "same\nother\n" * 20_000)
    assert time.perf_counter() - began < 5
    assert apply_reverse("y\n" + "same\nother\n" * 20_000, patch) == "same\n" * 30_000 + "x\n"


def test_a_moved_paragraph_in_a_long_chapter_is_two_small_hunks() -> None:
    lines = [f"line {n}\n" for n in range(5_000)]
    moved = [*lines[:100], *lines[200:], *lines[100:200]]
    patch = diff_texts("".join(lines), "".join(moved))
    assert len(patch.added_lines) == 100
