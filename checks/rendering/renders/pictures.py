"""Images and links whose parts are there but in the wrong order, or apart: the part of `unclosed-image` on brackets."""

from __future__ import annotations

import re
from collections.abc import Iterator

from checks.finding import Mark
from checks.nearest import did_you_mean, nearest
from checks.parsing.document import Document, LinkKind
from checks.rendering.renders.source import found_in
from checks.text import Span

_FILE = r"[^\s()\[\]{}<>]{1,300}\.(?:png|jpe?g|gif|svg|webp|avif)"
_TEXT = r"[^\[\]\n]{0,300}(?:\n[^\[\]\n]{1,300}){0,3}"
#: `! [a](x.png)`, `![a] (x.png)`, `!(a)[x.png]`, `![a][x.png]`: what was meant is `![a](x.png)`.
_APART = re.compile(
    rf"![ \t]+\[(?P<a>{_TEXT})\][ \t]*\((?P<b>{_FILE})\)|!\[(?P<c>{_TEXT})\][ \t]+\((?P<d>{_FILE})\)"
    rf"|!\((?P<e>[^()\n]{{0,300}})\)\[(?P<f>{_FILE})\]|!\[(?P<g>{_TEXT})\]\[(?P<h>{_FILE})\]",
    re.IGNORECASE,
)
_BLANKS = re.compile(
    rf"!\[{_TEXT}\]\((?P<path>[^()\[\]{{}}<>\"'\n]{{1,200}}[ \t][^()\[\]{{}}<>\"'\n]{{0,200}}\.(?:png|jpe?g|gif|svg|webp))\)",
    re.IGNORECASE,
)
_REFERENCE = re.compile(
    r"(?<![\w\])!\\])\[(?P<text>[^\[\]\n]{1,200})\]\[(?P<name>[^\[\]\n]{1,100})\](?![\[(:])"
)
_DEFINED = re.compile(r"^[ >]*\[([^\[\]^\n]{1,200})\]:[ \t]*\S", re.MULTILINE)
_ANGLE = re.compile(r"<(?:https?://|mailto:)[^\s<>]{1,1000}(?=\s|$)")


def misplaced(document: Document, headings: frozenset[str] = frozenset()) -> Iterator[Mark]:
    """`headings`: those that a link may name (extension `implicit_header_references`), in lower case."""
    for found, span, _ in found_in(document, _APART, "!"):
        text, path = (
            next((found[n] for n in names if found[n] is not None), "") for names in ("aceg", "bdfh")
        )
        yield Mark(
            span, "This image will not be shown: it is written `![caption](file)`.", f"![{text}]({path})"
        )
    for found, span, _ in found_in(document, _BLANKS, "!["):
        where = Span(
            span.start + found.start("path") - found.start(), span.start + found.end("path") - found.start()
        )
        yield Mark(
            where,
            "No space may stand in the path of an image: write `%20` for it.",
            found["path"].replace(" ", "%20"),
        )
    yield from _without_mark(document)
    yield from _undefined(document, headings)
    for found, span, _ in found_in(document, _ANGLE, "<http", "<mailto:"):
        yield Mark(span, "This address has no closing `>`.", found[0].rstrip(".,;:") + ">")


def _without_mark(document: Document) -> Iterator[Mark]:
    """`[A pump.](pump.png){#fig-pump}`: a link with the label of a figure."""
    for link in document.links:
        label = link.attributes.identifier if link.attributes else None
        if label and label.startswith("fig-") and link.kind is LinkKind.INLINE:
            written = document.slice(link.span)
            message = f"This is a link, no image, so that `{label}` is no figure: an image begins with `!`."
            yield Mark(link.span, message, "!" + written)


def _undefined(document: Document, headings: frozenset[str]) -> Iterator[Mark]:
    """`[text][name]` without a line `[name]: address` and without a heading of that name, which Pandoc links to."""
    names: dict[str, str] | None = None
    for found, span, _ in found_in(document, _REFERENCE, "]["):
        if names is None:
            names = {" ".join(m[1].lower().split()): m[1] for m in _DEFINED.finditer(document.text)}
        name = " ".join(found["name"].lower().split())
        if (
            name in names
            or name in headings
            or "@" in found["name"]
            or not re.search(r"[A-Za-z]", found["text"])
            or _APART.match("!" + found[0])
        ):
            continue
        guess = nearest(name, names, least=60.0)
        message = f"`{found[0][:80]}` is shown as text: no line `[{found['name']}]: …` gives its address."
        mended = f"[{found['text']}][{names[guess]}]" if guess else None
        yield Mark(span, message + did_you_mean(guess), mended)
