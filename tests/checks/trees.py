"""Whether two readings of a chapter are the same tree, but for one place that a replacement has changed."""

from __future__ import annotations

import dataclasses
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from checks.finding import Finding
from checks.parsing.document import Document
from checks.text import Lines, Span

#: Rules whose replacement mends markup, so that the tree changes by intent: what each makes of the place.
MENDS_MARKUP = {
    "broken-attributes": "attributes, spans and divs of what was plain text",
    "broken-citation": "a citation or cross-reference of plain text",
    "broken-footnote": "a note, or its mark, of plain text",
    "broken-label": "a label of the kind that its place needs",
    "broken-list": "items of a paragraph",
    "broken-shortcode": "a shortcode of plain text",
    "cell-options": "options, a label and captions of lines of code",
    "figure-unlabelled": "a label for a figure",
    "hard-coded-reference": "a cross-reference of words",
    "heading-skip": "a heading of another level",
    "malformed-heading": "a heading of a paragraph, or of another level",
    "malformed-link": "a link of plain text",
    "missing-blank-line": "a block of its own of what was read so only because it is meant",
    "several-titles": "a heading of another level",
    "unbalanced-div": "one fence of a div more or less",
    "unclosed-fence": "a code block of plain text",
    "unclosed-image": "an image of plain text",
    "unclosed-math": "a formula of plain text",
    "undefined-citation": "a cross-reference of a citation",
    "unlinked-resource": "a link of a name",
}
#: What stands for every position in the replaced place or at its edges, and for every text that reaches into it.
HERE = "…"
_WORD = re.compile(r"\w+")


def place_of(text: str, found: Finding) -> Span:
    """The characters that the finding's replacement is for."""
    starts = Lines.of(text).starts
    first, last = starts[found.line - 1], starts[found.end_line - 1]
    return Span(first + found.column - 1, last + found.end_column - 1)


def mended(text: str, found: Finding) -> str:
    """The text with the finding's replacement in its place."""
    span = place_of(text, found)
    assert text[span.start : span.end].startswith(found.match), (found.rule, found.match)
    assert found.replacement is not None
    return text[: span.start] + found.replacement + text[span.end :]


@dataclasses.dataclass(frozen=True)
class View:
    """A reading as seen from outside one place of it; positions behind the place are moved by `shift`."""

    place: Span
    shift: int = 0

    def position(self, offset: int) -> int | str:
        if offset < self.place.start:
            return offset
        return HERE if offset <= self.place.end else offset + self.shift

    def of(self, thing: Any, *, reached: bool = False) -> Any:
        """The thing with positions as seen from here; its texts too, unless the place reaches into it."""
        if isinstance(thing, Span):
            return self.position(thing.start), self.position(thing.end)
        if dataclasses.is_dataclass(thing):
            span = getattr(thing, "span", None)
            reached = reached or (isinstance(span, Span) and self._touches(span))
            names = (field.name for field in dataclasses.fields(thing))
            return tuple(self._field(name, getattr(thing, name), reached) for name in names)
        if isinstance(thing, tuple | list):
            return tuple(self.of(item, reached=reached) for item in thing)
        if isinstance(thing, Mapping):
            return tuple((key, self.of(value, reached=reached)) for key, value in thing.items())
        return HERE if reached and isinstance(thing, str) else thing

    def _touches(self, span: Span) -> bool:
        return span.start <= self.place.end and self.place.start <= span.end

    def _field(self, name: str, value: Any, reached: bool) -> Any:
        if name in ("source", "error_at") and isinstance(value, int):
            return self.position(value)
        if name == "pieces" and reached:
            return HERE
        if name == "slug" and not reached:
            # A mended heading gives up, or takes, one of the numbers that make equal identifiers differ.
            return re.sub(r"-\d+$", "", value)
        return self.of(value, reached=reached)

    def nouns(self, document: Document) -> Iterator[tuple[str, Any]]:
        """Every noun of the document as seen from here, by the name of its kind."""
        for name in (field.name for field in dataclasses.fields(document)):
            value = getattr(document, name)
            if name not in ("text", "lines"):
                yield from ((name, self.of(one)) for one in (value if isinstance(value, tuple) else (value,)))

    def words(self, document: Document) -> Iterator[tuple[int, str]]:
        """The words of prose on other lines, and in other code, than the place."""
        near = self._near(document)
        for block in document.blocks:
            for piece in block.prose.pieces:
                for found in _WORD.finditer(document.text, piece.source, piece.source + piece.length):
                    if found.start() < near.start:
                        yield found.start(), found[0]
                    elif found.start() > near.end:
                        yield found.start() + self.shift, found[0]

    def _near(self, document: Document) -> Span:
        first, last = (document.lines.line_at(at) for at in (self.place.start, self.place.end))
        start, end = document.lines.span_of(first).start, document.lines.span_of(last).end
        cells = [cell.span for cell in document.cells if cell.span.overlaps(Span(start, end + 1))]
        return Span(min(start, *(c.start for c in cells), end), max(end, *(c.end for c in cells), start))


def _views(place: Span, replacement: str) -> tuple[View, View]:
    there = Span(place.start, place.start + len(replacement))
    return View(place, there.end - place.end), View(there)


def differences(before: Document, after: Document, place: Span, replacement: str) -> list[str]:
    """What is in one tree and not in the other, where `place` of the first became `replacement`."""
    old, new = _views(place, replacement)
    was, now = (Counter(map(repr, view.nouns(d))) for view, d in ((old, before), (new, after)))
    return [f"gone: {one}" for one in was - now] + [f"new: {one}" for one in now - was]


def words_moved(before: Document, after: Document, place: Span, replacement: str) -> list[str]:
    """The words on other lines than those of the place that are prose in one of the two readings only."""
    old, new = _views(place, replacement)
    was, now = set(old.words(before)), set(new.words(after))
    return [f"gone: {word}" for _, word in sorted(was - now)] + [
        f"new: {word}" for _, word in sorted(now - was)
    ]


def assert_mends(before: Document, after: Document, found: Finding) -> None:
    """The replacement of `found`, made in `before`, gives the same tree, or where it mends markup the same prose."""
    place, replacement = place_of(before.text, found), found.replacement or ""
    assert words_moved(before, after, place, replacement) == [], (found.rule, found.match, replacement)
    if found.rule not in MENDS_MARKUP:
        assert differences(before, after, place, replacement) == [], (found.rule, found.match, replacement)


def still_told(found: Finding, before: list[Finding], after: list[Finding]) -> bool:
    """Whether the findings of its rule say `found` as often after the mending as before."""
    was, now = (
        sum((f.rule, f.match, f.message) == (found.rule, found.match, found.message) for f in findings)
        for findings in (before, after)
    )
    return now >= was
