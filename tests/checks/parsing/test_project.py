"""Project files: which chapters a book has, in which order, and what does not parse."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checks.parsing.gather import DEFAULT_PREFIXES
from checks.parsing.project import chapters_of, find_projects, parse_project, unlisted_of
from tests.corpus_path import CORPUS, needs_corpus

BOOK = """project:
  type: book
  output-dir: out
book:
  title: "Rivers"
  chapters:
    - index.qmd
    - part: banks.qmd
      chapters:
        - left.qmd
        - text: "Right"
          file: right/right.qmd
    - part: "Beds"
      chapters: [beds.qmd, data.ipynb]
    - references.qmd
  appendices:
    - more.qmd
bibliography: [refs.bib, more.json]
lang: en-GB
crossref:
  custom:
    - kind: float
      key: vid
      reference-prefix: Video
nocite: "@*"
"""


def test_chapters_come_in_reading_order_with_parts_and_appendices() -> None:
    project = parse_project(BOOK, "_quarto.yml")
    assert project.chapters == (
        "index.qmd", "banks.qmd", "left.qmd", "right/right.qmd", "beds.qmd", "data.ipynb", "references.qmd", "more.qmd",
    )  # fmt: skip
    assert project.parts == ("banks.qmd",)
    assert project.appendices == ("more.qmd",)
    assert (project.kind, project.title, project.lang, project.output) == ("book", "Rivers", "en-GB", "out")
    assert project.bibliography == project.bibliographies == ("refs.bib", "more.json")
    assert project.crossref_prefixes == DEFAULT_PREFIXES | {"vid"}
    assert project.nocite_all
    assert project.listed_at["left.qmd"] == 10


def test_paths_are_those_of_the_repository() -> None:
    project = parse_project(BOOK, "docs/book/_quarto.yml")
    assert project.root == "docs/book"
    assert project.chapters[:2] == ("docs/book/index.qmd", "docs/book/banks.qmd")
    assert project.bibliography == ("docs/book/refs.bib", "docs/book/more.json")
    assert project.output == "docs/book/out"


def test_a_name_that_leaves_the_repository_is_no_chapter() -> None:
    text = "book:\n  chapters: [../../etc/x.qmd, ./a.qmd, sub/../b.qmd]\nproject: {type: book}\n"
    assert parse_project(text, "_quarto.yml").chapters == ("a.qmd", "b.qmd")
    assert parse_project(text, "x/y/_quarto.yml").chapters == ("etc/x.qmd", "x/y/a.qmd", "x/y/b.qmd")


def test_what_does_not_parse_says_line_and_column() -> None:
    project = parse_project("project:\n  type: book\n  title: a: b\n", "_quarto.yml")
    assert project.error is not None
    assert project.error[:2] == (3, 11)
    assert project.chapters == ()


@pytest.mark.parametrize(
    "text", ["- a\n", "just words", "{", "a: *b\n", "a: &x [*x]\n", "\t", "a: " + "[" * 5_000, "- " * 5_000]
)
def test_text_that_is_no_project_file_is_an_error_not_a_crash(text: str) -> None:
    assert parse_project(text, "_quarto.yml").error is not None


def test_an_empty_project_file_is_a_project_of_all_sources() -> None:
    project = parse_project("", "_quarto.yml")
    assert project.error is None
    assert chapters_of(project, frozenset({"b.qmd", "index.qmd", "a.md", "README.md"})) == (
        "index.qmd",
        "a.md",
        "b.qmd",
    )


def test_aliases_that_unfold_without_end_are_refused() -> None:
    levels = "".join(f"l{n}: &l{n} [{', '.join([f'*l{n - 1}'] * 9)}]\n" for n in range(1, 12))
    project = parse_project("l0: &l0 lol\n" + levels, "_quarto.yml")
    assert project.error is not None


def test_a_key_given_twice_is_told_with_its_place() -> None:
    project = parse_project("lang: en\nlang: de\n", "_quarto.yml")
    assert project.duplicates == ((2, 1, "lang"),)
    assert project.lang == "de"


def test_sites_name_their_pages_in_sidebar_and_navigation() -> None:
    text = (
        "project:\n  type: website\n  render: ['*.qmd', '!draft.qmd']\nwebsite:\n  title: S\n  navbar:\n    left:\n      - href: index.qmd\n"
        "  sidebar:\n    - contents:\n        - section: One\n          contents: [one.qmd, https://x.org, posts/*]\n"
    )
    project = parse_project(text, "_quarto.yml")
    assert (project.kind, set(project.chapters)) == ("website", {"index.qmd", "one.qmd"})
    paths = frozenset({"index.qmd", "one.qmd", "two.qmd", "draft.qmd", "posts/p.qmd"})
    assert unlisted_of(project, paths) == ("two.qmd",)


def test_bookdown_books_are_read() -> None:
    project = parse_project('rmd_files: ["index.Rmd", "one.Rmd"]\noutput_dir: docs\n', "b/_bookdown.yml")
    assert (project.kind, project.chapters) == ("bookdown", ("b/index.Rmd", "b/one.Rmd"))
    every = parse_project("book_filename: x\n", "_bookdown.yml")
    assert chapters_of(every, frozenset({"02.Rmd", "index.Rmd", "01.Rmd", "_book/x.Rmd"})) == (
        "index.Rmd",
        "01.Rmd",
        "02.Rmd",
    )


def test_several_books_are_found_and_quarto_wins_over_bookdown() -> None:
    paths = frozenset(
        {"a/_quarto.yml", "a/_bookdown.yml", "b/_bookdown.yml", "_extensions/x/_quarto.yml", "c/_quarto.yaml"}
    )
    assert find_projects(paths) == ("a/_quarto.yml", "b/_bookdown.yml", "c/_quarto.yaml")


def test_sources_without_a_project_file_are_one_book() -> None:
    assert find_projects(frozenset({"x/a.qmd"})) == ("_quarto.yml",)
    assert find_projects(frozenset({"README.md", "main.py"})) == ()


def test_unlisted_sources_are_told_apart_from_what_is_none() -> None:
    project = parse_project(BOOK, "_quarto.yml")
    paths = frozenset(
        {*project.chapters, "_quarto.yml", "draft.qmd", "_include.qmd", "_parts/x.qmd", "README.qmd", "notes.md", "out/index.qmd",
         ".github/pull_request_template.md", "inner/_quarto.yml", "inner/chapter.qmd", "code/run.py"}
    )  # fmt: skip
    assert unlisted_of(project, paths) == ("draft.qmd",)
    assert chapters_of(project, paths) == (*project.chapters, "draft.qmd")


def test_a_listed_chapter_that_is_not_there_is_no_chapter() -> None:
    project = parse_project(BOOK, "_quarto.yml")
    assert chapters_of(project, frozenset({"left.qmd"})) == ("left.qmd",)


@given(st.text(), st.sampled_from(["_quarto.yml", "x/_bookdown.yml"]))
def test_any_text_is_read(text: str, path: str) -> None:
    project = parse_project(text, path)
    assert chapters_of(project, frozenset({"a.qmd"})) in ((), ("a.qmd",))


@needs_corpus
def test_every_chapter_that_a_real_book_names_is_found() -> None:
    files = [*CORPUS.glob("cs249r/*/_quarto.yml"), CORPUS / "books" / "r4ds" / "_quarto.yml"]
    for file in files:
        project = parse_project(file.read_text(), "_quarto.yml")
        paths = frozenset((file.parent / "TREE.txt").read_text().split("\n"))
        assert project.error is None
        assert len(project.chapters) > 5
        assert set(project.chapters) <= paths, file.parent.name
