"""One function that keeps a text within GitHub's length: it drops whole sections, never a part of one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from app.publication.escape import clean


@dataclass(frozen=True, slots=True)
class Section:
    """A piece of Markdown that stands or goes as a whole. `keep`: the higher, the longer it stays."""

    text: str
    keep: int = 50


#: Sections with this rank are never dropped; together they are short by construction.
ALWAYS = 100


def render(sections: Sequence[Section], most: int, left_out: str, ending: str = "") -> str:
    """The sections in order, separated by blank lines, then `ending` (the hidden marker).

    When they are too long, those of the lowest rank go first, from the end; `left_out` then says so in their place.
    Length is counted in bytes of UTF-8, which is never less than whatever GitHub counts.
    """
    kept = [
        Section(clean(section.text).strip("\n"), section.keep) for section in sections if section.text.strip()
    ]
    text = _joined(kept, ending)
    if size(text) <= most:
        return text
    room = most - size(_joined([Section(left_out)], ending)) - 2
    return _joined([*_fitting(kept, room), Section(left_out)], ending)


def _fitting(sections: Sequence[Section], room: int) -> list[Section]:
    """As many sections as fit, chosen by rank and then by order, shown in order."""
    order = sorted(range(len(sections)), key=lambda at: (-sections[at].keep, at))
    chosen: set[int] = set()
    full = False
    for at in order:
        cost = size(sections[at].text) + 2
        if sections[at].keep < ALWAYS and (full or cost > room):
            full = True  # what follows is of no higher rank: no gaps in the middle of a list
            continue
        chosen.add(at)
        room -= cost
    return [section for at, section in enumerate(sections) if at in chosen]


def size(text: str) -> int:
    return len(text.encode("utf-8", "surrogatepass"))


def _joined(sections: Sequence[Section], ending: str) -> str:
    parts = [section.text for section in sections]
    return "\n\n".join([*parts, ending] if ending else parts)
