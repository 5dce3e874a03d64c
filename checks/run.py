"""Running the rules: chapters one by one (each may run in a process of its own), then the book, then the pull request."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from checks.book import Book, Links, is_english
from checks.chapter import Chapter, ChapterIndex
from checks.config import DEFAULT, Config
from checks.finding import BookMark, Finding, Mark, NotApplicable, PullMark, Severity
from checks.indexing import index_chapter
from checks.parsing.project import Project
from checks.placing import placed
from checks.pull import Pull
from checks.reading import Readings
from checks.rendering.conversion import NOT_RENDERED, Rendering
from checks.rendering.image_files.pictures import NO_PICTURES, Pictures
from checks.report import Outcomes, RuleError, RuleRemark
from checks.rule import Rule, Scope, all_rules, rule_named
from checks.source import ChapterSource as ChapterSource
from checks.source import read_chapter
from checks.text import Span

#: Characters of a match that are kept: enough to recognise it, never a whole chapter.
LONGEST_MATCH = 240
#: Characters either side of a match that go into its identity.
SURROUNDINGS = 60
#: A chapter of which at least this share of lines is new is judged as a whole, like a new one.
REWRITTEN = 0.5
_READINGS = Readings()
#: Harper reads in a second dictionary (0.8 s) at the first word that is far from every word of the first.
_WAKING = b"# Warming up\n\nOne sentense wakes the engines in order check [links](x.qmd), and wordsrunintoone the rest.\n"


def warm_up() -> None:
    """Load every rule and engine that a first chapter would wait for: for processes that are started ahead of need."""
    check_chapter(
        ChapterSource("warm-up.qmd", _WAKING, frozenset({1, 3}), base="# Warm"), Book(Project()), DEFAULT
    )


def index_sources(
    sources: Sequence[tuple[str, bytes]], prefixes: frozenset[str] = frozenset()
) -> dict[str, ChapterIndex]:
    """What the book remembers of each chapter, from its path and bytes."""
    return {path: _READINGS.read(path, data, prefixes).index for path, data in sources}


def check_chapter(source: ChapterSource, book: Book, config: Config) -> Outcomes:
    """All rules of scope LINE and CHAPTER over one changed chapter."""
    chapter = read_chapter(source, book, _READINGS)
    rules = [rule for rule in all_rules() if rule.scope in (Scope.LINE, Scope.CHAPTER)]
    facts = {"chapter": chapter, "book": book, "config": config}
    return _total(_run(rule, facts, book, config, chapter) for rule in rules)


def no_chapter() -> Outcomes:
    """What the rules about chapters say of a pull request that touches a book but no chapter's text."""
    rules = [rule for rule in all_rules() if rule.scope in (Scope.LINE, Scope.CHAPTER)]
    remark = NotApplicable("no chapter's text changed")
    return Outcomes(
        remarks=tuple(RuleRemark(rule.id, remark) for rule in rules), ran=frozenset(rule.id for rule in rules)
    )


def check_book(book: Book, config: Config, links: Links, pictures: Pictures = NO_PICTURES) -> Outcomes:
    """All rules of scope BOOK, over the indexes of every chapter. `pictures`: those of the pull request, looked into."""
    rules = [rule for rule in all_rules() if rule.scope is Scope.BOOK]
    facts = {"book": book, "config": config, "links": links, "pictures": pictures}
    return _total(_run(rule, facts, book, config) for rule in rules)


def check_pull(pull: Pull, book: Book, config: Config, rendering: Rendering = NOT_RENDERED) -> Outcomes:
    """All rules of scope PULL. `rendering`: what became of the changed chapters when they were converted."""
    rules = [rule for rule in all_rules() if rule.scope is Scope.PULL]
    facts = {"pull": pull, "book": book, "config": config, "rendering": rendering}
    return _total(_run(rule, facts, book, config) for rule in rules)


def check_rendering(rendering: Rendering, book: Book, config: Config) -> Outcomes:
    """The rule `render` alone, where there are chapters and no pull request: at the desk, which has no CI either."""
    alone = config.model_copy(update={"build": config.build.model_copy(update={"checks": ()})})
    facts = {"pull": Pull(0, "", "", "", ""), "config": alone, "rendering": rendering}
    return _run(rule_named("render"), facts, book, alone)


def _total(parts: Iterable[Outcomes]) -> Outcomes:
    total = Outcomes()
    for part in parts:
        total = total + part
    return total


