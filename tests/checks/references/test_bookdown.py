"""What bookdown, knitr and Pandoc allow beyond plain Quarto, and what they do not."""

from __future__ import annotations

from dataclasses import replace

import pytest

from checks.book import Book
from checks.parsing.project import parse_project
from tests.checks.support import book_of, run_rule

EQUATION = "\\begin{equation}\np = r (\\#eq:p)\n\\end{equation}\n"


def _bookdown(chapters: dict[str, str]) -> Book:
    book = book_of(chapters)
    return replace(book, project=parse_project("book_filename: book\n", "_bookdown.yml"))


@pytest.mark.parametrize("kind", ["theorem", "lemma", "definition", "exercise"])
def test_a_block_is_referred_to_by_its_name_behind_the_prefix_of_its_kind(kind: str) -> None:
    prefix = {"theorem": "thm", "lemma": "lem", "definition": "def", "exercise": "exr"}[kind]
    text = f"# A\n\n::: {{.{kind} #wheel}}\nIt turns.\n:::\n\nBy \\@ref({prefix}:wheel) it turns.\n"
    assert run_rule("dangling-crossref", text, path="a.Rmd").matches == []
    broken = text.replace(f"{prefix}:wheel", f"{prefix}:whele")
    assert run_rule("dangling-crossref", broken, path="a.Rmd").matches == [f"\\@ref({prefix}:whele)"]


def test_a_label_in_a_listing_is_no_second_one() -> None:
    text = f"# A\n\n```latex\n{EQUATION}```\n\n{EQUATION}\nSee \\@ref(eq:p).\n"
    assert run_rule("duplicate-label", text, path="a.Rmd").matches == []
    twice = f"# A\n\n{EQUATION}\n{EQUATION}\n"
    assert run_rule("duplicate-label", twice, path="a.Rmd").matches == ["eq:p"]


def test_an_empty_chunk_of_the_same_name_runs_the_first_again() -> None:
    text = "# A\n\n```{r turn}\nx <- 1\n```\n\nAgain:\n\n```{r turn, echo=FALSE}\n```\n"
    assert run_rule("duplicate-label", text, path="a.Rmd").matches == []
    assert run_rule(
        "duplicate-label", text.replace("FALSE}\n", "FALSE}\ny <- 2\n"), path="a.Rmd"
    ).matches == ["turn"]


def test_an_anchor_of_another_chapter_is_found_where_all_chapters_are_one_document() -> None:
    chapters = {"a.Rmd": "# A\n\nSee [below](#valves).\n", "b.Rmd": "# B\n\n## Valves\n\nx\n"}
    text = chapters["a.Rmd"]
    assert run_rule("missing-anchor", text, path="a.Rmd", book=_bookdown(chapters)).matches == []
    assert run_rule("missing-anchor", text, path="a.Rmd", book=book_of(chapters)).matches == ["#valves"]
    gone = text.replace("#valves", "#vales")
    assert run_rule(
        "missing-anchor", gone, path="a.Rmd", book=_bookdown({**chapters, "a.Rmd": gone})
    ).matches == ["#vales"]


def test_a_link_may_name_a_heading_of_its_document() -> None:
    text = "# A\n\n## Big wheels\n\nSee [these][Big wheels] and [those][bigg wheels].\n"
    assert run_rule("unclosed-image", text).matches == ["[those][bigg wheels]"]
    chapters = {"a.Rmd": "# A\n\nSee [these][Valves].\n", "b.Rmd": "# B\n\n## Valves\n\nx\n"}
    assert run_rule("unclosed-image", chapters["a.Rmd"], path="a.Rmd", book=_bookdown(chapters)).matches == []
    assert len(run_rule("unclosed-image", chapters["a.Rmd"], path="a.Rmd", book=book_of(chapters))) == 1


def test_a_definition_needs_no_space_after_its_colon() -> None:
    text = "# A\n\nSee [it][w].\n\n[w]:https://example.org/w\n"
    assert run_rule("unclosed-image", text).matches == []


def test_a_bare_word_in_the_braces_of_a_heading_that_is_linked_to_was_its_anchor() -> None:
    text = "# A\n\nSee [the last part](#wheels).\n\n## The wheels {wheels}\n\nx\n"
    (found,) = run_rule("broken-attributes", text)
    assert (found.match, found.replacement) == ("{wheels}", "{#wheels}")


def test_the_abstract_in_the_head_of_a_chapter_may_be_its_first_sentence() -> None:
    long = "The wheel of the mill turns " + " ".join(f"and part{n} of it turns too" for n in range(6)) + "."
    text = f"---\ntitle: A\ndescription: >\n  {long}\n---\n\n{long}\n\nMore.\n"
    assert run_rule("repeated-passage", text).matches == []
    assert len(run_rule("repeated-passage", text + f"\nAgain. {long}\n")) == 1
