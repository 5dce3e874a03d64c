"""The boxes of a Markdown text, found with a real Markdown parser: what GitHub would not draw as a box is none."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from markdown_it import MarkdownIt
from markdown_it.token import Token

from checks.text import Lines, Span

#: `[ ]`, `[x]`, `[X]` and the slips `[ x]`, `[x ]`, `[  ]`; GitHub wants white space or the end after it.
_BRACKETS = re.compile(r"\[([^\S\n]*[xX]?[^\S\n]*)\](?=\s|$)")

#: `N/A: reason`, `n/a - reason`, `(not applicable: reason)`; capitals only for the bare `NA`.
_NOT_APPLICABLE = re.compile(
    r"[\s(\[*_~.;,–—-]*\b(?:[Nn]/[Aa]|N\.A\.|NA(?=\s*[:–—])|[Nn]ot[ -]applicable)\b\.?"
    r"\s*(?:[:–—,-]|because)?\s*(?P<reason>.*)$",
    re.DOTALL,
)

#: Texts longer than this are no list items of a form; reading their inline marks could be slow.
_LONGEST_ITEM = 2_000

#: Deeper nesting than a person writes; bounds the work on hostile bodies.
_DEEPEST = 60

#: How bots fence off their own part of a body: `<!-- name:begin -->` … `<!-- name:end -->`, or a note saying so.
_COMMENT = re.compile(r"<!--\s*(.*?)\s*-->", re.DOTALL)
_FENCE = re.compile(r"^/?(?P<stem>.*?)[\s:_-]*\b(?P<edge>start|begin|end|stop)\b", re.IGNORECASE)
_GENERATED = re.compile(r"(?P<end>\bend of\b.*)?\bauto-?generated\b", re.IGNORECASE)
_FORM_STEM = re.compile(r"checklist|form|template", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class RawBox:
    """A box before it is known what it means. `foreign`: some bot's own, by its hidden marks."""

    text: str
    ticked: bool
    span: Span
    line: int
    section: str | None
    not_applicable: str | None
    struck: bool
    foreign: bool


def _parser() -> MarkdownIt:
    md = MarkdownIt("commonmark", {"html": True, "maxNesting": _DEEPEST}).enable(["table", "strikethrough"])
    return md.disable("inline")


_BLOCKS = _parser()
_INLINE = MarkdownIt("commonmark", {"html": True, "maxNesting": _DEEPEST}).enable("strikethrough")


@dataclass(slots=True)
class _Walk:
    """Where the walk over the block tokens stands."""

    lines: Lines
    heading: str | None = None
    entries: list[str | None] = field(default_factory=list)
    quotes: int = 0
    bot_parts: tuple[range, ...] = ()

    @property
    def section(self) -> str | None:
        """The nearest list entry around this one, else the heading above."""
        return next((entry for entry in reversed(self.entries[:-1]) if entry), self.heading)


def raw_boxes(body: str) -> tuple[RawBox, ...]:
    """Every box that is drawn as one outside quotes, in order."""
    if "[" not in body:
        return ()
    tokens = _BLOCKS.parse(body)
    return tuple(_walk(tokens, _Walk(Lines.of(body), bot_parts=tuple(_bot_parts(tokens)))))


def _bot_parts(tokens: Sequence[Token]) -> Iterator[range]:
    """Lines (from 0) between the hidden marks with which a bot fences off what it wrote. An open fence is none."""
    begun: dict[str, int] = {}
    for token in tokens:
        if token.type != "html_block" or token.map is None:
            continue
        for comment in _COMMENT.findall(token.content):
            name, ends = _fence(comment)
            if name is None:
                continue
            if not ends:
                begun.setdefault(name, token.map[0])
            elif name in begun:
                yield range(begun.pop(name), token.map[1])


