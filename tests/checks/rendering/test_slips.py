"""Slips that show on the page as they stand: headings made text, entities, TeX in running text, labels of equations."""

from __future__ import annotations

import pytest

from checks.finding import Severity
from tests.checks.support import book_of, run_rule


def test_a_heading_with_a_backslash_is_text() -> None:
    (found,) = run_rule("malformed-heading", "# A\n\n\\## Wheels\n\nThey turn.\n")
    assert (found.line, found.match, found.replacement) == (3, "\\", "")
    assert not len(run_rule("malformed-heading", "# A\n\n\\# of wheels, and \\## in the text.\n"))


@pytest.mark.parametrize(
    ("typed", "meant"), [("&nbps;", "&nbsp;"), ("&mdahs;", "&mdash;"), ("&ampp;", "&amp;")]
)
def test_an_entity_that_html_does_not_have_is_told_with_the_one_that_was_meant(
    typed: str, meant: str
) -> None:
    (found,) = run_rule("broken-html", f"# A\n\nTwo{typed}wheels turn.\n")
    assert (found.match, found.replacement) == (typed, meant)


@pytest.mark.parametrize(
    "text",
    [
        "Two&nbsp;wheels &lt; three &Alpha;.",
        "`&nbps;` is none.",
        "<https://ex.org/?a=1&nbs;p>",
        "R&D; and B&B;",
        "&zzzq;",
    ],
)
def test_entities_and_other_ampersands_are_left_alone(text: str) -> None:
    assert run_rule("broken-html", f"# A\n\n{text}\n").matches == []


def test_a_fence_that_is_commented_out_on_its_own_line_leaves_the_comment_closed() -> None:
    text = "# A\n\n<!-- ```{r} -->\n<!-- turn() -->\n<!-- ``` -->\n\nIt turns.\n"
    assert run_rule("broken-html", text).matches == []
    open_ = "# A\n\n<!-- off\n\n```{r}\nx <- 1 # -->\n```\n\n<!-- on -->\n"
    assert len(run_rule("broken-html", open_)) >= 1


def test_a_reference_in_tex_vanishes_on_the_web() -> None:
    text = "# A\n\nSee \\ref{fig:pump} and \\autoref{lost}.\n\n![A pump.](pump.png){#fig-pump}\n"
    ran = run_rule("broken-citation", text, book=book_of({"chapter.qmd": text}))
    assert [(f.match, f.replacement, f.severity) for f in ran] == [
        ("\\ref{fig:pump}", "@fig-pump", Severity.ERROR),
        ("\\autoref{lost}", None, Severity.WARNING),
    ]
    own = "# A\n\n\\label{part}\n\nSee \\ref{part}, $\\ref{x}$ and `\\ref{y}`.\n"
    assert run_rule("broken-citation", own).matches == []


def test_a_label_of_an_equation_has_a_hyphen() -> None:
    text = "# A\n\n$$\nx = 1\n$$ {#eq:one}\n\nSee @eq-one.\n"
    (found,) = run_rule("broken-label", text)
    assert (found.line, found.replacement) == (5, "eq-one")


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("Call `turn() first,\nthen `stop()` it,\nand `rest()` at last.", 3),
        ("Call turn()` first,\nthen `stop()` it,\nand `rest()` at last.", 3),
        ("Call `turn()` first,\nthen `stop() it,\nand `rest()` at last.", 4),
        ("Call `turn()` first,\nthen `stop()` it,\nand `rest() at last.", 5),
    ],
)
def test_of_several_backticks_the_one_without_its_half_is_told(text: str, line: int) -> None:
    assert run_rule("unclosed-code", f"# A\n\n{text}\n").lines == [line]


@pytest.mark.parametrize(
    "text",
    [
        "They follow the wheel with a crank (model\n1) and none other.",
        "The chance is a whopping $1\n- (1 - p)^2 = 3$ at last.",
        "\\[\n-\\log M\n+ \\log N\n\\]",
    ],
)
def test_a_line_that_goes_on_with_a_formula_or_a_parenthesis_begins_no_list(text: str) -> None:
    assert run_rule("missing-blank-line", f"# A\n\n{text}\n", path="a.Rmd").matches == []
    assert run_rule("unbalanced-bracket", f"# A\n\n{text}\n", path="a.Rmd").matches == []


def test_a_formula_in_another_paragraph_is_none_here_whatever_ends_the_lines() -> None:
    text = "# A\n\nIt costs 3$ today.\n\nThe parts are:\n- wheels\n- pumps\n"
    for written in (text, text.replace("\n", "\r\n")):
        assert run_rule("missing-blank-line", written).lines == [6]


def test_an_index_of_a_sum_is_no_attribute() -> None:
    assert run_rule("broken-attributes", "# A\n\n\\[\n\\sum_{m=1}^M x\n\\]\n", path="a.Rmd").matches == []


def test_a_tag_over_several_lines_is_no_quote() -> None:
    text = '# A\n\nSee <a href="x.html"\n>the source</a> of it.\n'
    assert run_rule("missing-blank-line", text).matches == []


def test_a_name_with_an_underscore_that_code_has_too_is_no_emphasis() -> None:
    assert run_rule("unclosed-emphasis", "Each weir_ function: `weir_flow()`.\n").matches == []
    assert run_rule("unclosed-emphasis", "See the [_gate folder](x/_gate/y.html).\n").matches == []
    assert run_rule("unclosed-emphasis", "Each _weir is old.\n").matches == ["_weir"]


def test_a_shortcode_may_go_over_several_lines() -> None:
    text = "# A\n\n{{< video film.mp4\n    title='A film'\n>}}\n\nText.\n"
    for rule in ("broken-shortcode", "missing-blank-line"):
        assert run_rule(rule, text).matches == []
    assert run_rule("broken-shortcode", "# A\n\n{{< video film.mp4\n\nText >}}\n").matches != []
