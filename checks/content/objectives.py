"""Item 1.5: the chapter states its learning objectives and ends with a conclusion."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import PurePosixPath
from statistics import median

from checks.book import Book
from checks.chapter import Chapter, ChapterIndex
from checks.content.complete.sections import is_page_apart
from checks.finding import Mark, NotApplicable, Outcome, Severity
from checks.parsing.document import BlockKind
from checks.rule import Scope, rule
from checks.text import Span

#: From this share of the comparable chapters on, the book is taken to want one in every chapter.
WANTED = 0.6
#: The pages of a website are less alike than the chapters of a book.
WANTED_ON_SITES = 0.9
#: Comparable chapters from which a share means something.
ENOUGH, FEW = 4, 2
#: The chapters next to it in the book: where most of them have none either, it belongs to a part of its own kind.
NEIGHBOURS = 4
#: A chapter of less than this share of the median length is not compared.
COMPARABLE = 0.25
#: A page that opens the book or helps along states no objectives of its own.
_INTRODUCTION = re.compile(
    r"^(?:\d+[-_])?(?:intro(?:duction)?|conventions|(?:learning[-_])?resources|tools|toc|summary|glossary)$",
    re.I,
)
#: The number of a section, typed before its name.
_NUMBER = re.compile(r"^[\d.]+\s+")
#: At least so many words: a page of links needs neither objectives nor conclusion.
LEAST_WORDS = 300


@dataclass(frozen=True, slots=True, eq=False)
class Part:
    """One of the two parts that are looked for: its names, and where a missing one is marked."""

    name: str
    pattern: re.Pattern[str]
    sentence: re.Pattern[str]
    example: str


OBJECTIVES = Part(
    "learning objectives",
    re.compile(
        r"\b(?:(?:learning|chapter|course|key) (?:objectives?|outcomes?|goals?|targets?|aims?)|objectives?\b|"
        r"what (?:you|you'll|you’ll|we|we'll|we’ll)(?: will)? (?:learn|cover)|(?:in this chapter|chapter) (?:overview|preview)|"
        r"goals of (?:this|the) chapter|aims? and scope|you will learn)",
        re.IGNORECASE,
    ),
    re.compile(
        r"\bin this chapter,? (?:you(?:['’]ll| will)|we(?:['’]ll| will)) (?:learn|see|cover|explore|study|discuss|look)"
        r"|\b(?:by|at) the end of this chapter,? you\b|\bafter (?:reading|studying|working through) this chapter,? you\b",
        re.IGNORECASE,
    ),
    "Learning objectives",
)
CONCLUSION = Part(
    "a conclusion",
    re.compile(
        r"\b(?:conclusions?|concluding|summary(?! (?:functions?|statistics?|tables?|measures?|methods?|values?|plots?)\b)|summing up|sum up|wrap(?:ping)?[- ]?up|key (?:takeaways?|points)|take-?aways?|"
        r"recap|closing (?:remarks|thoughts)|final (?:remarks|thoughts)|in (?:short|closing)|looking (?:ahead|back)|"
        r"review of (?:this|the) chapter|what (?:you(?:'ve|’ve)?|we(?:'ve|’ve)?)(?: have)? learn(?:ed|t))\b",
        re.IGNORECASE,
    ),
    re.compile(
        r"\b(?:in|throughout) this chapter,? (?:you(?:['’]ve| have)? (?:learn|seen|saw|covered|explored)|we(?:['’]ve| have)? "
        r"(?:learn|seen|saw|covered|explored|discussed|looked|showed|shown|introduced))|\bthis chapter (?:has )?(?:introduced|"
        r"covered|showed|shown|discussed|explored|presented|described)\b|\b(?:in|to) (?:conclusion|sum up|summari[sz]e),",
        re.IGNORECASE,
    ),
    "Conclusion",
)


@rule("missing-objectives", item="1.5", scope=Scope.CHAPTER)
def missing_objectives(chapter: Chapter, book: Book) -> Iterable[Outcome]:
    """A chapter without learning objectives in a book whose other chapters state theirs.

    Why: readers and teachers look for them at the start of every chapter.

    Bad: a chapter that begins with its first section where all others begin with “Learning Objectives”.

    Good: the same part, under the name that the other chapters use.

    Leaves alone: books, and parts of a book, whose chapters mostly have none (a notice stands in for the error, also in
    the first chapter of a book), chapters that say it in a sentence, prefaces, part pages and very short chapters.
    """
    yield from _judge(OBJECTIVES, chapter, book)


@rule("missing-conclusion", item="1.5", scope=Scope.CHAPTER)
def missing_conclusion(chapter: Chapter, book: Book) -> Iterable[Outcome]:
    """A chapter without a conclusion or summary in a book whose other chapters end with one.

    Why: readers expect the last section to say what they take away.

    Bad: a chapter that stops after its last topic where all others end with “Summary”.

    Good: the same part, under the name that the other chapters use.

    Leaves alone: books, and parts of a book, whose chapters mostly have none (a notice stands in for the error, also in
    the first chapter of a book), chapters that say it in a sentence, prefaces, part pages and very short chapters.
    """
    yield from _judge(CONCLUSION, chapter, book)


def _judge(part: Part, chapter: Chapter, book: Book) -> Iterator[Outcome]:
    others = list(_comparable(chapter, book))
    if (
        is_page_apart(chapter.path)
        or _INTRODUCTION.match(PurePosixPath(chapter.path).stem)
        or chapter.path in book.project.parts
        or chapter.index.words < LEAST_WORDS
    ):
        yield NotApplicable("this page is no chapter of its own")
        return
    names = Counter(name for index in others for name in _names(part, index))
    if any(_matches(part, name, names) for name in _all_names(chapter.index)) or _said(part, chapter):
        return
    having = sum(1 for index in others if _has(part, index))
    near = sorted(others, key=lambda index: _distance(book, chapter.path, index.path))[:NEIGHBOURS]
    alone = sum(1 for index in near if _has(part, index)) * 2 < len(near)
    wanted = WANTED if book.project.kind in ("book", "bookdown", "manuscript") else WANTED_ON_SITES
    yield from _missing(part, chapter, having, len(others), wanted, alone, names)


def _has(part: Part, index: ChapterIndex) -> bool:
    return next(_names(part, index), None) is not None


def _distance(book: Book, mine: str, other: str) -> int:
    """Chapters between two in the book's order; an unlisted one stands at the end."""
    end = len(book.order)
    return abs(book.order.get(mine, end) - book.order.get(other, end))


