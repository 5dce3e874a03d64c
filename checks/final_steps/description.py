"""Item 7.2, second half: the description says something in its author's own words."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from markdown_it import MarkdownIt
from markdown_it.token import Token

from checks.checklist import read_form
from checks.checklist.source import plain
from checks.finding import Outcome, PullMark
from checks.items import SECTIONS
from checks.pull import Pull
from checks.rule import Scope, rule

#: Fewer own words than this describe nothing.
LEAST = 5

_MARKDOWN = MarkdownIt("commonmark", {"html": True, "maxNesting": 60}).enable("table").disable("inline")
_WORD = re.compile(r"[^\W\d_]{2,}")
_UNSPACED = re.compile(r"[\u0e00-\u0eff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_ADDRESS = re.compile(r"https?://\S+")
_BOX = re.compile(r"^\s*(?:[-*+]|\d+[.)])?\s*\[[ xX]{1,3}\]\s*")
#: How forms speak to the author, where the template itself is not known.
_INSTRUCTION = re.compile(
    r"\bchecklist\b.*\bplease\b|\bplease\b.*\bchecklist\b|\bbefore submitting\b", re.I | re.S
)

_SECTION_NAMES = frozenset(name.casefold() for name in SECTIONS.values())


@rule("empty-description", item="7.2", scope=Scope.PULL)
def empty_description(pull: Pull) -> Iterable[Outcome]:
    """The description holds nothing beyond the form.

    Why: reviewers should not have to guess from the diff what the change is for.

    Bad: the form as it came, boxes ticked, and no sentence of the author's own.

    Good: “Adds the section on pruning that was asked for in #12, with two figures.”

    Leaves alone: how a description is written; five words of one's own in any language are enough.
    """
    count = own_words(pull.body, pull.template)
    if count >= LEAST:
        return
    has = "has no words of its own" if count == 0 else f"has only {count} words of its own"
    yield PullMark(
        f"The description {has} beside the form: add a sentence on what this pull request changes and why.",
        match="description",
    )


def own_words(body: str | None, template: str | None) -> int:
    """How many words the author wrote: without headings, boxes, code, comments, and what the template says."""
    known = sorted({_fold(text) for text in _texts(template or "")} - {""}, key=len, reverse=True)
    boxes = tuple(_fold(box.text) for box in read_form(body).boxes if box.item is not None)
    return sum(
        _count(_without(_fold(text), known)) for text in _texts(body or "") if not _is_form(text, boxes)
    )


def _texts(body: str) -> Iterator[str]:
    """The paragraphs and list entries of a text, headings and code left out."""
    tokens = _MARKDOWN.parse(body)
    for before, token in zip([Token("", "", 0), *tokens], tokens, strict=False):
        if token.type == "inline" and before.type != "heading_open":
            yield from token.content.split("\n")


def _is_form(text: str, boxes: tuple[str, ...]) -> bool:
    if _BOX.match(text) and boxes and _fold(text).startswith(boxes):
        return True
    return _fold(text).strip(" :.1234567") in _SECTION_NAMES or bool(_INSTRUCTION.search(text))


def _fold(text: str) -> str:
    return " ".join(plain(_BOX.sub("", text)).casefold().split())


def _without(text: str, known: list[str]) -> str:
    """What is left of a line when the template's own words are taken off its start."""
    for line in known:
        if text.startswith(line) and not text[len(line) :][:1].isalnum():
            return text[len(line) :]
    return text


def _count(text: str) -> int:
    bare = _ADDRESS.sub(" ", text)
    return len(_WORD.findall(_UNSPACED.sub(" ", bare))) + len(_UNSPACED.findall(bare)) // 2
