"""Acronyms that a run of prose spells out: "X (Y)", "Y (X)", "Y, or X,", "Y stands for X" and their kin."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

#: Two to eight characters of which at least two are capitals: `CPU`, `MLOps`, `I/O`, `CI/CD`, `LoRA`, `3D`.
ACRONYM = r"(?=[\w/&-]*[A-Z][\w/&-]*[A-Z])[A-Z0-9][A-Za-z0-9]{0,7}(?:[/&-][A-Za-z0-9]{1,6})*"
#: What every acronym has; most runs of prose have none.
_TWO_CAPITALS = re.compile(r"[A-Z][\w/&-]*[A-Z]")
_QUOTE = r"[\"'\u2018\u2019\u201c\u201d*_]*"
_PHRASE = r"[A-Za-z][\w'\u2019/&,-]*(?: [\w'\u2019/&,-]+){0,9}"

_IN_BRACKETS = re.compile(
    rf"\(\s*(?:(?:or|aka|a\.k\.a\.|abbreviated|hereafter|the|i\.e\.,?)\s+)*{_QUOTE}(?P<a>{ACRONYM}){_QUOTE}(?:['\u2019]?s)?(?: for short)?(?:[,;][^()]*)?\s*\)"
)
_THEN_BRACKETS = re.compile(rf"\b(?P<a>{ACRONYM}){_QUOTE}\s*\({_QUOTE}(?P<x>{_PHRASE})[^()]*\)")
_OR = re.compile(
    rf"(?:,| )\s*(?:or|also called|also known as|known as|called|abbreviated(?: as| to)?|abbreviation|short(?:ened)? (?:as|to)|aka|dubbed|termed)\s+(?:(?:the|an?)\s+)?{_QUOTE}(?P<a>{ACRONYM}){_QUOTE}(?=[\s,.;:)]|$)"
)
_SAYS = re.compile(
    rf"\b(?P<a>{ACRONYM}){_QUOTE},?\s*(?:stands for|stand for|is short for|are short for|short for|is an acronym for|"
    rf"is an abbreviation (?:for|of)|means|denotes|refers to|which stands for|or|[:\u2013\u2014-])\s+{_QUOTE}(?P<x>{_PHRASE})"
)


@lru_cache(maxsize=4096)
def definitions(text: str) -> tuple[tuple[str, str, int], ...]:
    """Each acronym that `text` spells out: the acronym without its plural s, its expansion, and where it stands."""
    return tuple(_definitions(text)) if _TWO_CAPITALS.search(text) else ()


def _definitions(text: str) -> Iterator[tuple[str, str, int]]:
    for match in _IN_BRACKETS.finditer(text):
        expansion = _before(text[: match.start()].rstrip(), match["a"])
        if expansion:
            yield singular(match["a"]), expansion, match.start("a")
    for match in _OR.finditer(text):
        expansion = _before(text[: match.start()].rstrip(" ,"), match["a"])
        if expansion:
            yield singular(match["a"]), expansion, match.start("a")
    for pattern in (_THEN_BRACKETS, _SAYS):
        for match in pattern.finditer(text):
            expansion = _first(match["x"], match["a"])
            if expansion:
                yield singular(match["a"]), expansion, match.start("a")


def singular(acronym: str) -> str:
    """`GPUs` → `GPU`, `GPU's` → `GPU`."""
    return re.sub(r"(?<=[A-Z0-9])['\u2019]?s$", "", acronym)


def spells_out(phrase: str, acronym: str) -> bool:
    """Whether the letters of the acronym can be read out of the phrase: in order, the first as the first letter of
    its first word, and at least half of them at the start of a word or after a capital.
    """
    letters = [c for c in singular(acronym).lower() if c.isalpha()]
    low = phrase.lower()
    if len(letters) < 2 or not low or low[0] != letters[0] or len(phrase) <= len(acronym) + 1:
        return False
    starts = {0} | {i for i in range(1, len(low)) if not low[i - 1].isalnum() or phrase[i].isupper()}
    at, heads = 0, 0
    for letter in letters:
        head = next((i for i in sorted(starts) if i >= at and low[i] == letter), None)
        inner = low.find(letter, at)
        if head is None and inner < 0:
            return False
        heads += head is not None
        at = (head if head is not None else inner) + 1
    single = " " not in phrase and "-" not in phrase and len(phrase) >= 10
    return single or (heads * 2 >= len(letters) and heads >= 2)


def _before(text: str, acronym: str) -> str | None:
    """The shortest run of words at the end of `text` that the acronym can be read out of."""
    words = re.findall(r"\S+", text[-200:])[-(2 * len(acronym) + 3) :]
    for count in range(1, len(words) + 1):
        phrase = " ".join(words[-count:]).strip("\"'*_([\u2018\u201c\u201d\u2019, ")
        if spells_out(phrase, acronym):
            return phrase
    return None


def _first(phrase: str, acronym: str) -> str | None:
    """The start of the phrase that the acronym can be read out of: cut where a new clause starts, else whole."""
    whole = re.sub(r"^(?:the|a|an) ", "", phrase, flags=re.IGNORECASE)
    clauses = (
        re.split(mark, whole)[0].strip(" ,") for mark in (r",|;| which | that | is | are ", r" which | that ")
    )
    return next((clause for clause in (*clauses, whole) if spells_out(clause, acronym)), None)
