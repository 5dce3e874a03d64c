"""From a place in a run of prose to a mark in the chapter's source."""

from __future__ import annotations

import re
from functools import lru_cache

from checks.finding import Mark, Severity
from checks.parsing.document import Document, Prose


def mark(
    prose: Prose,
    start: int,
    end: int,
    message: str,
    replacement: str | None = None,
    severity: Severity | None = None,
) -> Mark:
    """A mark on `prose.text[start:end]`; it carries the replacement only where the span is one run of the source."""
    span = prose.source(start, end)
    if span is None:
        return Mark(prose.cover(start, end), message, None, severity)
    return Mark(span, message, replacement, severity)


def whole(document: Document, prose: Prose, start: int, end: int) -> bool:
    """Whether `prose.text[start:end]` stands in the source with nothing but white space dropped or added."""
    span = prose.cover(start, end)
    return " ".join(document.slice(span).split()) == " ".join(prose.text[start:end].split())


#: "12. Henderson R, Diggle P", "Hadfield, J. D. (2010)": names with their initials, and a year.
_AUTHORS = re.compile(r"^(?:\[?\d+[\].)]*\s*)?[A-Z][\w'\u2019-]+,? (?:[A-Z]\.?[ -]?){1,4}(?:,| and| &|\.|\()")
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")


@lru_cache(maxsize=4096)
def is_reference(text: str) -> bool:
    """Whether a run of prose is an entry of a bibliography that is written out: what it quotes is not to be changed."""
    return bool(_AUTHORS.match(text)) and bool(_YEAR.search(text))
