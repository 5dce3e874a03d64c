"""Harper's opinion, asked only of its measured rules, and only of paragraphs that have what they look for."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache, lru_cache

from checks.parsing.document import OBJECT
from checks.style.engines import harper
from checks.style.engines.lists import entries
from checks.style.proofread.grammar.slip import GrammarSlip


@cache
def _rules() -> Mapping[str, tuple[str, re.Pattern[str]]]:
    """Rule → the kind of slip it finds, and what a paragraph must have."""
    rows = ((rule, row.split(" ; ", 1)) for rule, row in entries("harper.txt").items())
    return {rule: (kind, re.compile(trigger, re.IGNORECASE)) for rule, (kind, trigger) in rows}


@lru_cache(maxsize=4096)
def slips_by_harper(text: str) -> tuple[GrammarSlip, ...]:
    """What Harper's rules of the allow-list find in one run of prose."""
    straight = text.replace("\u2019", "'")
    asked = frozenset(rule for rule, (_, trigger) in _rules().items() if trigger.search(straight))
    if not asked:
        return ()
    # A letter in the place of code keeps every offset, and makes a noun of it.
    lints = harper.lint(straight.replace(OBJECT, "X"), frozenset(_rules()))
    return tuple(
        _slip(lint, text)
        for lint in lints
        if lint.rule in asked and not _is_fine(lint.rule, text[: lint.start])
    )


#: What earlier in the sentence makes good English of what a rule objects to: "if it is later then …", "what it is is …".
_FINE = {
    "ThenThan": re.compile(r"\b(?:if|when|once|unless)\b(?:[^.!?]|[.](?=\w))*$", re.IGNORECASE),
    "ItsContraction": re.compile(
        r"\b(?!(?:although|and|as|because|but|how|if|like|means|since|so|that|think|though|unless|what|when|where|whether|while|why)"
        r"\s+$)\w+\s+$",
        re.IGNORECASE,
    ),
    "SingleBe": re.compile(
        r"\b(?:what|who|where|how|which|all|whatever|that)\b[^.!?]*$|\b(?!he|here|it|she|that|there|this|what|who)\w+['\u2019]s$",
        re.IGNORECASE,
    ),
}


def _is_fine(rule: str, before: str) -> bool:
    return rule in _FINE and bool(_FINE[rule].search(before))


def _slip(lint: harper.Lint, text: str) -> GrammarSlip:
    kind = _rules()[lint.rule][0]
    start, end, put = lint.start, lint.end, lint.replacement
    if put == "" or text[start : start + 1] == " ":
        put = None if put == "" else put  # a bare deletion would leave two spaces: the author does it
        start += len(text[start:end]) - len(text[start:end].lstrip())
    return GrammarSlip(start, end, lint.message.rstrip("."), put, kind)
