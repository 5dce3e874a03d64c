"""The diffs against git's own, where a git program is here, and against their own arithmetic everywhere."""

from __future__ import annotations

import itertools
import random
import shutil
import subprocess
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.sandbox.diffs import carry, hunks, split
from app.sandbox.lines import changes
from tests.corpus_path import CORPUS, needs_corpus

needs_git = pytest.mark.skipif(
    shutil.which("git") is None, reason="there is no git program here to compare with"
)
LINES = st.lists(st.sampled_from([b"a\n", b"b\n", b"c\n", b"\n", b"d"]), max_size=14).map(b"".join)


def applied(old: bytes, new: bytes) -> bytes:
    """`old` with the changed regions replaced."""
    a, b = split(old), split(new)
    out, at = [], 0
    for i1, i2, j1, j2 in changes(a, b):
        out += a[at:i1] + b[j1:j2]
        at = i2
    return b"".join(out + a[at:])


@given(LINES, LINES)
def test_applying_the_changes_to_the_old_text_gives_the_new_one(old: bytes, new: bytes) -> None:
    assert applied(old, new) == new


@given(LINES, LINES)
def test_a_line_that_is_carried_is_the_same_line(old: bytes, new: bytes) -> None:
    a, b = split(old), split(new)
    for number in range(1, len(a) + 1):
        there = carry(number, old, new)
        assert there is None or b[there - 1] == a[number - 1]


@given(LINES, LINES)
def test_the_hunks_count_their_own_rows(old: bytes, new: bytes) -> None:
    for hunk in hunks(old, new):
        marks = [mark for mark, _ in hunk.rows]
        assert marks.count(" ") + marks.count("-") == hunk.old_count
        assert marks.count(" ") + marks.count("+") == hunk.new_count
        assert "-" in marks or "+" in marks


def test_a_rewritten_file_of_many_lines_is_compared_in_bounded_time() -> None:
    chance = random.Random(7)
    old = [b"%d\n" % chance.randrange(60) for _ in range(6_000)]
    new = [b"%d\n" % chance.randrange(60) for _ in range(6_000)]
    assert applied(b"".join(old), b"".join(new)) == b"".join(new)


def git_patch(folder: Path, old: bytes, new: bytes) -> str:
    (folder / "old").write_bytes(old)
    (folder / "new").write_bytes(new)
    command = ["git", "diff", "--no-index", "--no-color", "--no-ext-diff", "old", "new"]
    out = subprocess.run(command, cwd=folder, capture_output=True, check=False).stdout.decode(
        "utf-8", "replace"
    )
    rows = out.split("\n")
    start = next((at for at, row in enumerate(rows) if row.startswith("@@")), len(rows))
    return "\n".join(rows[start:]).rstrip("\n")


def patch(old: bytes, new: bytes) -> str:
    rows: list[str] = []
    for hunk in hunks(old, new):
        rows += [hunk.header, *(mark + text for mark, text in hunk.rows)]
    return "\n".join(rows).rstrip("\n")


@needs_git
@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b"", b"one\ntwo\n"),
        (b"one\ntwo\n", b""),
        (b"one\n", b"one"),
        (b"a\nb\nc\n", b"a\nB\nc\n"),
        (b"x\n" * 3 + b"y\n" + b"x\n" * 3, b"x\n" * 7),
        (b"para one\n\npara two\n\n", b"para one\n\npara new\n\npara two\n\n"),
        (
            b"".join(b"%d\n" % n for n in range(40)),
            b"".join(b"%d\n" % n for n in range(40) if n not in (3, 30)),
        ),
    ],
)
def test_small_patches_are_those_of_git(tmp_path: Path, old: bytes, new: bytes) -> None:
    assert patch(old, new) == git_patch(tmp_path, old, new)


@needs_git
@needs_corpus
def test_patches_of_real_chapters_are_those_of_git_byte_for_byte(tmp_path: Path) -> None:
    versions = sorted((CORPUS / "cs249r").rglob("*.qmd"), key=lambda path: (path.name, path.parent.name))
    texts = [
        (a.name, a.read_bytes(), b.read_bytes()) for a, b in itertools.pairwise(versions) if a.name == b.name
    ]
    pairs = [(name, old, new) for name, old, new in texts if old != new]
    other = [name for name, old, new in pairs if patch(old, new) != git_patch(tmp_path, old, new)]
    assert len(pairs) > 50
    assert other == []