def _said(part: Part, chapter: Chapter) -> bool:
    """The chapter says it in a sentence or a bold line instead of under a heading."""
    return any(
        _says(part, block.prose.text)
        for block in chapter.document.blocks
        if block.kind in (BlockKind.PARAGRAPH, BlockKind.LIST_ITEM)
    )


@lru_cache(maxsize=8192)
def _says(part: Part, text: str) -> bool:
    return bool(part.sentence.search(text)) or _is_name(part, text, 5)


def _missing(
    part: Part, chapter: Chapter, having: int, of: int, wanted: float, alone: bool, names: Counter[str]
) -> Iterator[Outcome]:
    usual = names.most_common(1)[0][0] if names else part.example
    if not alone and ((of >= ENOUGH and having / of >= wanted) or (of >= FEW and having == of)):
        yield Mark(
            _where(part, chapter),
            f"Most chapters of this book have {part.name} (“{usual}”); this one does not: add the section.",
        )
    elif of >= ENOUGH and having == 0:
        yield NotApplicable(f"no other chapter of this book has {part.name}")
    else:
        yield Mark(
            _where(part, chapter),
            f"This chapter has no section for {part.name} (such as “{usual}”).",
            severity=Severity.WARNING if of < ENOUGH and having * 2 > of else Severity.NOTICE,
        )


def _comparable(chapter: Chapter, book: Book) -> Iterator[ChapterIndex]:
    """The other listed chapters of an order of length that calls for the same parts."""
    others = [
        i for i in book.others(chapter.path) if not is_page_apart(i.path) and i.path not in book.project.parts
    ]
    listed = [i for i in others if i.path in book.order] or others
    usual = median([i.words for i in listed]) if listed else 0
    return (i for i in listed if i.words >= max(LEAST_WORDS, usual * COMPARABLE))


def _all_names(index: ChapterIndex) -> Iterator[str]:
    """The names of sections and callouts, numbers and kinds dropped."""
    for heading in index.headings:
        text = heading.text
        yield (_NUMBER.sub("", text) if text[:1].isdigit() else text).strip()
    for title in index.titles:
        yield title.partition(": ")[2].strip()


def _names(part: Part, index: ChapterIndex) -> Iterator[str]:
    return (name for name in _all_names(index) if _is_name(part, name, 8))


@lru_cache(maxsize=8192)
def _is_name(part: Part, text: str, most: int) -> bool:
    """Whether the text, of at most so many words, names the part."""
    return bool(part.pattern.search(text)) and len(text.split()) <= most


def _matches(part: Part, name: str, names: Counter[str]) -> bool:
    return bool(part.pattern.search(name)) or any(name.casefold() == known.casefold() for known in names)


def _where(part: Part, chapter: Chapter) -> Span:
    """The title for objectives, the last heading for a conclusion."""
    headings = chapter.document.headings
    if not headings:
        return chapter.document.lines.span_of(1)
    return (headings[0] if part is OBJECTIVES else headings[-1]).text_span
