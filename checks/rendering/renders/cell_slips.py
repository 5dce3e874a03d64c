"""Slips in code cells beside misspelt options: engines, doubled options, values, raw blocks: a part of `cell-options`."""

from __future__ import annotations

import re
from collections.abc import Iterator

from rapidfuzz.distance import OSA

from checks.finding import Mark, Severity
from checks.nearest import did_you_mean, nearest
from checks.parsing.document import Cell, Document
from checks.text import Span

#: Engines of Quarto and knitr (knitr::knit_engines), and the diagrams that Quarto draws.
ENGINES = frozenset(
    """
    python r julia ojs mermaid dot bash sh zsh sql stan rcpp css js sass scss c cc fortran fortran95 perl ruby node
    haskell scala awk sed octave matlab asy tikz cat asis block block2 verbatim embed comment exec targets glue glue_sql
    gluesql psql mysql php powershell go rust sas stata lein groovy coffee highlight ditaa theorem lemma corollary
    proposition conjecture definition example exercise hypothesis proof remark solution webr pyodide shinylive-python
    shinylive-r webr-r
    """.split()
)
#: Formats of raw blocks: `{=html}`.
_RAW = frozenset(
    (
        "html",
        "latex",
        "tex",
        "openxml",
        "typst",
        "beamer",
        "revealjs",
        "html5",
        "docx",
        "pdf",
        "rst",
        "markdown",
    )
)
#: Options that are true or false, or one of a few words.
_SWITCHES = {
    "echo": ("fenced",), "eval": (), "warning": (), "message": (), "include": (), "error": (), "output": ("asis",),
    "cache": ("refresh",), "code-fold": ("show",), "collapse": (), "code-line-numbers": (),
}  # fmt: skip
_OPTION = re.compile(r"^[ \t>]*(?:#|//|%%|--)\|[ \t]*([a-z][\w.-]*)[ \t]*:(?=\s)", re.MULTILINE)
_INLINE = re.compile(r"(?<!`)`\{([a-z]{3,10})\}[ ][^`\n]+`(?!`)")
_INFO_RAW = re.compile(r"\{\s*=\s*([\w+-]+)\s*\}")


def slips(document: Document) -> Iterator[Mark]:
    for cell in document.cells:
        info = document.slice(cell.info_span)
        yield from _engine(cell, info)
        yield from _open_brace(cell, info)
        if cell.executable:
            yield from _twice(document, cell)
            yield from _values(cell)
    yield from _inline(document)


def _engine(cell: Cell, info: str) -> Iterator[Mark]:
    if (raw := _INFO_RAW.fullmatch(info.strip())) and info.strip() != f"{{={raw[1]}}}":
        yield Mark(
            cell.info_span,
            f"`{info.strip()}` names no raw format: no space may stand in it.",
            f"{{={raw[1]}}}",
        )
    if not cell.executable or cell.language in ENGINES:
        return
    found = re.search(re.escape(cell.language), info, re.IGNORECASE)
    if found is None:
        return
    span = Span(cell.info_span.start + found.start(), cell.info_span.start + found.end())
    if cell.language in _RAW and info.strip().lower() == f"{{{cell.language}}}":
        message = f"`{{{cell.language}}}` is no engine: a raw block is written `{{={cell.language}}}`."
        yield Mark(span, message, f"={cell.language}")
    elif guess := _near(cell.language):
        yield Mark(span, f"No engine runs `{cell.language}`.{did_you_mean(guess)}", guess)


def _near(name: str) -> str | None:
    return next(
        (e for e in ("python", "julia", "mermaid", "bash") if OSA.distance(name, e, score_cutoff=1) == 1),
        None,
    )


def _open_brace(cell: Cell, info: str) -> Iterator[Mark]:
    """`{python` without its brace makes a listing."""
    word = re.fullmatch(r"\s*\{(\w+)\s*", info)
    if word and word[1].lower() in ENGINES:
        yield Mark(
            cell.info_span,
            f"`{info.strip()}` has no closing brace: the cell is shown, and not run.",
            f"{{{word[1]}}}",
        )


def _twice(document: Document, cell: Cell) -> Iterator[Mark]:
    seen: set[str] = set()
    for found in _OPTION.finditer(document.text, cell.body_span.start, cell.body_span.end):
        if found[1] in seen:
            message = f"The cell option `{found[1]}` is given twice: Quarto stops at it. Keep one of the two."
            yield Mark(Span(*found.span(1)), message)
        seen.add(found[1])


def _values(cell: Cell) -> Iterator[Mark]:
    """`echo: flase`: only words that nearly are one of those allowed; anything else may be code."""
    for name, more in _SWITCHES.items():
        option = cell.options.get(name)
        if option is None or not isinstance(option.value, str):
            continue
        allowed = ("true", "false", "yes", "no", "on", "off", *more)
        value = option.value.strip().strip("\"'").lower()
        guess = nearest(value, ("true", "false", *more), least=50.0) if value not in allowed else None
        if guess and value.isalpha() and OSA.distance(value, guess) <= 1:
            message = f"`{name}` has no value `{option.value}`.{did_you_mean(guess)}"
            yield Mark(option.value_span, message, guess)


def _inline(document: Document) -> Iterator[Mark]:
    """`` `{pyhton} x` ``: inline code that was to run."""
    cells = [cell.span for cell in document.cells]
    for found in _INLINE.finditer(document.text):
        guess = _near(found[1]) if found[1] not in ENGINES else None
        if guess and not any(cell.start <= found.start() < cell.end for cell in cells):
            message = f"No engine runs `{found[1]}`: this code is shown, not run.{did_you_mean(guess)}"
            yield Mark(Span(*found.span(1)), message, guess, Severity.ERROR)
