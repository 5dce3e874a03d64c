"""Defects of code cells and formulas."""

from __future__ import annotations

from tests.checks.planted.kinds import Kind

CELL = '```{python}\n#| label: fig-wave\n#| fig-cap: "A wave"\n#| echo: false\nx = 2\n```\n\n@fig-wave rises.'
MATHS = "Text:\n\n$$\nv = \\frac{a}{b}\n$$ {#eq-v}\n\nBy @eq-v it flows."
ALIGNED = "$$\n\\begin{aligned}\na &= b \\\\\nc &= d\n\\end{aligned}\n$$"


def listing(language: str, code: str) -> str:
    return f"```{language}\n{code}\n```"


CELLS = [
    Kind("code fence never closed", "```\nx\n```", "```\nx", "unclosed-fence"),
    Kind("cell never closed", CELL, CELL.replace("\n```\n", "\n"), "unclosed-fence"),
    Kind("cell closed by two backticks", CELL, CELL.replace("\n```\n", "\n``\n"), "unclosed-fence"),
    Kind("longer fence closed by three", "````\nx\n````", "````\nx\n```", "unclosed-fence"),
    Kind("fence closed by tildes", "```\nx\n```", "```\nx\n~~~", "unclosed-fence"),
    Kind("text on the closing fence", "```\nx\n```", "```\nx\n``` and so on", "unclosed-fence"),
    Kind(
        "text before the opening fence",
        "Text.\n\n```{python}\nx = 2\n```",
        "Text. ```{python}\nx = 2\n```",
        "unclosed-fence unclosed-code",
    ),
    Kind(
        "cell of two backticks",
        "```{python}\nx = 2\n```",
        "``{python}\nx = 2\n``",
        "unclosed-fence",
        mends=True,
    ),
    Kind(
        "cell without closing brace",
        CELL,
        CELL.replace("{python}", "{python"),
        "unclosed-fence broken-attributes cell-options",
        mends=True,
    ),
    Kind("cell of a misspelt engine", CELL, CELL.replace("{python}", "{pyhton}"), "cell-options", mends=True),
    Kind("unknown cell option", CELL, CELL.replace("fig-cap", "fig-captoin"), "cell-options", 2),
    Kind(
        "cell closed with more backticks",
        "```{r}\ndepth <- 2\n```",
        "```{r}\ndepth <- 2\n`````",
        "unclosed-fence",
        2,
        mends=True,
    ),
    Kind("misspelt cell option", CELL, CELL.replace("echo", "ehco"), "cell-options", 3, mends=True),
    Kind(
        "cell option without a space", CELL, CELL.replace("echo: f", "echo:f"), "cell-options", 3, mends=True
    ),
    Kind(
        "cell option with an equals sign",
        CELL,
        CELL.replace("echo: false", "echo = false"),
        "cell-options",
        3,
        mends=True,
    ),
    Kind(
        "cell option without its pipe", CELL, CELL.replace("#| echo", "# echo"), "cell-options", 3, mends=True
    ),
    Kind(
        "cell option with its pipe first",
        CELL,
        CELL.replace("#| echo", "|# echo"),
        "cell-options code-syntax",
        3,
    ),
    Kind(
        "cell option below the code",
        CELL,
        CELL.replace("#| echo: false\nx = 2", "x = 2\n#| echo: false"),
        "cell-options",
        4,
    ),
    Kind("cell option that is no YAML", CELL, CELL.replace('"A wave"', "A wave: big"), "cell-options", 2),
    Kind("cell option with an open quote", CELL, CELL.replace('"A wave"', '"A wave'), "cell-options", 2),
    Kind(
        "cell option given twice",
        CELL,
        CELL.replace("#| echo: false", "#| echo: false\n#| echo: true"),
        "cell-options",
        4,
    ),
    Kind(
        "cell option with a tab",
        CELL,
        CELL.replace("#| echo: false", "#|\techo: false"),
        "cell-options",
        3,
        mends=True,
    ),
    Kind(
        "cell option with a wrong value", CELL, CELL.replace("false", "flase"), "cell-options", 3, mends=True
    ),
    Kind(
        "duplicate cell label",
        CELL,
        CELL + "\n\n```{python}\n#| label: fig-wave\n#| fig-cap: Two\ny = 3\n```",
        "duplicate-label",
        10,
    ),
    Kind(
        "cell label with an underscore",
        CELL,
        CELL.replace("#| label: fig-wave", "#| label: fig_wave").replace("@fig-wave", "It"),
        "broken-label",
        1,
        mends=True,
    ),
    Kind(
        "cell label with a space",
        CELL,
        CELL.replace("label: fig-wave", "label: fig wave").replace("@fig-wave", "It"),
        "broken-label",
        1,
    ),
    Kind(
        "raw block of a bare format",
        listing("{=html}", "<b>x</b>"),
        listing("{html}", "<b>x</b>"),
        "cell-options",
        mends=True,
    ),
    Kind(
        "raw block with a space",
        listing("{=html}", "<b>x</b>"),
        listing("{= html}", "<b>x</b>"),
        "cell-options broken-attributes",
        mends=True,
    ),
    Kind(
        "Python that does not parse",
        listing("{python}", "print(2)"),
        listing("{python}", "print(2"),
        "code-syntax",
        1,
    ),
    Kind(
        "listing that does not parse",
        listing("python", "if x:\n    y()"),
        listing("python", "if x\n    y()"),
        "code-syntax",
        1,
    ),
    Kind(
        "R that does not parse",
        listing("{r}", "x <- c(1, 2)"),
        listing("{r}", "x <- c(1, 2"),
        "code-syntax",
        1,
    ),
    Kind(
        "JSON that does not parse",
        listing("json", '{"a": 1}'),
        listing("json", '{"a": 1,}'),
        "code-syntax",
        1,
    ),
    Kind(
        "YAML that does not parse",
        listing("yaml", "a: [1, 2]"),
        listing("yaml", "a: [1, 2"),
        "code-syntax",
        1,
    ),
    Kind("TOML that does not parse", listing("toml", "a = 1"), listing("toml", "a = "), "code-syntax", 1),
    Kind(
        "shell that does not parse",
        listing("bash", 'echo "$HOME"'),
        listing("bash", 'if [ -f a ]; then echo "b"'),
        "code-syntax",
        1,
    ),
]
FORMULAS = [
    Kind(
        "inline formula never closed",
        "A flow $\\alpha$ is small.",
        "A flow $\\alpha is small.",
        "unclosed-math",
    ),
    Kind("inline formula never opened", "A flow $x_1$ is small.", "A flow x_1$ is small.", "unclosed-math"),
    Kind(
        "space after the dollar",
        "A flow $\\alpha + 1$ is small.",
        "A flow $ \\alpha + 1$ is small.",
        "unclosed-math",
        mends=True,
    ),
    Kind(
        "space before the dollar",
        "A flow $\\alpha + 1$ is small.",
        "A flow $\\alpha + 1 $ is small.",
        "unclosed-math",
        mends=True,
    ),
    Kind(
        "display formula never closed",
        MATHS,
        "Text:\n\n$$\nv = \\frac{a}{b}\n\nBy and by it flows.",
        "unclosed-math",
        2,
    ),
    Kind(
        "display formula closed by one dollar",
        MATHS,
        MATHS.replace("$$ {#eq-v}", "$ {#eq-v}").replace("@eq-v", "it"),
        "unclosed-math",
        2,
    ),
    Kind("blank line inside a formula", MATHS, MATHS.replace("\\frac", "\n\n\\frac"), "unclosed-math", 2),
    Kind(
        "equation label without a space",
        MATHS,
        MATHS.replace("$$ {#", "$${#").replace("@eq-v", "it"),
        "broken-attributes",
        4,
        mends=True,
    ),
    Kind(
        "equation label inside the formula",
        MATHS,
        MATHS.replace("\n$$ {#eq-v}", " {#eq-v}\n$$").replace("@eq-v", "it"),
        "broken-math",
        3,
    ),
    Kind("equation label of a section", MATHS, MATHS.replace("eq-v", "sec-v"), "broken-label", 4),
    Kind("environment never ended", ALIGNED, ALIGNED.replace("\\end{aligned}\n", ""), "broken-math", 1),
    Kind("environment never begun", ALIGNED, ALIGNED.replace("\\begin{aligned}\n", ""), "broken-math", 3),
    Kind(
        "environment ended as another",
        ALIGNED,
        ALIGNED.replace("\\end{aligned}", "\\end{align}"),
        "broken-math",
        4,
    ),
    Kind("brace missing in a formula", MATHS, MATHS.replace("{b}", "{b"), "broken-math", 3),
    Kind(
        "left without right", MATHS, MATHS.replace("\\frac{a}{b}", "\\left( \\frac{a}{b} )"), "broken-math", 3
    ),
    Kind(
        "brace too many in a formula", "A flow $x_{1}$ is small.", "A flow $x_{1}}$ is small.", "broken-math"
    ),
]
KINDS = [*CELLS, *FORMULAS]
