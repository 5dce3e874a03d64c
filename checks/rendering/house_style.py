"""Item 3.5: the chapter's formatting is consistent with the rest of the book."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping

from checks.book import Book
from checks.chapter import Chapter
from checks.finding import Mark, NotApplicable, Outcome, Severity
from checks.indexing.conventions import Observation, observe
from checks.parsing.document import BlockKind
from checks.rule import Scope, rule

#: A habit of the other chapters is a convention from this share of at least so many occurrences, in so many chapters.
SHARE, OCCURRENCES, CHAPTERS = 0.90, 20, 3
#: Marks of one convention in one chapter: more of them say nothing more.
MOST_MARKS = 5

_WORDS: Mapping[str, tuple[str, Mapping[str, str]]] = {
    "heading-case": ("headings", {"title": "Title Case", "sentence": "sentence case"}),
    "list-marker": ("list items", {"-": "`-`", "*": "`*`", "+": "`+`"}),
    "emphasis-mark": ("emphasised words", {"*": "`*…*`", "_": "`_…_`"}),
    "strong-mark": ("bold words", {"**": "`**…**`", "__": "`__…__`"}),
    "code-fence": ("code blocks", {"```": "backticks", "~~~": "tildes"}),
    "label-style": ("labels", {"hyphens": "hyphens", "underscores": "underscores"}),
    "caption-period": ("captions", {"yes": "a full stop at the end", "no": "no full stop at the end"}),
    "section-id-1": ("chapter headings", {"yes": "an identifier `{#sec-…}`", "no": "no identifier"}),
    "section-id-2": ("section headings", {"yes": "an identifier `{#sec-…}`", "no": "no identifier"}),
    "callout-title": (
        "callouts",
        {"title=": 'their title as `title="…"`', "heading": "their title as a heading"},
    ),
    "image-folder": ("images", {}),
}
#: Habits that say what is usual, not that the other way is wrong: kept for other rules.
_NOT_STYLE = frozenset({"figure-caption", "figure-label"})
#: What no reader can see on the page: told in the full report only.
_UNSEEN = frozenset(
    {"list-marker", "emphasis-mark", "strong-mark", "code-fence", "label-style", "image-folder"}
)
#: Choices that are more, not other: a section identifier where others have none harms nobody.
_HARMLESS = frozenset({("section-id-1", "yes"), ("section-id-2", "yes")})


@rule("house-style", item="3.5", scope=Scope.LINE, severity=Severity.WARNING)
def house_style(chapter: Chapter, book: Book) -> Iterable[Outcome]:
    """Formatting that departs from what at least nine in ten places of the other chapters do.

    Why: readers notice when a chapter looks as if it came from another book.

    Bad: `## The Slow Path` in a book whose other chapters write `## The slow path` 412 times in 415.

    Good: `## The slow path`.

    Leaves alone: anything that the other chapters do fewer than twenty times, in fewer than three chapters, or in more
    than one way, and headings whose capitals the chapter's sentences have too, as names. What shows only in the source
    (marks of lists and emphasis, folders, spelling of labels) is a notice.
    """
    if book.project.chapters and not chapter.listed:
        yield NotApplicable("the page is no chapter of the book")
        return
    conventions = _conventions(chapter, book)
    if not conventions:
        yield NotApplicable("the other chapters are too few to show a convention")
        return
    marks: Counter[str] = Counter()
    for seen in observe(chapter.document):
        usual = conventions.get(seen.convention)
        if usual is None or usual[0] == seen.choice or (seen.convention, seen.choice) in _HARMLESS:
            continue
        if (seen.convention, seen.choice) == ("heading-case", "title") and _of_names(chapter, seen):
            continue
        lines = chapter.document.lines
        new = lines.line_at(seen.span.start) in chapter.changed_lines
        marks[seen.convention] += new
        if marks[seen.convention] <= MOST_MARKS:
            yield from _mark(seen, *usual)


def _of_names(chapter: Chapter, seen: Observation) -> bool:
    """Whether the words that are capital in this heading are so in the middle of the chapter's sentences, too."""
    words = re.findall(r"\b[A-Z][a-z]{2,}\b", chapter.document.slice(seen.span))
    return all(
        any(
            re.search(rf"[a-z,;(] (?:[A-Z]\w+ )*{word}\b", block.prose.text)
            for block in chapter.document.blocks
            if block.kind is BlockKind.PARAGRAPH and word in block.prose.text
        )
        for word in words[1:]
    )


def _conventions(chapter: Chapter, book: Book) -> dict[str, tuple[str, int, int]]:
    """Convention → what the other chapters choose, how often, of how many."""
    totals: dict[str, Counter[str]] = {}
    chapters: Counter[str] = Counter()
    for index in book.others(chapter.path):
        for name, choices in index.conventions.items():
            totals.setdefault(name, Counter()).update(choices)
            chapters[name] += 1
    found = {}
    for name, choices in totals.items():
        choice, times = choices.most_common(1)[0]
        of = choices.total()
        if (
            name not in _NOT_STYLE
            and of >= OCCURRENCES
            and times / of >= SHARE
            and chapters[name] >= CHAPTERS
        ):
            found[name] = (choice, times, of)
    return found


def _mark(seen: Observation, usual: str, times: int, of: int) -> Iterator[Mark]:
    share = f"{times:,} of {of:,} ({100 * times // of} %)"
    if seen.convention.startswith("callout-kind: "):
        title = seen.convention.partition(": ")[2]
        yield Mark(
            seen.span, f"The book sets “{title}” as `{usual}`: {share} elsewhere. Here it is `{seen.choice}`."
        )
        return
    what, choices = _WORDS[seen.convention]
    mine, theirs = choices.get(seen.choice, f"`{seen.choice}`"), choices.get(usual, f"`{usual}`")
    fix = dict(seen.fixes).get(usual)
    yield Mark(
        seen.span,
        f"House style: the book's {what} have {theirs} in {share} of the other places; here {mine}.",
        fix,
        Severity.NOTICE if seen.convention in _UNSEEN else None,
    )
