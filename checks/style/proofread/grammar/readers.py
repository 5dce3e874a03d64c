"""All readers of grammar together, compiled once."""

from __future__ import annotations

from functools import cache, lru_cache

from checks.style.proofread.grammar.nouns import NOUNS
from checks.style.proofread.grammar.pattern import Patterns, compile_pattern
from checks.style.proofread.grammar.slip import GrammarSlip, Run
from checks.style.proofread.grammar.small_words import SMALL_WORDS
from checks.style.proofread.grammar.verbs import VERBS
from checks.style.proofread.grammar.wrong_words import WRONG_WORDS

#: In this order the tables are asked; of two patterns that start at the same word the longer one speaks.
TABLES = (*WRONG_WORDS, *SMALL_WORDS, *VERBS, *NOUNS)


@cache
def _patterns() -> Patterns:
    return Patterns(
        pattern
        for row in TABLES
        for pattern in compile_pattern(row.kind, row.source, row.replacement, row.why)
    )


@lru_cache(maxsize=4096)
def slips_of_grammar(text: str) -> tuple[GrammarSlip, ...]:
    """What the patterns find in one run of prose, in order, never overlapping."""
    return tuple(_patterns().read(Run.of(text)))
