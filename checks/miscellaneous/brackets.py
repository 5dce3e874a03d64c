"""Links that are none, because a bracket, parenthesis or backslash around the address is not where it belongs."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from checks.finding import Mark, Severity
from checks.parsing.document import Document, Link, LinkKind
from checks.text import Span

#: How far before and behind an address its brackets are looked for, in characters.
_AROUND = 300
_T = r"(?P<text>[^\[\]]{1,200})"


@dataclass(frozen=True, slots=True)
class Form:
    """One way to miss a link: what stands before the address and behind it, and what is meant.

    `link` False: only the signs are superfluous, and an address in angle brackets is meant.
    """

    before: re.Pattern[str]
    after: re.Pattern[str]
    why: str
    link: bool = True
    severity: Severity | None = None


def _form(before: str, after: str, why: str, *, link: bool = True, warn: bool = False) -> Form:
    severity = Severity.WARNING if warn else None
    return Form(re.compile(before + "$"), re.compile(after), why, link, severity)


#: The first that fits is told.
FORMS = (
    _form(
        r"\\\[(?P<text>[^\[\]]{1,200}?)\\?\]\(", r"\)",
        "The backslashes make these brackets plain text.", warn=True,
    ),
    _form(r"\\\[", r"\\\]", "The backslashes make these brackets plain text.", link=False, warn=True),
    _form(r"\\<", r"(?:\\?>)?", "The backslash shows the reader the angle bracket.", link=False, warn=True),
    _form(r"(?<!\S)<[ \t]+", r"[ \t]*>", "No blank may stand between the angle brackets and the address.", link=False),
    _form(rf"(?<!!)\[{_T}\](?:[ \t]+|[ \t]*\n[ \t]*)\(", r"\)", "A blank between `]` and `(` takes the link apart."),
    _form(
        r"(?<![\w\])])\((?P<text>[^()]{1,200})\)\[", r"\]",
        "The brackets of this link are the wrong way round: `[text](address)`.",
    ),
    _form(rf"(?<!!)\[{_T}\]\{{", r"\}", "The address of a link stands in parentheses: `[text](address)`."),
    _form(r"(?<![\w}])\{(?P<text>[^{}\n]{1,200})\}\(", r"\)", "The text of a link stands in brackets: `[text](address)`."),
    _form(rf"(?<!!)\[{_T}\]\[", r"\]", "The address of a link stands in parentheses: `[text](address)`."),
    _form(rf"(?<!!)\[{_T}\[\(", r"\)", "The second `[` of this link should be a `]`."),
    _form(rf"(?<!!)\[{_T}\]\(\(", r"\){1,2}", "This link has a parenthesis too many."),
    _form(rf"(?<![!\]])\[{_T}\]", r"\)?", "The address of a link stands in parentheses: `[text](address)`."),
    _form(rf"(?<!!)\[{_T}\]\(", r"(?!\))", "This link is not closed: a `)` is missing behind the address."),
    _form(
        r"(?<![!\w\]\\])\[(?P<text>[^\[\]()\n]{1,100})\(", r"\)(?![^\[\]]{0,300}\])",
        "A `]` is missing between the text of this link and its address.",
    ),
)  # fmt: skip
_NO_OPENING = re.compile(r"(?<!\\)\]\($")
#: Text in brackets that is a mark of its own: a number of a note, a citation, a box to tick.
_NO_TEXT = re.compile(r"\s*(?:[\d,;–\s-]*|[xX]|\^.*|@.*)\s*")
#: `[text] (#anchor)`, `(text)[other.qmd]`: the same without an address on the web.
_LOCAL = r"(?P<target>#[A-Za-z][\w-]*|www\.[\w-]+\.[^\s()\[\]]+|[\w./-]+\.(?:qmd|Rmd|html)(?:#[\w-]+)?)"
_LOCAL_SPACED = re.compile(rf"\[{_T}\][ \t]+\({_LOCAL}\)")
_LOCAL_SWAPPED = re.compile(rf"(?<![\w\])])\((?P<text>[^()\[\]]{{1,200}})\)\[{_LOCAL}\]")


def misbracketed(document: Document, link: Link, in_text: Callable[[Span], bool]) -> Mark | None:
    """A bare address, or one in angle brackets, that stands in the brackets of a link that is none. `in_text`: whether
    a place is in the text of a proper link."""
    if link.kind not in (LinkKind.BARE, LinkKind.AUTOLINK):
        return None
    before = document.text[max(0, link.span.start - _AROUND) : link.span.start]
    after = document.text[link.span.end : link.span.end + _AROUND]
    for form in FORMS:
        found, behind = form.before.search(before), form.after.match(after)
        if found and behind and not (form.link and _no_text(found["text"])):
            span = Span(link.span.start - len(before) + found.start(), link.span.end + behind.end())
            return Mark(span, form.why, _mended(link, form, found, in_text), form.severity)
    if _NO_OPENING.search(before):
        return Mark(link.span, "The brackets before this address do not pair, so that it belongs to no link.")
    return None


def _no_text(text: str) -> bool:
    return bool(_NO_TEXT.fullmatch(text)) or "\n\n" in text


def _mended(link: Link, form: Form, found: re.Match[str], in_text: Callable[[Span], bool]) -> str:
    target = link.target
    if not form.link:
        return target if in_text(link.span) else f"<{target}>"
    closed = target + ")" * max(0, target.count("(") - target.count(")"))
    return f"[{found['text']}]({closed})"


def misbracketed_in_prose(document: Document) -> Iterator[Mark]:
    """The same for anchors, other chapters and addresses without a scheme, which stand in the prose as they are."""
    for block in document.blocks:
        text = block.prose.text
        for pattern, why in (
            (_LOCAL_SPACED, "A blank between `]` and `(` takes the link apart."),
            (_LOCAL_SWAPPED, "The brackets of this link are the wrong way round: `[text](address)`."),
        ):
            for found in pattern.finditer(text) if "](" in text or ")[" in text or "] " in text else ():
                span = block.prose.source(found.start(), found.end())
                if span is not None and not _no_text(found["text"]):
                    yield Mark(span, why, f"[{found['text']}]({_with_scheme(found['target'])})")


def _with_scheme(target: str) -> str:
    return f"https://{target}" if target.startswith("www.") else target
