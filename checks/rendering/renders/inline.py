"""`unclosed-math`, `unclosed-code`, `unbalanced-bracket`: marks whose other half is missing.

The reader turns what is closed into objects and emphasis: a mark that is still in the prose has no other half.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import zip_longest

from checks.chapter import Chapter
from checks.finding import Mark, Outcome, Severity
from checks.parsing.document import Block, BlockKind, Document
from checks.rule import Scope, rule
from checks.text import Span

_FORMULA = re.compile(r"\\[a-zA-Z]+|[A-Za-z0-9})][_^][A-Za-z0-9{\\]|[A-Za-z)] ?[=<>] ?[A-Za-z0-9\\(-]")
_DOLLAR = re.compile(r"\$\$?")
_TICKS = re.compile(r"`+")


def escaped(document: Document, at: int) -> bool:
    before = re.search(r"\\*$", document.text[max(0, at - 20) : at])
    return bool(before and len(before[0]) % 2)


@rule("unclosed-math", item="3.2", scope=Scope.LINE)
def unclosed_math(chapter: Chapter) -> Iterable[Outcome]:
    """A formula whose closing `$` or `$$` is missing, or that a space beside its `$` keeps from being one.

    Why: the reader sees TeX source instead of the formula.

    Bad: `the rate $\\alpha is small`, or `$ \\alpha $`.

    Good: `the rate $\\alpha$ is small`.

    Leaves alone: amounts of money, shell variables, `df$column`, escaped dollars and code.
    """
    document = chapter.document
    for block in document.blocks:
        if "$" in block.prose.text:
            yield from _dollars(document, block)


def _dollars(document: Document, block: Block) -> Iterator[Mark]:
    """The dollars that the reader left in the prose, judged by the source around them."""
    left = [block.prose.source(m.start(), m.end()) for m in _DOLLAR.finditer(block.prose.text)]
    spans = [span for span in left if span is not None and not escaped(document, span.start)]
    skip = -1
    for span, following in zip_longest(spans, spans[1:]):
        if span.start <= skip:
            continue
        formula = document.text[span.end : following.start] if following is not None else ""
        if following is not None and _spaced(formula):
            whole = Span(span.start, following.end)
            message = "Pandoc reads no formula here: no space may stand inside the dollars."
            yield Mark(whole, message, f"${formula.strip()}$")
            skip = following.start
        elif (
            len(span) == 2 or _opens_formula(document, span, block) or _closes_formula(document, span, block)
        ):
            yield Mark(
                span, f"The other `{document.slice(span)}` of this formula is missing: it is shown as text."
            )
            return


def _spaced(formula: str) -> bool:
    """A formula, but for a space beside one of its dollars."""
    beside = formula[:1] == " " or formula[-1:] == " "
    return (
        beside
        and len(formula) < 200
        and bool(_FORMULA.search(formula))
        and not formula.lstrip()[:1].isdigit()
    )


def _opens_formula(document: Document, span: Span, block: Block) -> bool:
    """`$` and then at once something that only a formula has, before the sentence goes on."""
    rest = document.text[span.end : min(block.span.end, span.end + 60)]
    return bool(re.match(r"\\[a-zA-Z]|[A-Za-z][_^]|[A-Za-z]\s?=", rest)) and not re.match(r"[A-Z_]{2,}", rest)


def _closes_formula(document: Document, span: Span, block: Block) -> bool:
    before = document.text[max(block.span.start, span.start - 60) : span.start]
    return bool(re.search(r"(?:\\[a-zA-Z]+(?:\{[^{}]*\})*|[_^]\{?\w+\}?)$", before)) and "$" not in before


@rule("unclosed-code", item="3.2", scope=Scope.LINE)
def unclosed_code(chapter: Chapter) -> Iterable[Outcome]:
    """A backtick whose other half is missing.

    Why: the reader sees the backtick, and what was meant as code is set as text.

    Bad: `` call dnorm()` first ``.

    Good: `` call `dnorm()` first ``.

    Leaves alone: escaped backticks, TeX's ``quotes'', and backticks in code blocks.
    """
    document = chapter.document
    for block in document.blocks:
        yield from _doubled_ticks(document, block)
        if "`" not in block.prose.text:
            continue
        for found in _TICKS.finditer(block.prose.text):
            span = block.prose.source(found.start(), found.end())
            if span is None or escaped(document, span.start) or _tex_quotes(block.prose.text, found):
                continue
            yield Mark(
                with_word(document, _where_it_went_wrong(document, block, span)),
                "This backtick has no other half: put the code between two of them.",
            )
            break


def _where_it_went_wrong(document: Document, block: Block, left: Span) -> Span:
    """The backtick that is left over is the last one; the pairs are wrong from the first whose code begins or ends with
    a blank, as prose between two pieces of code does."""
    if len(left) > 1:
        return left
    written = document.text[block.span.start : left.start]
    ticks = [at for found in _TICKS.finditer(written) if len(found[0]) == 1 for at in [found.start()]]
    ticks = [at for at in ticks if not escaped(document, block.span.start + at)]
    for first, second in zip(ticks[::2], ticks[1::2], strict=False):
        inner = written[first + 1 : second]
        if inner[:1].isspace() or inner[-1:].isspace():
            at = block.span.start + (second if inner[:1].isspace() and not inner[-1:].isspace() else first)
            return Span(at, at + 1)
    return left


