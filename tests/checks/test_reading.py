"""What is kept of chapters and books between tasks changes nothing but time, and is bounded."""

from __future__ import annotations

import pickle

from hypothesis import given
from hypothesis import strategies as st

from checks.book import Book
from checks.chapter import ChapterIndex
from checks.indexing import index_chapter
from checks.parsing.project import Project
from checks.parsing.quarto import parse
from checks.reading import Readings

TEXT = b"# Locks {#sec-locks}\n\nA barge waits, see @sec-weirs.\n"


def test_a_chapter_read_again_is_not_parsed_again() -> None:
    readings = Readings()
    assert readings.read("locks.qmd", TEXT) is readings.read("locks.qmd", TEXT)


def test_another_path_text_or_prefix_is_another_reading() -> None:
    readings = Readings()
    first = readings.read("locks.qmd", TEXT)
    others = [
        readings.read("weirs.qmd", TEXT),
        readings.read("locks.qmd", TEXT + b"\nMore.\n"),
        readings.read("locks.qmd", TEXT, frozenset({"sec", "lock"})),
    ]
    assert all(other is not first for other in others)


def test_the_oldest_reading_goes_when_the_room_is_used_up() -> None:
    readings = Readings(room=2 * len(TEXT))
    first, second = readings.read("a.qmd", TEXT), readings.read("b.qmd", TEXT)
    assert readings.read("a.qmd", TEXT) is first  # used again: `b.qmd` is the oldest now
    readings.read("c.qmd", TEXT)
    assert readings.read("a.qmd", TEXT) is first
    assert readings.read("b.qmd", TEXT) is not second


def test_a_chapter_longer_than_the_room_is_read_and_not_kept() -> None:
    readings = Readings(room=10)
    first = readings.read("locks.qmd", TEXT)
    assert first.document.headings[0].text == "Locks"
    assert readings.read("locks.qmd", TEXT) is not first


@given(st.lists(st.tuples(st.sampled_from(["a.qmd", "b.Rmd"]), st.text(max_size=40)), max_size=12))
def test_a_kept_reading_is_what_the_reader_says(chapters: list[tuple[str, str]]) -> None:
    readings = Readings(room=60)
    for path, text in chapters:
        found = readings.read(path, text.encode())
        document = parse(text.removeprefix("\ufeff"), path=path)
        assert (found.document.text, found.document.blocks) == (document.text, document.blocks)
        assert found.index.words == index_chapter(document, path).words


def test_a_book_is_the_same_in_another_process_and_unpacked_there_once() -> None:
    index = ChapterIndex("locks.qmd", words=9, vocabulary={"weir": 2})
    book = Book(Project(), {"locks.qmd": index}, paths=frozenset({"locks.qmd"}))
    assert book.vocabulary == {"weir": 2}
    there = pickle.loads(pickle.dumps(book))
    assert there == book
    assert there.vocabulary == {"weir": 2}
    assert pickle.loads(pickle.dumps(("task", book)))[1] is there
