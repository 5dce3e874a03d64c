"""Braces that stand in the text because Pandoc read no attributes in them: the part of `broken-attributes` on spelling."""

from __future__ import annotations

import re
from collections.abc import Iterator

from checks.finding import Mark, Severity
from checks.parsing.document import OBJECT, Block, BlockKind, Document
from checks.rendering.renders.mending import mended, straight, whole_items
from checks.text import Span

_LITERAL = re.compile(
    r"(?P<gap>[ \u00a0]*)(?P<braces>\{\s*(?:[#.]\s?[A-Za-z][\w:.-]*|(?:width|height|style|fig-[a-z]+|layout[a-z-]*|target)\s*[=:])"
    r"[^{}\n]{0,300}\}?)"
)
#: Straight behind a bracket or an image any brace was meant for attributes; so was a last word in a heading.
_BEHIND = re.compile(rf"(?<=[\]{OBJECT}])(?P<braces>\{{[A-Za-z][\w=:.-]*(?:[ ][\w#.=:\"'-]+){{0,6}}\}})")
_AT_END = re.compile(r"(?<=[ ])(?P<braces>\{[A-Za-z][\w-]*(?:[ ][\w#.=-]+){0,4}\})$")
_SMART = re.compile(r"\{[^{}\n]*=\s*[“”‘’][^{}\n]*\}")
_ROUND = re.compile(rf"{OBJECT}(\(#[A-Za-z][\w:.-]*\))")
_DIV = re.compile(r"(:{3,})[ \t]*(.+?)[ \t]*:*$", re.DOTALL)


def mended_div(line: str) -> str | None:
    """The opening line of a div as it was meant."""
    found = _DIV.match(line)
    block = mended(found[2]) if found else None
    return f"{found[1]} {block}" if found and block else None


def literal_braces(document: Document, block: Block) -> Iterator[Mark]:
    text = block.prose.text
    if "{" not in text and "(#" not in text:
        return
    seen: list[Span] = []
    for pattern in (_LITERAL, _BEHIND, _AT_END):
        if pattern is _AT_END and block.kind is not BlockKind.HEADING:
            continue
        for found in pattern.finditer(text):
            span = block.prose.cover(found.start("braces"), found.end("braces"))
            if not any(span.overlaps(other) for other in seen) and _is_literal(document, span):
                seen.append(span)
                yield _mark(document, found, span, text)
    yield from _round(document, block)


def _is_literal(document: Document, span: Span) -> bool:
    written = document.slice(span)
    before = document.text[max(0, span.start - 1) : span.start]
    return (
        "{" in written
        and before not in ("\\", "_", "^")
        and not document.text.startswith("{", span.start - 1)
    )


def _mark(document: Document, found: re.Match[str], span: Span, text: str) -> Mark:
    written = document.slice(span)
    gap = found.groupdict().get("gap") or ""
    behind = text[: found.start()][-1:] in (OBJECT, "]")
    if _SMART.search(written):
        curly = mended(written) or straight(written)
        return Mark(span, f"`{written}` is no attribute block: its quotes must be straight.", curly)
    if not written.endswith("}"):
        begun = whole_items(written)
        where = Span(span.start, span.start + len(begun)) if len(begun) > 1 else span
        return Mark(
            where,
            f"`{begun[:60] or written[:60]}` has no closing brace.",
            begun + "}" if len(begun) > 1 else None,
        )
    if gap and behind:
        where = Span(span.start - len(gap), span.end)
        return Mark(
            where, f"`{written}` is not attached to what stands before it: take out the space.", written
        )
    fixed = _as_anchor(document, written) or mended(written)
    if fixed is not None:
        return Mark(
            span,
            f"`{written[:80]}` is no attribute block, and is shown as text: write `{fixed[:80]}`.",
            fixed,
        )
    message = (
        f"`{written[:80]}` is shown as text: attributes follow an image, link, span or heading directly."
    )
    return Mark(span, message, severity=Severity.WARNING)


def _as_anchor(document: Document, written: str) -> str | None:
    """`{overview}` for `{#overview}`, where a link of the chapter leads there."""
    name = written[1:-1]
    return f"{{#{name}}}" if any(link.target == f"#{name}" for link in document.links) else None


def _round(document: Document, block: Block) -> Iterator[Mark]:
    """`![…](…)(#fig-x)`."""
    for found in _ROUND.finditer(block.prose.text):
        span = block.prose.source(found.start(1), found.end(1))
        if span is not None and document.text[span.start - 1 : span.start] == ")":
            mend = "{" + found[1][1:-1] + "}"
            yield Mark(span, f"`{found[1]}` is shown as text: attributes stand in braces, `{mend}`.", mend)
