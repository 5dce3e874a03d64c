"""A word that its neighbours on both sides reject, and a look-alike that both welcome."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import cache, lru_cache
from itertools import takewhile

from checks.style.engines.lists import pairs, words
from checks.style.engines.parts import Part, can
from checks.style.proofread.grammar.slip import GrammarSlip, Run

#: 10 · log2 of the count below which a pair is not listed.
_UNLISTED = 215
#: By how much (10 · log2) both neighbours together must prefer the look-alike, and each of them at least.
_TOGETHER, _EACH = 125, 42


@lru_cache(maxsize=4096)
def slips_by_neighbours(text: str) -> tuple[GrammarSlip, ...]:
    """Words of the confusion list that fit neither neighbour, where a look-alike fits both."""
    return tuple(_find(Run.of(text)))


def _find(run: Run) -> Iterator[GrammarSlip]:
    alike = _look_alikes()
    for at, word in enumerate(run.words):
        if word.low not in alike or word.joined or (word.text[0].isupper() and not word.opens):
            continue
        before, after = run.low(at, -1), run.low(at, 1)
        if not before or not after or _is_licensed(run, at):
            continue
        best = _welcome(before, word.low, alike[word.low], after)
        if best:
            yield run.slip(at, at, best, f"“{before} {best} {after}” is what people write", "wrong-word")


def _is_licensed(run: Run, at: int) -> bool:
    """Whether the sentence has what the word needs, though its neighbours are seldom met: a comparative before
    "than", and a noun before the "they" of a clause ("the features they power")."""
    match run.words[at].low:
        case "than":
            sentence = takewhile(lambda i: not run.opens(i + 1), range(at - 1, -1, -1))
            return any(_compares(run.words[i].low) for i in sentence)
        case "they":
            return can(run.low(at, -1), Part.NOUN | Part.PLURAL)
    return False


def _compares(word: str) -> bool:
    return word in ("more", "less", "fewer", "rather", "other", "else") or can(word, Part.COMPARATIVE)


def _welcome(before: str, word: str, others: Iterable[str], after: str) -> str | None:
    """The look-alike that both neighbours prefer most, when each of them does and both together by far."""
    count = pairs().get
    left, right = count(f"{before} {word}", _UNLISTED), count(f"{word} {after}", _UNLISTED)
    best, most = None, _TOGETHER - 1
    for other in others:
        gain = count(f"{before} {other}", _UNLISTED) - left
        if gain < _EACH:
            continue
        more = count(f"{other} {after}", _UNLISTED) - right
        if more >= _EACH and gain + more > most:
            best, most = other, gain + more
    return best


@cache
def _look_alikes() -> Mapping[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for line in words("look_alikes.txt"):
        one, other = line.split(" ")
        found[one] = (*found.get(one, ()), other)
        found[other] = (*found.get(other, ()), one)
    return found
