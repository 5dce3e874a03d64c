"""What a rule reports: a mark while it runs, a finding once it is placed in its file."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from checks.text import Span


class Severity(StrEnum):
    """`error` fails the item, `warning` is shown but does not, `notice` stands only in the full report."""

    ERROR = "error"
    WARNING = "warning"
    NOTICE = "notice"


@dataclass(frozen=True, slots=True)
class Mark:
    """A place in the chapter under check. `replacement`: what should stand instead of exactly `span`."""

    span: Span
    message: str
    replacement: str | None = None
    severity: Severity | None = None


@dataclass(frozen=True, slots=True)
class BookMark:
    """A place in any file of the book, by line and column (from 1, `end_column` exclusive).

    `caused`: this pull request removed what the place needs, so it decides though its own line is old.
    """

    path: str
    line: int
    message: str
    column: int = 1
    end_line: int | None = None
    end_column: int | None = None
    match: str = ""
    surroundings: str = ""
    replacement: str | None = None
    severity: Severity | None = None
    caused: bool = False


@dataclass(frozen=True, slots=True)
class PullMark:
    """Something about the pull request as a whole."""

    message: str
    match: str = ""
    severity: Severity | None = None


class On(StrEnum):
    """Whom an item waits for."""

    PERSON = "person"
    MACHINE = "machine"


@dataclass(frozen=True, slots=True)
class Waiting:
    """The rule cannot judge yet: its item is `waiting`, never `pass`."""

    reason: str
    on: On = On.MACHINE


@dataclass(frozen=True, slots=True)
class NotApplicable:
    """There is nothing here for the rule to judge; `reason` as shown beside the box."""

    reason: str


@dataclass(frozen=True, slots=True)
class Evidence:
    """A fact shown to the person who decides, or beside a pass (`build` was green on 3f2a1c9)."""

    text: str


Remark = Waiting | NotApplicable | Evidence
Outcome = Mark | BookMark | PullMark | Remark


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One finding, placed. It feeds the inline comment, the annotation, the summary, the terminal and JSON Lines.

    `path` is None for the pull request as a whole. Lines and columns count from 1, in characters; `end_column` is
    exclusive. `surroundings` is the text around the match, which together with rule, path and match makes the
    finding's identity: its line number never does. `decides`: it stands on a line that this pull request added or
    changed, or the pull request removed what it needs; else it is an older one, counted but not held against it.
    """

    rule: str
    item: str
    severity: Severity
    path: str | None
    line: int
    column: int
    end_line: int
    end_column: int
    message: str
    match: str
    surroundings: str = ""
    replacement: str | None = None
    decides: bool = True
