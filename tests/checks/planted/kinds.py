"""What a planted defect is, and where in the sound book it may be planted."""

from __future__ import annotations

import re
from dataclasses import dataclass

from tests.checks.planted.shelf import sound


@dataclass(frozen=True)
class Place:
    """A line `<!-- place: name -->` of a sound chapter: text put there is indented as the line is."""

    chapter: str
    name: str

    def put(self, snippet: str) -> tuple[str, int]:
        """The chapter with the snippet in that place, and the line (from 1) where the snippet begins."""
        text = sound(self.chapter)
        found = re.search(rf"^([ ]*)<!-- place: {self.name} -->$", text, re.MULTILINE)
        assert found is not None, self
        indented = "\n".join(found[1] + line if line.strip() else "" for line in snippet.split("\n"))
        return text[: found.start()] + indented + text[found.end() :], text.count("\n", 0, found.start()) + 1


OPEN, CALLOUT, LIST = Place("canals.qmd", "open"), Place("locks.qmd", "callout"), Place("weirs.qmd", "list")
#: Running text, inside a div of its own, and in a list with a table behind it.
ANYWHERE = (OPEN, CALLOUT, LIST)
#: For what makes sense in no list or div: running text of three chapters.
ON_TOP = (OPEN, Place("locks.qmd", "open"), Place("weirs.qmd", "open"))


@dataclass(frozen=True)
class Kind:
    """A kind of defect. `sound` and `broken`: the text without and with it; `rules`: any of these may report it; `line`:
    where it stands in `broken`, from 0; `mends`: taking the replacement that is offered leaves nothing to report."""

    name: str
    sound: str
    broken: str
    rules: str
    line: int = 0
    mends: bool = False
    places: tuple[Place, ...] = ANYWHERE

    def plant(self, place: Place) -> tuple[str, int]:
        """The chapter with the defect, and the defect's line."""
        text, first = place.put(self.broken)
        return text, first + self.line
