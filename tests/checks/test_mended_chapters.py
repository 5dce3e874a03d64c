"""Replacements offered in real chapters: the finding is gone, and nothing else in the chapter changes."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

import pytest

from checks import run
from checks.chapter import Chapter
from checks.config import DEFAULT
from checks.finding import Finding
from checks.indexing import index_chapter
from checks.parsing.document import Document
from checks.parsing.quarto import parse
from checks.rendering.image_files.pictures import NO_PICTURES
from checks.rule import Rule, Scope, all_rules, rule_named
from tests.benchmarks import corpus
from tests.checks.trees import assert_mends, mended, still_told
from tests.corpus_path import CORPUS, needs_corpus

ROOT = CORPUS / "dev"
#: Every so many of the stored chapters are mended, and at most so many findings of each rule in each.
EACH, MOST = 57, 2
RULES = [rule for rule in all_rules() if rule.scope in (Scope.LINE, Scope.CHAPTER)]
CHAPTERS = corpus.stored(ROOT, frozenset())[::EACH] if ROOT.is_dir() else []


@dataclass(frozen=True)
class Read:
    """A text read as the chapter that is stored."""

    stored: corpus.Stored
    document: Document

    def told(self, rules: list[Rule]) -> list[Finding]:
        """What these rules say of it, in the book as far as it is stored."""
        path, document = self.stored.path, self.document
        index = index_chapter(document, path)
        lines = frozenset(range(1, document.lines.count + 1))
        book = corpus.book_of(ROOT, self.stored, index, lines)
        chapter = Chapter(path, document, index, lines, True, None, book.order.get(path, 0))
        facts = {"chapter": chapter, "book": book, "config": DEFAULT, "pictures": NO_PICTURES}
        outcomes = [run._run(rule, facts, book, DEFAULT, chapter) for rule in rules]
        assert not [error for one in outcomes for error in one.errors]
        return [found for one in outcomes for found in one.findings if found.path == path]


def _some(findings: list[Finding]) -> list[Finding]:
    """The first few of each rule that offer a replacement."""
    kept: Counter[str] = Counter()
    some = []
    for found in findings:
        if found.replacement is not None and kept[found.rule] < MOST:
            kept[found.rule] += 1
            some.append(found)
    return some


@needs_corpus
@pytest.mark.parametrize("stored", CHAPTERS, ids=lambda stored: stored.file)
def test_a_replacement_in_a_real_chapter_changes_nothing_but_its_place(stored: corpus.Stored) -> None:
    before = Read(stored, parse(corpus.read(ROOT, stored.file), path=stored.path))
    findings = before.told(RULES)
    for found in _some(findings):
        after = Read(stored, parse(mended(before.document.text, found), path=stored.path))
        assert_mends(before.document, after.document, found)
        left = after.told([rule_named(found.rule)])
        assert not still_told(found, findings, left), (found.rule, found.line, found.match)