def _run(
    rule: Rule, facts: Mapping[str, Any], book: Book, config: Config, chapter: Chapter | None = None
) -> Outcomes:
    """One rule over its facts; a rule that breaks ends as an error of its own and takes no other with it."""
    if config.rule_off(rule.id) or config.item_off(rule.item):
        return Outcomes()
    path = chapter.path if chapter else None
    ran = frozenset({rule.id})
    if rule.prose and not is_english(language := _language(book, chapter)):
        what = "book" if language == book.language else "chapter"
        reason = f"the {what} is written in `{language}`; prose is checked in English only"
        return Outcomes(remarks=(RuleRemark(rule.id, NotApplicable(reason), path),), ran=ran)
    try:
        outcomes = list(rule.run(facts))
        settled = _already_there(rule, facts, chapter)
    except Exception as error:
        detail = f"`{rule.id}` raised {type(error).__name__}: {error}"
        return Outcomes(errors=(RuleError(rule.id, detail[:500], path),), ran=ran)
    remarks = tuple(
        RuleRemark(rule.id, o, path) for o in outcomes if not isinstance(o, Mark | BookMark | PullMark)
    )
    marks = [o for o in outcomes if isinstance(o, Mark | BookMark | PullMark)]
    found = (_finding(rule, mark, config, book, chapter, settled) for mark in marks)
    findings = tuple(finding for finding in found if finding is not None)
    judged = frozenset() if any(isinstance(o, NotApplicable) for o in outcomes) else ran
    return Outcomes(findings, remarks, (), ran, judged)


def _language(book: Book, chapter: Chapter | None) -> str:
    """What a chapter's own front matter says, else its folder, else the book."""
    if chapter is None:
        return book.language
    front = chapter.document.front_matter
    own = front.data.get("lang") if front is not None else None
    return own.lower() if isinstance(own, str) and own.strip() else book.language_of(chapter.path)


def _already_there(rule: Rule, facts: Mapping[str, Any], chapter: Chapter | None) -> Counter[str]:
    """For a rule about a whole chapter: the messages that it gave of the version before the pull request."""
    if rule.scope is not Scope.CHAPTER or chapter is None or chapter.base is None or _rewritten(chapter):
        return Counter()
    index = chapter.base_index or index_chapter(chapter.base, chapter.path)
    delisted = chapter.path in facts["book"].removed.delisted
    position = 0 if delisted else chapter.position
    before = replace(chapter, document=chapter.base, base=None, index=index, whole=None, position=position)
    outcomes = rule.run({**facts, "chapter": before})
    return Counter(o.message for o in outcomes if isinstance(o, Mark))


def _rewritten(chapter: Chapter) -> bool:
    lines = max(1, chapter.document.lines.count)
    return chapter.is_new or len(chapter.changed_lines) / lines >= REWRITTEN


def _finding(
    rule: Rule,
    mark: Mark | BookMark | PullMark,
    config: Config,
    book: Book,
    chapter: Chapter | None,
    settled: Counter[str],
) -> Finding | None:
    if isinstance(mark, Mark):
        if chapter is None:
            raise TypeError(f"rule {rule.id} marked a chapter but looks at none")
        return _in_chapter(rule, mark, config, chapter, settled)
    severity = config.severity(rule.id, mark.severity or rule.severity)
    return (
        _in_book(rule, mark, severity, book) if isinstance(mark, BookMark) else _of_pull(rule, mark, severity)
    )


def _of_pull(rule: Rule, mark: PullMark, severity: Severity) -> Finding:
    return Finding(
        rule=rule.id, item=rule.item, severity=severity, path=None, line=1, column=1, end_line=1, end_column=1,
        message=mark.message, match=mark.match[:LONGEST_MATCH],
    )  # fmt: skip


def _in_book(rule: Rule, mark: BookMark, severity: Severity, book: Book) -> Finding:
    last = mark.end_line or mark.line
    new = not book.new_lines(mark.path).isdisjoint(range(mark.line, last + 1))
    return Finding(
        rule=rule.id, item=rule.item, severity=severity, path=mark.path, line=mark.line, column=mark.column,
        end_line=last, end_column=mark.end_column or mark.column + len(mark.match), message=mark.message,
        match=mark.match[:LONGEST_MATCH], surroundings=mark.surroundings, replacement=mark.replacement,
        decides=new or mark.caused,
    )  # fmt: skip


def _in_chapter(
    rule: Rule, mark: Mark, config: Config, chapter: Chapter, settled: Counter[str]
) -> Finding | None:
    place = placed(chapter, mark.span, whole_chapter=rule.scope is Scope.CHAPTER)
    if place is None:
        return None
    if rule.scope is Scope.CHAPTER:
        decides = settled[mark.message] == 0
        settled[mark.message] -= 1
    else:
        decides = not chapter.changed_lines.isdisjoint(range(place.lines[0], place.lines[1] + 1))
    span = place.span
    return Finding(
        rule=rule.id, item=rule.item, severity=config.severity(rule.id, mark.severity or rule.severity),
        path=place.path, line=place.line, column=place.column, end_line=place.end_line, end_column=place.end_column,
        message=mark.message, match=chapter.text[span.start : span.end][:LONGEST_MATCH],
        surroundings=surroundings(chapter.text, span), replacement=mark.replacement if place.entire else None,
        decides=decides,
    )  # fmt: skip


def surroundings(text: str, span: Span) -> str:
    """The words around a span, white space folded: what stays when lines move or are wrapped anew."""
    before = text[max(0, span.start - SURROUNDINGS) : span.start]
    after = text[span.end : span.end + SURROUNDINGS]
    return f"{_five_words(before[::-1])[::-1]}\N{BLACK SQUARE}{_five_words(after)}"


def _five_words(text: str) -> str:
    return " ".join(text.split()[:5])
