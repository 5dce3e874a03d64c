"""Defects of what is no running text: front matter, bibliography, project file. Each is a change of a whole file."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from tests.checks.planted.shelf import sound

BOOKS = ("moor1821", "pike1904", "wharf2019")
TITLED = ("canals.qmd", "locks.qmd")


@dataclass(frozen=True)
class FileKind:
    """A defect of a file. `plant` gives for each surrounding: the file's name, its text with the defect, the line."""

    name: str
    plants: tuple[Callable[[], tuple[str, str, int]], ...]
    rules: str


def _line(text: str, at: int) -> int:
    return text.count("\n", 0, at) + 1


def _swap(file: str, old: str, new: str, below: int = 0) -> Callable[[], tuple[str, str, int]]:
    """`old` replaced once by `new`; the defect stands `below` lines under it."""

    def plant() -> tuple[str, str, int]:
        text = sound(file)
        assert text.count(old) >= 1, (file, old)
        return file, text.replace(old, new, 1), _line(text, text.index(old)) + below

    return plant


def _headed(head: str, below: int) -> tuple[Callable[[], tuple[str, str, int]], ...]:
    """The front matter of three chapters written anew (weirs.qmd has none of its own)."""

    def plant(file: str) -> Callable[[], tuple[str, str, int]]:
        def planted() -> tuple[str, str, int]:
            text = sound(file)
            body = text[text.index("\n---\n") + 5 :] if text.startswith("---") else "\n" + text
            return file, head + body, 1 + below

        return planted

    return tuple(plant(file) for file in ("canals.qmd", "locks.qmd", "weirs.qmd"))


HEADS = [
    FileKind("front matter never closed", _headed("---\ntitle: Water\nlang: en\n", 0), "front-matter"),
    FileKind("front matter closed by two dashes", _headed("---\ntitle: Water\n--\n", 0), "front-matter"),
    FileKind(
        "tab in front matter",
        _headed("---\ntitle: Water\nformat:\n\thtml: default\n---\n", 3),
        "front-matter",
    ),
    FileKind(
        "key given twice", _headed("---\ntitle: Water\nlang: en\ntitle: Tides\n---\n", 3), "front-matter"
    ),
    FileKind("colon without quotes", _headed("---\ntitle: Water: the basics\n---\n", 1), "front-matter"),
    FileKind("quote never closed", _headed('---\ntitle: "Water\nlang: en\n---\n', 1), "front-matter"),
    FileKind("list never closed", _headed("---\ntitle: Water\nkeywords: [a, b\n---\n", 2), "front-matter"),
    FileKind("key without a space", _headed("---\ntitle:Water\n---\n", 1), "front-matter"),
    FileKind("key misspelt", _headed("---\ntitel: Water\n---\n", 1), "front-matter"),
    FileKind("keys out of line", _headed("---\ntitle: Water\n  lang: en\n---\n", 2), "front-matter"),
    FileKind("at sign without quotes", _headed("---\ntitle: Water\nauthor: @reed\n---\n", 2), "front-matter"),
]


def _bib(old: str, new: str, below: int = 0) -> Callable[[], tuple[str, str, int]]:
    return _swap("references.bib", old, new, below)


ENTRIES = [
    FileKind(
        "comma missing behind a field",
        (
            _bib("{On Level Water},", "{On Level Water}"),
            _bib("{The leaking gate},", "{The leaking gate}"),
            _bib("{A Register of Boats},", "{A Register of Boats}"),
        ),
        "bib-syntax",
    ),
    FileKind("comma missing behind a key", tuple(_bib(key + ",", key) for key in BOOKS), "bib-syntax"),
    FileKind(
        "brace never closed",
        (
            _bib("{On Level Water}", "{On Level Water"),
            _bib("{The leaking gate}", "{The leaking gate"),
            _bib("{A Register of Boats}", "{A Register of Boats"),
        ),
        "bib-syntax",
    ),
    FileKind(
        "key with a space",
        tuple(_bib(key + ",", key[:4] + " " + key[4:] + ",") for key in BOOKS),
        "bib-syntax",
    ),
    FileKind(
        "key given to two entries",
        tuple(
            _bib(
                "@book{moor1821,",
                f"@misc{{{key},\n  title = {{Another}}, author = {{A}}, year = {{1900}}\n}}\n\n@book{{moor1821,",
                below,
            )
            for key, below in (("moor1821", 4), ("pike1904", 11), ("wharf2019", 20))
        ),
        "bib-duplicate-key bib-syntax",
    ),
    FileKind(
        "entry without a title",
        (
            _bib("  title = {On Level Water},\n", "", -2),
            _bib("  title = {The leaking gate},\n", "", -2),
            _bib(
                "  title = {A Register of Boats},\n  year = {2019},\n  url = {https://example.org/register}\n",
                "  year = {2019}\n",
                -2,
            ),
        ),
        "bib-missing-field",
    ),
    FileKind(
        "entry without an author",
        (
            _bib("  author = {Moor, Anna},\n", "", -1),
            _bib("  author = {Pike, Jonas and Reed, Ida},\n", "", -1),
        ),
        "bib-missing-field",
    ),
    FileKind(
        "DOI that is none",
        tuple(_bib(f"{key},\n", f"{key},\n  doi = {{10.1145}},\n") for key in BOOKS),
        "bib-bad-doi",
    ),
    FileKind(
        "entry that nothing cites",
        tuple(
            _bib(
                f"{{{key},",
                f"{{{key}b,\n  title = {{B}}, author = {{A}}, year = {{1900}}\n}}\n\n@misc{{{key},",
            )
            for key in BOOKS
        ),
        "bib-unused",
    ),
]
PROJECT = [
    FileKind(
        "chapter that is not there",
        tuple(
            _swap("_quarto.yml", f"- {name}.qmd", f"- {name}s.qmd") for name in ("canals", "locks", "weirs")
        ),
        "project-file",
    ),
    FileKind(
        "project file out of line",
        (
            _swap("_quarto.yml", "  title: Canals", "   title: Canals", 1),
            _swap("_quarto.yml", "    - locks.qmd", "   - locks.qmd"),
            _swap("_quarto.yml", "  type: book", "\ttype: book"),
        ),
        "project-file",
    ),
    FileKind(
        "project key given twice",
        (
            _swap(
                "_quarto.yml",
                "bibliography: references.bib",
                "bibliography: references.bib\nbibliography: references.bib",
                1,
            ),
            _swap("_quarto.yml", "  type: book", "  type: book\n  type: website", 1),
            _swap(
                "_quarto.yml",
                "  title: Canals and Their Locks",
                "  title: Canals and Their Locks\n  title: Canals",
                1,
            ),
        ),
        "project-file",
    ),
]
KINDS = [*HEADS, *ENTRIES, *PROJECT]
