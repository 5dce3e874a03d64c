"""`missing-alt-text`, `heavy-image`: pictures as readers get them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from checks.book import Book
from checks.chapter import Chapter
from checks.finding import BookMark, Mark, NotApplicable, Outcome, Severity
from checks.parsing.document import Image
from checks.places import covering
from checks.rendering.paths import is_checked, resolve
from checks.rule import Scope, rule
from checks.text import Span

#: Bytes from which a picture is slow on a telephone, and from which it does not belong on a page.
HEAVY, FAR_TOO_HEAVY = 2_000_000, 10_000_000
#: So many pictures without words are told one by one; more are told at one of them, which names this many lines.
FEW, MOST_LINES = 3, 20


@rule("missing-alt-text", item="3.3", scope=Scope.LINE, severity=Severity.WARNING)
def missing_alt_text(chapter: Chapter) -> Iterable[Outcome]:
    """A picture that says nothing to a reader who cannot see it: neither alternative text nor caption.

    Why: screen readers read the file's name aloud, or nothing (WCAG 2.2, success criterion 1.1.1).

    Bad: `![](images/pipeline.png)`.

    Good: `![](images/pipeline.png){fig-alt="Data flows from sensor to model."}`.

    Leaves alone: pictures with a caption, HTML images with an empty `alt` (decoration), and plots of code that has a
    caption or `fig-alt`. A chapter with many such pictures is told once, with their lines.
    """
    if not chapter.document.images:
        yield NotApplicable("no images in the chapter")
    figures = covering(div.span for div in chapter.document.divs if div.label)
    bare = [
        image for image in chapter.document.images if not _described(image) and not _in_figure(image, figures)
    ]
    message = 'This image has neither a caption nor alternative text: add `{fig-alt="…"}`, or a caption.'
    if len(bare) <= FEW:
        yield from (Mark(image.span, message) for image in bare)
        return
    first, others = _told_first(bare, chapter)
    lines = ", ".join(str(_line(image, chapter)) for image in others[:MOST_LINES])
    more = ", …" if len(others) > MOST_LINES else ""
    yield Mark(
        first.span, f"{message} The same goes for {len(others)} more in this chapter: lines {lines}{more}."
    )
    yield from (Mark(image.span, message, severity=Severity.NOTICE) for image in others)


def _told_first(bare: Sequence[Image], chapter: Chapter) -> tuple[Image, list[Image]]:
    """The picture at which all of them are told, the first on a new line, and the others."""
    new = (image for image in bare if _line(image, chapter) in chapter.changed_lines)
    first = next(new, bare[0])
    return first, [image for image in bare if image is not first]


def _line(image: Image, chapter: Chapter) -> int:
    return chapter.document.lines.line_at(image.span.start)


def _in_figure(image: Image, figures: Callable[[Span], bool]) -> bool:
    """A part of a figure that is a div: the div's caption speaks for it, unless the picture is written in HTML."""
    return not image.html and figures(image.span)


def _described(image: Image) -> bool:
    pairs = image.attributes.pairs if image.attributes else {}
    if image.html:
        return (
            image.alt is not None
            or pairs.get("role") in ("presentation", "none")
            or pairs.get("aria-hidden") == "true"
        )
    texts = (image.caption, image.alt, pairs.get("fig-alt"), pairs.get("alt"), pairs.get("fig-cap"))
    return any(text and text.strip() for text in texts)


@rule("heavy-image", item="3.3", scope=Scope.BOOK, severity=Severity.WARNING)
def heavy_image(book: Book) -> Iterable[Outcome]:
    """A picture of more than two megabytes.

    Why: readers on a telephone wait for it, and the repository carries it for ever.

    Bad: a photograph of 12 MB straight from the camera.

    Good: the same, 1,600 pixels wide.

    Leaves alone: pictures of unknown size and pictures on the web.
    """
    if not any(index.images for index in book.texts.values()):
        yield NotApplicable("the book has no images")
        return
    for path, index in book.texts.items():
        for use in index.images:
            size = (
                book.sizes.get(resolve(use.key, book.page_of(path), book.root), 0)
                if is_checked(use.key)
                else 0
            )
            if size > HEAVY:
                megabytes = f"{size / 1e6:.1f} MB"
                yield BookMark(
                    path, use.line, f"`{use.key}` has {megabytes}: scale it down or compress it to less than {HEAVY / 1e6:.0f} MB.",
                    use.column, end_column=use.end_column, match=use.key, surroundings=use.surroundings,
                    severity=Severity.ERROR if size > FAR_TOO_HEAVY else Severity.WARNING,
                )  # fmt: skip
