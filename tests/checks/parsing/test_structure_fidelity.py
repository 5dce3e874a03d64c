"""Panache as a second opinion: on real chapters its headings, code, divs, images, links, citations, cross-references and
footnotes stand on the same lines as ours. Every kind of difference is listed here, with the reason for it.
"""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sysconfig
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from checks.parsing.document import Document, LinkKind
from checks.parsing.quarto import parse
from checks.text import Span
from tests.corpus_path import CORPUS, needs_corpus

PANACHE = shutil.which("panache", path=sysconfig.get_path("scripts")) or shutil.which("panache")
needs_panache = pytest.mark.skipif(
    PANACHE is None, reason="panache is not on this machine (pip install panache-cli)"
)
#: Every so many of the stored chapters are compared, besides all clean ones: about a hundred.
EACH = 6
CHAPTERS = [
    *sorted(CORPUS.glob("dev/clean/**/*.?md")),
    *sorted(CORPUS.glob("dev/before/**/*.?md"))[::EACH],
]

#: Panache's names of what is compared.
THEIRS = {
    "HEADING": "heading",
    "CODE_BLOCK": "code",
    "FENCED_DIV": "div",
    "IMAGE_LINK": "image",
    "LINK": "link",
    "AUTO_LINK": "link",
    "CITATION_KEY": "citation",
    "CROSSREF_KEY": "reference",
    "FOOTNOTE_REFERENCE": "footnote",
    "FOOTNOTE_DEFINITION": "footnote",
    "INLINE_FOOTNOTE": "footnote",
}  # fmt: skip
Structure = Counter[tuple[str, int]]


def of_panache(path: Path, folder: Path) -> Structure:
    """How many of each kind begin on each line, as Panache reads the chapter."""
    out = folder / "tree.json"
    command = [PANACHE or "", "parse", "--isolated", "--json", str(out), str(path)]
    subprocess.run(command, stdout=subprocess.DEVNULL, timeout=60, check=True)
    data, found = path.read_bytes(), Structure()
    waiting: list[dict[str, Any]] = [json.loads(out.read_text())]
    while waiting:
        node = waiting.pop()
        if node["kind"] in THEIRS:
            found[THEIRS[node["kind"]], data.count(b"\n", 0, node["range"]["start"]) + 1] += 1
        waiting += node.get("children", [])
    return found


def of_ours(document: Document) -> Structure:
    """The same of our reader; addresses without brackets and links of HTML are no links to Panache."""
    images = [image for image in document.images if not image.html]
    links = [link for link in document.links if link.kind not in (LinkKind.BARE, LinkKind.HTML)]
    kinds: dict[str, list[Span]] = {
        "heading": [heading.span for heading in document.headings],
        "code": [cell.span for cell in document.cells],
        "div": [div.span for div in document.divs],
        "image": [image.span for image in images],
        "link": [link.span for link in links],
        "citation": [citation.span for citation in document.citations],
        "reference": [reference.span for reference in document.cross_references],
        "footnote": [footnote.span for footnote in document.footnotes],
    }
    lines = document.lines
    return Structure((kind, lines.place(span.start)[0]) for kind, spans in kinds.items() for span in spans)


@dataclass(frozen=True)
class Difference:
    """One line on which one side reads more of a kind than the other."""

    kind: str
    line: int
    ours: bool
    document: Document

    @property
    def text(self) -> str:
        return self.document.lines.line(self.line)

    def __str__(self) -> str:
        return f"{'ours' if self.ours else 'theirs'}: {self.kind} on line {self.line}: {self.text[:90]!r}"


def _is(kinds: str, ours: bool, pattern: str) -> Callable[[Difference], bool]:
    return lambda d: d.kind in kinds.split() and d.ours is ours and re.search(pattern, d.text) is not None


def _in_option(difference: Difference) -> bool:
    return difference.ours and difference.text.lstrip().startswith("#|")


def _after_quoted_code_in_a_header(difference: Difference) -> bool:
    """Between a chunk whose header has a backtick and the beginning of the next chunk, both included."""
    cells, lines = difference.document.cells, difference.document.lines
    for at, cell in enumerate(cells):
        if "`" in difference.document.slice(cell.info_span):
            first = lines.place(cell.span.start)[0]
            last = lines.place(cells[at + 1].span.start)[0] if at + 1 < len(cells) else lines.count
            if first <= difference.line <= last:
                return True
    return False


