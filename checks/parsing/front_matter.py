"""The YAML block at the top of a chapter, and what readers read of it."""

from __future__ import annotations

import re

from checks.parsing.document import BlockKind, FrontMatter
from checks.parsing.gather import Gathered
from checks.parsing.stretch import Stretch
from checks.parsing.yaml_prose import read_scalar
from checks.parsing.yaml_text import Node, Yaml, read_yaml
from checks.text import Span

_OPEN = re.compile(r"\s*?^---[ \t]*$\n", re.MULTILINE)
_CLOSE = re.compile(r"^(?:---|\.\.\.)[ \t]*$", re.MULTILINE)
#: Front matter longer than this is taken for something else.
MAX_LENGTH = 200_000
_PROSE = {
    "title": BlockKind.TITLE,
    "subtitle": BlockKind.TITLE,
    "pagetitle": BlockKind.TITLE,
    "description": BlockKind.PARAGRAPH,
    "abstract": BlockKind.PARAGRAPH,
    "image-alt": BlockKind.ALT_TEXT,
}


def read_front_matter(text: str, gathered: Gathered) -> int:
    """Reads the block at the top, if there is one; returns the offset where the chapter proper begins."""
    opened = _OPEN.match(text)
    if not opened:
        return 0
    closed = _CLOSE.search(text, opened.end(), opened.end() + MAX_LENGTH)
    if not closed:
        if not text[opened.end() : opened.end() + 1].strip():
            return 0
        where = Span(text.index("---"), opened.end() - 1)
        gathered.problem("unclosed-front-matter", where, "the front matter has no closing `---`")
        return 0
    inner = text[opened.end() : closed.start()]
    read = read_yaml(inner)
    keep(read, Span(text.index("---"), closed.end()), opened.end(), gathered)
    return closed.end()


def keep(read: Yaml, span: Span, at: int, gathered: Gathered) -> None:
    """Records front matter whose YAML begins at `at`."""
    error, where = read.error, None if read.error_at is None else min(at + read.error_at, len(gathered.text))
    if error is None and read.data is not None and not isinstance(read.data, dict):
        error, where = "the front matter holds no `key: value` lines", at
    gathered.front_matter = FrontMatter(span, read.mapping, error, where)
    for key in read.duplicates:
        here = Span(at + key.start, at + key.end)
        gathered.problem("duplicate-key", here, f"`{key.text}` is given twice; the last one counts")
    if read.root is not None:
        _prose(read.root, at, gathered)


def _prose(root: Node, at: int, gathered: Gathered) -> None:
    whole = Stretch(gathered.text, (0,), (0,))
    for key, kind in _PROSE.items():
        node = root.get(key)
        if node is not None and node.kind == "scalar" and node.tag == "str":
            read_scalar(node, at, whole, kind, gathered)
