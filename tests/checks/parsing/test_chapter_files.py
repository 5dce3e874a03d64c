"""Files that a chapter names."""

from __future__ import annotations

from checks.parsing.chapter_files import bibliographies_named, includes_of
from checks.parsing.quarto import parse


def test_bibliographies_of_a_chapter_are_found_beside_it() -> None:
    document = parse("---\nbibliography: [own.bib, ../all.bib, https://x.org/y.bib]\n---\n")
    assert bibliographies_named(document, "book/rivers/banks.qmd") == ("book/rivers/own.bib", "book/all.bib")
    assert bibliographies_named(parse("---\nbibliography: a.bib\n---\n"), "b.qmd") == ("a.bib",)
    assert bibliographies_named(parse("Text.\n"), "b.qmd") == ()


def test_included_files_count_from_the_chapter_or_from_the_project() -> None:
    document = parse(
        "{{< include _a.qmd >}}\n\n{{< include /shared/_b.qmd >}}\n\n{{< include ../../../x.qmd >}}\n"
    )
    assert includes_of(document, "book/rivers/banks.qmd", "book") == (
        "book/rivers/_a.qmd",
        "book/shared/_b.qmd",
    )
