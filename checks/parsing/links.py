"""Brackets: links, images, spans, footnote references and citation groups."""

from __future__ import annotations

import re

from markdown_it.common.utils import normalizeReference

from checks.parsing.attributes import RawAttributes, parse_attributes
from checks.parsing.citations import keys_in, record_key
from checks.parsing.destinations import LABEL, Destination, destination
from checks.parsing.document import Footnote, Link, LinkKind
from checks.parsing.html import service_of
from checks.parsing.images import title_block
from checks.parsing.inline import MAX_NESTING, InlineState, QuartoInline
from checks.parsing.problems import broken_link
from checks.parsing.prose_view import plain_of
from checks.text import Span

_FOOTNOTE = re.compile(r"\[\^([^\]\s]{1,200})\]")
#: Longer brackets hold no group of citations.
MAX_GROUP = 3_000


def bracket(parser: QuartoInline, state: InlineState) -> bool:
    """`[`: a note's mark, a link, a span, a group of citations, or plain text."""
    at = state.pos
    if note := _FOOTNOTE.match(state.src, at, state.posMax):
        return _footnote(state, note)
    close = state.lexed.closes.get(at)
    if at == state.literal_bracket:
        return False
    if close is None or close >= state.posMax or state.depth >= MAX_NESTING:
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
    state.other("note", note[1])
    state.pos = note.end()
    return True


def _inner(parser: QuartoInline, state: InlineState, close: int) -> str:
    """Reads the text in the brackets into the sentence around it; returns its words."""
    start = state.pos + 1
    state.open()
    first = len(state.runs)
    parser.inside(state, start, close)
    words = plain_of(state.runs[first:])
    state.close()
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


def _span(parser: QuartoInline, state: InlineState, close: int, attributes: RawAttributes) -> bool:
    _inner(parser, state, close)
    if attributes.identifier:
        state.gathered.label(attributes.identifier, attributes.located(state.stretch).span)
    state.pos = attributes.end
    return True


def _citations(state: InlineState, at: int, close: int) -> bool:
    """`[see @k, p. 3; -@l]`: one object in the sentence, each key kept."""
    if close - at > MAX_GROUP or "@" not in state.src[at:close] or "](" in state.src[at:close]:
        return False
    keys = keys_in(state.src, at + 1, close)
    for key in keys:
        record_key(state, key[1] or key[2], *key.span(), bracketed=True)
    if keys:
        state.object(state.src[at : close + 1])
        state.pos = close + 1
    return bool(keys)


def _is_label(state: InlineState, at: int) -> bool:
    """Whether a bracket that could be the label of a reference link stands at `at`: no note, no citations."""
    close = state.lexed.closes.get(at, state.posMax)
    if close >= state.posMax or state.src.startswith("^", at + 1):
        return False
    return not keys_in(state.src, at + 1, min(close, at + MAX_GROUP))


def _reference(parser: QuartoInline, state: InlineState, close: int) -> bool:
    """`[text][label]`, `[label][]`, `[label]`, where the label is defined."""
    at, references = state.pos, state.gathered.references
    second = LABEL.match(state.src, close + 1, state.posMax)
    name = second[1] if second and second[1].strip() else state.src[at + 1 : min(close, at + 1000)]
    known = references.get(normalizeReference(name)) if len(name) < 999 else None
    if known is None:
        # Pandoc has tried both brackets together: what follows the second makes no link of that one alone.
        state.literal_bracket = close + 1 if _is_label(state, close + 1) else -1
        return False
    words = _inner(parser, state, close)
    end = second.end() if second else close + 1
    attributes = parse_attributes(state.src, end)
    end = attributes.end if attributes else end
    _keep_link(state, at, close, words, known[0], known[1], end, LinkKind.REFERENCE, attributes)
    state.pos = end
    return True
