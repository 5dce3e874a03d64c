"""`unreadable-image`: files that are no pictures, or not the ones that their names say."""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Iterator, Mapping

from checks.book import Book
from checks.chapter import Use
from checks.finding import BookMark, Evidence, NotApplicable, Outcome, Severity
from checks.indexing.structure import is_local, local_path
from checks.rendering.image_files.pictures import Picture, Pictures
from checks.rendering.paths import is_checked, places
from checks.rule import Scope, rule

#: Pictures and documents that no browser shows in an image element.
NOT_SHOWN = frozenset(
    ".tif .tiff .heic .heif .psd .ai .xcf .raw .doc .docx .ppt .pptx .xls .xlsx .key .zip .drawio .vsdx .sketch .fig".split()
)
#: The format that each name promises.
PROMISED = {
    ".png": "png", ".apng": "png", ".jpg": "jpeg", ".jpeg": "jpeg", ".gif": "gif", ".webp": "webp", ".svg": "svg",
    ".bmp": "bmp", ".avif": "avif", ".ico": "ico", ".pdf": "pdf",
}  # fmt: skip
#: Browsers tell these apart by their first bytes, whatever the name (WHATWG, "MIME Sniffing"); TeX and others do not.
_SNIFFED = frozenset("png jpeg gif webp bmp ico avif".split())
_INSTEAD = {
    "empty": "it is empty", "html": "it holds a web page, as a download of the wrong address does", "text": "it holds text",
    "zip": "it holds an archive or an office document", "gzip": "it is compressed, which servers do not announce",
    "video": "it holds a video", "unknown": "it holds nothing that is a picture",
}  # fmt: skip
#: What the bytes may be without a word: a pointer of Git LFS, which stands for the file; PostScript.
_LEFT_ALONE = frozenset({"lfs", "eps"})


@rule("unreadable-image", item="3.3", scope=Scope.BOOK)
def unreadable_image(book: Book, pictures: Pictures) -> Iterable[Outcome]:
    """An image that no browser shows: by its format, because the file is damaged, or because it is no image at all.

    Why: the reader sees a broken picture.

    Bad: `![](images/pipeline.tiff)`, or `images/pipeline.png` that holds the web page of a failed download.

    Good: the picture as PNG, JPEG, SVG or WebP, under a name that says so.

    Leaves alone: addresses on the web, endings it does not know, videos, which Quarto shows in a player, pointers of Git
    LFS, and files that the pull request does not touch. Another picture format than the name says, where browsers show it
    all the same, is a warning.
    """
    if not any(book.texts[path].images for path in book.changed if path in book.texts) and not pictures.facts:
        yield NotApplicable("no images in the changed chapters")
    for path, index in book.texts.items():
        for use in index.images:
            yield from _judge(use, path, book, pictures)
    if pictures.facts:
        yield Evidence(f"{_images(len(pictures.facts))} of this pull request opened and looked into")
    if pictures.unopened:
        yield Evidence(f"{_images(pictures.unopened)} of this pull request not opened: {pictures.why}")


def _judge(use: Use, chapter: str, book: Book, pictures: Pictures) -> Iterator[BookMark]:
    ending = posixpath.splitext(local_path(use.key))[1].lower()
    if is_local(use.key) and ending in NOT_SHOWN:
        yield _mark(
            use, chapter, f"No browser shows `{ending}` as an image: save it as PNG, JPEG, SVG or WebP."
        )
        return
    opened = file_of(use.key, book.page_of(chapter), book.root, pictures.facts)
    if opened is not None:
        path, picture = opened
        said = fault(picture, posixpath.splitext(path)[1].lower())
        if said is not None:
            message = f"`{use.key}` {said[0]}"
            yield _mark(use, chapter, message, said[1], caused=True)


def file_of(
    target: str, chapter: str, root: str, pictures: Mapping[str, Picture]
) -> tuple[str, Picture] | None:
    """The opened picture that an image target shows."""
    if not is_checked(target):
        return None
    return next(((path, pictures[path]) for path in places(target, chapter, root) if path in pictures), None)


def fault(picture: Picture, ending: str) -> tuple[str, Severity] | None:
    """What is wrong with a picture under that name, as the end of a sentence, and how wrong it is."""
    promised, kind = PROMISED.get(ending), picture.kind
    if promised is None or kind in _LEFT_ALONE:
        return None
    if kind in _INSTEAD:
        return f"will not be shown: {_INSTEAD[kind]}. Put the picture itself there.", Severity.ERROR
    if picture.damage:
        return f"will not be shown as it should: {picture.damage}. Export the picture anew.", Severity.ERROR
    if kind == promised:
        return None
    named = f"is named `{ending}` and holds {kind.upper()}"
    if kind in _SNIFFED and promised in _SNIFFED:
        return (
            f"{named}: browsers guess it, PDF and other formats fail. Give it its own ending.",
            Severity.WARNING,
        )
    return (
        f"{named}: browsers will not show it. Give it its own ending, or save it as PNG, JPEG, SVG or WebP.",
        Severity.ERROR,
    )


def _mark(
    use: Use, chapter: str, message: str, severity: Severity = Severity.ERROR, caused: bool = False
) -> BookMark:
    return BookMark(
        chapter, use.line, message, use.column, end_column=use.end_column, match=use.key, surroundings=use.surroundings,
        severity=severity, caused=caused,
    )  # fmt: skip


def _images(number: int) -> str:
    return "1 image" if number == 1 else f"{number} images"
