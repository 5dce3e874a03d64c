"""`missing-blank-line` and `broken-list`: blocks that Pandoc reads as more of the paragraph before them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from checks.chapter import Chapter
from checks.finding import Mark, Outcome, Severity
from checks.parsing.document import Block, BlockKind, Document
from checks.rule import Scope, rule
from checks.text import Span

_KINDS = {
    "list-without-blank-line": "list", "table-without-blank-line": "table", "quote-without-blank-line": "quote",
    "div-without-blank-line": "div",
}  # fmt: skip
_GLUED = re.compile(r"([ \t]*)([-*+])(?=[A-Za-z][a-z]*(?:\s|$))(?![^\n]*\2\s*$)")
_FOREIGN = re.compile(r"[ \t]*([•‣▪●◦–—])[ \t]+(?=\S)")
#: How far back the beginning of a paragraph is looked for, in characters.
_AROUND = 2_000
_BLANK_LINE = re.compile(r"\n[ \t]*\r?\n")
_RUNNING = (BlockKind.PARAGRAPH, BlockKind.LIST_ITEM, BlockKind.QUOTE)


@rule("missing-blank-line", item="3.2", scope=Scope.LINE)
def missing_blank_line(chapter: Chapter) -> Iterable[Outcome]:
    """A list, table, quotation or div on the line straight after a paragraph.

    Why: Pandoc takes it for more of that paragraph: the reader sees dashes, bars or colons in running text.

    Bad: `Two things:` and `- one` on the next line.

    Good: a blank line between the two.

    Leaves alone: lists in lists, and closing lines of divs.
    """
    document = chapter.document
    for problem in document.problems:
        kind = _KINDS.get(problem.kind)
        if kind is None or _is_verse(document, problem.span):
            continue
        line = document.lines.span_of(document.lines.line_at(problem.span.start))
        plain = document.slice(line).strip() == document.slice(problem.span).strip()
        first = Span(problem.span.start, min(problem.span.end, line.end))
        message = f"This {kind} needs a blank line before it: Pandoc reads it as part of the paragraph above."
        severity = Severity.WARNING if kind in ("quote", "div") else Severity.ERROR
        indent = document.text[line.start : first.start]
        mended = f"\n{indent}{document.slice(first)}" if plain and not indent.strip() else None
        yield Mark(first, message, mended, severity)


def _is_verse(document: Document, span: Span) -> bool:
    """A number or dash that a line only happens to begin with: `… in the year` / `1821. After that …`."""
    written = document.slice(span).strip()
    above = document.text[max(0, span.start - _AROUND) : span.start]
    if _goes_on(_BLANK_LINE.split(above)[-1], written):
        return True
    number = re.match(r"(\d+)[.)]\s", written)
    return bool(number and int(number[1]) > 1) or bool(re.match(r"[-+*]\s*$|[-+]\s+\d", written))


def _goes_on(before: str, written: str) -> bool:
    """The line belongs to a formula, a parenthesis or a tag that is open: `… $1` / `- x$`, `(model` / `1) …`."""
    formula = len(re.findall(r"(?<!\\)\$", before)) % 2 or before.count("\\[") > before.count("\\]")
    numbered = re.match(r"\w{1,3}\)", written) and before.count("(") > before.count(")")
    tag = written.startswith(">") and re.search(r"<[A-Za-z][^<>]*$", before)
    return bool(formula or numbered or tag)


@rule("broken-list", item="3.2", scope=Scope.LINE)
def broken_list(chapter: Chapter) -> Iterable[Outcome]:
    """A list that Pandoc reads as a paragraph: no space after its dashes, or bullets typed as characters.

    Why: the items run together in one line.

    Bad: `-one` and `-two`, or `• one` and `• two`.

    Good: `- one` and `- two`.

    Leaves alone: single lines, negative numbers, and dashes inside sentences.
    """
    document = chapter.document
    for block in document.blocks:
        if block.kind in _RUNNING:
            yield from _items(document, block)


def _items(document: Document, block: Block) -> Iterator[Mark]:
    first = document.lines.line_at(block.span.start)
    last = document.lines.line_at(max(block.span.start, block.span.end - 1))
    if last == first:
        return
    spans = [document.lines.span_of(number) for number in range(first, last + 1)]
    for pattern in (_GLUED, _FOREIGN):
        hits = [found for span in spans if (found := pattern.match(document.text, span.start, span.end))]
        if len(hits) >= 2 and len(hits) * 2 >= len(spans):
            yield _unlisted(hits[0], glued=pattern is _GLUED)
            return


def _unlisted(found: re.Match[str], *, glued: bool) -> Mark:
    if glued:
        where = Span(found.start(2), found.end(2))
        return Mark(
            where, f"No list without a space after `{found[2]}`: the items run together.", f"{found[2]} "
        )
    where = Span(found.start(1), found.end(1))
    return Mark(
        where, f"`{found[1]}` makes no list: begin each item with `-` and a space, after a blank line.", "-"
    )
