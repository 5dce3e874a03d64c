"""`broken-footnote`: notes without a text, and texts without a note."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from checks.chapter import Chapter
from checks.finding import Mark, NotApplicable, Outcome, Severity
from checks.nearest import did_you_mean, nearest
from checks.parsing.document import Document, Footnote
from checks.rendering.renders.source import found_in
from checks.rule import Scope, rule


@rule("broken-footnote", item="3.2", scope=Scope.LINE)
def broken_footnote(chapter: Chapter) -> Iterable[Outcome]:
    """A footnote mark without its text, a text that nothing refers to, or two texts of one name.

    Why: the reader sees `[^1]` in the text, or never sees the note.

    Bad: `as shown[^speed]` with no `[^speed]:` in the chapter.

    Good: `as shown[^speed]` and `[^speed]: Measured in 2020.`

    Leaves alone: inline notes `^[…]`; notes and texts in different files of one chapter, which are read together. Where
    an included file is not there, a lack is only a warning.
    """
    document = chapter.document
    if not document.footnotes and not re.search(r"\[\^|\^ {1,3}\[", document.text):
        yield NotApplicable("no footnotes in the chapter")
        return
    yield from _unread(document)
    yield from _pairs(chapter, any(shortcode.name == "include" for shortcode in document.shortcodes))


def _pairs(chapter: Chapter, includes: bool) -> Iterator[Mark]:
    """`includes`: the other half may stand in an included file, so that its lack is a warning."""
    texts: dict[str, Footnote] = {}
    named = [note for note in chapter.document.footnotes if note.name]
    for note in named:
        if note.definition and note.name in texts:
            where = chapter.said(texts[note.name].span.start)
            yield Mark(
                note.span,
                f"The footnote `{note.name}` has a text already ({where}): give this one another name.",
            )
        elif note.definition:
            texts[note.name] = note
    used = {note.name for note in named if not note.definition}
    for note in named:
        if not note.definition and note.name not in texts:
            guess = nearest(note.name, set(texts) - used, least=50.0)
            message = f"The footnote `[^{note.name}]` has no text: write `[^{note.name}]: …` below the paragraph.{did_you_mean(guess)}"
            certain = guess is not None or not includes
            severity = Severity.ERROR if certain else Severity.WARNING
            yield Mark(note.span, message, f"[^{guess}]" if guess else None, severity)
        elif note.definition and note.name not in used:
            yield Mark(
                note.span,
                f"Nothing refers to the footnote `{note.name}`: it will not be shown.",
                severity=Severity.WARNING,
            )


#: `[^ name]`, `[^some words]`, `^ [some words]`, `[^name` at the end of a word.
_SPACED = re.compile(r"\[\^[ ]+([\w-]+)\]")
_TURNED = re.compile(r"\[\^(\w[^\[\]\n]{0,200}\s[^\[\]]{0,500})\]")
_APART = re.compile(r"(?<=[\w.,;:!?)])\^[ ]{1,3}\[([^\[\]]{3,})\](?![({\[])")
_OPEN = re.compile(r"\[\^[^\]\s]{1,40}(?=\s|$)(?![^\[]*\])")


def _unread(document: Document) -> Iterator[Mark]:
    """Notes that the reader could not read as such."""
    for found, span, _ in found_in(document, _SPACED, "[^ "):
        yield Mark(
            span, "No space may stand before a footnote's name: it is shown as text.", f"[^{found[1]}]"
        )
    for found, span, _ in found_in(document, _TURNED, "[^"):
        yield Mark(span, "An inline note is written `^[…]`: this one is shown as text.", f"^[{found[1]}]")
    for found, span, _ in found_in(document, _APART, "^ "):
        yield Mark(span, "No space may stand in `^[`: this note is shown as text.", f"^[{found[1]}]")
    for found, span, _ in found_in(document, _OPEN, "[^"):
        mended = found[0].rstrip(".,;:") + "]"
        yield Mark(span, "This footnote mark has no closing bracket.", mended)
