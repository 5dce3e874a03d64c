from __future__ import annotations

import pytest

from checks.finding import Severity
from tests.checks.support import book_of, run_rule


@pytest.mark.parametrize(
    ("sentence", "wrong", "right"),
    [
        ("The loss falls , then rises.", " ,", ","),
        ("The loss falls.. Then it rises.", "..", "."),
        ("The loss falls.Then it rises.", "falls.Then", "falls. Then"),
        ("As Smith et. al. show, it works.", "et. al.", "et al."),
    ],
)
def test_a_mark_out_of_place_is_mended(sentence: str, wrong: str, right: str) -> None:
    [found] = run_rule("typography", sentence)
    assert (found.match, found.replacement) == (wrong, right)


@pytest.mark.parametrize(
    "sentence",
    [
        "And so on ... it goes, e.g. here, at v1.2 or numpy.array, or on example.com.",
        "A note ^[It is short.]. Another [^n].\n\n[^n]: It is long.",
        "Use `a , b` and $x , y$ (see [the docs](https://a.b/c)).",
        "First: a) one thing, b) another; or (c) a third (and so on).",
    ],
)
def test_ellipses_code_numbers_and_lists_are_left_alone(sentence: str) -> None:
    assert run_rule("typography", sentence).matches == []


@pytest.mark.parametrize(
    ("sentence", "wrong", "right"),
    [
        ("The set is split in to three parts.", "in to", "into"),
        ("It is a nother matter.", "a nother", "another"),
        ("Al though it rains, we go.", "Al though", "Although"),
    ],
)
def test_a_word_with_a_space_in_it_is_closed(sentence: str, wrong: str, right: str) -> None:
    [found] = run_rule("split-word", sentence)
    assert (found.match, found.replacement) == (wrong, right)


def test_two_words_that_are_right_as_two_are_left_alone() -> None:
    assert (
        run_rule("split-word", "Log in to see it; come in to check, any one of them may be right.").matches
        == []
    )


def test_a_name_has_the_capitals_of_the_rest_of_the_book() -> None:
    book = book_of({"a.qmd": "TensorFlow is here. " * 10, "chapter.qmd": ""})
    [found] = run_rule("capitalisation", "We use Tensorflow here.", book=book)
    assert (found.match, found.replacement) == ("Tensorflow", "TensorFlow")
    assert "10 times" in found.message


def test_names_that_the_book_writes_both_ways_are_left_alone() -> None:
    book = book_of({"a.qmd": "TensorFlow is here. Tensorflow is there. " * 10, "chapter.qmd": ""})
    assert run_rule("capitalisation", "We use Tensorflow here.", book=book).matches == []


def test_rare_words_that_nothing_explains_are_notices() -> None:
    found = run_rule("unexplained-jargon", "The leptokurtic planform matters to us all.")
    assert all(f.severity is Severity.NOTICE for f in found)
    assert run_rule("unexplained-jargon", "The planform (the shape seen from above) matters.").matches == []


def test_words_in_two_cells_or_lines_of_html_are_no_neighbours() -> None:
    assert run_rule("duplicated-word", "<td> oaks </td>\n  <td> oaks </td>\n").matches == []
    assert run_rule("typography", "See [it](x.html).<br>By the way, it rains.\n").matches == []


def test_a_class_named_like_its_module_is_no_end_of_a_sentence() -> None:
    assert run_rule("typography", "It is a weather.Weather object.").matches == []


@pytest.mark.parametrize(
    ("text", "right"),
    [
        ("It opens `gate` . Then it shuts.", "."),
        ("This is called cleaning., and it is done daily.", ","),
        ("It depends on latitude.:", ":"),
        ("It has a colour.The light fades.", "colour. The"),
    ],
)
def test_marks_that_stand_astray_are_told(text: str, right: str) -> None:
    (found,) = run_rule("typography", text)
    assert found.replacement == right


def test_abbreviations_before_a_comma_are_left_alone() -> None:
    text = "See Hill et al., 2003, the firm Moss Inc., oaks, elms, etc., and so on; approx.: ten."
    assert run_rule("typography", text).matches == []
