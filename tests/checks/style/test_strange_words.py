from __future__ import annotations

import pytest

from checks.finding import Severity
from tests.checks.support import book_of, run_rule


@pytest.mark.parametrize(
    "sentence",
    [
        "We load jsonlite and magrittr; dbplyr's tables and kmeans do the rest.",
        "The plot is Gelfand's, the data are Sommer's, the proof is by Liu.",
        "## Notes on Sharla Gelfand's records",
        "An N-ary tree, a how-tos page, a preserved-ish order and the ith row.",
        "The genericity of these verbs matters more than their estimand.",
        "The radix sort (forder) is fast.",
        "Half of the draws are warmup; the images are greyscaled.",
        "- Buerkner, P. (2017). A package for it.",
    ],
)
def test_names_of_packages_and_people_and_pieces_of_compounds_are_left_alone(sentence: str) -> None:
    assert run_rule("spelling", sentence).matches == []


def test_a_function_in_a_table_cell_of_its_own_is_a_name() -> None:
    table = "| {} | {} |\n|---|---|\n| coxmy | mixed hazards |\n"
    assert run_rule("spelling", table.format("call", "what it fits")).matches == []
    assert run_rule("spelling", table.format("arguement", "what it fits")).matches == ["arguement"]


def test_a_paragraph_in_another_language_is_not_spelled() -> None:
    latin = "Lorem ipsum dolor sit amet, consectetur adipiscing elit, sed tempor incididunt ut labore et dolore magna aliqua."
    book = book_of({"a.qmd": latin, "chapter.qmd": ""})
    for rule in ("spelling", "fused-word", "typo"):
        assert run_rule(rule, f"Filler follows.\n\n{latin}\n", book=book).matches == []
    assert run_rule("spelling", "The traning loss falls.").matches == ["traning"]


def test_a_slip_in_a_name_is_told_where_the_right_one_is_a_name_or_stands_in_the_chapter() -> None:
    assert run_rule("spelling", "It rained in early Februrary of that year.").matches == ["Februrary"]
    text = "Every coordinate reference system has a code.\n\n![Two Coordinate Refrence Systems](a.png)\n"
    [found] = run_rule("spelling", text)
    assert (found.match, found.replacement) == ("Refrence", "Reference")
    assert run_rule("spelling", "We thank Anna Refrence for it.").matches == []


def test_where_two_words_are_as_likely_both_are_named_and_none_is_put_in() -> None:
    [found] = run_rule("spelling", "All of that metters.")
    assert found.replacement is None
    assert found.severity is Severity.ERROR
    assert "“meters” or “matters”" in found.message or "“matters” or “meters”" in found.message


def test_a_large_book_that_never_sings_does_not_mean_singing() -> None:
    sentence = "We are sinaging new models into production."
    assert run_rule("spelling", sentence)[0].replacement == "singing"
    large = book_of({"a.qmd": "The model runs on a small board. " * 6000, "chapter.qmd": ""})
    [found] = run_rule("spelling", sentence, book=large)
    assert found.replacement is None
    assert "“singing”" in found.message


def test_a_short_word_with_a_letter_before_it_is_how_functions_are_named() -> None:
    assert run_rule("spelling", "The families sratio and cratio are given.").matches == []
    assert run_rule("spelling", "We set the default voptions here.").matches == ["voptions"]


def test_english_that_is_only_rare_is_no_certain_misspelling() -> None:
    text = "It focusses on one thing, a *gam*-model, and finds a nonsignificant change."
    assert run_rule("typo", text).matches == []
    assert run_rule("typo", "It gives more informations.").matches == ["informations"]


def test_a_small_word_run_on_behind_a_long_one_is_parted_and_a_doubled_letter_is_not() -> None:
    [found] = run_rule("fused-word", "The rules utilizedin this step are old.")
    assert found.replacement == "utilized in"
    text = "It can aalso be used."
    assert run_rule("fused-word", text).matches == []
    assert run_rule("spelling", text)[0].replacement == "also"


def test_a_living_ending_makes_a_word_and_no_slip() -> None:
    assert run_rule("spelling", "The spreadsheeting of the winter took days.").matches == []


@pytest.mark.parametrize("word", ["bolden", "trippable", "centuriation", "brainer"])
def test_a_word_coined_of_a_known_one_is_no_slip_for_a_far_one(word: str) -> None:
    assert run_rule("spelling", f"They call it {word} in the hills.").matches == []


def test_a_slip_that_may_be_two_words_names_both() -> None:
    (found,) = run_rule("spelling", "It was resutned to us.")
    assert found.severity is Severity.WARNING
    assert found.replacement is None


def test_a_short_piece_in_quotes_is_a_string() -> None:
    assert run_rule("spelling", 'It ends in "ary" and begins with "recieve".').matches == ["recieve"]
