"""The parsed chapter: what the reader found, where, to the character.

Every position is a `Span` of character offsets into `Document.text` (the chapter decoded as UTF-8 with its line
ends as they stand), end exclusive. Lines and columns are derived at the very end, by `checks.text.Lines`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from checks.parsing.prose import OBJECT as OBJECT
from checks.parsing.prose import Block as Block
from checks.parsing.prose import BlockKind as BlockKind
from checks.parsing.prose import Piece as Piece
from checks.parsing.prose import Prose as Prose
from checks.text import Lines, Span


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