def _fence(comment: str) -> tuple[str | None, bool]:
    """The name of the part that a comment fences, None when it fences nothing; whether it ends it."""
    if generated := _GENERATED.search(comment):
        return "generated", generated["end"] is not None
    edge = _FENCE.match(comment)
    if edge is None or not edge["stem"] or len(comment) > 100 or _FORM_STEM.search(edge["stem"]):
        return None, False
    return edge["stem"].lower(), edge["edge"].lower() in ("end", "stop")


def _walk(tokens: Sequence[Token], at: _Walk) -> Iterator[RawBox]:
    for number, token in enumerate(tokens):
        match token.type:
            case "blockquote_open" | "blockquote_close":
                at.quotes += token.nesting
            case "list_item_open":
                at.entries.append(None)
            case "list_item_close":
                at.entries.pop()
            case "inline":
                yield from _see_text(token, tokens[number - 1].type, tokens[number - 2].type, at)


def _see_text(token: Token, parent: str, grandparent: str, at: _Walk) -> Iterator[RawBox]:
    if parent == "heading_open":
        at.heading = plain(token.content)
    elif parent == "paragraph_open" and grandparent == "list_item_open":
        box = None if at.quotes else _read_box(token, at)
        at.entries[-1] = box.text if box else plain(token.content)
        if box:
            yield box
    elif parent == "paragraph_open" and not at.entries and _is_title(token.content):
        at.heading = plain(token.content)


def _is_title(content: str) -> bool:
    """A paragraph that serves as a heading: one bold line, or a short line that ends in a colon."""
    text = content.strip()
    bold = text.startswith(("**", "__")) and text.rstrip(":").endswith(("**", "__"))
    return "\n" not in text and len(text) < 80 and (bold or text.endswith(":"))


def _read_box(token: Token, at: _Walk) -> RawBox | None:
    found = _BRACKETS.match(token.content)
    if found is None or not found[1] or token.map is None:
        return None
    start = _offset(token, at.lines)
    if start is None:
        return None
    inside = Span(start + found.start(1), start + found.end(1))
    rest = token.content[found.end() :].strip()[:_LONGEST_ITEM]
    text, struck = _plain_and_struck(rest)
    text, reason = _split_reason(text)
    line = token.map[0] + 1
    foreign = rest.startswith("<!--") or any(line - 1 in part for part in at.bot_parts)
    return RawBox(text, "x" in found[1].lower(), inside, line, at.section, reason, struck, foreign)


def _offset(token: Token, lines: Lines) -> int | None:
    """Where the token's text begins in the body. The parser gives lines only, but its text is their very end."""
    number = (token.map or [0])[0] + 1
    span = lines.span_of(number)
    first = token.content.split("\n", 1)[0]
    at = lines.text[span.start : span.end].replace("\0", "\N{REPLACEMENT CHARACTER}").rfind(first)
    return None if at < 0 else span.start + at


def plain(content: str) -> str:
    """The words of an inline text, without its marks, comments and tags."""
    return _plain_and_struck(content[:_LONGEST_ITEM])[0]


def _plain_and_struck(content: str) -> tuple[str, bool]:
    text: list[str] = []
    struck = depth = 0
    for token in _INLINE.parseInline(content)[0].children or []:
        if token.type in ("s_open", "s_close"):
            depth += token.nesting
        elif token.type in ("text", "code_inline"):
            text.append(token.content)
            struck += len(token.content.strip()) if depth > 0 else 0
        elif token.type in ("softbreak", "hardbreak"):
            text.append(" ")
    words = " ".join("".join(text).split())
    return words, bool(words) and 2 * struck > len(words)


def _split_reason(text: str) -> tuple[str, str | None]:
    """The text without its `N/A: reason`, and the reason: None where no N/A, or one without a reason, stands there."""
    found = _NOT_APPLICABLE.search(text)
    if found is None:
        return text, None
    before = text[: found.start()].strip()
    reason = found["reason"].strip(" .*_~").rstrip(")]").strip()
    if not before:
        return reason or text, None
    return before, reason if len(reason) >= 3 else None
