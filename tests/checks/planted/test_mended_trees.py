"""Every replacement that is offered for a planted defect: the finding is gone, and nothing else in the chapter changes."""

from __future__ import annotations

from functools import cache

import pytest

from checks.finding import Finding
from checks.parsing.quarto import parse
from tests.checks.planted.kinds import Kind, Place
from tests.checks.planted.shelf import Shelf
from tests.checks.planted.test_planted import KINDS
from tests.checks.trees import MENDS_MARKUP, assert_mends, differences, mended, place_of, still_told

#: Each kind of defect in one of its surroundings.
PLANTED = [(kind, kind.places[number % len(kind.places)]) for number, kind in enumerate(KINDS)]


@cache
def told(chapter: str, text: str) -> tuple[Finding, ...]:
    """All findings of a chapter of the sound book with this text, those of the least severity too."""
    outcomes = Shelf({chapter: text}).outcomes(chapter)
    assert not outcomes.errors, outcomes.errors
    return tuple(found for found in outcomes.findings if found.path == chapter)


@pytest.mark.parametrize(("kind", "place"), PLANTED, ids=[kind.name for kind in KINDS])
def test_a_replacement_takes_the_finding_away_and_leaves_the_rest_of_the_tree(
    kind: Kind, place: Place
) -> None:
    text, _ = kind.plant(place)
    before, findings = parse(text, path=place.chapter), told(place.chapter, text)
    for found in (one for one in findings if one.replacement is not None):
        after = mended(text, found)
        assert_mends(before, parse(after, path=place.chapter), found)
        assert not still_told(found, [*findings], [*told(place.chapter, after)]), (found.rule, found.match)


@pytest.mark.parametrize("rule", sorted(MENDS_MARKUP.keys() - {"unlinked-resource"}))
def test_each_rule_that_is_said_to_change_the_tree_does(rule: str) -> None:
    assert any(_changes(rule, kind, place) for kind, place in PLANTED)


def _changes(rule: str, kind: Kind, place: Place) -> bool:
    text, _ = kind.plant(place)
    findings = (f for f in told(place.chapter, text) if f.rule == rule and f.replacement is not None)
    read = parse(text, path=place.chapter)
    return any(
        differences(read, parse(mended(text, f), path=place.chapter), place_of(text, f), f.replacement or "")
        for f in findings
    )
