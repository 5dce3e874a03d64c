"""Item 6.1, in the text: links that are written so that they cannot work."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from checks.book import Book
from checks.chapter import Chapter
from checks.finding import Mark, NotApplicable, Outcome, Severity
from checks.miscellaneous.addresses import mended
from checks.parsing.document import Document, Link, LinkKind
from checks.rule import Scope, rule
from checks.text import Span

#: How far before a bare address its brackets are looked for, in characters.
_AROUND = 300
_SPACED = re.compile(r"\[([^\[\]]{1,200})\]([ \t]+)\($")
_SWAPPED = re.compile(r"(?<![\w\])])\(([^()]{1,200})\)\[$")
_UNCLOSED = re.compile(r"(?<!!)\[([^\[\]]{1,200})\]\($")
_LOCAL_SPACED = re.compile(r"\[([^\[\]]{1,200})\][ \t]+\((#[\w-]+|[\w./-]+\.(?:qmd|Rmd|html)(?:#[\w-]+)?)\)")
_ADDRESS = re.compile(r"^(?:https?://|www\.)\S+$", re.IGNORECASE)


@rule("malformed-link", item="6.1", scope=Scope.LINE)
def malformed_link(chapter: Chapter, book: Book) -> Iterable[Outcome]:
    """A link whose address or brackets are written wrongly.

    Why: the reader sees raw brackets, or follows an address that does not exist.

    Bad: `[the paper](htp:/example.org)`, `[the paper] (https://example.org)`, `(the paper)[https://example.org]`.

    Good: `[the paper](https://example.org)`.

    Leaves alone: addresses of other kinds (mail, data, files of the book), code, and every address that a browser
    would understand as it stands.
    """
    document = chapter.document
    marks = list(_marks(document, book))
    yield from _once(marks)
    if not marks and not document.links:
        yield NotApplicable("the chapter has no links")


def _marks(document: Document, book: Book) -> Iterator[Mark]:
    for link in document.links:
        broken = _brackets(document, link) if link.kind is LinkKind.BARE else None
        if broken is not None:
            yield broken
        elif (mark := _address(document, link, book)) is not None:
            yield mark
    for problem in document.problems:
        if problem.kind == "unclosed-link":
            yield Mark(problem.span, f"This link is not closed: {problem.detail}.", problem.replacement)
    yield from _local_spaced(document)


def _once(marks: list[Mark]) -> Iterator[Mark]:
    """Each place once: a link may be wrong in two ways, and a definition is used by many links."""
    done: list[Span] = []
    for mark in sorted(marks, key=lambda m: (m.span.start, -len(m.span))):
        if not any(mark.span.overlaps(span) for span in done[-3:]):
            done.append(mark.span)
            yield mark


def _address(document: Document, link: Link, book: Book) -> Mark | None:
    """What is wrong with the address itself."""
    if (
        _ADDRESS.match(link.text.strip())
        and link.kind is LinkKind.INLINE
        and re.fullmatch(r"[^\W\d]\w*(?:[ -]\w+)*", link.target)
    ):
        span, text = link.span, link.text.strip()
        return Mark(span, "Text and address of this link have changed places.", f"[{link.target}]({text})")
    found = mended(link.target, is_file=lambda path: path in book.paths)
    if found is None:
        return None
    written = document.slice(link.target_span)
    exact = written == link.target
    return Mark(
        link.target_span,
        f"`{written}` is no proper address: {found.why}.",
        found.address if exact else None,
        Severity.WARNING if found.works else None,
    )


def _brackets(document: Document, link: Link) -> Mark | None:
    """A bare address that stands between the brackets of a link that is none."""
    text = document.text
    before = text[max(0, link.span.start - _AROUND) : link.span.start]
    after = text[link.span.end : link.span.end + 1]
    if (found := _SPACED.search(before)) and after == ")":
        why = "A blank between `]` and `(` takes the link apart."
        return _rewritten(link, found, before, link.span.end + 1, why)
    if (found := _SWAPPED.search(before)) and after == "]":
        why = "The brackets of this link are the wrong way round: `[text](address)`."
        return _rewritten(link, found, before, link.span.end + 1, why)
    if found := _UNCLOSED.search(before):
        closed = link.target + ")" * max(0, link.target.count("(") - link.target.count(")"))
        why = "This link is not closed: a `)` is missing behind the address."
        return _rewritten(link, found, before, link.span.end, why, closed)
    return None


def _rewritten(
    link: Link, found: re.Match[str], before: str, end: int, why: str, target: str | None = None
) -> Mark:
    start = link.span.start - (len(before) - found.start())
    return Mark(Span(start, end), why, f"[{found[1]}]({target or link.target})")


def _local_spaced(document: Document) -> Iterator[Mark]:
    """`[text] (#anchor)` and `[text] (other.qmd)`, which stand in the prose as they are."""
    for block in document.blocks:
        for found in _LOCAL_SPACED.finditer(block.prose.text):
            span = block.prose.source(found.start(), found.end())
            if span is not None:
                why = "A blank between `]` and `(` takes the link apart."
                yield Mark(span, why, f"[{found[1]}]({found[2]})")
