"""Pandoc as a second opinion: on real chapters its words and heading identifiers are ours.

What may differ is taken out of both first: addresses, citations, and what Quarto or R Markdown adds to Pandoc.
"""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from checks.parsing.document import BlockKind, Document
from checks.parsing.quarto import parse
from tests.corpus_path import CORPUS, needs_corpus


def _pandoc() -> str | None:
    try:
        import pypandoc  # type: ignore[import-not-found,unused-ignore]
    except ImportError:
        return shutil.which("pandoc")
    return str(pypandoc.get_pandoc_path())


PANDOC = _pandoc()
needs_pandoc = pytest.mark.skipif(
    PANDOC is None, reason="pandoc is not on this machine (pip install pypandoc-binary)"
)
CHAPTERS = [*sorted(CORPUS.glob("dev/clean/**/*.?md")), *sorted(CORPUS.glob("books/r4ds/*.qmd"))[::4]]
WORD = re.compile(r"[^\W_]+(?:['.-][^\W_]+)*")
PLAIN = {"’": "'", "‘": "'", "“": '"', "”": '"', "…": "...", "—": "---", "–": "--", "\xa0": " "}
#: Where each kind of inline element keeps its own inline elements.
NESTED = {"Emph": 0, "Strong": 0, "Strikeout": 0, "Superscript": 0, "Subscript": 0, "SmallCaps": 0, "Underline": 0,
          "Quoted": 1, "Link": 1, "Span": 1, "Image": 1}  # fmt: skip


def ast_of(text: str) -> list[Any]:
    """Chunk headers, shortcodes and bookdown's references are not Pandoc's: they are taken out first."""
    text = re.sub(r"^([ \t>]*)(```+)\{(\w+)[^\n]*\}", r"\1\2{.\3}", text, flags=re.MULTILINE)
    text = re.sub(r"\{\{<.*?>\}\}|\\@ref\([^)]*\)|\(ref:[\w-]+\)", " ", text)
    command = [PANDOC or "", "-f", "markdown+autolink_bare_uris", "-t", "json"]
    done = subprocess.run(command, input=text, capture_output=True, text=True, timeout=60, check=True)
    blocks: list[Any] = json.loads(done.stdout)["blocks"]
    return blocks


def words_of_inlines(elements: list[Any]) -> Iterator[str]:
    for element in elements:
        kind, content = element["t"], element.get("c")
        if kind == "Str":
            yield content if "://" not in content else " "
        elif kind in ("Space", "SoftBreak", "LineBreak", "Cite", "Code", "Math"):
            yield " "
        elif kind == "Note":
            yield from ("\n", *words_of(content), "\n")
        elif kind in NESTED:
            inner = content if NESTED[kind] == 0 else content[1]
            around = "\n" if kind == "Image" else '"' if kind == "Quoted" else ""
            yield from (around, *words_of_inlines(inner), around)


def words_of(blocks: list[Any]) -> Iterator[str]:
    for block in blocks:
        kind, content = block["t"], block.get("c")
        if kind in ("Para", "Plain"):
            yield from (*words_of_inlines(content), "\n")
        elif kind == "Header":
            yield from (*words_of_inlines(content[2]), "\n")
        elif kind == "DefinitionList":
            for term, definitions in content:
                yield from (*words_of_inlines(term), "\n")
                yield from (word for one in definitions for word in words_of(one))
        elif kind == "LineBlock":
            yield from (word for line in content for word in (*words_of_inlines(line), "\n"))
        elif kind == "Table":
            yield from words_of(content[1][1])
            bodies = [row for body in content[4] for row in body[2] + body[3]]
            for row in content[3][1] + bodies + content[5][1]:
                yield from (word for cell in row[1] for word in (*words_of(cell[4]), "\n"))
        else:
            yield from (word for inner in _inside(kind, content) for word in words_of(inner))


def _inside(kind: str, content: Any) -> list[Any]:
    match kind:
        case "BlockQuote":
            return [content]
        case "BulletList":
            return list(content)
        case "OrderedList":
            return list(content[1])
        case "Div":
            return [content[1]]
        case "Figure":
            return [content[2]]
    return []


def counted(text: str) -> Counter[str]:
    for fancy, plain in PLAIN.items():
        text = text.replace(fancy, plain)
    return Counter(WORD.findall(text))


def our_words(document: Document) -> Counter[str]:
    """What Pandoc has as text too: no YAML, no options, no values of attributes."""
    start = document.front_matter.span.end if document.front_matter else 0
    apart = [cell.span for cell in document.cells]
    attributes = [image.attributes for image in document.images if image.attributes]
    attributes += [div.attributes for div in document.divs if div.attributes]
    apart += [span for one in attributes for span in one.value_spans.values()]
    kept = [
        block.prose.text
        for block in document.blocks
        if block.span.start >= start and block.kind is not BlockKind.TITLE
        if not any(span.contains(block.span) for span in apart)
    ]
    return counted("\n".join(kept))


@needs_corpus
@needs_pandoc
@pytest.mark.parametrize("path", CHAPTERS, ids=lambda p: p.name)
def test_the_words_of_a_chapter_are_those_that_pandoc_reads(path: Path) -> None:
    text = path.read_text()
    theirs, ours = counted("".join(words_of(ast_of(text)))), our_words(parse(text, path=path.name))
    missing, extra = theirs - ours, ours - theirs
    assert missing.total() + extra.total() <= 0.001 * theirs.total(), (missing, extra)


@needs_corpus
@needs_pandoc
@pytest.mark.parametrize("path", CHAPTERS, ids=lambda p: p.name)
def test_the_headings_of_a_chapter_have_the_identifiers_that_pandoc_gives_them(path: Path) -> None:
    text = path.read_text()
    theirs = [(b["c"][0], b["c"][1][0]) for b in ast_of(text) if b["t"] == "Header"]
    ours = [(h.level, h.anchor) for h in parse(text, path=path.name).headings]
    assert [h for h in theirs if h not in ours] == []
