"""`unclosed-image`, `unclosed-fence`, `unbalanced-div`, `broken-attributes`: what the reader could not put together."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from checks.book import Book
from checks.chapter import Chapter
from checks.finding import Mark, Outcome, Severity
from checks.nearest import did_you_mean, nearest
from checks.parsing.document import Attributes, Cell, Div, Document, Problem
from checks.rendering.renders.attributes import divs_of, names_of
from checks.rendering.renders.braces import literal_braces, mended_div
from checks.rendering.renders.mending import straight
from checks.rendering.renders.pictures import misplaced
from checks.rule import Scope, rule
from checks.text import Span

#: Quarto's callouts (docs: "Callout Blocks") and the other things that begin with the same letters.
CALLOUTS = ("callout-note", "callout-tip", "callout-warning", "callout-caution", "callout-important")
#: The first line of a cell that lost a backtick: code of two backticks, over several lines.
_TWO_TICKS = re.compile(r"(?<![`\\])``(?=\{[A-Za-z]+[^{}\n]*\}[ \t]*\n)")
_ANY_CLOSING = re.compile(r"^[ \t>]*(`{2,})[ \t]*$", re.MULTILINE)
#: How far below its first line the end of such a cell is looked for, in characters.
LONGEST_CELL = 5_000
_UNDERLINED = re.compile(r"\[\[(https?://[^\s\[\]]+)\]\{\.underline\}\]\([^()\s]*\)")


def _problems(document: Document, *kinds: str) -> Iterator[Problem]:
    return (problem for problem in document.problems if problem.kind in kinds)


@rule("unclosed-image", item="3.2", scope=Scope.LINE)
def unclosed_image(chapter: Chapter, book: Book) -> Iterable[Outcome]:
    """An image or link whose bracket or parenthesis is missing or in the wrong place.

    Why: the reader sees the markup instead of the picture.

    Bad: `![The pipeline.(images/pipeline.png)`.

    Good: `![The pipeline.](images/pipeline.png)`.

    Leaves alone: code, escaped brackets, an exclamation mark before an ordinary bracket, and links to the web
    (`malformed-link` tells of those).
    """
    for problem in _problems(chapter.document, "unclosed-image"):
        yield Mark(problem.span, f"This image will not be shown: {problem.detail}.", problem.replacement)
    yield from misplaced(chapter.document, _headings(chapter, book))


def _headings(chapter: Chapter, book: Book) -> frozenset[str]:
    """Those of the chapter; bookdown makes one document of all chapters."""
    indexes = book.chapters.values() if book.project.kind == "bookdown" else (chapter.index,)
    return frozenset(" ".join(h.text.lower().split()) for index in indexes for h in index.headings)


@rule("unclosed-fence", item="3.2", scope=Scope.LINE)
def unclosed_fence(chapter: Chapter) -> Iterable[Outcome]:
    """A code block without its closing fence, or a fence that closes nothing.

    Why: everything after it is shown as code.

    Bad: a line of three backticks that opens a block and none that closes it.

    Good: the same line after the code.

    Leaves alone: longer fences around shorter ones, and fences inside comments.
    """
    document = chapter.document
    for problem in _problems(document, "unclosed-fence"):
        yield Mark(problem.span, f"Everything after this line is shown as code: {problem.detail}.")
    for found in _TWO_TICKS.finditer(document.text) if "``{" in document.text else ():
        if not any(cell.span.start <= found.start() < cell.span.end for cell in document.cells):
            yield _two_ticks(document.text, found)
    for cell in document.cells:
        yield from _swallowed(document, cell.body_span, cell.fence, cell.closed, cell.span)
        yield from _uneven(document, cell)


def _two_ticks(text: str, found: re.Match[str]) -> Mark:
    """The mending reaches to the closing fence where that lost a backtick too: three that only open would run on."""
    message = "Two backticks open no code block: its fence needs three."
    close = _ANY_CLOSING.search(text, found.end(), found.end() + LONGEST_CELL)
    if close is None or len(close[1]) > 2:
        return Mark(Span(*found.span()), message, "```" if close else None)
    return Mark(Span(found.start(), close.end(1)), message, f"`{text[found.start() : close.end(1)]}`")


def _swallowed(document: Document, body: Span, fence: str, closed: bool, whole: Span) -> Iterator[Mark]:
    """A closing fence of the wrong length, or another block's opening fence inside this one."""
    if not closed or len(fence) > 3:
        return
    for found in re.finditer(
        r"^[ \t]{0,3}(`{3,}|~{3,})[ \t]*(\{[\w.]+[^\n]*\})[ \t]*$", document.slice(body), re.MULTILINE
    ):
        if found[1][0] == fence[0]:
            opening = document.lines.span_of(document.lines.line_at(whole.start))
            yield Mark(
                opening,
                "This code block is not closed before the next one opens: put its closing fence before that.",
            )
            return


