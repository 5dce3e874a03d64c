"""The files that a chapter itself names: bibliographies in its front matter, and what it includes."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from checks.parsing.document import Cell, Document
from checks.parsing.project_lists import SOURCES, strings, under
from checks.text import Span

#: A line that Quarto takes for an include, in code too: it replaces them before it reads Markdown.
_LINE = re.compile(
    r"^[ \t]*\{\{<[ \t]+include[ \t]+(?P<quote>[\"']?)(?P<name>[^\"'\s<>]+)(?P=quote)[ \t]+>\}\}[ \t]*$", re.M
)
_QUOTED = re.compile(r"[\"']([^\"']+)[\"']")
_SHOWN = frozenset({"", "markdown", "md", "qmd", "default", "text", "html"})
_RMD = (".rmd", ".rmarkdown")


@dataclass(frozen=True, slots=True)
class Directive:
    """What is replaced by other files. `span`: whole lines with their line end; `names`: of the files, as written."""

    span: Span
    names: tuple[str, ...]


def bibliographies_named(document: Document, path: str) -> tuple[str, ...]:
    """Paths in the repository of the bibliographies that the front matter of the chapter at `path` names; those that
    begin with a slash count from the folder of the project (`in_project`)."""
    named = strings(document.front_matter.data.get("bibliography")) if document.front_matter else ()
    folder = path.rpartition("/")[0]
    found = (name if name.startswith("/") else under(folder, name) for name in named)
    return tuple(dict.fromkeys(one for one in found if one))


def in_project(path: str, root: str) -> str | None:
    """A path of the repository, where one with a leading slash counts from the folder of the project."""
    return under(root, path) if path.startswith("/") else path


def directives(document: Document) -> Iterator[Directive]:
    """Every `{{< include … >}}` on a line of its own, and every cell whose text is a child document, in order."""
    found = [
        Directive(_lines(document, shortcode.span), shortcode.arguments[:1])
        for shortcode in document.shortcodes
        if shortcode.name == "include" and shortcode.arguments and stands_alone(document, shortcode.span)
    ]
    found += [
        Directive(_lines(document, cell.span), names) for cell in document.cells if (names := children(cell))
    ]
    yield from sorted(found, key=lambda directive: directive.span)


def stands_alone(document: Document, span: Span) -> bool:
    """Whether an include is one: "Include shortcodes need to appear by themselves in a line" (Quarto: "Includes")."""
    line = document.lines.span_of(document.lines.line_at(span.start))
    return document.slice(line).strip() == document.slice(span).strip()


def _lines(document: Document, span: Span) -> Span:
    lines = document.lines
    first, last = lines.line_at(span.start), lines.line_at(max(span.start, span.end - 1))
    end = lines.starts[last] if last < len(lines.starts) else len(document.text)
    return Span(lines.starts[first - 1], end)


def children(cell: Cell) -> tuple[str, ...]:
    """The child documents of a knitr cell: `child="_x.Rmd"`, `child = c("_x.Rmd", "_y.Rmd")`."""
    option = cell.options.get("child") if cell.executable else None
    if option is None:
        return ()
    if isinstance(option.value, str) and option.value.startswith("c("):
        return tuple(_QUOTED.findall(option.value))
    return tuple(
        name for name in strings(option.value) if name.lower().endswith(tuple(s.lower() for s in SOURCES))
    )


def included_in_code(document: Document) -> Iterator[tuple[str, Span]]:
    """Files that code brings in by an include of its own line, with the place of the directive.

    Quarto replaces such lines wherever they stand; a listing that shows Markdown is left alone all the same.
    """
    for cell in document.cells:
        if not cell.executable and (
            cell.language in _SHOWN
            or (cell.attributes and cell.attributes.pairs.get("shortcodes") == "false")
        ):
            continue
        for found in _LINE.finditer(document.text, cell.body_span.start, cell.body_span.end):
            yield found["name"], Span(*found.span("name"))


def includes_of(document: Document) -> tuple[str, ...]:
    """The names, as written, of the files whose text becomes the chapter's: includes and child documents."""
    return tuple(dict.fromkeys(name for directive in directives(document) for name in directive.names))


def place_of(name: str, page: str, root: str, exists: Callable[[str], bool]) -> str | None:
    """The path in the repository of a file that the page includes, None when it is not there.

    A name with a leading slash counts from the folder of the project (`root`), any other from that of the page that is
    built, also where the include stands in an included file (Quarto: "Includes"); knitr of a whole book counts from
    the project.
    """
    folders = [root] if name.startswith("/") else [page.rpartition("/")[0]]
    if page.lower().endswith(_RMD) and root not in folders:
        folders.append(root)
    found = (under(folder, name) for folder in folders)
    return next((path for path in found if path and exists(path)), None)
