"""From a line that Quarto printed to a place in the chapter."""

from __future__ import annotations

import re

from checks.finding import Severity
from checks.rendering.conversion import Problem
from checks.text import Lines

#: What Quarto says because it was given one chapter and no pictures, or what rules of ours say more exactly.
_NOISE = re.compile(
    r"unable to resolve (?:crossref|link)|citeproc: citation .* not found|could not fetch resource|"
    r"undefined citation|replacing image with description|unable to resolve link target",
    re.IGNORECASE,
)


def problem(lines: Lines, level: str, text: str, line: int | None) -> Problem | None:
    """What was said of the chapter with these lines; None when it is of no use to its author.

    An error without a line stands on the first one. Its severity is that of the item: an error fails it.
    """
    if level != "error" and _NOISE.search(text):
        return None
    at = line if line is not None and 1 <= line <= lines.count else 1
    severity = Severity.ERROR if level == "error" else Severity.WARNING
    said = " ".join(text.split())
    verb = "cannot render this chapter" if severity is Severity.ERROR else "warns"
    return Problem(
        at, 1, "placed" if at == line else "unplaced", f"Quarto {verb}: {said}", severity, lines.line(at)[:240],
        said[:80], new=severity is Severity.ERROR,
    )  # fmt: skip
