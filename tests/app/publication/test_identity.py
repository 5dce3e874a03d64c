from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from app.publication.identity import Identity, align, identify
from tests.app.publication.support import finding


def identities(*words: str, path: str = "a.qmd", around: str = "") -> list[Identity]:
    return [identify(finding(match=word, path=path, surroundings=around or word)) for word in words]


def test_the_line_number_is_no_part_of_the_identity() -> None:
    assert identify(finding(line=3, surroundings="x")) == identify(finding(line=300, surroundings="x"))


def test_wrapping_a_paragraph_anew_changes_no_identity() -> None:
    one = finding(match="data\nset", surroundings="a long■line of  words")
    other = finding(match="data set", surroundings="a\nlong■line of words")
    assert identify(one) == identify(other)


def test_rule_path_match_and_surroundings_each_tell_findings_apart() -> None:
    first = finding()
    others = [
        replace(first, rule="grammar"),
        replace(first, path="b.qmd"),
        replace(first, match="wierd"),
        replace(first, surroundings="elsewhere"),
    ]
    assert len({identify(one) for one in [first, *others]}) == 5


@given(st.text(), st.text(), st.text())
def test_an_identity_is_read_back_from_its_text(path: str, match: str, around: str) -> None:
    one = identify(finding(path=path, match=match, surroundings=around))
    assert Identity.parse(str(one)) == one


def test_no_other_text_is_an_identity() -> None:
    assert Identity.parse("spelling") is None
    assert Identity.parse("spelling:1:2:3") is None


def test_equal_ones_are_aligned_in_document_order() -> None:
    assert align(identities("a", "a", "b"), identities("a", "b", "a")) == ((0, 0), (1, 2), (2, 1))


def test_changed_surroundings_are_bridged_by_the_match() -> None:
    assert align(identities("a", around="x"), identities("a", around="y")) == ((0, 0),)


def test_an_exact_one_wins_over_one_with_other_surroundings() -> None:
    old = identities("a", around="x")
    new = [*identities("a", around="y"), *identities("a", around="x")]
    assert align(old, new) == ((0, 1),)


def test_a_rename_is_followed() -> None:
    old, new = identities("a", path="old.qmd"), identities("a", path="new.qmd")
    assert align(old, new) == ()
    assert align(old, new, {"old.qmd": "new.qmd"}) == ((0, 0),)


def test_a_file_that_vanished_without_a_word_is_looked_for_elsewhere_and_a_living_one_is_not() -> None:
    old, new = identities("a", path="old.qmd"), identities("a", path="new.qmd")
    assert align(old, new, alive={"new.qmd"}) == ((0, 0),)
    assert align(old, new, alive={"new.qmd", "old.qmd"}) == ()


@given(st.lists(st.sampled_from("abc")), st.lists(st.sampled_from("abc")))
def test_each_side_of_a_pair_is_used_once_and_all_that_can_be_paired_are(
    old: list[str], new: list[str]
) -> None:
    pairs = align(identities(*old), identities(*new))
    assert len({one for one, _ in pairs}) == len({other for _, other in pairs}) == len(pairs)
    assert len(pairs) == sum(min(old.count(word), new.count(word)) for word in "abc")


@given(st.lists(st.sampled_from("abcdef"), unique=True), st.data())
def test_whatever_is_added_or_taken_away_around_them_the_others_stay_themselves(
    words: list[str], data: st.DataObject
) -> None:
    more = data.draw(st.lists(st.sampled_from("uvw")))
    kept = [word for word in words if data.draw(st.booleans())]
    after = data.draw(st.permutations([*kept, *more]))
    pairs = dict(align(identities(*words), identities(*after)))
    assert all(after[now] == words[was] for was, now in pairs.items())
    assert len(pairs) == len(kept)
