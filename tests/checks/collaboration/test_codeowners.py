import pytest
from hypothesis import given
from hypothesis import strategies as st

from checks.collaboration.codeowners import LARGEST, parse_codeowners

EXAMPLE = r"""
# Everything falls to the editors
*                   @press/editors
*.bib               @carol @dave  # two of them
/build/logs/        @ops
docs/*              docs@example.org
apps/               @apps
/book/              @ada
/book/draft.qmd
/scripts/[ab].py    @nobody
!important.qmd      @nobody
with\ space.qmd     @grace
**/data             @lin
/figures/**/raw     @kay
section.qmd         not-an-owner
"""


@pytest.mark.parametrize(
    ("path", "owners"),
    [
        ("README.md", ("@press/editors",)),
        ("deep/er/refs.bib", ("@carol", "@dave")),
        ("build/logs/a/b.txt", ("@ops",)),
        ("x/build/logs/a.txt", ("@press/editors",)),
        ("docs/start.md", ("docs@example.org",)),
        ("docs/more/start.md", ("@press/editors",)),
        ("other/docs/start.md", ("@press/editors",)),
        ("apps/a.py", ("@apps",)),
        ("src/apps/deep/a.py", ("@apps",)),
        ("src/apps", ("@press/editors",)),
        ("book/ops.qmd", ("@ada",)),
        ("book/draft.qmd", ()),
        ("scripts/a.py", ("@press/editors",)),
        ("important.qmd", ("@press/editors",)),
        ("a/with space.qmd", ("@grace",)),
        ("data", ("@lin",)),
        ("deep/data/x.csv", ("@lin",)),
        ("deep/database", ("@press/editors",)),
        ("figures/raw/x.png", ("@kay",)),
        ("figures/a/b/raw/x.png", ("@kay",)),
        ("a/figures/raw/x.png", ("@press/editors",)),
        ("section.qmd", ("@press/editors",)),
    ],
)
def test_the_last_line_that_matches_names_the_owners(path: str, owners: tuple[str, ...]) -> None:
    assert parse_codeowners(EXAMPLE).owners(path) == owners


def test_patterns_are_case_sensitive_and_line_ends_do_not_matter() -> None:
    found = parse_codeowners("Book/ @ada\r\n/x @b\r\n")
    assert found.owners("Book/a.qmd") == ("@ada",)
    assert found.owners("book/a.qmd") == ()


def test_a_file_too_large_for_github_names_nobody() -> None:
    assert parse_codeowners("* @ada\n" + "#" * LARGEST).owners("x") == ()


def test_without_a_file_nothing_has_owners() -> None:
    assert parse_codeowners(None).of_each(["a.qmd"]) == {}


def test_paths_are_grouped_by_their_owners() -> None:
    found = parse_codeowners("*.qmd @ada\n*.bib @ada @bob").of_each(["a.qmd", "b.bib", "c.qmd", "x"])
    assert found == {("@ada",): ["a.qmd", "c.qmd"], ("@ada", "@bob"): ["b.bib"]}


@given(st.text(max_size=60), st.text(max_size=30))
def test_any_file_can_be_read_and_asked(text: str, path: str) -> None:
    parse_codeowners(text).owners(path)


@given(st.lists(st.sampled_from("ab/*?."), max_size=12).map("".join))
def test_a_star_line_first_is_always_the_last_resort(path: str) -> None:
    if path and "\n" not in path:
        assert parse_codeowners("* @ada").owners(path) == ("@ada",)
