"""A stretch of prose: some lines of the source, joined for the inline reader, that knows where each character stood."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from checks.text import Span


@dataclass(frozen=True, slots=True)
class Stretch:
    """`text[starts[i] …]` stood at `sources[i] …` of the source. Lines are joined with one line feed."""

    text: str
    starts: tuple[int, ...]
    sources: tuple[int, ...]

    @classmethod
    def whole(cls, source: str) -> Stretch:
        return cls(source, (0,), (0,))

    @classmethod
    def of(cls, source: str, parts: Sequence[tuple[int, int]]) -> Stretch:
        """Joins `source[start:end]` of every part; each part is one line or less."""
        if len(parts) == 1:
            start, end = parts[0]
            return cls(source[start:end], (0,), (start,))
        starts, at = [], 0
        for start, end in parts:
            starts.append(at)
            at += end - start + 1
        text = "\n".join([source[start:end] for start, end in parts])
        return cls(text, tuple(starts) or (0,), tuple(start for start, _ in parts) or (0,))

    def at(self, offset: int) -> int:
        """The source offset of the character at `offset`."""
        index = bisect_right(self.starts, offset) - 1 if len(self.starts) > 1 else 0
        return self.sources[index] + offset - self.starts[index]

    def span(self, start: int, end: int) -> Span:
        """The source span from the character at `start` to the one before `end`."""
        low = self.at(start)
        return Span(low, max(low, self.at(end - 1) + 1)) if end > start else Span(low, low)