def _told(kind: str) -> Callable[[Difference], bool]:
    """On a line of which the reader tells this problem, or, for code that is never closed, of the code behind it."""

    def explains(difference: Difference) -> bool:
        document = difference.document
        here = document.lines.span_of(difference.line)
        faults = [problem.span for problem in document.problems if problem.kind == kind]
        opened = [cell.span for cell in document.cells if not cell.closed and kind == "unclosed-fence"]
        return difference.ours and any(
            here.overlaps(span) or here.start == span.end + 1 for span in faults + opened
        )

    return explains


IN_BRACKETS = r"\[[^\]]*@(?:sec|fig|tbl|eq|lst)-"
#: Every known kind of difference: which, and why both are right or we are.
EXPLAINED: dict[str, Callable[[Difference], bool]] = {
    "captions and alternative texts in options of a cell are Markdown to Quarto; Panache leaves them as YAML": _in_option,
    "code that is indented, not fenced, is no cell: it has no language and no options": _is(
        "code", False, r"^(?: {4}|\t| {1,3}\t)"
    ),
    "`[@sec-x]`, `[-@sec-x]` and `[Chapter -@sec-x]` refer, as Quarto documents; Panache counts a citation": _is(
        "citation", False, IN_BRACKETS
    ),
    "… and for the same reason no cross-reference": _is("reference", True, IN_BRACKETS),
    r"`\@ref(x)` in a Quarto chapter is left over from bookdown: we read it, to report it": _is(
        "reference", True, r"\\@ref\("
    ),
    "`!` before a footnote is an exclamation to Pandoc; Panache sees the beginning of an image": _is(
        "footnote", True, r"!\[\^"
    ),
    "text in a cell of an HTML table begins no block; Panache sees a heading": _is(
        "heading", False, r"^\s*<t[dh]\b[^>]*>\s*#"
    ),
    "knitr takes a chunk header as it is; Panache sees inline code where the header has backticks, and then reads the end "
    "of the chunk as the beginning of one": _after_quoted_code_in_a_header,
    "a link inside brackets, or with brackets in its text, is a link to Pandoc": _is(
        "link", True, r"\[[^\]]*\[[^\]]*\][^\[]*\]?\("
    ),
    "the definition of an address is no link; Panache counts the address in some": _is(
        "link", False, r"^\[[^\]]+\]:"
    ),
    "an address that is the text of a link stays an address; Pandoc and Panache read a citation after its `@`": _is(
        "citation", False, r"\[https?://[^\]\s]*/@"
    ),
    "knitr runs a chunk wherever its fence stands; Panache sees more of the paragraph above": _is(
        "code", True, r"^ {4,}```+\{"
    ),
    "a heading without a blank line above is read as it was meant, and that fault told": _told(
        "heading-without-blank-line"
    ),
    "code that is never closed ends where the next begins, and that fault is told; Panache reads on to the next end": _told(
        "unclosed-fence"
    ),
}


def differences(document: Document, theirs: Structure) -> Iterator[Difference]:
    ours = of_ours(document)
    for more, is_ours in ((theirs - ours, False), (ours - theirs, True)):
        for kind, line in sorted(more):
            yield Difference(kind, line, is_ours, document)


@needs_corpus
@needs_panache
@pytest.mark.parametrize("path", CHAPTERS, ids=lambda p: f"{p.parent.name}/{p.name}")
def test_the_structure_of_a_chapter_is_that_which_panache_reads(path: Path, tmp_path: Path) -> None:
    document = parse(path.read_bytes().decode("utf-8"), path=path.name)
    found = differences(document, of_panache(path, tmp_path))
    unexplained = [str(d) for d in found if not any(explains(d) for explains in EXPLAINED.values())]
    assert unexplained == []


def test_a_comment_on_a_line_of_its_own_is_part_of_the_paragraph() -> None:
    text = "![A lock\n<!-- its source? -->\nand a weir.](lock.png)\n\nA quay\n<!-- one\n\n# two -->\nand a crane.\n"
    document = parse(text)
    assert [image.target for image in document.images] == ["lock.png"]
    assert [document.slice(span) for span in document.comments] == [
        "<!-- its source? -->",
        "<!-- one\n\n# two -->",
    ]
    assert [block.prose.text.split() for block in document.blocks] == [
        "A lock and a weir.".split(),
        "A quay and a crane.".split(),
    ]
    assert document.headings == ()
