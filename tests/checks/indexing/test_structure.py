"""What the book remembers of a chapter's structure."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from checks.indexing import index_chapter
from checks.indexing.conventions import heading_case, observe
from checks.indexing.passages import passage_key, sentences
from checks.indexing.structure import is_external, is_local, local_path
from checks.parsing.quarto import parse
from checks.rule import Scope, all_rules
from tests.checks.support import run_rule

TEXT = """---
title: Pumps
---

::: {.callout-tip}
## Learning Objectives

- pumps
:::

## Wheels {#sec-wheels}

See @fig-wheel, [the file](data/flow.csv), [the site](https://example.org) and [@hero1].

![A wheel.](images/wheel.png){#fig-wheel}

{{< include _parts.qmd >}}

{{< video https://example.org/talk.mp4 >}}
"""


def test_everything_that_points_or_is_pointed_at_is_remembered_with_its_place() -> None:
    index = index_chapter(parse(TEXT, path="a.qmd"), "a.qmd")
    assert index.title == "Pumps"
    assert [u.key for u in index.labels] == ["sec-wheels", "fig-wheel"]
    assert index.titles == ("callout-tip: Learning Objectives",)
    assert [u.key for u in index.citations] == ["hero1"]
    assert [u.key for u in index.cross_references] == ["fig-wheel"]
    assert [u.key for u in index.images] == ["images/wheel.png"]
    assert [u.key for u in index.files] == ["data/flow.csv", "_parts.qmd"]
    assert [u.key for u in index.links] == ["https://example.org"]
    assert [u.key for u in index.embeds] == ["https://example.org/talk.mp4"]
    use = index.cross_references[0]
    assert (use.line, use.column, use.end_column) == (13, 5, 15)
    assert [h.anchor for h in index.headings] == ["learning-objectives", "sec-wheels"]


def test_targets_are_told_apart_and_reduced_to_their_path() -> None:
    assert is_local("a/b.png")
    assert is_local("#top")
    assert not is_local("https://a.org")
    assert is_external("mailto:a@b.org")
    assert not is_external("C:\\a.png")
    assert local_path("a%20b.png?raw=1#x") == "a b.png"


def test_heading_case_ignores_names_small_words_and_short_headings() -> None:
    assert heading_case("How the Wheel Turns the Mill") == "title"
    assert heading_case("How the wheel turns the mill") == "sentence"
    assert heading_case("Using GDAL from R") is None
    assert heading_case("Wheels") is None


def test_sentences_and_their_keys() -> None:
    text = "Water is heavy. It runs (mostly) down. So do we!"
    assert [text[a:b] for a, b in sentences(text)] == [
        "Water is heavy.",
        "It runs (mostly) down.",
        "So do we!",
    ]
    long = "The outer wheel turns once for every twelve turns of the small one"
    assert passage_key(long) == passage_key(
        "the outer wheel, turns once for every twelve turns of the *small* one!"
    )
    assert passage_key("Too short a sentence to mind.") is None


def test_every_observation_lies_inside_the_text_and_its_fix_changes_it() -> None:
    document = parse(TEXT + "\n* a _word_ and **two**\n", path="a.qmd")
    seen = list(observe(document))
    assert {o.convention for o in seen} >= {
        "list-marker",
        "emphasis-mark",
        "strong-mark",
        "callout-title",
        "image-folder",
    }
    for one in seen:
        assert 0 <= one.span.start <= one.span.end <= len(document.text)
        assert all(fix != document.slice(one.span) for _, fix in one.fixes)


_PIECES = [
    *"ab1 \n#*_`$[](){}<>:!@^|-=\"'.,/~&%é",
    "\n\n",
    "\\",
    "```{python}\n",
    ":::",
    "{{<",
    "](",
    "![",
    "#fig-",
    "@fig-",
]
_MARKUP = st.lists(
    st.sampled_from([*_PIECES, "[^", "<div>", "$$", "**", "{#", "word ", "| a |\n|---|\n"]), max_size=120
).map("".join)


@settings(max_examples=60, deadline=None)
@given(_MARKUP)
def test_no_rule_breaks_on_any_text_and_every_mark_lies_inside_it(text: str) -> None:
    lines = text.count("\n") + text.count("\r") + 1
    for rule in all_rules():
        if rule.scope in (Scope.LINE, Scope.CHAPTER, Scope.BOOK) and (
            rule.item in ("1.1", "1.3", "1.4", "1.5") or rule.item[0] in "23"
        ):
            for finding in run_rule(rule.id, text):
                if finding.path == "chapter.qmd":
                    assert 1 <= finding.line <= finding.end_line <= lines + 1
                    assert finding.column >= 1
