"""The manual is made from the rules: what stands in docs/ is what the rules say."""

from __future__ import annotations

import pytest

from checks.rule import Rule, all_rules
from scripts.rule_pages import drift

SECTIONS = ("Why:", "Bad:", "Good:", "Leaves alone:")


def test_the_manual_is_what_the_rules_say() -> None:
    assert drift() == [], "run `make docs`"


@pytest.mark.parametrize("rule", all_rules(), ids=lambda rule: rule.id)
def test_every_rule_explains_itself_in_the_fixed_form(rule: Rule) -> None:
    parts = rule.doc.split("\n\n")
    assert parts[0].endswith("."), rule.id
    assert [part.split(" ", 1)[0].split("\n")[0] for part in parts[1:4]] == ["Why:", "Bad:", "Good:"], rule.id
    assert any(part.startswith("Leaves alone:") for part in parts), rule.id
