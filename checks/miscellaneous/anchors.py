"""Item 6.1, inside the book: links to anchors lead somewhere."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable, Iterator
from urllib.parse import unquote

from checks.book import Book
from checks.chapter import ChapterIndex, Use
from checks.finding import BookMark, NotApplicable, Outcome
from checks.indexing.structure import local_path
from checks.nearest import did_you_mean, nearest
from checks.rule import Scope, rule

#: Anchors that Pandoc, Quarto and browsers make by themselves.
_MADE = re.compile(
    r"^(?:top|fn\w*|fnref\w*|cb\d+(?:-\d+)?|ref-.+|refs|references|bibliography|footnotes|toc|quarto-.+|"
    r"title-block-header|/.*|:~:.*|tabset-.+|t=.*|page=.*)$",
    re.IGNORECASE,
)


@rule("missing-anchor", item="6.1", scope=Scope.BOOK)
def missing_anchor(book: Book) -> Iterable[Outcome]:
    """A link to an anchor that no heading, figure or other label of its page has.

    Why: the reader lands at the top of the page, or stays where he is; Quarto does not warn.

    Bad: `[see below](#sumary)` where the heading is “Summary”.

    Good: `[see below](#summary)`.

    Leaves alone: anchors that Pandoc and Quarto make by themselves (`#fn1`, `#ref-…`, `#top`), pages that are not
    part of the book.
    """
    uses = [(path, use) for path, use in _local(book) if "#" in use.key and not use.key.endswith("#")]
    if not any(path in book.changed for path, _ in uses) and not _may_break(book):
        yield NotApplicable("the changed chapters link to no anchors")
        return
    anchors = {path: _anchors(index) for path, index in book.chapters.items()}
    for path, use in uses:
        yield from _judge_anchor(book, anchors, path, use)


def _local(book: Book) -> Iterator[tuple[str, Use]]:
    return ((path, use) for path, index in book.texts.items() for use in index.files)


def _may_break(book: Book) -> bool:
    return bool(book.removed.anchors or book.removed.labels)


def _anchors(index: ChapterIndex) -> frozenset[str]:
    """Everything that a link to this page can end on, repeated headings with Pandoc's numbers."""
    found = {use.key for use in index.labels}
    times: dict[str, int] = {}
    for heading in index.headings:
        count = times.get(heading.anchor, 0)
        times[heading.anchor] = count + 1
        found |= {heading.anchor, f"{heading.anchor}-{count}"} if count else {heading.anchor}
    return frozenset(found)


def _judge_anchor(book: Book, anchors: dict[str, frozenset[str]], path: str, use: Use) -> Iterator[Outcome]:
    anchor = unquote(use.key.partition("#")[2])
    pages = [_source(book, here, use.key) for here in book.pages_of(path)]
    if any(page in anchors and anchor in anchors[page] for page in pages if page):
        return
    page = pages[0]
    if page is None or page not in anchors or _MADE.match(anchor) or anchor in anchors[page]:
        return
    caused = f"{page}#{anchor}" in book.removed.anchors or anchor in book.removed.labels
    elsewhere = [other for other in book.labels.get(anchor, ()) if other != page] or [
        other for other in anchors if anchor in anchors[other]
    ]
    if elsewhere and not caused and book.project.kind == "bookdown":
        return  # bookdown makes one document of all chapters, and leads such a link to the right page
    hint = ""
    where = "this chapter" if page == book.page_of(path) else f"`{page}`"
    if caused:
        why = "this pull request took it away"
    elif elsewhere:
        why = f"it is in `{elsewhere[0]}`, write `{_relative(path, elsewhere[0])}#{anchor}`"
    else:
        why = "nothing there has that name"
        hint = did_you_mean(nearest(anchor, anchors[page]))
    yield _mark(path, use, f"`{use.key}` points to no anchor of {where}: {why}.{hint}", caused=caused)


def _mark(path: str, use: Use, message: str, *, caused: bool) -> BookMark:
    return BookMark(
        path, use.line, message, use.column, end_column=use.end_column, match=use.key,
        surroundings=use.surroundings, caused=caused,
    )  # fmt: skip


def _source(book: Book, path: str, target: str) -> str | None:
    """The file that a local target is made from, None when the repository has none."""
    local = local_path(target)
    if not local:
        return path
    return next((p for p in _sources_of(_resolve(book, path, local)) if p in book.paths), None)


def _sources_of(path: str) -> list[str]:
    if not path.lower().endswith(".html"):
        return [path]
    stem = path[: -len(".html")]
    return [path, *(stem + ending for ending in (".qmd", ".md", ".Rmd", ".rmd", ".ipynb"))]


def _resolve(book: Book, path: str, local: str) -> str:
    """The repository path of a target: `/x` counts from the folder of the book, others from the chapter's."""
    base = book.root if local.startswith("/") else posixpath.dirname(path)
    return posixpath.normpath(posixpath.join(base, local.lstrip("/")))


def _relative(path: str, other: str) -> str:
    return posixpath.relpath(other, posixpath.dirname(path) or ".")
