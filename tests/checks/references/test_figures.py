"""Item 2.3: figures and how the text refers to them."""

from __future__ import annotations

import pytest

from checks.finding import Severity
from tests.checks.support import book_of, run_rule


@pytest.mark.parametrize(
    ("text", "match"),
    [
        ("As Figure 14.3 shows, it turns.", "Figure 14.3"),
        ("It turns (see Fig. 2).", "Fig. 2"),
        ("The values are in Table 3, below.", "Table 3"),
        ("We saw this in Section 4.2.1:", "Section 4.2.1"),
        ("covered in Chapter 7", "Chapter 7"),
        ("(see Sections 8.6.2 and 8.7)", "Sections 8.6.2 and 8.7"),
        ("- **Wheels:** (see Figure 15) turn.", "Figure 15"),
        ("Equation 3 gives the speed.", "Equation 3"),
        ("as figure 3.2 shows", "figure 3.2"),
        ("more on this in chapter 5", "chapter 5"),
        ("(see section 4 for the details)", "section 4"),
        ("Figure 3 `wheel()` turns", "Figure 3"),
        ("Here `wheel()` (Fig. 3) turns", "Fig. 3"),
        ("On the wheel in Figure 3 ($r^2$), it turns", "Figure 3"),
    ],
)
def test_a_number_typed_by_hand_is_an_error(text: str, match: str) -> None:
    ran = run_rule("hard-coded-reference", f"# Pumps\n\n{text}\n")
    assert ran.matches == [match]


@pytest.mark.parametrize(
    "text",
    [
        "Figure 3 of @hero2001 shows it.",
        "inspired by Figures 1 and 2 in Hero and Philo (1990).",
        "see Chapter 2 of *The Wheel*.",
        "their Figure 2 shows it.",
        "[@hero2001, Section 3]",
        "[Chapter 3](https://example.org/wheel) explains it.",
        "as @hero2001, Figure 4, says",
        "Section 508 of the Act asks for it.",
        "Table 12% of them",
        "`Figure 3` is code.",
        "We need 3 tables and 2 figures.",
        "## Chapter 3",
        "the highest gate in table 1 that still opens",
        "a table 3 columns wide, or figure 3.2 times as large",
        "These are from chapter 11 of the book *Wheels at Work*.",
        "It is known (Hero et al., 2001, Section 3.6).",
        "We take the data of the book by Hero.\n\nThe model in section 4.3.1 turns.",
        "see Figure 2 in `vignette('wheels')`",
        "The counts come from Table 5 “Mills at work” found at <https://example.org/mills>.",
        "See Table 2, “Wheels by county”, in the yearbook at https://example.org/mills.",
    ],
)
def test_numbers_of_other_works_links_and_code_are_left_alone(text: str) -> None:
    assert run_rule("hard-coded-reference", f"# Pumps\n\n{text}\n").matches == []


def test_a_number_in_a_caption_goes_and_the_text_gets_the_label() -> None:
    text = "# Pumps\n\nFigure 14.3 shows it.\n\n![Figure 14.3: The wheel.](wheel.png){#fig-wheel}\n"
    ran = run_rule("hard-coded-reference", text)
    by_line = {f.line: f for f in ran}
    assert by_line[3].replacement == "@fig-wheel"
    assert (by_line[5].match, by_line[5].replacement) == ("Figure 14.3: ", "")
    assert len(ran) == 2


def test_a_label_without_its_sign_is_a_reference_that_was_lost() -> None:
    text = "# Pumps\n\nThe wheel (fig-wheel) turns.\n\n![The wheel.](wheel.png){#fig-wheel}\n"
    ran = run_rule("hard-coded-reference", text)
    assert [(f.match, f.replacement) for f in ran] == [("fig-wheel", "@fig-wheel")]
    assert not len(run_rule("hard-coded-reference", text.replace("#fig-wheel", "#fig-turbine")))


def test_bookdowns_references_are_mended_in_a_quarto_chapter_and_without_backslash_anywhere() -> None:
    ran = run_rule("hard-coded-reference", "It stands in Section \\@ref(sec-wheel).\n")
    assert [(f.match, f.replacement) for f in ran] == [("\\@ref(sec-wheel)", "@sec-wheel")]
    ran = run_rule("hard-coded-reference", "It stands in Chapter @ref(wheel).\n", path="a.Rmd")
    assert [(f.match, f.replacement) for f in ran] == [("@ref(wheel)", "\\@ref(wheel)")]
    assert not len(run_rule("hard-coded-reference", "In Chapter \\@ref(wheel).\n", path="a.Rmd"))


def _labelled(number: int) -> str:
    return "".join(f"![Wheel {n} turns.](w{n}.png){{#fig-w{n}}}\n\nSee @fig-w{n}.\n\n" for n in range(number))


def test_a_bare_figure_is_a_notice_and_a_warning_where_the_book_has_the_habit() -> None:
    bare = "# A\n\n![](a.png)\n\n![A wheel.](b.png)\n"
    for rule in ("figure-uncaptioned", "figure-unlabelled"):
        assert [f.severity for f in run_rule(rule, bare)] == [Severity.NOTICE]
    book = book_of({"other.qmd": _labelled(30), "chapter.qmd": bare})
    for rule in ("figure-uncaptioned", "figure-unlabelled"):
        assert [f.severity for f in run_rule(rule, bare, book=book)] == [Severity.WARNING]


def test_the_missing_label_is_offered_from_the_files_name() -> None:
    ran = run_rule("figure-unlabelled", "# A\n\n![A wheel.](images/Water_Wheel.png){width=50%}\n")
    assert ran[0].replacement == "![A wheel.](images/Water_Wheel.png){#fig-water-wheel width=50%}"


def test_a_figure_in_a_labelled_div_or_link_or_line_needs_no_caption_of_its_own() -> None:
    text = "# A\n\n::: {#fig-all}\n![](a.png)\n\nAll wheels.\n:::\n\n[![](b.png)](https://example.org)\n\nAn ![](c.png) icon.\n"
    assert not len(run_rule("figure-uncaptioned", text))


def test_a_figure_that_nothing_refers_to_is_a_notice() -> None:
    ran = run_rule(
        "figure-unreferenced",
        "# A\n\n![A wheel.](a.png){#fig-wheel}\n\n![B.](b.png){#fig-b}\n\nSee @fig-b.\n",
    )
    assert len(ran) == 1
    assert "`fig-wheel`" in ran[0].message


def test_an_image_new_to_the_book_wants_a_source_in_its_caption() -> None:
    text = "# A\n\n![A wheel.](a.png)\n\n![B. Source: @hero2001](b.png)\n\n![C.](old.png)\n"
    book = book_of({"chapter.qmd": text}, added=frozenset({"a.png", "b.png"}))
    assert run_rule("figure-unsourced", text, book=book).lines == [3]
