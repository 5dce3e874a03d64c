"""Where Pandoc's reading is not the obvious one: each expectation here is what Pandoc 3 makes of the text."""

from __future__ import annotations

import pytest

from checks.parsing.document import OBJECT
from checks.parsing.quarto import parse


def prose(text: str) -> list[str]:
    return [block.prose.text for block in parse(text).blocks]


@pytest.mark.parametrize(
    ("braces", "identifier", "classes"),
    [
        ("{#a.b}", "a.b", ()),
        ("{#1-a:b.}", "1-a:b.", ()),
        ("{.a#b .c.d}", "b", ("a", "c.d")),
        ("{.a k='v'.b}", None, ("a", "b")),
        ("{-}", None, ("unnumbered",)),
    ],
)
def test_attributes_are_read_as_pandoc_reads_them(
    braces: str, identifier: str | None, classes: tuple[str, ...]
) -> None:
    (heading,) = parse(f"# A weir {braces}\n").headings
    assert (heading.text, heading.identifier, heading.classes) == ("A weir", identifier, classes)


@pytest.mark.parametrize("braces", ["{#a’b}", "{#a/b}", "{.1a}", "{._a}", "{_a=b}", "{.a =html}", "{k={a}}"])
def test_braces_that_pandoc_does_not_take_for_attributes_stay_in_the_text(braces: str) -> None:
    (heading,) = parse(f"# A weir {braces}\n").headings
    assert heading.attributes is None
    assert heading.text == f"A weir {braces}"


def test_dashes_and_ellipses_stay_in_an_identifier_where_they_stand_in_code() -> None:
    (heading,) = parse("## Set `x--y(...)` to a--b ...\n").headings
    assert heading.slug == "set-x--y...-to-ab"


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("Open ``the gate` and wait.", f"Open `{OBJECT} and wait."),
        ("Open ```` the ``` gate `` now ` or later.", f"Open `{OBJECT} gate `{OBJECT} or later."),
        ("Open `` the gate.", "Open `` the gate."),
    ],
)
def test_a_run_of_backticks_that_nothing_closes_may_open_code_with_its_last(text: str, read: str) -> None:
    assert prose(text) == [read]


@pytest.mark.parametrize(
    "text", ["[Locks][and weirs](a.html) here.", "[Locks][https://example.org](@a) here."]
)
def test_two_brackets_that_refer_to_nothing_make_no_link_of_the_second(text: str) -> None:
    document = parse(text)
    assert [link.target for link in document.links if link.kind == "inline"] == []
    assert [citation.key for citation in document.citations] == (["a"] if "@" in text else [])


@pytest.mark.parametrize("text", ["[^1][weirs](a.html)", "[@key][weirs](a.html)", "[Locks] [weirs](a.html)"])
def test_a_link_behind_a_note_a_citation_or_a_blank_is_one(text: str) -> None:
    assert [link.target for link in parse(f"Of locks {text}.\n\n[^1]: A note.\n").links] == ["a.html"]


def test_the_address_of_a_reference_may_follow_its_colon_directly() -> None:
    document = parse("See [the lock].\n\n[the lock]:https://example.org/lock\n")
    assert [(link.text, link.target) for link in document.links] == [("the lock", "https://example.org/lock")]


def test_words_behind_an_address_in_angle_brackets_make_no_link() -> None:
    document = parse("[A lock](<https://example.org> of the canal)\n")
    assert [(link.kind.value, link.target) for link in document.links] == [
        ("autolink", "https://example.org")
    ]


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("(https://example.org)[a]", "https://example.org"),
        ("https://example.org/a_(b)_c). So", "https://example.org/a_(b)_c"),
        ("https://example.org/a[1].html, so", "https://example.org/a[1].html"),
        ("https://example.org/(a so", "https://example.org/(a"),
        (r"https://example.org/a\_b\~c so", "https://example.org/a_b~c"),
        ("https://example.org[^1] so", "https://example.org"),
    ],
)
def test_a_bare_address_ends_where_a_bracket_closes_that_it_did_not_open(text: str, address: str) -> None:
    assert [link.target for link in parse(f"See {text}\n").links] == [address]


def test_code_that_r_computes_in_a_paragraph_may_hold_a_heading() -> None:
    document = parse("The end.\n`r if (online) '\n# Sources {-}\n'`\n")
    assert document.headings == ()
    assert prose(document.text) == [f"The end. {OBJECT}"]
