"""Prose: the words of a block, each with where it stands in the source."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from checks.text import Span

#: What stands in `Prose.text` for an inline thing that is not prose: code, math, a citation, a shortcode, raw TeX.
OBJECT = "\N{OBJECT REPLACEMENT CHARACTER}"


class BlockKind(StrEnum):
    """Where a run of prose stands."""

    PARAGRAPH = "paragraph"
    HEADING = "heading"
    LIST_ITEM = "list-item"
    QUOTE = "quote"
    TABLE_CELL = "table-cell"
    CAPTION = "caption"
    ALT_TEXT = "alt-text"
    TITLE = "title"
    FOOTNOTE = "footnote"
    DEFINITION = "definition"


@dataclass(frozen=True, slots=True)
class Piece:
    """`Prose.text[start:start+length]` is `Document.text[source:source+length]`, character for character."""

    start: int
    source: int
    length: int


@dataclass(frozen=True, slots=True)
class Prose:
    """The words of one block: marks of emphasis and links dropped, other things replaced by `OBJECT`, soft line
    breaks turned into one space. `pieces` map every character that stands in the source back to it."""

    text: str
    pieces: tuple[Piece, ...]

    def source(self, start: int, end: int) -> Span | None:
        """The source span of `text[start:end]`, or None where it is not one contiguous run of source characters."""
        first = self._at(start)
        last = self._at(end - 1) if end > start else first
        if first is None or last is None or last + 1 - first != end - start:
            return None
        return Span(first, last + 1) if end > start else Span(first, first)

    def cover(self, start: int, end: int) -> Span:
        """The smallest source span that holds `text[start:end]`, marks between its words included."""
        inside = [p for p in self.pieces if p.start < max(end, start + 1) and p.start + p.length > start]
        if not inside:
            before = [p for p in self.pieces if p.start <= start] or list(self.pieces[:1])
            at = before[-1].source + before[-1].length if before else 0
            return Span(at, at)
        first, last = inside[0], inside[-1]
        low = first.source + max(0, start - first.start)
        return Span(low, max(low, last.source + min(last.length, end - last.start)))

    def _at(self, offset: int) -> int | None:
        low, high = 0, len(self.pieces)
        while low < high:
            middle = (low + high) // 2
            piece = self.pieces[middle]
            if offset < piece.start:
                high = middle
            elif offset >= piece.start + piece.length:
                low = middle + 1
            else:
                return piece.source + offset - piece.start
        return None


@dataclass(frozen=True, slots=True)
class Block:
    """A run of prose. `section`: index into `Document.headings` of the heading it stands under, -1 before any."""

    kind: BlockKind
    span: Span
    prose: Prose
    section: int = -1
