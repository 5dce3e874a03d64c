"""The lines of a terminal and of a script."""

from __future__ import annotations

import json

from hypothesis import given
from hypothesis import strategies as st

from app.publication.jsonl import json_line
from app.publication.terminal import text_line
from checks.finding import Severity
from tests.app.publication.support import finding


def test_a_line_says_where_what_and_what_instead() -> None:
    slip = finding(replacement="that", message="`taht` is a slip.")
    assert text_line(slip) == "book/one.qmd:3:1: error: `taht` is a slip. → that [spelling]"


def test_a_finding_about_the_pull_request_has_no_place() -> None:
    assert text_line(finding(path=None, severity=Severity.WARNING)).startswith("pull request: warning: ")


def test_an_older_finding_says_so() -> None:
    assert text_line(finding(decides=False)).endswith("[spelling] (older)")


@given(st.text(), st.none() | st.text(), st.booleans())
def test_no_chapter_can_move_the_cursor_or_break_the_line(
    message: str, fix: str | None, colour: bool
) -> None:
    line = text_line(finding(message=message, replacement=fix, path="a\x1b[2Jb.qmd"), colour=colour)
    seen = line.replace("\x1b[31m", "").replace("\x1b[0m", "")
    assert not any(ord(c) < 32 or 127 <= ord(c) < 160 or c in "\u2028\u2029\u202e" for c in seen)


def test_a_json_line_has_just_the_promised_fields() -> None:
    line = json_line(finding(replacement="that", end_line=4))
    assert json.loads(line) == {
        "file": "book/one.qmd",
        "line": 3,
        "end_line": 4,
        "col": 1,
        "rule": "spelling",
        "item": "4.1",
        "severity": "error",
        "message": "`taht` is a slip.",
        "match": "taht",
        "suggestion": "that",
    }


@given(st.text())
def test_a_json_line_is_one_line_of_plain_characters(text: str) -> None:
    line = json_line(finding(message=text, match=text))
    assert line.isascii()
    assert "\n" not in line
    assert json.loads(line)["match"] == text
