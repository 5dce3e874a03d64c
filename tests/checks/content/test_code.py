"""Item 1.3: code that parses, is explained and is tested."""

from __future__ import annotations

import pytest

from checks.config import BuildConfig, Config
from checks.finding import On, Severity
from checks.pull import CheckState, Pull
from tests.checks.support import HEAD, run_rule


def _block(info: str, code: str) -> str:
    return f"# A\n\nWe run this.\n\n```{info}\n{code}\n```\n"


@pytest.mark.parametrize(
    ("info", "code", "line"),
    [
        ("{python}", 'x = 1\nprint("a"', 7),
        ("{python}", "import ", 6),
        ("{python}", "if True:\n  # print(1)", 7),
        ("python", "def f(:\n    pass", 6),
        ("json", '{"a": 1,}', 6),
        ("yaml", "a: [1, 2\nb: 3", 7),
        ("toml", "a = \nb = 1", 6),
        ("{r}", "x <- c(1, 2\ny <- 3", 6),
    ],
)
def test_code_that_does_not_parse_is_reported_on_its_line(info: str, code: str, line: int) -> None:
    ran = run_rule("code-syntax", _block(info, code))
    assert len(ran) == 1
    assert abs(ran[0].line - line) <= 1


@pytest.mark.parametrize(
    ("info", "code"),
    [
        ("{python}", "%matplotlib inline\n!pip install x\nfiles = !ls\nlen?\nx = 1"),
        ("{python}", "%%bash\nls -l | wc"),
        ("python", ">>> 1 + 1\n2\n>>> for i in range(2):\n...     print(i)\n0\n1"),
        ("python", "model.fit(x, ...)"),
        ("python", "for each pump in <pumps>:\n    do it"),
        ("{python}", "#| error: true\nprint('a'"),
        ("json", '{\n  "a": 1, // one\n  "b": 2\n}'),
        ("yaml", "title: {{ name }}\nx: [1"),
        ("text", "(((("),
        ("", "print 'a"),
        ("{python}", "    x = 1\n    y = 2"),
        ("{r}", "x |> f(y = 1)\nz <- \\(a) a + 1"),
        ("python", "print 'old'"),
    ],
)
def test_code_that_parses_or_need_not_is_left_alone(info: str, code: str) -> None:
    assert run_rule("code-syntax", _block(info, code)).matches == []


def test_a_listing_that_is_not_executed_is_a_warning() -> None:
    assert run_rule("code-syntax", _block("python", "print('a'"))[0].severity is Severity.WARNING
    assert run_rule("code-syntax", _block("{python}", "print('a'"))[0].severity is Severity.ERROR


def test_a_chapter_without_code_has_nothing_to_judge() -> None:
    assert run_rule("code-syntax", "# A\n\nText.\n").not_applicable is not None


def test_how_much_code_the_build_runs_is_evidence() -> None:
    assert run_rule("code-syntax", _block("{python}", "x = 1")).evidence == [
        "chapter.qmd: 1 of 1 code blocks run when the book is built"
    ]


def test_a_long_block_without_a_word_is_a_warning_and_a_shorter_one_a_notice() -> None:
    def chapter(lines: int) -> str:
        return "# A\n\n```python\n" + "\n".join(f"x{n} = {n}" for n in range(lines)) + "\n```\n"

    assert [f.severity for f in run_rule("code-uncommented", chapter(50))] == [Severity.WARNING]
    assert [f.severity for f in run_rule("code-uncommented", chapter(15))] == [Severity.NOTICE]
    assert not len(run_rule("code-uncommented", chapter(5)))
    assert not len(
        run_rule("code-uncommented", chapter(50).replace("# A\n", "# A\n\nThis sets the pumps.\n"))
    )
    assert not len(run_rule("code-uncommented", chapter(50).replace("x3 = 3", "x3 = 3  # the third pump")))


@pytest.mark.parametrize(
    ("before", "code"),
    [
        ("Numbers in order:", "1, 2, 3"),
        ("In another language:", "/** turns\n * @param x how far\n */"),
        ("The prompt answers.", '> ask("wheel")\nanswer: turning wheels'),
        ("What is wrong with this call?", "turn(wheel speed)"),
        ("Mend each of these commands so that they run.", "turn(wheel speed)"),
        ("This does not work, since a comma is missing:", "turn(wheel speed)"),
    ],
)
def test_a_cell_that_is_not_run_may_show_what_is_no_program(before: str, code: str) -> None:
    text = f"# A\n\n{before}\n\n```{{r}}\n#| eval: false\n{code}\n```\n"
    assert not len(run_rule("code-syntax", text))
    assert len(run_rule("code-syntax", text.replace("#| eval: false\n", "")))


def test_a_cell_that_is_not_run_must_parse_all_the_same() -> None:
    text = "# A\n\nThe wheel turns.\n\n```{r}\n#| eval: false\nturn(wheel speed)\n```\n"
    assert len(run_rule("code-syntax", text)) == 1


def _pull(*checks: CheckState) -> Pull:
    return Pull(1, "A title", "", "someone", HEAD, checks=checks)


def test_without_a_named_check_nothing_is_said_of_tests() -> None:
    assert run_rule("code-untested", "# A\n", pull=_pull()).not_applicable is not None


def test_a_red_test_check_fails_a_running_one_waits_and_a_green_one_is_evidence() -> None:
    config = Config(build=BuildConfig(tests=("test-code",)))
    red = run_rule(
        "code-untested", "", config=config, pull=_pull(CheckState("test-code", "failure", url="https://ci/1"))
    )
    assert "https://ci/1" in red[0].message
    running = run_rule("code-untested", "", config=config, pull=_pull(CheckState("test-code", None)))
    assert running.waiting is not None
    assert running.waiting.on is On.MACHINE
    green = run_rule("code-untested", "", config=config, pull=_pull(CheckState("Test-Code", "success")))
    assert (len(green), len(green.evidence)) == (0, 1)
    absent = run_rule("code-untested", "", config=config, pull=_pull(CheckState("test-cod", "success")))
    assert absent.waiting is not None
    assert "`test-cod`" in absent.waiting.reason


@pytest.mark.parametrize(
    "answer",
    ["name='Ada' age=36", "ValueError: no such gate", "Ghent: the capital of East Flanders.", "Chatter."],
)
def test_what_a_program_printed_is_no_listing_that_fails(answer: str) -> None:
    assert run_rule("code-syntax", f"```python\n{answer}\n```\n").matches == []
    assert run_rule("code-syntax", f"```{{python}}\n{answer}\n```\n").matches != []


@pytest.mark.parametrize(
    "text",
    [
        "```{#lst-gate .python}\nx = 1\n```\n",
        "```{python}\n#| lst-label: lst-gate\nx = 1\n```\n",
    ],
)
def test_a_labelled_listing_without_caption_is_told(text: str) -> None:
    (found,) = run_rule("code-uncaptioned", text)
    assert (found.line, found.severity) == (1, Severity.WARNING)
    assert "`lst-gate`" in found.message


@pytest.mark.parametrize(
    "text",
    [
        '```{#lst-gate .python lst-cap="How it opens."}\nx = 1\n```\n',
        "```{python}\n#| lst-label: lst-gate\n#| lst-cap: How it opens.\nx = 1\n```\n",
        "```{#gate .python}\nx = 1\n```\n",
        "```{python}\n#| label: fig-gate\n#| fig-cap: A gate.\nx = 1\n```\n",
    ],
)
def test_captioned_and_unlabelled_listings_are_left_alone(text: str) -> None:
    assert run_rule("code-uncaptioned", text).matches == []
