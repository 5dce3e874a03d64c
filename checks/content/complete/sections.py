"""`empty-section`, `thin-chapter`, `unlisted-chapter`: what is not there."""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import zip_longest
from pathlib import PurePosixPath
from statistics import median

from checks.book import Book
from checks.chapter import Chapter
from checks.finding import Mark, NotApplicable, Outcome, Severity
from checks.parsing.document import Document
from checks.places import outline, section_ends
from checks.rule import Scope, rule
from checks.text import Span

#: Under these Quarto or Pandoc itself puts the text.
_FILLED_BY_PANDOC = re.compile(
    r"^(?:references|bibliography|literature|works cited|footnotes|notes|index)$", re.IGNORECASE
)
#: Sources that are no chapter of prose: front and back matter, part pages, project files.
_NO_CHAPTER = re.compile(
    r"^(?:(?:\d{1,2}|[A-Z])[-_.])?(?:index|preface[\w-]*|foreword|references|bibliography|dedication|acknowledge?ments?|copyright|contribut(?:ors?|ing|e)|about(?:[-_](?:the[-_])?(?:authors?|book))?|"
    r"license|readme|changelog|code_of_conduct|news|404|cover|colophon|authors?)$",
    re.IGNORECASE,
)
_INVISIBLE = re.compile(
    r"^\s*(?::{3,}.*|\\(?:newpage|pagebreak|clearpage|label\{.*\}))\s*$|<a\s[^>]*>\s*</a>", re.MULTILINE
)

#: Below this share of the median chapter a chapter is thin; the median is taken from at least so many others.
THIN_SHARE = 0.10
ENOUGH_CHAPTERS = 5
#: Below so many words nothing is a chapter, whatever the others are like.
THIN_AT_MOST = 400


@rule("empty-section", item="1.1", scope=Scope.LINE)
def empty_section(chapter: Chapter) -> Iterable[Outcome]:
    """A heading with nothing under it: no text, no subsection, no figure, no code.

    Why: the heading promises something that the reader does not get.

    Bad: `## Deployment` followed at once by `## Monitoring`.

    Good: text under the heading, or no heading.

    Leaves alone: a heading followed by a deeper one, `References` and the like (Pandoc fills them), part headings,
    and headings inside callouts and tabs.
    """
    document = chapter.document
    headings = outline(document)
    for (heading, between), following in zip_longest(section_ends(document, headings), headings[1:]):
        deeper = following is not None and following.level > heading.level
        if deeper or (heading.level == 1 and following is None):
            continue
        special = _FILLED_BY_PANDOC.match(heading.text.strip()) or re.match(
            r"\((?:PART|APPENDIX)", heading.text
        )
        if not special and _blank(document, between):
            name = heading.text.strip() or "without words"
            yield Mark(
                heading.text_span,
                f"Nothing stands under the heading “{name}”: write the section or take the heading out.",
            )


def _blank(document: Document, between: Span) -> bool:
    """No visible character: comments, the marks of divs without a purpose of their own, and page breaks aside."""
    written = document.slice(between)
    if "<!--" not in written and _INVISIBLE.sub("", written).strip():
        return False
    if any(between.contains(div.open_span) and div.label for div in document.divs):
        return False
    kept, at = [], between.start
    for comment in document.comments:
        if between.overlaps(comment):
            kept.append(document.text[at : comment.start])
            at = max(at, comment.end)
    kept.append(document.text[at : between.end])
    return not _INVISIBLE.sub("", "".join(kept)).strip()


def is_page_apart(path: str) -> bool:
    """Front matter, back matter or a file of the project rather than a chapter."""
    stem = PurePosixPath(path).stem
    return bool(_NO_CHAPTER.match(stem)) or stem.startswith("_")


@rule("thin-chapter", item="1.1", scope=Scope.CHAPTER, severity=Severity.WARNING)
def thin_chapter(chapter: Chapter, book: Book) -> Iterable[Outcome]:
    """A chapter far shorter than the other chapters of the book.

    Why: a chapter of a tenth of the usual length rarely covers its topic in detail.

    Bad: 90 words where the other chapters have about 4,000.

    Good: a chapter of the book's usual order of length.

    Leaves alone: prefaces, part pages and other front and back matter; pages of code; books with fewer than five other
    chapters.
    """
    lengths = [
        i.words
        for i in book.others(chapter.path)
        if i.path in book.order and i.words >= 100 and not is_page_apart(i.path)
    ]
    if is_page_apart(chapter.path) or chapter.path in book.project.parts or not chapter.listed:
        yield NotApplicable("this page is no chapter of its own")
        return
    if len(lengths) < ENOUGH_CHAPTERS:
        yield NotApplicable("the book has too few chapters to compare with")
        return
    usual = median(lengths)
    code = sum(len(cell.body.split()) for cell in chapter.document.cells)  # a page of code may need few words
    if chapter.index.words + code < min(THIN_AT_MOST, usual * THIN_SHARE):
        heading = chapter.document.headings[0].text_span if chapter.document.headings else Span(0, 0)
        yield Mark(
            heading,
            f"This chapter is much shorter than the book's others (they have about {round(usual, -2):,.0f} words): is it complete?",
        )


@rule("unlisted-chapter", item="1.1", scope=Scope.CHAPTER)
def unlisted_chapter(chapter: Chapter, book: Book) -> Iterable[Outcome]:
    """A changed chapter that no chapter list of the project file names.

    Why: Quarto leaves it out of the book, and no reader ever finds it.

    Bad: a new `ops.qmd` that stands in no `chapters:`.

    Good: the same with `- ops.qmd` added to `chapters:`.

    Leaves alone: books without a list, files whose name begins with `_`, front matter such as a README, and files that
    another chapter includes; on a website, where listings show pages too, pages that another one links to, and the others
    are a notice only; so is a source in a deeper folder than every chapter.
    """
    if not book.project.chapters:
        yield NotApplicable("no list of chapters to compare with")
        return
    included = chapter.path in book.pages or any(
        PurePosixPath(use.key).name == PurePosixPath(chapter.path).name
        for i in book.chapters.values()
        for use in i.files
    )
    if chapter.listed or is_page_apart(chapter.path) or included:
        return
    taken_out = chapter.path in book.removed.delisted
    end = chapter.document.lines.span_of(1).end
    if book.project.kind == "website" and not taken_out:
        message = f"No menu of `{book.project.path}` names this page, and no other page links to it: can readers find it?"
        yield Mark(Span(0, end), message, severity=Severity.NOTICE)
        return
    severity = Severity.ERROR if chapter.is_new or taken_out else Severity.WARNING
    if not taken_out and all(_depth(path) < _depth(chapter.path) for path in book.project.chapters):
        severity = Severity.NOTICE
    what = "This pull request takes it out of" if taken_out else "It stands in no"
    yield Mark(
        Span(0, end),
        f"No reader will find this chapter. {what} `chapters:` of `{book.project.path}`: add "
        f"`- {_relative(chapter.path, book.root)}` there.",
        severity=severity,
    )


def _depth(path: str) -> int:
    """How many folders a source lies in: deeper than every chapter lie examples and parts of chapters."""
    return path.count("/")


def _relative(path: str, root: str) -> str:
    return path[len(root) + 1 :] if root and path.startswith(root + "/") else path
