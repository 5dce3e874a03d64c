from __future__ import annotations

import pytest

from tests.checks.support import book_of, run_rule


@pytest.mark.parametrize(
    ("sentence", "wrong", "right"),
    [
        ("We under stand it.", "under stand", "understand"),
        ("The out put is small.", "out put", "output"),
        ("How ever, it works.", "How ever", "However"),
        ("The al gorithm stops.", "al gorithm", "algorithm"),
        ("Look it up some where else.", "some where", "somewhere"),
        ("It ships a long with the model.", "a long", "along"),
        ("The signal runs a cross the board.", "a cross", "across"),
        ("It is a light weight format.", "light weight", "lightweight"),
        ("The rest is straight forward.", "straight forward", "straightforward"),
        ("We split the rows in to three groups.", "in to", "into"),
        ("This turns each list in to a table.", "in to", "into"),
        ("The help is available on line.", "on line", "online"),
        ("It is stored with in formation on the sensor.", "in formation", "information"),
    ],
)
def test_a_word_with_a_space_in_it_is_put_together(sentence: str, wrong: str, right: str) -> None:
    [found] = run_rule("split-word", sentence)
    assert (found.match, found.replacement) == (wrong, right)


@pytest.mark.parametrize(
    "sentence",
    [
        "Log in to the server, then look in to see what runs.",
        "Pass the mapping in to the function.",
        "We dive in to ensure that it holds.",
        "The error is on line 6, and every point is on line segments.",
        "Any one of them has a long way to go, in line with the plan.",
        "We report the mean while the median moves.",
        "A little each day, in efficient machines, for R each time.",
        "It is easy to work with in the rest of the book.",
        "It broke code in dependent packages.",
        "Use [sp](https://example.org) in the example.",
        "Any more questions? Check out the file name and look up the user name.",
        "Walk a round trip with a light weight on your back.",
    ],
)
def test_two_words_that_may_stand_side_by_side_are_left_alone(sentence: str) -> None:
    assert run_rule("split-word", sentence).matches == []


def test_a_name_that_only_the_book_has_is_put_together_where_it_is_apart_once() -> None:
    text = "The **tidyverse** is large. The tidyverse grows. Packages of the tidy verse share a style."
    assert run_rule("split-word", text).matches == []
    book = book_of({"a.qmd": "The tidyverse again. " * 12, "chapter.qmd": ""})
    assert run_rule("split-word", text, book=book).matches == ["tidy verse"]
    twice = text + " The tidy verse is old."
    assert run_rule("split-word", twice, book=book).matches == []


def test_half_a_word_is_told_as_half_not_as_another_word() -> None:
    for sentence in ("The value is retur ned to the caller.", "An altern ative is at hand."):
        assert len(run_rule("split-word", sentence)) == 1
        assert run_rule("spelling", sentence).matches == []


def test_an_infinitive_is_no_split_word() -> None:
    assert run_rule("split-word", "We use it to tally the rows.").matches == []
