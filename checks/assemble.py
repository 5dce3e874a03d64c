"""Putting a book together from its parts, and saying what the pull request took away from it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from checks.book import Book, Removed
from checks.chapter import ChapterIndex
from checks.inclusion import Inclusions, joined
from checks.parsing.bibliography import Bibliography
from checks.parsing.project import Project
from checks.pull import ChangedFile, FileStatus


@dataclass(frozen=True)
class Before:
    """What is known of the book before the pull request: only what the pull request touched can differ.

    `indexes`: chapters that it changed or removed, under the path they had, with what they included. `keys`: keys of its bibliographies.
    """

    project: Project
    indexes: Mapping[str, ChapterIndex] = field(default_factory=dict)
    keys: frozenset[str] = frozenset()


def assemble(
    *,
    project: Project,
    before: Before,
    chapters: Sequence[str],
    indexes: Mapping[str, ChapterIndex],
    bibliographies: tuple[Bibliography, ...],
    sizes: Mapping[str, int],
    paths: frozenset[str],
    files: Iterable[ChangedFile],
    changed: Mapping[str, frozenset[int]],
    new_lines: Mapping[str, frozenset[int]] | None = None,
    inclusions: Inclusions | None = None,
) -> Book:
    """The book at the head. `chapters`: every chapter path, in book order; `indexes`: of them and of what they include;
    `changed`: path → its new lines; `new_lines`: those of its project file and bibliographies."""
    touched = tuple(files)
    inclusions = inclusions or Inclusions()
    pages = inclusions.pages()
    alone = {path: indexes[path] for path in chapters if path in indexes}
    ordered = joined(alone, indexes, inclusions)
    keys = frozenset(key for b in bibliographies for key in b.keys)
    return Book(
        project=project,
        chapters=ordered,
        bibliographies=bibliographies,
        paths=paths,
        sizes=sizes,
        changed=changed,
        touched=new_lines or {},
        added=frozenset(f.path for f in touched if f.status in (FileStatus.ADDED, FileStatus.RENAMED)),
        removed=_removed(before, ordered, keys, project, touched),
        notebooks=tuple(p for p in project.chapters if p.endswith(".ipynb")),
        glossary=_glossary(ordered.values()),
        pieces={path: indexes[path] for path in pages if path not in ordered},
        pages=pages,
        circles=inclusions.circles,
    )


def _removed(
    before: Before,
    now: Mapping[str, ChapterIndex],
    keys: frozenset[str],
    project: Project,
    files: Sequence[ChangedFile],
) -> Removed:
    labels_now = {use.key for index in now.values() for use in index.labels}
    anchors_now = {f"{path}#{h.anchor}" for path, index in now.items() for h in index.headings}
    labels = {use.key for index in before.indexes.values() for use in index.labels}
    anchors = {f"{path}#{h.anchor}" for path, index in before.indexes.items() for h in index.headings}
    return Removed(
        labels=frozenset(labels - labels_now),
        anchors=frozenset(anchors - anchors_now),
        paths=frozenset(_gone(files)),
        keys=before.keys - keys,
        delisted=frozenset(before.project.chapters) - frozenset(project.chapters),
    )


def _gone(files: Sequence[ChangedFile]) -> Iterable[str]:
    for file in files:
        if file.status is FileStatus.REMOVED:
            yield file.path
        elif file.status is FileStatus.RENAMED and file.previous_path:
            yield file.previous_path


def _glossary(indexes: Iterable[ChapterIndex]) -> Mapping[str, str]:
    """Acronyms given in a chapter that is a glossary by name."""
    found: dict[str, str] = {}
    for index in indexes:
        name = index.path.rsplit("/", 1)[-1].lower()
        if any(word in name for word in ("glossary", "acronym", "abbreviation", "terminology")):
            found.update(index.acronyms)
    return found
