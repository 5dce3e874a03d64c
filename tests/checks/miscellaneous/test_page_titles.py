"""Item 6.1: error pages that answer with success, and links to another paper than their text names."""

from __future__ import annotations

import pytest

from checks.book import LinkFact, Links, LinkState
from checks.finding import Severity
from tests.checks.support import Ran, run_rule

URL = "https://arxiv.org/abs/2101.00001"


def judged(rule: str, text: str, title: str | None, state: LinkState = LinkState.GOOD) -> Ran:
    links = Links({URL: LinkFact(URL, state, "200 OK", 200, title=title)})
    return run_rule(rule, f"# Ops\n\nSee {text.format(URL)} of it.\n", links=links)


@pytest.mark.parametrize(
    "title",
    ["404", "404 Not Found", "Page not found", "Page Not Found | Example", "Error 404 - Example", "Oops! This page does not exist",
     "Example: the page you requested was not found", "This domain is for sale"],
)  # fmt: skip
def test_a_page_that_calls_itself_an_error_is_told(title: str) -> None:
    (found,) = judged("soft-404", "[it]({})", title)
    assert (found.match, found.severity) == (URL, Severity.WARNING)
    assert title in found.message


@pytest.mark.parametrize(
    "title", ["HTTP 404 - Wikipedia", "How to design a 404 page", "Lost and not found in the hills", "Channel 404", "Ops", None, ""]
)  # fmt: skip
def test_pages_about_errors_and_pages_without_titles_are_left_alone(title: str | None) -> None:
    assert not len(judged("soft-404", "[it]({})", title))


def test_a_dead_page_is_told_as_dead_only() -> None:
    assert not len(judged("soft-404", "[it]({})", "404 Not Found", LinkState.DEAD))


def test_a_link_to_another_paper_than_its_text_names_is_told() -> None:
    text = "[Pruning deep convolutional networks]({})"
    (found,) = judged("misleading-link", text, "[2101.00001] Rainfall Nowcasting by Radar")
    assert "Rainfall Nowcasting by Radar" in found.message
    assert found.replacement is None


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("[Pruning deep convolutional networks]({})", "[2101.00001] Network Pruning Revisited"),
        ("[Hill et al.]({})", "[2101.00001] Rainfall Nowcasting by Radar"),
        ("[the original paper]({})", "[2101.00001] Rainfall Nowcasting by Radar"),
        ("[Pruning deep convolutional networks]({})", "Just a moment..."),
        ("<{}>", "[2101.00001] Rainfall Nowcasting by Radar"),
    ],
)
def test_texts_that_cannot_be_compared_are_left_alone(text: str, title: str) -> None:
    assert not len(judged("misleading-link", text, title))


def test_a_chapter_without_external_links_has_nothing_to_judge() -> None:
    for rule in ("soft-404", "misleading-link"):
        assert run_rule(rule, "# Ops\n\nText.\n", links=Links()).not_applicable is not None
