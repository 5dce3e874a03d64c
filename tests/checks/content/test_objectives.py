"""Item 1.5: learning objectives and conclusion, under whatever name the book uses."""

from __future__ import annotations

from checks.content.objectives import _all_names
from checks.finding import Severity
from tests.checks.support import book_of, run_rule

BODY = " ".join(["Water flows through the pump and out again."] * 60)


def _chapter(first: str = "", last: str = "") -> str:
    return f"# Pumps\n\n{first}\n\n## Valves\n\n{BODY}\n\n{last}\n"


CALLOUT = "::: {.callout-tip}\n## What awaits you\n\n- pumps\n:::"
FULL = _chapter("::: {.callout-tip}\n## Learning Objectives\n\n- pumps\n:::", "## Wrapping up\n\nAll flows.")


def _book(mine: str, other: str = FULL, number: int = 6):  # type: ignore[no-untyped-def]
    return book_of({**{f"{n}.qmd": other for n in range(number)}, "chapter.qmd": mine})


def test_a_chapter_without_what_all_others_have_is_an_error_naming_the_books_own_word() -> None:
    mine = _chapter()
    objectives = run_rule("missing-objectives", mine, book=_book(mine))
    assert [f.severity for f in objectives] == [Severity.ERROR]
    assert "Learning Objectives" in objectives[0].message
    conclusion = run_rule("missing-conclusion", mine, book=_book(mine))
    assert "Wrapping up" in conclusion[0].message


def test_a_chapter_that_has_both_is_left_alone() -> None:
    for rule in ("missing-objectives", "missing-conclusion"):
        assert not len(run_rule(rule, FULL, book=_book(FULL)))


def test_where_no_other_chapter_has_one_none_is_asked_for() -> None:
    mine = _chapter()
    ran = run_rule("missing-objectives", mine, book=_book(mine, other=_chapter()))
    assert not len(ran)
    assert ran.not_applicable is not None


def test_where_most_others_have_none_it_is_a_notice() -> None:
    mine = _chapter()
    book = book_of({**{f"{n}.qmd": _chapter() for n in range(6)}, "x.qmd": FULL, "chapter.qmd": mine})
    assert [f.severity for f in run_rule("missing-objectives", mine, book=book)] == [Severity.NOTICE]


def test_where_the_few_others_have_none_it_is_a_notice_too() -> None:
    mine = _chapter()
    book = book_of({"0.qmd": _chapter(), "1.qmd": _chapter(), "chapter.qmd": mine})
    assert [f.severity for f in run_rule("missing-objectives", mine, book=book)] == [Severity.NOTICE]


def test_the_first_chapter_of_a_book_has_nothing_to_go_by_and_gets_a_notice() -> None:
    mine = _chapter()
    alone = book_of({"chapter.qmd": mine})
    assert [f.severity for f in run_rule("missing-objectives", mine, book=alone)] == [Severity.NOTICE]


def test_summary_functions_are_no_summary() -> None:
    mine = _chapter(last="## Summary functions\n\nMean and sum.")
    assert len(run_rule("missing-conclusion", mine, book=_book(mine))) == 1


def test_a_preface_needs_neither() -> None:
    assert run_rule("missing-objectives", _chapter(), path="preface.qmd").not_applicable is not None


def test_a_chapter_that_never_had_one_is_not_held_against_a_small_change() -> None:
    before, after = _chapter(), _chapter().replace("## Valves", "## Valves and taps")
    ran = run_rule("missing-conclusion", after, base=before, changed={5}, book=_book(after))
    assert [f.decides for f in ran] == [False]


def test_a_number_typed_before_a_name_is_no_part_of_it_and_a_digit_of_the_name_is() -> None:
    index = book_of({"a.qmd": "# A\n\n## 1.2 Goals\n\nx\n\n## 3D goals\n\nx\n"}).chapters["a.qmd"]
    assert list(_all_names(index)) == ["A", "Goals", "3D goals"]
