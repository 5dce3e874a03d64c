"""The parsed chapter: what the reader found, where, to the character.

Every position is a `Span` of character offsets into `Document.text` (the chapter decoded as UTF-8 with its line
ends as they stand), end exclusive. Lines and columns are derived at the very end, by `checks.text.Lines`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from checks.text import Lines, Span

#: What stands in `Prose.text` for an inline thing that is not prose: code, math, a citation, a shortcode, raw TeX.
OBJECT = "\N{OBJECT REPLACEMENT CHARACTER}"


@dataclass(frozen=True, slots=True)
class Attributes:
    """A Pandoc attribute block, `{#id .class key=value}`; `span` includes the braces."""

    span: Span
    identifier: str | None = None
    classes: tuple[str, ...] = ()
    pairs: Mapping[str, str] = field(default_factory=dict)
    #: Where the value of each pair stands, without its quotes.
    value_spans: Mapping[str, Span] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class FrontMatter:
    """The YAML block at the top. `data` is empty and `error` set when it does not parse (`error_at`: offset)."""

    span: Span
    data: Mapping[str, Any]
    error: str | None = None
    error_at: int | None = None


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading. `slug` is the identifier Pandoc derives when none is given; `identifier` the explicit one."""

    level: int
    text: str
    span: Span
    text_span: Span
    slug: str
    attributes: Attributes | None = None

    @property
    def identifier(self) -> str | None:
        return self.attributes.identifier if self.attributes else None

    @property
    def classes(self) -> tuple[str, ...]:
        return self.attributes.classes if self.attributes else ()

    @property
    def anchor(self) -> str:
        return self.identifier or self.slug


@dataclass(frozen=True, slots=True)
class Image:
    """`![caption](target){attributes}` or an HTML `<img>`; `html` tells which. `block`: alone in its paragraph."""

    caption: str
    caption_span: Span
    target: str
    target_span: Span
    span: Span
    attributes: Attributes | None = None
    html: bool = False
    block: bool = False
    alt: str | None = None

    @property
    def label(self) -> str | None:
        return self.attributes.identifier if self.attributes else None


class LinkKind(StrEnum):
    INLINE = "inline"
    REFERENCE = "reference"
    AUTOLINK = "autolink"
    BARE = "bare"
    HTML = "html"


@dataclass(frozen=True, slots=True)
class Link:
    """A link. For reference links `target_span` is where the definition gives the address."""

    text: str
    text_span: Span
    target: str
    target_span: Span
    span: Span
    kind: LinkKind
    attributes: Attributes | None = None


@dataclass(frozen=True, slots=True)
class CellOption:
    """One `#| key: value` line of a code cell (`fig-cap`, `label`, `fig-alt`, `echo` …) or knitr `key=value`."""

    value: Any
    span: Span
    value_span: Span


@dataclass(frozen=True, slots=True)
class Cell:
    """A fenced code block. `executable`: written `{python}`; else a plain listing. `closed`: it has its end fence."""

    language: str
    executable: bool
    span: Span
    info_span: Span
    body: str
    body_span: Span
    fence: str
    closed: bool = True
    options: Mapping[str, CellOption] = field(default_factory=dict)
    options_error: str | None = None
    attributes: Attributes | None = None

    @property
    def label(self) -> str | None:
        option = self.options.get("label")
        if option is not None and isinstance(option.value, str):
            return option.value
        return self.attributes.identifier if self.attributes else None


@dataclass(frozen=True, slots=True)
class Div:
    """A Pandoc fenced div, `::: {.callout-note}` … `:::`; `span` runs to the end of the text when not closed."""

    span: Span
    open_span: Span
    attributes: Attributes | None
    depth: int
    closed: bool = True

    @property
    def classes(self) -> tuple[str, ...]:
        return self.attributes.classes if self.attributes else ()

    @property
    def label(self) -> str | None:
        return self.attributes.identifier if self.attributes else None


@dataclass(frozen=True, slots=True)
class Citation:
    """`@key` or one key of `[@key, p. 3; -@other]`; `span` is `@key` without brackets. Never a cross-reference."""

    key: str
    span: Span
    bracketed: bool = False


@dataclass(frozen=True, slots=True)
class CrossReference:
    """`@fig-x`, `[-@sec-y]`, `\\@ref(fig:x)`: `label` is the target's identifier, `kind` its prefix."""

    label: str
    kind: str
    span: Span


@dataclass(frozen=True, slots=True)
class Label:
    """Something that a cross-reference or an anchor link can point at. `kind`: the prefix (`fig`, `sec` …) or ''."""

    identifier: str
    kind: str
    span: Span


@dataclass(frozen=True, slots=True)
class Shortcode:
    """`{{< name argument key=value >}}`."""

    name: str
    arguments: tuple[str, ...]
    pairs: Mapping[str, str]
    span: Span


@dataclass(frozen=True, slots=True)
class Embed:
    """Something interactive: kind is `iframe`, `video`, `audio`, `script`, `ojs`, `shinylive`, `colab`, `binder`."""

    kind: str
    url: str
    span: Span
    title: str | None = None


@dataclass(frozen=True, slots=True)
class Footnote:
    """`[^name]` (reference) or `[^name]:` (definition)."""

    name: str
    span: Span
    definition: bool


@dataclass(frozen=True, slots=True)
class Math:
    """`$…$` or `$$…$$`, span including the dollars."""

    span: Span
    display: bool
    label: str | None = None


@dataclass(frozen=True, slots=True)
class Table:
    """A pipe or grid table. `columns` per row as written (header first)."""

    span: Span
    columns: tuple[int, ...]
    caption: str | None = None
    caption_span: Span | None = None
    label: str | None = None


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


@dataclass(frozen=True, slots=True)
class Problem:
    """What the reader could not make sense of: the stem of a rule, not yet a finding.

    `kind`: `unclosed-image`, `unclosed-link`, `unclosed-fence`, `unclosed-div`, `stray-div`, `unclosed-math`,
    `broken-shortcode`, `broken-attributes`, `too-deep`, `too-large` …
    """

    kind: str
    span: Span
    detail: str = ""
    replacement: str | None = None


@dataclass(frozen=True)
class Document:
    """One parsed chapter. Sequences are in document order."""

    text: str
    lines: Lines
    front_matter: FrontMatter | None = None
    headings: tuple[Heading, ...] = ()
    images: tuple[Image, ...] = ()
    links: tuple[Link, ...] = ()
    cells: tuple[Cell, ...] = ()
    divs: tuple[Div, ...] = ()
    citations: tuple[Citation, ...] = ()
    cross_references: tuple[CrossReference, ...] = ()
    labels: tuple[Label, ...] = ()
    shortcodes: tuple[Shortcode, ...] = ()
    embeds: tuple[Embed, ...] = ()
    footnotes: tuple[Footnote, ...] = ()
    math: tuple[Math, ...] = ()
    tables: tuple[Table, ...] = ()
    blocks: tuple[Block, ...] = ()
    comments: tuple[Span, ...] = ()
    problems: tuple[Problem, ...] = ()

    def slice(self, span: Span) -> str:
        return self.text[span.start : span.end]
