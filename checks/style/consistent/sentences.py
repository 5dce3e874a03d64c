"""4.2: sentences that a reader has to read twice."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from checks.chapter import Chapter
from checks.finding import NotApplicable, Outcome, Severity
from checks.parsing.document import BlockKind
from checks.rule import Scope, rule
from checks.style.places import mark
from checks.style.words import words_of

#: Words that a sentence may have.
LONGEST = 50
_RUNNING = frozenset({BlockKind.PARAGRAPH, BlockKind.LIST_ITEM, BlockKind.QUOTE, BlockKind.FOOTNOTE})
_END = re.compile(r"(?<=[.!?])[\"'\u201d\u2019)]*\s+(?=[\"'\u201c(]?[A-Z])|;\s")


@rule("long-sentence", item="4.2", scope=Scope.LINE, severity=Severity.NOTICE, prose=True)
def long_sentence(chapter: Chapter) -> Iterator[Outcome]:
    """A sentence of more than 50 words.

    Why: by its end the reader has forgotten how it began.

    Bad: The model, which was trained on data that had been collected over the course of several years by … (60 words)

    Good: The model was trained on data of several years. They had been collected by …

    Leaves alone: lists that a colon opens, and parts that a semicolon divides.
    """
    if not chapter.index.words:
        yield NotApplicable("the chapter has no prose")
        return
    for block in chapter.document.blocks:
        if block.kind not in _RUNNING:
            continue
        for start, end, count in _too_long(block.prose.text):
            yield mark(block.prose, start, end, f"This sentence has {count} words.")


@lru_cache(maxsize=4096)
def _too_long(text: str) -> tuple[tuple[int, int, int], ...]:
    """Start, end and words of each sentence that has too many."""
    found = []
    for start, end in _sentences(text):
        said = text[start:end]
        if len(said) <= 2 * LONGEST or ":" in said:
            continue
        count = len(words_of(said))
        if count > LONGEST and said.count(",") < count / 5:
            found.append((start, end, count))
    return tuple(found)


def _sentences(text: str) -> Iterator[tuple[int, int]]:
    start = 0
    for gap in _END.finditer(text):
        yield start, gap.start()
        start = gap.end()
    if start < len(text):
        yield start, len(text)
