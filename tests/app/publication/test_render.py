from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from app import limits
from app.publication.markers import Marker, read_marker
from app.publication.render import ALWAYS, Section, render, size

MARKER = str(Marker("summary", 1))
SECTIONS = st.lists(
    st.builds(Section, st.text(min_size=1, max_size=80), st.sampled_from([20, 50, 70])), max_size=30
)


@given(SECTIONS, st.integers(300, 2_000))
def test_a_text_never_exceeds_its_limit_and_keeps_its_marker(sections: list[Section], most: int) -> None:
    text = render([Section("Title", ALWAYS), *sections], most, "more elsewhere", MARKER)
    assert len(text) <= size(text) <= most
    assert text.startswith("Title")
    assert read_marker(text, 1) is not None


@given(SECTIONS, st.integers(300, 2_000))
def test_only_whole_sections_are_dropped_and_the_reader_is_told(sections: list[Section], most: int) -> None:
    whole = render(sections, 10**9, "")
    text = render(sections, most, "more elsewhere")
    if text == whole:
        return
    assert text.endswith("more elsewhere")
    left = text.removesuffix("more elsewhere").rstrip("\n")
    assert not left or any(left.endswith(s.text.strip("\n")) or s.text.strip("\n") in left for s in sections)


def test_a_text_of_exactly_the_limit_stays_and_one_more_drops_a_section() -> None:
    for most in (limits.BODY_CHARACTERS, limits.CHECK_TEXT_CHARACTERS):
        head = Section("a" * 100, ALWAYS)
        fits = Section("é" * ((most - 102) // 2))
        assert size(render([head, fits], most, "rest")) in (most, most - 1)
        over = Section(fits.text + "éé")
        assert render([head, over], most, "rest") == head.text + "\n\nrest"


def test_what_matters_least_goes_first() -> None:
    sections = [Section("old " * 30, 20), Section("new", 70), Section("middle " * 5, 50)]
    assert render(sections, 80, "rest") == "new\n\n" + ("middle " * 5).rstrip("\n") + "\n\nrest"
