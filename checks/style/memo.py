"""Things worked out once for a whole book, which the rules then ask for chapter after chapter."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Generic, TypeVar

from checks.book import Book

T = TypeVar("T")


class OfBook(Generic[T]):
    """A function of the book that remembers its last answer. It holds the book, so that no other can take its place."""

    def __init__(self, make: Callable[[Book], T]) -> None:
        self._make = make
        self._last: tuple[Book, T] | None = None

    def __call__(self, book: Book) -> T:
        last = self._last
        if last is None or last[0] is not book:
            last = self._last = (book, self._make(book))
        return last[1]


def _spellings(book: Book) -> Mapping[str, Mapping[str, int]]:
    found: dict[str, dict[str, int]] = {}
    for word, times in book.vocabulary.items():
        found.setdefault(word.lower().replace("\u2019", "'"), {})[word] = times
    return found


def _totals(book: Book) -> Mapping[str, int]:
    return {low: sum(ways.values()) for low, ways in spellings(book).items()}


#: Lower-case word → each way that the book writes it → times.
spellings = OfBook(_spellings)
#: Lower-case word → times in the whole book, in any case.
totals = OfBook(_totals)
