"""For tests of rules: a chapter from plain text, a book from a few, one rule run over it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from checks import run
from checks.book import Book, Links, Removed
from checks.chapter import Chapter
from checks.config import DEFAULT, Config
from checks.finding import Evidence, Finding, NotApplicable, Remark, Severity, Waiting
from checks.indexing import index_chapter
from checks.parsing.bibliography import parse_bibliography
from checks.parsing.project import parse_project
from checks.parsing.quarto import parse
from checks.pull import Pull
from checks.rendering.conversion import Rendering
from checks.rendering.image_files.pictures import Pictures
from checks.rule import Scope, rule_named

HEAD = "3f2a1c9" + "0" * 33


@dataclass(frozen=True)
class Ran:
    """What one rule said. Iterates over its findings."""

    findings: tuple[Finding, ...]
    remarks: tuple[Remark, ...]

    def __iter__(self) -> Iterator[Finding]:
        return iter(self.findings)

    def __len__(self) -> int:
        return len(self.findings)

    def __getitem__(self, at: int) -> Finding:
        return self.findings[at]

    def of(self, severity: Severity) -> list[Finding]:
        return [f for f in self.findings if f.severity is severity]

    @property
    def matches(self) -> list[str]:
        return [f.match for f in self.findings]

    @property
    def lines(self) -> list[int]:
        return [f.line for f in self.findings]

    @property
    def not_applicable(self) -> NotApplicable | None:
        return next((r for r in self.remarks if isinstance(r, NotApplicable)), None)

    @property
    def waiting(self) -> Waiting | None:
        return next((r for r in self.remarks if isinstance(r, Waiting)), None)

    @property
    def evidence(self) -> list[str]:
        return [r.text for r in self.remarks if isinstance(r, Evidence)]


def book_of(
    chapters: Mapping[str, str],
    *,
    yml: str | None = None,
    bib: str | None = None,
    paths: frozenset[str] | set[str] = frozenset(),
    sizes: Mapping[str, int] | None = None,
    changed: Mapping[str, frozenset[int]] | None = None,
    added: frozenset[str] = frozenset(),
    removed: Removed | None = None,
    touched: Mapping[str, frozenset[int]] | None = None,
) -> Book:
    """A book of these chapters (path → text), all of them listed unless `yml` says otherwise."""
    if yml is None:
        listed = "".join(f"    - {path}\n" for path in chapters) or "    []\n"
        yml = f"project:\n  type: book\nbook:\n  title: A Book\n  chapters:\n{listed}"
        yml += "bibliography: references.bib\n" if bib is not None else ""
    bibliographies = (parse_bibliography(bib, "references.bib"),) if bib is not None else ()
    files = {"_quarto.yml", *chapters, *paths, *(["references.bib"] if bib is not None else [])}
    return Book(
        parse_project(yml, "_quarto.yml"),
        {path: index_chapter(parse(text, path=path), path) for path, text in chapters.items()},
        bibliographies,
        frozenset(files),
        dict(sizes or {}),
        dict(changed or {}),
        added,
        removed or Removed(),
        touched=dict(touched or {}),
    )


def chapter_of(
    text: str,
    *,
    path: str = "chapter.qmd",
    base: str | None = None,
    changed: frozenset[int] | set[int] | None = None,
    book: Book | None = None,
) -> Chapter:
    """The chapter with this text. `changed` None: every line is new."""
    document = parse(text, path=path)
    lines = frozenset(range(1, document.lines.count + 1)) if changed is None else frozenset(changed)
    before = parse(base, path=path) if base is not None else None
    position = book.order.get(path) if book is not None else 0
    return Chapter(path, document, index_chapter(document, path), lines, before is None, before, position)


def run_rule(
    rule_id: str,
    text: str = "",
    *,
    book: Book | None = None,
    path: str = "chapter.qmd",
    config: Config | None = None,
    base: str | None = None,
    changed: frozenset[int] | set[int] | None = None,
    pull: Pull | None = None,
    links: Links | None = None,
    pictures: Pictures | None = None,
    rendering: Rendering | None = None,
) -> Ran:
    """One rule over the chapter `text` (in `book`, else in a book of its own). Raises what the rule raises."""
    rule, config = rule_named(rule_id), config or DEFAULT
    chapter = chapter_of(text, path=path, base=base, changed=changed, book=book)
    book = _with(book or book_of({path: text}), chapter)
    facts = {
        "chapter": chapter,
        "book": book,
        "config": config,
        "pull": pull or Pull(1, "A title", "", "someone", HEAD),
        "links": links or Links(),
        "pictures": pictures or Pictures(),
        "rendering": rendering or Rendering(),
    }
    list(rule.run(facts))  # the runner turns an exception into an error of its own: a test shall see it
    about_one = chapter if rule.scope in (Scope.LINE, Scope.CHAPTER) else None
    outcomes = run._run(rule, facts, book, config, about_one)
    return Ran(outcomes.findings, tuple(r.remark for r in outcomes.remarks))


def _with(book: Book, chapter: Chapter) -> Book:
    """The book with the chapter under check in it, as changed."""
    return replace(
        book,
        chapters={**book.chapters, chapter.path: chapter.index},
        changed={**book.changed, chapter.path: chapter.changed_lines},
        paths=book.paths | {chapter.path},
    )
