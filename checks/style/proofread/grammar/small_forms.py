"""Slips inside what is no plain word: compounds with a hyphen, and plurals with an apostrophe."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from checks.style.proofread.grammar.slip import GrammarSlip
from checks.style.proofread.grammar.table import sets

#: Compounds that people write with one part in the wrong form, and the right form.
_COMPOUNDS = {
    "build-in": "built-in",
    "buit-in": "built-in",
    "data-drive": "data-driven",
    "event-drive": "event-driven",
    "hand-on": "hands-on",
    "model-drive": "model-driven",
    "object-orient": "object-oriented",
    "open-sources": "open-source",
    "out-of-box": "out-of-the-box",
    "real-word": "real-world",
    "rule-of-thumbs": "rules of thumb",
    "so-call": "so-called",
    "state-of-art": "state-of-the-art",
    "trail-and-error": "trial-and-error",
    "up-to-data": "up-to-date",
    "well-know": "well-known",
}
_COMPOUND = re.compile(r"(?<![\w-])(?:" + "|".join(_COMPOUNDS) + r")(?![\w-])", re.IGNORECASE)
#: "these GPU's": after a word of number no owner can stand.
_APOSTROPHE = re.compile(
    r"\b(?P<several>[A-Za-z]+) (?P<wrong>[A-Z]{2,5}['\u2019]s)(?=\s(?:that|which|are|were|have|can|in|of|on|for|to|with|and)\b|[.,;:)])"
)


@lru_cache(maxsize=4096)
def slips_of_small_forms(text: str) -> tuple[GrammarSlip, ...]:
    """Compounds and plurals in the wrong form in one run of prose."""
    return (*_compounds(text), *_plurals(text))


def _compounds(text: str) -> Iterator[GrammarSlip]:
    for match in _COMPOUND.finditer(text):
        put = _COMPOUNDS[match.group().lower()]
        if match.group()[0].isupper():
            put = put[0].upper() + put[1:]
        yield GrammarSlip(match.start(), match.end(), "one part has the wrong form", put, "verb-form")


def _plurals(text: str) -> Iterator[GrammarSlip]:
    for match in _APOSTROPHE.finditer(text):
        if match["several"].lower() in sets()["several"]:
            put = match["wrong"][:-2] + "s"
            yield GrammarSlip(*match.span("wrong"), "a plural takes no apostrophe", put, "number")
