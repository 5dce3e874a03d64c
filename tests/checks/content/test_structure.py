"""Item 1.4: the outline of a chapter, malformed headings, and passages that stand twice."""

from __future__ import annotations

import pytest

from checks.finding import Severity
from tests.checks.support import book_of, run_rule


def test_a_skipped_level_offers_the_level_that_is_due() -> None:
    ran = run_rule("heading-skip", "# Pumps\n\n## Methods\n\nText.\n\n#### Sampling\n\nText.\n")
    assert ran.matches == ["####"]
    assert ran[0].replacement == "###"
    assert ran.lines == [7]


def test_after_a_skip_the_next_heading_of_that_level_is_not_reported_again() -> None:
    assert len(run_rule("heading-skip", "# A\n\n### B\n\nx\n\n### C\n\nx\n")) == 1


@pytest.mark.parametrize(
    "text",
    [
        "# A\n\n## B\n\n### C\n\n## D\n\n# E\n",
        "### First\n\nText.\n\n### Second\n\nText.\n",
        "# A\n\n::: {.callout-note}\n#### Mind this\n\nText.\n:::\n",
        "# A\n\n::: {.panel-tabset}\n\n### R\n\ntext\n\n### Python\n\ntext\n\n:::\n",
        "# A\n\n```markdown\n#### Not a heading\n```\n",
    ],
)
def test_an_outline_without_gaps_is_left_alone(text: str) -> None:
    assert not len(run_rule("heading-skip", text))


def test_under_a_title_in_the_front_matter_the_first_heading_may_not_skip_either() -> None:
    assert len(run_rule("heading-skip", "---\ntitle: Pumps\n---\n\n### Sampling\n\nText.\n")) == 1
    assert not len(run_rule("heading-skip", "---\ntitle: Pumps\n---\n\n## Sampling\n\nText.\n"))


def test_two_sections_of_one_name_in_one_place_are_reported_with_the_line_of_the_first() -> None:
    text = "# A\n\n## Results\n\nx\n\n## Discussion\n\nx\n\n## Results\n\nx\n"
    ran = run_rule("duplicate-heading", text)
    assert ran.lines == [11]
    assert "line 3" in ran[0].message


def test_exercises_in_every_section_are_no_duplicates() -> None:
    text = "# A\n\n## B\n\n### Exercises\n\nx\n\n## C\n\n### Exercises\n\nx\n"
    assert not len(run_rule("duplicate-heading", text))


def test_a_second_title_is_lowered() -> None:
    ran = run_rule("several-titles", "# Training\n\nx\n\n# Inference {#sec-inference}\n\nx\n")
    assert (ran.lines, ran[0].replacement) == ([5], "##")


def test_several_titles_are_let_pass_where_the_book_has_the_habit_and_for_parts() -> None:
    twice = "# One\n\nx\n\n# Two\n\nx\n"
    book = book_of({"a.qmd": twice, "b.qmd": twice, "chapter.qmd": twice})
    assert not len(run_rule("several-titles", twice, book=book))
    assert not len(run_rule("several-titles", "# (PART) Basics {-}\n\n# Pumps\n\nx\n", path="a.Rmd"))


def test_a_division_into_one_part_is_a_notice() -> None:
    ran = run_rule("lone-subsection", "# A\n\n## Data\n\nx\n\n### Sources\n\nx\n\n## Rest\n\nx\n")
    assert ran.matches == ["Sources"]
    assert ran[0].severity is Severity.NOTICE


def test_a_heading_without_a_space_gets_one() -> None:
    ran = run_rule("malformed-heading", "# A\n\nText.\n\n###Model compression\n\nText.\n")
    assert ran.lines == [5]
    assert (ran[0].match, ran[0].replacement) == ("###", "### ")


def test_a_heading_glued_to_a_paragraph_gets_a_blank_line() -> None:
    ran = run_rule("malformed-heading", "# A\n\nText.\n## Pipes\n\nMore.\n")
    assert ran.lines == [4]
    assert ran[0].replacement == "\n## Pipes"


def test_a_bold_line_that_heads_text_becomes_a_heading_of_the_level_below() -> None:
    ran = run_rule("malformed-heading", "# A\n\n## B\n\nx y z.\n\n**Ball valves**\n\nThey turn.\n")
    assert ran.matches == ["**Ball valves**"]
    assert ran[0].replacement == "### Ball valves"


@pytest.mark.parametrize(
    "text",
    [
        "Text with a #hashtag in it.\n",
        "#hashtag\n",
        "```bash\n##comment\n```\n",
        "- **Ball valves**\n\n- **Gate valves**\n",
        "**This whole sentence is bold because it matters.**\n\nText.\n",
        "**Note:** mind the gap.\n",
        "::: {.callout-note}\n**Mind this**\n\nText.\n:::\n",
        "**Figure 1**\n\nText.\n",
        "> **Quoted**\n>\n> Text.\n",
    ],
)
def test_what_is_no_heading_is_left_alone(text: str) -> None:
    assert not len(run_rule("malformed-heading", f"# A\n\n{text}"))
