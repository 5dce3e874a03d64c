"""What a cell adds to the chapter besides code: labels, captions, alternative texts, things that run."""

from __future__ import annotations

import re

from checks.parsing.cells import Fence, OptionBlock, read_cell
from checks.parsing.document import BlockKind, Cell, CellOption
from checks.parsing.gather import Gathered
from checks.parsing.html import read_tag
from checks.parsing.lexer import TAG
from checks.parsing.stretch import Stretch
from checks.parsing.yaml_prose import read_scalar, read_stretch
from checks.parsing.yaml_text import Node
from checks.text import Span

#: Cell options that readers read (Quarto reference, "Code Cells").
PROSE_OPTIONS = {
    "fig-cap": BlockKind.CAPTION,
    "fig-subcap": BlockKind.CAPTION,
    "fig-scap": BlockKind.CAPTION,
    "tbl-cap": BlockKind.CAPTION,
    "tbl-subcap": BlockKind.CAPTION,
    "lst-cap": BlockKind.CAPTION,
    "cap-location": None,
    "fig-alt": BlockKind.ALT_TEXT,
    "title": BlockKind.TITLE,
    "code-summary": BlockKind.TITLE,
}
_TABLE_CAPTION = re.compile(r"\bcaption\s*=")


def keep_cell(fence: Fence, gathered: Gathered) -> None:
    read = read_cell(gathered.text, fence)
    cell = read.cell
    gathered.cells.append(cell)
    if not fence.closed:
        where = Span(fence.span.start, fence.info_span.end)
        gathered.problem("unclosed-fence", where, f"this code block is never closed with {fence.fence}")
    if read.block and read.block.error:
        at = min(read.block.error_at or cell.body_span.start, len(gathered.text))
        gathered.problem("broken-options", Span(at, min(at + 1, len(gathered.text))), read.block.error)
    _labels(cell, gathered)
    _prose(cell, read.block, gathered)
    if cell.language == "=html":
        _raw_html(cell, gathered)
    if cell.executable and cell.language in ("ojs", "shinylive-python", "shinylive-r"):
        gathered.embed("ojs" if cell.language == "ojs" else "shinylive", "", cell.span)


def _labels(cell: Cell, gathered: Gathered) -> None:
    option = cell.options.get("label")
    if cell.attributes and cell.attributes.identifier:
        gathered.label(cell.attributes.identifier, cell.attributes.span)
    for key in ("lst-label",):
        listing = cell.options.get(key)
        if listing and isinstance(listing.value, str):
            gathered.label(listing.value, listing.value_span)
    if option is None or not isinstance(option.value, str):
        return
    gathered.label(option.value, option.value_span)
    for key in ("fig-subcap", "tbl-subcap"):
        _parts(option, cell.options.get(key), gathered)
    if gathered.rmd:
        _bookdown(cell, option, gathered)


def _raw_html(cell: Cell, gathered: Gathered) -> None:
    """A raw HTML block is no prose, but what it shows and runs counts."""
    span = cell.body_span
    lines = (gathered.lines.line_at(span.start), gathered.lines.line_at(span.end))
    places = [gathered.lines.span_of(number) for number in range(lines[0], lines[1] + 1)]
    stretch = Stretch.of(gathered.text, [(place.start, place.end) for place in places])
    for tag in TAG.finditer(stretch.text):
        read_tag(tag[0], tag.start(), stretch, gathered)


def _parts(label: CellOption, captions: CellOption | None, gathered: Gathered) -> None:
    """Quarto names the parts of a figure `fig-x-1`, `fig-x-2` …"""
    if captions and isinstance(captions.value, list):
        for number in range(1, min(len(captions.value), 100) + 1):
            gathered.label(f"{label.value}-{number}", captions.value_span)


def _bookdown(cell: Cell, label: CellOption, gathered: Gathered) -> None:
    if "fig-cap" in cell.options:
        gathered.label(f"fig:{label.value}", label.value_span)
    if "tbl-cap" in cell.options or "tab-cap" in cell.options or _TABLE_CAPTION.search(cell.body):
        gathered.label(f"tab:{label.value}", label.value_span)


def _prose(cell: Cell, block: OptionBlock | None, gathered: Gathered) -> None:
    root = block.root if block else None
    for key, option in cell.options.items():
        kind = PROSE_OPTIONS.get(key)
        if kind is None:
            continue
        node = root.get(key) or root.get(key.replace("-", ".")) if root else None
        if node is not None and block is not None:
            _nodes(node, block, kind, gathered)
        elif isinstance(option.value, str) and not option.value.startswith("(ref:"):
            span = option.value_span
            read_stretch(Stretch.of(gathered.text, [(span.start, span.end)]), kind, gathered)


def _nodes(node: Node, block: OptionBlock, kind: BlockKind, gathered: Gathered) -> None:
    if node.kind == "scalar" and node.tag == "str":
        read_scalar(node, 0, block.stretch, kind, gathered)
    elif node.kind == "sequence":
        for _, item in node.items:
            if item.kind == "scalar" and item.tag == "str":
                read_scalar(item, 0, block.stretch, kind, gathered)
