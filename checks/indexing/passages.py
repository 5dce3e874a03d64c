"""Sentences that may stand twice in a book, and lines that read like an instruction to the author."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping
from functools import lru_cache

from checks.parsing.document import Block, BlockKind, Document

#: Words from which a sentence is long enough that two equal ones are no accident.
LONG_SENTENCE = 12
#: Words from which a line is long enough to be an instruction.
LONG_INSTRUCTION = 6

#: Share of the shorter text's long sentences, of at least so many, from which two chapters are copies.
COPY_SHARE, COPY_LEAST = 0.4, 5

_SENTENCE_END = re.compile(r"(?<=[.!?])[\"”’')]*\s+(?=[\"“‘'(]*[A-Z0-9])")
_NOT_A_WORD = re.compile(r"[\W_]+")
#: What a template tells its author to do. The reader of a book is rarely told to "provide" or "outline".
_INSTRUCTION = re.compile(
    r"^(?:describe|explain|discuss|introduce|provide|summari[sz]e|outline|highlight|present|define|include|list|add|"
    r"insert|write|briefly|state|give|cover|explanation:|note:|goal:|purpose:|this (?:sub)?section (?:should|must|will) )",
    re.IGNORECASE,
)


def sentences(text: str) -> Iterator[tuple[int, int]]:
    """Start and end of every sentence of a run of prose."""
    start = 0
    for gap in _SENTENCE_END.finditer(text):
        yield start, gap.start()
        start = gap.end()
    if start < len(text):
        yield start, len(text)


def normalised(text: str) -> str:
    """Only the words, in lower case."""
    return _NOT_A_WORD.sub(" ", text).strip().lower()


def passage_key(text: str) -> str | None:
    """The hash of a long sentence's words; None for a shorter one."""
    plain = normalised(text)
    if plain.count(" ") + 1 < LONG_SENTENCE:
        return None
    return hashlib.blake2b(plain.encode(), digest_size=9).hexdigest()


@lru_cache(maxsize=4096)
def keyed_sentences(text: str) -> tuple[tuple[str | None, int, int], ...]:
    """Hash (None for a short one), start and end of every sentence of a run of prose."""
    return tuple((passage_key(text[start:end]), start, end) for start, end in sentences(text))


def running_text(document: Document) -> Iterator[Block]:
    """The blocks that are the chapter's own argument: paragraphs, list items, quotes; not the abstract in its head."""
    kinds = (BlockKind.PARAGRAPH, BlockKind.LIST_ITEM, BlockKind.QUOTE)
    head = document.front_matter.span.end if document.front_matter else 0
    return (block for block in document.blocks if block.kind in kinds and block.span.start >= head)


def passage_hashes(document: Document) -> dict[str, int]:
    """Hash of every long sentence → the line where it stands first."""
    found: dict[str, int] = {}
    for block in running_text(document):
        for key, start, end in keyed_sentences(block.prose.text):
            if key is not None and key not in found:
                found[key] = document.lines.line_at(block.prose.cover(start, end).start)
    return found


def is_copy(mine: Mapping[str, int], other: Mapping[str, int]) -> bool:
    """Two chapters that share most of their long sentences are versions of one text, not two that repeat each other."""
    fewer = min(len(mine), len(other))
    return fewer >= COPY_LEAST and len(mine.keys() & other.keys()) >= fewer * COPY_SHARE


def instruction_key(block: Block) -> str | None:
    """The words of a paragraph that could be an instruction to the author; None for any other."""
    text = block.prose.text.strip()
    if block.kind is not BlockKind.PARAGRAPH or not _INSTRUCTION.match(text):
        return None
    plain = normalised(text)
    return plain if LONG_INSTRUCTION <= plain.count(" ") + 1 <= 80 else None


def instruction_lines(document: Document) -> Iterator[str]:
    seen: set[str] = set()
    for block in document.blocks:
        key = instruction_key(block)
        if key is not None and key not in seen:
            seen.add(key)
            yield key
