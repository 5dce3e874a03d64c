"""4.1: spaces and marks between the words."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from checks.chapter import Chapter
from checks.finding import NotApplicable, Outcome, Severity
from checks.parsing.document import OBJECT, BlockKind
from checks.rule import Scope, rule
from checks.style.engines.hunspell import spells
from checks.style.engines.lists import entries
from checks.style.places import mark, whole

_RUNNING = frozenset(
    {BlockKind.PARAGRAPH, BlockKind.LIST_ITEM, BlockKind.QUOTE, BlockKind.FOOTNOTE, BlockKind.CAPTION}
)
_ABBREVIATION = re.compile(r"(?:\b(?:e\.g|i\.e|etc|vs|al|cf|approx|no|fig|[A-Za-z]))$", re.IGNORECASE)

#: Pattern → (what to say, what to put, None: the author must say). `{0}` … are its groups.
_PATTERNS: tuple[tuple[re.Pattern[str], str, str | None], ...] = (
    (re.compile(r"(?<=[a-z]) +([,;])(?= [a-z])"), "a space stands before the mark", "{0}"),
    (
        re.compile(rf"(?<=[a-z)\]{OBJECT}]) +(\.)(?=\s+[A-Z]|\s*$)"),
        "a space stands before the full stop",
        "{0}",
    ),
    (re.compile(r"(?<=[a-z])([,;:])(?:\s?\1)+(?=\s)"), "the mark stands twice", "{0}"),
    (re.compile(r"(?<=[a-z])\.\.(?=\s+[A-Z]|\s*$)"), "the full stop stands twice", "."),
    (re.compile(r"(?<=[a-z])(,\.|\.,)(?=\s+[A-Z]|\s*$)"), "two marks stand together", "."),
    (re.compile(r"(?<=[a-z]{5})\.([,:])(?=\s+[a-z]|\s*$)"), "two marks stand together", "{0}"),
    (re.compile(r"\bet\. al\.?"), "“et” is a whole word", "et al."),
)
_MISSING_SPACE = re.compile(
    r"(?<![./@])\b([A-Za-z]*[a-z]{2,}|[a-z])([.!?;,])([A-Z][a-z]+|[a-z]{2,})\b(?![./@(])"
)


@rule("typography", item="4.1", scope=Scope.LINE, severity=Severity.WARNING, prose=True)
def typography(chapter: Chapter) -> Iterator[Outcome]:
    """A space too many or too few beside a mark, or a mark that stands twice.

    Why: two sentences run together, or a line breaks before its comma.

    Bad: The loss falls , then rises.It stays there..

    Good: The loss falls, then rises. It stays there.

    Leaves alone: ellipses, code, addresses, decimals and abbreviations; table cells and headings.
    """
    if not chapter.index.words:
        yield NotApplicable("the chapter has no prose")
        return
    for block in chapter.document.blocks:
        if block.kind in _RUNNING:
            # Something that is not read may stand between in the source: a note, a citation.
            slips = [s for s in _slips(block.prose.text) if whole(chapter.document, block.prose, s[0], s[1])]
            yield from (mark(block.prose, *slip) for slip in slips)


#: Start, end, what to say, what to put instead.
_Slip = tuple[int, int, str, str | None]


@lru_cache(maxsize=4096)
def _slips(text: str) -> tuple[_Slip, ...]:
    return (*_marks(text), *_glued(text))


def _marks(text: str) -> Iterator[_Slip]:
    for pattern, what, right in _PATTERNS:
        for match in pattern.finditer(text):
            if not _ABBREVIATION.search(text[: match.start()]) or right == "et al.":
                put = right.format(*match.groups()) if right is not None else None
                yield match.start(), match.end(), f"“{match.group()}”: {what}.", put


def _is_word(word: str) -> bool:
    return len(word) > 1 and (spells(word) or word.lower() in entries("british.txt"))


def _glued(text: str) -> Iterator[_Slip]:
    """`useful.The`: two sentences, or two clauses, without a space between."""
    for match in _MISSING_SPACE.finditer(text):
        before, point, after = match.groups()
        if before.lower() == after.lower():
            continue  # a name in code: "layout.Layout"
        if point in ".,!?" and not after[0].isupper() and point != ",":
            continue
        if not all(_is_word(word) for word in (before, after)) or before.lower() in (
            "vs",
            "al",
        ):
            continue
        yield match.start(), match.end(), "a space is missing after the mark.", f"{before}{point} {after}"
