"""The habits of a chapter: for each convention, which choice it makes where. The book's habits are their sum."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from checks.parsing.document import OBJECT, Block, BlockKind, Div, Document, Heading, Piece
from checks.text import Span

#: Words that title case leaves small (Chicago Manual of Style, 8.159, and common practice).
SMALL_WORDS = frozenset(
    """
    a an and as at but by for from in into nor of off on onto or over per so than the to up upon versus via
    vs with yet is are be it its
    """.split()
)
_MARKER = re.compile(r"[ \t>]*([-*+])[ \t]+\S")
_WORD = re.compile(r"[^\W\d_][\w'’]*")


@dataclass(frozen=True, slots=True)
class Observation:
    """One place where the chapter makes a choice. `fixes`: other choice → what would stand at `span` then."""

    convention: str
    choice: str
    span: Span
    fixes: tuple[tuple[str, str], ...] = ()


def count_conventions(document: Document) -> dict[str, dict[str, int]]:
    """Convention → choice → how often this chapter makes it."""
    counts: dict[str, dict[str, int]] = {}
    for seen in observe(document):
        choices = counts.setdefault(seen.convention, {})
        choices[seen.choice] = choices.get(seen.choice, 0) + 1
    return counts


def observe(document: Document) -> Iterator[Observation]:
    """Every choice that the chapter makes."""
    callouts = [div for div in document.divs if any(c.startswith("callout") for c in div.classes)]
    for heading in document.headings:
        if not any(div.span.contains(heading.span) for div in callouts):
            yield from _of_heading(document, heading)
    for block in document.blocks:
        if block.kind is BlockKind.LIST_ITEM:
            yield from _of_list_item(document, block)
        if block.kind not in (BlockKind.CAPTION, BlockKind.TITLE, BlockKind.ALT_TEXT):
            yield from _of_emphasis(document, block)
    yield from _of_cells(document)
    yield from _of_figures(document)
    for div in callouts:
        yield from _of_callout(document, div)


def heading_case(text: str) -> str | None:
    """`title`, `sentence`, or None where the words do not tell (names, acronyms and code excuse a capital)."""
    words = [w[0] for w in _WORD.finditer(re.split(r"[:?!.–—]\s", text)[0])][1:]
    telling = [w for w in words if w.lower() not in SMALL_WORDS and w[1:] == w[1:].lower() and len(w) > 2]
    if len(telling) < 2 or OBJECT in text:
        return None
    capitals = sum(1 for w in telling if w[0].isupper())
    return "title" if capitals == len(telling) else "sentence" if capitals == 0 else None


def _of_heading(document: Document, heading: Heading) -> Iterator[Observation]:
    code = "`" in document.slice(heading.text_span)
    case = None if code else heading_case(heading.text)
    if case is not None:
        yield Observation("heading-case", case, heading.text_span)
    if heading.level <= 2 and "unnumbered" not in heading.classes and "-" not in heading.classes:
        choice = "yes" if (heading.identifier or "").startswith("sec-") else "no"
        yield Observation(f"section-id-{heading.level}", choice, heading.span)


def _of_list_item(document: Document, block: Block) -> Iterator[Observation]:
    line = document.lines.line_at(block.span.start)
    found = _MARKER.match(document.lines.line(line))
    if found is None:
        return
    at = document.lines.span_of(line).start + found.start(1)
    others = tuple((mark, mark) for mark in "-*+" if mark != found[1])
    yield Observation("list-marker", found[1], Span(at, at + 1), others)


def _of_emphasis(document: Document, block: Block) -> Iterator[Observation]:
    for piece in block.prose.pieces:
        mark = _emphasis_mark(document.text, piece)
        if mark is None:
            continue
        span = Span(piece.source - len(mark), piece.source + piece.length + len(mark))
        inner = document.text[piece.source : piece.source + piece.length]
        other = ("_" if mark[0] == "*" else "*") * len(mark)
        name = "strong-mark" if len(mark) == 2 else "emphasis-mark"
        yield Observation(name, mark, span, ((other, other + inner + other),))


def _emphasis_mark(text: str, piece: Piece) -> str | None:
    """The marks around a piece that is emphasised as a whole."""
    before = re.search(r"[*_]*$", text[max(0, piece.source - 3) : piece.source])
    after = re.match(r"[*_]*", text[piece.source + piece.length : piece.source + piece.length + 3])
    mark = before[0] if before else ""
    same = after is not None and mark == after[0] and mark in ("*", "_", "**", "__")
    inner = text[piece.source : piece.source + piece.length]
    return mark if same and inner and inner == inner.strip() else None


def _of_cells(document: Document) -> Iterator[Observation]:
    for cell in document.cells:
        if cell.fence and cell.fence[0] in "`~":
            at = document.text.find(cell.fence, cell.span.start, cell.span.end)
            if at >= 0:
                yield Observation("code-fence", cell.fence[0] * 3, Span(at, at + len(cell.fence)))


def _of_figures(document: Document) -> Iterator[Observation]:
    for label in document.labels:
        rest = label.identifier.partition("-")[2]
        if label.kind in ("fig", "tbl", "sec", "eq", "lst") and ("-" in rest) != ("_" in rest):
            yield Observation("label-style", "hyphens" if "-" in rest else "underscores", label.span)
    for image in document.images:
        local = not re.match(r"[a-z][a-z0-9+.-]*:", image.target, re.IGNORECASE)
        folder = re.sub(r"^(?:\./)+", "", image.target).partition("/")
        if local and folder[1] and folder[0] not in ("..", ""):
            yield Observation("image-folder", folder[0], image.target_span)
        if image.block and not image.html:
            yield Observation("figure-caption", "yes" if image.caption.strip() else "no", image.span)
        if image.block and not image.html and image.caption.strip():
            yield Observation("figure-label", "yes" if image.label else "no", image.span)
        if image.block and len(image.caption.split()) >= 4:
            yield Observation("caption-period", _last_mark(image.caption), image.caption_span)


def _last_mark(caption: str) -> str:
    return "yes" if caption.rstrip(" *_\"”'’").endswith((".", "?", "!")) else "no"


def _of_callout(document: Document, div: Div) -> Iterator[Observation]:
    kind = next((c for c in div.classes if c.startswith("callout-")), None)
    if kind is None:
        return
    given = div.attributes.pairs.get("title") if div.attributes else None
    heading = next((h for h in document.headings if div.span.contains(h.span)), None)
    if given is not None:
        yield Observation("callout-title", "title=", div.open_span)
    elif heading is not None:
        yield Observation("callout-title", "heading", heading.span)
    title = given or (heading.text if heading else None)
    if title:
        yield Observation(f"callout-kind: {' '.join(title.lower().split())}", kind, div.open_span)
