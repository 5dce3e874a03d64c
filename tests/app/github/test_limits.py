"""Texts cut to what GitHub takes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app import limits

MARKER = "<!-- galleyproof:1 app=1 kind=summary -->"


@given(st.text(max_size=400), st.integers(min_value=1, max_value=50))
def test_a_cut_text_never_exceeds_its_limit_and_a_short_one_is_left_alone(text: str, most: int) -> None:
    cut = limits.cut(text, most)
    assert len(cut) <= most
    if len(text) <= most and "\x00" not in text:
        assert cut == text


@given(st.text(max_size=200), st.integers(min_value=4, max_value=100))
def test_a_text_cut_by_bytes_is_whole_characters_within_the_limit(text: str, most: int) -> None:
    cut = limits.cut_bytes(text, most)
    assert len(cut.encode()) <= most
    assert cut.removesuffix("…") == text.replace("\x00", "")[: len(cut.removesuffix("…"))]


@given(
    st.lists(st.sampled_from(["word", "\n\n", "```\n", "````python\n", "<details>", "🦀"]), max_size=2_000)
)
def test_a_capped_body_fits_and_keeps_its_marker_whatever_was_open(parts: list[str]) -> None:
    body = " ".join(parts) + "\n" + MARKER
    capped = limits.cap_body(body, 2_000)
    assert len(capped) <= 2_000
    assert capped.endswith(MARKER)
    if len(body) <= 2_000:
        assert capped == body


def test_a_capped_body_closes_what_it_opened_and_says_that_it_was_cut() -> None:
    body = "<details>\n\n````python\n" + "x = 1\n" * 1_000 + "````\n\n</details>\n" + MARKER
    capped = limits.cap_body(body, 2_000)
    code, _, rest = capped.rpartition("\n````\n")
    assert code.startswith("<details>\n\n````python\nx = 1\n")
    assert rest.startswith(
        "</details>\n\n*The rest does not fit: GitHub takes at most 2,000 characters here.*"
    )


def test_half_a_surrogate_pair_and_nul_never_reach_github() -> None:
    assert limits.clean("a\ud83dz\x00") == "a?z"
    assert limits.cap_body("\ud83d") == "?"


@pytest.mark.parametrize("length", [65_536, 65_537])
def test_the_limit_itself_fits_and_one_more_does_not(length: int) -> None:
    assert (limits.cap_body("x" * length) == "x" * length) is (length == 65_536)
