"""`repeated-passage`: sentences that stand twice, word for word or nearly."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from checks.book import Book
from checks.chapter import Chapter, ChapterIndex
from checks.finding import Mark, NotApplicable, Outcome, Severity
from checks.indexing.passages import is_copy, keyed_sentences, normalised, running_text
from checks.parsing.document import Block
from checks.rule import Scope, rule
from checks.text import Span

#: Words from which repeated text is a warning; shorter sentences are often a book's standing phrases.
LONG = 25
#: How many sentences back a near twin is looked for: further apart, a reminder is no repetition.
NEAR = 12
#: Share of the rarer sentence's words that the other one has too, and how many words that must be at least.
TWIN_SHARE, TWIN_WORDS = 0.75, 8
_COMMON = frozenset(
    "a about all also an and any are as at be been both but by can could do does each for from had has have he her his "
    "how i if in into is it its may more most must no not of on one or other our out over same she should so some such "
    "than that the their them then there these they this those to too two up use used using was we were what when where "
    "which while who why will with within would you your".split()
)


@dataclass(frozen=True, slots=True)
class Sentence:
    """`key`: hash of a long one's words; `words`: their stems, the common ones left out."""

    block: Block
    key: str | None
    start: int
    end: int
    words: frozenset[str]

    @property
    def text(self) -> str:
        return self.block.prose.text[self.start : self.end]

    @property
    def span(self) -> Span:
        return self.block.prose.cover(self.start, self.end)

    @property
    def length(self) -> int:
        return len(self.text.split())


@rule("repeated-passage", item="1.4", scope=Scope.LINE, severity=Severity.WARNING)
def repeated_passage(chapter: Chapter, book: Book) -> Iterable[Outcome]:
    """A long sentence that stands a second time in the book, or almost the same one just before.

    Why: readers notice, and stop trusting that the next paragraph says anything new.

    Bad: the same forty words at the end of one paragraph and at the beginning of the next.

    Good: the sentence once; where it is needed again, a reference to it.

    Leaves alone: chapters that are versions of one text (most of their sentences are equal), sentences of fewer than twelve words, headings, captions and code; standing phrases of fewer than 25
    words and near twins are notices only.
    """
    every = list(_sentences(chapter))
    if not every:
        yield NotApplicable("no running text in the chapter")
        return
    yield from _word_for_word(chapter, book, every)
    yield from _near_twins(chapter, every)


def _word_for_word(chapter: Chapter, book: Book, every: list[Sentence]) -> Iterator[Mark]:
    """Repeated sentences; neighbours of one paragraph that stand together elsewhere too make one mark."""
    seen: dict[str, Sentence] = {}
    run: list[Sentence] = []
    where = ""
    others = [i for i in book.others(chapter.path) if not is_copy(chapter.index.passages, i.passages)]
    for sentence in every:
        key = sentence.key
        place = _place(chapter, others, key, seen) if key is not None else None
        if run and (place is None or sentence.block is not run[0].block):
            yield _twice(run, where)
            run = []
        if key is not None:
            seen.setdefault(key, sentence)
        if place is not None:
            where = where if run else place
            run.append(sentence)
    if run:
        yield _twice(run, where)


def _place(chapter: Chapter, others: list[ChapterIndex], key: str, seen: dict[str, Sentence]) -> str | None:
    """Where the sentence stands already, in words; None when nowhere."""
    if key in seen:
        return f"in {chapter.said(seen[key].span.start)}"
    found = next(((i.path, i.passages[key]) for i in others if key in i.passages), None)
    return f"in `{found[0]}`, line {found[1]}" if found else None


def _sentences(chapter: Chapter) -> Iterator[Sentence]:
    for block in running_text(chapter.document):
        yield from (Sentence(block, *read) for read in _read(block.prose.text))


@lru_cache(maxsize=4096)
def _read(text: str) -> tuple[tuple[str | None, int, int, frozenset[str]], ...]:
    return tuple((key, start, end, _words(text[start:end])) for key, start, end in keyed_sentences(text))


def _words(sentence: str) -> frozenset[str]:
    return frozenset(_stem(word) for word in normalised(sentence).split() if word not in _COMMON)


def _stem(word: str) -> str:
    """Without the ending that number and tense make."""
    return re.sub(r"(?:ing|ed|es|s)$", "", word) if len(word) > 5 else word


def _twice(run: list[Sentence], where: str) -> Mark:
    words = sum(sentence.length for sentence in run)
    span = run[0].block.prose.cover(run[0].start, run[-1].end)
    what = "This sentence stands" if len(run) == 1 else f"These {len(run)} sentences stand"
    severity = Severity.WARNING if words >= LONG else Severity.NOTICE
    return Mark(
        span, f"{what} word for word {where} already: say it once and refer to it.", severity=severity
    )


def _near_twins(chapter: Chapter, every: list[Sentence]) -> Iterator[Mark]:
    """A sentence most of whose words another one a little before has used."""
    for at, sentence in enumerate(every):
        if len(sentence.words) < TWIN_WORDS:
            continue
        for other in every[max(0, at - NEAR) : at]:
            smaller = min(len(sentence.words), len(other.words))
            shared = len(sentence.words & other.words)
            if smaller >= TWIN_WORDS and shared / smaller >= TWIN_SHARE and other.key != sentence.key:
                where = chapter.said(other.span.start)
                yield Mark(
                    sentence.span,
                    f"This sentence says much the same as the one in {where}.",
                    severity=Severity.NOTICE,
                )
                break
