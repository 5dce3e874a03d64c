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


TWIN = (
    "The outer wheel turns once for every twelve turns of the small one, and both of them are driven by the same "
    "stream of water that leaves the upper tank."
)


def test_a_long_sentence_that_stands_in_another_chapter_is_a_warning_naming_the_place() -> None:
    mine = f"# Two\n\nWater is heavy. {TWIN} It is loud.\n"
    book = book_of({"one.qmd": f"# One\n\nText.\n\n{TWIN}\n", "chapter.qmd": mine})
    ran = run_rule("repeated-passage", mine, book=book)
    assert [(f.severity, f.match) for f in ran] == [(Severity.WARNING, TWIN)]
    assert "`one.qmd`, line 5" in ran[0].message


def test_several_repeated_sentences_of_a_paragraph_make_one_finding() -> None:
    both = f"{TWIN} {TWIN.replace('outer', 'inner').replace('twelve', 'nine')}"
    mine = f"# Two\n\n{both}\n\nMore.\n"
    ran = run_rule("repeated-passage", mine, book=book_of({"one.qmd": f"{both}\n", "chapter.qmd": mine}))
    assert [both.startswith(f.match[:200]) for f in ran if f.severity is Severity.WARNING] == [True]


def test_the_second_of_two_equal_sentences_in_a_chapter_is_reported() -> None:
    ran = run_rule("repeated-passage", f"# A\n\n{TWIN}\n\nBetween.\n\n{TWIN}\n")
    assert [f.line for f in ran] == [7]
    assert "line 3" in ran[0].message


def test_a_near_twin_close_by_is_a_notice_and_short_or_different_sentences_are_not_reported() -> None:
    near = TWIN.replace("once for every twelve turns", "once while twelve turns pass")
    assert [f.severity for f in run_rule("repeated-passage", f"# A\n\n{TWIN}\n\n{near}\n")] == [
        Severity.NOTICE
    ]
    assert not len(run_rule("repeated-passage", "# A\n\nRun this code.\n\nRun this code.\n"))


def test_a_heading_of_attributes_alone_is_an_anchor_or_a_box_and_no_part_of_the_outline() -> None:
    text = "# A\n\n## B\n\nIt turns.\n\n###### {#later}\n\nMore.\n\n##### {.box}\n\n### C\n\nIt rests.\n"
    assert not len(run_rule("heading-skip", text))
    assert not len(run_rule("empty-section", text))
    assert len(run_rule("heading-skip", text.replace("{#later}", "Later {#later}"))) == 1
