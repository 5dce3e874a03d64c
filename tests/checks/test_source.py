"""A chapter with the files that it includes, as the rules read it, and where their marks are written."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from checks.book import Book
from checks.chapter import Chapter
from checks.config import DEFAULT
from checks.parsing.project import Project
from checks.placing import placed
from checks.reading import Readings
from checks.run import check_chapter
from checks.source import ChapterSource, read_chapter
from checks.text import Lines, Span

PAGE = "# Water\n\nIt runs.\n\n{{< include _a.qmd >}}\n\nIt ends.\n"
PART = "Part of it.\n\n{{< include _b.qmd >}}\n\nEnd of the part.\n"


def source_of(
    page: str, parts: dict[str, bytes], *, reviewed: bool = True, changed: frozenset[int] = frozenset()
) -> ChapterSource:
    pieces = tuple(
        ChapterSource(path, data, changed, base=data.decode("utf-8", "replace"), part=True, reviewed=reviewed)
        for path, data in parts.items()
    )
    return ChapterSource("a.qmd", page.encode(), frozenset(), base=page, position=0, pieces=pieces)


def chapter_of(source: ChapterSource) -> Chapter:
    return read_chapter(source, Book(Project()), Readings())


def test_changed_lines_of_a_part_are_those_of_the_whole() -> None:
    chapter = chapter_of(
        source_of(PAGE, {"_a.qmd": PART.encode(), "_b.qmd": b"Deep.\n"}, changed=frozenset({1}))
    )
    assert {chapter.document.lines.line(line) for line in chapter.changed_lines} == {"Part of it.", "Deep."}
    assert chapter.said(chapter.text.index("Deep")) == "line 1 of `_b.qmd`"
    assert chapter.said(chapter.text.index("It ends")) == "line 7"


def test_a_part_that_is_reviewed_elsewhere_changes_nothing_here_and_nothing_is_said_of_it() -> None:
    parts = {"_a.qmd": b"So is taht.\n\n## \n"}
    chapter = chapter_of(source_of(PAGE, parts, reviewed=False, changed=frozenset({1, 3})))
    assert chapter.changed_lines == frozenset()
    found = check_chapter(source_of(PAGE, parts, reviewed=False), Book(Project()), DEFAULT).findings
    assert {finding.path for finding in found} <= {"a.qmd"}


def test_what_concerns_the_chapter_is_told_at_the_include_of_such_a_part() -> None:
    chapter = chapter_of(source_of(PAGE, {"_a.qmd": PART.encode(), "_b.qmd": b"Deep.\n"}, reviewed=False))
    at = chapter.text.index("Deep")
    assert placed(chapter, Span(at, at + 4), whole_chapter=False) is None
    place = placed(chapter, Span(at, at + 4), whole_chapter=True)
    assert place is not None
    assert (place.path, place.line, place.entire) == ("a.qmd", 5, False)


def test_bytes_that_are_no_utf8_are_told_on_the_line_of_their_file() -> None:
    found = check_chapter(
        source_of(PAGE, {"_a.qmd": b"One.\n\nCaf\xe9.\n"}), Book(Project()), DEFAULT
    ).findings
    [told] = [finding for finding in found if finding.rule == "unreadable-chapter"]
    assert (told.path, told.line, told.column) == ("_a.qmd", 3, 4)


def test_a_mark_over_two_files_stands_in_the_first_and_offers_no_replacement() -> None:
    chapter = chapter_of(source_of(PAGE, {"_a.qmd": PART.encode()}))
    place = placed(
        chapter, Span(chapter.text.index("It runs"), chapter.text.index("of it")), whole_chapter=False
    )
    assert place is not None
    assert (place.path, place.line, place.end_line, place.entire) == ("a.qmd", 3, 4, False)


def test_a_part_that_was_included_before_belongs_to_what_the_chapter_was() -> None:
    page = PAGE.replace("{{< include _a.qmd >}}", "Nothing.")
    source = replace(source_of(page, {}), base=PAGE, gone={"_a.qmd": "Part of it.\n"})
    chapter = chapter_of(source)
    assert chapter.whole is None
    assert chapter.base is not None
    assert "Part of it." in chapter.base.text


_LINES = st.lists(
    st.sampled_from(["", "Words here.", "\u00e9\U0001f600 one", "## Heading", "- item"]), max_size=5
)


@given(_LINES, _LINES, st.sampled_from(["\n", "\r\n"]), st.data())
def test_a_mark_names_the_characters_that_it_marks(
    one: list[str], two: list[str], end: str, data: st.DataObject
) -> None:
    page = end.join(["Begin.", "", *one, "", "{{< include _a.qmd >}}", "", "End."])
    files = {"a.qmd": page, "_a.qmd": end.join(two)}
    chapter = chapter_of(source_of(page, {"_a.qmd": files["_a.qmd"].encode()}))
    start = data.draw(st.integers(0, len(chapter.text)))
    span = Span(start, data.draw(st.integers(start, len(chapter.text))))
    place = placed(chapter, span, whole_chapter=False)
    assert place is not None
    lines = Lines.of(files[place.path])
    begin = lines.span_of(place.line).start + place.column - 1
    finish = lines.span_of(place.end_line).start + place.end_column - 1
    marked = chapter.text[place.span.start : place.span.end]
    assert files[place.path][begin:finish].rstrip("\r\n") == marked.rstrip("\r\n")
