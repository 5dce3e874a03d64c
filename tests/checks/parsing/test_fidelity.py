"""Pandoc as a second opinion: on real chapters its words and heading identifiers are ours.

What may differ is taken out of both first: addresses, citations, and what Quarto or R Markdown adds to Pandoc.
"""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from collections import Counter
from collections.abc import Callable, Iterator
from functools import cache
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
#: Every so many of the stored chapters are compared, besides all clean ones and some of a published book: about forty.
EACH = 30
CHAPTERS = [
    *sorted(CORPUS.glob("dev/clean/**/*.?md")),
    *sorted(CORPUS.glob("books/r4ds/*.qmd"))[::4],
    *sorted(CORPUS.glob("dev/before/**/*.?md"))[::EACH],
]
WORD = re.compile(r"[^\W_]+(?:['.-][^\W_]+)*")
PLAIN = {"’": "'", "‘": "'", "“": '"', "”": '"', "…": "...", "—": "---", "–": "--", "\xa0": " "}
#: Where each kind of inline element keeps its own inline elements.
NESTED = {"Emph": 0, "Strong": 0, "Strikeout": 0, "Superscript": 0, "Subscript": 0, "SmallCaps": 0, "Underline": 0,
          "Quoted": 1, "Link": 1, "Span": 1, "Image": 1}  # fmt: skip


@cache
def ast_of(text: str) -> list[Any]:
    """What is not Pandoc's is taken out first: chunk headers, shortcodes, labels of equations, bookdown's references."""
    text = re.sub(r"^([ \t>]*)(```+)\{(\w+)[^\n]*\}", r"\1\2{.\3}", text, flags=re.MULTILINE)
    text = re.sub(r"\{\{<.*?>\}\}|\\@ref\([^)]*\)|(?<!@)\(ref:[\w-]+\)|(?<=\$\$) *\{#eq-[^}]*\}", " ", text)
    command = [PANDOC or "", "-f", "markdown+autolink_bare_uris", "-t", "json"]
    done = subprocess.run(command, input=text, capture_output=True, text=True, timeout=60, check=True)
    blocks: list[Any] = json.loads(done.stdout)["blocks"]
    return blocks


def words_of_inlines(elements: list[Any]) -> Iterator[str]:
    for element in elements:
        kind, content = element["t"], element.get("c")
        if kind == "Str":
            yield content if "://" not in content else " "
        elif (
            kind in ("Space", "SoftBreak", "LineBreak", "Cite", "Code", "Math")
            or _is_tex(element)
            or _is_apart(element)
        ):
            yield " "
        elif kind == "Note":
            yield from ("\n", *words_of(content), "\n")
        elif kind in NESTED:
            inner = content if NESTED[kind] == 0 else content[1]
            around = "\n" if kind == "Image" else '"' if kind == "Quoted" else ""
            yield from (around, *words_of_inlines(inner), around)


def _is_tex(element: dict[str, Any]) -> bool:
    return element["t"] == "RawInline" and str(element["c"][0]) == "tex"


def _is_apart(element: dict[str, Any]) -> bool:
    """A line break, or the border of a cell, written as a tag: the words beside it are not one."""
    return (
        element["t"] == "RawInline"
        and re.match(r"</?(?:br|td|th|tr|p|div|li|ul|ol)\b", element["c"][1]) is not None
    )


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
    """What Pandoc has as text too: no YAML, no options, no values of attributes, be they Pandoc's or HTML's."""
    start = document.front_matter.span.end if document.front_matter else 0
    apart = [cell.span for cell in document.cells]
    attributes = [image.attributes for image in document.images if image.attributes]
    attributes += [div.attributes for div in document.divs if div.attributes]
    apart += [span for one in attributes for span in one.value_spans.values()]
    apart += [image.caption_span for image in document.images if image.html]
    kept = [
        block.prose.text
        for block in document.blocks
        if block.span.start >= start and block.kind is not BlockKind.TITLE
        if not any(span.contains(block.span) for span in apart)
    ]
    return counted("\n".join(kept))


def _undefined_notes(document: Document) -> Counter[str]:
    defined = {note.name for note in document.footnotes if note.definition}
    return counted("\n".join(note.name for note in document.footnotes if note.name not in defined))


def _classes_in_quotes(document: Document) -> Counter[str]:
    quotes = (block.prose.text for block in document.blocks if block.kind is BlockKind.QUOTE)
    return counted("\n".join(name for text in quotes for name in re.findall(r"\]\{\.(\w+)\}", text)))


#: Every known kind of difference: the words that it may concern, and why.
EXPLAINED: dict[str, Callable[[Document], Counter[str]]] = {
    "a note that is defined nowhere is plain text to Pandoc; we read the note, to report it": _undefined_notes,
    "`>` on the second line of a list item is plain text to Pandoc; we read the quote that is meant, and so not the "
    "span that begins before it": _classes_in_quotes,
}


@needs_corpus
@needs_pandoc
@pytest.mark.parametrize("path", CHAPTERS, ids=lambda p: p.name)
def test_the_words_of_a_chapter_are_those_that_pandoc_reads(path: Path) -> None:
    text = path.read_text()
    theirs, ours = counted("".join(words_of(ast_of(text)))), our_words(parse(text, path=path.name))
    differences = (theirs - ours) + (ours - theirs)
    for explained in EXPLAINED.values():
        differences -= explained(parse(text, path=path.name))
    assert differences == Counter()


@needs_corpus
@needs_pandoc
@pytest.mark.parametrize("path", CHAPTERS, ids=lambda p: p.name)
def test_the_headings_of_a_chapter_have_the_identifiers_that_pandoc_gives_them(path: Path) -> None:
    text = path.read_text()
    theirs = [(b["c"][0], b["c"][1][0]) for b in ast_of(text) if b["t"] == "Header"]
    ours = [(h.level, h.anchor) for h in parse(text, path=path.name).headings]
    assert [h for h in theirs if h not in ours] == []


def test_every_kind_of_difference_in_words_occurs() -> None:
    text = "A weir.[^lost]\n\n1. [[Lock\n    > gate]{.underline}](https://example.org) holds.\n"
    document = parse(text)
    assert [explained(document) for explained in EXPLAINED.values()] == [{"lost": 1}, {"underline": 1}]
