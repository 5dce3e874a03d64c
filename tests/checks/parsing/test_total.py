"""Any text in, a document out: no exception, every place inside the text, every word where the prose says it stands."""

from __future__ import annotations

import dataclasses
import gc
import time
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from checks.parsing.document import Document
from checks.parsing.quarto import decode, parse
from checks.text import Lines, Span
from tests.checks.parsing.sample import SAMPLE

MARKS = [
    "*", "**", "_", "`", "```", "~~~", "[", "]", "(", ")", "![", "](", "{", "}", "{#fig-a}", "{.b c=d}", "$", "$$", "<", ">",
    "<!--", "-->", "{{<", ">}}", ":::", "::::", "::: {.callout-note}", "::: x", "@", "@fig-a", "@key", "[^1]", "[^1]:", "^[",
    "\\", "\\begin{a}", "\\end{a}", "|", "|-|-|", "+--+--+", ": ", "- ", "1. ", "> ", "# ", "## ", "---", "===", "\n", "\n\n",
    "\r\n", "\r", "\t", "    ", " ", "a", "word", "\0", "\ufeff", "\u2028", "é", "😀", "&amp;", "&#x0;", "http://x.org/a_(b)",
    "```{python}\n#| label: fig-x\n#| fig-cap: 'a\n", "#| fig-cap: |\n#|   two\n", "\\@ref(fig:x)", "(ref:x) text", "~", "^",
    "<img src='a.png' alt=\"b\">", "<a href=x>", "</a>", "<script>", "</script>", "Table: x", "!", "title: [", "\"", "'",
]  # fmt: skip
SOUP = st.lists(st.sampled_from(MARKS), max_size=40).map("".join)


def spans_of(thing: Any) -> Iterator[Span]:
    if isinstance(thing, Span):
        yield thing
    elif isinstance(thing, Lines | str):
        return
    elif dataclasses.is_dataclass(thing):
        for field in dataclasses.fields(thing):
            yield from spans_of(getattr(thing, field.name))
    elif isinstance(thing, tuple | list):
        for item in thing:
            yield from spans_of(item)
    elif isinstance(thing, dict):
        for item in thing.values():
            yield from spans_of(item)


def assert_sound(text: str, document: Document) -> None:
    assert document.text == text
    for span in spans_of(document):
        assert 0 <= span.start <= span.end <= len(text), span
    for block in document.blocks:
        for piece in block.prose.pieces:
            written = text[piece.source : piece.source + piece.length]
            assert block.prose.text[piece.start : piece.start + piece.length] == written
            assert piece.length == len(written) > 0
    if document.front_matter and document.front_matter.error_at is not None:
        assert 0 <= document.front_matter.error_at <= len(text)


@given(st.text())
def test_any_text_is_read_and_every_place_is_inside_it(text: str) -> None:
    assert_sound(text, parse(text))


@settings(max_examples=400)
@given(SOUP)
def test_any_soup_of_markup_is_read_and_every_place_is_inside_it(text: str) -> None:
    assert_sound(text, parse(text, path="a.Rmd"))


@given(SOUP)
def test_any_front_matter_is_read(text: str) -> None:
    soup = f"---\n{text}\n---\n\nText.\n"
    assert_sound(soup, parse(soup))


@settings(max_examples=150)
@given(st.data())
def test_a_sound_chapter_with_some_characters_changed_is_read(data: st.DataObject) -> None:
    text = SAMPLE
    for _ in range(data.draw(st.integers(1, 6))):
        at = data.draw(st.integers(0, len(text)))
        gone = data.draw(st.integers(0, 5))
        text = text[:at] + data.draw(st.sampled_from(["", *MARKS])) + text[at + gone :]
    assert_sound(text, parse(text))


@given(st.binary())
def test_any_bytes_are_decoded(data: bytes) -> None:
    text, problem = decode(data)
    assert problem is not None or text.encode() == data.removeprefix(b"\xef\xbb\xbf")
    if problem:
        assert 0 <= problem.span.start <= problem.span.end <= len(text)


