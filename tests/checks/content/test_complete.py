"""Item 1.1: placeholders, empty sections, thin and unlisted chapters."""

from __future__ import annotations

import pytest

from checks.book import Removed
from checks.finding import Severity
from tests.checks.support import book_of, run_rule


@pytest.mark.parametrize(
    ("text", "match"),
    [
        ("TODO: add an example.", "TODO"),
        ("The recipe steps are listed TBD.", "TBD"),
        ("**TODO** mention missing values", "TODO"),
        ("See Section XXX for more.", "XXX"),
        ("The plot is in Figure ??.", "Figure ??"),
        ("Lorem ipsum dolor sit amet, and so on.", "Lorem ipsum dolor sit amet"),
        ("- Coming soon.", "Coming soon"),
        ("The pruning step [insert link here] comes first.", "[insert link here]"),
        ("The rest is to be written.", "to be written"),
        ("As [the paper]() shows, it works.", "[the paper]()"),
        ("It turns fast (needs citation).", "(needs citation)"),
        ("It turns fast [needs a better source].", "[needs a better source]"),
        ("It turns fast, they say (CITE).", "(CITE)"),
        ("[work in progress]", "[work in progress]"),
        ("It turns. [note to self: how fast?]", "[note to self: how fast?]"),
        ("todo: rewrite this part", "todo:"),
        ("As Figure XX shows, it turns.", "Figure XX"),
        ("The wheel is <insert number here> feet wide.", "<insert number here>"),
    ],
)
def test_a_placeholder_is_an_error_at_its_own_words(text: str, match: str) -> None:
    ran = run_rule("placeholder-text", f"# Pumps\n\n{text}\n")
    assert ran.matches == [match]
    assert ran[0].severity is Severity.ERROR
    assert ran[0].line == 3


@pytest.mark.parametrize(
    "text",
    [
        "A “TODO” comment tells the next reader what is missing.",
        "Write TODO comments sparingly.",
        "`TODO` is a marker.",
        "```python\n# TODO: speed up\nx = 1\n```",
        "A new release with much better support for small devices is coming soon, say its makers.",
        "The values to be determined by the solver are unknown.",
        "They live in [the hall](hall.qmd).",
        "The song was to be continued for years.",
        "Their [needs](needs.qmd) and [sources] (all of them) are known.",
        "It is ranked by the Research Excellence Framework (REF) and by the Centre (CITE).",
        "The plan is a work in progress. See the to do: list.",
        "`[needs citation]` and `<insert text>` mark gaps.",
        "Chapter XX of the Roman book, and <your@example.org>.",
        "It keeps only the images needed for the task, and no example needed by others.",
    ],
)
def test_ordinary_text_is_left_alone(text: str) -> None:
    assert run_rule("placeholder-text", f"# Pumps\n\n{text}\n").matches == []


def test_a_marker_in_a_comment_is_a_notice_only() -> None:
    ran = run_rule("placeholder-text", "# Pumps\n\n<!-- TODO: measure again -->\n\nText.\n")
    assert [f.severity for f in ran] == [Severity.NOTICE]


@pytest.mark.parametrize(
    "prompt",
    [
        "Explanation: This subsection prepares the reader for the pumps to come.",
        "Explanation: In this section we bring the valves together.",
        "Note to author: the chapter needs a gentler start.",
        "Goal: This chapter shows how water moves.",
    ],
)
def test_an_instruction_to_the_author_is_an_error(prompt: str) -> None:
    ran = run_rule("placeholder-text", f"# Pumps\n\n{prompt}\n")
    assert len(ran) == 1
    assert ran[0].severity is Severity.ERROR


def test_where_a_label_is_a_templates_all_of_its_paragraphs_are_prompts() -> None:
    text = (
        "# Pumps\n\nExplanation: This section is about wheels.\n\n## B\n\nExplanation: Here, readers will meet valves.\n\n"
        "## C\n\nExplanation: Pipes are the veins of a pump.\n\n## D\n\nExplanation: As we close, we look back.\n"
    )
    assert run_rule("placeholder-text", text).lines == [3, 7, 11, 15]
    assert not len(run_rule("placeholder-text", "# Pumps\n\nExplanation: water is heavier than air.\n"))


def test_an_instruction_that_stands_in_another_chapter_too_is_a_warning() -> None:
    line = "Describe the main parts of the machine and how they work together."
    book = book_of({"one.qmd": f"# One\n\n{line}\n", "chapter.qmd": f"# Two\n\n{line}\n"})
    ran = run_rule("placeholder-text", f"# Two\n\n{line}\n", book=book)
    assert [f.severity for f in ran] == [Severity.WARNING]
    assert not len(run_rule("placeholder-text", f"# Two\n\n{line}\n"))


def test_an_empty_section_is_reported_at_its_heading() -> None:
    text = "# Pumps\n\nText.\n\n## Valves\n\n## Pipes\n\nMore text.\n\n## Seals\n\n<!-- nothing yet -->\n"
    ran = run_rule("empty-section", text)
    assert ran.matches == ["Valves", "Seals"]
    assert ran.lines == [5, 11]


