"""`placeholder-text`: words that were meant to be replaced before anybody reads the chapter."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import islice

from checks.book import Book
from checks.chapter import Chapter
from checks.finding import Mark, Outcome, Severity
from checks.indexing.passages import instruction_key, is_copy
from checks.parsing.document import OBJECT, Block, BlockKind, LinkKind
from checks.rendering.renders.source import found_in
from checks.rule import Scope, rule
from checks.text import Span

#: Placeholders of one kind in one paragraph of which each is reported; more of them say nothing more.
MOST_IN_A_BLOCK = 20
#: Never prose of a finished book, wherever they stand.
_MARKERS = re.compile(
    r"(?<![\w$\\/.-])(?:TODO|T\.O\.D\.O|TBD|TBC|TBA|FIXME|FIX ME|XXX+|TKTK|\?\?\?+)(?![\w$/-])"
)
_WORDS = re.compile(
    r"\b(?:lorem ipsum(?: dolor(?: sit amet)?)?"
    r"|(?:this is |here is |some )(?:just )?(?:a )?placeholder(?: text| paragraph)?|placeholder for (?:text|the text|this section|a figure|figure)"
    r"|(?:add|insert|put|write|your) (?:content|text|description|caption|figure|image|example|reference|citation|link) here"
    r"|to be (?:written|filled in|completed|added|decided|determined|announced|continued)(?= ?(?:[.!…)\]*]|later|soon|$))"
    r"|(?:this )?(?:sub)?section (?:is )?(?:under construction|a stub|still to be written|needs to be written)"
    r"|(?:citation|reference|source|image|figure|link|example)s? (?:goes here|to come|(?:needed|missing)(?! (?:for|to|by|in|from|on|when|during|at|as)\b)))\b",
    re.IGNORECASE,
)
_BRACKETED = re.compile(
    r"\[(?:insert|add|todo|tbd|placeholder|citation needed|cite|ref|reference needed|figure|image|link|name|your)"
    r"(?: [^\[\]]{0,60})?\](?![(\[])",
    re.IGNORECASE,
)
_NUMBER = re.compile(
    r"\b(?:Figure|Fig\.|Table|Chapter|Section|Equation|Listing|Appendix)s? (?:X\.[XY](?:\.[XYZ])?|XX(?=[ .,;:)])(?! of\b)|X(?=[ .,;:)])|\?\?|#(?=[ .,)]))"
)
#: Asking for what is not there; capitals alone in brackets are one only where no name that they shorten goes before.
_WANTED = re.compile(
    r"[\[(](?:needs?|requires?|missing|add|find|check) (?:a |an |the )?(?:\w+ )?(?:citations?|references?|sources?|links?|examples?|figures?|images?)"
    r"(?: here)?\??[\])](?![(\[])"
    r"|(?<=[a-z,;] )[\[(](?:CITE|CITATION|REF|REFS|REFERENCE|SOURCE)\??[\])](?![(\[])"
    r"|\[(?:work in progress|WIP)\](?![(\[])|\[note to (?:self|author|editor)s?\b[^\[\]]{0,80}\](?![(\[])"
    r"|(?:^|(?<=[\[(])|(?<=[.!?] ))(?:to-?do|fixme)\s?:(?=\s\S)",
    re.IGNORECASE,
)
_CAPITALS = re.compile(r"[\[(](?:cite|citation|refs?|reference|source)\??[\])]", re.IGNORECASE)
#: A tag that is none: HTML hides it from the reader, and from the author.
_HIDDEN = re.compile(r"<(?:insert|add|put|enter|your|placeholder)(?: [a-z]+){0,6}(?: here)?>", re.IGNORECASE)
_SOON = re.compile(r"\bcoming soon\b", re.IGNORECASE)
_LABEL = re.compile(
    r"(?:explanation|note to (?:the )?(?:author|editor|self|writer)s?|author'?s? (?:note|prompt)|instructions?|guidance|"
    r"prompt|goal|purpose|aim|objective|content|scope|summary|description)\s*:\s*",
    re.IGNORECASE,
)
_ABOUT_ITSELF = re.compile(
    r"\b(?:this|the|each|in this)(?: \w+)? (?:sub)?-?(?:section|chapter|part|paragraph)\b"
    r"|\breaders? (?:will|should|can|are|learns?|to)\b",
    re.IGNORECASE,
)
#: A label that opens so many paragraphs about themselves is a template's: all of its paragraphs are prompts.
TEMPLATE = 2
_TWICE = (
    "This line stands word for word in another chapter and reads like an instruction from a template: "
    "replace it with this chapter's own text."
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
    for found, span, _ in found_in(chapter.document, _HIDDEN, "<"):
        yield Mark(span, f"`{found[0]}` is taken for HTML, so that nobody sees it: write what belongs here.")
    yield from _prompts(chapter, book)
    yield from _empty_links(chapter)
    yield from _comments(chapter)


def _in_block(block: Block) -> Iterator[Mark]:
    text = block.prose.text
    for start, end in _placeholders(text):
        message = f"“{text[start:end]}” is a placeholder: write what belongs here, or take it out."
        yield Mark(block.prose.cover(start, end), message)
    yield from _coming_soon(block)


@lru_cache(maxsize=4096)
def _placeholders(text: str) -> tuple[tuple[int, int], ...]:
    """Start and end of each placeholder in a run of prose; of two that overlap the one that is looked for first."""
    taken: list[tuple[int, int]] = []
    patterns = (_BRACKETED, _NUMBER, _MARKERS, _WORDS, _WANTED)
    for found in (found for pattern in patterns for found in islice(pattern.finditer(text), MOST_IN_A_BLOCK)):
        start, end = found.span()
        if not _spoken_of(text, found) and not any(start < stop and begin < end for begin, stop in taken):
            taken.append((start, end))
    return tuple(taken)


def _spoken_of(text: str, found: re.Match[str]) -> bool:
    """The marker stands in quotes or is a noun: the text is about such markers."""
    if _CAPITALS.fullmatch(found[0]) and _shortens(text, found):
        return True
    quoted = text[max(0, found.start() - 1) : found.start()] in ("“", '"', "‘", "'")
    return quoted or bool(_ABOUT_TODO.match(text[found.end() : found.end() + 12]))


def _shortens(text: str, found: re.Match[str]) -> bool:
    """`(REF)` behind the name that it stands for, or not in capitals: a word in brackets."""
    before = text[: found.start()].split()[-1:]
    return not found[0][1:-1].rstrip("?").isupper() or any(word[0].isupper() for word in before)


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
    paragraphs = [b for b in chapter.document.blocks if b.kind in (BlockKind.PARAGRAPH, BlockKind.LIST_ITEM)]
    labels = Counter(label[0].lower() for b in paragraphs if (label := _prompt_label(b.prose.text)))
    mine = chapter.index.passages
    others = [index for index in book.others(chapter.path) if not is_copy(mine, index.passages)]
    twice = {key for index in others for key in index.instructions}
    for block in paragraphs:
        text = block.prose.text
        label = _LABEL.match(text)
        if label and (_prompt_label(text) or labels[label[0].lower()] >= TEMPLATE):
            yield Mark(block.prose.cover(0, _prompt_end(text, label)), _prompt_message(text))
        elif author := _AUTHOR.search(text):
            span = block.prose.cover(author.start(), author.end())
            message = (
                f"“{author[0]}” reads like an instruction to the author: replace it with the text itself."
            )
            yield Mark(span, message, severity=Severity.WARNING)
        elif (key := instruction_key(block)) is not None and key in twice:
            yield Mark(block.prose.cover(0, len(text)), _TWICE, severity=Severity.WARNING)


def _prompt_label(text: str) -> re.Match[str] | None:
    """`Explanation:` and the like, where the paragraph then speaks of its own section or of "the readers"."""
    label = _LABEL.match(text)
    if label is None:
        return None
    far = (
        700
        if label[0].lower().startswith(("explanation", "note to", "author", "instruction", "prompt"))
        else 120
    )
    return label if _ABOUT_ITSELF.search(text, label.end(), label.end() + far) else None


def _prompt_end(text: str, label: re.Match[str]) -> int:
    """Up to where the prompt speaks of itself, or its first words."""
    about = _ABOUT_ITSELF.search(text, label.end(), label.end() + 40)
    words = re.compile(r"(?:\S+\s+){0,3}\S+").match(text, label.end())
    return about.end() if about else words.end() if words else label.end()


def _prompt_message(text: str) -> str:
    return f"“{text[:48].rstrip()}…” tells the author what to write: replace it with the text itself."


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
