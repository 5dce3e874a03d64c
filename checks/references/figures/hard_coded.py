"""`hard-coded-reference`: numbers of figures, tables, sections and chapters typed by hand."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator

from checks.book import Book
from checks.chapter import Chapter
from checks.finding import Mark, Outcome
from checks.parsing.document import OBJECT, Block, BlockKind, Document, Image
from checks.places import covering
from checks.rule import Scope, rule
from checks.text import Span

_KINDS = {
    "fig": r"Figures?|Figs?\.?|FIGURES?",
    "tbl": r"Tables?|Tabs?\.|TABLES?",
    "sec": r"Sections?|Sects?\.|Secs?\.|Chapters?|Chaps?\.|Ch\.",
    "eq": r"Equations?|Eqs?\.|Eqns?\.",
    "lst": r"Listings?",
}
#: In lower case only what cannot be a count: a number with a dot, or a chapter or section that something points to.
_LOWER = re.compile(
    r"(?<![\w@#/-])(?:(?P<fig>figures?|fig\.)|(?P<tbl>tables?)|(?P<sec>sections?|chapters?)|(?P<eq>equations?)|(?P<lst>listings?))"
    r"[ \u00a0](?P<number>\d{1,2}\.\d{1,2}(?:\.\d{1,2})?[a-z]?|(?<=(?:in|ee|om|of) section )\d{1,2}|(?<=(?:in|ee|om|of) chapter )\d{1,2})"
    r"(?![\w%°]|\.\d|-\w| (?:times|million|billion|percent|per cent|degrees|seconds)\b)"
)
_NUMBER = r"\d{1,3}(?:\.\d{1,3}){0,4}[a-z]?"
_TYPED = re.compile(
    r"(?<![\w@#/-])(?:" + "|".join(f"(?P<{kind}>{words})" for kind, words in _KINDS.items()) + r")"
    rf"[ \u00a0~]\(?(?P<number>{_NUMBER})(?![\w%°]|\.\d|-\w)(?:,? (?:and|or|to|&) {_NUMBER}(?![\w%°.]\w?))?"
)
#: After the number: it belongs to another work.
_OF_ANOTHER = re.compile(
    rf"[ \u00a0,]*(?:of|in|from|at|by)\s+(?:{OBJECT}|[“\"‘'*_\[(]|their|his|her|its\b|that\b|"
    rf"the\s+book\s+(?:[A-Z“\"‘{OBJECT}]|by\b|on\b)|"
    r"the\s+(?!(?:book|chapter|section|text|tutorial|previous|next|preceding|following|last|same|first|present|current|left|right)\b)"
    r"|(?!The\s+[a-z])(?!(?:This|Our|We|Part|Chapter|Section|Figure|Table|Appendix|R|Python)\b)[A-Z])",
)
#: Before it: somebody else's.
_ANOTHERS = re.compile(
    rf"(?:\b(?:their|his|her|its|whose)|['’]s|{OBJECT},?(?: see| in|:)?|\bet al\.,?(?: \(\d{{4}}\))?,?)\s*[(\[]?$",
    re.IGNORECASE,
)
#: Table 5 “Completions” at <https://…>: a title and then a source.
_TITLED = re.compile(
    rf"[ ,:]*[“\"‘'][^“”\"\n]{{1,120}}[”\"’'],?[^.!?\n]{{0,40}}\b(?:of|in|from|at|by|on)\b[^.!?\n]{{0,30}}{OBJECT}"
)
#: (Hero et al., 2001, Section 3).
_CITED_BY_HAND = re.compile(r"[\w.],? \(?(?:19|20)\d\d[a-z]?\)?, $")
#: What a number in lower case may belong to, named before it or in the paragraph above.
_WORKS = re.compile(
    r"\b(?:books?|papers?|articles?|textbooks?|editions?|package by)\b|\bet al\.|\((?:19|20)\d\d\)",
    re.IGNORECASE,
)
_CITED_AFTER = re.compile(rf"^[ ,;]*[(\[]?{OBJECT}?(?:in|of|from|by)? ?{OBJECT}")
_CAPTION = re.compile(
    rf"^\W{{0,3}}(?P<label>(?:Figure|Fig\.?|Table|Tab\.|Listing)\s*(?P<number>{_NUMBER})\s*[.:)–—-]*\s*)",
    re.IGNORECASE,
)
_LABEL = re.compile(r"(?<![\w@#/.:-])(?:fig|tbl|sec|eq|lst)-[a-z0-9][\w-]*[a-z0-9](?![\w/:=-]|\.[a-z])")
_REF = re.compile(r"\\?@ref\((?P<label>[\w:.-]+)\)")
_LAWS = re.compile(r"\b(?:Act|Code|Title|Law|Statute|Regulation|U\.S\.C|CFR|GDPR|Directive)\b")


@rule("hard-coded-reference", item="2.3", scope=Scope.LINE)
def hard_coded_reference(chapter: Chapter, book: Book) -> Iterable[Outcome]:
    """A figure, table, section, chapter, equation or listing referred to by a number typed by hand.

    Why: the number goes stale as soon as anything is added or moved, and readers cannot follow it by a click.

    Bad: `as Figure 14.3 shows`, a caption that begins with `Figure 14.3:`, or a label without its `@`.

    Good: `as @fig-pipeline shows`, with `{#fig-pipeline}` after the image.

    Leaves alone: figures of other works (“Figure 3 of Smith [@smith2020]”, “their Table 2”), the text of links, sections
    of laws, code and headings.
    """
    document = chapter.document
    known = _numbered_captions(document)
    captions = [image.caption_span for image in document.images]
    in_link = covering(link.span for link in document.links)
    in_caption = covering(captions)
    for image in document.images:
        yield from _in_caption(document, image)
    for block in document.blocks:
        if block.kind not in (BlockKind.HEADING, BlockKind.TITLE, BlockKind.ALT_TEXT):
            yield from _in_block(document, block, known, in_caption, in_link)
            yield from _bare_labels(block, book)
    yield from _bookdown(chapter)


def _numbered_captions(document: Document) -> dict[tuple[str, str], str]:
    """(`fig`, `14.3`) → the label of the image whose caption was numbered by hand."""
    found: dict[tuple[str, str], str] = {}
    for image in document.images:
        caption = _CAPTION.match(image.caption)
        if caption and image.label and image.label.startswith("fig-"):
            found["fig", caption["number"]] = image.label
    return found


def _in_caption(document: Document, image: Image) -> Iterator[Mark]:
    caption = _CAPTION.match(document.slice(image.caption_span))
    if caption is None or image.html:
        return
    span = Span(
        image.caption_span.start + caption.start("label"), image.caption_span.start + caption.end("label")
    )
    typed = caption["label"].strip()
    label = (
        f"`@{image.label}` numbers it"
        if image.label
        else "give the image a label such as `{#fig-name}`, which numbers it"
    )
    yield Mark(span, f"“{typed}” is typed into the caption: Quarto writes the number itself; {label}.", "")


def _in_block(
    document: Document,
    block: Block,
    known: dict[tuple[str, str], str],
    in_caption: Callable[[Span], bool],
    in_link: Callable[[Span], bool],
) -> Iterator[Mark]:
    text = block.prose.text
    for found in (*_TYPED.finditer(text), *_LOWER.finditer(text)):
        span = block.prose.cover(found.start(), found.end())
        if in_link(span) or _of_another_work(document, block, found):
            continue
        if in_caption(span) and _starts_caption(document, span):
            continue
        kind = found.lastgroup if found.lastgroup != "number" else None
        kind = kind or next(name for name in _KINDS if found[name])
        label = known.get((kind, found["number"]))
        yield Mark(
            span, f"“{found[0]}” is typed by hand and goes stale: refer to it with `@{label or kind + '-…'}`.",
            f"@{label}" if label and found[0].endswith(found["number"]) else None,
        )  # fmt: skip


def _bare_labels(block: Block, book: Book) -> Iterator[Mark]:
    """`fig-pipeline` in running text: the label of a figure of this book that lost its `@`."""
    if block.kind is BlockKind.CAPTION:
        return
    for found in _LABEL.finditer(block.prose.text):
        if found[0] in book.labels:
            span = block.prose.cover(found.start(), found.end())
            if re.search(r"@ +$", block.prose.text[max(0, found.start() - 4) : found.start()]):
                continue  # `@ fig-x` is told as a whole, by `broken-citation`
            yield Mark(span, f"`{found[0]}` is shown as text: a reference begins with `@`.", f"@{found[0]}")


def _bookdown(chapter: Chapter) -> Iterator[Mark]:
    """`@ref(x)` without its backslash in R Markdown; `\\@ref(x)` in a Quarto chapter, which knows no such thing."""
    document = chapter.document
    rmd = chapter.path.lower().endswith((".rmd", ".rmarkdown"))
    spans = [*(c.span for c in document.citations), *(r.span for r in document.cross_references)]
    for start in (span.start for span in spans):
        found = _REF.match(document.text, start) or _REF.match(document.text, max(0, start - 1))
        if found is None or (rmd and found[0].startswith("\\")):
            continue
        label = found["label"]
        mended = f"\\@ref({label})" if rmd else f"@{label.replace(':', '-')}"
        why = "it lacks its backslash" if rmd else "it is bookdown's way, which Quarto does not know"
        yield Mark(Span(found.start(), found.end()), f"`{found[0]}` is shown as text: {why}.", mended)


def _starts_caption(document: Document, span: Span) -> bool:
    """Reported already, as the number at the head of a caption."""
    head = next(i.caption_span for i in document.images if i.caption_span.contains(span))
    return span.start - head.start <= 3 and bool(_CAPTION.match(document.slice(head)))


def _citing(document: Document, block: Block, start: int, end: int) -> str:
    """A piece of the block with code and formulas as letters: only citations and links tell of another work."""
    piece = list(block.prose.text[start:end])
    for at, sign in enumerate(piece):
        if sign == OBJECT and document.text[block.prose.cover(start + at, start + at + 1).start] in "`$":
            piece[at] = "x"
    return "".join(piece)


def _names_a_work(document: Document, block: Block, end: int) -> bool:
    """Whether the paragraph names another work before `end`, or the one above it does."""
    at = bisect_left(document.blocks, block.span.start, key=lambda other: other.span.start)
    above = document.blocks[at - 1].prose.text if at else ""
    return bool(_WORKS.search(block.prose.text, 0, end) or _WORKS.search(above))


def _of_another_work(document: Document, block: Block, found: re.Match[str]) -> bool:
    """“Figure 2 of `guide.pdf`” is another's, though the name is code; beside the number, code is just a word."""
    text, (start, end) = block.prose.text, found.span()
    if _TITLED.match(text, end) or _OF_ANOTHER.match(text[end : end + 40]):
        return True
    before = _citing(document, block, max(0, start - 40), start)
    after = _citing(document, block, end, min(len(text), end + 40))
    if found.re is _LOWER and _names_a_work(document, block, start):
        return True
    if _ANOTHERS.search(before) or _CITED_BY_HAND.search(before) or _CITED_AFTER.match(after):
        return True
    return bool(found["sec"]) and bool(_LAWS.search(before) or _LAWS.search(after[:20]))
