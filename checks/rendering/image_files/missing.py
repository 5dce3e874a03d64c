"""`missing-image` and `dead-image-url`: pictures that are not where the chapter says."""

from __future__ import annotations

import posixpath
from collections.abc import Iterable

from checks.book import Book, Links
from checks.chapter import Use
from checks.config import Config
from checks.finding import BookMark, NotApplicable, Outcome
from checks.indexing.structure import is_web
from checks.rendering.paths import SHOWN, all_places, is_checked, leaves, meant, resolve
from checks.rendering.probing import judge_addresses
from checks.rule import Scope, rule


@rule("missing-image", item="3.3", scope=Scope.BOOK)
def missing_image(book: Book) -> Iterable[Outcome]:
    """An image whose file the repository does not have, in just that spelling.

    Why: the reader sees a broken picture; Quarto itself says nothing.

    Bad: `![](images/Pipeline.png)` for the file `images/pipeline.png`.

    Good: `![](images/pipeline.png)`.

    Leaves alone: addresses on the web, paths with a variable in them, and files outside the repository.
    """
    if not any(index.images for index in book.texts.values()):
        yield NotApplicable("the book has no images")
        return
    for path, index in book.texts.items():
        for use in index.images:
            if is_checked(use.key) and not _exists(use.key, path, book):
                yield _missing_image(book, path, use)


def _exists(target: str, chapter: str, book: Book) -> bool:
    for path in all_places(target, chapter, book):
        if path in book.paths or leaves(path):
            return True
        if not posixpath.splitext(path)[1] and any(path + ending in book.paths for ending in SHOWN):
            return True
    return False


def _missing_image(book: Book, chapter: str, use: Use) -> BookMark:
    page = book.page_of(chapter)
    path = resolve(use.key, page, book.root)
    guess = meant(
        use.key, page, book.root, (p for p in book.paths if posixpath.splitext(p)[1].lower() in SHOWN)
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


@rule("dead-image-url", item="3.3", scope=Scope.BOOK)
def dead_image_url(book: Book, links: Links, config: Config) -> Iterable[Outcome]:
    """An image on the web whose address is dead.

    Why: the reader sees a broken picture.

    Bad: `![](https://example.org/gone.png)`, answered by 404.

    Good: the picture's new address, or a copy in the repository with its source in the caption.

    Leaves alone: servers that refuse programs or are slow (a warning), addresses that the config ignores with a reason,
    and addresses on old lines that were not tried.
    """
    images = [
        (path, use)
        for path in book.changed
        if path in book.texts
        for use in book.texts[path].images
        if is_web(use.key)
    ]
    if not images:
        yield NotApplicable("no images from the web in the changed chapters")
        return
    yield from judge_addresses(book, links, config, images, "image")
