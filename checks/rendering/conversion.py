"""What became of the changed chapters when they were converted or rendered: the fact behind rule `render`.

The conversion itself is the application's affair (`app/rendering/`); here is what a rule is told of it, and the one
change that a chapter needs before Pandoc can read it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from checks.finding import Severity

#: An opening fence whose header is the engine of a code cell: `{r}`, `{python, echo=FALSE}`, `{{ojs}}` (shown, not run).
_CELL = re.compile(
    rb"^(?P<lead>[ \t>]*(?:(?:[-*+]|\d{1,9}[.)])[ \t]+)?)(?P<fence>`{3,}|~{3,})[ \t]*\{+(?P<engine>[A-Za-z][\w+-]*)[^\r\n]*",
    re.MULTILINE,
)


@dataclass(frozen=True, slots=True)
class Problem:
    """What the program said of one place (line and column from 1). `match`: its text; `kind`: a name for it.

    `new`: it stands on a new line, or the version before the pull request did not have it.
    """

    line: int
    column: int
    kind: str
    message: str
    severity: Severity
    match: str = ""
    surroundings: str = ""
    new: bool = True


@dataclass(frozen=True, slots=True)
class Converted:
    """One changed chapter. `unjudged`: why it could not be judged (a limit was met); else `problems` says all."""

    path: str
    problems: tuple[Problem, ...] = ()
    unjudged: str = ""

    @property
    def failed(self) -> bool:
        """The program gave up on the chapter."""
        return any(problem.severity is Severity.ERROR for problem in self.problems)


@dataclass(frozen=True, slots=True)
class Rendering:
    """`by`: program and version, '' when nothing was rendered, and then `why` not. `extent`: how far that goes."""

    by: str = ""
    extent: str = ""
    chapters: tuple[Converted, ...] = ()
    why: str = "no program was asked to convert the chapters"

    def __add__(self, other: Rendering) -> Rendering:
        """Two books of one pull request; where one could not be rendered, that is what counts."""
        if not (self.by and other.by):
            return self if not self.by else other
        return Rendering(self.by, self.extent, self.chapters + other.chapters)


NOT_RENDERED = Rendering()


def prepare(data: bytes) -> bytes:
    """A chapter as Pandoc shall read it: the engine of a cell is written as a class. No line is added or lost.

    Quarto runs the cells and hands Pandoc the result; Pandoc alone takes ```` ```{r} ```` for inline code.
    """
    return _CELL.sub(lambda m: m["lead"] + m["fence"] + b" {." + m["engine"] + b"}", data)
