"""Item 6.1, in the text: links that are written so that they cannot work."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from checks.book import Book
from checks.chapter import Chapter
from checks.finding import Mark, NotApplicable, Outcome, Severity
from checks.indexing.structure import is_external
from checks.miscellaneous.addresses import SLIPS, mended
from checks.miscellaneous.brackets import misbracketed, misbracketed_in_prose
from checks.miscellaneous.videos import no_video
from checks.parsing.document import Document, Link, LinkKind
from checks.places import covering
from checks.rule import Scope, rule
from checks.text import Span

#: An address in running text that does not begin as one should; `name`: its scheme, as written.
_TYPED = re.compile(
    r"(?<![\w/:.@\\-])(?P<address>(?P<name>[a-z]{3,7})(?:[:;]{0,2}[/\\]{1,3}:?|[:;]{1,2}[/\\]{0,3})(?:[\w-]+\.)+[a-z]{2,}[^\s<>()\[\]]*)",
    re.IGNORECASE,
)
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
    in_text = covering(link.text_span for link in document.links if link.kind is LinkKind.INLINE)
    for link in document.links:
        mark = (
            misbracketed(document, link, in_text)
            or _address(document, link, book)
            or _textless(document, link)
        )
        if mark is not None:
            yield mark
    for problem in document.problems:
        if problem.kind == "unclosed-link":
            yield Mark(problem.span, f"This link is not closed: {problem.detail}.", problem.replacement)
    yield from misbracketed_in_prose(document)
    yield from _typed(document)
    yield from _shown(document)


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
        why = no_video(link.target)
        return Mark(link.target_span, f"`{link.target}` is no proper address: {why}.") if why else None
    written = document.slice(link.target_span)
    exact = written == link.target
    return Mark(
        link.target_span,
        f"`{written}` is no proper address: {found.why}.",
        found.address if exact else None,
        Severity.WARNING if found.works else None,
    )


def _textless(document: Document, link: Link) -> Mark | None:
    """`[](https://…)`: nothing to see, and nothing to click on."""
    empty = link.kind is LinkKind.INLINE and not document.slice(link.text_span).strip()
    if not empty or link.attributes is not None or not link.target.lower().startswith("http"):
        return None
    why = "This link has no text: the reader sees nothing of it."
    return Mark(link.span, why, f"<{link.target}>", Severity.WARNING)


def _typed(document: Document) -> Iterator[Mark]:
    """Addresses in the sentence itself whose scheme is so wrong that they are taken for words."""
    for block in document.blocks:
        text = block.prose.text
        for found in _TYPED.finditer(text) if "//" in text or ":" in text else ():
            span = block.prose.source(found.start(), found.end())
            fixed = mended(found["address"].rstrip(".,;:!?"))
            if span is None or fixed is None or found["name"].lower() not in SLIPS:
                continue
            span = Span(span.start, span.start + len(found["address"].rstrip(".,;:!?")))
            yield Mark(span, f"`{document.slice(span)}` is no proper address: {fixed.why}.", fixed.address)


def _shown(document: Document) -> Iterator[Mark]:
    """What is shown on the page itself: embedded videos and pages, and pictures from the web."""
    shown = [(embed.url, embed.span, embed.kind == "video") for embed in document.embeds]
    for target, span, video in [*shown, *((i.target, i.target_span, False) for i in document.images)]:
        if not is_external(target):
            continue
        found = mended(target)
        why = found.why if found and not found.works else no_video(target, embedded=video)
        at = document.text.find(target, span.start, span.end)
        if why is not None and at >= 0:
            place = Span(at, at + len(target))
            yield Mark(place, f"`{target}` is no proper address: {why}.", found.address if found else None)
