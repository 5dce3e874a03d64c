"""`broken-footnote`: notes without a text, and texts without a note."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from checks.chapter import Chapter
from checks.finding import Mark, NotApplicable, Outcome, Severity
from checks.nearest import did_you_mean, nearest
from checks.parsing.document import Document, Footnote
from checks.rule import Scope, rule
from checks.text import Span


@rule("broken-footnote", item="3.2", scope=Scope.LINE)
def broken_footnote(chapter: Chapter) -> Iterable[Outcome]:
    """A footnote mark without its text, a text that nothing refers to, or two texts of one name.

    Why: the reader sees `[^1]` in the text, or never sees the note.

    Bad: `as shown[^speed]` with no `[^speed]:` in the chapter.

    Good: `as shown[^speed]` and `[^speed]: Measured in 2020.`

    Leaves alone: chapters that include other files, which may hold the other half, and inline notes `^[…]`.
    """
    document = chapter.document
    if not document.footnotes and "[^" not in document.text:
        yield NotApplicable("no footnotes in the chapter")
        return
    yield from _reversed(document)
    if any(shortcode.name == "include" for shortcode in document.shortcodes):
        return
    yield from _pairs(document)


def _pairs(document: Document) -> Iterator[Mark]:
    texts: dict[str, Footnote] = {}
    named = [note for note in document.footnotes if note.name]
    for note in named:
        if note.definition and note.name in texts:
            line = document.lines.line_at(texts[note.name].span.start)
            yield Mark(
                note.span,
                f"The footnote `{note.name}` has a text already (line {line}): give this one another name.",
            )
        elif note.definition:
            texts[note.name] = note
    used = {note.name for note in named if not note.definition}
    for note in named:
        if not note.definition and note.name not in texts:
            guess = nearest(note.name, set(texts) - used)
            message = f"The footnote `[^{note.name}]` has no text: write `[^{note.name}]: …` below the paragraph.{did_you_mean(guess)}"
            yield Mark(note.span, message, f"[^{guess}]" if guess else None)
        elif note.definition and note.name not in used:
            yield Mark(
                note.span,
                f"Nothing refers to the footnote `{note.name}`: it will not be shown.",
                severity=Severity.WARNING,
            )


def _reversed(document: Document) -> Iterator[Mark]:
    """`^[1]` where `[^1]` is meant: Pandoc makes a note that says “1”."""
    for block in document.blocks:
        for found in re.finditer(r"\[\^[^\]\s]{1,40}(?=\s|$)", block.prose.text):
            span = block.prose.cover(found.start(), found.end())
            if document.slice(span) == found[0]:
                yield Mark(
                    Span(span.start, span.end),
                    "This footnote mark has no closing bracket.",
                    found[0].rstrip(".,;:") + "]",
                )
