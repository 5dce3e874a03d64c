"""`malformed-heading`: what was meant as a heading and is none."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator

from checks.chapter import Chapter
from checks.finding import Mark, Outcome, Severity
from checks.parsing.document import OBJECT, Block, BlockKind, Document, Heading
from checks.places import covering, outline
from checks.rule import Scope, rule
from checks.text import Span

_NO_SPACE = re.compile(r"[ ]{0,3}(#{1,6})([^#\s|!{}\d\\][^\n]*)")
_SEVEN = re.compile(r"[ ]{0,3}(#{7,})[ \t]+\S[^\n]*")
_ESCAPED = re.compile(r"[ ]{0,3}(\\)#{2,6}[ \t]+\S[^\n]*")
_BOLD = re.compile(r"[ ]{0,3}(\*{2,3}|_{2,3})(?=\S)((?:(?!\1).)+?)(?<=\S)\1[ ]*(?:\\|\{#[^}]*\})?[ ]*")
#: More words than this are a sentence in bold, not a heading.
MOST_WORDS = 12


@rule("malformed-heading", item="1.4", scope=Scope.LINE)
def malformed_heading(chapter: Chapter) -> Iterable[Outcome]:
    """A line meant as a heading that Pandoc reads as text: no space after `#`, no blank line before, or bold instead.

    Why: it is missing from the table of contents, gets no anchor, and shows its `#` to the reader.

    Bad: `###Model compression`, or a line that is all `**Model compression**`.

    Good: `### Model compression` with a blank line before it.

    Leaves alone: code, hashtags in a sentence, bold sentences, bold labels of figures and tables, and bold lines inside
    lists, quotes, tables and divs.
    """
    document = chapter.document
    blocks = [b for b in document.blocks if b.kind is BlockKind.PARAGRAPH]
    for block in blocks:
        yield from _without_space(document, block)
    yield from _without_blank_line(document)
    yield from _bold(document, blocks)


def _without_space(document: Document, block: Block) -> Iterator[Mark]:
    for number in _lines_of(document, block.span):
        line = document.lines.span_of(number)
        if seven := _SEVEN.fullmatch(document.slice(line)):
            marks = Span(line.start + seven.start(1), line.start + seven.end(1))
            yield Mark(marks, "Headings have six levels at most: this line is shown as text.", "######")
            continue
        if escaped := _ESCAPED.fullmatch(document.slice(line)):
            mark = Span(line.start + escaped.start(1), line.start + escaped.end(1))
            yield Mark(mark, "The backslash makes this heading plain text: the reader sees its `#`.", "")
            continue
        found = _NO_SPACE.fullmatch(document.slice(line))
        if found is None or (len(found[1]) == 1 and not _alone(document, number)):
            continue
        marks = Span(line.start + found.start(1), line.start + found.end(1))
        yield Mark(
            marks,
            f"“{found[0].strip()[:60]}” is no heading without a space after `{found[1]}`.",
            found[1] + " ",
        )


def _alone(document: Document, number: int) -> bool:
    """A single `#word` is more often a hashtag: it counts when it stands alone and has several words or a capital."""
    lines = document.lines
    before = number == 1 or not lines.line(number - 1).strip()
    after = number >= lines.count or not lines.line(number + 1).strip()
    text = lines.line(number).strip().lstrip("#")
    return before and after and (text[:1].isupper() and not text.count("#"))


def _without_blank_line(document: Document) -> Iterator[Mark]:
    """Pandoc wants a blank line before `#` (extension `blank_before_header`): else the line continues the paragraph."""
    for problem in document.problems:
        if problem.kind == "heading-without-blank-line":
            text = document.slice(problem.span)
            line = document.lines.span_of(document.lines.line_at(problem.span.start))
            plain = document.slice(line).strip() == text.strip()
            message = f"“{text.strip()[:60]}” is no heading: Pandoc needs a blank line before it."
            yield Mark(problem.span, message, "\n" + text if plain else None)


def _bold(document: Document, blocks: list[Block]) -> Iterator[Mark]:
    """Bold paragraphs that head the text after them, each as a heading of the level below the section's own."""
    in_div = covering(div.span for div in document.divs)
    headings = outline(document)
    for at, block in enumerate(blocks):
        first = document.lines.line_at(block.span.start)
        line = document.lines.span_of(first)
        found = _BOLD.fullmatch(document.slice(line))
        if found is None or not _heads_text(document, block, first) or in_div(line):
            continue
        words = found[2].strip()
        if not _is_title(words, block) or (at + 1 < len(blocks) and blocks[at + 1].section != block.section):
            continue
        level = _level_above(headings, block) + 1
        yield Mark(
            line,
            f"“{words}” is bold text that stands for a heading: it is missing from the table of contents.",
            f"{'#' * min(level, 6)} {words}",
            Severity.WARNING,
        )


def _level_above(headings: list[Heading], block: Block) -> int:
    """The level of the section that the block stands in; headings of callouts and tabs begin none."""
    at = bisect_left(headings, block.span.start, key=lambda heading: heading.span.start)
    return headings[at - 1].level if at else 1


def _is_title(words: str, block: Block) -> bool:
    text = block.prose.text.strip()
    count = len(text.split())
    label = re.match(
        r"(?:figure|fig\.|table|note|warning|tip|source|step \d|q\d*[.:]|\d+[.)])", text, re.IGNORECASE
    )
    return (
        1 <= count <= MOST_WORDS
        and OBJECT not in text
        and not label
        and words[-1:] not in ".,;:!?"
        and text[:1].isupper()
    )


def _heads_text(document: Document, block: Block, first: int) -> bool:
    """One line by itself, with a blank line or a heading before it and a blank line and then running text after it."""
    lines = document.lines
    if document.lines.line_at(max(block.span.start, block.span.end - 1)) != first:
        return False
    before = first == 1 or not lines.line(first - 1).strip() or lines.line(first - 1).startswith("#")
    after = first < lines.count and not lines.line(first + 1).strip()
    return before and after


def _lines_of(document: Document, span: Span) -> range:
    return range(
        document.lines.line_at(span.start), document.lines.line_at(max(span.start, span.end - 1)) + 1
    )
