"""HTML inside Markdown: images, links, anchors and embedded things, tag by tag."""

from __future__ import annotations

import html
import re

from checks.parsing.document import BlockKind, Image, Link, LinkKind, Piece, Prose
from checks.parsing.gather import Gathered
from checks.parsing.stretch import Stretch
from checks.text import Span

_NAME = re.compile(r"</?([A-Za-z][A-Za-z0-9-]*)")
_PAIR = re.compile(
    r"""\s([A-Za-z_:@][\w.:@-]*+)(?:\s*+=\s*+(?:"([^"]*+)"|'([^']*+)'|([^\s"'=<>`]++)))?""", re.DOTALL
)
_CLOSE_LINK = re.compile(r"</a\s*>", re.IGNORECASE)
_MARKUP = re.compile(r"<[^<>]{0,1000}>")
#: How far behind `<a href=…>` its end is looked for.
MAX_LINK = 2_000
#: Services whose pages run code: kind of embed by what the address contains.
_SERVICES = (
    ("colab.research.google.com", "colab"),
    ("mybinder.org", "binder"),
    ("shinylive.io", "shinylive"),
)

#: Elements that a browser sets apart from the text around them (HTML, "flow content" that is no phrasing content).
_PARTING = frozenset(
    "address article aside blockquote br caption center dd details div dl dt fieldset figcaption figure footer form h1 h2 h3"
    " h4 h5 h6 header hr legend li main nav ol p pre section summary table tbody td tfoot th thead tr ul".split()
)

Values = dict[str, tuple[str, int, int]]


def service_of(address: str) -> str | None:
    """`colab`, `binder`, `shinylive`: what a link to an interactive service opens, else None."""
    return next((kind for part, kind in _SERVICES if part in address), None)


def parts_text(tag: str) -> bool:
    """Whether the words before and after the tag stand on different lines or in different cells."""
    name = _NAME.match(tag)
    return name is not None and name[1].lower() in _PARTING


def read_tag(tag: str, at: int, stretch: Stretch, gathered: Gathered) -> None:
    """Keeps what one tag stands for; `at` is where it stands in the stretch."""
    name = _NAME.match(tag)
    if not name or tag.startswith("</"):
        return
    values = _values(tag, at)
    span = stretch.span(at, at + len(tag))
    if identifier := values.get("id") or (values.get("name") if name[1].lower() == "a" else None):
        gathered.label(identifier[0], stretch.span(*identifier[1:]))
    if title := values.get("title"):
        _prose(title, BlockKind.TITLE, stretch, gathered)
    match name[1].lower():
        case "img":
            _image(values, span, stretch, gathered)
        case "a":
            _link(values, at + len(tag), span, stretch, gathered)
        case "iframe" | "video" | "audio" | "script" | "embed" | "object" | "source" as kind:
            _embed(kind, values, span, gathered)


def _values(tag: str, at: int) -> Values:
    found: Values = {}
    for pair in _PAIR.finditer(tag):
        group = next((g for g in (2, 3, 4) if pair[g] is not None), 0)
        start, end = pair.span(group) if group else (pair.end(), pair.end())
        found.setdefault(pair[1].lower(), (html.unescape(pair[group]) if group else "", at + start, at + end))
    return found


def _image(values: Values, span: Span, stretch: Stretch, gathered: Gathered) -> None:
    source = values.get("src") or values.get("data-src")
    if source is None:
        return
    alt = values.get("alt")
    caption_span = stretch.span(*alt[1:]) if alt else Span(span.end, span.end)
    caption = alt[0] if alt else ""
    target_span = stretch.span(*source[1:])
    gathered.images.append(
        Image(caption, caption_span, source[0], target_span, span, html=True, alt=alt[0] if alt else None)
    )
    if alt:
        _prose(alt, BlockKind.ALT_TEXT, stretch, gathered)


def _link(values: Values, end: int, span: Span, stretch: Stretch, gathered: Gathered) -> None:
    address = values.get("href")
    if address is None:
        return
    close = _CLOSE_LINK.search(stretch.text, end, end + MAX_LINK)
    stop = close.start() if close else end
    text = _MARKUP.sub("", stretch.text[end:stop]).strip()
    whole = Span(span.start, stretch.at(close.end() - 1) + 1) if close else span
    target = stretch.span(*address[1:])
    gathered.links.append(Link(text, stretch.span(end, stop), address[0], target, whole, LinkKind.HTML))
    if kind := service_of(address[0]):
        gathered.embed(kind, address[0], whole, text or None)


def _embed(kind: str, values: Values, span: Span, gathered: Gathered) -> None:
    address = values.get("src") or values.get("data-src") or values.get("data")
    title = values.get("title") or values.get("aria-label")
    kind = {"embed": "iframe", "object": "iframe", "source": "video"}.get(kind, kind)
    if address:
        gathered.embed(kind, address[0], span, title[0] if title else None)


def _prose(value: tuple[str, int, int], kind: BlockKind, stretch: Stretch, gathered: Gathered) -> None:
    text, start, end = value
    span = stretch.span(start, end)
    if "\n" not in text and "&" not in stretch.text[start:end] and text:
        gathered.block(kind, span, Prose(text, (Piece(0, span.start, len(text)),)))
