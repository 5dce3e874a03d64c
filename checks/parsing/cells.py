"""Fenced code: executable cells and listings, with their options and what of them is prose."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from checks.parsing.attributes import parse_attributes
from checks.parsing.document import Attributes, Cell, CellOption
from checks.parsing.stretch import Stretch
from checks.parsing.yaml_text import Node, read_yaml
from checks.text import Span

#: How each engine writes a comment; `#` when not named (Quarto: "Execution Options").
_COMMENTS = {
    "//": "ojs js javascript c cpp c++ csharp java rust go dot node scala kotlin swift d3 stan typst",
    "%%": "mermaid",
    "--": "sql haskell lua",
    "%": "matlab octave tikz",
}
COMMENT_OF = {language: mark for mark, names in _COMMENTS.items() for language in names.split()}
_ENGINE = re.compile(r"\{\s*([A-Za-z][\w+#-]*)\s*(?:[\s,](.*))?\}\s*$", re.DOTALL)
MAX_ARGUMENTS = 2_000
_ESCAPED = re.compile(r"\{\{\s*([A-Za-z][\w-]*)")
_ARGUMENT = re.compile(
    r"""\s*(?:([\w.-]+)\s*=\s*)?((?:"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|\((?:[^()"']|"[^"]*"|'[^']*'|\([^()]*\))*\)|[^,"'()])*)(?:,|$)"""
)
#: `#| echo = FALSE, fig.cap = "…"`: knitr takes R's way of writing options too.
_KNITR_STYLE = re.compile(r"\s*[\w.-]+\s*=")


@dataclass(frozen=True, slots=True)
class Fence:
    """A fenced block as the block reader saw it. `lines`: start and end of each body line in the source."""

    span: Span
    info_span: Span
    fence: str
    body: str
    lines: Sequence[tuple[int, int]]
    closed: bool


@dataclass(frozen=True, slots=True)
class OptionBlock:
    """The `#|` lines of a cell as YAML with where it stood; `root` is the mapping."""

    stretch: Stretch
    root: Node | None
    options: Mapping[str, CellOption]
    error: str | None = None
    error_at: int | None = None


@dataclass(frozen=True, slots=True)
class ReadCell:
    cell: Cell
    block: OptionBlock | None


def read_cell(text: str, fence: Fence) -> ReadCell:
    info = text[fence.info_span.start : fence.info_span.end]
    language, executable, attributes, options = _info(text, info, fence.info_span.start)
    block = (
        _options(text, fence, language) if executable or language in ("r", "python", "julia", "ojs") else None
    )
    if block:
        options = {**options, **block.options}
    first, last = (fence.lines[0][0], fence.lines[-1][1]) if fence.lines else (fence.info_span.end,) * 2
    cell = Cell(
        language,
        executable,
        fence.span,
        fence.info_span,
        fence.body,
        Span(first, max(first, last)),
        fence.fence,
        fence.closed,
        options,
        block.error if block else None,
        attributes,
    )
    return ReadCell(cell, block)


def _info(text: str, info: str, at: int) -> tuple[str, bool, Attributes | None, dict[str, CellOption]]:
    """Language, whether it runs, attributes, knitr options."""
    if escaped := _ESCAPED.match(info):
        return escaped[1].lower(), False, None, {}
    if engine := _ENGINE.match(info):
        arguments = (engine[2] or "")[:MAX_ARGUMENTS]
        first = at + engine.start(2)
        options = _arguments(Stretch.of(text, [(first, first + len(arguments))])) if arguments else {}
        return engine[1].lower(), True, None, options
    whole = Stretch.whole(text)
    brace = info.find("{")
    raw = parse_attributes(text, at + brace) if brace >= 0 else None
    attributes = raw.located(whole) if raw else None
    word = info[:brace].strip() if brace >= 0 else info.strip()
    language = (
        word.split()[0] if word else (attributes.classes[0] if attributes and attributes.classes else "")
    )
    return language.lower().lstrip("."), False, attributes, {}


def _arguments(stretch: Stretch, *, label_first: bool = True) -> dict[str, CellOption]:
    """knitr's `label, key = value, …`; dots in keys become hyphens, as Quarto reads them."""
    found: dict[str, CellOption] = {}
    for match in _ARGUMENT.finditer(stretch.text):
        raw = match[2].strip()
        if not raw:
            continue
        start = match.start(2) + len(match[2]) - len(match[2].lstrip())
        quoted = raw[0] in "\"'" and raw[-1] == raw[0] and len(raw) > 1
        key = match[1].replace(".", "-") if match[1] else ("label" if label_first and not found else "")
        if not key or (key == "label" and not match[1] and raw.startswith((".", "#"))):
            continue
        begin = match.start(1) if match[1] else start
        value = raw[1:-1] if quoted else _value(raw)
        whole, inner = (
            stretch.span(begin, start + len(raw)),
            stretch.span(start + quoted, start + len(raw) - quoted),
        )
        found[key] = CellOption(value, whole, inner)
    return found


def _value(raw: str) -> Any:
    words = {"TRUE": True, "T": True, "FALSE": False, "F": False, "NULL": None}
    if raw in words:
        return words[raw]
    return int(raw) if raw.isascii() and raw.isdigit() and len(raw) < 18 else raw


def _options(text: str, fence: Fence, language: str) -> OptionBlock | None:
    mark = COMMENT_OF.get(language, "#")
    parts = list(_option_lines(text, fence, mark))
    if not parts:
        return None
    stretch = Stretch.of(text, parts)
    if language == "r" and _KNITR_STYLE.match(stretch.text):
        return OptionBlock(stretch, None, _arguments(stretch, label_first=False))
    read = read_yaml(stretch.text)
    if read.error is not None:
        at = stretch.at(min(read.error_at or 0, max(0, len(stretch.text) - 1)))
        return OptionBlock(stretch, None, {}, read.error, at)
    options = {
        key.text.replace(".", "-"): CellOption(
            read.mapping[key.text], stretch.span(key.start, value.end), stretch.span(value.start, value.end)
        )
        for key, value in (read.root.items if read.root and read.root.kind == "mapping" else ())
        if key is not None and key.kind == "scalar"
    }
    error = None if options or read.root is None else "the options are no `key: value` lines"
    return OptionBlock(stretch, read.root, options, error)


@cache
def _option_line(mark: str) -> re.Pattern[str]:
    return re.compile(rf"\s*{re.escape(mark)}[ \t]*\|")


def _option_lines(text: str, fence: Fence, mark: str) -> Iterator[tuple[int, int]]:
    """Quarto's own pattern (`partitionCellOptions`): the comment mark, white space, `|`. Formatters write `# |`."""
    pattern = _option_line(mark)
    for start, end in fence.lines:
        line = text[start:end]
        found = pattern.match(line)
        if found is None:
            if line.strip():
                return
            continue
        begin = start + found.end()
        if text[begin : begin + 1] == " ":
            begin += 1
        yield begin, max(begin, start + len(line.rstrip()))