def test_carriage_returns_change_no_offset_and_no_word() -> None:
    unix, dos = parse(SAMPLE), parse(SAMPLE.replace("\n", "\r\n"))
    assert [b.prose.text for b in dos.blocks] == [b.prose.text for b in unix.blocks]
    assert [(c.language, len(c.options)) for c in dos.cells] == [
        (c.language, len(c.options)) for c in unix.cells
    ]
    assert [x.identifier for x in dos.labels] == [x.identifier for x in unix.labels]
    assert_sound(SAMPLE.replace("\n", "\r\n"), dos)


HOSTILE = [
    ("quotes", "> ", 1), ("quotes without blank", ">", 1), ("brackets", "[", 1), ("closed brackets", "[a]", 1), ("stars", "*", 1),
    ("spaced stars", "*a ", 1), ("strong", "**a **", 1), ("parentheses", "(", 1), ("links", "[a](", 1), ("images", "![", 1),
    ("images with text", "![a(", 1), ("underscores", "_a_", 1), ("backticks", "`a``", 1), ("dollars", "$a ", 1), ("tags", "<a ", 1),
    ("attributes", "<a b='", 1), ("comments", "<!-- ", 1), ("shortcodes", "{{< ", 1), ("braces", "{#a ", 1), ("items", "- ", 1),
    ("at signs", "@a", 1), ("carets", "^[", 1), ("tildes", "~a", 1), ("ampersands", "&#", 1), ("words", "word ", 1),
    ("addresses", "http://", 1), ("backslashes", "\\", 1), ("tex", "\\begin{a}", 1), ("spaces", " ", 1), ("bars", "|", 1),
    ("lines", "a\n", 1), ("divs", "::: a\n", 1), ("closing divs", ":::\n", 1), ("fences", "```a\n", 1), ("headings", "# a\n", 1),
    ("list lines", "- a\n", 1), ("quote lines", "> a\n", 1), ("definitions", "[a]: b\n", 1), ("notes", "[^a]: b\n", 1),
    ("table rows", "|a|b|\n|-|-|\n", 1), ("colons", ": a\n", 1), ("underlines", "a\n-\n", 1), ("numbers", "1. a\n", 1),
    ("math lines", "$$\n", 1), ("blank math", "$$\n\n", 1), ("opened tables", "| a\n", 1), ("grid", "+-+\n", 1),
    ("scripts", "<script>\n", 1), ("paragraph tex", "\\begin{a}\n", 1), ("open comments", "a <!--\n", 1),
]  # fmt: skip


@pytest.mark.parametrize(("name", "unit"), [(name, unit) for name, unit, _ in HOSTILE])
def test_hostile_repetition_takes_time_in_proportion(name: str, unit: str) -> None:
    """Eight times the length may take 24 times as long: measured times waver, but squares would show 64."""
    small, large = _seconds(unit, 10_000), _seconds(unit, 80_000)
    assert large < max(1.0, 24 * small), f"{name}: {small:.3f} s became {large:.3f} s"


def _seconds(unit: str, length: int) -> float:
    text = unit * (length // len(unit))
    gc.collect()
    gc.disable()
    try:
        began = time.process_time()
        document = parse(text)
        took = time.process_time() - began
    finally:
        gc.enable()
    assert all(0 <= p.span.start <= p.span.end <= len(text) for p in document.problems)
    return took


@pytest.mark.parametrize(
    "text", ["(" * 40_000 + ")" * 40_000, "[" * 40_000 + "]" * 40_000, "[" * 9_000 + "](a)" * 9_000]
)
def test_deep_nesting_inside_a_line_is_read(text: str) -> None:
    began = time.process_time()
    assert_sound(text, parse(text))
    assert time.process_time() - began < 5


def test_lists_deeper_than_any_reader_follows_are_told() -> None:
    text = "".join(" " * (2 * depth) + f"- item {depth}\n" for depth in range(200))
    document = parse(text)
    assert [p.kind for p in document.problems] == ["too-deep"]
    assert "item 199" in " ".join(b.prose.text for b in document.blocks)
