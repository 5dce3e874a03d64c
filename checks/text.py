"""Positions in a text: spans of characters, and the lines and columns that people and GitHub count in."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass, field
from itertools import accumulate

#: What ends a line: exactly what git and GitHub count (never U+2028, form feed or the like).
_LINE_END = re.compile(r"\r\n|\n|\r")


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """Characters `start` … `end` (exclusive) of a text."""

    start: int
    end: int

    def __len__(self) -> int:
        return self.end - self.start

    def overlaps(self, other: Span) -> bool:
        return self.start < other.end and other.start < self.end

    def contains(self, other: Span) -> bool:
        return self.start <= other.start and other.end <= self.end


@dataclass(frozen=True, slots=True)
class Lines:
    """The line starts of a text. Lines and columns count from 1, columns in characters."""

    text: str
    starts: tuple[int, ...] = field(default=())

    @classmethod
    def of(cls, text: str) -> Lines:
        if "\r" not in text:
            lengths = [len(line) + 1 for line in text.split("\n")[:-1]]
            return cls(text, tuple(accumulate(lengths, initial=0)))
        return cls(text, (0, *(m.end() for m in _LINE_END.finditer(text))))

    @property
    def count(self) -> int:
        """How many lines git counts: a final line end opens no further line."""
        return len(self.starts) - (1 if self.starts[-1] == len(self.text) and len(self.starts) > 1 else 0)

    def line_at(self, offset: int) -> int:
        return bisect_right(self.starts, max(0, min(offset, len(self.text))))

    def place(self, offset: int) -> tuple[int, int]:
        """Line and column of the character at `offset`."""
        line = self.line_at(offset)
        return line, min(offset, len(self.text)) - self.starts[line - 1] + 1

    def span_of(self, line: int) -> Span:
        """The characters of a line without its line end. Raises IndexError for a line the text does not have."""
        if line < 1:
            raise IndexError(f"lines count from 1, not {line}")
        start = self.starts[line - 1]
        end = self.starts[line] if line < len(self.starts) else len(self.text)
        while end > start and self.text[end - 1] in "\r\n":
            end -= 1
        return Span(start, end)

    def line(self, number: int) -> str:
        span = self.span_of(number)
        return self.text[span.start : span.end]
