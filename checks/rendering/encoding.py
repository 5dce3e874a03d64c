"""3.2: a chapter that cannot be read at all, or only in part."""

from __future__ import annotations

from collections.abc import Iterator

from checks.chapter import Chapter
from checks.finding import Mark
from checks.rule import Scope, rule

_TOLD = {
    "not-utf8": "This file is not UTF-8: {detail}. Quarto reads UTF-8 only; save it again in that encoding.",
    "nul-character": "There is a NUL byte here: {detail}. Remove it; Pandoc cannot read past it.",
    "too-deep": "This is nested too deeply to be read: {detail}. Unnest it; the rest of the chapter was read line by line.",
    "too-large": "This is too large to be read whole: {detail}. Split it; only part of the chapter was checked.",
}


@rule("unreadable-chapter", item="3.2", scope=Scope.CHAPTER)
def unreadable_chapter(chapter: Chapter) -> Iterator[Mark]:
    """A chapter that is not UTF-8, or nested or long beyond what can be read.

    Why: what cannot be read can be neither rendered nor checked, and must not pass unseen.

    Bad: a chapter saved as Latin-1, in which `é` is the single byte E9.

    Good: the same chapter saved as UTF-8.

    Leaves alone: a byte order mark, and any character that UTF-8 has.
    """
    for problem in chapter.document.problems:
        if (told := _TOLD.get(problem.kind)) is not None:
            yield Mark(problem.span, told.format(detail=problem.detail or "see this place"))
