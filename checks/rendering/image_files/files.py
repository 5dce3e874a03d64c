"""`missing-file`: links and includes that lead to no file of the repository."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable

from checks.book import Book
from checks.chapter import Use
from checks.finding import BookMark, NotApplicable, Outcome, Severity
from checks.indexing.structure import local_path
from checks.nearest import did_you_mean
from checks.rendering.paths import is_checked, leaves, meant, places, resolve
from checks.rule import Scope, rule

SOURCES = (".qmd", ".md", ".rmd", ".ipynb", ".rmarkdown")
_DOMAIN = re.compile(
    r"(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+(?:com|org|net|edu|gov|io|ai|dev|app|info|eu|uk|de|fr|nl|ch|nz|ca|us|co)(?:[/?#]|$)",
    re.IGNORECASE,
)


@rule("missing-file", item="3.3", scope=Scope.BOOK)
def missing_file(book: Book) -> Iterable[Outcome]:
    """A link to a file or chapter, or an include, that the repository does not have.

    Why: the reader's click leads to an error page.

    Bad: `[operations](./mlops.qmd)` after the file was renamed to `ops.qmd`.

    Good: `[operations](./ops.qmd)`.

    Leaves alone: addresses on the web, anchors in the same page, folders, and pages that Quarto makes of a chapter
    (`ops.html` of `ops.qmd`); files that a build may make, and whole folders of them, are warnings.
    """
    if not any(index.files for index in book.chapters.values()):
        yield NotApplicable("no links to files of the book")
        return
    folders = _folders(book.paths)
    for path, index in book.chapters.items():
        for use in index.files:
            if is_checked(use.key) and not _leads_somewhere(use.key, path, book, folders):
                yield _missing_file(book, path, use, folders)


def _folders(paths: Iterable[str]) -> frozenset[str]:
    found: set[str] = {"."}
    for path in paths:
        folder = posixpath.dirname(path)
        while folder and folder not in found:
            found.add(folder)
            folder = posixpath.dirname(folder)
    return frozenset(found)


def _leads_somewhere(target: str, chapter: str, book: Book, folders: frozenset[str]) -> bool:
    for path in places(target, chapter, book.root):
        stem, ending = posixpath.splitext(path)
        if path in book.paths or path in folders or leaves(path):
            return True
        if ending.lower() in (".html", "", ".pdf", ".epub") and any(
            stem + source in book.paths for source in (*SOURCES, ".Rmd")
        ):
            return True
    rmd = chapter.lower().endswith(".rmd") or book.project.kind == "bookdown"
    return rmd and local_path(target).endswith(".html")


def _missing_file(book: Book, chapter: str, use: Use, folders: frozenset[str]) -> BookMark:
    path = resolve(use.key, chapter, book.root)
    gone = path in book.removed.paths
    why, mended = _why_missing(use.key, chapter, book)
    why = "this pull request removes it" if gone else why
    source = posixpath.splitext(path)[1].lower() in SOURCES and posixpath.dirname(path) in {"", *folders}
    typed = use.end_column - use.column == len(use.key)
    return BookMark(
        chapter, use.line, f"`{use.key}` leads nowhere: {why}.{did_you_mean(mended)}", use.column,
        end_column=use.end_column, match=use.key, surroundings=use.surroundings, replacement=mended if typed else None,
        caused=gone, severity=Severity.ERROR if source or gone or use.key.startswith("@") else Severity.WARNING,
    )  # fmt: skip


def _why_missing(target: str, chapter: str, book: Book) -> tuple[str, str | None]:
    """Why the target is none, and what was probably meant."""
    if target.startswith("@"):
        return f"a citation or reference is no address: write `[{target}]` after the words", None
    if _DOMAIN.match(target):
        return "an address on the web begins with `https://`", f"https://{target}"
    return "the repository has no such file", meant(target, chapter, book.root, book.paths)
