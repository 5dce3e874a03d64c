from __future__ import annotations

from checks.book import Book
from checks.config import Config, SpellingConfig
from checks.finding import Severity
from tests.checks.support import book_of, run_rule

DATASETS = "The dataset is split. A dataset is read. Many datasets. " * 4


def _book(other: str) -> Book:
    return book_of({"other.qmd": other, "chapter.qmd": ""})


def test_a_term_is_spelt_as_the_rest_of_the_book_spells_it_with_the_counts() -> None:
    [found] = run_rule("term-variant", "Data sets are split.", book=_book(DATASETS))
    assert (found.match, found.replacement, found.severity) == ("Data sets", "Datasets", Severity.WARNING)
    assert "12 times" in found.message


def test_a_term_that_the_book_writes_both_ways_is_left_alone() -> None:
    mixed = DATASETS + "The data set is here. The data set is there. One data set. Another data set."
    assert run_rule("term-variant", "The data set is split.", book=_book(mixed)).matches == []


def test_a_hyphen_for_a_space_depends_on_the_place_and_is_left_alone() -> None:
    book = _book("It runs in real time. " * 12)
    assert run_rule("term-variant", "A real-time system.", book=book).matches == []
    assert run_rule("term-variant", "A realtime system.", book=book).matches == ["realtime"]


def test_a_preposition_before_a_noun_is_no_compound() -> None:
    book = _book("It is online. " * 12)
    assert run_rule("term-variant", "See the note on line 6, and on lines 4 and 5.", book=book).matches == []
    assert run_rule("term-variant", "An on-line shop.", book=book).matches == ["on-line"]


def test_an_american_book_is_told_its_british_spellings() -> None:
    book = _book("The color of the center is normalized and visualized. " * 8)
    [found] = run_rule("dialect", "The colour changes.", book=book)
    assert (found.match, found.replacement) == ("colour", "color")


def test_names_and_references_keep_their_spelling() -> None:
    book = _book("The color of the center is normalized and visualized. " * 8)
    assert run_rule("dialect", "Calibre converts it. We like Calibre.", book=book).matches == []
    text = "1. Moss R, Hill P. The colour of moss. Heath 2003;1."
    assert run_rule("dialect", text, book=book).matches == []


def test_a_british_book_is_told_its_american_spellings() -> None:
    book = _book("The colour of the centre is normalised and visualised. " * 8)
    assert run_rule("dialect", "The color changes.", book=book).matches == ["color"]


def test_what_british_authors_write_too_is_not_american() -> None:
    book = _book("The colour of the centre is normalised and visualised. " * 8)
    assert run_rule("dialect", "While it lay among the focused lenses.", book=book).matches == []
    american = _book("The color of the center is normalized and visualized. " * 8)
    assert run_rule("dialect", "Whilst it lay there.", book=american).matches == ["Whilst"]


def test_a_british_spelling_is_no_misspelling() -> None:
    assert run_rule("typo", "She focusses the lens.").matches == []


def test_a_book_that_mixes_both_is_left_alone_unless_its_settings_choose() -> None:
    book = _book("The colour of the center is normalised and visualized. " * 8)
    assert run_rule("dialect", "The colour changes.", book=book).not_applicable is not None
    config = Config(spelling=SpellingConfig(dialect="us"))
    assert run_rule("dialect", "The colour changes.", book=book, config=config).matches == ["colour"]


def test_a_sentence_of_sixty_words_is_a_notice() -> None:
    [found] = run_rule("long-sentence", "So " + "we go on and on " * 12 + "until the end.")
    assert found.severity is Severity.NOTICE
