"""`cell-options`: options of code cells that do not parse, are misspelt or stand where nobody reads them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from rapidfuzz.distance import OSA

from checks.chapter import Chapter
from checks.finding import Mark, NotApplicable, Outcome, Severity
from checks.nearest import did_you_mean, nearest
from checks.parsing.document import Cell, CellOption, Document
from checks.rendering.renders.cell_slips import slips
from checks.rule import Scope, rule
from checks.text import Span

#: Options that Quarto's engines know (quarto.org/docs/reference/cells: cells-jupyter, cells-knitr, cells-ojs, and
#: knitr's own list at yihui.org/knitr/options), in the spelling with hyphens.
KNOWN = frozenset(
    """
    label eval echo output warning error include message results comment collapse tags id slideshow export
    cache cache-path cache-vars cache-globals cache-lazy cache-rebuild cache-comments cache-extra cache-vars
    autodep dependson fig-cap fig-subcap fig-alt fig-link fig-align fig-env fig-pos fig-scap fig-width
    fig-height fig-dpi fig-format fig-column fig-asp fig-dim fig-path fig-keep fig-show fig-ext fig-lp
    fig-ncol fig-sep fig-process fig-showtext fig-retina fig-cap-location fig-topcaption fig-responsive
    cap-location tbl-cap tbl-subcap tbl-colwidths tbl-cap-location tbl-pos html-table-processing lst-cap
    lst-label filename code-fold code-summary code-overflow code-line-numbers code-annotations
    code-block-border-left code-copy classes attr-source attr-output attr-warning attr-error attr-message
    attr-asis class-source class-output class-message class-warning class-error layout layout-ncol
    layout-nrow layout-align layout-valign column out-width out-height out-extra output-fold output-location
    panel renderings purl child engine engine-path engine-opts highlight prompt strip-white tidy tidy-opts
    size background split render indent lang language opts-label ref-label code file dev dev-args dpi
    external sanitize interval aniopts animation-hook ffmpeg-bitrate ffmpeg-format echo-fenced input
    results-folder r-options python-reticulate connection max-print sql-max-print output-var tab-cap
    table-caption freeze cfig viewof expandable timelimit exercise exercise-eval exercise-lines context
    autorun startover edit setup envir runbutton standalone components viewerheight title version caption
    persist min-lines max-lines define completion solution hint check crop optipng pdfcrop message-fold fold
    width height alt float scale link key webr ojs-engine shinylive-mode
    """.split()
)
#: Names that people write out where the option has a short one.
_IN_FULL = {
    "fig-caption": "fig-cap", "figure-caption": "fig-cap", "table-cap": "tbl-cap", "tbl-caption": "tbl-cap",
    "fig-label": "label", "fig-alt-text": "fig-alt", "alt-text": "fig-alt", "fig-subcaption": "fig-subcap",
    "lst-caption": "lst-cap",
}  # fmt: skip
_MISPLACED = re.compile(r"^[ \t]*#[ \t]*\|[ \t]*([a-z][\w.-]*)[ \t]*:[ \t]", re.MULTILINE)
#: knitr reads `#| echo = FALSE, fig.cap = "…"` too.
_KNITR = re.compile(r"^[ \t]*#\|[ \t]*[\w.-]+[ \t]*=", re.MULTILINE)
#: `# echo: false` as a cell's first line: an option that lost its `|`.
_NO_PIPE = re.compile(
    r"\A(?:[ \t]*#[ \t]?\|[^\n]*\n|[ \t]*\n)*(#[ \t]*(?:echo|eval|include|warning|message|output|code-fold|fig-cap|tbl-cap|fig-alt)"
    r":[ \t]+(?:true|false|asis|hide|[\"'][^\n]*))[ \t]*$",
    re.MULTILINE,
)
_NO_COLON_SPACE = re.compile(r"^#[ \t]*\|[ \t]*([a-z][\w-]*):(?=[\w\"'])[^\n]*", re.MULTILINE)


@rule("cell-options", item="3.2", scope=Scope.LINE)
def cell_options(chapter: Chapter) -> Iterable[Outcome]:
    """An engine or option of a code cell that does not parse, is misspelt, given twice, or stands below the code.

    Why: Quarto ignores it silently: the figure gets no caption or label, the code is shown though it should not.

    Bad: `#| fig-cpa: "A plot"`.

    Good: `#| fig-cap: "A plot"`.

    Leaves alone: options that it does not know but that resemble none it knows: engines and extensions have their own.
    """
    cells = [cell for cell in chapter.document.cells if cell.executable]
    marks = list(slips(chapter.document))
    yield from marks
    if not cells and not marks:
        yield NotApplicable("no executable code cells in the chapter")
    for cell in cells:
        yield from _broken(chapter.document, cell)
        for name, option in cell.options.items():
            yield from _misspelt(chapter.document, name, option)
        yield from _misplaced(chapter.document, cell)


def _broken(document: Document, cell: Cell) -> Iterator[Mark]:
    if cell.options_error is None or (cell.language == "r" and _KNITR.search(cell.body)):
        return
    at = next(
        (p.span for p in document.problems if p.kind == "broken-options" and cell.span.contains(p.span)),
        cell.info_span,
    )
    line = _line_to_blame(document, cell, at)
    yield Mark(
        line,
        f"The options of this cell do not parse, so that none of them counts: {cell.options_error}.",
        _rewritten(document.slice(line)),
    )


def _line_to_blame(document: Document, cell: Cell, at: Span) -> Span:
    """Where the parser stopped, or the option before it whose quote is never closed."""
    line = document.lines.line_at(at.start)
    for number in range(line, max(document.lines.line_at(cell.body_span.start), line - 12) - 1, -1):
        written = document.lines.line(number)
        if re.search(r"""\|\s*[\w.-]+:\s+(?:"[^"]*|'[^']*)$""", written.rstrip()):
            return document.lines.span_of(number)
    return document.lines.span_of(line)


def _rewritten(line: str) -> str | None:
    """`#| echo = false` and tabs, as YAML wants them."""
    found = re.fullmatch(r"([ \t>]*\S+\|)[ \t]*([a-z][\w.-]*)[ \t]*(?:=|:)[ \t]*(\w+|\"[^\"]*\")[ \t]*", line)
    mended = f"{found[1]} {found[2]}: {found[3]}" if found else None
    return mended if mended != line else None


def _misspelt(document: Document, name: str, option: CellOption) -> Iterator[Mark]:
    plain = name.replace(".", "-").replace("_", "-").lower()
    if plain in KNOWN or len(plain) < 4:
        return
    guess = _guess(plain)
    if guess is None:
        return
    at = document.text.find(name, option.span.start, option.span.end)
    if at >= 0:
        written = guess.replace("-", ".") if "." in name else guess
        yield Mark(
            Span(at, at + len(name)),
            f"No engine knows the cell option `{name}`.{did_you_mean(written)}",
            written,
        )


def _guess(plain: str) -> str | None:
    """The option that was meant: one slip away, two letters that changed places, or the name in full."""
    names = {**{name: name for name in KNOWN}, **_IN_FULL}
    if plain in _IN_FULL:
        return _IN_FULL[plain]
    near = nearest(plain, names, least=80.0)
    if near is not None and abs(len(near) - len(plain)) <= 2:
        return names[near]
    return next(
        (
            name
            for name in sorted(KNOWN)
            if len(name) < 6 and OSA.distance(plain, name) == 1 and sorted(plain) == sorted(name)
        ),
        None,
    )


def _misplaced(document: Document, cell: Cell) -> Iterator[Mark]:
    """Options after the first line of code are comments to every engine."""
    if cell.language not in ("python", "r", "julia", "bash"):
        return
    lines = list(re.finditer(r"[^\n]*\n?", cell.body))
    head = next(
        (m.start() for m in lines if m[0].strip() and not re.match(r"\s*#[ \t]*\|", m[0])), len(cell.body)
    )
    for found in _MISPLACED.finditer(cell.body, head):
        if found[1].replace(".", "-") in KNOWN:
            span = _in_source(document, cell, found.start())
            yield Mark(
                span,
                f"`{found[0].strip()} …` stands below code: options count only at the top of the cell.",
                severity=Severity.WARNING,
            )
    if (lost := _NO_PIPE.match(cell.body)) is not None:
        span = _in_source(document, cell, lost.start(1))
        mended = document.slice(span).replace("#", "#|", 1)
        yield Mark(span, f"`{lost[1]}` is a comment to every engine: options begin with `#|`.", mended)
    for found in _NO_COLON_SPACE.finditer(cell.body, 0, head):
        if found[1] in KNOWN and cell.options_error is None and found[1] not in cell.options:
            yield Mark(
                _in_source(document, cell, found.start()),
                f"`{found[0].strip()}` needs a space after its colon.",
                _rewritten(document.slice(_in_source(document, cell, found.start()))),
            )


def _in_source(document: Document, cell: Cell, at: int) -> Span:
    """The line of the match; the body may have lost its indentation, so it is found by counting lines."""
    line = document.lines.line_at(cell.body_span.start) + cell.body.count("\n", 0, at)
    return document.lines.span_of(min(line, document.lines.count))
