import pytest
from hypothesis import given
from hypothesis import strategies as st

from checks.final_steps.globs import matches
from checks.final_steps.labeler import Change, labels_for


@pytest.mark.parametrize(
    ("pattern", "path", "answer"),
    [
        ("*", "a.qmd", True), ("*", "a/b.qmd", False), ("**", "a/b.qmd", True), ("**/*", ".github/x", True),
        ("docs/*", "docs/a.md", True), ("docs/*", "docs/a/b.md", False), ("docs/**", "docs/a/b.md", True),
        ("docs/**/*.md", "docs/a.md", True), ("docs/**/*.md", "docs/a/b/c.md", True), ("docs/**", "docs", False),
        ("**/*.qmd", "a.qmd", True), ("*.{bib,csl}", "refs.csl", True), ("*.{bib,csl}", "refs.qmd", False),
        ("[a-c]?.md", "b1.md", True), ("[!a-c]?.md", "b1.md", False), ("@(a|b).md", "b.md", True),
        ("!(a).md", "a.md", False), ("!(a).md", "c.md", True), ("!docs/**", "src/a", True), ("!docs/**", "docs/a", False),
        ("./a.md", "a.md", True), ("a+b.md", "a+b.md", True), ("a(b.md", "a(b.md", True), ("a.md", "axmd", False),
        ("contents/**/images/*", "contents/ops/images/x.png", True), ("[z-a]", "x", False),
    ],
)  # fmt: skip
def test_globs_match_as_minimatch_does(pattern: str, path: str, answer: bool) -> None:
    assert matches(pattern, path) is answer


VERSION_4 = """
chapter: contents/**
figures: ['**/*.png', '**/*.svg']
text-only:
  - all: ['**/*.qmd']
source:
  - any: ['src/**', '!src/docs/**']
    all: ['!tests/**']
"""

VERSION_5 = """
chapter:
  - changed-files:
      - any-glob-to-any-file: ['contents/**']
bibliography:
  - changed-files:
      - any-glob-to-any-file: '**/*.bib'
text-only:
  - changed-files:
      - any-glob-to-all-files: ['**/*.qmd', '**/*.md']
no-images:
  - changed-files:
      - all-globs-to-all-files: ['!**/*.png', '!**/*.svg']
release:
  - base-branch: ['^release/', 'stable$']
feature:
  - all:
      - head-branch: '^feature'
      - changed-files:
          - any-glob-to-any-file: contents/**
broken-pattern:
  - head-branch: '['
unknown-key:
  - something-new: ['**']
"""


def given_by(text: str, *paths: str, base: str = "main", head: str = "feature/ops") -> set[str]:
    return set(labels_for(text, Change(paths, base, head)))


def test_the_syntax_of_version_4_is_read() -> None:
    assert given_by(VERSION_4, "contents/ops.qmd") == {"chapter", "text-only"}
    assert given_by(VERSION_4, "contents/a.png", "contents/ops.qmd") == {"chapter", "figures"}
    assert given_by(VERSION_4, "src/a.py") == {"source"}
    assert given_by(VERSION_4, "src/docs/a.py") == set()
    assert given_by(VERSION_4, "src/a.py", "tests/a.py") == set()


def test_the_syntax_of_version_5_is_read() -> None:
    assert given_by(VERSION_5, "contents/ops.qmd") == {"chapter", "text-only", "no-images", "feature"}
    assert given_by(VERSION_5, "contents/ops.qmd", head="fix") == {"chapter", "text-only", "no-images"}
    assert given_by(VERSION_5, "x/a.bib", "x/b.png") == {"bibliography"}
    assert given_by(VERSION_5, "z", base="release/2", head="h") == {"no-images", "release"}


@pytest.mark.parametrize(
    "text", [None, "", "a: [", "- a\n- b", "just text", "a:\n  b:\n    c: 1", "chapter:\n", "a: 1"]
)
def test_a_file_that_says_nothing_gives_no_label(text: str | None) -> None:
    assert given_by(text or "", "contents/ops.qmd") == set()


@given(st.text(max_size=40), st.text(max_size=20))
def test_any_pattern_can_be_asked_of_any_path(pattern: str, path: str) -> None:
    assert matches(pattern, path) in (True, False)


@given(st.text(max_size=80))
def test_any_file_can_be_read(text: str) -> None:
    labels_for(text, Change(("a.qmd",), "main", "x"))
