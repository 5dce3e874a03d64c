"""All rules over a collection of real chapters, offline: `python -m tests.benchmarks.corpus DIR --out findings.jsonl`.

DIR holds `files.jsonl` and `clean.jsonl` (one stored chapter a line), the chapters, and `context/` with what the
repository had at that commit (paths, labels, heading slugs, bibliography keys, project file); `siblings.jsonl` tells how
often the other chapters use a word. Every line of a chapter counts as changed. Out come a line `{"ran": file}` per chapter
and one line per finding.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from checks import run
from checks.book import Book, Links
from checks.chapter import Chapter, ChapterIndex, HeadingEntry, Use
from checks.config import DEFAULT
from checks.finding import Finding
from checks.indexing import index_chapter
from checks.parsing.bibliography import Bibliography, Entry
from checks.parsing.project import Project, parse_project
from checks.parsing.quarto import decode, parse
from checks.rendering.image_files.pictures import NO_PICTURES
from checks.report import Outcomes
from checks.rule import Rule, Scope, all_rules

#: Where the words of the other chapters are kept: a chapter that no repository has.
ELSEWHERE = "(the other chapters)"
#: Taken for the length of a chapter of which only labels and headings are stored.
USUAL_WORDS = 2000


@dataclass(frozen=True)
class Stored:
    """A stored chapter: where it lies in the collection, and which path and commit of which repository it was."""

    file: str
    repo: str
    commit: str
    path: str
    context: str
    neighbours: tuple[tuple[str, str], ...] = ()
    words: Mapping[str, int] = field(default_factory=dict)


def rows(path: Path) -> list[dict[str, Any]]:
    if not path.is_file():
        return []
    return [json.loads(line) for line in path.read_text("utf-8").splitlines() if line.strip()]


def stored(root: Path, only: frozenset[str]) -> list[Stored]:
    """Every chapter of the collection (those of `only`, where given) with its neighbours of the same commit."""
    words = {row["file"]: row["counts"] for row in rows(root / "siblings.jsonl")}
    found = [*rows(root / "clean.jsonl"), *rows(root / "files.jsonl")]
    at_commit: dict[tuple[str, str], list[tuple[str, str]]] = {}
    for row in found:
        at_commit.setdefault((row["repo"], row["commit"]), []).append((row["path"], row["file"]))
    return [
        Stored(
            row["file"],
            row["repo"],
            row["commit"],
            row["path"],
            row.get("context") or f"context/{row['repo'].replace('/', '+')}/{row['commit'][:10]}.json",
            tuple(pair for pair in at_commit[row["repo"], row["commit"]] if pair[0] != row["path"]),
            words.get(row["file"], {}),
        )
        for row in found
        if not only or row["file"] in only
    ]


def read(root: Path, file: str) -> str:
    return decode((root / file).read_bytes())[0]


@cache
def context_of(path: Path) -> dict[str, Any] | None:
    return json.loads(path.read_text("utf-8")) if path.is_file() else None


def project_of(context: Mapping[str, Any]) -> Project:
    """The project file that was given; a folder without one is a book of whatever stands in it."""
    for path, text in sorted(
        context.get("config", {}).items(), key=lambda pair: (pair[0].count("/"), pair[0])
    ):
        if path.endswith(("_quarto.yml", "_bookdown.yml")):
            return parse_project(text, path)
    return parse_project("", "_quarto.yml")


def stand_in(path: str, context: Mapping[str, Any]) -> ChapterIndex:
    """What is known of a chapter whose text is not stored: its labels and its headings' identifiers."""
    labels = [Use(label, 1, 1, 1) for label, where in context["labels"].items() if where == path]
    slugs = context["heading_slugs"].get(path, [])
    headings = tuple(HeadingEntry(2, slug.replace("-", " "), slug, 1) for slug in slugs)
    return ChapterIndex(path, words=USUAL_WORDS if slugs else 0, labels=tuple(labels), headings=headings)


