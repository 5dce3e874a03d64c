"""Profiles, metadata files and several books in one repository, as the library opens them."""

from __future__ import annotations

import pytest

from checks.config import DEFAULT
from tests.app.folders import Folders, told

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
    head = {**BOOK, "more.qmd": BOOK["more.qmd"] + "\nSo says @weir1990 too.\n"}
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


def _two() -> dict[str, str]:
    """Two books that share names of files, labels and keys, each with its own prefixes and bibliography."""
    custom = "crossref:\n  custom:\n    - {kind: float, key: vid, reference-prefix: Video}\n"
    return {
        "rivers/_quarto.yml": f"project: {{type: book}}\nbook:\n  chapters: [index.qmd, part/a.qmd]\nbibliography: refs.bib\n{custom}",
        "rivers/index.qmd": "# Rivers {#sec-start}\n\nRivers run, says @weir1990.\n",
        "rivers/part/a.qmd": "# Banks {#sec-a}\n\nSee @sec-start.\n\n![A bank.](/images/bank.png)\n\n{{< include /shared/_note.qmd >}}\n",
        "rivers/shared/_note.qmd": "Rivers are long.\n",
        "rivers/images/bank.png": "",
        "rivers/refs.bib": "@book{weir1990, title={Weirs}, author={A. Weir}, year={1990}, publisher={Lock}}\n",
        "seas/_quarto.yml": "project: {type: book}\nbook:\n  chapters: [index.qmd, part/a.qmd]\nbibliography: refs.bib\nlang: de\n",
        "seas/index.qmd": "# Meere {#sec-start}\n\nMeere sind salzig, sagt @tide2001.\n",
        "seas/part/a.qmd": "# Wellen {#sec-waves}\n\nSiehe @sec-start.\n",
        "seas/refs.bib": "@book{tide2001, title={Tides}, author={B. Tide}, year={2001}, publisher={Lock}}\n",
    }


async def test_two_books_of_one_pull_request_are_each_judged_by_their_own() -> None:
    base = _two()
    head = {
        **base,
        "rivers/part/a.qmd": base["rivers/part/a.qmd"]
        + "\nSee @vid-flow, @sec-waves and @tide2001.\n\n::: {#vid-flow}\nA film.\n\nIt flows.\n:::\n\n![No.](/images/wave.png)\n",
        "seas/part/a.qmd": base["seas/part/a.qmd"]
        + "\nSiehe @sec-a und @weir1990 und @tide2001, niht wahr.\n",
    }
    folders = Folders(base, head)
    assert [opened.book.root for opened in await folders.open()] == ["rivers", "seas"]
    assert told(await folders.new()) == {
        ("dangling-crossref", "rivers/part/a.qmd", 9),
        ("undefined-citation", "rivers/part/a.qmd", 9),
        ("missing-image", "rivers/part/a.qmd", 17),
        ("dangling-crossref", "seas/part/a.qmd", 5),
        ("undefined-citation", "seas/part/a.qmd", 5),
    }


async def test_an_include_from_the_project_folder_of_a_book_in_a_folder_is_found() -> None:
    base = _two()
    found = await Folders(base, {**base, "rivers/shared/_note.qmd": "Rivers move the the wheel.\n"}).new()
    assert told(found) == {("duplicated-word", "rivers/shared/_note.qmd", 1)}


async def test_the_config_can_name_the_one_book_that_is_reviewed() -> None:
    base = _two()
    head = {path: text + "\nMore of it.\n" if path.endswith("a.qmd") else text for path, text in base.items()}
    config = DEFAULT.model_copy(update={"book": "seas"})
    assert [opened.book.root for opened in await Folders(base, head).open(config)] == ["seas"]
