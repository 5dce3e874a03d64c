"""The configuration file: what it may say, and how a slip in it is told."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checks.config import DEFAULT, Decider
from checks.config_file import read_config
from checks.finding import Severity


@pytest.mark.parametrize("text", [None, "", "   \n", "# only a comment\n"])
def test_an_absent_or_empty_file_means_the_defaults(text: str | None) -> None:
    assert read_config(text).config == DEFAULT


def test_settings_are_read() -> None:
    reading = read_config(
        "version: 1\nbuild:\n  checks: [build book]\nitems:\n  '5.1': {decides: human}\n"
        "rules:\n  house-style: {severity: notice}\n  spelling: off\n  dialect: warning\nlinks:\n  ignore:\n    - {url: 'https://a.example/*', reason: needs a login}\n"
    )
    assert reading.problems == ()
    config = reading.config
    assert config is not None
    assert config.build.checks == ("build book",)
    assert config.items["5.1"].decides is Decider.HUMAN
    assert config.severity("house-style", Severity.ERROR) is Severity.NOTICE
    assert config.rule_off("spelling")
    assert config.severity("dialect", Severity.ERROR) is Severity.WARNING
    assert config.links.ignored("https://a.example/x") is not None
    assert config.links.ignored("https://b.example/x") is None


def test_a_misspelt_key_is_named_with_its_place_and_the_key_that_was_meant() -> None:
    problem = read_config("version: 1\nbuild:\n  cheks: [ci]\n").problems[0]
    assert (problem.line, problem.column) == (3, 3)
    assert problem.message == "`build.cheks` is no setting; did you mean `checks`?"


def test_broken_yaml_is_told_by_line_and_column() -> None:
    problem = read_config("build:\n  checks: [ci\nlabels: {}\n").problems[0]
    assert problem.line == 3
    assert "not valid YAML" in problem.message


def test_a_wrong_item_id_and_a_wrong_value_are_both_told() -> None:
    problems = read_config("items:\n  '9.9': {enabled: false}\ncomments:\n  inline: 99\n").problems
    assert [p.line for p in problems] == [2, 4]


def test_aliases_are_refused_rather_than_expanded() -> None:
    assert "aliases" in read_config("a: &a [1]\nb: [*a, *a]\n").problems[0].message


@given(st.text(max_size=300))
def test_any_text_gives_settings_or_problems(text: str) -> None:
    reading = read_config(text)
    assert (reading.config is None) == bool(reading.problems)
    assert all(p.line >= 1 and p.column >= 1 for p in reading.problems)
