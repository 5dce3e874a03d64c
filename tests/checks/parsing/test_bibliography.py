"""Bibliographies: keys, fields and places, and what is wrong with them."""

from __future__ import annotations

import logging
import time

import pytest
from bibtexparser.entrypoint import parse_string
from hypothesis import given
from hypothesis import strategies as st

from checks.parsing.bibliography import Bibliography, parse_bibliography
from tests.corpus_path import CORPUS, needs_corpus

BIB = """% our own works
@article{hart2019,
  title = {Rivers, {Banks} and "Beds"},
  author = "Hart, {A.} and Moss, B.",
  year = 2019,
  month = jan # "~1",
}

@string{press = "The Press"}
@comment{ignored, title = {x}}

@Book(moss2020, title={Stones}, publisher=press)
"""


def read(text: str) -> Bibliography:
    return parse_bibliography(text, "references.bib")


def told(text: str) -> list[tuple[str, int, str]]:
    return [(p.kind, p.line, p.match) for p in read(text).problems]


def test_entries_have_key_type_fields_and_lines() -> None:
    bibliography = read(BIB)
    assert bibliography.problems == ()
    assert [(e.key, e.type, e.line, e.end_line) for e in bibliography.entries] == [
        ("hart2019", "article", 2, 7),
        ("moss2020", "book", 12, 12),
    ]
    assert bibliography.entries[0].fields == {
        "title": 'Rivers, {Banks} and "Beds"',
        "author": "Hart, {A.} and Moss, B.",
        "year": "2019",
        "month": "jan~1",
    }
    assert bibliography.keys == {"hart2019", "moss2020"}
    span = bibliography.entries[1].key_span
    assert BIB[span.start : span.end] == "moss2020"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("@misc{a,\n title={x}\n year={2020}\n}", ("missing-comma", 2, "}")),
        ("@misc{a\n title={x}\n}", ("missing-comma", 1, "a")),
        ("@misc{a title = {x}}", ("missing-comma", 1, "a")),
        ("@misc{a b, title={x}}", ("key-with-space", 1, "a b")),
        ("@misc{, title={x}}", ("missing-key", 1, "@misc{")),
        ("@misc{title={x}}", ("missing-key", 1, "@misc{")),
        ("@misc{a, title={x}, title={y}}", ("duplicate-field", 1, "title")),
        ("@misc{a, title={x\n\n@misc{b, title={y}}", ("unclosed-value", 1, "a")),
        ("@misc{a, title={x}\n\n@misc{b, title={y}}", ("unclosed-entry", 1, "a")),
        ("@misc{a, title=}", ("missing-value", 1, "}")),
        ("@misc{a, just words}", ("syntax", 1, "just words}")),
    ],
)
def test_what_stops_pandoc_is_told_on_its_line(text: str, expected: tuple[str, int, str]) -> None:
    assert told(text) == [expected]


def test_reading_goes_on_behind_a_broken_entry() -> None:
    assert read("@misc{a, title={x\n\n@misc{b, title={y}}\n").keys == {"a", "b"}


def test_a_missing_comma_comes_with_its_mending() -> None:
    text = "@misc{a,\n title={x}\n year={2020}\n}"
    problem = read(text).problems[0]
    mended = text[: problem.span.start] + (problem.replacement or "") + text[problem.span.end :]
    assert read(mended).problems == ()
    assert dict(read(mended).entries[0].fields) == {"title": "x", "year": "2020"}


def test_two_entries_with_one_key_are_both_there_and_the_second_is_the_duplicate() -> None:
    bibliography = read("@misc{a, title={x}}\n@misc{a, title={y}}\n")
    assert [e.line for e in bibliography.entries] == [1, 2]
    assert [e.line for e in bibliography.duplicates] == [2]


def test_csl_json_and_csl_yaml_are_read_too() -> None:
    json = (
        '[\n {"id": "a1", "type": "book", "title": "T", "issued": {"date-parts": [[2020]]}},\n {"id": 7}\n]'
    )
    found = parse_bibliography(json, "refs.json")
    assert [(e.key, e.type, e.line) for e in found.entries] == [("a1", "book", 2), ("7", "", 3)]
    assert found.entries[0].fields["year"] == "2020"
    yaml = "references:\n- id: b2\n  type: book\n- id: c3\n"
    assert [(e.key, e.line) for e in parse_bibliography(yaml, "r.yaml").entries] == [("b2", 2), ("c3", 4)]


def test_json_that_does_not_parse_says_where() -> None:
    problem = parse_bibliography('[{"id": "a"\n "title" "b"}]', "r.json").problems[0]
    assert (problem.kind, problem.line) == ("syntax", 2)


@given(st.text(alphabet='@misc{}(),="\\ \n#a1%-'))
def test_any_text_is_read_and_every_place_is_inside_it(text: str) -> None:
    for path in ("a.bib", "a.json", "a.yaml"):
        found = parse_bibliography(text, path)
        for span in [
            *(e.span for e in found.entries),
            *(e.key_span for e in found.entries),
            *(p.span for p in found.problems),
        ]:
            assert 0 <= span.start <= span.end <= len(text)


@pytest.mark.parametrize(
    "unit", ["@misc{a,", "@misc{a, t={", "{", "@a{b,c={d},e={f}\n", '@misc{a, t="', "a = {b},\n", "@"]
)
def test_hostile_repetition_takes_time_in_proportion(unit: str) -> None:
    began = time.perf_counter()
    read("@misc{k,\n" + unit * (200_000 // len(unit)))
    assert time.perf_counter() - began < 4


@needs_corpus
def test_it_agrees_with_bibtexparser_on_real_bibliographies() -> None:
    logging.disable(logging.CRITICAL)
    try:
        for path in sorted(CORPUS.glob("cs249r/*/references.bib")):
            text = path.read_text()
            library = parse_string(text)
            theirs = {e.key for e in library.entries}
            inner = [getattr(block, "ignore_error_block", None) for block in library.failed_blocks]
            theirs |= {key for block in inner if (key := getattr(block, "key", None))}
            ours = read(text)
            assert ours.keys == theirs, path.parent.name
            assert ours.problems == ()
    finally:
        logging.disable(logging.NOTSET)
