"""Images: caption, target, attributes, and what of them is prose."""

from __future__ import annotations

from markdown_it.common.utils import normalizeReference

from checks.parsing.attributes import RawAttributes, parse_attributes
from checks.parsing.destinations import LABEL, Destination, destination
from checks.parsing.document import BlockKind, Image, Piece, Prose
from checks.parsing.inline import MAX_NESTING, InlineState, QuartoInline
from checks.parsing.problems import broken_image
from checks.parsing.prose_view import plain_of, prose_of


def title_block(state: InlineState, start: int, end: int) -> None:
    """The title of a link or image is read by people: prose, kept as it is written."""
    text, span = state.src[start:end], state.stretch.span(start, end)
    if "\n" not in text:
        state.gathered.block(BlockKind.TITLE, span, Prose(text, (Piece(0, span.start, len(text)),)))


def image(parser: QuartoInline, state: InlineState) -> bool:
    """`![caption](target){attributes}`; its caption is a block of its own."""
    at = state.pos
    if not state.src.startswith("![", at):
        return False
    close = state.lexed.closes.get(at + 1)
    if close is None or close >= state.posMax or state.depth >= MAX_NESTING:
        return _mended(parser, state, close)
    found = destination(state, close + 1) if state.src.startswith("(", close + 1) else None
    if found is None:
        found = _image_reference(state, close)
    if found is None:
        return _mended(parser, state, close)
    keep_image(parser, state, (at + 2, close), found)
    return True


def _mended(parser: QuartoInline, state: InlineState, close: int | None) -> bool:
    """An image that its author left open is read as it was meant, so that nothing else follows from the one fault."""
    meant = broken_image(state, close)
    if meant is None:
        return False
    keep_image(parser, state, meant.caption, meant.destination)
    return True


def _image_reference(state: InlineState, close: int) -> Destination | None:
    second = LABEL.match(state.src, close + 1, state.posMax)
    name = (
        second[1] if second and second[1].strip() else state.src[state.pos + 2 : min(close, state.pos + 1000)]
    )
    known = state.gathered.references.get(normalizeReference(name))
    if known is None:
        return None
    end = second.end() if second else close + 1
    return Destination(known[0], close + 1, end, end)


def keep_image(
    parser: QuartoInline, state: InlineState, caption: tuple[int, int], found: Destination
) -> None:
    at, stretch, gathered = state.pos, state.stretch, state.gathered
    attributes = parse_attributes(state.src, found.end)
    end = attributes.end if attributes else found.end
    alone = at == 0 and end == len(state.src) and state.kind is not BlockKind.HEADING
    kind = BlockKind.CAPTION if alone else BlockKind.ALT_TEXT
    inner = state.window(*caption, kind)
    prose = prose_of(parser.run(inner), stretch)
    located = attributes.located(stretch) if attributes else None
    caption_span = stretch.span(*caption)
    gathered.images.append(
        Image(
            state.src[slice(*caption)].replace("\n", " "),
            caption_span,
            found.target,
            stretch.span(found.start, found.stop),
            stretch.span(at, end),
            located,
            block=alone,
            alt=located.pairs.get("fig-alt", located.pairs.get("alt")) if located else None,
        )
    )
    gathered.block(kind, caption_span, prose)
    if attributes:
        gathered.label(attributes.identifier, stretch.span(attributes.start, attributes.end))
        attribute_prose(state, attributes)
    if found.title:
        title_block(state, *found.title)
    state.object(plain_of(inner.runs))
    state.pos = end


#: Attributes whose values readers see or hear.
_READ = {
    "fig-alt": BlockKind.ALT_TEXT,
    "alt": BlockKind.ALT_TEXT,
    "fig-cap": BlockKind.CAPTION,
    "tbl-cap": BlockKind.CAPTION,
    "lst-cap": BlockKind.CAPTION,
    "title": BlockKind.TITLE,
}


def attribute_prose(state: InlineState, attributes: RawAttributes) -> None:
    for key, (start, end) in attributes.values.items():
        kind = _READ.get(key)
        text = state.src[start:end]
        if kind and "\n" not in text:
            span = state.stretch.span(start, end)
            state.gathered.block(kind, span, Prose(text, (Piece(0, span.start, len(text)),)))
