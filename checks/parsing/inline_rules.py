"""What each special character begins: opaque things, citations, notes, addresses; brackets are in `links`."""

from __future__ import annotations

import re
from collections.abc import Callable

from checks.parsing.attributes import RawAttributes, parse_attributes
from checks.parsing.citations import cite
from checks.parsing.document import BlockKind, CrossReference, Footnote, Link, LinkKind, Math
from checks.parsing.html import parts_text, read_tag
from checks.parsing.images import image
from checks.parsing.inline import MAX_NESTING, InlineState, QuartoInline, Rule, emphasis, entity, newline
from checks.parsing.lexer import Opaque
from checks.parsing.links import bracket
from checks.parsing.prose_view import BREAK, prose_of
from checks.parsing.shortcodes import read_shortcode

_IN_ADDRESS = r"""[^\s<>"`{}|\\^()\[\]]"""
#: An address in running text: no bracket ends one that it did not open there, as in `(https://example.org)`.
_ADDRESS = re.compile(
    rf"(?:https?|ftp)://(?:{_IN_ADDRESS}++|\\(?=[_~#&%-])|\({_IN_ADDRESS}*+\)|\[{_IN_ADDRESS}*+\]|\()++"
)
#: bookdown's label of an equation.
_EQUATION = re.compile(r"\(\\#(eq:[\w\-/]+)\)")
_SUBSCRIPT = re.compile(r"~((?:[^\s~\\]|\\.){1,200})~(?!~)")
_SUPERSCRIPT = re.compile(r"\^((?:[^\s^\\\[]|\\.){1,200})\^")
_TRAILING = ".,;:!?'\"*_~…”’"


def read_opaque(state: InlineState, end: int, what: Opaque) -> None:
    _OPAQUE[what](state, end)


def _escape(state: InlineState, end: int) -> None:
    at = state.pos
    if state.src[at + 1] == "\n":
        state.other("softbreak")
    else:
        state.text(state.src[at + 1], at + 1)
    state.pos = end


def _code(state: InlineState, end: int) -> None:
    attributes = parse_attributes(state.src, end)
    inner = state.src[state.pos : end].strip("`").strip()
    state.object(inner)
    state.pos = attributes.end if attributes else end


def _math(state: InlineState, end: int) -> None:
    display = state.src.startswith("$$", state.pos)
    inner = state.src[state.pos : end].strip("$").strip()
    span = state.stretch.span(state.pos, end)
    label, stop = None, end
    if display and (attributes := attributes_after(state.src, end, spaces=True)):
        label, stop = attributes.identifier, attributes.end
        state.gathered.label(label, attributes.located(state.stretch).span)
    for found in _EQUATION.finditer(inner) if "(\\#" in inner else ():
        state.gathered.label(found[1], span)
        label = label or found[1]
    state.gathered.math.append(Math(span, display, label))
    state.object(inner)
    state.pos = stop


def attributes_after(text: str, at: int, *, spaces: bool = False) -> RawAttributes | None:
    """The attribute block at `at`, or behind white space where Quarto allows it."""
    while spaces and at < len(text) and text[at] in " \n\t":
        at += 1
    return parse_attributes(text, at)


def _shortcode(state: InlineState, end: int) -> None:
    inner = state.src[state.pos + 3 : end - 3]
    span = state.stretch.span(state.pos, end)
    if not inner.startswith("/*"):
        shortcode = read_shortcode(inner, span)
        state.gathered.shortcodes.append(shortcode)
        if shortcode.name == "video" and shortcode.arguments:
            title = shortcode.pairs.get("title") or shortcode.pairs.get("aria-label")
            state.gathered.embed("video", shortcode.arguments[0], span, title)
        elif shortcode.name == "embed" and shortcode.arguments:
            state.gathered.embed("notebook", shortcode.arguments[0].partition("#")[0], span)
    state.object()
    state.pos = end


def _comment(state: InlineState, end: int) -> None:
    state.gathered.comments.append(state.stretch.span(state.pos, end))
    _silent(state, end)


def _silent(state: InlineState, end: int) -> None:
    """Something that leaves no trace in the rendered text."""
    state.flush()
    state.pos = end


def _tag(state: InlineState, end: int) -> None:
    tag = state.src[state.pos : end]
    read_tag(tag, state.pos, state.stretch, state.gathered)
    if parts_text(tag):
        state.other(BREAK)
    _silent(state, end)


