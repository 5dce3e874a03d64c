"""Profiles, metadata files and several books in one repository, as the library opens them."""

from __future__ import annotations

import pytest

from app.outcomes import as_one
from checks.config import DEFAULT
from tests.app.folders import Folders, Kept, told
from tests.app.two_books import TOLD, slips, two_books

pytestmark = pytest.mark.asyncio

YML = "project:\n  type: book\nprofile:\n  group: [base, pro]\nbook:\n  chapters:\n    - index.qmd\n"
BOOK = {
    "_quarto.yml": YML,
    "_quarto-base.yml": "bibliography: base.bib\n",
    "_quarto-pro.yml": "book:\n  chapters:\n    - more.qmd\n",
    "base.bib": "@book{weir1990, title={Weirs}, author={A. Weir}, year={1990}, publisher={Lock}}\n",
    "index.qmd": "# Water {#sec-water}\n\nWater runs down, says @weir1990.\n",
    "more.qmd": "# Weirs {#sec-weirs}\n\nA weir keeps it back, see @sec-water.\n",
}


async def test_a_chapter_of_a_profile_is_listed_and_a_bibliography_of_a_profile_is_read() -> None:
    head = {**BOOK, "more.qmd": BOOK["more.qmd"] + "\nIt rose, as in @weir1990.\n"}
    assert await Folders(BOOK, head).new() == []


async def test_a_chapter_that_a_profile_no_longer_lists_is_missed() -> None:
    found = await Folders(
        BOOK,
        {
            **BOOK,
            "_quarto-pro.yml": "book:\n  chapters: []\n",
            "more.qmd": BOOK["more.qmd"] + "\nIt is old.\n",
        },
    ).new()
    assert ("unlisted-chapter", "more.qmd", 1) in told(found)


async def test_a_profile_that_does_not_parse_or_names_what_is_not_there_is_told_in_its_file() -> None:
    broken = await Folders(BOOK, {**BOOK, "_quarto-base.yml": "bibliography: base.bib\ntitle: a: b\n"}).new()
    assert ("project-file", "_quarto-base.yml", 2) in told(broken)
    gone = await Folders(
        BOOK, {**BOOK, "_quarto-pro.yml": BOOK["_quarto-pro.yml"] + "    - gone.qmd\n"}
    ).new()
    assert told(gone) == {("project-file", "_quarto-pro.yml", 4)}


async def test_a_chapter_of_another_language_in_an_english_book_is_not_proofread() -> None:
    spanish = {
        "es/_metadata.yml": "lang: es\n",
        "es/agua.qmd": "# El agua {#sec-agua}\n\nEl agua corre por el valle verde.\n",
    }
    yml = YML.replace("    - index.qmd", "    - index.qmd\n    - es/agua.qmd")
    outcomes = await Folders(BOOK, {**BOOK, **spanish, "_quarto.yml": yml}).judge()
    assert {
        f.rule for f in outcomes.findings if f.path == "es/agua.qmd" and f.item.startswith("4.1")
    } == set()
    assert any(r.path == "es/agua.qmd" and r.rule == "spelling" for r in outcomes.remarks)


async def test_two_books_of_one_pull_request_are_each_judged_by_their_own() -> None:
    folders = Folders(two_books(), {**two_books(), **slips()})
    assert [opened.book.root for opened in await folders.open()] == ["rivers", "seas"]
    assert told(await folders.new()) == TOLD


async def test_an_include_from_the_project_folder_of_a_book_in_a_folder_is_found() -> None:
    base = two_books()
    found = await Folders(base, {**base, "rivers/shared/_note.qmd": "Rivers move the the wheel.\n"}).new()
    assert told(found) == {("duplicated-word", "rivers/shared/_note.qmd", 1)}


async def test_the_config_can_name_the_one_book_that_is_reviewed() -> None:
    base = two_books()
    head = {path: text + "\nMore of it.\n" if path.endswith("a.qmd") else text for path, text in base.items()}
    config = DEFAULT.model_copy(update={"book": "seas"})
    assert [opened.book.root for opened in await Folders(base, head).open(config)] == ["seas"]


async def test_what_concerns_the_pull_request_knows_the_chapters_of_every_book() -> None:
    books = await Folders(two_books(), {**two_books(), **slips()}).open()
    assert set(as_one(books).changed) == {"rivers/part/a.qmd", "seas/part/a.qmd"}


async def test_a_prefix_of_cross_references_that_is_new_is_known_to_indexes_kept_before() -> None:
    """The film was read as a citation while the book had no such prefix."""
    base = two_books()
    custom = base["rivers/_quarto.yml"].index("crossref:")
    without = {**base, **slips(), "rivers/_quarto.yml": base["rivers/_quarto.yml"][:custom]}
    kept = Kept()
    first = await Folders(base, without, kept=kept).new()
    assert any(finding.match == "@vid-flow" for finding in first)
    second = await Folders(base, {**base, **slips()}, kept=kept).new()
    assert not any(finding.match == "@vid-flow" for finding in second)
