"""Citations and cross-references: `@key`, alone or in a bracketed group."""

from __future__ import annotations

import re

from checks.parsing.document import Citation, CrossReference
from checks.parsing.inline import InlineState, QuartoInline

#: Pandoc's citation keys (Text.Pandoc.Parsing.Citations): one punctuation mark inside at a time, none at the end.
_KEY = re.compile(r"@(?:\{([^{}\s]{1,300})\}|([^\W]\w*(?:(?:[:.#$%&\-+?<>~/]|:(?=/))\w+)*))")


def cite(_parser: QuartoInline, state: InlineState) -> bool:
    """`@key` that no letter or digit precedes: a cross-reference when its prefix is one, else a citation."""
    src, at = state.src, state.pos
    if at and (src[at - 1].isalnum() or src[at - 1] in "@\\"):
        return False
    found = _KEY.match(src, at, state.posMax)
    if not found:
        return False
    record_key(state, found[1] or found[2], at, found.end(), bracketed=False)
    state.object(found[0])
    state.pos = found.end()
    return True


def record_key(state: InlineState, key: str, start: int, end: int, *, bracketed: bool) -> None:
    span = state.stretch.span(start, end)
    kind = state.gathered.kind_of(key)
    if kind:
        label = key[0].lower() + key[1:]
        state.gathered.cross_references.append(CrossReference(label, kind, span))
    else:
        state.gathered.citations.append(Citation(key, span, bracketed))


def keys_in(text: str, start: int, end: int) -> list[re.Match[str]]:
    """The keys of a bracketed group; an address like `a@b` is none."""
    found = []
    for match in _KEY.finditer(text, start, end):
        before = text[match.start() - 1] if match.start() else " "
        if not before.isalnum() and before not in "@\\/":
            found.append(match)
    return found
