"""The reader: any text in, a `Document` out; never an exception."""

from __future__ import annotations

from checks.parsing.block_parser import block_tokens
from checks.parsing.document import Document, Problem
from checks.parsing.front_matter import read_front_matter
from checks.parsing.gather import DEFAULT_PREFIXES, Gathered
from checks.parsing.large import read_lines, readable
from checks.parsing.walk import Walk
from checks.text import Span

__all__ = ["DEFAULT_PREFIXES", "decode", "parse"]

#: File endings of R Markdown, whose cross-references and text references differ.
_RMD = (".rmd", ".rmarkdown")


def decode(data: bytes) -> tuple[str, Problem | None]:
    """Bytes to text. UTF-8 with or without byte order mark; what is not gets a `Problem` with its place in the text,
    and stands in the text as U+FFFD."""
    body = data.removeprefix(b"\xef\xbb\xbf")
    try:
        text = body.decode("utf-8")
    except UnicodeDecodeError as error:
        text = body.decode("utf-8", "replace")
        at = len(body[: error.start].decode("utf-8", "replace"))
        detail = f"byte {error.start + len(data) - len(body)} is no UTF-8: save the file as UTF-8"
        return text, Problem("not-utf8", Span(at, min(at + 1, len(text))), detail)
    nul = text.find("\0")
    if nul >= 0:
        return text, Problem("nul-character", Span(nul, nul + 1), "a NUL character: is this a text file?", "")
    return text, None


def parse(text: str, *, path: str = "", prefixes: frozenset[str] = DEFAULT_PREFIXES) -> Document:
    """Reads a chapter. `path` tells R Markdown by its ending; `prefixes` are those of its cross-references."""
    gathered = Gathered(text, prefixes, path.lower().endswith(_RMD))
    same_length = text.replace("\r\n", " \n").replace("\r", "\n")
    end = readable(same_length)
    _read(same_length[:end], gathered)
    if end < len(text):
        read_lines(same_length, end, gathered)
    return gathered.document()


def _read(source: str, gathered: Gathered) -> None:
    body = read_front_matter(source, gathered)
    first = source.count("\n", 0, body) + (0 < body < len(source) and source[body - 1] != "\n")
    tokens, too_deep = block_tokens(source, first)
    Walk(source, gathered).run(tokens)
    if too_deep is not None:
        here = Span(min(too_deep, len(source)), min(too_deep + 1, len(source)))
        gathered.problem("too-deep", here, "lists or quotes nest deeper than any reader follows")