def book_of(root: Path, chapter: Stored, mine: ChapterIndex, lines: frozenset[int]) -> Book:
    """The book as far as the context tells; without one, a book of this chapter and the words of the others."""
    context = context_of(root / chapter.context) or {
        "files": [],
        "labels": {},
        "heading_slugs": {},
        "bib_keys": {},
    }
    chapters = {
        path: stand_in(path, context)
        for path in sorted({*context["labels"].values(), *context["heading_slugs"]})
    }
    chapters |= {p: index_chapter(parse(read(root, file), path=p), p) for p, file in chapter.neighbours}
    chapters |= {chapter.path: mine, ELSEWHERE: ChapterIndex(ELSEWHERE, vocabulary=chapter.words)}
    bibliographies = tuple(
        Bibliography(path, tuple(Entry(key, "misc", {"title": "?"}) for key in keys))
        for path, keys in context["bib_keys"].items()
    )
    return Book(
        project_of(context),
        chapters,
        bibliographies,
        frozenset(context["files"]) | {chapter.path},
        changed={chapter.path: lines},
    )


def findings_of(root: Path, chapter: Stored, wanted: frozenset[str]) -> list[Finding]:
    """What the rules say of one chapter. Rules over the whole book run only where its context is known."""
    text = read(root, chapter.file)
    document = parse(text, path=chapter.path)
    index = index_chapter(document, chapter.path)
    lines = frozenset(range(1, document.lines.count + 1))
    book = book_of(root, chapter, index, lines)
    known = context_of(root / chapter.context) is not None
    one = Chapter(chapter.path, document, index, lines, True, None, book.order.get(chapter.path, 0))
    found = Outcomes()
    for rule in all_rules():
        if (wanted and not wanted & {rule.id, rule.item, rule.item[0]}) or (
            rule.scope is Scope.BOOK and not known
        ):
            continue
        found = found + _one(rule, one, book)
    for error in found.errors:
        print(f"{chapter.file}: {error.detail}", file=sys.stderr)
    return [f for f in found.findings if f.path == chapter.path]


def _one(rule: Rule, chapter: Chapter, book: Book) -> Outcomes:
    links = Links(online=False, why="offline")
    facts = {"chapter": chapter, "book": book, "config": DEFAULT, "links": links, "pictures": NO_PICTURES}
    if rule.scope is Scope.PULL:
        return Outcomes()
    return run._run(rule, facts, book, DEFAULT, chapter if rule.scope is not Scope.BOOK else None)


def as_row(file: str, finding: Finding) -> dict[str, Any]:
    return {
        "file": file,
        "line": finding.line,
        "end_line": finding.end_line,
        "col": finding.column,
        "rule": finding.rule,
        "item": finding.item,
        "severity": finding.severity.value,
        "message": finding.message,
        "match": finding.match,
        "suggestion": finding.replacement,
    }


def check(job: tuple[Path, Stored, frozenset[str]]) -> list[dict[str, Any]]:
    root, chapter, wanted = job
    return [{"ran": chapter.file}, *(as_row(chapter.file, f) for f in findings_of(root, chapter, wanted))]


def run_all(
    root: Path, chapters: Iterable[Stored], wanted: frozenset[str], jobs: int
) -> Iterator[dict[str, Any]]:
    work = [(root, chapter, wanted) for chapter in chapters]
    if jobs <= 1:
        for job in work:
            yield from check(job)
        return
    with ProcessPoolExecutor(jobs) as pool:
        for found in pool.map(check, work, chunksize=4):
            yield from found


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("directory", type=Path)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--files", type=Path, help="a list of files, one a line, instead of all of them")
    parser.add_argument("--clean", action="store_true", help="the clean chapters only")
    parser.add_argument("--rules", default="", help="rule ids, items or sections, with commas between them")
    parser.add_argument("--jobs", type=int, default=2)
    given = parser.parse_args(arguments)
    only = frozenset(given.files.read_text("utf-8").split()) if given.files else frozenset[str]()
    if given.clean:
        only |= {row["file"] for row in rows(given.directory / "clean.jsonl")}
    chapters = stored(given.directory, only)
    wanted = frozenset(filter(None, given.rules.split(",")))
    started = time.perf_counter()
    with given.out.open("w", encoding="utf-8") as out:
        for row in run_all(given.directory, chapters, wanted, given.jobs):
            out.write(json.dumps(row, ensure_ascii=False) + "\n")
    print(f"{len(chapters)} chapters in {time.perf_counter() - started:.1f} s", file=sys.stderr)
    return 0


if __name__ == "__main__":
    sys.exit(main())
