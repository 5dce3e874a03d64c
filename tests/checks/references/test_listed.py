"""Item 2.1: the bibliography."""

from __future__ import annotations

from checks.finding import Severity
from tests.checks.support import book_of, run_rule

TEXT = "# Pumps\n\nWater rises [@archimedes1].\n"
GOOD = """@book{archimedes1,
  author = {Archimedes},
  title = {On Floating Bodies},
  year = {1269}
}
"""


def test_citing_without_any_bibliography_is_an_error_that_says_where_to_name_one() -> None:
    ran = run_rule("no-bibliography", TEXT, book=book_of({"chapter.qmd": TEXT}))
    assert ran.lines == [3]
    assert "_quarto.yml" in ran[0].message


def test_a_book_that_cites_nothing_needs_no_bibliography() -> None:
    assert run_rule("no-bibliography", "# Pumps\n").not_applicable is not None
    assert not len(run_rule("no-bibliography", TEXT, book=book_of({"chapter.qmd": TEXT}, bib=GOOD)))


def test_an_entry_on_a_new_line_decides_and_one_on_an_old_line_does_not() -> None:
    bib = GOOD.replace("{Archimedes},", "{Archimedes}")
    for lines, decides in ((frozenset(range(1, 6)), True), (frozenset[int](), False)):
        book = book_of({"chapter.qmd": TEXT}, bib=bib, touched={"references.bib": lines})
        assert [f.decides for f in run_rule("bib-syntax", TEXT, book=book)] == [decides]


def test_an_entry_that_does_not_parse_is_reported_in_its_file() -> None:
    bib = GOOD.replace("{Archimedes},", "{Archimedes}")
    ran = run_rule("bib-syntax", TEXT, book=book_of({"chapter.qmd": TEXT}, bib=bib))
    assert [f.path for f in ran] == ["references.bib"]
    assert ran[0].line in (2, 3)


def test_two_different_entries_of_one_key_are_an_error_and_two_equal_ones_a_warning() -> None:
    different = book_of({"chapter.qmd": TEXT}, bib=GOOD + GOOD.replace("1269", "1544"))
    ran = run_rule("bib-duplicate-key", TEXT, book=different)
    assert [(f.severity, f.line) for f in ran] == [(Severity.ERROR, 6)]
    equal = book_of({"chapter.qmd": TEXT}, bib=GOOD + GOOD)
    assert [f.severity for f in run_rule("bib-duplicate-key", TEXT, book=equal)] == [Severity.WARNING]


def test_a_cited_entry_without_its_author_is_a_warning_and_an_uncited_one_is_left_alone() -> None:
    bib = GOOD.replace("  author = {Archimedes},\n", "")
    ran = run_rule("bib-missing-field", TEXT, book=book_of({"chapter.qmd": TEXT}, bib=bib))
    assert [(f.severity, f.match) for f in ran] == [(Severity.WARNING, "archimedes1")]
    assert not len(
        run_rule("bib-missing-field", "# Pumps\n", book=book_of({"chapter.qmd": "# Pumps\n"}, bib=bib))
    )


def test_an_editor_serves_for_an_author_and_a_date_for_a_year() -> None:
    bib = GOOD.replace("author =", "editor =").replace("year = {1269}", "date = {1269-01}")
    assert not len(run_rule("bib-missing-field", TEXT, book=book_of({"chapter.qmd": TEXT}, bib=bib)))


def test_what_is_no_doi_is_an_error_and_an_address_of_one_is_none() -> None:
    def book(doi: str):  # type: ignore[no-untyped-def]
        return book_of({"chapter.qmd": TEXT}, bib=GOOD.replace("year =", f"doi = {{{doi}}},\n  year ="))

    assert len(run_rule("bib-bad-doi", TEXT, book=book("10.1145"))) == 1
    assert not len(run_rule("bib-bad-doi", TEXT, book=book("10.1145/3290605.3300233")))
    assert not len(run_rule("bib-bad-doi", TEXT, book=book("https://doi.org/10.1145/3290605.3300233")))


def test_a_new_entry_that_nothing_cites_is_a_warning_naming_the_citation_it_may_belong_to() -> None:
    text = TEXT + "\nIt sinks [@archimeds2].\n"
    bib = GOOD + GOOD.replace("archimedes1", "archimedes2")
    book = book_of({"chapter.qmd": text}, bib=bib, touched={"references.bib": frozenset(range(6, 11))})
    ran = run_rule("bib-unused", text, book=book)
    assert ran.matches == ["archimedes2"]
    assert "`archimeds2`" in ran[0].message
    assert not len(run_rule("bib-unused", text, book=book_of({"chapter.qmd": text}, bib=bib)))