def _uneven(document: Document, cell: Cell) -> Iterator[Mark]:
    """knitr warns of a closing fence longer than the opening one, and a reader of the source takes it for another."""
    last = document.slice(cell.span).rsplit("\n", 1)[-1]
    fence = last.strip()
    if (
        cell.closed
        and cell.executable
        and set(fence) == set(cell.fence[:1])
        and len(fence) != len(cell.fence)
    ):
        end = cell.span.start + len(document.slice(cell.span).rstrip())
        yield Mark(
            Span(end - len(fence), end),
            f"This fence has {len(fence)} marks, the one that opens the block {len(cell.fence)}.",
            cell.fence,
            Severity.WARNING,
        )


@rule("unbalanced-div", item="3.2", scope=Scope.LINE)
def unbalanced_div(chapter: Chapter) -> Iterable[Outcome]:
    """A `:::` div that is never closed, or a closing line too many.

    Why: an open div swallows the rest of the chapter; a stray line of colons is shown to the reader.

    Bad: `::: {.callout-note}` without a line `:::` after its text.

    Good: the same with the line.

    Leaves alone: divs in code, and fences of different lengths that close one another as Pandoc has it.
    """
    document = chapter.document
    for problem in _problems(document, "unclosed-div", "stray-div"):
        yield Mark(problem.span, f"{problem.detail[:1].upper()}{problem.detail[1:]}.", problem.replacement)
    for block in document.blocks:
        for found in re.finditer(
            r"(?:^|(?<=\s)):{2,}(?:[ \t]*\{?\.?[a-z][\w-]*\}?)?(?=\s|$)", block.prose.text
        ):
            span = block.prose.cover(found.start(), found.end())
            if _is_line(document, span):
                yield Mark(span, _two_colons(document.slice(span)), _three_colons(document, span))


def _is_line(document: Document, span: Span) -> bool:
    return (
        document.lines.line(document.lines.line_at(span.start)).strip().startswith(document.slice(span)[:2])
    )


def _two_colons(written: str) -> str:
    if written.startswith(":::"):
        return f"`{written}` opens or closes no div here: put a blank line before it."
    return f"`{written}` is no div: its fence needs at least three colons."


def _three_colons(document: Document, span: Span) -> str | None:
    written = document.slice(span)
    if written.startswith(":::") or span != Span(span.start, span.start + len(written)):
        return None
    rest = written.lstrip(":").strip()
    return f"::: {rest}" if rest else ":::"


