"""Words that readers read inside code: comments, and the titles and captions that code gives to its figures."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from checks.parsing.document import Block, BlockKind, Cell, Document, Piece, Prose
from checks.text import Span

_HASH = re.compile(r"(?:^|\s)#+(?![|!+{]) *(?P<text>[^\n]*)", re.MULTILINE)
_SLASHES = re.compile(r"(?:^|\s)//+ *(?P<text>[^\n]*)", re.MULTILINE)
_DASHES = re.compile(r"(?:^|\s)-- +(?P<text>[^\n]*)", re.MULTILINE)
_MARKS = {
    "javascript": _SLASHES,
    "js": _SLASHES,
    "ojs": _SLASHES,
    "c": _SLASHES,
    "cpp": _SLASHES,
    "java": _SLASHES,
}
_MARKS |= {"rust": _SLASHES, "go": _SLASHES, "sql": _DASHES}
TITLE = re.compile(
    r"\b(?:title|subtitle|caption|xlab|ylab|main|label|xlabel|ylabel|fig[._-]cap|tbl[._-]cap|set_title|set_xlabel|set_ylabel)"
    r"\s*[=(]\s*(?P<quote>[\"'])(?P<text>[^\"'\n]{4,200})(?P=quote)"
)
#: What code has and a remark has not: such a comment is code that was switched off.
_CODE = re.compile(r"[=<>{}()\[\]$@`\\]|->|::|;\s*$|https?:")


@lru_cache(maxsize=64)
def _blocks(cell_body: str, language: str, start: int) -> tuple[Block, ...]:
    comments = _MARKS.get(language.lower(), _HASH)
    found = [m for m in comments.finditer(cell_body) if _is_remark(m["text"])]
    found += list(TITLE.finditer(cell_body))
    return tuple(
        _block(m.start("text") + start, m["text"]) for m in sorted(found, key=lambda m: m.start("text"))
    )


def code_blocks(document: Document) -> Iterator[Block]:
    """The remarks and titles in the chapter's code cells, as runs of prose with where they stand."""
    for cell in document.cells:
        if _is_plain(cell, document):
            yield from _blocks(cell.body, cell.language, cell.body_span.start)


def _is_plain(cell: Cell, document: Document) -> bool:
    """Whether the body stands in the source as it is: in a quote or a list its lines are shifted."""
    return cell.body.startswith(document.slice(cell.body_span))


def _is_remark(text: str) -> bool:
    return not _CODE.search(text) and len(re.findall(r"[A-Za-z]{2,}", text)) >= 2


def _block(start: int, text: str) -> Block:
    prose = Prose(text, (Piece(0, start, len(text)),))
    return Block(BlockKind.CAPTION, Span(start, start + len(text)), prose)
