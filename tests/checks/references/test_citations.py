"""Item 2.2: citations in the text."""

from __future__ import annotations

import pytest

from checks.book import Removed
from tests.checks.support import book_of, run_rule

BIB = """@article{hero2001steam, author = {Hero}, title = {Steam}, year = {2001}, journal = {J}}
@article{ctesibius1999force, author = {Ctesibius}, title = {Force}, year = {1999}, journal = {J}}
"""


def _run(rule: str, text: str, removed: Removed | None = None):  # type: ignore[no-untyped-def]
    return run_rule(rule, text, book=book_of({"chapter.qmd": text}, bib=BIB, removed=removed))


@pytest.mark.parametrize(
    ("cited", "meant"),
    [
        ("hero2001stean", "hero2001steam"),
        ("Hero2001Steam", "hero2001steam"),
        ("ctesibiusForceOfAir1999", "ctesibius1999force"),
    ],
)
def test_an_unknown_key_offers_the_one_that_was_meant(cited: str, meant: str) -> None:
    ran = _run("undefined-citation", f"# Pumps\n\nIt turns [see @{cited}, p. 3].\n")
    assert ran.matches == [f"@{cited}"]
    assert ran[0].replacement == f"@{meant}"
    assert (ran[0].line, ran[0].column) == (3, 15)


def test_a_key_like_no_other_has_no_suggestion() -> None:
    assert _run("undefined-citation", "It turns @vitruvius15.\n")[0].replacement is None


@pytest.mark.parametrize(
    "text",
    [
        "It turns [@hero2001steam; -@ctesibius1999force].\n",
        "See @fig-wheel and @sec-pumps.\n",
        "Write to hero@example.org or `@nobody`.\n",
        "```python\n@property\ndef f(self): ...\n```\n",
    ],
)
def test_known_keys_references_and_addresses_are_left_alone(text: str) -> None:
    assert not len(_run("undefined-citation", text))


def test_a_citation_whose_entry_this_change_removed_decides_on_an_old_line() -> None:
    text = "# Pumps\n\nIt turns [@philo2].\n"
    book = book_of(
        {"other.qmd": text, "chapter.qmd": "# Two\n"}, bib=BIB, removed=Removed(keys=frozenset({"philo2"}))
    )
    ran = run_rule("undefined-citation", "# Two\n", book=book)
    assert [(f.path, f.decides) for f in ran] == [("other.qmd", True)]
    before = book_of({"other.qmd": text, "chapter.qmd": "# Two\n"}, bib=BIB)
    assert [f.decides for f in run_rule("undefined-citation", "# Two\n", book=before)] == [False]


@pytest.mark.parametrize(
    "text",
    [
        "It turns (Hero, 2001).",
        "It turns (Hero et al., 2001; Philo, 1999).",
        "As Hero et al. (2001) showed, it turns.",
    ],
)
def test_a_citation_typed_by_hand_is_a_warning(text: str) -> None:
    ran = _run("hand-typed-citation", text + "\n")
    assert len(ran) == 1
    assert "[@hero2001steam]" in ran[0].message


@pytest.mark.parametrize(
    "text",
    [
        "It was built later (March 2001).",
        "The figure (Photo 2001) shows it.",
        "They used Aeolipile and Turbine (2001).",
        "It turns ([Hero, 2001](https://example.org)).",
        "`[1]` is the first element.",
        "The year 2001 (and later).",
    ],
)
def test_months_products_and_links_are_no_citations(text: str) -> None:
    assert [f for f in _run("hand-typed-citation", text + "\n") if f.severity != "notice"] == []
