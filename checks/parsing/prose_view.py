"""From inline tokens to the prose of a block: its words, each with where it stands."""

from __future__ import annotations

from collections.abc import Iterable

from markdown_it.token import Token

from checks.parsing.document import OBJECT, Piece, Prose
from checks.parsing.slug import unsmart
from checks.parsing.stretch import Stretch

_TEXT, _SPACE, _OBJECT, _ENTITY = "text", "softbreak", "object", "entity"


def prose_of(tokens: Iterable[Token], stretch: Stretch) -> Prose:
    """Marks dropped, objects as `OBJECT`, line breaks as one space; pieces merged where they touch."""
    texts: list[str] = []
    pieces: list[Piece] = []
    length = 0
    for token in tokens:
        if token.type == _TEXT and token.content:
            source = stretch.at(token.meta["at"])
            _append(pieces, length, source, len(token.content))
        elif token.type == _SPACE:
            if texts:
                texts.append(" ")
                length += 1
            continue
        elif token.type not in (_OBJECT, _ENTITY):
            continue
        texts.append(token.content)
        length += len(token.content)
    while texts and texts[-1] == " " and not (pieces and pieces[-1].start + pieces[-1].length == length):
        texts.pop()
        length -= 1
    return Prose("".join(texts), tuple(pieces))


def _append(pieces: list[Piece], start: int, source: int, length: int) -> None:
    if pieces:
        last = pieces[-1]
        if last.start + last.length == start and last.source + last.length == source:
            pieces[-1] = Piece(last.start, last.source, last.length + length)
            return
    pieces.append(Piece(start, source, length))


def plain_of(tokens: Iterable[Token], *, identifier: bool = False) -> str:
    """The text of a heading as Pandoc sees it: code and math by their characters. For an `identifier` it counts the
    names of notes too, and no dashes and ellipses of prose."""
    found = []
    for token in tokens:
        if token.type == _SPACE:
            found.append(" ")
        elif token.type == _OBJECT:
            found.append(token.meta.get("plain", ""))
        elif token.type in (_TEXT, _ENTITY):
            found.append(unsmart(token.content) if identifier else token.content)
        elif identifier and token.type == "note":
            found.append(token.content)
    return "".join(found).replace(OBJECT, "")
