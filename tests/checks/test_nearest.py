"""The "did you mean" is the same in every run."""

from __future__ import annotations

from itertools import permutations

from checks.nearest import nearest


def test_of_words_that_are_as_near_the_same_is_proposed_in_whatever_order_they_come() -> None:
    words = ("fig-gate1", "fig-gate2", "fig-gate3")
    assert {nearest("fig-gate", order) for order in permutations(words)} == {"fig-gate1"}
