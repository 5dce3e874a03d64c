"""Defects of Quarto markup, each planted in a sound chapter in three surroundings: caught on its line, the sound chapter silent."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from checks.finding import Finding, Severity
from checks.rule import Scope, all_rules
from tests.checks.support import book_of, run_rule

BIB = """@book{hero1, author = {Hero}, title = {Pneumatica}, year = {1899}}
@book{philo1, author = {Philo}, title = {Mechanics}, year = {1901}}
"""
PATHS = {"images/wheel.png", "images/pump.png", "other.qmd", "_parts.qmd", "data/flow.csv"}
OTHER = "# Other {#sec-other}\n\n![The other pump.](images/pump.png){#fig-other}\n\nSee @fig-other and [@philo1].\n"

SURROUNDINGS = {
    "plain": "# Pumps {#sec-pumps}\n\nWater flows, as [@hero1] says.\n\n{}\n\nIt flows on.\n",
    "between": (
        "---\ntitle: Pumps\n---\n\n## Wheels\n\n- one wheel\n- two wheels\n\n```{{python}}\n#| label: turn\nx = 1\n```\n\n{}\n\n"
        "| wheel | turns |\n|-------|-------|\n| one   | 12    |\n\n: Turns. {{#tbl-turns}}\n\n@tbl-turns counts them.\n"
    ),
    "after maths": "# Pumps\n\nThe flow is $q = a v$.\n\n$$\np = \\rho g h\n$$ {{#eq-p}}\n\nBy @eq-p it rises[^n].\n\n[^n]: Slowly.\n\n{}\n\nThe end.\n",
}


@dataclass(frozen=True)
class Planted:
    """A defect: the sound snippet, the broken one, the rules that may report it, and its line in the snippet (from 0)."""

    name: str
    sound: str
    broken: str
    rules: str
    line: int = 0


KINDS = [
    Planted(
        "image without bracket",
        "![A wheel.](images/wheel.png)",
        "![A wheel.(images/wheel.png)",
        "unclosed-image",
    ),
    Planted(
        "image without parenthesis",
        "![A wheel.](images/wheel.png)",
        "![A wheel.](images/wheel.png",
        "unclosed-image",
    ),
    Planted(
        "image with attributes, without bracket",
        "![A wheel.](images/wheel.png){#fig-w}\n\n@fig-w turns.",
        "![A wheel.(images/wheel.png){#fig-w}\n\n@fig-w turns.",
        "unclosed-image",
    ),
    Planted(
        "space before image attributes",
        "![A wheel.](images/wheel.png){#fig-w}\n\n@fig-w turns.",
        "![A wheel.](images/wheel.png) {#fig-w}\n\nIt turns.",
        "broken-attributes",
    ),
    Planted(
        "attributes without closing brace",
        "![A wheel.](images/wheel.png){#fig-w}\n\n@fig-w turns.",
        "![A wheel.](images/wheel.png){#fig-w\n\nIt turns.",
        "broken-attributes",
    ),
    Planted(
        "curly quotes in attributes",
        '![A wheel.](images/wheel.png){width="50%"}',
        "![A wheel.](images/wheel.png){width=“50%”}",
        "broken-attributes",
    ),
    Planted(
        "image that is not there",
        "![A wheel.](images/wheel.png)",
        "![A wheel.](images/weel.png)",
        "missing-image",
    ),
    Planted(
        "image in another case",
        "![A wheel.](images/wheel.png)",
        "![A wheel.](images/Wheel.png)",
        "missing-image",
    ),
    Planted(
        "image in another folder", "![A wheel.](images/wheel.png)", "![A wheel.](wheel.png)", "missing-image"
    ),
    Planted(
        "image from a dot folder",
        "![A wheel.](./images/wheel.png)",
        "![A wheel.](.images/wheel.png)",
        "missing-image",
    ),
    Planted(
        "HTML image that is not there",
        '<img src="images/wheel.png" alt="A wheel">',
        '<img src="images/weel.png" alt="A wheel">',
        "missing-image",
    ),
    Planted(
        "image of a format no browser shows",
        "![A wheel.](images/wheel.png)",
        "![A wheel.](images/wheel.tiff)",
        "unreadable-image missing-image",
    ),
    Planted(
        "image without any text", "![A wheel.](images/wheel.png)", "![](images/wheel.png)", "missing-alt-text"
    ),
    Planted("image without a path", "![A wheel.](images/wheel.png)", "![A wheel.]()", "placeholder-text"),
    Planted(
        "div never closed",
        "::: {.callout-note}\nMind it.\n:::",
        "::: {.callout-note}\nMind it.",
        "unbalanced-div",
    ),
    Planted(
        "div closed twice",
        "::: {.callout-note}\nMind it.\n:::",
        "::: {.callout-note}\nMind it.\n:::\n\n:::",
        "unbalanced-div",
        4,
    ),
    Planted(
        "div with two colons",
        "::: {.callout-note}\nMind it.\n:::",
        ":: {.callout-note}\nMind it.\n::",
        "unbalanced-div",
    ),
    Planted(
        "inner div never closed",
        ":::: {.columns}\n::: {.column}\nLeft.\n:::\n::::",
        ":::: {.columns}\n::: {.column}\nLeft.\n::::",
        "unbalanced-div",
        1,
    ),
    Planted(
        "misspelt callout",
        "::: {.callout-note}\nMind it.\n:::",
        "::: {.callout-nte}\nMind it.\n:::",
        "broken-attributes",
    ),
    Planted(
        "callout of no kind",
        "::: {.callout-tip}\nMind it.\n:::",
        "::: {.callout-hint}\nMind it.\n:::",
        "broken-attributes",
    ),
    Planted(
        "div without closing brace",
        "::: {.callout-note}\nMind it.\n:::",
        "::: {.callout-note\nMind it.\n:::",
        "broken-attributes",
    ),
    Planted("code fence never closed", "```\nx\n```", "```\nx", "unclosed-fence"),
    Planted("cell never closed", "```{python}\nx = 2\n```", "```{python}\nx = 2", "unclosed-fence"),
    Planted(
        "fence closed with two backticks",
        "```{python}\nx = 2\n```",
        "```{python}\nx = 2\n``",
        "unclosed-fence",
    ),
    Planted(
        "fence closed with more marks", "```{r}\nx <- 2\n```", "```{r}\nx <- 2\n`````", "unclosed-fence", 2
    ),
    Planted("inline code never closed", "Call `turn()` first.", "Call `turn() first.", "unclosed-code"),
    Planted("inline code never opened", "Call `turn()` first.", "Call turn()` first.", "unclosed-code"),
    Planted(
        "inline code run together", "Call `a`/`b`/`c` first.", "Call `a`/`b/``c` first.", "unclosed-code"
    ),
    Planted(
        "inline formula never closed",
        "A flow $\\alpha$ is small.",
        "A flow $\\alpha is small.",
        "unclosed-math",
    ),
    Planted(
        "inline formula never opened", "A flow $x_1$ is small.", "A flow x_1$ is small.", "unclosed-math"
    ),
    Planted(
        "space after the dollar",
        "A flow $\\alpha + 1$ is small.",
        "A flow $ \\alpha + 1$ is small.",
        "unclosed-math",
    ),
    Planted(
        "space before the dollar",
        "A flow $\\alpha + 1$ is small.",
        "A flow $\\alpha + 1 $ is small.",
        "unclosed-math",
    ),
    Planted("display formula never closed", "$$\nv = w\n$$", "$$\nv = w", "unclosed-math"),
    Planted(
        "equation label without a space",
        "$$\nv = w\n$$ {#eq-v}\n\nBy @eq-v it turns.",
        "$$\nv = w\n$${#eq-v}\n\nIt turns.",
        "broken-attributes",
        2,
    ),
    Planted("bold never closed", "A **big** wheel.", "A **big wheel.", "unclosed-emphasis"),
    Planted("bold never opened", "A **big** wheel.", "A big** wheel.", "unclosed-emphasis"),
    Planted("bold closed with one mark", "A **big** wheel.", "A **big* wheel.", "unclosed-emphasis"),
    Planted("bold with spaces inside", "A **big** wheel.", "A ** big ** wheel.", "unclosed-emphasis"),
    Planted(
        "shortcode never closed",
        "{{< video https://example.org/a.mp4 title=Wheel >}}",
        "{{< video https://example.org/a.mp4 title=Wheel",
        "broken-shortcode",
    ),
    Planted("shortcode closed with one brace", "{{< pagebreak >}}", "{{< pagebreak >}", "broken-shortcode"),
    Planted("shortcode without its sign", "{{< pagebreak >}}", "{{< pagebreak }}", "broken-shortcode"),
    Planted("misspelt shortcode", "{{< pagebreak >}}", "{{< pagebraek >}}", "broken-shortcode"),
    Planted("unknown shortcode", "{{< pagebreak >}}", "{{< tweet 123 >}}", "broken-shortcode"),
    Planted(
        "shortcode without its argument", "{{< include _parts.qmd >}}", "{{< include >}}", "broken-shortcode"
    ),
    Planted("include of no file", "{{< include _parts.qmd >}}", "{{< include _part.qmd >}}", "missing-file"),
    Planted(
        "table row with a cell too many",
        "| a | b |\n|---|---|\n| 1 | 2 |",
        "| a | b |\n|---|---|\n| 1 | 2 | 3 |",
        "table-shape",
        2,
    ),
    Planted(
        "table row with a cell too few",
        "| a | b |\n|---|---|\n| 1 | 2 |",
        "| a | b |\n|---|---|\n| 1 |",
        "table-shape",
        2,
    ),
    Planted("footnote without text", "It turns.[^w]\n\n[^w]: Slowly.", "It turns.[^w]", "broken-footnote"),
    Planted(
        "footnote misnamed",
        "It turns.[^wheel]\n\n[^wheel]: Slowly.",
        "It turns.[^whel]\n\n[^wheel]: Slowly.",
        "broken-footnote",
    ),
    Planted(
        "footnote text twice",
        "It turns.[^w]\n\n[^w]: Slowly.",
        "It turns.[^w]\n\n[^w]: Slowly.\n\n[^w]: Fast.",
        "broken-footnote",
        4,
    ),
    Planted(
        "footnote never used",
        "It turns.[^w]\n\n[^w]: Slowly.",
        "It turns.\n\n[^w]: Slowly.",
        "broken-footnote",
        2,
    ),
    Planted(
        "footnote without bracket",
        "It turns[^w] on.\n\n[^w]: Slowly.",
        "It turns[^w on.\n\n[^w]: Slowly.",
        "broken-footnote",
    ),
    Planted("reference to no figure", "See @fig-other.", "See @fig-othr.", "dangling-crossref"),
    Planted("reference to no section", "See @sec-other.", "See @sec-others-and-more.", "dangling-crossref"),
    Planted("reference to no table", "See @fig-other.", "See @tbl-other.", "dangling-crossref"),
    Planted(
        "reference in brackets to no figure",
        "Seen before [-@fig-other].",
        "Seen before [-@fig-ohter].",
        "dangling-crossref",
    ),
    Planted("reference without its sign", "See @fig-other.", "See fig-other.", "hard-coded-reference"),
    Planted("bookdown reference", "See @sec-other.", "See \\@ref(sec-other).", "hard-coded-reference"),
    Planted(
        "label of another chapter",
        "![A wheel.](images/wheel.png){#fig-w}\n\n@fig-w turns.",
        "![A wheel.](images/wheel.png){#fig-other}\n\n@fig-other turns.",
        "duplicate-label",
    ),
    Planted(
        "label twice",
        "::: {#fig-a}\nA\n:::\n\n@fig-a turns.",
        "::: {#fig-a}\nA\n:::\n\n::: {#fig-a}\nB\n:::\n\n@fig-a turns.",
        "duplicate-label",
        4,
    ),
    Planted("unknown citation", "He says so [@philo1].", "He says so [@phylo1].", "undefined-citation"),
    Planted("citation as an address", "He [says so](other.qmd).", "He [says so](@philo1).", "missing-file"),
    Planted(
        "element never closed",
        "<details><summary>More</summary>Water.</details>",
        "<details><summary>More</summary>Water.",
        "broken-html",
    ),
    Planted(
        "element closed twice",
        "A <span>wheel</span> turns.",
        "A <span>wheel</span></span> turns.",
        "broken-html",
    ),
    Planted("element closed as another", "A <b>wheel</b> turns.", "A <b>wheel</i> turns.", "broken-html"),
    Planted("link to no chapter", "[the other](other.qmd)", "[the other](othr.qmd)", "missing-file"),
    Planted(
        "link without parenthesis",
        "The [other](https://example.org/a) one.",
        "The [other](https://example.org/a one.",
        "malformed-link",
    ),
    Planted(
        "link in a link's address",
        "[x](https://example.org/a)",
        "[x]([https://example.org/a](https://example.org/a))",
        "malformed-link",
    ),
    Planted("link without a scheme", "[x](https://example.org)", "[x](example.org)", "malformed-link"),
    Planted(
        "misspelt cell option",
        '```{python}\n#| fig-cap: "A wheel."\nx = 2\n```',
        '```{python}\n#| fig-cpa: "A wheel."\nx = 2\n```',
        "cell-options",
        1,
    ),
    Planted(
        "cell option that is no YAML",
        '```{python}\n#| fig-cap: "A wheel: big."\nx = 2\n```',
        "```{python}\n#| fig-cap: A wheel: big.\nx = 2\n```",
        "cell-options",
        1,
    ),
    Planted(
        "cell option below the code",
        "```{python}\n#| echo: false\nx = 2\n```",
        "```{python}\nx = 2\n#| echo: false\n```",
        "cell-options",
        2,
    ),
    Planted(
        "cell option without its pipe",
        "```{python}\n#| echo: false\nx = 2\n```",
        "```{python}\n# echo: false\nx = 2\n```",
        "cell-options",
        1,
    ),
    Planted(
        "cell option without a space",
        "```{python}\n#| echo: false\nx = 2\n```",
        "```{python}\n#| echo:false\nx = 2\n```",
        "cell-options",
        1,
    ),
    Planted(
        "cell that does not parse",
        "```{python}\nprint(2)\n```",
        "```{python}\nprint(2\n```",
        "code-syntax",
        1,
    ),
    Planted("heading without a space", "## More\n\nWater.", "##More\n\nWater.", "malformed-heading"),
    Planted(
        "heading glued to a paragraph",
        "Water.\n\n## More\n\nWater.",
        "Water.\n## More\n\nWater.",
        "malformed-heading",
        1,
    ),
    Planted(
        "bold for a heading", "## More wheels\n\nWater.", "**More wheels**\n\nWater.", "malformed-heading"
    ),
    Planted(
        "bracket never closed", "A wheel (or two) turns.", "A wheel (or two turns.", "unbalanced-bracket"
    ),
    Planted(
        "embed over http",
        '<iframe src="https://example.org/a" title="A"></iframe>',
        '<iframe src="http://example.org/a" title="A"></iframe>',
        "insecure-embed",
    ),
]
RULES = [
    r for r in all_rules() if r.item in ("1.1", "1.3", "1.4") or r.item[0] in "23" or r.id == "malformed-link"
]


def _all_findings(text: str) -> list[Finding]:
    book = book_of({"chapter.qmd": text, "other.qmd": OTHER}, bib=BIB, paths=PATHS)
    found: list[Finding] = []
    for rule in RULES:
        if rule.scope is not Scope.PULL:
            found += [f for f in run_rule(rule.id, text, book=book) if f.severity is not Severity.NOTICE]
    return [f for f in found if f.path == "chapter.qmd"]


def _chapter(surrounding: str, snippet: str) -> tuple[str, int]:
    """The chapter, and the line (from 1) at which the snippet begins."""
    before, after = SURROUNDINGS[surrounding].replace("{{", "{").replace("}}", "}").split("{}")
    return before + snippet + after, before.count("\n") + 1


@pytest.mark.parametrize("surrounding", SURROUNDINGS)
@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_the_defect_is_caught_on_its_line_and_the_sound_chapter_is_silent(
    kind: Planted, surrounding: str
) -> None:
    sound, _ = _chapter(surrounding, kind.sound)
    assert [(f.rule, f.line, f.message) for f in _all_findings(sound)] == []
    broken, first = _chapter(surrounding, kind.broken)
    line = first + kind.line
    found = _all_findings(broken)
    mine = [f for f in found if f.rule in kind.rules.split() and f.line <= line <= f.end_line]
    assert mine, [(f.rule, f.line, f.message) for f in found]