def _doubled_ticks(document: Document, block: Block) -> Iterator[Mark]:
    """`` `a/``b` ``: two spans run into one, because a backtick stands in the wrong place."""
    written = document.slice(block.span)
    if "``" not in written:
        return
    runs = [
        found for found in _TICKS.finditer(written) if not escaped(document, block.span.start + found.start())
    ]
    at = 0
    while at < len(runs):
        same = (n for n in range(at + 1, min(len(runs), at + 40)) if len(runs[n][0]) == len(runs[at][0]))
        end = next(same, None)
        if end is not None and len(runs[at][0]) == 1 and any(len(run[0]) == 2 for run in runs[at + 1 : end]):
            span = Span(block.span.start + runs[at].start(), block.span.start + runs[end].end())
            yield Mark(span, "A backtick stands in the wrong place: two pieces of code run into one here.")
        at = at + 1 if end is None else end + 1


def _tex_quotes(text: str, found: re.Match[str]) -> bool:
    return len(found[0]) == 2 and "''" in text[found.end() : found.end() + 300]


def with_word(document: Document, span: Span) -> Span:
    """The mark and the word it touches, so that people see which one is meant."""
    line = document.lines.span_of(document.lines.line_at(span.start))
    before = re.search(r"[\w.()\[\]:$]*$", document.text[max(line.start, span.start - 24) : span.start])
    after = re.match(r"[\w.()\[\]:$]*", document.text[span.end : min(line.end, span.end + 24)])
    return Span(span.start - len(before[0] if before else ""), span.end + len(after[0] if after else ""))


_END = r"[-+−]?(?:\d[\d.]*\w{0,2}|\w{1,3}|∞|\\?infty|infinity)"
#: `[0, 1)`, `]a; b]`: half-open intervals.
_INTERVAL = re.compile(rf"[\[(\]]\s*{_END}\s*[,;]\s*{_END}\s*[\])\[]", re.IGNORECASE)
_BRACKET = re.compile(r"[()\[\]]")
_ENUMERATION = re.compile(r"(?:^|[\s,;:–-])(?:[A-Za-z]|\d{1,2}|[ivx]{1,4})\)$")
#: `(model` and, on the next line, `1) …`, which begins a list only by accident.
_CLOSES_AS_ITEM = re.compile(r"\s{0,8}(?:[A-Za-z]|\d{1,3})\)")
_FACE = re.compile(r"[:;=]'?-?[()](?!\w)")
_PAIRS = {")": "(", "]": "["}


@rule("unbalanced-bracket", item="3.2", scope=Scope.LINE, severity=Severity.WARNING)
def unbalanced_bracket(chapter: Chapter) -> Iterable[Outcome]:
    """A bracket or parenthesis whose other half is missing in the paragraph.

    Why: it is a broken link or note more often than a slip of the pen.

    Bad: `types (like filter() and arrange(), and rows`.

    Good: `types (like filter() and arrange()), and rows`.

    Leaves alone: `a)` and `1)` of enumerations, half-open intervals, smileys, escaped brackets, and a parenthesis that
    closes in one of the next paragraphs.
    """
    document = chapter.document
    kinds = (BlockKind.PARAGRAPH, BlockKind.LIST_ITEM, BlockKind.QUOTE, BlockKind.FOOTNOTE, BlockKind.CAPTION)
    left = [
        (block, *lone) for block in document.blocks if block.kind in kinds for lone in _lone(document, block)
    ]
    for at, (block, sign, span) in enumerate(left):
        if not (
            _closes_later(left, at) or (sign == "(" and _CLOSES_AS_ITEM.match(document.text, block.span.end))
        ):
            yield Mark(with_word(document, span), f"This `{sign}` has no other half in its paragraph.")


def _lone(document: Document, block: Block) -> Iterator[tuple[str, Span]]:
    """The brackets of a block without a partner."""
    text = block.prose.text
    if not _BRACKET.search(text):
        return
    text = _INTERVAL.sub(lambda m: "x" * len(m[0]), _FACE.sub("xx", text))
    for sign, at in _unpaired(text):
        span = block.prose.source(at, at + 1)
        listed = sign == ")" and _ENUMERATION.search(text[max(0, at - 8) : at + 1])
        if span is not None and not listed and not (sign in "[]" and escaped(document, span.start)):
            yield sign, span


def _unpaired(text: str) -> list[tuple[str, int]]:
    open_: list[tuple[str, int]] = []
    lone: list[tuple[str, int]] = []
    for found in _BRACKET.finditer(text):
        sign, at = found[0], found.start()
        if sign in "([":
            open_.append((sign, at))
        elif open_ and open_[-1][0] == _PAIRS[sign]:
            open_.pop()
        elif any(held == _PAIRS[sign] for held, _ in open_):
            while open_[-1][0] != _PAIRS[sign]:
                lone.append(open_.pop())
            open_.pop()
        else:
            lone.append((sign, at))
    return sorted([*open_, *lone], key=lambda pair: pair[1])


def _closes_later(left: list[tuple[Block, str, Span]], at: int) -> bool:
    """It pairs with one in a neighbouring paragraph: a parenthesis around a list or a formula."""
    block, sign, span = left[at]
    near = [left[i] for i in (at - 1, at + 1) if 0 <= i < len(left)]
    return any(
        {sign, other} == {"(", ")"}
        and (sign in "([") == (span < place)
        and holder is not block
        and holder.section == block.section
        for holder, other, place in near
    )
