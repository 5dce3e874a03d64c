"""A chapter under check, and what the book remembers of every chapter."""

from __future__ import annotations

import pickle
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from functools import cached_property, lru_cache

from checks.parsing.document import Document
from checks.parsing.stitch import Whole

#: Part of the key under which indexes are cached: raise it when `ChapterIndex` or its makers change meaning.
INDEX_VERSION = 8


@dataclass(frozen=True, slots=True)
class Use:
    """One mention of something, by line and column (from 1; `end_column` exclusive), with the text around it.

    `path`: of the included file that it stands in, '' for the chapter itself.
    """

    key: str
    line: int
    column: int
    end_column: int
    surroundings: str = ""
    path: str = ""


@dataclass(frozen=True, slots=True)
class HeadingEntry:
    level: int
    text: str
    anchor: str
    line: int
    classes: tuple[str, ...] = ()


@dataclass(frozen=True)
class ChapterIndex:
    """What other chapters need to know of a chapter; cached by blob id, merged into `Book`.

    `words`: words of prose. `vocabulary`: word as written → times. `acronyms`: acronym → the expansion given here.
    `resources`: name of a tool or data set as linked here → address. `conventions`: convention → choice → times.
    `titles`: of callouts, as `callout-tip: Learning Objectives`. `passages`: hashes of normalised long sentences
    → line. `terms`: normalised term → spelling → times. Links are external addresses; files are local targets of
    links, images of images; the `Use.key` is the target as written. `bibliographies`: paths that the front matter names,
    those with a leading slash from the folder of the project; `includes`: the names of the files that it includes, as
    written.
    """

    path: str
    title: str | None = None
    words: int = 0
    labels: tuple[Use, ...] = ()
    headings: tuple[HeadingEntry, ...] = ()
    titles: tuple[str, ...] = ()
    citations: tuple[Use, ...] = ()
    cross_references: tuple[Use, ...] = ()
    images: tuple[Use, ...] = ()
    files: tuple[Use, ...] = ()
    links: tuple[Use, ...] = ()
    embeds: tuple[Use, ...] = ()
    vocabulary: Mapping[str, int] = field(default_factory=dict)
    acronyms: Mapping[str, str] = field(default_factory=dict)
    resources: Mapping[str, str] = field(default_factory=dict)
    conventions: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    terms: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    passages: Mapping[str, int] = field(default_factory=dict)
    instructions: tuple[str, ...] = ()
    bibliographies: tuple[str, ...] = ()
    includes: tuple[str, ...] = ()

    def __reduce__(self) -> tuple[Callable[[bytes], ChapterIndex], tuple[bytes]]:
        """The indexes of a book go to other processes at every push, and few of them are new: each is packed once, and
        unpacked once there."""
        return _unpacked, (self._packed,)

    @cached_property
    def _packed(self) -> bytes:
        return pickle.dumps(tuple(getattr(self, one.name) for one in fields(self)))


@lru_cache(maxsize=512)
def _unpacked(packed: bytes) -> ChapterIndex:
    return ChapterIndex(*pickle.loads(packed))  # noqa: S301 (packed above, by ourselves)


@dataclass(frozen=True)
class Chapter:
    """A changed chapter, parsed. `changed_lines`: lines of the head version that the pull request added or changed.

    `base` is the version before the pull request, None when it had none; `base_index` its index, where it is made
    already. `position`: place in the book's order, None when no `_quarto.yml` lists it.

    A chapter that includes files is read with them: `document`, `changed_lines` and `base` are of the `whole`, which
    tells where each character is written. `reviews`: the included files that are reviewed with this chapter; the
    others are reviewed with another one, or as chapters of their own.
    """

    path: str
    document: Document
    index: ChapterIndex
    changed_lines: frozenset[int] = frozenset()
    is_new: bool = False
    base: Document | None = None
    position: int | None = None
    base_index: ChapterIndex | None = None
    whole: Whole | None = None
    reviews: frozenset[str] = frozenset()

    @property
    def text(self) -> str:
        return self.document.text

    @property
    def listed(self) -> bool:
        return self.position is not None

    def spot(self, offset: int) -> tuple[str, int, int]:
        """File, line and column in which the character at `offset` of the document is written."""
        if self.whole is None:
            return self.path, *self.document.lines.place(offset)
        path, at = self.whole.origin(offset)
        return path, *self.whole.lines[path].place(at)

    def said(self, offset: int) -> str:
        """The place in words: `line 12`, or ``line 3 of `_x.qmd` `` in an included file."""
        path, line, _ = self.spot(offset)
        return f"line {line}" if path == self.path else f"line {line} of `{path}`"
