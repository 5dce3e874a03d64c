"""`broken-shortcode`: shortcodes that Quarto does not know or cannot read."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from checks.book import Book
from checks.chapter import Chapter
from checks.finding import Mark, Outcome, Severity
from checks.nearest import did_you_mean, nearest
from checks.parsing.chapter_files import stands_alone
from checks.parsing.document import Document, Shortcode
from checks.rendering.renders.source import found_in
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
#: What looks like a shortcode in braces or signs that are not Quarto's; `{{ name }}` only for names no template uses.
_MEANT = re.compile(
    r"(?P<open>\{\{?[ ]?<|\{\{?[ ]?%|\(\(<|\{\{)[ ]*(?P<name>[a-z]+)\b(?P<rest>[^<>{}%\n]{0,300}?)[ ]*(?P<close>>[ ]?\}\}?|%[ ]?\}\}?|>\)\)|\}\}?)"
)
_NO_TEMPLATE = frozenset({"include", "embed", "video", "pagebreak", "kbd", "lipsum", "placeholder", "meta"})


@rule("broken-shortcode", item="3.2", scope=Scope.LINE)
def broken_shortcode(chapter: Chapter, book: Book) -> Iterable[Outcome]:
    """A shortcode that is not closed, that Quarto does not know, that lacks its argument, or an include in a sentence.

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
    taken = set()
    for mark in _meant(document):
        taken.add(document.lines.line_at(mark.span.start))
        yield mark
    for block in document.blocks:
        for found in _BROKEN.finditer(block.prose.text):
            span = block.prose.cover(found.start(), found.end())
            told = document.lines.line_at(span.start) in taken
            if not told and document.text[max(0, span.start - 1) : span.start] not in ("\\", "{"):
                yield Mark(
                    span, "This shortcode is not closed as `{{< name … >}}` wants it: it is shown as text."
                )
                break


def _meant(document: Document) -> Iterator[Mark]:
    """Whole shortcodes in the wrong marks, with the right ones."""
    done: set[Span] = set()
    for found, span, _ in found_in(document, _MEANT, "{{", "{<", "{%", "((<"):
        right = found["open"] == "{{<" and found["close"] == ">}}"
        known = found["name"] in (_NO_TEMPLATE if found["open"] == "{{" else BUILT_IN)
        escaped = document.text[max(0, span.start - 1) : span.start] in ("{", "\\")
        if known and not right and not escaped and span not in done:
            done.add(span)
            mended = f"{{{{< {found['name']}{found['rest'].rstrip()} >}}}}"
            yield Mark(
                span, f"`{found[0][:80]}` is shown as text: a shortcode is written `{mended[:80]}`.", mended
            )


def _known(document: Document, shortcode: Shortcode, extended: bool) -> Iterator[Mark]:
    name = shortcode.name.lstrip("/")
    if document.slice(shortcode.span).count('"') % 2:
        yield Mark(shortcode.span, "A quote of this shortcode is never closed.")
    if name in BUILT_IN:
        if len(shortcode.arguments) + len(shortcode.pairs) < BUILT_IN[name]:
            yield Mark(shortcode.span, f"The shortcode `{name}` needs an argument: `{{{{< {name} … >}}}}`.")
        elif name == "include" and not stands_alone(document, shortcode.span):
            message = "An include stands on a line of its own, outside lists and sentences: Quarto leaves this one out."
            yield Mark(shortcode.span, message, severity=Severity.WARNING)
        return
    guess = nearest(name, BUILT_IN, least=75.0) if name not in _COMMON else None
    at = document.text.find(name, shortcode.span.start, shortcode.span.end)
    if name and at >= 0 and (guess or not extended) and name not in _COMMON:
        message = f"Quarto has no shortcode `{name}`{'' if guess else ', and the book has no extension that brings it'}."
        severity = Severity.ERROR if guess and not extended else Severity.WARNING
        yield Mark(Span(at, at + len(name)), message + did_you_mean(guess), guess, severity)
    elif not name:
        yield Mark(shortcode.span, "This shortcode has no name.")
