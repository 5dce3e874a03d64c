"""What the reader collects on its way through a chapter, before it is frozen into a `Document`."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Protocol, TypeVar

from checks.parsing.document import (
    Block,
    BlockKind,
    Cell,
    Citation,
    CrossReference,
    Div,
    Document,
    Embed,
    Footnote,
    FrontMatter,
    Heading,
    Image,
    Label,
    Link,
    Math,
    Problem,
    Prose,
    Shortcode,
    Table,
)
from checks.parsing.slug import Slugs
from checks.text import Lines, Span

_WORD = re.compile(r"[^\W_]")


class _Placed(Protocol):
    @property
    def span(self) -> Span: ...


_Noun = TypeVar("_Noun", bound=_Placed)

#: Cross-reference prefixes of Quarto (docs: "Cross References", quarto-cli `crossref` filters).
DEFAULT_PREFIXES = frozenset(
    [
        "fig",
        "tbl",
        "lst",
        "sec",
        "eq",
        "thm",
        "lem",
        "cor",
        "prp",
        "cnj",
        "def",
        "exm",
        "exr",
        "sol",
        "rem",
        "alg",
        "nte",
        "tip",
        "wrn",
        "imp",
        "cau",
    ]
)


@dataclass(slots=True)
class Gathered:
    """One list per noun. `references`: link definitions by normalised label, with the address and where it is."""

    text: str
    prefixes: frozenset[str] = DEFAULT_PREFIXES
    rmd: bool = False
    front_matter: FrontMatter | None = None
    headings: list[Heading] = field(default_factory=list)
    images: list[Image] = field(default_factory=list)
    links: list[Link] = field(default_factory=list)
    cells: list[Cell] = field(default_factory=list)
    divs: list[Div] = field(default_factory=list)
    citations: list[Citation] = field(default_factory=list)
    cross_references: list[CrossReference] = field(default_factory=list)
    labels: list[Label] = field(default_factory=list)
    shortcodes: list[Shortcode] = field(default_factory=list)
    embeds: list[Embed] = field(default_factory=list)
    footnotes: list[Footnote] = field(default_factory=list)
    math: list[Math] = field(default_factory=list)
    tables: list[Table] = field(default_factory=list)
    blocks: list[Block] = field(default_factory=list)
    comments: list[Span] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    references: dict[str, tuple[str, Span]] = field(default_factory=dict)
    #: Labels of example lists: `@label` is then no citation.
    examples: set[str] = field(default_factory=set)
    slugs: Slugs = field(default_factory=Slugs)
    lines: Lines = field(init=False)

    def __post_init__(self) -> None:
        self.lines = Lines.of(self.text)

    def kind_of(self, identifier: str) -> str:
        """The cross-reference prefix of a label, or '' when it has none."""
        prefix, dash, rest = identifier.partition("-")
        return prefix.lower() if dash and rest and prefix.lower() in self.prefixes else ""

    def label(self, identifier: str | None, span: Span) -> None:
        if identifier:
            self.labels.append(Label(identifier, self.kind_of(identifier), span))

    def embed(self, kind: str, url: str, span: Span, title: str | None = None) -> None:
        self.embeds.append(Embed(kind, url, span, title))

    def problem(self, kind: str, span: Span, detail: str = "", replacement: str | None = None) -> None:
        self.problems.append(Problem(kind, span, detail, replacement))

    def block(self, kind: BlockKind, span: Span, prose: Prose) -> None:
        """Keeps a run of prose, if it holds a letter or digit at all."""
        if prose.pieces and _WORD.search(prose.text):
            self.blocks.append(Block(kind, span, prose, len(self.headings) - 1))

    def document(self) -> Document:
        return Document(
            self.text,
            self.lines,
            self.front_matter,
            tuple(self.headings),
            images=_sorted(self.images),
            links=_sorted(self.links),
            cells=_sorted(self.cells),
            divs=_sorted(self.divs),
            citations=_sorted([c for c in self.citations if c.key not in self.examples]),
            cross_references=_sorted(self.cross_references),
            labels=_sorted(self.labels),
            shortcodes=_sorted(self.shortcodes),
            embeds=_sorted(self.embeds),
            footnotes=_sorted(self.footnotes),
            math=_sorted(self.math),
            tables=_sorted(self.tables),
            blocks=_sorted(self.blocks),
            comments=tuple(sorted(self.comments)),
            problems=_sorted(self.problems),
        )


def _sorted(found: list[_Noun]) -> tuple[_Noun, ...]:
    return tuple(sorted(found, key=lambda thing: thing.span))
