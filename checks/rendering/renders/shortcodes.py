"""`broken-shortcode`: shortcodes that Quarto does not know or cannot read."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from checks.book import Book
from checks.chapter import Chapter
from checks.finding import Mark, Outcome, Severity
from checks.nearest import did_you_mean, nearest
from checks.parsing.document import Document, Shortcode
from checks.rule import Scope, rule
from checks.text import Span

#: Built into Quarto 1.6 (docs: "Shortcodes"), with how many arguments each needs at least.
BUILT_IN = {
    "include": 1, "embed": 1, "video": 1, "pagebreak": 0, "var": 1, "meta": 1, "env": 1, "kbd": 1, "placeholder": 0,
    "lipsum": 0, "version": 0, "contents": 1, "brand": 1,
}  # fmt: skip
#: Of extensions that many books install: not known to be wrong.
_COMMON = ("fa", "iconify", "bi", "ai", "fancy-text", "now", "downloadthis", "shinylive", "qrcode")
_BROKEN = re.compile(r"\{\{ *<|< *[a-z]+ [^<>{}]*>\}\}|(?<!\{)\{< *[a-z]+[^<>{}]{0,200}>\}|>\}\}")


@rule("broken-shortcode", item="3.2", scope=Scope.LINE)
def broken_shortcode(chapter: Chapter, book: Book) -> Iterable[Outcome]:
    """A shortcode that is not closed, that Quarto does not know, or that lacks its argument.

    Why: the reader sees the braces, or the build stops.

    Bad: `{{< vidoe talk.mp4 >}}` or `{{< video talk.mp4 >`.

    Good: `{{< video talk.mp4 >}}`.

    Leaves alone: shortcodes of installed extensions (anything under `_extensions/`), escaped ones (`{{{< … >}}}`), and
    code.
    """
    document = chapter.document
    extended = any("_extensions/" in path for path in book.paths)
    for shortcode in document.shortcodes:
        yield from _known(document, shortcode, extended)
    for block in document.blocks:
        for found in _BROKEN.finditer(block.prose.text):
            span = block.prose.cover(found.start(), found.end())
            if document.text[max(0, span.start - 1) : span.start] not in ("\\", "{"):
                yield Mark(
                    span, "This shortcode is not closed as `{{< name … >}}` wants it: it is shown as text."
                )
                break


def _known(document: Document, shortcode: Shortcode, extended: bool) -> Iterator[Mark]:
    name = shortcode.name.lstrip("/")
    if name in BUILT_IN:
        if len(shortcode.arguments) + len(shortcode.pairs) < BUILT_IN[name]:
            yield Mark(shortcode.span, f"The shortcode `{name}` needs an argument: `{{{{< {name} … >}}}}`.")
        return
    guess = nearest(name, BUILT_IN, least=75.0) if name not in _COMMON else None
    at = document.text.find(name, shortcode.span.start, shortcode.span.end)
    if name and at >= 0 and (guess or not extended) and name not in _COMMON:
        message = f"Quarto has no shortcode `{name}`{'' if guess else ', and the book has no extension that brings it'}."
        severity = Severity.ERROR if guess and not extended else Severity.WARNING
        yield Mark(Span(at, at + len(name)), message + did_you_mean(guess), guess, severity)
    elif not name:
        yield Mark(shortcode.span, "This shortcode has no name.")
