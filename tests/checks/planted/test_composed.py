"""Two or three defects at once: no rule breaks, and the first of them is still told."""

from __future__ import annotations

from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from checks.parsing.quarto import parse
from tests.checks.parsing.test_total import assert_sound
from tests.checks.planted.kinds import CALLOUT, LIST, OPEN, Kind, Place
from tests.checks.planted.shelf import Shelf
from tests.checks.planted.test_planted import KINDS

SOME = st.sampled_from(KINDS)
#: Two defects of one of these may mend one another: what one leaves open the other closes.
SWALLOWING = {"unclosed-fence", "unbalanced-div", "broken-html", "unclosed-math", "unclosed-code"}
QUIET = settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))


def _compose(kinds: list[Kind], place: Place) -> tuple[str, list[int]]:
    """The defects one under the other, a paragraph between them, and their lines."""
    between = "\n\nWater stands still between the two.\n\n"
    text, first = place.put(between.join(kind.broken for kind in kinds))
    lines, at = [], first
    for kind in kinds:
        lines.append(at + kind.line)
        at += (kind.broken + between).count("\n")
    return text, lines


@QUIET
@given(
    st.lists(SOME, min_size=2, max_size=3, unique_by=lambda kind: kind.name),
    st.sampled_from([OPEN, CALLOUT, LIST]),
)
def test_no_rule_breaks_over_several_defects_and_something_is_told(kinds: list[Kind], place: Place) -> None:
    assume(all(place in kind.places for kind in kinds))
    swallowing = [name for kind in kinds for name in SWALLOWING & set(kind.rules.split())]
    assume(len(swallowing) == len(set(swallowing)))
    text, _ = _compose(kinds, place)
    assert_sound(text, parse(text, path=place.chapter))
    assert Shelf({place.chapter: text}).findings(place.chapter)


#: Defects that end with their own line: what stands below them is read as if they were sound.
CLOSED = [kind for kind in KINDS if "\n" not in kind.broken and not SWALLOWING & set(kind.rules.split())]


@QUIET
@given(
    st.lists(st.sampled_from(CLOSED), min_size=2, max_size=3, unique_by=lambda kind: kind.name),
    st.sampled_from([OPEN, CALLOUT, LIST]),
)
def test_each_of_several_small_defects_is_told_on_its_line(kinds: list[Kind], place: Place) -> None:
    text, lines = _compose(kinds, place)
    findings = Shelf({place.chapter: text}).findings(place.chapter)
    for kind, line in zip(kinds, lines, strict=True):
        here = [f for f in findings if f.rule in kind.rules.split() and f.line <= line <= f.end_line]
        assert here, (kind.name, line, [(f.rule, f.line, f.message) for f in findings])


@QUIET
@given(st.data())
def test_a_planted_chapter_cut_off_anywhere_breaks_no_rule(data: st.DataObject) -> None:
    kind = data.draw(SOME)
    place = kind.places[0]
    text, _ = kind.plant(place)
    cut = text[: data.draw(st.integers(0, len(text)))]
    assert_sound(cut, parse(cut, path=place.chapter))
    Shelf({place.chapter: cut}).findings(place.chapter)
