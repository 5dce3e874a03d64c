"""All patterns of grammar together, compiled once."""

from __future__ import annotations

from functools import cache, lru_cache

from checks.style.proofread.grammar.pattern import Patterns, compile_pattern
from checks.style.proofread.grammar.slip import GrammarSlip, Run
from checks.style.proofread.grammar.table import rows


@cache
def _patterns() -> Patterns:
    compiled = (compile_pattern(row.kind, row.source, row.replacement, row.why) for row in rows())
    return Patterns(pattern for variants in compiled for pattern in variants)


@lru_cache(maxsize=4096)
def slips_of_grammar(text: str) -> tuple[GrammarSlip, ...]:
    """What the patterns find in one run of prose, in order, never overlapping."""
    return tuple(_patterns().read(Run.of(text)))
