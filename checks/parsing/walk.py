"""From block tokens to the nouns of a `Document`."""

from __future__ import annotations

import re
from collections.abc import Callable

from markdown_it.common.utils import normalizeReference
from markdown_it.token import Token

from checks.parsing.attributes import RawAttributes, parse_attributes
from checks.parsing.block_parser import markdown
from checks.parsing.cell_prose import keep_cell
from checks.parsing.divs import Mark, match_marks
from checks.parsing.document import BlockKind, Footnote, Heading, Table
from checks.parsing.gather import Gathered
from checks.parsing.html import read_tag
from checks.parsing.inline_rules import INLINE
from checks.parsing.lexer import TAG
from checks.parsing.prose_view import plain_of, prose_of
from checks.parsing.stretch import Stretch
from checks.parsing.tables import CAPTION
from checks.text import Span

_CONTAINERS = {
    "blockquote": BlockKind.QUOTE,
    "list_item": BlockKind.LIST_ITEM,
    "dd": BlockKind.DEFINITION,
    "footnote_reference": BlockKind.FOOTNOTE,
}
_NEEDS_BLANK_LINE = {
    "heading": "heading",
    "bullet_list_open": "list",
    "ordered_list_open": "list",
    "blockquote_open": "quote",
    "div_mark": "div",
    "table": "table",
}
_TEXT_REFERENCE = re.compile(r"\(ref:([\w-]{1,200})\)[ \t]+")
_LAST_BRACE = re.compile(r"\{[^{}]*\}\s*$")


