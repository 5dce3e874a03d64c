"""Item 2.2: in-text citations are used appropriately and match the references."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from checks.book import Book
from checks.chapter import Chapter, Use
from checks.finding import BookMark, Mark, NotApplicable, Outcome, Severity
from checks.nearest import did_you_mean, nearest_key
from checks.parsing.document import OBJECT, Block, BlockKind
from checks.rendering.renders.labels import meant_label
from checks.rule import Scope, rule

_NAME = r"[A-Z][\w'’-]+"
_YEAR = r"(?:19|20)\d\d[a-z]?"
#: (Smith, 2020) · (Smith & Jones 2020) · (Smith et al., 2020; Jones, 2019) · Smith et al. (2020)
_AUTHOR_YEAR = re.compile(
    rf"\((?:see |e\.g\.,? |cf\. )?{_NAME}(?:,? (?:and|&) {_NAME}| et al\.?)?,? {_YEAR}(?:[;,] [^()]{{0,120}})?\)"
    rf"|\b{_NAME} et al\.?,? \({_YEAR}\)"
    rf"|\b{_NAME} (?:and|&) {_NAME} \({_YEAR}\)"
)
#: “Theano and TensorFlow (2015)” may be two products: only a key in the bibliography tells.
_TWO_NAMES = re.compile(rf"{_NAME} (?:and|&) {_NAME} \({_YEAR}\)")
#: (March 2020), (Python, 2020) and the like are no citations.
_NO_AUTHOR = re.compile(
    r"\W*(?:see |e\.g\.,? |cf\. )?(?:January|February|March|April|May|June|July|August|September|October|November|December|Jan|Feb|Mar|Apr|"
    r"Jun|Jul|Aug|Sept?|Oct|Nov|Dec|Spring|Summer|Autumn|Fall|Winter|In|Since|Until|Before|After|From|Version|Copyright|"
    r"Figure|Table|Chapter|Section|Photo|Image)\b"
)
_NUMBERED = re.compile(r"(?<=[\w.,;:)”\"’]) ?\[\d{1,3}(?:\s?[,–-]\s?\d{1,3})*\](?![(\[:\w])")


@rule("undefined-citation", item="2.2", scope=Scope.BOOK)
def undefined_citation(book: Book) -> Iterable[Outcome]:
    """A citation whose key is in no bibliography of the book.

    Why: Pandoc prints “(**kuhn2020?**)” in its place.

    Bad: `[@khun2020]` where the bibliography has `kuhn2020`.

    Good: `[@kuhn2020]`.

    Leaves alone: cross-references (`@fig-…`, `@sec-…`), addresses of mail, and books without any bibliography
    (`no-bibliography` reports those).
    """
    if not any(index.citations for index in book.texts.values()):
        yield NotApplicable("nothing is cited in the book")
        return
    if not book.bibliographies:
        return
    known = book.keys
    for path, index in book.texts.items():
        for use in index.citations:
            if use.key not in known:
                yield _undefined(book, path, use)


def _undefined(book: Book, path: str, use: Use) -> BookMark:
    label = meant_label(use.key)
    guess = label if label in book.labels else nearest_key(use.key, book.keys)
    taken = use.key in book.removed.keys
    why = (
        "this pull request took its entry out of the bibliography"
        if taken
        else "no bibliography of the book has that key"
    )
    typed = use.end_column - use.column == len(use.key) + 1
    return BookMark(
        path, use.line, f"`@{use.key}` cannot be resolved: {why}.{did_you_mean(guess)}", use.column,
        end_column=use.end_column, match=f"@{use.key}", surroundings=use.surroundings,
        replacement=f"@{guess}" if guess and typed else None, caused=taken,
    )  # fmt: skip


@rule("hand-typed-citation", item="2.2", scope=Scope.LINE, severity=Severity.WARNING)
def hand_typed_citation(chapter: Chapter, book: Book) -> Iterable[Outcome]:
    """A citation typed as text, “(Smith et al., 2020)” or “[12]”, in a book that has a bibliography.

    Why: it is linked to nothing, is missing from the list of references, and its number or style goes stale.

    Bad: `as shown before (Smith et al., 2020)`.

    Good: `as shown before [@smith2020]`.

    Leaves alone: books without a bibliography, years after months and products, names inside a link, code, and captions
    that give a credit.
    """
    if not book.keys:
        yield NotApplicable("the book has no bibliography")
        return
    for block in chapter.document.blocks:
        if block.kind in (BlockKind.PARAGRAPH, BlockKind.LIST_ITEM, BlockKind.QUOTE, BlockKind.FOOTNOTE):
            yield from _typed(chapter, book, block)


def _typed(chapter: Chapter, book: Book, block: Block) -> Iterator[Mark]:
    text = block.prose.text
    for pattern in (_AUTHOR_YEAR, _NUMBERED):
        for found in pattern.finditer(text):
            span = block.prose.cover(found.start(), found.end())
            linked = any(span.overlaps(link.span) for link in chapter.document.links)
            if linked or OBJECT in found[0] or (pattern is _AUTHOR_YEAR and _NO_AUTHOR.match(found[0])):
                continue
            guess = _key_for(found[0], book)
            if guess is None and _TWO_NAMES.fullmatch(found[0].strip()):
                continue
            hint = f" `[@{guess}]` looks like it." if guess else ""
            yield Mark(
                span, f"“{found[0].strip()}” is a citation typed by hand: use `[@key]` with an entry in the bibliography.{hint}",
                severity=Severity.WARNING if pattern is _AUTHOR_YEAR else Severity.NOTICE,
            )  # fmt: skip


def _key_for(typed: str, book: Book) -> str | None:
    """The only key that begins with the first author and has the year."""
    names = re.findall(r"[A-Z][\w'’-]+", typed)
    year = re.search(r"(?:19|20)\d\d", typed)
    if not names or not year:
        return None
    fitting = [k for k in book.keys if k.lower().startswith(names[0].lower()) and year[0] in k]
    return fitting[0] if len(fitting) == 1 else None
