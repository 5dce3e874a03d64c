"""`unclosed-emphasis`: asterisks, underscores and tildes whose other half is missing, or that a space keeps from working."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from checks.chapter import Chapter
from checks.finding import Mark, Outcome, Severity
from checks.parsing.document import Block, BlockKind, Document
from checks.rendering.renders.inline import escaped, with_word
from checks.rendering.renders.source import masked
from checks.rule import Scope, rule
from checks.text import Span

_STARS = re.compile(r"\*{2,3}")
_PYTHON_STARS = re.compile(r"\*\*(?:kw\w*|args|options|params|opts|dict|kwds|\{)")
#: `** bold **`, `**bold **`: a pair but for its spaces.
_SPACED = re.compile(r"(\*\*|__)([ ]*)([^\s*_][^*_\n]{0,80}?)([ ]*)\1(?![*\w])")
_SPACED_ONE = re.compile(r"(?<![\w*\\/)])(\*)(?=\S)([A-Za-z][^*\n]{0,60}?)([ ]+)\*(?=[\s.,;:!?)]|$)")
_OPENS = re.compile(r"(?<![\w*_\\/.<>=+-])([*_]|__)(?=[A-Za-z][a-z]+(?:[\s,;:!?]|\.(?:\s|$)|$))")
_CLOSES = re.compile(r"(?<=[a-z])([*_]|__)(?=[\s,;:!?]|\.(?:\s|$))")
_TILDES = re.compile(r"(?<![~\\])~~(?!~)")
_RUNNING = (BlockKind.PARAGRAPH, BlockKind.LIST_ITEM, BlockKind.QUOTE, BlockKind.FOOTNOTE)


@rule("unclosed-emphasis", item="3.2", scope=Scope.LINE)
def unclosed_emphasis(chapter: Chapter) -> Iterable[Outcome]:
    """Bold, slanted or struck text whose mark is missing at one end, or has a space inside.

    Why: the reader sees asterisks instead of bold text.

    Bad: `a **parallel* run`, `a *parallel run` or `** note **`.

    Good: `a **parallel** run`, `a *parallel* run` and `**note**`.

    Leaves alone: powers, products, `**kwargs`, file patterns, names with underscores, rows of asterisks, a note's
    asterisk, escaped asterisks and code.
    """
    document = chapter.document
    for block in document.blocks:
        text = block.prose.text
        if "*" not in text and "_" not in text:
            yield from _tildes(document, block)
            continue
        yield from _uneven_stars(document, block)
        yield from _single(document, block)
        if "**" not in text:
            continue
        for found in _STARS.finditer(text):
            span = block.prose.source(found.start(), found.end())
            if span is None or escaped(document, span.start) or not _is_bold(text, found):
                continue
            message = "This `**` has no other half, or a space inside it: the reader sees asterisks."
            whole = _SPACED.match(document.text, span.start)
            if whole and whole[2] + whole[4] and whole.end() <= block.span.end:
                yield Mark(Span(*whole.span()), message, whole[1] + whole[3] + whole[1])
            else:
                yield Mark(with_word(document, span), message)
            break


def _uneven_stars(document: Document, block: Block) -> Iterator[Mark]:
    """`**word*`: the reader sees one asterisk and slanted text."""
    for found in re.finditer(r"(?<!\*)\*(?!\*)", block.prose.text) if "*" in block.prose.text else ():
        span = block.prose.source(found.start(), found.end())
        if span is None or escaped(document, span.start):
            continue
        written = document.text[max(0, span.start - 1) : span.end + 1]
        if written.count("*") > 1 and re.search(
            r"\*\*\w|\w\*\*", document.text[span.start - 2 : span.end + 2]
        ):
            yield Mark(
                with_word(document, span),
                "Two asterisks open this and one closes it, or the other way round.",
            )


def _is_bold(text: str, found: re.Match[str]) -> bool:
    before, after = text[: found.start()][-1:], text[found.end() :][:1]
    if _PYTHON_STARS.match(text, found.start()) or before in ("/", "*") or after in ("/", "*", ".", "="):
        return False
    opens = after.isalpha() and not before.isalnum()
    closes = (before.isalpha() or before in '.!?:)”"') and not after.isalnum()
    spaced = after == " " and bool(re.match(r" [^*]{1,80} ?\*\*", text[found.end() :]))
    return opens or closes or spaced


def _single(document: Document, block: Block) -> Iterator[Mark]:
    """One `*` or `_` that the reader of the chapter sees; two of them may be a product, so one alone counts."""
    text = block.prose.text
    if block.kind not in _RUNNING:
        return
    for found in _SPACED_ONE.finditer(text):
        span = block.prose.source(*found.span())
        if span is not None and not escaped(document, span.start):
            message = "No space may stand before the `*` that ends emphasis: the reader sees asterisks."
            yield Mark(span, message, f"*{found[2]}*", Severity.WARNING)
            return
    for mark in ("*", "_", "__"):
        hits = [
            (pattern, found)
            for pattern in (_OPENS, _CLOSES)
            for found in pattern.finditer(text)
            if found[1] == mark
        ]
        if len(hits) == 1 and text.count(mark[0]) == len(mark):
            yield from _lone(document, block, hits[0][1], opens=hits[0][0] is _OPENS)


def _lone(document: Document, block: Block, found: re.Match[str], *, opens: bool) -> Iterator[Mark]:
    span = block.prose.source(*found.span(1))
    if (
        span is None
        or escaped(document, span.start)
        or "*" in _beside(document, span)
        or (opens and found.start() == 0 and found[1] == "*")
    ):
        return
    half = "closing" if opens else "opening"
    message = f"The {half} `{found[1]}` of this emphasis is missing: the reader sees the mark."
    word = with_word(document, span)
    # A name that should stand in backticks stands elsewhere too, in code or an address: `geom_`, `_extensions`.
    if found[1] == "*" or document.text.count(document.slice(word).strip("[(])")) == 1:
        yield Mark(word, message, severity=Severity.WARNING)


def _beside(document: Document, span: Span) -> str:
    """The characters before and after: `**word*` is told as what it is."""
    return document.text[max(0, span.start - 1) : span.start] + document.text[span.end : span.end + 1]


def _tildes(document: Document, block: Block) -> Iterator[Mark]:
    """`~~struck`: an odd number of double tildes."""
    if "~~" not in document.text[block.span.start : block.span.end]:
        return
    runs = list(_TILDES.finditer(masked(document, block)))
    if len(runs) % 2:
        start = block.span.start + runs[-1].start()
        yield Mark(
            with_word(document, Span(start, start + 2)),
            "This `~~` has no other half: text is struck out between two.",
        )
