"""`figure-uncaptioned`, `figure-unlabelled`, `figure-unreferenced`, `figure-unsourced`: what a figure needs around it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import PurePosixPath

from checks.book import Book
from checks.chapter import Chapter
from checks.finding import Mark, NotApplicable, Outcome, Severity
from checks.indexing.structure import is_external
from checks.parsing.document import Document, Image
from checks.places import covering
from checks.rendering.paths import resolve
from checks.rule import Scope, rule

#: A habit of the book: this share of at least so many figures.
HABIT, ENOUGH = 0.9, 20
_CREDIT = re.compile(
    r"\b(?:source|credits?|courtesy|adapted|reproduced|taken|image by|photo(?:graph)? (?:by|of)|from|by|licen[cs]ed?|copyright|"
    r"cc[- ]by|public domain|own work|prompt|dall)\b|©|@[\w:-]+|https?://",
    re.IGNORECASE,
)


@rule("figure-uncaptioned", item="2.3", scope=Scope.LINE, severity=Severity.NOTICE)
def figure_uncaptioned(chapter: Chapter, book: Book) -> Iterable[Outcome]:
    """A figure without a caption: a warning where the book's figures have one, else a notice.

    Why: readers cannot tell what they see, and the figure cannot be referred to.

    Bad: `![](images/pipeline.png)`.

    Good: `![The pipeline from data to model.](images/pipeline.png){#fig-pipeline}`.

    Leaves alone: images inside a line, a link or a figure div (which carries the caption), and HTML images.
    """
    figures = list(_figures(chapter.document))
    if not figures:
        yield NotApplicable("no figures in the chapter")
        return
    severity = Severity.WARNING if _habit(book, "figure-caption") else Severity.NOTICE
    for image in figures:
        if not image.caption.strip() and not _decorative(image):
            yield Mark(
                image.span,
                "This figure has no caption: write one between the brackets, `![What it shows.](…)`.",
                severity=severity,
            )


@rule("figure-unlabelled", item="2.3", scope=Scope.LINE, severity=Severity.NOTICE)
def figure_unlabelled(chapter: Chapter, book: Book) -> Iterable[Outcome]:
    """A captioned figure without a `#fig-` label: a warning where the book labels its figures, else a notice.

    Why: without it Quarto gives the figure no number, and no text can refer to it.

    Bad: `![The pipeline.](images/pipeline.png)`.

    Good: `![The pipeline.](images/pipeline.png){#fig-pipeline}`.

    Leaves alone: images without a caption (`figure-uncaptioned`), in a line, in a link or in a div with a label.
    """
    figures = [f for f in _figures(chapter.document) if f.caption.strip()]
    if not figures:
        yield NotApplicable("no captioned figures in the chapter")
        return
    severity = Severity.WARNING if _habit(book, "figure-label") else Severity.NOTICE
    for image in figures:
        if image.label is None:
            label = _label_from(image)
            yield Mark(
                image.span, f"This figure has no label, so it gets no number and nothing can refer to it: add `{{#{label}}}`.",
                _labelled(chapter.document, image, label), severity,
            )  # fmt: skip


@rule("figure-unreferenced", item="2.3", scope=Scope.LINE, severity=Severity.NOTICE)
def figure_unreferenced(chapter: Chapter, book: Book) -> Iterable[Outcome]:
    """A labelled figure, table or listing that no text refers to: a warning where the book refers to all of them.

    Why: a figure that the text does not mention stands there unexplained, and may float far from its place.

    Bad: `{#fig-pipeline}` and no `@fig-pipeline` in the book.

    Good: `@fig-pipeline shows …` before the figure.

    Leaves alone: sections and equations, and parts of a figure (`#fig-x-a` inside `#fig-x`).
    """
    labels = [label for label in chapter.document.labels if label.kind in ("fig", "tbl", "lst")]
    if not labels:
        yield NotApplicable("no labelled figures, tables or listings in the chapter")
        return
    used = {use.key for index in book.texts.values() for use in index.cross_references}
    usual = _all_referred(book, used, chapter.path) and chapter.path not in book.project.parts
    severity = Severity.WARNING if usual else Severity.NOTICE
    divs = [d for d in chapter.document.divs if d.label and d.label.startswith(("fig-", "tbl-"))]
    own, in_div = {div.label for div in divs}, covering(div.span for div in divs)
    for label in labels:
        part = in_div(label.span) and label.identifier not in own
        if label.identifier not in used and not part:
            yield Mark(
                label.span,
                f"Nothing refers to `{label.identifier}`: mention `@{label.identifier}` in the text.",
                severity=severity,
            )


@rule("figure-unsourced", item="2.3", scope=Scope.LINE, severity=Severity.NOTICE)
def figure_unsourced(chapter: Chapter, book: Book) -> Iterable[Outcome]:
    """An image new to the book whose caption names no source: no citation, link or credit.

    Why: readers and rights holders want to know where a picture comes from.

    Bad: `![Chip layout.](images/chip.png)` for a picture from a paper.

    Good: `![Chip layout. Source: @smith2020.](images/chip.png)`.

    Leaves alone: images that were in the book before, and plots drawn by the chapter's own code. A figure that the
    authors drew needs no source, which no machine can see: hence a notice.
    """
    figures = list(_figures(chapter.document))
    if not figures:
        yield NotApplicable("no figures in the chapter")
    for image in figures:
        new = is_external(image.target) or resolve(image.target, chapter.path, book.root) in book.added
        if new and not _CREDIT.search(chapter.document.slice(image.caption_span)):
            yield Mark(
                image.span,
                "The caption of this new image names no source: cite it, link it or credit whoever made it.",
            )


def _figures(document: Document) -> Iterator[Image]:
    """Images that stand alone, as Pandoc makes figures of, outside links and labelled divs."""
    divs = [
        div.span
        for div in document.divs
        if div.label or "column-margin" in div.classes or _laid_out(div.classes)
    ]
    in_div, in_link = covering(divs), covering(link.span for link in document.links)
    for image in document.images:
        if image.block and not image.html and not in_div(image.span) and not in_link(image.span):
            yield image


def _laid_out(classes: tuple[str, ...]) -> bool:
    return any(name.startswith(("content-", "hero", "logo", "cover", "author")) for name in classes)


def _decorative(image: Image) -> bool:
    classes = image.attributes.classes if image.attributes else ()
    pairs = image.attributes.pairs if image.attributes else {}
    return bool({"nolightbox", "icon", "logo", "badge"} & set(classes)) or pairs.get("role") == "presentation"


def _habit(book: Book, convention: str) -> bool:
    yes = sum(i.conventions.get(convention, {}).get("yes", 0) for i in book.chapters.values())
    no = sum(i.conventions.get(convention, {}).get("no", 0) for i in book.chapters.values())
    return yes >= ENOUGH and yes / (yes + no) >= HABIT


def _all_referred(book: Book, used: set[str], path: str) -> bool:
    labels = [
        u.key for i in book.others(path) for u in i.labels if u.key.startswith(("fig-", "tbl-", "lst-"))
    ]
    return len(labels) >= ENOUGH and sum(1 for key in labels if key in used) / len(labels) >= HABIT


def _label_from(image: Image) -> str:
    stem = re.sub(r"[^a-z0-9]+", "-", PurePosixPath(image.target).stem.lower()).strip("-")
    return f"fig-{stem or 'name'}"


def _labelled(document: Document, image: Image, label: str) -> str | None:
    written = document.slice(image.span)
    if image.attributes is None:
        return f"{written}{{#{label}}}"
    at = image.attributes.span.start - image.span.start
    return f"{written[: at + 1]}#{label} {written[at + 1 :].lstrip()}" if 0 <= at < len(written) else None
