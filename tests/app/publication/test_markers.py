from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from app.publication.markers import Marker, read_marker, without_marker

FIELDS = st.dictionaries(
    st.text("abcdefghij", min_size=1, max_size=8).filter(lambda n: n not in ("app", "kind")),
    st.text(max_size=40),
)


@given(FIELDS, st.text())
def test_a_marker_is_read_back_from_the_end_of_any_text(fields: dict[str, str], text: str) -> None:
    marker = Marker("finding", 12, fields)
    assert read_marker(f"{text}\n\n{marker}", 12) == marker
    assert read_marker(f"{text}\r\n\r\n{marker}\r\n", 12) == marker
    assert "--" not in str(marker).removeprefix("<!--").removesuffix("-->")


def test_a_marker_counts_only_at_the_very_end() -> None:
    marker = Marker("summary", 12)
    assert read_marker(f"{marker}\n\nquoted above", 12) is None
    assert read_marker(f"> {marker} <", 12) is None


def test_a_marker_of_another_app_is_not_ours() -> None:
    assert read_marker(str(Marker("summary", 13)), 12) is None


def test_a_marker_of_a_later_format_is_still_recognised() -> None:
    text = "<!-- galleyproof:7 app=12 kind=finding id=a,b colour=red -->"
    marker = read_marker(text, 12)
    assert marker is not None
    assert (marker.format, marker.list("id")) == (7, ("a", "b"))


def test_a_phrase_that_looks_like_one_is_none() -> None:
    for text in (
        "galleyproof:1 app=12 kind=summary",
        "<!-- galleyproof:1 kind=summary -->",
        "",
        "<!-- x -->",
    ):
        assert read_marker(text, 12) is None


def test_line_ends_and_the_marker_make_no_difference_to_what_is_seen() -> None:
    assert without_marker(f"one\r\ntwo\r\n\r\n{Marker('summary', 1)}\r\n") == without_marker("one\ntwo\n")
