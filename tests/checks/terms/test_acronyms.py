from __future__ import annotations

import pytest

from checks.config import Config
from checks.finding import Severity
from checks.indexing.acronyms import definitions, spells_out
from checks.style.engines.lists import entries, words
from tests.checks.support import book_of, run_rule


def test_an_acronym_that_nobody_spells_out_is_a_warning_at_its_first_use() -> None:
    found = run_rule("undefined-acronym", "The rows go into an OLTP store. The OLTP store is fast.")
    assert [(f.match, f.column, f.severity) for f in found] == [("OLTP", 21, Severity.WARNING)]


@pytest.mark.parametrize(
    "sentence",
    [
        "Online transaction processing (OLTP) is fast. OLTP is old.",
        "OLTP (online transaction processing) is fast.",
        "Online transaction processing, or OLTP, is fast.",
        "OLTP stands for online transaction processing.",
        "A directed acyclic graph, also called a DAG, has no loops.",
        "ETL (extract, transform, load) jobs run at night.",
        "Internet of Things (IoT) devices and machine learning operations (MLOps) meet.",
        "Central processing units (CPUs) and `OLTP` and @OLTP.",
        "See [OLTP](https://example.org).",
        "The URL of the PDF is in section IV, on page XII.",
        "Use TensorFlow with the OLTP Toolkit.",
        "OLTP (a store for many small writes) is fast. OLTP is old.",
        "The Outstanding Late Paper Prize (OLTP) was given twice. OLTP is old.",
        "Object-oriented languages are old, and an OO system has classes.",
        "The filter keeps the rows of airport “OLTP” and of 'OLAP'.",
        "The **OLTP** package and the *OLAP* package draw tables.",
        "Run `OLTP` first, since OLTP is slow.",
        "Points have XY or XYZ coordinates in WGS84, and a house lies NE or NW of it.",
        "Online transaction processing is fast.\n\nOne.\n\nTwo.\n\nThree.\n\nFour.\n\nFive: OLTP is old.",
        "As OLTP [@codd1993] shows, it is fast.",
        "Smith OLT, Jones AB (2001). On a store.",
    ],
)
def test_acronyms_that_are_explained_or_known_are_left_alone(sentence: str) -> None:
    assert run_rule("undefined-acronym", sentence).matches == []


def test_the_message_proposes_what_the_letters_usually_stand_for() -> None:
    [found] = run_rule("undefined-acronym", "The error is given as RMSE.")
    assert "“root mean square error”?" in found.message


def test_capitals_of_which_nobody_knows_what_they_are_short_for_are_a_notice() -> None:
    [found] = run_rule("undefined-acronym", "The rows go to ZQXR at night.")
    assert (found.match, found.severity) == ("ZQXR", Severity.NOTICE)


def test_every_listed_expansion_reads_as_its_acronym() -> None:
    said = entries("spelt_out.txt")
    odd = {"ANCOVA", "XAI", "XSS"}  # letters from within a word, or an X for a sound
    assert {acronym for acronym, written in said.items() if not spells_out(written, acronym)} == odd
    assert not said.keys() & words("acronyms.txt")


def test_an_earlier_chapter_explains_for_a_later_one_and_not_the_other_way_round() -> None:
    first, second = "Online transaction processing (OLTP) is fast.", "We choose an OLTP store."
    book = book_of({"a.qmd": first, "b.qmd": second})
    assert run_rule("undefined-acronym", second, book=book, path="b.qmd").matches == []
    book = book_of({"b.qmd": second, "z.qmd": first})
    [found] = run_rule("undefined-acronym", second, book=book, path="b.qmd")
    assert "z.qmd" in found.message
    assert "Online transaction processing" in found.message


def test_one_that_is_spelt_out_only_later_is_a_notice() -> None:
    [found] = run_rule("undefined-acronym", "An OLTP store.\n\nOnline transaction processing (OLTP) is fast.")
    assert found.severity is Severity.NOTICE


def test_the_settings_may_explain_it() -> None:
    config = Config(acronyms={"OLTP": "online transaction processing"})
    assert run_rule("undefined-acronym", "An OLTP store.", config=config).matches == []


@pytest.mark.parametrize(
    ("text", "acronym", "expansion"),
    [
        ("a field-programmable gate array (FPGA)", "FPGA", "field-programmable gate array"),
        ("photoplethysmography (PPG) signals", "PPG", "photoplethysmography"),
        ("the National Health Service, or NHS, is", "NHS", "National Health Service"),
        (
            "CI/CD (continuous integration and continuous delivery)",
            "CI/CD",
            "continuous integration and continuous delivery",
        ),
    ],
)
def test_the_expansion_is_the_shortest_that_reads(text: str, acronym: str, expansion: str) -> None:
    assert [(a, x) for a, x, _ in definitions(text)] == [(acronym, expansion)]
