"""What the rules say of includes themselves."""

from __future__ import annotations

from checks.finding import Severity
from tests.checks.support import book_of, run_rule


def test_an_include_in_a_sentence_or_a_list_is_none() -> None:
    text = "# A\n\nSo {{< include _a.qmd >}} it is.\n\n- {{< include _a.qmd >}}\n\n{{< include _a.qmd >}}\n\n::: {.note}\n{{< include _a.qmd >}}\n:::\n"
    ran = run_rule("broken-shortcode", text)
    assert ran.lines == [3, 5]
    assert ran[0].severity is Severity.WARNING


def test_scripts_that_code_includes_must_be_there() -> None:
    text = "# A\n\n```{python}\n{{< include scripts/a.py >}}\n{{< include scripts/b.py >}}\n{{{< include c.py >}}}\n```\n"
    ran = run_rule("missing-file", text, book=book_of({"chapter.qmd": text}, paths={"scripts/a.py"}))
    assert [(f.match, f.line) for f in ran] == [("scripts/b.py", 5)]


def test_a_child_document_must_be_there() -> None:
    text = '# A\n\n```{r, child="_a.Rmd"}\n```\n\n```{r, child=c("_b.Rmd", "_c.Rmd")}\n```\n'
    book = book_of({"chapter.Rmd": text}, paths={"_a.Rmd", "_c.Rmd"})
    ran = run_rule("missing-file", text, book=book, path="chapter.Rmd")
    assert [(f.match, f.line, f.replacement) for f in ran] == [("_b.Rmd", 6, None)]