class Walk:
    """Goes through the tokens once, in order, and fills a `Gathered`."""

    def __init__(self, source: str, gathered: Gathered) -> None:
        self.source, self.gathered = source, gathered
        self.kinds: list[BlockKind] = []
        self.marks: list[Mark] = []
        self.tokens: list[Token] = []
        self.captioned: set[int] = set()
        self.paragraph_end = -1

    def run(self, tokens: list[Token]) -> None:
        self.tokens = tokens
        self._definitions()
        for index, token in enumerate(tokens):
            self._glued(token)
            if handler := _HANDLERS.get(token.type):
                handler(self, index, token)
            elif token.nesting and (kind := _CONTAINERS.get(token.type.rpartition("_")[0])):
                self._container(token, kind)
        divs, problems = match_marks(self.marks, len(self.source))
        self.gathered.divs += divs
        self.gathered.problems += problems

    def _glued(self, token: Token) -> None:
        """What begins on the line after a paragraph: Pandoc takes it for more of that paragraph."""
        name = _NEEDS_BLANK_LINE.get(token.type)
        follows = name is not None and token.map is not None and token.map[0] == self.paragraph_end
        if token.type == "inline" and token.meta and token.meta.get("paragraph") and token.map:
            self.paragraph_end = token.map[1]
        if name is None or not follows or (name in ("list", "quote") and self.kinds):
            return
        if token.type == "div_mark" and not token.meta["mark"].opens:
            return
        line = self._line(token.map[0] if token.map else 0)
        start = line.end - len(self.source[line.start : line.end].lstrip())
        span = token.meta["span"] if token.type == "heading" else Span(start, max(start, line.end))
        detail = f"a {name} needs a blank line before it, else it is part of the paragraph"
        written = self.gathered.text[span.start : span.end]
        self.gathered.problem(f"{name}-without-blank-line", span, detail, "\n" + written)

    def _definitions(self) -> None:
        for token in self.tokens:
            if token.type == "reference":
                label = normalizeReference(token.meta["label"])
                self.gathered.references.setdefault(label, (token.meta["target"], Span(*token.meta["at"])))

    def _container(self, token: Token, kind: BlockKind) -> None:
        if token.nesting > 0:
            if token.meta and token.meta.get("example"):
                self.gathered.examples.add(token.meta["example"])
            self.kinds.append(kind)
            if kind is BlockKind.FOOTNOTE and token.map:
                self._note(token)
        elif self.kinds:
            self.kinds.pop()

    def _note(self, token: Token) -> None:
        label = token.meta["label"]
        line = self._line(token.map[0] if token.map else 0)
        at = self.source.find(f"[^{label}]", line.start, line.end)
        if at >= 0:
            self.gathered.footnotes.append(Footnote(label, Span(at, at + len(label) + 3), True))

    def _line(self, number: int) -> Span:
        return self.gathered.lines.span_of(number + 1)

    def inline(self, index: int, token: Token) -> None:
        if index in self.captioned:
            return
        stretch = token.meta.get("stretch") if token.meta else self._term(token)
        if stretch is None:
            return
        kind = BlockKind.TABLE_CELL if token.meta and token.meta.get("cell") else self._kind()
        found = _TEXT_REFERENCE.match(stretch.text)
        if found and kind is BlockKind.PARAGRAPH:
            stretch, kind = _behind(stretch, found.end()), BlockKind.CAPTION
        self.read(stretch, kind)

    def _kind(self) -> BlockKind:
        return self.kinds[-1] if self.kinds else BlockKind.PARAGRAPH

    def _term(self, token: Token) -> Stretch | None:
        """The term of a definition list: the plugin keeps its line only."""
        if not token.map or not token.content:
            return None
        line = self._line(token.map[0])
        end = line.start + len(self.source[line.start : line.end].rstrip())
        start = end - len(token.content)
        return Stretch.of(self.source, [(start, end)]) if self.source[start:end] == token.content else None

    def read(self, stretch: Stretch, kind: BlockKind) -> None:
        tokens = INLINE.read(stretch, markdown(), self.gathered, kind)
        self.gathered.block(kind, stretch.span(0, len(stretch.text)), prose_of(tokens, stretch))

    def heading(self, index: int, token: Token) -> None:
        gathered, stretch = self.gathered, token.meta["stretch"]
        stretch, raw = _split_attributes(stretch)
        tokens = INLINE.read(stretch, markdown(), gathered, BlockKind.HEADING)
        prose, plain = prose_of(tokens, stretch), plain_of(tokens)
        attributes = raw.located(token.meta["stretch"]) if raw else None
        text_span = stretch.span(0, len(stretch.text))
        identifier = attributes.identifier if attributes else None
        slug = gathered.slugs.take(plain_of(tokens, identifier=True), identifier)
        gathered.headings.append(
            Heading(token.meta["level"], plain.strip(), token.meta["span"], text_span, slug, attributes)
        )
        if attributes:
            gathered.label(identifier, attributes.span)
        gathered.block(BlockKind.HEADING, text_span, prose)

    def cell(self, index: int, token: Token) -> None:
        keep_cell(token.meta["fence"], self.gathered)

    def div(self, index: int, token: Token) -> None:
        mark: Mark = token.meta["mark"]
        self.marks.append(mark)
        gathered = self.gathered
        if mark.attributes:
            gathered.label(mark.attributes.identifier, mark.attributes.span)
            for key in ("title", "fig-cap", "tbl-cap", "fig-alt", "summary"):
                if key in mark.attributes.value_spans:
                    span = mark.attributes.value_spans[key]
                    kind = {"fig-alt": BlockKind.ALT_TEXT, "title": BlockKind.TITLE}.get(
                        key, BlockKind.CAPTION
                    )
                    self.read(Stretch.of(self.source, [(span.start, span.end)]), kind)
        if mark.broken:
            gathered.problem(
                "broken-attributes", mark.span, "this line opens no div: its attributes are not valid"
            )

    def comment(self, index: int, token: Token) -> None:
        self.gathered.comments.append(token.meta["span"])

    def opaque(self, index: int, token: Token) -> None:
        stretch = token.meta["stretch"]
        for tag in TAG.finditer(stretch.text):
            read_tag(tag[0], tag.start(), stretch, self.gathered)

    def table(self, index: int, token: Token) -> None:
        gathered, span = self.gathered, token.meta["span"]
        caption = self._caption(index)
        text = label = where = None
        if caption:
            stretch, raw = _split_attributes(caption)
            text, where = stretch.text.replace("\n", " "), stretch.span(0, len(stretch.text))
            if raw:
                label = raw.identifier
                gathered.label(label, raw.located(caption).span)
            self.read(stretch, BlockKind.CAPTION)
        gathered.tables.append(Table(span, token.meta["columns"], text, where, label))

    def _caption(self, index: int) -> Stretch | None:
        """The paragraph `: Caption` next to the table, before or behind it."""
        after = index + 1
        while after < len(self.tokens) and self.tokens[after].meta.get("cell"):
            after += 1
        for candidate in (after, index - 1):
            if not 0 <= candidate < len(self.tokens) or candidate in self.captioned:
                continue
            token = self.tokens[candidate]
            if token.type == "inline" and token.meta and token.meta.get("paragraph"):
                found = CAPTION.match(token.meta["stretch"].text)
                if found:
                    self.captioned.add(candidate)
                    return _behind(token.meta["stretch"], found.end())
        return None


def _behind(stretch: Stretch, offset: int) -> Stretch:
    """The same stretch from `offset` on."""
    return _cut(stretch, offset, len(stretch.text))


def _cut(stretch: Stretch, start: int, end: int) -> Stretch:
    starts, sources = [0], [stretch.at(start)]
    for at, source in zip(stretch.starts, stretch.sources, strict=True):
        if start < at < end:
            starts.append(at - start)
            sources.append(source)
    return Stretch(stretch.text[start:end], tuple(starts), tuple(sources))


def _split_attributes(stretch: Stretch) -> tuple[Stretch, RawAttributes | None]:
    """A heading or caption without the attribute block at its end."""
    text = stretch.text.rstrip()
    if not text.endswith("}"):
        return stretch, None
    at = text.rfind("{")
    while at >= 0:
        raw = parse_attributes(text, at)
        if raw is not None and raw.end == len(text):
            return _cut(stretch, 0, len(text[:at].rstrip())), raw
        if raw is not None or len(text) - at > 5_000:
            break
        at = text.rfind("{", 0, at)
    return stretch, None


_HANDLERS: dict[str, Callable[[Walk, int, Token], None]] = {
    "inline": Walk.inline,
    "heading": Walk.heading,
    "cell": Walk.cell,
    "div_mark": Walk.div,
    "comment": Walk.comment,
    "opaque": Walk.opaque,
    "table": Walk.table,
}
