"""What every offered replacement must do: stand exactly in its span, mend it, and leave everything else alone."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from checks.parsing.quarto import parse
from tests.checks.support import book_of, run_rule
from tests.checks.trees import assert_mends, mended, still_told

RULES = (
    "spelling",
    "fused-word",
    "split-word",
    "typo",
    "duplicated-word",
    "grammar",
    "word-choice",
    "typography",
    "term-variant",
    "dialect",
    "capitalisation",
    "unlinked-resource",
)
SLIPS = (
    "we sort them so taht it works",
    "the weights are kept inthe cloud",
    "it is split in to parts",
    "the layers are seperate",
    "the loss falls when the the rate does",
    "this is an useful tool",
    "the chip has it's own clock",
    "the loss falls , then rises",
    "the data set is small",
    "the colour changes",
    "a model of Tensorflow is here",
    "a dashboard of Grafana is here",
    "nothing is wrong with this one",
)
FRAMES = (
    "So {0}, and {1}.\n",
    "- {0}\n- **well**, {1}\n",
    "> {0}\n> and {1}\n",
    "## {0}\n\nSee *{1}* for more.\n",
    "| one | two |\n|-----|-----|\n| {0} | {1} |\n",
    "Text[^1] {0}.\n\n[^1]: {1}.\n",
    "::: {{.callout-note}}\n{0}\n:::\n\n![{1}](a.png){{#fig-a}}\n",
    "A [link to {0}](https://example.org) é — 😀 {1}\nand so on.\r\n",
)
OTHER = (
    "The dataset and the color of TensorFlow in the center, organized and visualized. " * 10
    + "See [Grafana](https://grafana.com/)."
)


@pytest.mark.parametrize("rule", RULES)
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(frame=st.sampled_from(FRAMES), one=st.sampled_from(SLIPS), other=st.sampled_from(SLIPS))
def test_a_replacement_mends_its_place_and_nothing_else(rule: str, frame: str, one: str, other: str) -> None:
    text = frame.format(one, other)
    book = book_of({"a.qmd": OTHER, "chapter.qmd": ""})
    before = [f for f in run_rule(rule, text, book=book) if f.replacement is not None]
    for found in before:
        after = mended(text, found)
        assert_mends(parse(text), parse(after), found)
        assert not still_told(found, before, [*run_rule(rule, after, book=book)])
