"""Chapters read lately: indexing a chapter and judging it are tasks of their own, which read the same bytes.

What is kept is bounded by the length of its text. Nothing depends on it but time: a reading is a function of its key.
"""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass, replace
from functools import cached_property

from checks.chapter import ChapterIndex
from checks.indexing import index_chapter
from checks.parsing.document import Document
from checks.parsing.quarto import decode, parse

#: Bytes of chapters that are kept as read: about a book's worth. A reading takes some thirty times its text in memory.
KEPT = 1_000_000


@dataclass(frozen=True)
class Reading:
    """A chapter's text as the reader understands it; its index is made when it is first asked for."""

    path: str
    document: Document

    @cached_property
    def index(self) -> ChapterIndex:
        """What the book remembers of this chapter."""
        return index_chapter(self.document, self.path)


class Readings:
    """The readings used last, of at most `room` bytes of text together; a chapter longer than that is never kept."""

    def __init__(self, room: int = KEPT) -> None:
        self._room = room
        self._kept: OrderedDict[tuple[str, bytes, frozenset[str]], Reading] = OrderedDict()

    def read(self, path: str, data: bytes, prefixes: frozenset[str] = frozenset()) -> Reading:
        """The chapter as read now or lately. `prefixes`: of cross-references; empty: the usual ones."""
        key = (path, data, prefixes)
        found = self._kept.pop(key, None)
        if found is None:
            found = Reading(path, _document(path, data, prefixes))
            self._room -= len(data)
        self._kept[key] = found
        while self._room < 0 and self._kept:
            (_, gone, _), _ = self._kept.popitem(last=False)
            self._room += len(gone)
        return found


def _document(path: str, data: bytes, prefixes: frozenset[str]) -> Document:
    text, problem = decode(data)
    document = parse(text, path=path, prefixes=prefixes) if prefixes else parse(text, path=path)
    return replace(document, problems=(problem, *document.problems)) if problem else document
