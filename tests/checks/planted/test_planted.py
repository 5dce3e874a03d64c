"""Defects of markup, each planted in three surroundings of a sound book: caught on its line, mended where that is mechanical,
and the sound book silent."""

from __future__ import annotations

import pytest

from checks.finding import Finding
from tests.checks.planted import (
    kinds_of_blocks,
    kinds_of_code,
    kinds_of_files,
    kinds_of_inserts,
    kinds_of_pictures,
    kinds_of_references,
    kinds_of_text,
)
from tests.checks.planted.kinds import Kind, Place
from tests.checks.planted.kinds_of_files import FileKind
from tests.checks.planted.shelf import CHAPTERS, Shelf

KINDS = [
    *kinds_of_blocks.KINDS,
    *kinds_of_code.KINDS,
    *kinds_of_inserts.KINDS,
    *kinds_of_pictures.KINDS,
    *kinds_of_references.KINDS,
    *kinds_of_text.KINDS,
]
PLANTED = [
    pytest.param(kind, place, id=f"{kind.name}-{n}") for kind in KINDS for n, place in enumerate(kind.places)
]
FILES = [
    pytest.param(kind, n, id=f"{kind.name}-{n}")
    for kind in kinds_of_files.KINDS
    for n in range(len(kind.plants))
]


def _told(findings: list[Finding]) -> list[tuple[str, int, str]]:
    return [(f.rule, f.line, f.message) for f in findings]


def _at(findings: list[Finding], rules: str, line: int) -> list[Finding]:
    return [f for f in findings if f.rule in rules.split() and f.line <= line <= f.end_line]


@pytest.mark.parametrize("name", [*CHAPTERS, "references.bib", "_quarto.yml"])
def test_the_sound_book_is_silent(name: str) -> None:
    assert _told(Shelf({}).findings(name)) == []


def test_no_two_kinds_are_called_alike() -> None:
    names = [kind.name for kind in KINDS] + [kind.name for kind in kinds_of_files.KINDS]
    assert len(names) == len(set(names)) >= 80


@pytest.mark.parametrize(("kind", "place"), PLANTED)
def test_the_sound_form_of_what_is_broken_is_silent(kind: Kind, place: Place) -> None:
    text, _ = place.put(kind.sound)
    assert _told(Shelf({place.chapter: text}).findings(place.chapter)) == []


@pytest.mark.parametrize(("kind", "place"), PLANTED)
def test_the_defect_is_caught_on_its_line_and_mended(kind: Kind, place: Place) -> None:
    text, line = kind.plant(place)
    findings = Shelf({place.chapter: text}).findings(place.chapter)
    mine = _at(findings, kind.rules, line)
    assert mine, _told(findings)
    if kind.mends:
        left = Shelf({place.chapter: _mended(text, mine)}).findings(place.chapter)
        assert _told(left) == []


def _mended(text: str, findings: list[Finding]) -> str:
    """The text with the first replacement that is offered."""
    finding = next(f for f in findings if f.replacement is not None)
    starts = [0]
    for line in text.splitlines(keepends=True):
        starts.append(starts[-1] + len(line))
    start = starts[finding.line - 1] + finding.column - 1
    end = starts[finding.end_line - 1] + finding.end_column - 1
    return f"{text[:start]}{finding.replacement}{text[end:]}"


@pytest.mark.parametrize(("kind", "which"), FILES)
def test_the_defect_of_a_file_is_caught_on_its_line(kind: FileKind, which: int) -> None:
    name, text, line = kind.plants[which]()
    findings = Shelf({name: text}).findings(name)
    assert _at(findings, kind.rules, line), _told(findings)
