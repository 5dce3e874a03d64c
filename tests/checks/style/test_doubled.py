from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.checks.support import run_rule


def mend(text: str) -> str:
    """The text with every replacement of the rule made."""
    lines = text.splitlines(keepends=True)
    starts = [sum(map(len, lines[:i])) for i in range(len(lines))]
    for found in sorted(run_rule("duplicated-word", text), key=lambda f: (f.line, f.column), reverse=True):
        assert found.replacement is not None
        start = starts[found.line - 1] + found.column - 1
        end = starts[found.end_line - 1] + found.end_column - 1
        text = text[:start] + found.replacement + text[end:]
    return text


def test_a_doubled_word_is_found_and_mended() -> None:
    assert mend("The loss falls when the the rate does.\n") == "The loss falls when the rate does.\n"


def test_a_word_doubled_across_a_line_end_keeps_the_line_end() -> None:
    assert mend("The loss falls when the\nthe rate does.\n") == "The loss falls when the\nrate does.\n"


def test_a_doubled_run_of_words_is_one_finding() -> None:
    [found] = run_rule("duplicated-word", "Then you can you can see it.")
    assert found.match == "you can you can"


@pytest.mark.parametrize(
    "sentence",
    [
        "He said that that plot was wrong.",
        "They had had enough, and it was very very late.",
        "What it is is a list.",
        "Log in in the morning.",
        "Use `the` the way you like.",
        "The first is one; one is enough.",
        "Duran Duran played in Walla Walla.",
        "| a | a |\n|---|---|\n| b | b |",
    ],
)
def test_what_english_doubles_is_left_alone(sentence: str) -> None:
    assert run_rule("duplicated-word", sentence).matches == []


@pytest.mark.parametrize(
    "sentence", ["Now that that we know it, we stop.", "It shows that that the model is bad."]
)
def test_that_that_is_told_where_the_second_points_at_nothing(sentence: str) -> None:
    assert run_rule("duplicated-word", sentence).matches == ["that that"]


def test_marks_between_the_two_leave_the_mending_to_the_author() -> None:
    [found] = run_rule("duplicated-word", "We use *the* the most.")
    assert found.replacement is None


@given(
    st.lists(st.sampled_from(["model", "the", "data", "of", "loss", "we"]), min_size=2, max_size=8),
    st.booleans(),
)
def test_once_mended_it_is_gone(words: list[str], broken: bool) -> None:
    text = ("\n" if broken else " ").join(words) + " end.\n"
    for _ in range(6):
        mended = mend(text)
        if mended == text:
            break
        text = mended
    triple = any(len(set(words[i : i + 3])) == 1 for i in range(len(words) - 2))
    assert triple or run_rule("duplicated-word", text).matches == []


def test_chains_and_products_are_no_slips() -> None:
    text = "A polygon is a list of lists of lists. The cube has time x space x space x mode.\n"
    assert run_rule("duplicated-word", text).matches == []
    assert run_rule("duplicated-word", "It is one of the one of the best.").matches == [
        "one of the one of the"
    ]


def test_a_word_that_stands_three_times_is_meant() -> None:
    assert not run_rule(
        "duplicated-word", "The pump goes drip drip drip (and then drip drip drip) all night.\n"
    )
