"""The structure part of a chapter's index: everything that can be pointed at, and everything that points."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from urllib.parse import unquote

from checks.chapter import HeadingEntry, Use
from checks.indexing.conventions import count_conventions
from checks.indexing.passages import instruction_lines, passage_hashes
from checks.parsing.chapter_files import children, included_in_code
from checks.parsing.document import Citation, Document, Heading
from checks.places import covering
from checks.text import Span

#: Characters kept either side of a use: enough to tell two uses of one key apart.
AROUND = 60
_CAPTION_LABEL = re.compile(r"\(\\#((?:fig|tab|eq|thm|lem|exr|exm):[\w.-]+)\)")
_KABLE_LABEL = re.compile(r"\blabel\s*=\s*[\"']([\w.-]+)[\"']")
_EXTERNAL = re.compile(r"^(?:[a-z][a-z0-9+.-]*:|//)", re.IGNORECASE)
#: A Windows drive is no scheme.
_DRIVE = re.compile(r"^[a-z]:[\\/]", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class StructureIndex:
    title: str | None
    labels: tuple[Use, ...]
    headings: tuple[HeadingEntry, ...]
    titles: tuple[str, ...]
    citations: tuple[Use, ...]
    cross_references: tuple[Use, ...]
    images: tuple[Use, ...]
    files: tuple[Use, ...]
    links: tuple[Use, ...]
    embeds: tuple[Use, ...]
    conventions: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    passages: Mapping[str, int] = field(default_factory=dict)
    instructions: tuple[str, ...] = ()


def index_structure(document: Document) -> StructureIndex:
    """What other chapters may need to know of this one's structure."""
    targets = [(link.target, link.target_span) for link in document.links]
    return StructureIndex(
        title=chapter_title(document),
        labels=_uses(
            document,
            [*own_labels(document), *bookdown_labels(document)],
        ),
        headings=tuple(_heading_entry(document, heading) for heading in document.headings),
        titles=tuple(callout_titles(document)),
        citations=_uses(
            document, ((c.key, c.span) for c in document.citations if not is_bare_ref(document, c))
        ),
        cross_references=_uses(document, ((r.label, r.span) for r in document.cross_references)),
        images=_uses(document, ((i.target, i.target_span) for i in document.images)),
        files=_uses(document, ((t, s) for t, s in [*targets, *included(document)] if is_local(t))),
        links=_uses(document, ((k.target, k.target_span) for k in document.links if is_web(k.target))),
        embeds=_uses(document, ((e.url, e.span) for e in document.embeds if e.url)),
        conventions=count_conventions(document),
        passages=passage_hashes(document),
        instructions=tuple(instruction_lines(document)),
    )


def is_bare_ref(document: Document, citation: Citation) -> bool:
    """`@ref(x)`: bookdown's reference without its backslash, and no citation of a work called “ref”."""
    return citation.key == "ref" and document.text.startswith("(", citation.span.end)


def own_labels(document: Document) -> Iterator[tuple[str, Span]]:
    """Every label but those of chunks that only run an earlier chunk again: knitr takes an empty one of its name so."""
    empty = {
        cell.label: cell.span
        for cell in document.cells
        if cell.language.lower() == "r" and not cell.body.strip()
    }
    seen: set[str] = set()
    for label in document.labels:
        again = label.identifier in seen and label.identifier in empty
        if not (again and empty[label.identifier].contains(label.span)):
            yield label.identifier, label.span
        seen.add(label.identifier)


def bookdown_labels(document: Document) -> Iterator[tuple[str, Span]]:
    """Labels that bookdown takes from captions and from R code: `(\\#tab:x)`, `kable(label = "x")`."""
    shown = covering(cell.span for cell in document.cells if not cell.executable)
    for found in _CAPTION_LABEL.finditer(document.text):
        span = Span(found.start(1), found.end(1))
        if not shown(span):
            yield found[1], span
    for cell in document.cells:
        if cell.language.lower() == "r":
            for found in _KABLE_LABEL.finditer(cell.body):
                yield f"tab:{found[1]}", cell.info_span


def included(document: Document) -> Iterator[tuple[str, Span]]:
    """The files that `{{< include … >}}` puts into the chapter or its code, and child documents of R Markdown."""
    for shortcode in document.shortcodes:
        if shortcode.name == "include" and shortcode.arguments:
            yield shortcode.arguments[0], shortcode.span
    yield from included_in_code(document)
    for cell in document.cells:
        yield from ((name, cell.options["child"].span) for name in children(cell))


def is_web(target: str) -> bool:
    """An address on the web."""
    return target.lower().startswith(("http://", "https://", "//"))


def is_external(target: str) -> bool:
    """Anything with a scheme: web, mail, data."""
    return bool(_EXTERNAL.match(target)) and not _DRIVE.match(target)


def is_local(target: str) -> bool:
    """A file of the book, or an anchor in one."""
    return bool(target) and not is_external(target) and not target.startswith(("{{", "<", "`", "["))


def local_path(target: str) -> str:
    """The path that a local target names: without query and anchor, percent signs decoded, `\\` before marks dropped."""
    path = re.split(r"[?#]", target, maxsplit=1)[0]
    return unquote(re.sub(r"\\([^\w\s])", r"\1", path)).strip()


def chapter_title(document: Document) -> str | None:
    """The front matter's title, else the first heading of level 1."""
    title = document.front_matter.data.get("title") if document.front_matter else None
    if isinstance(title, str) and title.strip():
        return title.strip()
    return next((h.text for h in document.headings if h.level == 1), None)


def callout_titles(document: Document) -> Iterator[str]:
    """`callout-tip: Learning Objectives` for every callout with a title, given as attribute or as first heading."""
    for div in document.divs:
        kind = next((c for c in div.classes if c.startswith("callout-")), None)
        if kind is None:
            continue
        title = div.attributes.pairs.get("title") if div.attributes else None
        title = title or _first_heading(document, div.span)
        if title:
            yield f"{kind}: {title}"


def _first_heading(document: Document, inside: Span) -> str | None:
    return next((h.text for h in document.headings if inside.contains(h.span)), None)


def _heading_entry(document: Document, heading: Heading) -> HeadingEntry:
    line = document.lines.line_at(heading.span.start)
    return HeadingEntry(heading.level, heading.text, heading.anchor, line, heading.classes)


def _uses(document: Document, found: Iterable[tuple[str, Span]]) -> tuple[Use, ...]:
    return tuple(_use(document, key, span) for key, span in found)


def _use(document: Document, key: str, span: Span) -> Use:
    line, column = document.lines.place(span.start)
    before = document.text[max(0, span.start - AROUND) : span.start]
    after = document.text[span.end : span.end + AROUND]
    around = " ".join(before.split()[-5:]) + "\N{BLACK SQUARE}" + " ".join(after.split()[:5])
    end_line, end_column = document.lines.place(span.end)
    return Use(key, line, column, end_column if end_line == line else column + len(span), around)
