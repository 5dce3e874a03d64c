"""Attributes and classes that Quarto knows, and those one slip away from them: the part of `broken-attributes` on names."""

from __future__ import annotations

import re
from collections.abc import Iterator

from rapidfuzz.distance import OSA

from checks.finding import Mark, Severity
from checks.nearest import did_you_mean, nearest
from checks.parsing.document import Attributes, Div, Document
from checks.text import Span

#: Attributes of Quarto 1.6 (docs: figures, tables, cross-references, callouts, conditional content, layout, links).
KNOWN = frozenset(
    """
    title collapse appearance icon group width height fig-alt fig-cap fig-align fig-env fig-pos fig-scap fig-link fig-column
    fig-subcap alt style target rel download lightbox layout layout-ncol layout-nrow layout-align layout-valign
    layout-valign tbl-cap tbl-colwidths tbl-subcap lst-cap ref-parent when-format unless-format when-profile unless-profile
    when-meta unless-meta filename code-line-numbers code-fold code-summary code-overflow startfrom prop label column
    cap-location fig-cap-location tbl-cap-location background-color background-image background-size transition
    auto-stretch description loading class id lang dir role source number-offset shortcaption
    """.split()
)
_OF_CALLOUTS = ("title", "collapse", "appearance", "icon")
_VALUES = {
    "appearance": ("default", "simple", "minimal"),
    "collapse": ("true", "false"),
    "icon": ("true", "false"),
}
#: Classes that do something, long enough that a slip is told from a word of the book's own.
_CLASSES = (
    "panel-tabset", "panel-sidebar", "panel-fill", "panel-center", "panel-input", "content-visible", "content-hidden",
    "column-margin", "column-body-outset", "column-page", "column-page-inset", "column-screen", "column-screen-inset",
    "incremental", "nonincremental", "unnumbered", "column-body",
)  # fmt: skip


def names_of(document: Document, holders: Iterator[Attributes]) -> Iterator[Mark]:
    for attributes in holders:
        for name in attributes.classes:
            yield from _class(document, attributes, name)
        for key in attributes.pairs:
            yield from _key(document, attributes, key)


def _class(document: Document, attributes: Attributes, name: str) -> Iterator[Mark]:
    if name in _CLASSES or len(name) < 9:
        return
    guess = next((known for known in _CLASSES if OSA.distance(name, known, score_cutoff=1) <= 1), None)
    at = document.text.find(name, attributes.span.start, attributes.span.end)
    if guess and at >= 0 and name.rstrip("s") != guess:
        yield Mark(Span(at, at + len(name)), f"Quarto knows no class `{name}`.{did_you_mean(guess)}", guess)


def _key(document: Document, attributes: Attributes, key: str) -> Iterator[Mark]:
    callout = any(name.startswith("callout-") for name in attributes.classes)
    if key in KNOWN or key.startswith(("data-", "aria-")) or len(key) < 4:
        return
    guess = nearest(key, _OF_CALLOUTS, least=70.0) if callout else None
    guess = guess or next(
        (known for known in sorted(KNOWN) if OSA.distance(key, known, score_cutoff=1) <= 1), None
    )
    found = re.compile(rf"(?<![\w-]){re.escape(key)}(?=\s*=)").search(
        document.text, attributes.span.start, attributes.span.end
    )
    if guess and found:
        yield Mark(Span(*found.span()), f"Quarto knows no attribute `{key}`.{did_you_mean(guess)}", guess)


def divs_of(document: Document) -> Iterator[Mark]:
    """Callouts whose settings have no such value, and tabsets without tabs."""
    headings = [heading.span for heading in document.headings]
    for div in document.divs:
        yield from _values(div)
        if "panel-tabset" in div.classes and div.closed and not any(div.span.contains(h) for h in headings):
            yield Mark(
                div.open_span,
                "This tabset has no tabs: each begins with a heading (`## Name`).",
                None,
                Severity.ERROR,
            )


def _values(div: Div) -> Iterator[Mark]:
    if div.attributes is None or not any(name.startswith("callout") for name in div.classes):
        return
    for key, allowed in _VALUES.items():
        value, span = div.attributes.pairs.get(key), div.attributes.value_spans.get(key)
        if value is None or span is None or value.lower() in allowed or "{" in value:
            continue
        guess = nearest(value, allowed, least=60.0)
        known = ", ".join(f"`{name}`" for name in allowed)
        yield Mark(span, f"A callout has no {key} `{value}`: Quarto knows {known}.", guess)
