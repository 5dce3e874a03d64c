"""Brackets: links, images, spans, footnote references and citation groups."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from markdown_it.common.utils import normalizeReference

from checks.parsing.attributes import RawAttributes, parse_attributes
from checks.parsing.document import BlockKind, Footnote, Image, Link, LinkKind, Piece, Prose
from checks.parsing.html import service_of
from checks.parsing.problems import broken_image, broken_link
from checks.parsing.prose_view import plain_of, prose_of
from checks.text import Span

if TYPE_CHECKING:
    from checks.parsing.inline import InlineState, QuartoInline

#: The plain destination: no white space, no parentheses, perhaps a title.
_SIMPLE = re.compile(
    r"""\(\s*+([^\s()<>"'\\]*+)(?:\s++(?:"((?:[^"\\]|\\.)*+)"|'((?:[^'\\]|\\.)*+)'))?+\s*+\)""", re.DOTALL
)
_ANGLED = re.compile(
    r"""\(\s*+<([^<>\n]*+)>(?:\s++(?:"((?:[^"\\]|\\.)*+)"|'((?:[^'\\]|\\.)*+)'))?+\s*+\)""", re.DOTALL
)
_TITLE = re.compile(r"""\s+(?:"((?:[^"\\]|\\.)*)"|'((?:[^'\\]|\\.)*)')\s*$""", re.DOTALL)
_FOOTNOTE = re.compile(r"\[\^([^\]\s]{1,200})\]")
_LABEL = re.compile(r"\[([^\[\]]{0,999})\]")
#: Longer brackets hold no group of citations.
MAX_GROUP = 3_000
_UNESCAPE = re.compile(r"\\([!-/:-@\[-`{-~])")


@dataclass(frozen=True, slots=True)
class Destination:
    """Where a link leads; offsets in the stretch, `end` behind the closing parenthesis."""

    target: str
    start: int
    stop: int
    end: int
    title: tuple[int, int] | None = None


def destination(state: InlineState, at: int) -> Destination | None:
    """Reads `(address "title")` whose parenthesis stands at `at`."""
    src = state.src
    for pattern in (_SIMPLE, _ANGLED):
        if found := pattern.match(src, at, state.posMax):
            group = 2 if found[2] is not None else 3
            title = found.span(group) if found[group] is not None else None
            return Destination(found[1], *found.span(1), found.end(), title)
    close = state.lexed.parens.get(at)
    if close is None or close >= state.posMax:
        return None
    return _balanced(src, at, close)


def _balanced(src: str, at: int, close: int) -> Destination | None:
    """An address with parentheses, escapes or blanks inside, as Pandoc allows them."""
    inner = src[at + 1 : close]
    if len(inner) > 20_000:
        return None
    title = _TITLE.search(inner)
    body = inner[: title.start()] if title else inner
    start = at + 1 + len(body) - len(body.lstrip())
    target = body.strip()
    spans = None
    if title:
        group = 1 if title[1] is not None else 2
        spans = (at + 1 + title.start(group), at + 1 + title.end(group))
    return Destination(_UNESCAPE.sub(r"\1", target), start, start + len(target), close + 1, spans)


def bracket(parser: QuartoInline, state: InlineState) -> bool:
    """`[`: a note's mark, a link, a span, a group of citations, or plain text."""
    at = state.pos
    if note := _FOOTNOTE.match(state.src, at, state.posMax):
        return _footnote(state, note)
    close = state.lexed.closes.get(at)
    if close is None or close >= state.posMax or state.depth >= 40:
        return broken_link(state, at)
    return _bracketed(parser, state, at, close)


def _bracketed(parser: QuartoInline, state: InlineState, at: int, close: int) -> bool:
    src, after = state.src, close + 1
    if src.startswith("(", after):
        if found := destination(state, after):
            return _link(parser, state, close, found)
        return broken_link(state, at, close)
    if src.startswith("{", after) and (attributes := parse_attributes(src, after)):
        return _span(parser, state, close, attributes)
    if _citations(state, at, close):
        return True
    return _reference(parser, state, close)


def _footnote(state: InlineState, note: re.Match[str]) -> bool:
    state.gathered.footnotes.append(Footnote(note[1], state.stretch.span(*note.span()), False))
    state.push("note", "", 0).content = note[1]
    state.pos = note.end()
    return True


def _inner(parser: QuartoInline, state: InlineState, close: int) -> str:
    """Reads the text in the brackets into the sentence around it; returns its words."""
    start = state.pos + 1
    state.push("link_open", "a", 1)
    first = len(state.tokens)
    parser.inside(state, start, close)
    words = plain_of(state.tokens[first:])
    state.push("link_close", "a", -1)
    return words


def _link(parser: QuartoInline, state: InlineState, close: int, found: Destination) -> bool:
    at = state.pos
    words = _inner(parser, state, close)
    attributes = parse_attributes(state.src, found.end)
    end = attributes.end if attributes else found.end
    stretch = state.stretch
    target_span = stretch.span(found.start, found.stop)
    _keep_link(state, at, close, words, found.target, target_span, end, LinkKind.INLINE, attributes)
    if found.title:
        title_block(state, *found.title)
    state.pos = end
    return True


def _keep_link(
    state: InlineState,
    at: int,
    close: int,
    words: str,
    target: str,
    target_span: Span,
    end: int,
    kind: LinkKind,
    attributes: RawAttributes | None,
) -> None:
    stretch, gathered = state.stretch, state.gathered
    located = attributes.located(stretch) if attributes else None
    span = stretch.span(at, end)
    text_span = stretch.span(at + 1, close)
    gathered.links.append(Link(words, text_span, target, target_span, span, kind, located))
    if located and located.identifier:
        gathered.label(located.identifier, located.span)
    if service := service_of(target):
        gathered.embed(service, target, span, words or None)


def title_block(state: InlineState, start: int, end: int) -> None:
    """The title of a link or image is read by people: prose, kept as it is written."""
    text, span = state.src[start:end], state.stretch.span(start, end)
    if "\n" not in text:
        state.gathered.block(BlockKind.TITLE, span, Prose(text, (Piece(0, span.start, len(text)),)))


def _span(parser: QuartoInline, state: InlineState, close: int, attributes: RawAttributes) -> bool:
    _inner(parser, state, close)
    if attributes.identifier:
        state.gathered.label(attributes.identifier, attributes.located(state.stretch).span)
    state.pos = attributes.end
    return True


def _citations(state: InlineState, at: int, close: int) -> bool:
    """`[see @k, p. 3; -@l]`: one object in the sentence, each key kept."""
    from checks.parsing.inline_rules import keys_in, record_key

    if close - at > MAX_GROUP or "@" not in state.src[at:close] or "](" in state.src[at:close]:
        return False
    keys = keys_in(state.src, at + 1, close)
    for key in keys:
        record_key(state, key[1] or key[2], *key.span(), bracketed=True)
    if keys:
        state.object(state.src[at : close + 1])
        state.pos = close + 1
    return bool(keys)


def _reference(parser: QuartoInline, state: InlineState, close: int) -> bool:
    """`[text][label]`, `[label][]`, `[label]`, where the label is defined."""
    at, references = state.pos, state.gathered.references
    if not references:
        return False
    second = _LABEL.match(state.src, close + 1, state.posMax)
    name = second[1] if second and second[1].strip() else state.src[at + 1 : min(close, at + 1000)]
    known = references.get(normalizeReference(name)) if len(name) < 999 else None
    if known is None:
        return False
    words = _inner(parser, state, close)
    end = second.end() if second else close + 1
    attributes = parse_attributes(state.src, end)
    end = attributes.end if attributes else end
    _keep_link(state, at, close, words, known[0], known[1], end, LinkKind.REFERENCE, attributes)
    state.pos = end
    return True


def image(parser: QuartoInline, state: InlineState) -> bool:
    """`![caption](target){attributes}`; its caption is a block of its own."""
    at = state.pos
    if not state.src.startswith("![", at):
        return False
    close = state.lexed.closes.get(at + 1)
    if close is None or close >= state.posMax or state.depth >= 40:
        return broken_image(parser, state, close)
    found = destination(state, close + 1) if state.src.startswith("(", close + 1) else None
    if found is None:
        found = _image_reference(state, close)
    if found is None:
        return broken_image(parser, state, close)
    keep_image(parser, state, (at + 2, close), found)
    return True


def _image_reference(state: InlineState, close: int) -> Destination | None:
    second = _LABEL.match(state.src, close + 1, state.posMax)
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
    state.object(plain_of(inner.tokens))
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
