"""Which files belong to which chapter, because the chapter includes them, directly or through another one."""

from __future__ import annotations

import posixpath
from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass, field, replace

from checks.chapter import ChapterIndex, Use
from checks.parsing.chapter_files import place_of
from checks.parsing.project_lists import SOURCES
from checks.parsing.stitch import MOST_NESTED


@dataclass(frozen=True, slots=True)
class Inclusions:
    """`parts`: chapter → the files in it, in the order in which they are met. `unread`: files of which no index is at
    hand yet. `circles`: (file, name as written) of directives that lead back to a file that is being included."""

    parts: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    unread: frozenset[str] = frozenset()
    circles: frozenset[tuple[str, str]] = frozenset()

    def pages(self) -> dict[str, tuple[str, ...]]:
        """File → the chapters that it is in, in the order of the chapters."""
        found: dict[str, tuple[str, ...]] = {}
        for page, parts in self.parts.items():
            for path in parts:
                found[path] = (*found.get(path, ()), page)
        return found


def follow(
    chapters: Iterable[ChapterIndex], known: Mapping[str, ChapterIndex], paths: Container[str], root: str
) -> Inclusions:
    """What the chapters include. `known`: indexes at hand; `paths`: of the repository; `root`: folder of the book."""
    parts: dict[str, tuple[str, ...]] = {}
    unread: set[str] = set()
    circles: set[tuple[str, str]] = set()
    for chapter in chapters:
        if chapter.includes:
            walk = _Walk(chapter.path, known, paths, root)
            walk.into(chapter, (chapter.path,))
            parts[chapter.path] = tuple(walk.met)
            unread |= walk.unread
            circles |= walk.circles
    return Inclusions(parts, frozenset(unread), frozenset(circles))


@dataclass
class _Walk:
    page: str
    known: Mapping[str, ChapterIndex]
    paths: Container[str]
    root: str
    met: dict[str, None] = field(default_factory=dict)
    unread: set[str] = field(default_factory=set)
    circles: set[tuple[str, str]] = field(default_factory=set)

    def into(self, index: ChapterIndex, above: tuple[str, ...]) -> None:
        for name in index.includes:
            path = place_of(name, self.page, self.root, self.paths.__contains__)
            if path is None or posixpath.splitext(path)[1] not in SOURCES:
                continue
            if path in above:
                self.circles.add((index.path, name))
            elif path not in self.known:
                self.unread.add(path)
            elif path not in self.met and len(above) <= MOST_NESTED:
                self.met[path] = None
                self.into(self.known[path], (*above, path))


def with_included(
    index: ChapterIndex, included: Iterable[ChapterIndex], own: Container[str] | None = None
) -> ChapterIndex:
    """The index of a chapter with what the files that it includes define: readers see them as one page.

    What those files mention (links, citations, references) stays theirs: it has places of its own. The words of a file
    count for one chapter only, `own` being the paths of those that count here (None: all).
    """
    parts = tuple(included)
    mine = [part for part in parts if own is None or part.path in own]
    return replace(
        index,
        words=index.words + sum(part.words for part in parts),
        labels=(*index.labels, *(_inside(use, part.path) for part in parts for use in part.labels)),
        headings=(*index.headings, *(heading for part in parts for heading in part.headings)),
        titles=(*index.titles, *(title for part in parts for title in part.titles)),
        acronyms={**{k: v for part in parts for k, v in part.acronyms.items()}, **index.acronyms},
        resources={**{k: v for part in parts for k, v in part.resources.items()}, **index.resources},
        vocabulary=_sum([index, *mine]) if mine else index.vocabulary,
    )


def _inside(use: Use, path: str) -> Use:
    return use if use.path else replace(use, path=path)


def _sum(indexes: Iterable[ChapterIndex]) -> dict[str, int]:
    total: dict[str, int] = {}
    for index in indexes:
        for word, times in index.vocabulary.items():
            total[word] = total.get(word, 0) + times
    return total


def joined(
    indexes: Mapping[str, ChapterIndex], known: Mapping[str, ChapterIndex], inclusions: Inclusions
) -> dict[str, ChapterIndex]:
    """Every chapter with what it includes."""
    pages = inclusions.pages()
    whole = {}
    for path, index in indexes.items():
        parts = inclusions.parts.get(path, ())
        own = {part for part in parts if pages[part][0] == path and part not in indexes}
        whole[path] = with_included(index, [known[part] for part in parts], own) if parts else index
    return whole
