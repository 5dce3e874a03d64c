"""The book as the rules see it: its project file, every chapter's index, its bibliography and its files."""

from __future__ import annotations

import pickle
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, fields
from enum import StrEnum
from functools import cached_property, lru_cache

from checks.chapter import ChapterIndex
from checks.parsing.bibliography import Bibliography
from checks.parsing.project import Project


@dataclass(frozen=True, slots=True)
class Removed:
    """What the pull request took away: label, anchor (`path#anchor`), file path, bibliography key, delisted chapter."""

    labels: frozenset[str] = frozenset()
    anchors: frozenset[str] = frozenset()
    paths: frozenset[str] = frozenset()
    keys: frozenset[str] = frozenset()
    delisted: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Book:
    """One book at the head of the pull request. `root`: folder of its project file, '' for the repository itself.

    `chapters`: index of every chapter, in book order, unlisted sources last. `paths`: every path of the repository.
    `changed`: chapters that this pull request adds or changes → their changed lines. `added`: paths it adds.
    `touched`: bibliographies and project file that it changes → their changed lines.
    `pieces`: index of every file that chapters include and that is no chapter itself; `pages`: included file → the
    chapters that it is in; `circles`: (file, name as written) of includes that lead back to where they stand.
    `sizes`: path → bytes, as far as the tree tells. `common_files`: names left alone (`.ipynb` chapters).
    """

    project: Project
    chapters: Mapping[str, ChapterIndex] = field(default_factory=dict)
    bibliographies: tuple[Bibliography, ...] = ()
    paths: frozenset[str] = frozenset()
    sizes: Mapping[str, int] = field(default_factory=dict)
    changed: Mapping[str, frozenset[int]] = field(default_factory=dict)
    added: frozenset[str] = frozenset()
    removed: Removed = Removed()
    notebooks: tuple[str, ...] = ()
    glossary: Mapping[str, str] = field(default_factory=dict)
    touched: Mapping[str, frozenset[int]] = field(default_factory=dict)
    pieces: Mapping[str, ChapterIndex] = field(default_factory=dict)
    pages: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    circles: frozenset[tuple[str, str]] = frozenset()

    @property
    def root(self) -> str:
        return self.project.root

    def __reduce__(self) -> tuple[Callable[[bytes], Book], tuple[bytes]]:
        """A book goes to a process once for each of its chapters: it is packed once, and unpacked once there."""
        return _unpacked, (self._packed,)

    @cached_property
    def _packed(self) -> bytes:
        return pickle.dumps({one.name: getattr(self, one.name) for one in fields(self)})

    @property
    def language(self) -> str:
        """The book's `lang`, lower case, `en` when it gives none."""
        return (self.project.lang or "en").lower()

    def language_of(self, path: str) -> str:
        """The `lang` that holds in a folder: of the nearest `_metadata.yml` at or above it, else the book's."""
        folder = path.rpartition("/")[0]
        while True:
            if folder in self.project.languages:
                return self.project.languages[folder].lower()
            if not folder:
                return self.language
            folder = folder.rpartition("/")[0]

    @cached_property
    def order(self) -> Mapping[str, int]:
        """Path of each listed chapter → its place in the book."""
        return {path: at for at, path in enumerate(self.project.chapters)}

    def new_lines(self, path: str) -> frozenset[int]:
        """The lines of a file of the book that the pull request added or changed."""
        return self.changed.get(path) or self.touched.get(path, frozenset())

    def others(self, path: str) -> Iterator[ChapterIndex]:
        """Every other chapter's index, in book order."""
        return (index for at, index in self.chapters.items() if at != path)

    def earlier(self, path: str) -> Iterator[ChapterIndex]:
        """The chapters that a reader has read before this one."""
        mine = self.order.get(path)
        if mine is None:
            return
        for at, index in self.chapters.items():
            if self.order.get(at, mine) < mine:
                yield index

    @cached_property
    def texts(self) -> Mapping[str, ChapterIndex]:
        """Every file with text of the book: chapters, then what they include. Each mention of something (citation,
        reference, link, image) is in the index of the file that it is written in, and in no other."""
        return {**self.chapters, **self.pieces}

    def pages_of(self, path: str) -> tuple[str, ...]:
        """The chapters that a file is part of: itself, or those that include it. Relative targets count from their
        folders (Quarto: "Includes")."""
        return (path,) if path in self.chapters else self.pages.get(path, (path,))

    def page_of(self, path: str) -> str:
        """The first chapter that a file is part of."""
        return self.pages_of(path)[0]

    @cached_property
    def keys(self) -> frozenset[str]:
        """Every key of the bibliographies."""
        return frozenset(key for b in self.bibliographies for key in b.keys)

    @cached_property
    def labels(self) -> Mapping[str, tuple[str, ...]]:
        """Label → the chapters that define it."""
        found: dict[str, tuple[str, ...]] = {}
        for path, index in self.chapters.items():
            for use in index.labels:
                found[use.key] = (*found.get(use.key, ()), path)
        return found

    @cached_property
    def vocabulary(self) -> Mapping[str, int]:
        """Word as written → times in the whole book."""
        total: dict[str, int] = {}
        for index in self.chapters.values():
            for word, times in index.vocabulary.items():
                total[word] = total.get(word, 0) + times
        return total

    def heard_elsewhere(self, path: str, word: str) -> int:
        """How often the other chapters write `word` (exact case)."""
        mine = self.chapters[path].vocabulary.get(word, 0) if path in self.chapters else 0
        return self.vocabulary.get(word, 0) - mine


def is_english(language: str) -> bool:
    """Whether a `lang` is English of whatever country."""
    return language.lower().replace("_", "-").split("-")[0] == "en"


@lru_cache(maxsize=2)
def _unpacked(packed: bytes) -> Book:
    return Book(**pickle.loads(packed))  # noqa: S301 (packed above, by ourselves)


class LinkState(StrEnum):
    GOOD = "good"
    DEAD = "dead"
    DOUBTFUL = "doubtful"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class LinkFact:
    """What the prober learnt of an address. `detail` in words for people ("404 Not Found, twice"); `moved_to`: the
    end of a permanent redirect; `title`: of the page that answered; `at`: ISO date of the probe."""

    url: str
    state: LinkState
    detail: str = ""
    status: int | None = None
    moved_to: str | None = None
    title: str | None = None
    at: str = ""


@dataclass(frozen=True, slots=True)
class Links:
    """Every probed address. `online` False: nothing was probed (offline, or the network itself is down): `why`."""

    facts: Mapping[str, LinkFact] = field(default_factory=dict)
    online: bool = True
    why: str = ""

    def get(self, url: str) -> LinkFact | None:
        return self.facts.get(url)