def _autolink(state: InlineState, end: int) -> None:
    inner = state.stretch.span(state.pos + 1, end - 1)
    target = state.src[state.pos + 1 : end - 1]
    whole = state.stretch.span(state.pos, end)
    address = target if ":" in target.split("@")[0] else f"mailto:{target}"
    attributes = parse_attributes(state.src, end)
    located = attributes.located(state.stretch) if attributes else None
    state.gathered.links.append(Link(target, inner, address, inner, whole, LinkKind.AUTOLINK, located))
    state.object(target)
    state.pos = attributes.end if attributes else end


def _tex(state: InlineState, end: int) -> None:
    state.object()
    state.pos = end


def _rmd_ref(state: InlineState, end: int) -> None:
    label = state.src[state.pos + 6 : end - 1]
    kind = label.partition(":")[0] if ":" in label else state.gathered.kind_of(label)
    state.gathered.cross_references.append(CrossReference(label, kind, state.stretch.span(state.pos, end)))
    state.object(label)
    state.pos = end


def _rmd_label(state: InlineState, end: int) -> None:
    label = state.src[state.pos + 2 : end]
    state.gathered.label(label, state.stretch.span(state.pos, end))
    _silent(state, end)


def caret(parser: QuartoInline, state: InlineState) -> bool:
    """`^[an inline note]`, or a superscript, whose marks are dropped."""
    close = state.lexed.closes.get(state.pos + 1) if state.src.startswith("^[", state.pos) else None
    if close is not None and close < state.posMax and state.depth < MAX_NESTING:
        _note(parser, state, close)
        return True
    return _raised(parser, state, _SUPERSCRIPT)


def _note(parser: QuartoInline, state: InlineState, close: int) -> None:
    span = state.stretch.span(state.pos, close + 1)
    inner = state.window(state.pos + 2, close, BlockKind.FOOTNOTE)
    prose = prose_of(parser.run(inner), state.stretch)
    state.gathered.block(BlockKind.FOOTNOTE, state.stretch.span(state.pos + 2, close), prose)
    state.gathered.footnotes.append(Footnote("", span, True))
    _silent(state, close + 1)


def _raised(parser: QuartoInline, state: InlineState, pattern: re.Pattern[str]) -> bool:
    found = pattern.match(state.src, state.pos, state.posMax)
    if not found or state.depth >= MAX_NESTING:
        return False
    state.flush()
    parser.inside(state, *found.span(1))
    state.pos = found.end()
    return True


def tilde(parser: QuartoInline, state: InlineState) -> bool:
    if state.src.startswith("~~", state.pos):
        _silent(state, state.pos + 2)
        return True
    return _raised(parser, state, _SUBSCRIPT)


def address(_parser: QuartoInline, state: InlineState) -> bool:
    """A bare address, its signs perhaps escaped; what follows it as punctuation, and a bracket that it did not open,
    are not part of it."""
    found = _ADDRESS.match(state.src, state.pos, state.posMax)
    if not found:
        return False
    end = _trimmed(state.src, state.pos, found.end())
    span = state.stretch.span(state.pos, end)
    target = state.src[state.pos : end].replace("\\", "")
    state.gathered.links.append(Link(target, span, target, span, span, LinkKind.BARE))
    state.object(target)
    state.pos = end
    return True


def _trimmed(text: str, start: int, end: int) -> int:
    """Where an address ends, without the punctuation of its sentence."""
    while end > start + 8 and text[end - 1] in _TRAILING:
        end -= 1
    return end


_OPAQUE: dict[Opaque, Callable[[InlineState, int], None]] = {
    Opaque.ESCAPE: _escape,
    Opaque.CODE: _code,
    Opaque.MATH: _math,
    Opaque.DISPLAY_MATH: _math,
    Opaque.SHORTCODE: _shortcode,
    Opaque.COMMENT: _comment,
    Opaque.TAG: _tag,
    Opaque.AUTOLINK: _autolink,
    Opaque.TEX: _tex,
    Opaque.RMD_REF: _rmd_ref,
    Opaque.RMD_LABEL: _rmd_label,
}
_RULES: dict[str, Rule] = {
    "\n": newline,
    "*": emphasis,
    "_": emphasis,
    "&": entity,
    "@": cite,
    "^": caret,
    "~": tilde,
    "[": bracket,
    "!": image,
    "h": address,
    "f": address,
}

#: The reader of inline Markdown: it holds no state of its own.
INLINE = QuartoInline(_RULES, read_opaque)
