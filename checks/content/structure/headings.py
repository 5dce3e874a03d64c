"""`heading-skip`, `duplicate-heading`, `several-titles`, `lone-subsection`: the outline of a chapter."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from checks.book import Book
from checks.chapter import Chapter
from checks.content.complete.sections import is_page_apart
from checks.finding import Mark, NotApplicable, Outcome, Severity
from checks.parsing.document import Document, Heading
from checks.places import outline
from checks.rule import Scope, rule
from checks.text import Span

#: A book in which this share of the other chapters has several first-level headings means it so.
HABIT = 0.2
_PART = re.compile(r"^\((?:PART|APPENDIX)\b")


@rule("heading-skip", item="1.4", scope=Scope.LINE)
def heading_skip(chapter: Chapter) -> Iterable[Outcome]:
    """A heading more than one level below the heading before it.

    Why: the table of contents, the section numbers and screen readers lose a level that is not there.

    Bad: `## Methods` followed by `#### Sampling`.

    Good: `## Methods` followed by `### Sampling`.

    Leaves alone: headings inside divs (callouts, tabs), which are no part of the outline; the first heading under a title
    in the front matter is a warning only.
    """
    headings = outline(chapter.document)
    if not headings:
        yield NotApplicable("the chapter has no headings")
        return
    before = _level_of_title(chapter.document)
    for heading in headings:
        if before and heading.level > before + 1:
            first = heading is headings[0]
            yield _skip(chapter.document, heading, before, Severity.WARNING if first else Severity.ERROR)
        before = heading.level


def _level_of_title(document: Document) -> int:
    """1 when the front matter gives the title; 0 when the first heading may have any level."""
    return 1 if document.front_matter is not None and document.front_matter.data.get("title") else 0


def _skip(document: Document, heading: Heading, before: int, severity: Severity) -> Mark:
    marks = re.match(r"#+", document.text[heading.span.start : heading.span.end].lstrip())
    message = (
        f"“{heading.text.strip()}” is a heading of level {heading.level} straight under one of level {before}: "
        f"level {before + 1} is left out."
    )
    if marks is None:
        return Mark(heading.text_span, message, severity=severity)
    at = document.text.index("#", heading.span.start)
    return Mark(Span(at, at + len(marks[0])), message, "#" * (before + 1), severity)


@rule("duplicate-heading", item="1.4", scope=Scope.LINE, severity=Severity.WARNING)
def duplicate_heading(chapter: Chapter) -> Iterable[Outcome]:
    """Two sections under the same heading that have the same name.

    Why: readers cannot tell them apart in the table of contents, and links reach only the first.

    Bad: two `### Results` under `## Experiment`.

    Good: `### Results with noise` and `### Results without`.

    Leaves alone: the same name under different headings (`### Exercises` in every section), and headings inside divs.
    """
    seen: dict[tuple[str, ...], Heading] = {}
    path: list[tuple[int, str]] = []
    for heading in outline(chapter.document):
        name = " ".join(heading.text.lower().split())
        while path and path[-1][0] >= heading.level:
            path.pop()
        path.append((heading.level, name))
        key = tuple(part for _, part in path)
        first = seen.setdefault(key, heading)
        if first is not heading and name:
            where = chapter.said(first.span.start)
            yield Mark(
                heading.text_span,
                f"A section “{heading.text.strip()}” stands in the same place already ({where}): give one of them another name.",
            )


@rule("several-titles", item="1.4", scope=Scope.LINE)
def several_titles(chapter: Chapter, book: Book) -> Iterable[Outcome]:
    """A second heading of level 1 in a chapter.

    Why: level 1 is the title of the chapter: Quarto would number a second one as a chapter of its own.

    Bad: `# Training` and, further down, `# Inference` in one file.

    Good: `# Training` and `## Inference`.

    Leaves alone: part and appendix headings of bookdown, and books whose other chapters do it as a habit.
    """
    titles = [h for h in outline(chapter.document) if h.level == 1 and not _PART.match(h.text)]
    if len(titles) < 2 or _is_habit(book, chapter.path):
        return
    severity = Severity.WARNING if is_page_apart(chapter.path) else Severity.ERROR
    for heading in titles[1:]:
        yield _second_title(chapter.document, heading, severity)


def _second_title(document: Document, heading: Heading, severity: Severity) -> Mark:
    at = document.text.find("#", heading.span.start, heading.span.end)
    atx = document.text[heading.span.start : heading.span.end].lstrip().startswith("#")
    message = f"“{heading.text.strip()}” is a second title: a chapter has one heading of level 1, make this one level 2."
    if not atx:
        return Mark(heading.text_span, message, severity=severity)
    return Mark(Span(at, at + 1), message, "##", severity)


def _is_habit(book: Book, path: str) -> bool:
    others = list(book.others(path))
    several = sum(
        1 for i in others if sum(1 for h in i.headings if h.level == 1 and not _PART.match(h.text)) > 1
    )
    return bool(others) and several / len(others) >= HABIT


@rule("lone-subsection", item="1.4", scope=Scope.LINE, severity=Severity.NOTICE)
def lone_subsection(chapter: Chapter) -> Iterable[Outcome]:
    """A section divided into one part only.

    Why: a division into one is none; the subsection's heading belongs to the section, or a second one is missing.

    Bad: `## Data` with the single subsection `### Sources`.

    Good: `## Data` with `### Sources` and `### Licences`, or without subsections.

    Leaves alone: `Exercises`, `Summary` and their like, which many books put at the end of every section.
    """
    headings = outline(chapter.document)
    for at, heading in enumerate(headings):
        if heading.level == 1:
            continue
        children = list(_children(headings, at))
        if len(children) == 1 and not re.match(
            r"(?:exercise|summary|further|example|note|problem|solution)", children[0].text, re.IGNORECASE
        ):
            yield Mark(
                children[0].text_span,
                f"“{children[0].text.strip()}” is the only subsection of “{heading.text.strip()}”.",
            )


def _children(headings: list[Heading], at: int) -> Iterator[Heading]:
    level = headings[at].level
    for heading in headings[at + 1 :]:
        if heading.level <= level:
            return
        if heading.level == level + 1:
            yield heading
