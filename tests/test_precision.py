"""The false alarms that the manual tells of are counted from findings, and from what people judged of them."""

from __future__ import annotations

import json
from typing import Any

import pytest

from checks.rule import all_rules, rule_named
from scripts.precision import PRECISION, figures, measured, sentence

FOUND: list[dict[str, Any]] = [
    {"ran": "locks.qmd"},
    {"file": "locks.qmd", "line": 3, "rule": "heading-skip", "severity": "error"},
    {"file": "locks.qmd", "line": 9, "rule": "heading-skip", "severity": "error"},
    {"file": "locks.qmd", "line": 4, "rule": "lone-subsection", "severity": "notice"},
]
REAL: list[dict[str, Any]] = [
    {"file": "locks.qmd", "line": 9, "rule": "heading-skip", "why": "the level is lost"}
]


def test_findings_that_are_shown_are_counted_and_those_judged_real_apart() -> None:
    made = figures(FOUND, REAL, {"locks.qmd": 1200, "weirs.qmd": 900})
    assert (made["chapters"], made["words"]) == (1, 1200)
    assert made["rules"]["heading-skip"] == {"findings": 2, "real": 1}
    assert made["rules"]["lone-subsection"] == {"findings": 0, "real": 0}
    assert sentence("heading-skip", made) == (
        "False alarms: on 1,200 words of published chapters, 2 findings, 1 of them real."
    )
    assert sentence("lone-subsection", made).endswith("no findings.")


def test_a_rule_that_needs_the_network_or_a_pull_request_is_not_measured() -> None:
    made = figures(FOUND, REAL, {"locks.qmd": 1200})
    assert not measured(rule_named("dead-link"))
    assert sentence("dead-link", made) == sentence("approvals", made) == "False alarms: not measured."


def test_a_chapter_that_is_not_clean_is_refused() -> None:
    with pytest.raises(KeyError):
        figures(FOUND, REAL, {"weirs.qmd": 900})


def test_the_committed_figures_are_of_rules_that_there_are() -> None:
    kept = json.loads(PRECISION.read_text("utf-8"))["rules"]
    assert set(kept) <= {rule.id for rule in all_rules() if measured(rule)}
    assert all(0 <= one["real"] <= one["findings"] for one in kept.values())
