"""Item 6.3: what of others' work the chapter brings in. A person decides; this gathers what to look at."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable, Iterator

from checks.book import Book
from checks.chapter import Chapter
from checks.finding import Evidence, NotApplicable, Outcome
from checks.indexing.structure import is_web, local_path
from checks.parsing.document import Block, BlockKind, Image
from checks.rule import Scope, rule
from checks.text import Span

#: A quotation from this many words on is more than a phrase.
LONG_QUOTATION = 40
_EXCERPT = 60
_LICENSED = re.compile(
    r"\b(?:copyright|all rights reserved|reproduced (?:from|with)|reprinted (?:from|with)|adapted from|borrowed from|"
    r"courtesy of|with (?:kind )?permission|licen[sc]ed under|CC[ -]BY(?:[ -](?:SA|NC|ND))*|MIT License|Apache License|GPL)\b|©",
    re.IGNORECASE,
)


@rule("permissions", item="6.3", scope=Scope.CHAPTER)
def permissions(chapter: Chapter, book: Book) -> Iterable[Outcome]:
    """Lists the images, long quotations and licensed passages that the pull request adds to a chapter.

    Why: whether a permission is needed, and was given, only a person can know; but nobody should have to search.

    Bad: a figure from a paper, added without asking.

    Good: the same, with the publisher's permission noted in the description, and the box ticked by a person.

    Leaves alone: everything that was there before; quotations of a sentence or two.
    """
    evidence = list(dict.fromkeys((*_images(chapter, book), *_quotations(chapter), *_licensed(chapter))))
    yield from (Evidence(text) for text in evidence)
    if not evidence:
        yield NotApplicable("nothing by others is added: no image, long quotation or licensed passage")


def _images(chapter: Chapter, book: Book) -> Iterator[str]:
    before = {image.target for image in chapter.base.images} if chapter.base else set()
    for image in chapter.document.images:
        if image.target not in before and (_is_new(chapter, image.span) or _added(chapter, book, image)):
            kind = "image from elsewhere" if is_web(image.target) else "image"
            yield f"{kind} `{image.target}` ({_place(chapter, image.span)})"


def _added(chapter: Chapter, book: Book, image: Image) -> bool:
    path = posixpath.normpath(posixpath.join(posixpath.dirname(chapter.path), local_path(image.target)))
    return path in book.added


def _quotations(chapter: Chapter) -> Iterator[str]:
    for block in chapter.document.blocks:
        if block.kind is not BlockKind.QUOTE or not _is_new(chapter, block.span):
            continue
        words = len(block.prose.text.split())
        if words >= LONG_QUOTATION:
            yield f"quotation of {words} words, “{_excerpt(block)}” ({_place(chapter, block.span)})"


def _licensed(chapter: Chapter) -> Iterator[str]:
    for block in chapter.document.blocks:
        if _is_new(chapter, block.span) and (found := _LICENSED.search(block.prose.text)):
            yield f"“{found[0]}” in “{_excerpt(block)}” ({_place(chapter, block.span)})"
    for cell in chapter.document.cells:
        if _is_new(chapter, cell.span) and (found := _LICENSED.search(cell.body)):
            yield f"code that says “{found[0]}” ({_place(chapter, cell.span)})"


def _is_new(chapter: Chapter, span: Span) -> bool:
    lines = chapter.document.lines
    first, last = lines.line_at(span.start), lines.line_at(max(span.start, span.end - 1))
    return not chapter.changed_lines.isdisjoint(range(first, last + 1))


def _place(chapter: Chapter, span: Span) -> str:
    path, line, _ = chapter.spot(span.start)
    return f"`{path}` line {line}"


def _excerpt(block: Block) -> str:
    words = " ".join(block.prose.text.split())
    return words if len(words) <= _EXCERPT else words[: _EXCERPT - 1].rstrip() + "…"