@rule("broken-attributes", item="3.2", scope=Scope.LINE)
def broken_attributes(chapter: Chapter) -> Iterable[Outcome]:
    """Attributes that attach to nothing: a space before the brace, curly quotes, a missing brace, a misspelt callout.

    Why: the reader sees the braces, and the label or class they hold does not exist.

    Bad: `![A plot.](plot.png) {#fig-plot}` or `::: {.callout-nte}`.

    Good: `![A plot.](plot.png){#fig-plot}` and `::: {.callout-note}`.

    Leaves alone: braces in code and math, `{.class}` lines that R Markdown and Pandoc read as attributes, and classes of
    the book's own.
    """
    document = chapter.document
    for problem in _problems(document, "broken-attributes", "broken-options"):
        if problem.kind == "broken-attributes":
            mend = problem.replacement or mended_div(document.slice(problem.span))
            yield Mark(problem.span, f"{problem.detail[:1].upper()}{problem.detail[1:]}.", mend)
    for block in document.blocks:
        yield from literal_braces(document, block)
    yield from names_of(document, _all_attributes(document))
    yield from divs_of(document)
    yield from _word_processor(document)
    for attributes in _all_attributes(document):
        yield from _curly(document, attributes)
    for div in document.divs:
        yield from _callout(document, div)
    for math in document.math:
        yield from _glued_label(document, math.span, math.display)


def _word_processor(document: Document) -> Iterator[Mark]:
    """`[[https://…]{.underline}](https://…)`: how a word processor's underlined links come out of a conversion."""
    for link in document.links:
        found = _UNDERLINED.fullmatch(document.slice(link.span))
        if found:
            message = "This link is left over from a word processor: it is underlined by hand and shows its raw address."
            yield Mark(link.span, message, f"<{found[1]}>", Severity.WARNING)


def _all_attributes(document: Document) -> Iterator[Attributes]:
    yield from (image.attributes for image in document.images if image.attributes)
    yield from (link.attributes for link in document.links if link.attributes)
    yield from (div.attributes for div in document.divs if div.attributes)
    yield from (heading.attributes for heading in document.headings if heading.attributes)


def _curly(document: Document, attributes: Attributes) -> Iterator[Mark]:
    """A value in curly quotes is taken with them: the width is `“50%”`, and counts for nothing."""
    if any(value[:1] in "“”‘’" for value in attributes.pairs.values() if value):
        written = document.slice(attributes.span)
        yield Mark(
            attributes.span, f"`{written}`: the quotes of attributes must be straight.", straight(written)
        )


def _callout(document: Document, div: Div) -> Iterator[Mark]:
    for name in div.classes:
        if name in CALLOUTS or name == "callout":
            continue
        guess = _callout_like(name)
        if guess is None and not name.startswith("callout-"):
            continue
        at = document.text.find(name, div.open_span.start, div.open_span.end)
        if at >= 0 and (guess is None or name != guess):
            known = did_you_mean(guess) or " Quarto knows note, tip, warning, caution and important."
            severity = Severity.ERROR if guess else Severity.WARNING
            yield Mark(Span(at, at + len(name)), f"Quarto has no callout `{name}`.{known}", guess, severity)


def _callout_like(name: str) -> str | None:
    """The callout whose kind is nearest (`callout-nte`), or whose whole name is (`calout-note`)."""
    kinds = {kind.removeprefix("callout-"): kind for kind in CALLOUTS}
    if name.startswith("callout-"):
        kind = nearest(name.removeprefix("callout-"), kinds, least=70.0)
        return kinds[kind] if kind else None
    return nearest(name, CALLOUTS, least=80.0)


def _glued_label(document: Document, math: Span, display: bool) -> Iterator[Mark]:
    found = re.match(r"\{#eq-[^{}\s]+\}", document.text[math.end : math.end + 120]) if display else None
    inside = document.slice(math).rfind("$${#eq-") if display else -1
    if found:
        span = Span(math.end, math.end + found.end())
        yield Mark(
            span, f"Quarto reads `{found[0]}` only after a space: the equation gets no label.", " " + found[0]
        )
    elif inside > 0:
        at = math.start + inside + 2
        label = document.text[at : math.end]
        yield Mark(
            Span(at, math.end),
            f"Quarto reads `{label}` only after a space: the equation gets no label.",
            " " + label,
        )
