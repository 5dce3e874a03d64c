r"""`broken-math`: formulas that no TeX engine can set: braces, environments and fences without their other half."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from checks.chapter import Chapter
from checks.finding import Mark, Outcome
from checks.parsing.document import Document, Math
from checks.rule import Scope, rule
from checks.text import Span

_ENVIRONMENT = re.compile(r"(?<!\\)(?:\\\\)*(\\(begin|end)\s*\{([A-Za-z]+\*?)\})")
_BRACE = re.compile(r"\\.|([{}])|%[^\n]*", re.DOTALL)
_FENCE = re.compile(r"\\(left|right)(?![a-zA-Z])")
#: A macro is defined, or text with formulas of its own is set: braces need not pair as they stand.
_BEYOND = re.compile(
    r"\\(?:text\w*|mbox|def|newcommand|renewcommand|verb)\b.*\$|\\(?:def|newcommand|verb)\b", re.DOTALL
)
_LABEL = re.compile(r"\{#eq-[^{}\s]*\}")


@rule("broken-math", item="3.2", scope=Scope.LINE)
def broken_math(chapter: Chapter) -> Iterable[Outcome]:
    r"""A formula whose braces, `\begin` and `\end`, or `\left` and `\right` do not pair, or with its label inside.

    Why: MathJax shows an error in its place, and the PDF is not built at all.

    Bad: `$$ \begin{aligned} a &= \frac{b}{c $$`.

    Good: `$$ \begin{aligned} a &= \frac{b}{c} \end{aligned} $$`.

    Leaves alone: escaped braces, comments, definitions of macros, inline code, and formulas inside a formula's text.
    """
    for math in chapter.document.math:
        written = chapter.document.slice(math.span)
        if not _BEYOND.search(written.strip("$")) and "`" not in written:
            yield from _environments(math, written)
            yield from _braces(chapter.document, math, written)
            yield from _fences(math, written)
        yield from _label_inside(math, written)


def _at(math: Math, start: int, end: int) -> Span:
    return Span(math.span.start + start, math.span.start + end)


def _environments(math: Math, written: str) -> Iterator[Mark]:
    open_: list[tuple[str, Span]] = []
    for found in _ENVIRONMENT.finditer(written):
        span, name = _at(math, *found.span(1)), found[3]
        if found[2] == "begin":
            open_.append((name, span))
        elif open_ and open_[-1][0] == name:
            open_.pop()
        elif open_:
            begun = open_.pop()[0]
            message = f"`\\end{{{name}}}` ends no `{name}`: `{begun}` is open here."
            yield Mark(span, message, f"\\end{{{begun}}}")
        else:
            yield Mark(span, f"`\\end{{{name}}}` ends nothing: its `\\begin{{{name}}}` is missing.")
    for name, span in open_:
        yield Mark(span, f"`\\begin{{{name}}}` is never ended: add `\\end{{{name}}}`.")


def _braces(document: Document, math: Math, written: str) -> Iterator[Mark]:
    open_: list[int] = []
    for found in _BRACE.finditer(written):
        if found[1] == "{":
            open_.append(found.start())
        elif found[1] == "}":
            if not open_:
                yield Mark(_at(math, found.start(), found.end()), "This `}` of the formula closes nothing.")
                return
            open_.pop()
    if open_:
        start = math.span.start + open_[-1]
        end = min(math.span.end, document.lines.span_of(document.lines.line_at(start)).end, start + 60)
        yield Mark(Span(start, max(start + 1, end)), "This `{` of the formula is never closed.")


def _fences(math: Math, written: str) -> Iterator[Mark]:
    open_: list[Span] = []
    for found in _FENCE.finditer(written):
        span = _at(math, *found.span())
        if found[1] == "left":
            open_.append(span)
        elif open_:
            open_.pop()
        else:
            yield Mark(span, "This `\\right` has no `\\left`.")
    for span in open_:
        yield Mark(span, "This `\\left` has no `\\right` (`\\right.` closes without a sign).")


def _label_inside(math: Math, written: str) -> Iterator[Mark]:
    found = _LABEL.search(written) if math.display else None
    if found and not written[: found.start()].endswith("$$"):
        message = f"`{found[0]}` stands inside the formula: Quarto looks for it behind the closing `$$`."
        yield Mark(_at(math, *found.span()), message)
