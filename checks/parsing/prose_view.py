"""From inline tokens to the prose of a block: its words, each with where it stands."""

from __future__ import annotations

from collections.abc import Iterable

from checks.parsing.document import OBJECT, Piece, Prose
from checks.parsing.inline import Run
from checks.parsing.slug import unsmart
from checks.parsing.stretch import Stretch

_TEXT, _SPACE, _OBJECT, _ENTITY = "text", "softbreak", "object", "entity"
#: A tag between two lines or cells. What stands for it in prose keeps the words on both sides apart.
BREAK = "break"
_APART = f" {OBJECT} "


def prose_of(tokens: Iterable[Run], stretch: Stretch) -> Prose:
    """Marks dropped, objects as `OBJECT`, line breaks as one space; pieces merged where they touch."""
    texts: list[str] = []
    pieces: list[Piece] = []
    starts, sources = stretch.starts, stretch.sources
    last = len(starts) - 1
    length = start = source = held = line = 0
    for token in tokens:
        kind, content = token.type, token.content
        if kind in (_SPACE, BREAK):
            if texts:
                texts.append(" " if kind == _SPACE else _APART)
                length += len(texts[-1])
            continue
        if kind == _TEXT and content:
            # Tokens stand in order, so that the line of each is that of the one before or a later one.
            while line < last and starts[line + 1] <= token.at:
                line += 1
            place = sources[line] + token.at - starts[line]
            if not held or start + held != length or source + held != place:
                if held:
                    pieces.append(Piece(start, source, held))
                start, source, held = length, place, 0
            held += len(content)
        elif kind not in (_OBJECT, _ENTITY):
            continue
        texts.append(content)
        length += len(content)
    if held:
        pieces.append(Piece(start, source, held))
    while texts and texts[-1] in (" ", _APART) and start + held != length:
        length -= len(texts.pop())
    return Prose("".join(texts), tuple(pieces))


def plain_of(tokens: Iterable[Run], *, identifier: bool = False) -> str:
    """The text of a heading as Pandoc sees it: code and math by their characters. For an `identifier` it counts the
    names of notes too, and no dashes and ellipses of prose."""
    found = []
    for token in tokens:
        if token.type == _SPACE:
            found.append(" ")
        elif token.type == _OBJECT:
            found.append(token.plain)
        elif token.type in (_TEXT, _ENTITY):
            found.append(unsmart(token.content) if identifier else token.content)
        elif identifier and token.type == "note":
            found.append(token.content)
    return "".join(found).replace(OBJECT, "")
