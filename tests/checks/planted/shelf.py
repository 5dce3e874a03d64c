"""A small sound book that uses every construct of Quarto, and what the rules of markup say of it, whole or with a defect."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

from checks.book import Book, Links
from checks.chapter import ChapterIndex
from checks.config import Config, RuleConfig
from checks.finding import Finding, Severity
from checks.parsing.bibliography import parse_bibliography
from checks.parsing.project import parse_project
from checks.report import Outcomes
from checks.rule import all_rules
from checks.run import ChapterSource, check_book, check_chapter, index_sources

FOLDER = Path(__file__).parent / "book"
CHAPTERS = ("index.qmd", "canals.qmd", "locks.qmd", "weirs.qmd")
#: Files of the book that only have to exist.
OTHERS = frozenset(
    f"images/{name}" for name in ("cut.png", "left.png", "right.png", "crest.jpg", "river.png", "bolt.svg", "pump.png")
) | {"_quay.qmd", "boats.ipynb", "_variables.yml", "_quarto.yml", "references.bib"}  # fmt: skip
#: The items of the checklist that text, tree and bibliography decide; of 6.1 only what needs no network.
ITEMS = ("1.1", "1.3", "1.4", "1.5", "2.1", "2.2", "2.3", "3.1", "3.2", "3.3", "3.4", "3.5")
ALSO = frozenset({"malformed-link", "missing-anchor"})


@cache
def sound(name: str) -> str:
    """A file of the sound book."""
    return (FOLDER / name).read_text("utf-8")


@cache
def config() -> Config:
    """Every other rule is switched off: the engines of prose need seconds to wake."""
    others = (r.id for r in all_rules() if r.item not in ITEMS and r.id not in ALSO)
    return Config(rules={name: RuleConfig(enabled=False) for name in others})


@lru_cache(maxsize=16)
def _index(name: str, text: str, prefixes: frozenset[str]) -> ChapterIndex:
    return index_sources([(name, text.encode())], prefixes)[name]


@dataclass(frozen=True)
class Shelf:
    """The sound book with some files replaced: name → text."""

    instead: Mapping[str, str]

    def text(self, name: str) -> str:
        return self.instead.get(name, sound(name))

    def book(self, changed: str) -> Book:
        """The book, with one file new to it."""
        project = parse_project(self.text("_quarto.yml"), "_quarto.yml")
        indexes = {name: _index(name, self.text(name), project.crossref_prefixes) for name in CHAPTERS}
        lines = {changed: _all_lines(self.text(changed))} if changed in CHAPTERS else {}
        bibliography = parse_bibliography(self.text("references.bib"), "references.bib")
        touched = {name: _all_lines(self.text(name)) for name in ("references.bib", "_quarto.yml")}
        paths = frozenset(CHAPTERS) | OTHERS
        return Book(project, indexes, (bibliography,), paths, {}, lines, touched=touched)

    def outcomes(self, name: str) -> Outcomes:
        """What the rules say of one chapter, and those of the whole book of any file."""
        book, data = self.book(name), self.text(name).encode()
        source = ChapterSource(name, data, _all_lines(self.text(name)), True, None, book.order.get(name))
        chapter = check_chapter(source, book, config()) if name in CHAPTERS else Outcomes()
        return chapter + check_book(book, config(), Links(online=False, why="offline"))

    def findings(self, name: str) -> list[Finding]:
        """Errors and warnings about one file; a rule that breaks is an error of the test."""
        outcomes = self.outcomes(name)
        assert not outcomes.errors, outcomes.errors
        return [f for f in outcomes.findings if f.path == name and f.severity is not Severity.NOTICE]


def _all_lines(text: str) -> frozenset[int]:
    return frozenset(range(1, text.count("\n") + 2))
