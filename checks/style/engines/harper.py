"""Harper, the offline grammar checker: its dictionary, and an allow-list of its rules.

A `Linter` takes 0.6 s and 150 MB, may not be shared between threads, and releases the interpreter while it works:
one per thread, made at the first question, and every paragraph's answer remembered.
"""

from __future__ import annotations

import threading
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

_local = threading.local()
#: Words asked about in one call: enough to make the call cheap, few enough for its answer to stay small.
_BATCH = 400


@dataclass(frozen=True, slots=True)
class Lint:
    """What Harper says of `text[start:end]`. `replacement`: its first proposal for exactly that span, if it has one."""

    rule: str
    start: int
    end: int
    message: str
    replacement: str | None


def _linter(rules: frozenset[str]) -> Any:
    """This thread's linter, switched to `rules`."""
    import harper

    found = getattr(_local, "linter", None)
    if found is None:
        found = _local.linter = harper.Linter()
        _local.names = tuple(harper.get_default_lint_config())
    if getattr(_local, "rules", None) != rules:
        found.set_lint_config({name: name in rules for name in _local.names})
        _local.rules = rules
    return found


_SPELL_CHECK = frozenset({"SpellCheck"})
_known: dict[str, bool] = {}


def lacks(candidates: Iterable[str]) -> frozenset[str]:
    """Those of the words that Harper's dictionary does not have."""
    words = list(candidates)
    asked = [word for word in dict.fromkeys(words) if word not in _known]
    for at in range(0, len(asked), _BATCH):
        _ask(asked[at : at + _BATCH])
    return frozenset(word for word in words if not _known[word])


def _ask(batch: list[str]) -> None:
    if len(_known) > 100_000:
        _known.clear()
    # One word a paragraph: a sentence would make Harper think of capitals and neighbours.
    text = "\n\n".join(batch)
    lints = _linter(_SPELL_CHECK).lint(text, language="plaintext")
    wrong = {lint.problem_text for lint in lints}
    _known.update({word: word not in wrong for word in batch})


@lru_cache(maxsize=4096)
def lint(text: str, rules: frozenset[str]) -> tuple[Lint, ...]:
    """What `rules` say of one paragraph of plain text, in the order of the text."""
    found = _linter(rules).organized_lints(text, language="plaintext")
    lints = [_ours(name, lint, text) for name, said in found.items() for lint in said]
    return tuple(sorted(lints, key=lambda lint: (lint.start, lint.end, lint.rule)))


def _ours(name: str, lint: Any, text: str) -> Lint:
    start, end = lint.span.start, lint.span.end
    return Lint(name, start, end, lint.message, _proposal(lint, text[start:end]))


def _proposal(lint: Any, wrong: str) -> str | None:
    for suggestion in lint.suggestions[:1]:
        match int(suggestion.kind):
            case 0:
                return str(suggestion.replacement_text)
            case 1:
                return ""
            case 2:
                return wrong + str(suggestion.replacement_text)
    return None
