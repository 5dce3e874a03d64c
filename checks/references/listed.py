"""Item 2.1: all references are correctly listed at the end of the chapter."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from checks.book import Book
from checks.finding import BookMark, NotApplicable, Outcome, Severity
from checks.nearest import did_you_mean, nearest
from checks.parsing.bibliography import Bibliography, Entry
from checks.rule import Scope, rule

#: What BibTeX itself requires of each type (btxdoc, section 3.1), eased where biblatex and CSL styles manage with
#: less: `date` serves for `year`, `journaltitle` for `journal`, `editor` for `author`, a DOI or an address for a place.
_REQUIRED: dict[str, tuple[tuple[str, ...], ...]] = {
    "article": (
        ("author", "editor"),
        ("title",),
        ("year", "date"),
        ("journal", "journaltitle", "eprint", "doi", "url"),
    ),
    "book": (("author", "editor"), ("title",), ("year", "date")),
    "inproceedings": (("author", "editor"), ("title",), ("year", "date")),
    "conference": (("author", "editor"), ("title",), ("year", "date")),
    "incollection": (("author", "editor"), ("title",), ("year", "date")),
    "inbook": (("author", "editor"), ("title", "chapter"), ("year", "date")),
    "phdthesis": (("author",), ("title",), ("year", "date")),
    "mastersthesis": (("author",), ("title",), ("year", "date")),
    "techreport": (("author", "editor", "institution"), ("title",), ("year", "date")),
    "misc": (("title", "howpublished", "url"),),
    "online": (("title",), ("url",)),
}
#: Fields whose lack is seen at once in the list of references; the others are only shown as notices.
_SEEN = frozenset({"author", "title"})
#: A DOI as Crossref registers them (https://www.crossref.org/blog/dois-and-matching-regular-expressions/).
_DOI = re.compile(r"10\.\d{4,9}/\S+")


@rule("no-bibliography", item="2.1", scope=Scope.BOOK)
def no_bibliography(book: Book) -> Iterable[Outcome]:
    """A chapter that cites, in a book without a bibliography.

    Why: no citation can be resolved, and no list of references is printed.

    Bad: `[@kuhn2020]` in a project without `bibliography:`.

    Good: `bibliography: references.bib` in `_quarto.yml`, with the entry in that file.

    Leaves alone: books in which nothing is cited; a key without a year may be somebody's handle, and is a notice only.
    """
    citing = [(path, i.citations[0]) for path, i in book.texts.items() if i.citations]
    if not citing:
        yield NotApplicable("nothing is cited in the book")
        return
    if book.bibliographies or any(
        path.endswith((".bib", ".bibtex", ".json", ".yaml")) for path in _named(book)
    ):
        return
    for path, use in citing:
        yield BookMark(
            path, use.line, f"`@{use.key}` is cited, but the book has no bibliography: name one under "
            f"`bibliography:` in `{book.project.path}`.", use.column, match=f"@{use.key}", surroundings=use.surroundings,
            severity=None if any(c.isdigit() for c in use.key) else Severity.NOTICE,
        )  # fmt: skip


def _named(book: Book) -> tuple[str, ...]:
    """The bibliographies that the project file names and the repository has."""
    return tuple(path for path in book.project.bibliographies if path in book.paths)


@rule("bib-syntax", item="2.1", scope=Scope.BOOK)
def bib_syntax(book: Book) -> Iterable[Outcome]:
    """An entry of the bibliography that does not parse.

    Why: Pandoc stops reading the file at the first such place: every entry after it is missing.

    Bad: a field without a comma after it, a key with a space in it, a brace that is never closed.

    Good: the same with the comma, without the space, with the brace.

    Leaves alone: what BibTeX lets pass: unknown fields, unknown types, text between entries.
    """
    if not book.bibliographies:
        yield NotApplicable("the book has no bibliography")
    for bibliography in book.bibliographies:
        for problem in bibliography.problems:
            yield BookMark(
                bibliography.path,
                problem.line,
                f"{problem.message[:1].upper()}{problem.message[1:]}",
                problem.column,
                match=problem.match,
            )


@rule("bib-duplicate-key", item="2.1", scope=Scope.BOOK)
def bib_duplicate_key(book: Book) -> Iterable[Outcome]:
    """Two entries with one key, in one bibliography or across those of the book.

    Why: only one of them is used, and nobody can tell which.

    Bad: two entries `@article{kuhn2020, …` that differ.

    Good: two keys, or one entry.

    Leaves alone: the very same entry in two files (each chapter may have a file of its own): that is a notice.
    """
    if not book.bibliographies:
        yield NotApplicable("the book has no bibliography")
    first: dict[str, tuple[Bibliography, Entry]] = {}
    for bibliography in book.bibliographies:
        for entry in bibliography.entries:
            if entry.key not in first:
                first[entry.key] = (bibliography, entry)
                continue
            other, known = first[entry.key]
            yield _duplicate(bibliography, entry, other, known)


def _duplicate(here: Bibliography, entry: Entry, other: Bibliography, known: Entry) -> BookMark:
    same = dict(entry.fields) == dict(known.fields)
    where = f"line {known.line}" if other is here else f"`{other.path}`, line {known.line}"
    apart = other is not here
    severity = Severity.NOTICE if apart and same else Severity.WARNING if same or apart else Severity.ERROR
    return BookMark(
        here.path, entry.line, f"The key `{entry.key}` is taken already ({where}): give one of the entries another key, "
        "or keep one of them.", match=entry.key, severity=severity,
    )  # fmt: skip


@rule("bib-missing-field", item="2.1", scope=Scope.BOOK, severity=Severity.WARNING)
def bib_missing_field(book: Book) -> Iterable[Outcome]:
    """A cited entry without a field that its type requires.

    Why: the list of references prints a gap (“n.d.”, no author, no title).

    Bad: an `@article` without `author`.

    Good: the same with its authors.

    Leaves alone: entries that nothing cites, types it does not know, `date` for `year`, `editor` for `author`; a missing
    year or journal is a notice.
    """
    if not book.bibliographies:
        yield NotApplicable("the book has no bibliography")
    cited = _cited(book)
    for bibliography in book.bibliographies:
        for entry in bibliography.entries:
            if entry.key in cited and "crossref" not in entry.fields:
                yield from _missing_fields(bibliography, entry)


def _missing_fields(bibliography: Bibliography, entry: Entry) -> Iterator[BookMark]:
    have = {name.lower() for name, value in entry.fields.items() if value.strip('{}" ')}
    for one_of in _REQUIRED.get(entry.type.lower(), ()):
        if have.isdisjoint(one_of):
            severity = Severity.WARNING if one_of[0] in _SEEN else Severity.NOTICE
            yield BookMark(
                bibliography.path, entry.line, f"The {entry.type} `{entry.key}` has no {' or '.join(one_of[:2])}.",
                match=entry.key, severity=severity,
            )  # fmt: skip


@rule("bib-bad-doi", item="2.1", scope=Scope.BOOK)
def bib_bad_doi(book: Book) -> Iterable[Outcome]:
    """A `doi` field that holds no DOI.

    Why: the link in the list of references leads nowhere.

    Bad: `doi = {10.1145}`.

    Good: `doi = {10.1145/3290605.3300233}`.

    Leaves alone: a DOI written as an address (`https://doi.org/10.…`), which styles understand.
    """
    if not book.bibliographies:
        yield NotApplicable("the book has no bibliography")
    for bibliography in book.bibliographies:
        for entry in bibliography.entries:
            doi = (
                next((v for k, v in entry.fields.items() if k.lower() == "doi"), "")
                .strip('{}" ')
                .replace("\\", "")
            )
            bare = re.sub(r"^(?:https?://(?:dx\.)?doi\.org/|doi:\s*)", "", doi, flags=re.IGNORECASE)
            if doi and not _DOI.fullmatch(bare):
                yield BookMark(
                    bibliography.path, entry.line, f"`{doi[:80]}` is no DOI (they look like `10.1145/3290605`): mend the field `doi` "
                    f"of `{entry.key}` or take it out.", match=entry.key,
                )  # fmt: skip


@rule("bib-unused", item="2.1", scope=Scope.BOOK, severity=Severity.WARNING)
def bib_unused(book: Book) -> Iterable[Outcome]:
    """An entry that this pull request adds and that no chapter cites.

    Why: it never appears in the list of references: a citation was forgotten, or its key is misspelt.

    Bad: a new entry `debois2020` and no `@debois2020` anywhere.

    Good: the citation where the text leans on the work.

    Leaves alone: entries that were there before, and books that print everything (`nocite: '@*'`).
    """
    if not book.bibliographies:
        yield NotApplicable("the book has no bibliography")
        return
    if book.project.nocite_all:
        return
    cited = _cited(book)
    unknown = cited - book.keys
    for bibliography in book.bibliographies:
        new = book.new_lines(bibliography.path)
        for entry in bibliography.entries:
            if entry.line in new and entry.key not in cited:
                yield BookMark(
                    bibliography.path, entry.line, f"Nothing cites the new entry `{entry.key}`."
                    f"{did_you_mean(nearest(entry.key, unknown))}", match=entry.key,
                )  # fmt: skip


def _cited(book: Book) -> frozenset[str]:
    return frozenset(use.key for index in book.texts.values() for use in index.citations)
