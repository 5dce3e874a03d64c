"""Files that chapters include: reviewed as text of their chapter, on their own lines, once."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from app.rendering.convert import PandocConverter, RepositoryFiles
from checks.config import DEFAULT
from tests.app.folders import Folders, told

pytestmark = pytest.mark.asyncio

YML = "project:\n  type: book\nbook:\n  chapters:\n    - index.qmd\n    - pumps.qmd\n    - gates.qmd\n"
INDEX = "# Welcome {.unnumbered}\n\nThis book is about water and how it is moved.\n"
PUMPS = (
    "# Pumps {#sec-pumps}\n\nA pump moves water. The power take-off (PTO) drives it.\n\n## How it works\n\n"
    "It turns.\n\n{{< include _parts.qmd >}}\n\n## Care\n\nOil it[^oil], as @sec-valves says.\n"
)
PARTS = (
    "### Valves {#sec-valves}\n\nA valve keeps the water in.\n\n"
    "[^oil]: With the thin oil that comes with the pump.\n"
)
GATES = "# Gates {#sec-gates}\n\nA gate stops the water, see @sec-pumps.\n"
BOOK = {"_quarto.yml": YML, "index.qmd": INDEX, "pumps.qmd": PUMPS, "_parts.qmd": PARTS, "gates.qmd": GATES}


def changed(**files: str | None) -> dict[str, str]:
    """The book with other files; names with `__` for the dot and ending, None takes one out."""
    return with_files(BOOK, {name.replace("__", "."): text for name, text in files.items()})


def with_files(book: Mapping[str, str], files: Mapping[str, str | None]) -> dict[str, str]:
    return {path: text for path, text in {**book, **files}.items() if text is not None}


async def test_a_sound_chapter_with_a_sound_part_is_silent_whole() -> None:
    outcomes = await Folders({}, BOOK).judge()
    about = {f.rule for f in outcomes.findings if f.path in ("_parts.qmd", "pumps.qmd")}
    assert about <= {"missing-objectives", "missing-conclusion", "lone-subsection"}


async def test_a_change_of_a_part_alone_is_reviewed_on_its_own_lines() -> None:
    part = PARTS.replace(
        "keeps the water in.", "keeps taht water in, and and see @fig-valve.\n\n![](nowhere.png)"
    )
    found = await Folders(BOOK, changed(_parts__qmd=part)).new()
    assert told(found) >= {
        ("spelling", "_parts.qmd", 3),
        ("duplicated-word", "_parts.qmd", 3),
        ("dangling-crossref", "_parts.qmd", 3),
        ("missing-image", "_parts.qmd", 5),
    }
    assert {finding.path for finding in found} == {"_parts.qmd"}
    [slip] = [finding for finding in found if finding.rule == "spelling"]
    assert (slip.match, slip.replacement, slip.column, slip.end_column) == ("taht", "that", 15, 19)


async def test_a_sound_change_of_a_part_gives_no_finding() -> None:
    part = PARTS.replace("keeps the water in.", "keeps the water in while the PTO is at rest.")
    assert await Folders(BOOK, changed(_parts__qmd=part)).new() == []


async def test_nothing_that_only_a_whole_chapter_has_is_missed_in_a_part() -> None:
    outcomes = await Folders(BOOK, changed(_parts__qmd=PARTS + "\nMore of it.\n")).judge()
    ours = {f.rule for f in outcomes.findings if f.path == "_parts.qmd"}
    assert ours.isdisjoint(
        {
            "heading-skip",
            "several-titles",
            "thin-chapter",
            "unlisted-chapter",
            "broken-footnote",
            "undefined-acronym",
        }
    )


async def test_the_level_of_a_heading_is_judged_at_the_place_of_the_include() -> None:
    found = await Folders(BOOK, changed(_parts__qmd=PARTS.replace("###", "#####"))).new()
    [skip] = [finding for finding in found if finding.rule == "heading-skip"]
    assert (skip.path, skip.line, skip.replacement) == ("_parts.qmd", 1, "###")


async def test_a_label_that_a_part_loses_is_missed_where_it_is_referred_to() -> None:
    found = await Folders(BOOK, changed(_parts__qmd=PARTS.replace(" {#sec-valves}", ""))).new()
    [lost] = [finding for finding in found if finding.rule == "dangling-crossref"]
    assert (lost.path, lost.line) == ("pumps.qmd", 13)


async def test_a_part_that_is_no_longer_included_takes_its_labels_along() -> None:
    head = changed(pumps__qmd=PUMPS.replace("{{< include _parts.qmd >}}", "Nothing."))
    rules = told(await Folders(BOOK, head).new())
    assert ("dangling-crossref", "pumps.qmd", 13) in rules
    assert (
        "broken-footnote",
        "pumps.qmd",
        13,
    ) not in rules  # an old line: the note is lost, not the reference


async def test_a_part_that_several_chapters_include_is_reviewed_once() -> None:
    shared = {
        "gates.qmd": GATES + "\n{{< include _note.qmd >}}\n",
        "pumps.qmd": PUMPS + "\n{{< include _note.qmd >}}\n",
    }
    base = with_files(BOOK, {**shared, "_note.qmd": "Water is heavy.\n"})
    folders = Folders(base, with_files(base, {"_note.qmd": "Water is is heavy.\n"}))
    found = await folders.new()
    assert [(f.rule, f.path, f.line) for f in found if f.rule == "duplicated-word"] == [
        ("duplicated-word", "_note.qmd", 1)
    ]
    [opened] = await folders.open()
    assert [source.path for source in opened.sources] == ["pumps.qmd"]


async def test_a_shared_part_is_reviewed_once_when_every_chapter_of_it_changes_too() -> None:
    shared = {
        "gates.qmd": GATES + "\n{{< include _note.qmd >}}\n",
        "pumps.qmd": PUMPS + "\n{{< include _note.qmd >}}\n",
    }
    head = with_files(BOOK, {**shared, "_note.qmd": "Water is is heavy.\n"})
    found = await Folders(BOOK, head).new()
    assert [f.path for f in found if f.rule == "duplicated-word"] == ["_note.qmd"]


async def test_a_file_that_nothing_includes_stays_out() -> None:
    assert await Folders(BOOK, changed(_stray__qmd="Water moves the the wheel.\n")).open() == ()


async def test_a_part_of_a_part_counts_from_the_folder_of_the_page() -> None:
    base = with_files(
        BOOK,
        {
            "pumps.qmd": PUMPS.replace("_parts.qmd", "shared/_parts.qmd"),
            "_parts.qmd": None,
            "shared/_parts.qmd": PARTS + "\n{{< include shared/_deep.qmd >}}\n",
            "shared/_deep.qmd": "![A valve.](images/valve.png){#fig-valve}\n\nSee @fig-valve.\n",
            "images/valve.png": "",
        },
    )
    deep = base["shared/_deep.qmd"] + "\nWater moves the the wheel.\n"
    found = await Folders(base, with_files(base, {"shared/_deep.qmd": deep})).new()
    assert told(found) == {("duplicated-word", "shared/_deep.qmd", 5)}


async def test_an_include_that_is_not_there_and_a_circle_are_told() -> None:
    part = PARTS + "\n{{< include _nowhere.qmd >}}\n\n{{< include pumps.qmd >}}\n"
    found = await Folders(BOOK, changed(_parts__qmd=part)).new()
    assert told(found) == {("missing-file", "_parts.qmd", 7), ("missing-file", "_parts.qmd", 9)}
    assert any("circle" in finding.message for finding in found)


async def test_parts_that_include_each_other_end() -> None:
    loop = {
        "_parts.qmd": PARTS + "\n{{< include _more.qmd >}}\n",
        "_more.qmd": "More.\n\n{{< include _parts.qmd >}}\n",
    }
    found = await Folders(BOOK, with_files(BOOK, loop)).new()
    assert told(found) == {("missing-file", "_more.qmd", 3)}


async def test_a_removed_part_is_told_at_its_include() -> None:
    found = await Folders(BOOK, changed(_parts__qmd=None)).new()
    assert ("missing-file", "pumps.qmd", 9) in told(found)


async def test_a_renamed_part_is_compared_with_what_it_was() -> None:
    head = changed(
        _parts__qmd=None,
        _valves__qmd=PARTS.replace("A valve", "The valve"),
        pumps__qmd=PUMPS.replace("_parts", "_valves"),
    )
    assert await Folders(BOOK, head, {"_valves.qmd": "_parts.qmd"}).new() == []


async def test_an_ignored_part_is_left_alone() -> None:
    config = DEFAULT.model_copy(update={"ignore": ("_parts.qmd",)})
    assert (
        await Folders(BOOK, changed(_parts__qmd=PARTS + "\nWater moves the the wheel.\n")).new(config) == []
    )


async def test_an_unlisted_file_that_a_chapter_of_a_book_includes_is_a_part_of_it() -> None:
    base = with_files(
        BOOK, {"pumps.qmd": PUMPS.replace("_parts", "parts"), "_parts.qmd": None, "parts.qmd": PARTS}
    )
    found = await Folders(
        base, with_files(base, {"parts.qmd": PARTS + "\nWater moves the the wheel.\n"})
    ).new()
    assert told(found) == {("duplicated-word", "parts.qmd", 6 + 1)}


async def test_a_page_of_a_website_that_another_includes_is_reviewed_once() -> None:
    yml = "project:\n  type: website\nwebsite:\n  sidebar:\n    contents: [index.qmd, pumps.qmd]\n"
    base = with_files(
        BOOK,
        {
            "_quarto.yml": yml,
            "pumps.qmd": PUMPS.replace("_parts", "parts"),
            "_parts.qmd": None,
            "parts.qmd": PARTS,
        },
    )
    found = await Folders(
        base, with_files(base, {"parts.qmd": PARTS + "\nWater moves the the wheel.\n"})
    ).new()
    assert [f.line for f in found if f.rule == "duplicated-word"] == [7]


async def test_a_child_document_of_r_markdown_is_a_part() -> None:
    yml = "project:\n  type: book\nbook:\n  chapters: [index.qmd, pumps.Rmd]\n"
    pumps = PUMPS.replace("{{< include _parts.qmd >}}", '```{r, child="_parts.Rmd"}\n```')
    base = {
        "_quarto.yml": yml,
        "index.qmd": INDEX,
        "pumps.Rmd": pumps,
        "_parts.Rmd": "---\ntitle: x\n---\n\n" + PARTS,
    }
    head = with_files(base, {"_parts.Rmd": base["_parts.Rmd"] + "\nWater moves the the wheel.\n"})
    assert told(await Folders(base, head).new()) == {("duplicated-word", "_parts.Rmd", 11)}


async def test_citations_and_references_in_a_part_count_for_the_book() -> None:
    base = with_files(BOOK, {"_quarto.yml": YML + "bibliography: refs.bib\n", "refs.bib": ""})
    entry = "@book{weir1990, title={Weirs}, author={A. Weir}, year={1990}, publisher={Lock}}\n"
    part = PARTS + "\nMore of it in @weir1990 and @lock1991.\n"
    found = await Folders(base, with_files(base, {"refs.bib": entry, "_parts.qmd": part})).new()
    assert told(found) == {("undefined-citation", "_parts.qmd", 7)}


async def test_a_chapter_is_judged_as_a_whole_when_a_part_of_it_changes() -> None:
    """The conclusion stood in the part: without it the chapter, and not the part, has none."""
    long = "\n\n".join(
        f"Water of kind {n} runs down the hill and turns the wheel at its foot." for n in range(40)
    )
    chapters = {
        f"c{n}.qmd": f"# Chapter {n}\n\n{long}\n\n## Summary\n\nThat was chapter {n}.\n" for n in range(8)
    }
    host = f"# Wheels\n\n{long}\n\n{{{{< include _end.qmd >}}}}\n"
    yml = "project:\n  type: book\nbook:\n  chapters:\n" + "".join(
        f"    - {p}\n" for p in ("wheels.qmd", *chapters)
    )
    base = {"_quarto.yml": yml, **chapters, "wheels.qmd": host, "_end.qmd": "## Summary\n\nWheels turn.\n"}
    found = await Folders(base, with_files(base, {"_end.qmd": "## Oil\n\nWheels turn.\n"})).new()
    assert "missing-conclusion" in {finding.rule for finding in found}
    assert "missing-conclusion" not in {
        f.rule for f in (await Folders({}, base).judge()).findings if f.path == "wheels.qmd"
    }


async def test_a_part_is_converted_by_itself_and_misses_nothing_that_its_chapter_has() -> None:
    folders = Folders(
        BOOK, changed(_parts__qmd=PARTS + "\nAs said[^here].\n", pumps__qmd=PUMPS + "\n[^here]: There.\n")
    )
    [opened] = await folders.open()
    rendering = await PandocConverter().render(opened, RepositoryFiles(folders.tree, folders))
    assert [chapter.path for chapter in rendering.chapters] == ["pumps.qmd", "_parts.qmd"]
    assert [problem for chapter in rendering.chapters for problem in chapter.problems] == []
