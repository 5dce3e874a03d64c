"""What a rule is, and the register of all of them.

A rule is a generator function under `checks/<section>/`, declared with `@rule(...)`. It names the facts that it needs
as parameters (`chapter`, `book`, `config`, `pull`, `links`, `pictures`, `rendering`), gets just those, and yields marks
and remarks. Its docstring has a fixed form, from which the manual page, `galley explain` and the bot's "why?" are made:

    One sentence: what it finds.

    Why: why it matters to a reader of the book.

    Bad: an example that it reports.

    Good: the same, mended.

    Leaves alone: what it deliberately does not report.
"""

from __future__ import annotations

import importlib
import inspect
import pkgutil
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import Any

from checks.finding import Outcome, Severity

SECTIONS = ("content", "references", "rendering", "style", "collaboration", "miscellaneous", "final_steps")

#: The facts a rule may ask for by parameter name.
FACTS = frozenset({"chapter", "book", "config", "pull", "links", "pictures", "rendering"})


class Scope(StrEnum):
    """What one run of the rule looks at, which also says what makes its findings new.

    LINE: a chapter; a finding is new when one of its lines is. CHAPTER: a chapter as a whole; a finding is new when
    the chapter is, or the base version did not have it. BOOK: all indexes together, in the main process. PULL: the
    pull request; always new.
    """

    LINE = "line"
    CHAPTER = "chapter"
    BOOK = "book"
    PULL = "pull"


RuleFunction = Callable[..., Iterable[Outcome]]


@dataclass(frozen=True, slots=True)
class Rule:
    """One named check inside an item. `prose`: it reads English, and is not applicable to a book in another language."""

    id: str
    item: str
    severity: Severity
    scope: Scope
    check: RuleFunction
    needs: frozenset[str]
    prose: bool = False

    @property
    def doc(self) -> str:
        return inspect.cleandoc(self.check.__doc__ or "")

    @property
    def summary(self) -> str:
        return self.doc.split("\n\n", 1)[0].replace("\n", " ")

    def run(self, facts: Mapping[str, Any]) -> Iterable[Outcome]:
        return self.check(**{name: facts[name] for name in self.needs})


_REGISTER: dict[str, Rule] = {}


def rule(
    id: str, *, item: str, scope: Scope, severity: Severity = Severity.ERROR, prose: bool = False
) -> Callable[[RuleFunction], RuleFunction]:
    """Declare a rule. Raises ValueError when the id is taken or a parameter is no fact."""

    def declare(check: RuleFunction) -> RuleFunction:
        needs = frozenset(inspect.signature(check).parameters)
        if unknown := needs - FACTS:
            raise ValueError(f"rule {id} asks for {', '.join(sorted(unknown))}: no such fact")
        known = _REGISTER.get(id)
        if known is not None and known.check.__qualname__ != check.__qualname__:
            raise ValueError(f"two rules are called {id}")
        _REGISTER[id] = Rule(id, item, severity, scope, check, needs, prose)
        return check

    return declare


@cache
def all_rules() -> tuple[Rule, ...]:
    """Every rule of the seven section folders, by item and id."""
    for section in SECTIONS:
        package = importlib.import_module(f"checks.{section}")
        for module in pkgutil.walk_packages(package.__path__, package.__name__ + "."):
            importlib.import_module(module.name)
    return tuple(sorted(_REGISTER.values(), key=lambda r: (r.item, r.id)))


def rule_named(id: str) -> Rule:
    """Raises KeyError when there is no such rule."""
    all_rules()
    return _REGISTER[id]
