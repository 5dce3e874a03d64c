"""Item 3.3: all images have a source or they are properly linked to external sites. Files that links name are here too."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable

from checks.book import Book
from checks.chapter import Chapter, Use
from checks.finding import BookMark, Mark, NotApplicable, Outcome, Severity
from checks.indexing.structure import is_local, local_path
from checks.nearest import did_you_mean
from checks.parsing.document import Image
from checks.rendering.paths import leaves, meant, places, resolve
from checks.rule import Scope, rule

#: Formats that browsers show (MDN, "Image file type and format guide") and Quarto's PDF route converts.
SHOWN = frozenset(
    [".png", ".jpg", ".jpeg", ".gif", ".svg", ".webp", ".avif", ".apng", ".bmp", ".ico", ".pdf", ".eps"]
)
#: Pictures and documents that no browser shows in an image element.
NOT_SHOWN = frozenset(
    """
    .tif .tiff .heic .heif .psd .ai .xcf .raw .doc .docx .ppt .pptx .xls .xlsx .key .zip .drawio .vsdx
    .sketch .fig
    """.split()
)
SOURCES = (".qmd", ".md", ".rmd", ".ipynb", ".rmarkdown")
_DOMAIN = re.compile(
    r"(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+(?:com|org|net|edu|gov|io|ai|dev|app|info|eu|uk|de|fr|nl|ch|nz|ca|us|co)(?:[/?#]|$)",
    re.IGNORECASE,
)
#: Bytes from which a picture is slow on a telephone, and from which it does not belong on a page.
HEAVY, FAR_TOO_HEAVY = 2_000_000, 10_000_000


@rule("missing-image", item="3.3", scope=Scope.BOOK)
def missing_image(book: Book) -> Iterable[Outcome]:
    """An image whose file the repository does not have, in just that spelling.

    Why: the reader sees a broken picture; Quarto itself says nothing.

    Bad: `![](images/Pipeline.png)` for the file `images/pipeline.png`.

    Good: `![](images/pipeline.png)`.

    Leaves alone: addresses on the web, paths with a variable in them, and files outside the repository.
    """
    if not any(index.images for index in book.chapters.values()):
        yield NotApplicable("the book has no images")
        return
    for path, index in book.chapters.items():
        for use in index.images:
            if _is_checked(use.key) and not _exists(use.key, path, book):
                yield _missing_image(book, path, use)


def _is_checked(target: str) -> bool:
    """Local, and written out: no variable, no shortcode, no text reference."""
    return (
        is_local(target)
        and bool(local_path(target))
        and not any(sign in target for sign in ("{{", "`", "$", "<", "(ref:"))
    )


def _exists(target: str, chapter: str, book: Book) -> bool:
    for path in places(target, chapter, book.root):
        if path in book.paths or leaves(path):
            return True
        if not posixpath.splitext(path)[1] and any(path + ending in book.paths for ending in SHOWN):
            return True
    return False


def _missing_image(book: Book, chapter: str, use: Use) -> BookMark:
    path = resolve(use.key, chapter, book.root)
    guess = meant(
        use.key, chapter, book.root, (p for p in book.paths if posixpath.splitext(p)[1].lower() in SHOWN)
    )
    gone = path in book.removed.paths
    case = any(p.lower() == path.lower() for p in book.paths) if guess else False
    why = (
        "this pull request removes that file"
        if gone
        else "no file has that name in just this case"
        if case
        else "the repository has no such file"
    )
    hint = f" Did you mean `{guess}`?" if guess else ""
    return BookMark(
        chapter, use.line, f"The image `{use.key}` will not be shown: {why}.{hint}", use.column, end_column=use.end_column,
        match=use.key, surroundings=use.surroundings, replacement=guess, caused=gone,
    )  # fmt: skip


@rule("missing-file", item="3.3", scope=Scope.BOOK)
def missing_file(book: Book) -> Iterable[Outcome]:
    """A link to a file or chapter, or an include, that the repository does not have.

    Why: the reader's click leads to an error page.

    Bad: `[operations](./mlops.qmd)` after the file was renamed to `ops.qmd`.

    Good: `[operations](./ops.qmd)`.

    Leaves alone: addresses on the web, anchors in the same page, folders, and pages that Quarto makes of a chapter
    (`ops.html` of `ops.qmd`); other files that a build may make are warnings.
    """
    if not any(index.files for index in book.chapters.values()):
        yield NotApplicable("no links to files of the book")
        return
    folders = _folders(book.paths)
    for path, index in book.chapters.items():
        for use in index.files:
            if _is_checked(use.key) and not _leads_somewhere(use.key, path, book, folders):
                yield _missing_file(book, path, use)


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


def _missing_file(book: Book, chapter: str, use: Use) -> BookMark:
    path = resolve(use.key, chapter, book.root)
    gone = path in book.removed.paths
    why, mended = _why_missing(use.key, chapter, book)
    why = "this pull request removes it" if gone else why
    source = posixpath.splitext(path)[1].lower() in SOURCES
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


@rule("missing-alt-text", item="3.3", scope=Scope.LINE, severity=Severity.WARNING)
def missing_alt_text(chapter: Chapter) -> Iterable[Outcome]:
    """A picture that says nothing to a reader who cannot see it: neither alternative text nor caption.

    Why: screen readers read the file's name aloud, or nothing (WCAG 2.2, success criterion 1.1.1).

    Bad: `![](images/pipeline.png)`.

    Good: `![](images/pipeline.png){fig-alt="Data flows from sensor to model."}`.

    Leaves alone: pictures with a caption, HTML images with an empty `alt` (decoration), and plots of code that has a
    caption or `fig-alt`.
    """
    images = chapter.document.images
    if not images:
        yield NotApplicable("no images in the chapter")
    for image in images:
        if not _described(image, chapter):
            yield Mark(
                image.span,
                'This image has neither a caption nor alternative text: add `{fig-alt="…"}`, or a caption.',
            )


def _described(image: Image, chapter: Chapter) -> bool:
    pairs = image.attributes.pairs if image.attributes else {}
    if image.html:
        return (
            image.alt is not None
            or pairs.get("role") in ("presentation", "none")
            or pairs.get("aria-hidden") == "true"
        )
    texts = (image.caption, image.alt, pairs.get("fig-alt"), pairs.get("alt"), pairs.get("fig-cap"))
    holder = any(div.label and div.span.contains(image.span) for div in chapter.document.divs)
    return holder or any(text and text.strip() for text in texts)


@rule("heavy-image", item="3.3", scope=Scope.BOOK, severity=Severity.WARNING)
def heavy_image(book: Book) -> Iterable[Outcome]:
    """A picture of more than two megabytes.

    Why: readers on a telephone wait for it, and the repository carries it for ever.

    Bad: a photograph of 12 MB straight from the camera.

    Good: the same, 1,600 pixels wide.

    Leaves alone: pictures of unknown size and pictures on the web.
    """
    if not any(index.images for index in book.chapters.values()):
        yield NotApplicable("the book has no images")
        return
    for path, index in book.chapters.items():
        for use in index.images:
            size = book.sizes.get(resolve(use.key, path, book.root), 0) if _is_checked(use.key) else 0
            if size > HEAVY:
                megabytes = f"{size / 1e6:.1f} MB"
                yield BookMark(
                    path, use.line, f"`{use.key}` has {megabytes}: scale it down or compress it to less than {HEAVY / 1e6:.0f} MB.",
                    use.column, end_column=use.end_column, match=use.key, surroundings=use.surroundings,
                    severity=Severity.ERROR if size > FAR_TOO_HEAVY else Severity.WARNING,
                )  # fmt: skip


@rule("unreadable-image", item="3.3", scope=Scope.LINE)
def unreadable_image(chapter: Chapter) -> Iterable[Outcome]:
    """An image in a format that browsers do not show, or a file that is no image at all.

    Why: the reader sees a broken picture.

    Bad: `![](images/pipeline.tiff)` or `![](slides.pptx)`.

    Good: the picture as PNG, JPEG, SVG or WebP.

    Leaves alone: addresses on the web, endings it does not know, and videos, which Quarto shows in a player.
    """
    if not chapter.document.images:
        yield NotApplicable("no images in the chapter")
    for image in chapter.document.images:
        ending = posixpath.splitext(local_path(image.target))[1].lower()
        if is_local(image.target) and ending in NOT_SHOWN:
            yield Mark(
                image.target_span,
                f"No browser shows `{ending}` as an image: save it as PNG, JPEG, SVG or WebP.",
            )
