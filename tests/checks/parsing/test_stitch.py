"""A page put together from its files: the text that Quarto reads, and every character of it traced back."""

from __future__ import annotations

from collections.abc import Mapping

from hypothesis import given
from hypothesis import strategies as st

from checks.parsing.quarto import parse
from checks.parsing.stitch import Whole, stitch
from checks.text import Lines


def whole_of(files: Mapping[str, str], page: str = "a.qmd", root: str = "") -> Whole | None:
    documents = {path: parse(text, path=path) for path, text in files.items()}
    return stitch(page, documents[page], documents.get, root)


def test_a_page_that_includes_nothing_is_no_whole() -> None:
    assert whole_of({"a.qmd": "One.\n\n{{< include _gone.qmd >}}\n"}) is None


def test_the_text_of_an_include_stands_in_its_place() -> None:
    whole = whole_of({"a.qmd": "One.\n\n{{< include _b.qmd >}}\n\nThree.\n", "_b.qmd": "Two.\n"})
    assert whole is not None
    assert whole.text == "One.\n\nTwo.\n\n\nThree.\n"
    assert [whole.origin(whole.text.index(word))[0] for word in ("One", "Two", "Three")] == [
        "a.qmd",
        "_b.qmd",
        "a.qmd",
    ]
    assert list(whole.lines_from("_b.qmd", frozenset({1}))) == [3]
    assert list(whole.lines_from("a.qmd", frozenset({1, 3, 5}))) == [1, 6]


def test_a_text_without_a_line_end_is_kept_apart_from_what_follows() -> None:
    whole = whole_of({"a.qmd": "{{< include _b.qmd >}}\nAfter.\n", "_b.qmd": "Two."})
    assert whole is not None
    assert whole.text == "Two.\n\nAfter.\n"


def test_settings_of_an_included_file_are_no_text_and_its_lines_keep_their_numbers() -> None:
    whole = whole_of({"a.qmd": "{{< include _b.qmd >}}\n", "_b.qmd": "---\ntitle: B\n---\n\nTwo.\n"})
    assert whole is not None
    assert whole.text == "\nTwo.\n\n"
    path, at = whole.origin(whole.text.index("Two"))
    assert (path, whole.lines["_b.qmd"].line_at(at)) == ("_b.qmd", 5)


def test_a_file_stands_in_a_page_once_and_a_circle_ends() -> None:
    files = {
        "a.qmd": "{{< include _b.qmd >}}\n\n{{< include _b.qmd >}}\n\nEnd.\n",
        "_b.qmd": "Two.\n\n{{< include _c.qmd >}}\n",
        "_c.qmd": "Three.\n\n{{< include a.qmd >}}\n\n{{< include _b.qmd >}}\n",
    }
    whole = whole_of(files)
    assert whole is not None
    assert [whole.text.count(word) for word in ("Two", "Three", "End", "include")] == [1, 1, 1, 0]


def test_what_is_found_in_a_part_can_be_told_at_the_include_of_the_page() -> None:
    files = {
        "a.qmd": "One.\n\n{{< include _b.qmd >}}\n",
        "_b.qmd": "Two.\n\n{{< include _c.qmd >}}\n",
        "_c.qmd": "Three.\n",
    }
    whole = whole_of(files)
    assert whole is not None
    at = whole.directive_of(whole.text.index("Three"))
    assert Lines.of(files["a.qmd"]).line_at(at) == 3


def test_a_child_document_takes_the_place_of_its_cell() -> None:
    files = {"a.Rmd": 'One.\n\n```{r, child="_b.Rmd"}\n```\n\nThree.\n', "_b.Rmd": "Two.\n"}
    whole = whole_of(files, "a.Rmd")
    assert whole is not None
    assert whole.text == "One.\n\nTwo.\n\n\nThree.\n"


_NAMES = ("_b.qmd", "_c.qmd", "_d.qmd", "gone.qmd")
_LINE = st.one_of(
    st.sampled_from([f"{{{{< include {name} >}}}}" for name in (*_NAMES, "a.qmd")]),
    st.sampled_from(
        [
            "",
            "Words of a text.",
            "# A heading",
            "::: {.callout-note}",
            ":::",
            "```",
            "- item",
            "---",
            "\u00e9\U0001f600",
        ]
    ),
    st.text(alphabet="ab{}<>:`\t -", max_size=12),
)
_FILE = st.builds(
    lambda lines, end: end.join(lines), st.lists(_LINE, max_size=8), st.sampled_from(["\n", "\r\n"])
)


@given(st.fixed_dictionaries({"a.qmd": _FILE, "_b.qmd": _FILE, "_c.qmd": _FILE, "_d.qmd": _FILE}))
def test_every_character_of_a_whole_is_the_character_that_it_is_traced_back_to(files: dict[str, str]) -> None:
    whole = whole_of(files)
    if whole is None:
        return
    for segment in whole.segments:
        written = files[segment.path][segment.at : segment.at + segment.length]
        assert whole.text[segment.start : segment.start + segment.length] == written
    ends = [segment.start for segment in whole.segments[1:]] + [len(whole.text)]
    for segment, end in zip(whole.segments, ends, strict=True):
        assert set(whole.text[segment.start + segment.length : end]) <= {"\n"}
    for path in whole.lines:
        lines = whole.lines[path]
        for wanted in range(1, lines.count + 1):
            for line in whole.lines_from(path, frozenset({wanted})):
                assert Lines.of(whole.text).line(line) == lines.line(wanted)
