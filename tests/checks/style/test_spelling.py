from __future__ import annotations

import pytest

from checks.config import Config, SpellingConfig
from checks.finding import Severity
from tests.checks.support import book_of, run_rule


def test_a_certain_misspelling_is_an_error_with_its_correction() -> None:
    [found] = run_rule("spelling", "We sort the rows so taht the newest comes first.")
    assert (found.match, found.replacement, found.severity) == ("taht", "that", Severity.ERROR)


@pytest.mark.parametrize(
    ("sentence", "wrong", "right"),
    [
        ("Each layer reeveals another pattern.", "reeveals", "reveals"),
        ("The **traning** loss falls.", "traning", "training"),
        ("It is writen to a file.", "writen", "written"),
        ("Accoridngly, we stop early.", "Accoridngly", "Accordingly"),
        ("A good comparsion needs a baseline.", "comparsion", "comparison"),
    ],
)
def test_the_first_proposal_is_what_was_meant(sentence: str, wrong: str, right: str) -> None:
    [found] = run_rule("spelling", sentence)
    assert (found.match, found.replacement) == (wrong, right)


@pytest.mark.parametrize(
    "sentence",
    [
        "Call `taht()` and read <https://example.org/taht> for $taht$.",
        "The sensor uses TensorFlow and runs on a Nicla board made by Grolemund.",
        "We re-quantize the model; it is multiclass, non-convex and unclonable.",
        "Plot it as a barplot, then save the dataframe.",
        "![A plot](taht.png){#fig-taht} shows @taht2020 and @fig-taht.",
        "The authors' and students' work isn't finished; it's the model's turn.",
    ],
)
def test_names_code_compounds_and_inflections_are_left_alone(sentence: str) -> None:
    assert run_rule("spelling", sentence).matches == []


def test_a_word_that_other_chapters_write_twice_is_the_books_own() -> None:
    text = "The intutition is simple."
    assert run_rule("spelling", text).matches == ["intutition"]
    book = book_of({"a.qmd": "An intutition here, an intutition there.", "chapter.qmd": text})
    assert run_rule("spelling", text, book=book).matches == []


def test_a_word_of_the_settings_is_accepted_in_every_form() -> None:
    config = Config(spelling=SpellingConfig(words=frozenset({"knowlede"})))
    assert run_rule("spelling", "A knowlede, two knowledes, Knowlede's end.", config=config).matches == []


def test_captions_titles_and_cells_are_read_and_placed_to_the_character() -> None:
    text = "# A heding\n\n| left | rihgt |\n|---|---|\n| a | b |\n\n```{python}\n#| fig-cap: The secnd plot\nx = 1\n```\n"
    found = {(f.match, f.line) for f in run_rule("spelling", text)}
    assert ("rihgt", 3) in found
    assert ("secnd", 8) in found


def test_a_misspelling_that_spread_through_the_book_is_still_told() -> None:
    book = book_of({"a.qmd": "We seperate them. We seperate them again.", "chapter.qmd": ""})
    assert run_rule("spelling", "Keep them seperate.", book=book).matches == []
    [found] = run_rule("typo", "Keep them seperate.", book=book)
    assert (found.match, found.replacement, found.severity) == ("seperate", "separate", Severity.WARNING)


def test_a_typo_and_a_spelling_are_never_reported_for_the_same_word() -> None:
    text = "We seperate taht alot."
    assert run_rule("spelling", text).matches == ["seperate", "taht"]
    assert run_rule("typo", text).matches == ["alot"]


@pytest.mark.parametrize(
    ("sentence", "wrong", "right"),
    [
        ("The weights are kept inthe cloud.", "inthe", "in the"),
        ("Forinstance, a clock drifts.", "Forinstance", "For instance"),
        ("The model accuracy rises; modelaccuracy is all.", "modelaccuracy", "model accuracy"),
    ],
)
def test_two_words_without_a_space_are_parted(sentence: str, wrong: str, right: str) -> None:
    [found] = run_rule("fused-word", sentence)
    assert (found.match, found.replacement) == (wrong, right)


def test_a_chapter_without_words_has_nothing_to_spell() -> None:
    assert run_rule("spelling", "```{python}\nx = 1\n```\n").not_applicable is not None


def test_remarks_and_titles_in_code_are_read_and_code_is_not() -> None:
    text = '```{r}\n# Evaluate a seqeunce of models\nplt <- kable(x, caption = "Performance statstics for all.")\n```\n\nText.\n'
    found = {(f.match, f.line, f.replacement) for f in run_rule("spelling", text)}
    assert found == {("seqeunce", 2, "sequence"), ("statstics", 3, "statistics")}
    switched_off = "```{python}\n# reslut = modle(x)\nreslut = modle(y)\n```\n\nText.\n"
    assert run_rule("spelling", switched_off).matches == []


def test_a_name_that_marks_set_off_is_left_alone_unless_the_book_has_one_like_it() -> None:
    text = "Use the packages **xtabel** and **gopandas** for it.\n"
    assert run_rule("spelling", text).matches == []
    book = book_of({"a.qmd": "We use geopandas. " * 6, "chapter.qmd": ""})
    assert run_rule("spelling", text, book=book).matches == ["gopandas"]


def test_two_letters_of_an_acronym_swapped_are_told_by_the_words_before_it() -> None:
    text = "A low-rank matrix factorization (LRFM) is small. The LRMF is fast. An LRMF is old.\n"
    [found] = run_rule("spelling", text)
    assert (found.match, found.replacement) == ("LRFM", "LRMF")


def test_a_long_slip_that_another_chapter_copied_is_still_a_slip() -> None:
    book = book_of(
        {"a.qmd": "The relatoinship. This relatoinship. We show a relationship.", "chapter.qmd": ""}
    )
    assert run_rule("spelling", "We plot the relatoinship between them.", book=book).matches == [
        "relatoinship"
    ]


def test_names_of_people_are_left_alone_wherever_they_stand() -> None:
    text = "Wickham and Pedersen wrote it.\n\n- Tegra boards\n- Mirai\n\n| Name |\n|---|\n| Raspberry Pi Pico |\n"
    assert run_rule("spelling", text).matches == []
