"""`broken-html`: HTML elements that are not closed, or closed twice."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from html.entities import html5

from checks.chapter import Chapter
from checks.finding import Mark, NotApplicable, Outcome
from checks.nearest import did_you_mean, nearest
from checks.parsing.document import Document
from checks.places import front_span
from checks.rule import Scope, rule
from checks.text import Span

#: Elements whose end tag HTML requires (HTML Living Standard, 13.1.2.4) and that books write by hand.
_PAIRED = frozenset(
    """
    a abbr address article aside audio b blockquote button center cite code details dfn div em figcaption
    figure font footer form h1 h2 h3 h4 h5 h6 header i iframe kbd label main map mark nav object ol picture
    pre q s script section select small span strong style sub summary sup svg table textarea u ul var video
    """.split()
)
_COMMENT = re.compile(r"<!--|(?<![-=<|])-->(?![-=|])")
#: An odd number of fences: the comment ends in the middle of a code block.
_FENCES = re.compile(r"^[ \t]*(?:`{3,}|~{3,})", re.MULTILINE)
_OPEN_QUOTE = re.compile(r"""^(?:[^"']|"[^"]*"|'[^']*')*=\s*(?:"[^"]*|'[^']*)$""")
_ENTITY = re.compile(r"&([a-zA-Z]{3,8});")
#: Those that authors write by hand.
_ENTITIES = (
    "nbsp",
    "amp",
    "quot",
    "apos",
    "copy",
    "ndash",
    "mdash",
    "hellip",
    "times",
    "rarr",
    "larr",
    "middot",
    "euro",
    "thinsp",
)
_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]*)((?:\s+[^<>]*?|))(/?)>")


@rule("broken-html", item="3.2", scope=Scope.LINE)
def broken_html(chapter: Chapter) -> Iterable[Outcome]:
    """An HTML element or comment that is opened and never closed, or closed and never opened.

    Why: everything after it falls into the element, or the layout of the page breaks.

    Bad: `<details><summary>More</summary>` without `</details>`.

    Good: the same with `</details>`.

    Leaves alone: elements whose end HTML lets one leave out (`<p>`, `<li>`, `<td>`), void ones (`<br>`, `<img>`), code,
    comments, and anything that is no known element.
    """
    document = chapter.document
    if "<" not in document.text and "&" not in document.text:
        yield NotApplicable("no HTML in the chapter")
        return
    plain = _without_code(document)
    yield from _unpaired(plain)
    yield from _open_quotes(plain)
    yield from _entities(plain)
    for comment in document.comments:
        inside = document.slice(comment)[4:]
        below = inside.partition("\n")[2]  # `<!-- ```{r} -->` on one line takes a fence away
        if "<!--" in inside or len(_FENCES.findall(below)) % 2:
            message = "This comment is never closed with `-->`: it goes on to the next one, far below."
            yield Mark(Span(comment.start, comment.start + 4), message)
    for found in _COMMENT.finditer(plain):
        message = "This comment is never closed with `-->`: the reader sees it, or nothing after it."
        if found[0] == "-->":
            message = "`-->` closes no comment: its `<!--` is missing, and the reader sees both."
        yield Mark(Span(*found.span()), message)


def _entities(plain: str) -> Iterator[Mark]:
    """`&nbps;`: an entity that HTML does not have, and that is nearly one which it has."""
    for found in _ENTITY.finditer(plain):
        guess = nearest(found[1].lower(), _ENTITIES, least=70.0) if f"{found[1]};" not in html5 else None
        in_address = "://" in plain[max(0, found.start() - 300) : found.start()].rpartition(" ")[2]
        if guess is not None and not in_address:
            message = f"HTML has no `{found[0]}`, and the reader sees it as it stands."
            yield Mark(Span(*found.span()), message + did_you_mean(f"&{guess};"), f"&{guess};")


def _open_quotes(plain: str) -> Iterator[Mark]:
    """A value that is never closed takes all that follows into the tag."""
    for found in _TAG.finditer(plain):
        if found[2].lower() in (*_PAIRED, "img", "br", "hr", "input", "p", "div") and re.search(
            _OPEN_QUOTE, found[3]
        ):
            yield Mark(Span(*found.span()), f"A quote of `<{found[2]}>` is never closed.")


def _without_code(document: Document) -> str:
    """The text with code, comments, math and front matter blanked, every offset kept."""
    hidden = (
        [c.span for c in document.cells]
        + list(document.comments)
        + [m.span for m in document.math]
        + [front_span(document)]
    )
    parts, at = [], 0
    for span in sorted(hidden):
        if span.end <= at:
            continue
        start = max(at, span.start)
        parts += [document.text[at:start], " " * (span.end - start)]
        at = span.end
    plain = "".join(parts) + document.text[at:]
    return re.sub(r"(?<!`)(`+)(?!`)([^\n]*?)(?<!`)\1(?!`)", lambda m: " " * len(m[0]), plain)


def _unpaired(plain: str) -> Iterator[Mark]:
    stack: list[tuple[str, Span]] = []
    for found in _TAG.finditer(plain):
        name, span = found[2].lower(), Span(found.start(), found.end())
        if name not in _PAIRED or found[4] or plain[found.start() - 1 : found.start()] == "\\":
            continue
        if not found[1]:
            stack.append((name, span))
        elif any(open_ == name for open_, _ in stack):
            while stack[-1][0] != name:
                left, where = stack.pop()
                yield Mark(where, f"`<{left}>` is not closed before `</{name}>`: add `</{left}>`.")
            stack.pop()
        else:
            yield Mark(span, f"`</{name}>` closes nothing: no `<{name}>` is open here.")
    for name, span in stack:
        yield Mark(span, f"`<{name}>` is never closed: add `</{name}>`.")
