"""Small words that all messages share."""

from __future__ import annotations

from collections.abc import Sequence

from checks.config import Decider
from checks.finding import On
from checks.report import ItemResult, State

_STATES = {
    State.PASS: ("✅", "settled"),
    State.FAIL: ("❌", "to fix"),
    State.WAITING: ("⏳", "waiting"),
    State.NOT_APPLICABLE: ("➖", "not applicable"),
    State.WAIVED: ("☑️", "waived"),
    State.ERROR: ("⚠️", "broke on our side"),
}
_DECIDERS = {
    Decider.BOT: "bot",
    Decider.BOT_AND_HUMAN: "bot and a person",
    Decider.HUMAN: "a person",
}


def count(number: int, noun: str) -> str:
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"


def join(parts: Sequence[str]) -> str:
    """`a`, `a and b`, `a, b and c`."""
    return f"{', '.join(parts[:-1])} and {parts[-1]}" if len(parts) > 1 else "".join(parts)


def short(sha: str) -> str:
    return sha[:7]


def state(result: ItemResult) -> str:
    """Sign and word for the state of an item."""
    if result.state is State.WAITING and result.on is not On.MACHINE:
        return "✋ needs a person"
    sign, word = _STATES[result.state]
    return f"{sign} {word}"


def decides(decider: Decider) -> str:
    return _DECIDERS[decider]
