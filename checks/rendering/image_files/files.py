"""`missing-file`: links and includes that lead to no file of the repository."""

from __future__ import annotations

import posixpath
from collections.abc import Iterable

from checks.book import Book
from checks.chapter import Use
from checks.finding import BookMark, NotApplicable, Outcome, Severity
from checks.indexing.structure import local_path
from checks.miscellaneous.addresses import mended
from checks.nearest import did_you_mean
from checks.rendering.paths import all_places, folders_of, is_checked, leaves, may_be_made, meant, resolve
from checks.rule import Scope, rule

SOURCES = (".qmd", ".md", ".rmd", ".ipynb", ".rmarkdown")


@rule("missing-file", item="3.3", scope=Scope.BOOK)
def missing_file(book: Book) -> Iterable[Outcome]:
    """A link to a file or chapter, or an include, that the repository does not have.

    Why: the reader's click leads to an error page; at an include the build stops.

    Bad: `[operations](./mlops.qmd)` after the file was renamed to `ops.qmd`.

    Good: `[operations](./ops.qmd)`.

    Leaves alone: addresses on the web and what was meant for one (`malformed-link`), anchors in the same page, folders,
    and pages that Quarto makes of a chapter (`ops.html` of `ops.qmd`); files that a build may make, and whole folders of
    them, are warnings, notices where the project runs a script before the build.
    """
    if not any(index.files for index in book.texts.values()):
        yield NotApplicable("no links to files of the book")
        return
    folders = folders_of(book.paths)
    for path, index in book.texts.items():
        for use in index.files:
            if (path, use.key) in book.circles:
                yield _circle(path, use)
            elif _is_judged(use.key) and not _leads_somewhere(use.key, path, book, folders):
                yield _missing_file(book, path, use, folders)


def _is_judged(target: str) -> bool:
    """What was meant for an address on the web is told by `malformed-link`."""
    return is_checked(target) and mended(target) is None


def _circle(path: str, use: Use) -> BookMark:
    return BookMark(
        path, use.line, f"`{use.key}` includes this text in its turn: Quarto stops at the circle. Take one of the includes "
        "out.", use.column, end_column=use.end_column, match=use.key, surroundings=use.surroundings,
    )  # fmt: skip


def _leads_somewhere(target: str, chapter: str, book: Book, folders: frozenset[str]) -> bool:
    for path in all_places(target, chapter, book):
        stem, ending = posixpath.splitext(path)
        if path in book.paths or path in folders or leaves(path) or _is_built(path):
            return True
        if ending.lower() in (".html", "", ".pdf", ".epub") and any(
            stem + source in book.paths for source in (*SOURCES, ".Rmd")
        ):
            return True
    rmd = book.page_of(chapter).lower().endswith(".rmd") or book.project.kind == "bookdown"
    return rmd and local_path(target).endswith(".html")


def _is_built(path: str) -> bool:
    """A page in a folder like `_site`: the build makes it."""
    folders = posixpath.dirname(path).split("/")
    return path.endswith(".html") and any(folder.startswith("_") for folder in folders)


def _missing_file(book: Book, chapter: str, use: Use, folders: frozenset[str]) -> BookMark:
    page = book.page_of(chapter)
    path = resolve(use.key, page, book.root)
    gone = path in book.removed.paths
    why, guess = _why_missing(use.key, page, book)
    why = "this pull request removes it" if gone else why
    source = posixpath.splitext(path)[1].lower() in SOURCES and posixpath.dirname(path) in {"", *folders}
    typed = use.end_column - use.column == len(use.key)
    severity = Severity.ERROR if source or gone or use.key.startswith("@") else Severity.WARNING
    if may_be_made(path, book.project, folders) and not gone:
        severity = Severity.NOTICE
    return BookMark(
        chapter, use.line, f"`{use.key}` leads nowhere: {why}.{did_you_mean(guess)}", use.column,
        end_column=use.end_column, match=use.key, surroundings=use.surroundings, replacement=guess if typed else None,
        caused=gone, severity=severity,
    )  # fmt: skip


def _why_missing(target: str, chapter: str, book: Book) -> tuple[str, str | None]:
    """Why the target is none, and what was probably meant."""
    if target.startswith("@"):
        return f"a citation or reference is no address: write `[{target}]` after the words", None
    return "the repository has no such file", meant(target, chapter, book.root, book.paths)
