"""`placeholder-text`: words that were meant to be replaced before anybody reads the chapter."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from checks.book import Book
from checks.chapter import Chapter
from checks.finding import Mark, Outcome, Severity
from checks.indexing.passages import instruction_key
from checks.parsing.document import OBJECT, Block, BlockKind, LinkKind
from checks.rule import Scope, rule
from checks.text import Span

#: Never prose of a finished book, wherever they stand.
_MARKERS = re.compile(
    r"(?<![\w$\\/.-])(?:TODO|T\.O\.D\.O|TBD|TBC|TBA|FIXME|FIX ME|XXX+|TKTK|\?\?\?+)(?![\w$/-])"
)
_WORDS = re.compile(
    r"\b(?:lorem ipsum(?: dolor(?: sit amet)?)?"
    r"|placeholder (?:text|paragraph|for (?:text|the text|this section|a figure|figure))"
    r"|(?:add|insert|put|write|your) (?:content|text|description|caption|figure|image|example|reference|citation|link) here"
    r"|to be (?:written|filled in|completed|added|decided|determined|announced|continued)(?= ?(?:[.!…)\]*]|later|soon|$))"
    r"|(?:this )?(?:sub)?section (?:is )?(?:under construction|a stub|still to be written|needs to be written)"
    r"|(?:citation|reference|source|image|figure|link|example)s? (?:needed|missing|goes here|to come))\b",
    re.IGNORECASE,
)
_BRACKETED = re.compile(
    r"\[(?:insert|add|todo|tbd|placeholder|citation needed|cite|ref|reference needed|figure|image|link|name|your)"
    r"(?: [^\[\]]{0,60})?\](?![(\[])",
    re.IGNORECASE,
)
_NUMBER = re.compile(
    r"\b(?:Figure|Fig\.|Table|Chapter|Section|Equation|Listing|Appendix)s? (?:X\.X|X(?=[ .,;:)])|\?\?|#(?=[ .,)]))"
)
_SOON = re.compile(r"\bcoming soon\b", re.IGNORECASE)
_LABEL = re.compile(
    r"(?:explanation|note to (?:the )?(?:author|editor|self|writer)s?|author'?s? (?:note|prompt)|instructions?|guidance|"
    r"prompt|goal|purpose|aim|objective|content|scope|summary|description)\s*:\s*",
    re.IGNORECASE,
)
_ABOUT_ITSELF = re.compile(
    r"\b(?:this|the|each|in this) (?:sub)?-?(?:section|chapter|part|paragraph)\b", re.IGNORECASE
)
_AUTHOR = re.compile(
    r"\b(?:this|the) (?:sub)?section (?:should|must|needs to) (?:also )?"
    r"(?:cover|discuss|describe|include|introduce|explain|present|outline|address|mention|summari[sz]e)\b"
    r"|\bthe authors? (?:should|must|needs? to|will need to) \w+",
    re.IGNORECASE,
)
_COMMENT = re.compile(r"\b(?:TODO|FIXME|TBD|XXX)\b")
#: After or before the marker: the book speaks of such notes, it does not hold one.
_ABOUT_TODO = re.compile(r"^[\"”'’]|^s\b|^ (?:comments|lists?|items?|apps?|notes|markers?|tags?)\b")


@rule("placeholder-text", item="1.1", scope=Scope.LINE)
def placeholder_text(chapter: Chapter, book: Book) -> Iterable[Outcome]:
    """Text that was to be replaced: TODO, TBD, lorem ipsum, "coming soon", an empty link, an instruction to the author.

    Why: a reader who meets it loses trust in the page, and what was to stand there is missing.

    Bad: `TODO: add an example.` or `Explanation: This section will introduce the basics.`

    Good: the example, or the section itself.

    Leaves alone: code and its comments, markers spoken of in quotes ("a TODO comment"), and, as notices only, markers
    in HTML comments, which no reader sees.
    """
    for block in chapter.document.blocks:
        if block.kind is not BlockKind.ALT_TEXT:
            yield from _in_block(block)
    yield from _prompts(chapter, book)
    yield from _empty_links(chapter)
    yield from _comments(chapter)


def _in_block(block: Block) -> Iterator[Mark]:
    text = block.prose.text
    taken: list[Span] = []
    for pattern in (_BRACKETED, _NUMBER, _MARKERS, _WORDS):
        for found in pattern.finditer(text):
            span = block.prose.cover(found.start(), found.end())
            if _spoken_of(text, found) or any(span.overlaps(other) for other in taken):
                continue
            taken.append(span)
            yield Mark(span, f"“{found[0]}” is a placeholder: write what belongs here, or take it out.")
    yield from _coming_soon(block)


def _spoken_of(text: str, found: re.Match[str]) -> bool:
    """The marker stands in quotes or is a noun: the text is about such markers."""
    quoted = text[max(0, found.start() - 1) : found.start()] in ("“", '"', "‘", "'")
    return quoted or bool(_ABOUT_TODO.match(text[found.end() : found.end() + 12]))


def _coming_soon(block: Block) -> Iterator[Mark]:
    """Only where it is all that the block says, or stands in brackets: "a release is coming soon" is a sentence."""
    text = block.prose.text
    for found in _SOON.finditer(text):
        alone = len(text.replace(OBJECT, " ").split()) <= 7
        bracketed = text[: found.start()].rstrip()[-1:] in ("(", "[") and text[found.end() :].lstrip(" .!")[
            :1
        ] in (")", "]")
        if alone or bracketed:
            span = block.prose.cover(found.start(), found.end())
            yield Mark(
                span, "“coming soon” promises text that is not there: write it, or leave the heading out."
            )


def _prompts(chapter: Chapter, book: Book) -> Iterator[Mark]:
    """Lines written for the author of the chapter, not for its readers."""
    twice = {key for index in book.others(chapter.path) for key in index.instructions}
    for block in chapter.document.blocks:
        text = block.prose.text
        label = _LABEL.match(text)
        start = text[:400]
        if label and _ABOUT_ITSELF.search(start[label.end() : label.end() + 120]):
            end = re.search(
                r"(?:sub)?-?(?:section|chapter|part|paragraph)\b", text[label.end() :], re.IGNORECASE
            )
            span = block.prose.cover(0, label.end() + end.end() if end else label.end())
            yield Mark(
                span,
                f"“{text[:48].rstrip()}…” tells the author what to write: replace it with the text itself.",
            )
        elif author := _AUTHOR.search(text):
            span = block.prose.cover(author.start(), author.end())
            yield Mark(
                span,
                f"“{author[0]}” reads like an instruction to the author: replace it with the text itself.",
                severity=Severity.WARNING,
            )
        elif (key := instruction_key(block)) is not None and key in twice:
            span = block.prose.cover(0, len(text))
            yield Mark(
                span,
                "This line stands word for word in another chapter and reads like an instruction from a template: "
                "replace it with this chapter's own text.",
                severity=Severity.WARNING,
            )


def _empty_links(chapter: Chapter) -> Iterator[Mark]:
    for link in chapter.document.links:
        if link.kind is LinkKind.INLINE and link.target.strip() in (
            "",
            "#",
            "TODO",
            "TBD",
            "URL",
            "url",
            "link",
        ):
            if link.target.strip() == "#" or not link.text.strip():
                continue
            yield Mark(
                link.span,
                f"The link “{link.text.strip()[:60]}” leads nowhere: give it an address, or unlink it.",
            )
    for image in chapter.document.images:
        if not image.target.strip() and not image.html:
            yield Mark(image.span, "This image has no file: give its path, or take it out.")


def _comments(chapter: Chapter) -> Iterator[Mark]:
    document = chapter.document
    for comment in document.comments:
        for found in _COMMENT.finditer(document.slice(comment)):
            span = Span(comment.start + found.start(), comment.start + found.end())
            yield Mark(
                span,
                f"A note “{found[0]}” is left in a comment; readers do not see it.",
                severity=Severity.NOTICE,
            )