@pytest.mark.parametrize(
    "text",
    [
        "# Pumps\n\n## Valves\n\n### Ball valves\n\nText.\n",
        "# Pumps\n\n## Plot\n\n```{python}\n1\n```\n\n## Table\n\n| a |\n|---|\n| 1 |\n",
        "# Pumps\n\nText.\n\n## References\n\n::: {#refs}\n:::\n",
        "# Pumps\n\nText.\n\n## References {.unnumbered}\n",
        "# Pumps\n\n## Rest\n\n{{< include _rest.qmd >}}\n",
        "::: {.panel-tabset}\n\n## R\n\n## Python\n\n:::\n",
    ],
)
def test_a_section_that_shows_something_is_not_empty(text: str) -> None:
    assert run_rule("empty-section", text).matches == []


def _words(number: int) -> str:
    return "# A chapter\n\n" + " ".join(["water"] * number) + ".\n"


def test_a_chapter_of_a_tenth_of_the_usual_length_is_thin() -> None:
    chapters = {f"{n}.qmd": _words(3000) for n in range(6)}
    book = book_of({**chapters, "chapter.qmd": _words(80)})
    ran = run_rule("thin-chapter", _words(80), book=book)
    assert [f.severity for f in ran] == [Severity.WARNING]
    assert not len(
        run_rule("thin-chapter", _words(900), book=book_of({**chapters, "chapter.qmd": _words(900)}))
    )


def test_with_few_chapters_to_compare_nothing_is_thin() -> None:
    ran = run_rule(
        "thin-chapter", _words(80), book=book_of({"a.qmd": _words(3000), "chapter.qmd": _words(80)})
    )
    assert ran.not_applicable is not None
    assert not len(ran)


def test_a_new_chapter_that_no_list_names_is_an_error_that_says_what_to_add() -> None:
    yml = "project:\n  type: book\nbook:\n  chapters:\n    - index.qmd\n"
    book = book_of({"index.qmd": "# Hello\n"}, yml=yml)
    ran = run_rule("unlisted-chapter", "# New\n", book=book)
    assert [f.severity for f in ran] == [Severity.ERROR]
    assert "- chapter.qmd" in ran[0].message


def test_an_old_unlisted_chapter_is_a_warning_unless_this_change_delists_it() -> None:
    yml = "project:\n  type: book\nbook:\n  chapters:\n    - index.qmd\n"
    book = book_of({"index.qmd": "# Hello\n"}, yml=yml)
    assert [
        f.severity for f in run_rule("unlisted-chapter", "# Old\n\nNew.\n", base="# Old\n", book=book)
    ] == [Severity.WARNING]
    delisted = book_of(
        {"index.qmd": "# Hello\n"}, yml=yml, removed=Removed(delisted=frozenset({"chapter.qmd"}))
    )
    ran = run_rule("unlisted-chapter", "# Old\n\nNew.\n", base="# Old\n", book=delisted)
    assert ran[0].severity is Severity.ERROR
    assert "takes it out" in ran[0].message


def test_a_source_in_a_deeper_folder_than_every_chapter_is_a_notice_unless_it_is_taken_out() -> None:
    yml = "project:\n  type: book\nbook:\n  chapters:\n    - index.qmd\n"
    book = book_of({"index.qmd": "# Hello\n"}, yml=yml)
    ran = run_rule("unlisted-chapter", "# Example\n", path="samples/report.qmd", book=book)
    assert [f.severity for f in ran] == [Severity.NOTICE]


def test_a_page_about_the_author_is_never_thin() -> None:
    words = " ".join(["Water flows on."] * 700)
    book = book_of({f"{n}.qmd": f"# Chapter\n\n{words}\n" for n in range(6)})
    for path in ("00-author.qmd", "about-the-author.qmd", "A-references.qmd", "12_colophon.qmd"):
        assert (
            run_rule("thin-chapter", "# A page\n\nShort.\n", path=path, book=book).not_applicable is not None
        )


def test_an_included_file_needs_no_place_in_the_list() -> None:
    yml = "project:\n  type: book\nbook:\n  chapters:\n    - index.qmd\n"
    book = book_of({"index.qmd": "# Hello\n\n{{< include chapter.qmd >}}\n"}, yml=yml)
    assert not len(run_rule("unlisted-chapter", "Text.\n", book=book))


def test_a_page_of_a_website_that_no_menu_names_is_a_notice() -> None:
    yml = "project:\n  type: website\nwebsite:\n  navbar:\n    left:\n      - index.qmd\n"
    book = book_of({"index.qmd": "# Hello\n"}, yml=yml)
    (found,) = run_rule("unlisted-chapter", "# New\n", book=book)
    assert found.severity is Severity.NOTICE
    assert "chapters:" not in found.message


def test_a_page_of_code_is_not_thin() -> None:
    chapters = {f"{n}.qmd": _words(3000) for n in range(6)}
    text = _words(40) + "\n```{python}\n" + "flow = pump(gate, level)\n" * 90 + "```\n"
    assert not len(run_rule("thin-chapter", text, book=book_of({**chapters, "chapter.qmd": text})))
