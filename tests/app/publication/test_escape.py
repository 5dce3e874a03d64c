from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from app.publication.escape import ZERO_WIDTH, cell, clean, clip, code, one_line, prose
from app.publication.render import size

MARKDOWN = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])
HOSTILE = st.lists(
    st.sampled_from(
        ["@reader", "#12", "org/repo#3", "GH-4", "`", "``", "```", "<b>", "<!--", "-->", "|", "[x](y)", "![i](z)",
         "https://github.com/o/r/issues/1", "www.example.org", "\\", "\n", "\r\n", "* ", "- [ ] ", "~~", "&lt;", "_a_",
         "**b**", "# ", "word", " ", "\x00", "\ud800", "it's"]
    )
).map("".join)  # fmt: skip


def inner(text: str) -> list[tuple[str, str]]:
    """Types and contents of the inline tokens of one paragraph."""
    blocks = MARKDOWN.parse("x " + text)
    assert [b.type for b in blocks] == ["paragraph_open", "inline", "paragraph_close"]
    return [(token.type, token.content) for token in blocks[1].children or []]


@given(HOSTILE)
def test_a_message_pings_nobody_links_nowhere_and_opens_no_html(text: str) -> None:
    for kind, content in inner(prose(text)):
        assert kind in ("text", "code_inline", "text_special"), (kind, content)
        if kind == "text":
            assert not re.search(r"@\w|#\d|\bGH-\d|https?://|www\.", content), content


@given(HOSTILE)
def test_a_code_span_shows_the_text_itself(text: str) -> None:
    tokens = inner(code(text))
    spans = [content for kind, content in tokens if kind == "code_inline"]
    assert spans == [one_line(text) or " "]
    assert [kind for kind, _ in tokens] == ["text", "code_inline"]


@given(HOSTILE)
def test_a_cell_stays_one_cell(text: str) -> None:
    tokens = MARKDOWN.parse(f"| a | b |\n| --- | --- |\n| {cell(prose(text))} | end |\n")
    cells = [t for t in tokens if t.type == "td_open"]
    assert len(cells) == 2
    assert [t.content for t in tokens if t.type == "inline"][-1] == "end"


def test_code_spans_of_a_message_stay_as_they_are() -> None:
    assert (
        prose("`@fig-x` is not defined; did you mean `@fig-y`?")
        == "`@fig-x` is not defined; did you mean `@fig-y`?"
    )


def test_a_mention_is_cut_by_a_character_that_nobody_sees() -> None:
    assert prose("ticked by @reader") == f"ticked by @{ZERO_WIDTH}reader"


def test_an_address_is_shown_but_leads_nowhere() -> None:
    assert prose("see https://example.org/a_b.") == "see `https://example.org/a_b`."


@given(st.text(), st.integers(2, 50))
def test_clipped_text_is_never_longer_and_tells_that_it_was_cut(text: str, most: int) -> None:
    clipped = clip(text, most)
    assert len(clipped) <= most
    assert clipped == text or clipped.endswith("…")


@given(st.text(st.characters()))
def test_clean_text_can_be_sent(text: str) -> None:
    assert size(clean(text)) == len(clean(text).encode())
    assert "\0" not in clean(text)


def test_code_spans_that_touch_do_not_run_into_one() -> None:
    assert prose("x ``@reader``https://example.org/1") == f"x ``@reader``{ZERO_WIDTH}`https://example.org/1`"
