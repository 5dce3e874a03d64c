"""A name in code as the subject of its sentence, and a verb that does not agree: "`filter()` keep the rows"."""

from __future__ import annotations

import re
from collections.abc import Iterator

from checks.parsing.document import OBJECT, Document, Prose
from checks.style.engines.parts import Part, base, only, third_person
from checks.style.proofread.grammar.slip import GrammarSlip
from checks.style.proofread.grammar.table import sets

_THINGS = (
    "argument|attribute|class|column|command|dataset|field|file|format|function|helper|keyword|library|method|module|object"
    "|operator|option|package|parameter|script|variable|verb"
)
_OPENS = r"(?:^|(?<=[.!?] ))"
_VERB = r"(?:(?:also|always|only|then|simply|never|often) )?(?P<verb>[a-z]+) (?P<next>[a-z']+)\b"
#: Sentences whose subject is one name in code, or one thing with a name …
_ONE = re.compile(rf"{_OPENS}(?:{OBJECT}|(?:The|This) {OBJECT} (?:{_THINGS})) {_VERB}")
#: … and those whose subject are two.
_TWO = re.compile(rf"{_OPENS}(?:Both )?{OBJECT} and {OBJECT} {_VERB}")
#: As the source has it before the verb; a bare name that ends in s may stand for several things (`measure.vars`).
_NAME = re.compile(rf"`[\w.:]+(?:\([^`]*\)|(?<!s))`[*_)]*\s+(?:(?:{_THINGS})\s+)?(?:\w+\s+)?$")
_NAMES = re.compile(r"`[\w.:]+(?:\([^`]*\))?`\s+and\s+`[\w.:]+(?:\([^`]*\))?`\s+(?:\w+\s+)?$")
#: Verbs that are nouns as well, but not between a name in code and a determiner.
_PLAIN = frozenset(
    "answer apply compute contain control create define describe display draw follow give have help keep let load look make"
    " name need place plot print produce provide read remove require return run save select set show take tell use work"
    " write".split()
)
_AFTER = frozenset("how it that to us what you".split())
_WHY = "the verb does not agree with its subject"


def slips_of_code(prose: Prose, document: Document) -> Iterator[GrammarSlip]:
    """Verbs in one run of prose that do not agree with the code before them."""
    if OBJECT not in prose.text:
        return
    for pattern, code, right in ((_ONE, _NAME, _singular), (_TWO, _NAMES, _plural)):
        for match in pattern.finditer(prose.text):
            put = right(match["verb"])
            if put is not None and (match["next"] in _AFTER or match["next"] in sets()["det"]):
                start, end = match.span("verb")
                if _is_code(code, prose, document, start):
                    yield GrammarSlip(start, end, _WHY, put, "agreement")


def _is_code(code: re.Pattern[str], prose: Prose, document: Document, verb: int) -> bool:
    """Whether what stands before the verb is a name in code: a citation may have two authors, an equation two sides."""
    span = prose.source(verb, verb + 1)
    return span is not None and bool(code.search(document.text, max(0, span.start - 120), span.start))


def _singular(verb: str) -> str | None:
    """`keeps` for `keep`, nothing for a word that is no plain form."""
    if verb == "have":
        return "has"
    return third_person(verb) if verb in _PLAIN or only(verb, Part.BASE) else None


def _plural(verb: str) -> str | None:
    if verb in ("is", "has", "was"):
        return {"is": "are", "has": "have", "was": "were"}[verb]
    plain = base(verb)
    return plain if plain is not None and only(verb, Part.THIRD | Part.PLURAL) and plain != verb else None
