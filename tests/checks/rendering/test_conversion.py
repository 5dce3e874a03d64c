"""Item 3.1 without a CI check: what Pandoc needs before it can read a chapter, and what its log says of it."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from checks.config import BuildConfig, Config
from checks.finding import On, Severity
from checks.rendering.conversion import Converted, Problem, Rendering, prepare
from checks.rendering.pandoc_log import problems
from tests.checks.support import book_of, run_rule

WARNING = {"verbosity": "WARNING", "source": ""}


def test_engines_of_cells_become_classes_and_other_fences_stay() -> None:
    for before, after in (
        ("```{r}", "``` {.r}"),
        ("```{python, echo=FALSE}", "``` {.python}"),
        ("  ~~~ {{ojs}}", "  ~~~ {.ojs}"),
        ("- ```{r fig.cap='a } b'}", "- ``` {.r}"),
        ("```{.python}", "```{.python}"),
        ("```{=html}", "```{=html}"),
        ("```python", "```python"),
        ("Inline `{r}` text", "Inline `{r}` text"),
    ):
        assert prepare(before.encode()).decode() == after


@given(st.binary() | st.text("`{}r~\n\r >-.1", max_size=80).map(str.encode))
def test_preparing_keeps_every_line_where_it_is(data: bytes) -> None:
    assert prepare(data).count(b"\n") == data.count(b"\n")


def test_a_metadata_error_is_placed_on_the_line_of_the_file_wherever_the_block_stands() -> None:
    text = "# A\n\nText.\n\n---\ntitle: Pumps: and wheels\n---\n"
    said = (
        "Error parsing YAML metadata at (line 5, column 1):\n"
        "YAML parse exception at line 1, column 12:\nmapping values are not allowed in this context"
    )
    [found] = problems(text, None, said)
    assert (found.line, found.column, found.severity) == (6, 13, Severity.ERROR)
    assert found.match == "title: Pumps: and wheels"
    assert "mapping values are not allowed" in found.message


def test_a_macro_that_is_defined_by_itself_is_placed_at_the_macro() -> None:
    [found] = problems(
        "# A\n\n\\newcommand{\\wheel}{\\wheel}\n", None, "Loop encountered in expanding macro wheel"
    )
    assert (found.line, found.severity) == (3, Severity.ERROR)


def test_an_error_that_names_no_place_stands_at_the_top_and_keeps_pandocs_words() -> None:
    [found] = problems("# A\n", None, "something\nwent wrong")
    assert (found.line, found.message) == (1, "Pandoc cannot convert this chapter: something went wrong")


def test_warnings_about_notes_links_and_divs_are_placed() -> None:
    text = (
        "::: {.callout-note}\nText[^a].\n\n[^a]: One.\n[^a]: Two.\n[^b]: Three.\n\n[x]: a.qmd\n[x]: b.qmd\n"
    )
    log = [
        {**WARNING, "type": "UnclosedDiv", "openpos": {"line": 1, "source": ""}, "closepos": {"line": 9}},
        {**WARNING, "type": "DuplicateNoteReference", "contents": "a", "line": 5, "column": 1},
        {**WARNING, "type": "NoteDefinedButNotUsed", "key": "b", "line": 6, "column": 1},
        {**WARNING, "type": "DuplicateLinkReference", "contents": "[x]", "line": 9, "column": 1},
    ]
    found = problems(text, log, None)
    assert [(p.line, p.kind) for p in found] == [
        (1, "UnclosedDiv"),
        (5, "DuplicateNoteReference"),
        (6, "NoteDefinedButNotUsed"),
        (9, "DuplicateLinkReference"),
    ]
    assert {p.severity for p in found} == {Severity.WARNING}


def test_places_inside_lists_and_quotations_are_found_by_what_they_name() -> None:
    text = "# A\n\n- item\n\n  [^q]: One.\n  [^q]: Two.\n\n> ::: {.callout-tip}\n> Text[^q].\n"
    log = [
        {
            "verbosity": "WARNING",
            "type": "DuplicateNoteReference",
            "contents": "q",
            "source": "_chunk",
            "line": 4,
        },
        {"verbosity": "WARNING", "type": "UnclosedDiv", "openpos": {"source": "_chunk", "line": 1}},
    ]
    assert [p.line for p in problems(text, log, None)] == [6, 8]


def test_what_quarto_settles_and_what_pandoc_cannot_see_is_no_problem() -> None:
    noise = [
        {**WARNING, "type": "CitationNotFound", "line": 1},
        {**WARNING, "type": "ReferenceNotFound", "line": 1},
    ]
    assert problems("See @fig-a.\n", noise, None) == ()
    assert problems("# A\n", [{"verbosity": "INFO", "type": "SkippedContent", "line": 1}], None) == ()
    unused = [{**WARNING, "type": "NoteDefinedButNotUsed", "key": "b", "line": 5}]
    assert problems("```{r}\n#| fig-cap: 'A wheel[^b]'\n```\n\n[^b]: Mine.\n", unused, None) == ()
    assert problems("{{< include part.qmd >}}\n\n\n\n[^b]: Mine.\n", unused, None) == ()
    div = [{**WARNING, "type": "UnclosedDiv", "openpos": {"line": 1, "source": ""}}]
    assert problems("::: {.a}\nText\n", div, None, partial=True) == ()
    assert problems("::: {.a}\n\n```{r}\ncat('\\n:::')\n```\n", div, None) == ()
    assert problems("<div>\n\n```{r}\ncat('</div>')\n```\n", div, None) == ()
    assert [p.line for p in problems("<div>\nText\n", div, None)] == [1]


def test_a_warning_of_a_kind_nobody_knows_is_a_notice() -> None:
    [found] = problems("# A\n", [{**WARNING, "type": "NewKind", "line": 1, "pretty": "look here"}], None)
    assert (found.severity, found.message) == (Severity.NOTICE, "Pandoc warns: look here")


@given(
    st.text(max_size=60),
    st.lists(
        st.dictionaries(
            st.sampled_from(["type", "line", "openpos", "contents"]), st.integers() | st.text(max_size=20)
        )
    ),
    st.none() | st.text(max_size=60),
)
def test_whatever_pandoc_says_every_problem_lies_in_the_chapter(
    text: str, log: list[dict[str, object]], stopped: str | None
) -> None:
    entries = [{**WARNING, **entry} for entry in log]
    lines = text.count("\n") + text.count("\r") + 1
    for problem in problems(text, entries, stopped):
        assert 1 <= problem.line <= lines
        assert problem.column >= 1


TEXT = "# A\n\nOld line.\n\nNew line.\n"
BOOK = book_of({"chapter.qmd": TEXT})


def _problem(line: int, severity: Severity = Severity.ERROR, new: bool = True) -> Problem:
    return Problem(line, 1, "yaml", "Pandoc stops here.", severity, "Old line.", new=new)


def _rendering(*chapters: Converted) -> Rendering:
    return Rendering("pandoc 3.9", "not executed", chapters)


def test_a_clean_conversion_is_evidence_with_the_program_and_how_far_it_goes() -> None:
    ran = run_rule(
        "render", TEXT, book=BOOK, rendering=_rendering(Converted("chapter.qmd"), Converted("b.qmd"))
    )
    assert (len(ran), ran.waiting) == (0, None)
    assert ran.evidence == ["2 changed chapters converted with pandoc 3.9 (not executed)"]


def test_problems_become_findings_on_their_lines_and_only_new_ones_decide() -> None:
    chapter = Converted("chapter.qmd", (_problem(3), _problem(5, Severity.WARNING), _problem(4, new=False)))
    ran = run_rule("render", TEXT, book=BOOK, rendering=_rendering(chapter), changed={5})
    assert [(f.line, f.severity, f.decides) for f in ran] == [
        (3, Severity.ERROR, True),
        (5, Severity.WARNING, True),
        (4, Severity.ERROR, False),
    ]
    assert ran.evidence == []  # it did not convert


def test_a_chapter_that_met_a_limit_waits_for_a_person_and_is_named() -> None:
    ran = run_rule(
        "render", TEXT, book=BOOK, rendering=_rendering(Converted("a.qmd", unjudged="it took more than 20 s"))
    )
    assert ran.waiting is not None
    assert ran.waiting.on is On.PERSON
    assert "`a.qmd` (it took more than 20 s)" in ran.waiting.reason


def test_where_no_program_ran_that_is_said_and_why() -> None:
    waiting = run_rule(
        "render", TEXT, book=BOOK, rendering=Rendering(why="this server has no Pandoc")
    ).waiting
    assert waiting is not None
    assert waiting.reason.startswith("nothing was rendered: this server has no Pandoc; name the CI check")


def test_with_a_ci_check_named_the_conversion_is_not_looked_at() -> None:
    config = Config(build=BuildConfig(checks=("build",)))
    ran = run_rule(
        "render",
        TEXT,
        book=BOOK,
        config=config,
        rendering=_rendering(Converted("chapter.qmd", (_problem(3),))),
    )
    assert len(ran) == 0
    assert ran.waiting is not None


def test_without_a_changed_chapter_there_is_nothing_to_render() -> None:
    assert run_rule("render", TEXT, book=BOOK, rendering=_rendering()).not_applicable is not None


def test_renderings_of_two_books_add_up_and_one_that_failed_counts() -> None:
    both = _rendering(Converted("a.qmd")) + _rendering(Converted("b.qmd"))
    assert [c.path for c in both.chapters] == ["a.qmd", "b.qmd"]
    none = Rendering(why="no Pandoc")
    assert (_rendering(Converted("a.qmd")) + none, none + _rendering()) == (none, none)
