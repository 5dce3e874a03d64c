"""Item 3.1: the chapter has been locally built and tested using Quarto."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from checks.book import Book
from checks.chapter import Chapter
from checks.ci import judge
from checks.config import Config
from checks.finding import BookMark, Evidence, Mark, NotApplicable, On, Outcome, Severity, Waiting
from checks.nearest import did_you_mean, nearest
from checks.parsing.project import Project
from checks.pull import Pull
from checks.rendering.conversion import Rendering
from checks.rendering.paths import folders_of, may_be_made
from checks.rule import Scope, rule
from checks.text import Span

#: Where a book says which CI check builds it.
CONFIG_FILE = ".github/galleyproof.yml"
#: Chapters that are named one by one when they could not be judged.
MOST_NAMED = 5
_KEYS = [
    "title",
    "subtitle",
    "author",
    "authors",
    "date",
    "abstract",
    "description",
    "keywords",
    "categories",
    "format",
    "execute",
    "jupyter",
    "bibliography",
    "csl",
    "lang",
    "editor",
    "toc",
    "number-sections",
    "crossref",
    "image",
    "draft",
    "engine",
    "filters",
    "knit",
    "knitr",
    "output",
    "aliases",
    "order",
    "params",
]


@rule("render", item="3.1", scope=Scope.PULL)
def render(pull: Pull, config: Config, rendering: Rendering) -> Iterable[Outcome]:
    """The CI check that builds the book is red on the head commit or has not run; or, where none is named, a changed
    chapter cannot be converted.

    Why: only a build shows that Quarto accepts the chapter; a conversion by Pandoc shows at least that it can be read.

    Bad: the check `build` failed on the head commit; or Pandoc stops at the chapter's metadata.

    Good: it is green on that very commit; or Pandoc converts every changed chapter without a warning.

    Leaves alone: checks of other commits, checks that the config does not name under `build: checks:`, and what Pandoc
    says of things that Quarto settles itself, such as cross-references and citations.
    """
    if config.build.checks:
        yield from judge(pull, config.build.checks, what="builds the book")
    elif not rendering.by:
        yield Waiting(
            f"nothing was rendered: {rendering.why}; name the CI check that builds the book under `build: checks:` in "
            f"`{CONFIG_FILE}`, or let a person who has built it tick the box",
            On.PERSON,
        )
    elif not rendering.chapters:
        yield NotApplicable("no chapter changed that could be rendered")
    else:
        yield from _converted(rendering)


def _converted(rendering: Rendering) -> Iterator[Outcome]:
    """What the conversion of every changed chapter shows."""
    for chapter in rendering.chapters:
        for problem in chapter.problems:
            yield BookMark(
                chapter.path, problem.line, problem.message, problem.column, match=problem.match,
                surroundings=problem.surroundings, severity=problem.severity, caused=problem.new,
            )  # fmt: skip
    unjudged = [chapter for chapter in rendering.chapters if chapter.unjudged]
    if unjudged:
        which = ", ".join(f"`{chapter.path}` ({chapter.unjudged})" for chapter in unjudged[:MOST_NAMED])
        more = f" and {len(unjudged) - MOST_NAMED} more" if len(unjudged) > MOST_NAMED else ""
        yield Waiting(
            f"{rendering.by} could not judge {which}{more}: build the book and tick the box", On.PERSON
        )
    clean = sum(1 for chapter in rendering.chapters if not chapter.failed and not chapter.unjudged)
    if clean:
        noun = "1 changed chapter" if clean == 1 else f"{clean} changed chapters"
        yield Evidence(f"{noun} converted with {rendering.by} ({rendering.extent})")


@rule("front-matter", item="3.1", scope=Scope.LINE)
def front_matter(chapter: Chapter) -> Iterable[Outcome]:
    """Front matter that is not valid YAML, has no end, or gives a key twice.

    Why: Quarto stops at it, and nothing of the book is built.

    Bad: `title: Training: the basics` (a colon inside a value without quotes).

    Good: `title: "Training: the basics"`.

    Leaves alone: keys that it does not know, unless they are one slip away from one that Quarto knows.
    """
    document = chapter.document
    for problem in document.problems:
        if problem.kind == "unclosed-front-matter":
            yield Mark(
                problem.span,
                f"{problem.detail[:1].upper()}{problem.detail[1:]}: the whole chapter is read as settings.",
            )
        elif problem.kind == "duplicate-key":
            yield Mark(
                problem.span,
                f"{problem.detail[:1].upper()}{problem.detail[1:]}: keep one of the two.",
                severity=Severity.WARNING,
            )
    found = document.front_matter
    if found is None:
        return
    if found.error is not None:
        at = found.error_at if found.error_at is not None else found.span.start
        line = document.lines.span_of(document.lines.line_at(at))
        yield Mark(line, f"The front matter is not valid YAML: {found.error}.")
    else:
        yield from _misspelt_keys(chapter, found.span, [key for key in found.data if isinstance(key, str)])


def _misspelt_keys(chapter: Chapter, span: Span, keys: list[str]) -> Iterator[Mark]:
    for key in keys:
        guess = nearest(key, _KEYS, least=80.0) if key not in _KEYS and len(key) > 3 else None
        at = chapter.text.find(f"{key}:", span.start, span.end)
        if (
            guess
            and guess not in keys
            and at >= 0
            and abs(len(guess) - len(key)) <= 1
            and guess + "s" != key
            and key + "s" != guess
        ):
            yield Mark(
                Span(at, at + len(key)),
                f"Quarto knows no `{key}` here.{did_you_mean(guess)}",
                guess,
                Severity.WARNING,
            )


@rule("project-file", item="3.1", scope=Scope.BOOK)
def project_file(book: Book) -> Iterable[Outcome]:
    """A project file that does not parse, or that names a chapter which the repository does not have; so too the files
    that are merged into it: profiles, `metadata-files`, the `_metadata.yml` of a folder.

    Why: Quarto stops at it, and nothing of the book is built.

    Bad: `- ops.qmd` under `chapters:` after the file was renamed.

    Good: the new name.

    Leaves alone: addresses, and pages that quartodoc or a script makes before the build (`.ipynb` outputs and the like
    are chapters too).
    """
    project = book.project
    for one in (project, *project.layers):
        yield from _as_written(one)
    folders = folders_of(book.paths)
    for path in project.chapters:
        if path not in book.paths and not may_be_made(path, project, folders):
            yield _missing_chapter(book, path)


def _as_written(project: Project) -> Iterator[BookMark]:
    """What is wrong with one file of the project, as YAML."""
    if project.error is not None:
        line, column, message = project.error
        yield BookMark(project.path, line, f"`{project.path}` is not valid: {message}.", column)
    for line, column, key in project.duplicates:
        message = f"`{key}` is given twice; keep one of the two."
        yield BookMark(project.path, line, message, column, match=key, severity=Severity.WARNING)


def _missing_chapter(book: Book, path: str) -> BookMark:
    """A chapter that is named and not there; decided by this pull request when it removed the file."""
    sources = [p for p in book.paths if p.endswith((".qmd", ".md", ".Rmd", ".rmd", ".ipynb"))]
    guess = nearest(path, [p for p in sources if p not in book.project.chapters])
    written = path[len(book.root) + 1 :] if book.root else path
    file, line = book.project.names(path)
    gone = path in book.removed.paths
    why = "this pull request removes it" if gone else "the repository has no such file"
    return BookMark(
        file, line, f"The chapter `{written}` cannot be built: {why}.{did_you_mean(guess)}", match=written,
        replacement=None, caused=gone,
    )  # fmt: skip
