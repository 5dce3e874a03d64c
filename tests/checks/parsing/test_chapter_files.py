"""Files that a chapter names."""

from __future__ import annotations

from checks.parsing.chapter_files import (
    bibliographies_named,
    in_project,
    included_in_code,
    includes_of,
    place_of,
)
from checks.parsing.quarto import parse


def test_bibliographies_of_a_chapter_are_found_beside_it() -> None:
    document = parse("---\nbibliography: [own.bib, ../all.bib, https://x.org/y.bib]\n---\n")
    assert bibliographies_named(document, "book/rivers/banks.qmd") == ("book/rivers/own.bib", "book/all.bib")
    assert bibliographies_named(parse("---\nbibliography: a.bib\n---\n"), "b.qmd") == ("a.bib",)
    assert bibliographies_named(parse("Text.\n"), "b.qmd") == ()


def test_a_bibliography_with_a_slash_counts_from_the_project() -> None:
    document = parse("---\nbibliography: /refs/all.bib\n---\n")
    [named] = bibliographies_named(document, "books/one/part/banks.qmd")
    assert in_project(named, "books/one") == "books/one/refs/all.bib"
    assert in_project("books/one/own.bib", "books/one") == "books/one/own.bib"


def test_included_files_count_from_the_chapter_or_from_the_project() -> None:
    there = {"book/rivers/_a.qmd", "book/shared/_b.qmd", "shared/_b.qmd"}
    page = "book/rivers/banks.qmd"
    assert place_of("_a.qmd", page, "book", there.__contains__) == "book/rivers/_a.qmd"
    assert place_of("/shared/_b.qmd", page, "book", there.__contains__) == "book/shared/_b.qmd"
    assert place_of("../../../x.qmd", page, "book", there.__contains__) is None
    assert place_of("shared/_b.qmd", page, "book", there.__contains__) is None


def test_a_child_of_r_markdown_may_count_from_the_project() -> None:
    there = {"book/kids/_a.Rmd"}
    assert place_of("kids/_a.Rmd", "book/rivers/banks.Rmd", "book", there.__contains__) == "book/kids/_a.Rmd"
    assert place_of("kids/_a.Rmd", "book/rivers/banks.qmd", "book", there.__contains__) is None


def test_an_include_stands_on_a_line_of_its_own() -> None:
    text = "{{< include _a.qmd >}}\n\n- {{< include _b.qmd >}}\n\nSo {{< include _c.qmd >}}.\n\n {{<include _d.qmd >}} \n"
    assert includes_of(parse(text)) == ("_a.qmd", "_d.qmd")


def test_child_documents_are_included_in_the_ways_that_knitr_takes() -> None:
    text = (
        '```{r, child="_a.Rmd"}\n```\n\n```{r child = c("_b.Rmd", \'_c.qmd\')}\n```\n\n'
        "```{r}\n#| child: _d.Rmd\n```\n\n```{r, child=paths[1]}\n```\n\n```r\nchild = '_e.Rmd'\n```\n"
    )
    assert includes_of(parse(text, path="a.Rmd")) == ("_a.Rmd", "_b.Rmd", "_c.qmd", "_d.Rmd")


def test_includes_in_code_bring_in_scripts_and_shown_or_escaped_ones_do_not() -> None:
    text = (
        "```{python}\n{{< include scripts/a.py >}}\n```\n\n```python\n  {{< include b.py >}}\n```\n\n"
        "```{python}\n{{{< include c.py >}}}\n{{</* include d.py */>}}\nx = '{{< include e.py >}}'\n```\n\n"
        "```markdown\n{{< include _f.qmd >}}\n```\n\n```\n{{< include _g.qmd >}}\n```\n\n"
        '```{.python shortcodes="false"}\n{{< include h.py >}}\n```\n'
    )
    document = parse(text)
    assert [name for name, _ in included_in_code(document)] == ["scripts/a.py", "b.py"]
    assert [document.slice(span) for _, span in included_in_code(document)] == ["scripts/a.py", "b.py"]
