"""4.1: grammar, and words written for other words."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import chain

from checks.chapter import Chapter
from checks.finding import Mark, NotApplicable, Outcome, Severity
from checks.parsing.document import Block, BlockKind
from checks.rule import Scope, rule
from checks.style.places import mark
from checks.style.proofread.grammar.article import articles
from checks.style.proofread.grammar.code_subject import slips_of_code
from checks.style.proofread.grammar.neighbours import slips_by_neighbours
from checks.style.proofread.grammar.readers import slips_of_grammar
from checks.style.proofread.grammar.second_opinion import slips_by_harper
from checks.style.proofread.grammar.slip import GrammarSlip
from checks.style.proofread.grammar.small_forms import slips_of_small_forms

#: Kinds of slip that are another word's spelling; all others are grammar.
WORDS = frozenset({"its", "lets", "your", "than", "too", "wrong-word"})
#: Kinds that were right in every case that was read.
CERTAIN = frozenset({"article", "its", "lets", "your", "than"})
_SENTENCES = frozenset(BlockKind) - {BlockKind.TABLE_CELL, BlockKind.HEADING, BlockKind.TITLE}


@rule("grammar", item="4.1", scope=Scope.LINE, severity=Severity.WARNING, prose=True)
def grammar(chapter: Chapter) -> Iterator[Outcome]:
    """A slip of grammar: a verb in the wrong form, `a` for `an`, a small word missing or doubled.

    Why: a reader stumbles over it, and a translator cannot render it.

    Bad: This allow you use a open format.

    Good: This allows you to use an open format.

    Leaves alone: everything that depends on meaning, or that good authors also write; table cells and headings.
    """
    yield from _report(chapter, lambda slip: slip.kind not in WORDS)


@rule("word-choice", item="4.1", scope=Scope.LINE, severity=Severity.WARNING, prose=True)
def word_choice(chapter: Chapter) -> Iterator[Outcome]:
    """A word of English that stands for another one: its for it's, then for than, form for from.

    Why: no dictionary finds it, and the sentence means something else, or nothing.

    Bad: The model looses it's accuracy and is worse then before.

    Good: The model loses its accuracy and is worse than before.

    Leaves alone: pairs that only the meaning tells apart.
    """
    yield from _report(chapter, lambda slip: slip.kind in WORDS)


def _report(chapter: Chapter, wanted: Callable[[GrammarSlip], bool]) -> Iterator[Outcome]:
    if not chapter.index.words:
        yield NotApplicable("the chapter has no prose")
        return
    for block in chapter.document.blocks:
        if block.kind in _SENTENCES:
            yield from (_mark(block, slip) for slip in _slips(block, chapter) if wanted(slip))


def _slips(block: Block, chapter: Chapter) -> list[GrammarSlip]:
    """All slips of a block, in order; where two overlap, the one of the pattern that is read first."""
    text = block.prose.text
    found: list[GrammarSlip] = []
    prose, document = block.prose, chapter.document
    readers = (
        slips_of_grammar(text),
        articles(prose, document),
        slips_of_code(prose, document),
        slips_of_small_forms(text),
        slips_by_neighbours(text),
    )
    for slip in (*chain.from_iterable(readers), *slips_by_harper(text)):
        if all(slip.end <= other.start or other.end <= slip.start for other in found):
            found.append(slip)
    return sorted(found, key=lambda slip: slip.start)


def _mark(block: Block, slip: GrammarSlip) -> Mark:
    here = block.prose.text[slip.start : slip.end]
    proposal = f"“{here}”: {slip.message}" + (f"; “{slip.replacement}”?" if slip.replacement else ".")
    if slip.kind == "article":
        proposal = slip.message
    severity = Severity.ERROR if slip.kind in CERTAIN and slip.replacement else None
    return mark(block.prose, slip.start, slip.end, proposal, slip.replacement, severity)
