"""`dangling-crossref` and `duplicate-label`: what points, and what is pointed at, in the whole book."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from checks.book import Book
from checks.chapter import Use
from checks.finding import BookMark, NotApplicable, Outcome, Severity
from checks.nearest import did_you_mean, nearest
from checks.rule import Scope, rule

#: References of one book for which a label is guessed: each guess looks at every label.
MOST_GUESSES = 200
_RMD = (".rmd", ".rmarkdown")
#: Prefixes that bookdown puts before the names of chunks and blocks (“Authoring Books with R Markdown”, 2.2 to 2.6).
_OF_BLOCKS = frozenset("fig tab lst eq thm lem cor prp cnj def exm exr hyp".split())
#: Prefixes whose labels are numbered book-wide: two of one name cannot both be meant.
_NUMBERED = re.compile(r"^(?:fig|tbl|tab|sec|eq|lst|thm|lem|cor|prp|cnj|def|exm|exr)[-:]")


@rule("dangling-crossref", item="3.2", scope=Scope.BOOK)
def dangling_crossref(book: Book) -> Iterable[Outcome]:
    """A cross-reference to a label that no chapter of the book has.

    Why: the reader sees “?@fig-pipeline”, and Quarto only warns.

    Bad: `@fig-pipline` where the figure is labelled `{#fig-pipeline}`.

    Good: `@fig-pipeline`.

    Leaves alone: references in code, and, in R Markdown, references to headings by their automatic identifier.
    """
    if not any(index.cross_references for index in book.texts.values()):
        yield NotApplicable("the book has no cross-references")
        return
    labels = frozenset(book.labels)
    anchors = frozenset(h.anchor for index in book.chapters.values() for h in index.headings)
    told = 0
    for path, index in book.texts.items():
        known = labels | anchors if path.lower().endswith(_RMD) else labels
        for use in index.cross_references:
            if use.key not in known and not _same_label(use.key, known):
                told += 1
                yield _dangling(book, path, use, known, told <= MOST_GUESSES)


def _same_label(key: str, known: frozenset[str]) -> bool:
    """bookdown writes `fig:x` for the chunk `x`, `tab:x` for its table, `thm:x` for the theorem `{.theorem #x}`; a subfigure's label adds a letter or number."""
    kind, colon, name = key.partition(":")
    if colon and name in known and kind in _OF_BLOCKS:
        return True
    parent = re.sub(r"-(?:\d{1,2}|[a-z])$", "", key)
    return parent != key and parent in known


def _dangling(book: Book, path: str, use: Use, known: frozenset[str], guessed: bool) -> BookMark:
    kind = re.split(r"[-:]", use.key)[0]
    same_kind = [label for label in known if label.startswith(kind)] or list(known)
    guess = nearest(use.key, same_kind, least=70.0) if guessed else None
    taken = use.key in book.removed.labels
    why = "this pull request removed that label" if taken else "no chapter of the book has that label"
    written, replacement = _as_written(use, guess)
    return BookMark(
        path, use.line, f"`{written}` leads nowhere: {why}.{did_you_mean(guess)}", use.column, end_column=use.end_column,
        match=written, surroundings=use.surroundings, replacement=replacement, caused=taken,
    )  # fmt: skip


def _as_written(use: Use, guess: str | None) -> tuple[str, str | None]:
    """The reference as it stands, told by its length, and the mended one."""
    extra = use.end_column - use.column - len(use.key)
    if extra == 1:
        return f"@{use.key}", f"@{guess}" if guess else None
    if extra == 2:
        return f"-@{use.key}", f"-@{guess}" if guess else None
    if extra == 7:
        return f"\\@ref({use.key})", f"\\@ref({guess})" if guess else None
    return f"@{use.key}", None


@rule("duplicate-label", item="3.2", scope=Scope.BOOK)
def duplicate_label(book: Book) -> Iterable[Outcome]:
    """A label that stands twice in the book.

    Why: references reach only one of the two, and nobody knows which.

    Bad: `{#fig-results}` in two chapters.

    Good: `{#fig-training-results}` and `{#fig-test-results}`.

    Leaves alone: plain anchors without a kind (`{#overview}`) that stand in different chapters, which are different pages,
    and the same file included twice.
    """
    first: dict[str, tuple[str, Use]] = {}
    for path, index in book.chapters.items():
        for use in index.labels:
            known = first.setdefault(use.key, (path, use))
            if known[1] is not use and (known[0] == path or _NUMBERED.match(use.key)):
                here, other = sorted(((path, use), known), key=lambda at: not _is_new(book, *at))
                yield from _twice(book, here, other)


def _is_new(book: Book, path: str, use: Use) -> bool:
    """Of two equal labels the one on a new line is the one to change."""
    return use.line in book.changed.get(use.path or path, frozenset())


def _twice(book: Book, here: tuple[str, Use], other: tuple[str, Use]) -> Iterator[BookMark]:
    (page, use), (other_page, known) = here, other
    unlisted = page != other_page and book.order and not (page in book.order and other_page in book.order)
    path, elsewhere = use.path or page, known.path or other_page
    if unlisted or (elsewhere == path and known.line == use.line):
        return
    where = f"line {known.line}" if elsewhere == path else f"`{elsewhere}`, line {known.line}"
    yield BookMark(
        path, use.line, f"The label `{use.key}` is taken already ({where}): choose another one here.", use.column,
        end_column=use.end_column, match=use.key, surroundings=use.surroundings,
        severity=Severity.ERROR if _NUMBERED.match(use.key) else Severity.WARNING,
    )  # fmt: skip
