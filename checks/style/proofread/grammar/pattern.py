"""A small language for slips of grammar: patterns over neighbouring words, read once, found through an index.

A pattern is a row of tokens, each one word, with only spaces between the words:

    can|could        one of these words                 @det        one of a named set
    =THIRD           can be nothing but that part       ~BASE-NOUN  can be the first part and none of the others
    -the|a           a word, but none of these          *           any word
    ^                a sentence starts at the next      $           no word follows directly
    <the|a           (first) the word before is none    .           the sentence ends
    ~NOUN!use|need   the same, but none of these
    tok?             may be missing                     [ … ]       what is reported and replaced; else everything

The replacement is text in which `{2}` is the second token's word, and `{2:base}`, `{2:participle}`, `{2:third}`,
`{2:gerund}`, `{2:singular}`, `{2:plural}`, `{2:adverb}` a form of it, and `{2:article}` it after a or an. An empty form makes the finding go without a replacement.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise, product
from typing import NamedTuple

from checks.style.engines import parts
from checks.style.engines.lists import frequency
from checks.style.engines.parts import Part
from checks.style.proofread.grammar.article import sounds_like_vowel
from checks.style.proofread.grammar.slip import GrammarSlip, Run
from checks.style.proofread.grammar.table import sets
from checks.style.words import Word


def _with_article(word: str) -> str | None:
    vowel = sounds_like_vowel(word)
    return None if vowel is None else f"{'an' if vowel else 'a'} {word}"


_FORMS: Mapping[str, Callable[[str], str | None]] = {
    "base": parts.base,
    "gerund": parts.gerund,
    "participle": parts.participle,
    "third": parts.third_person,
    "singular": parts.singular,
    "plural": parts.plural,
    "adverb": parts.adverb,
    "article": _with_article,
}
_SLOT = re.compile(r"\{(\d+)(?::(\w+))?\}")


@dataclass(frozen=True, slots=True)
class Token:
    """One word of a pattern. `literals`: the words it can be, empty when `test` decides. `at`: its number, from 1."""

    at: int
    literals: frozenset[str]
    test: Callable[[str], bool]


@dataclass(frozen=True, slots=True)
class Pattern:
    """One pattern, its optional tokens resolved. `anchor`: the token by whose words it is found."""

    kind: str
    tokens: tuple[Token, ...]
    focus: tuple[int, int]
    replacement: str | None
    message: str
    opens: bool
    ends: bool
    stops: bool
    not_after: frozenset[str]
    anchor: int

    def match(self, run: Run, start: int) -> GrammarSlip | None:
        """The slip when the pattern matches from word `start` on."""
        stop = start + len(self.tokens)
        if start < 0 or stop > len(run.words) or (self.opens and not run.words[start].opens):
            return None
        words = run.words[start:stop]
        if any(w.gap != " " for w in words[1:]) or any(w.joined for w in words):
            return None
        first, last = self.focus
        if _is_named(words[first : last + 1]) or _is_doubled(words[first : last + 1]):
            return None
        if not all(token.test(word.low) for token, word in zip(self.tokens, words, strict=True)):
            return None
        if (self.ends and not run.ends(stop - 1)) or (self.stops and not run.stops(stop - 1)):
            return None
        if self.not_after and run.low(start, -1) in self.not_after:
            return None
        said = {token.at: word.low for token, word in zip(self.tokens, words, strict=True)}
        return run.slip(start + first, start + last, fill(self.replacement, said), self.message, self.kind)


def _is_named(focus: tuple[Word, ...]) -> bool:
    """Whether a word to be changed has a capital of its own: it is a name then, whatever else it could be."""
    return any(w.text[0].isupper() and not w.opens and w.text != "I" for w in focus)


def _is_doubled(focus: tuple[Word, ...]) -> bool:
    """A doubled word is another rule's finding."""
    return any(one.low == two.low for one, two in pairwise(focus))


def fill(template: str | None, said: Mapping[int, str]) -> str | None:
    """The replacement with its slots filled; None when one of them has no such form."""
    if template is None:
        return None
    for number, form in _SLOT.findall(template):
        word = said.get(int(number), "")
        if form:
            word = _FORMS[form](word) or ""
        if not word and form:
            return None
        template = template.replace("{" + number + (":" + form if form else "") + "}", word)
    return " ".join(template.split())


def compile_pattern(kind: str, source: str, replacement: str | None, message: str) -> Iterator[Pattern]:
    """Every way to read the source: one for each choice of its optional tokens. Raises ValueError for a bad one."""
    if source.endswith("|$"):
        yield from compile_pattern(kind, source.removesuffix("|$"), replacement, message)
        source = source.rpartition(" ")[0] + " $"
    raw = source.split()
    optional = [at for at, token in enumerate(raw) if token.endswith("?")]
    for choice in product((True, False), repeat=len(optional)):
        left_out = {at for at, kept in zip(optional, choice, strict=True) if not kept}
        yield _compile(kind, raw, left_out, replacement, message)


def _compile(kind: str, raw: list[str], left_out: set[int], replacement: str | None, message: str) -> Pattern:
    tokens: list[Token] = []
    opens, ends, stops, before = False, False, False, frozenset[str]()
    first, last, number = -1, -1, 0
    for at, source in enumerate(raw):
        if source in "^$.[]":
            opens, ends, stops = opens or source == "^", ends or source == "$", stops or source == "."
            first = len(tokens) if source == "[" else first
            last = len(tokens) - 1 if source == "]" else last
        elif source[0] == "<":
            before = _words(source[1:])
        else:
            number += 1
            if at not in left_out:
                tokens.append(_token(number, source.rstrip("?")))
    focus = (first if first >= 0 else 0, last if last >= 0 else len(tokens) - 1)
    literal = [at for at, token in enumerate(tokens) if token.literals]
    if not literal:
        raise ValueError(f"the pattern {' '.join(raw)} names no word to find it by")
    anchor = min(literal, key=lambda at: _commonness(tokens[at].literals))
    return Pattern(kind, tuple(tokens), focus, replacement, message, opens, ends, stops, before, anchor)


@lru_cache(maxsize=4096)
def _commonness(literals: frozenset[str]) -> float:
    """How often running text has one of the words, in occurrences in Google Books."""
    return sum(2 ** (frequency(word) / 10) for word in literals)


def _token(number: int, source: str) -> Token:
    match source[0]:
        case "*":
            return Token(number, frozenset(), bool)
        case "=" | "~":
            return Token(number, frozenset(), _by_part(source))
        case "-":
            banned = _words(source[1:])
            return Token(number, frozenset(), lambda word: word not in banned)
    literals = _words(source)
    return Token(number, literals, literals.__contains__)


def _words(source: str) -> frozenset[str]:
    return frozenset(
        word for part in source.split("|") for word in (sets()[part[1:]] if part[0] == "@" else {part})
    )


def _by_part(source: str) -> Callable[[str], bool]:
    said, _, but = source[1:].partition("!")
    names = said.split("-")
    wanted, left_out = Part.NONE, _words(but) if but else frozenset[str]()
    for name in names[0].split("+"):
        wanted |= Part[name]
    if source[0] == "=":
        return lambda word: parts.only(word, wanted) and word not in left_out
    banned = Part.NONE
    for name in names[1:]:
        banned |= Part[name]
    return lambda word: parts.can(word, wanted) and not parts.can(word, banned) and word not in left_out


class _Entry(NamedTuple):
    """A pattern under one of its anchor's words. `probe`: the test of the token `beside` words from the anchor, the one
    that most words fail; it is asked before anything else is."""

    rank: int
    pattern: Pattern
    beside: int
    probe: Callable[[str], bool]


def _entry(rank: int, pattern: Pattern) -> _Entry:
    others = [at for at in range(len(pattern.tokens)) if at != pattern.anchor]
    if not others:
        return _Entry(rank, pattern, 0, bool)
    literal = [at for at in others if pattern.tokens[at].literals]
    at = min(literal, key=lambda at: _commonness(pattern.tokens[at].literals)) if literal else others[0]
    return _Entry(rank, pattern, at - pattern.anchor, pattern.tokens[at].test)


class Patterns:
    """Many patterns, found by the words they are anchored on."""

    def __init__(self, patterns: Iterable[Pattern]) -> None:
        self._by_word: dict[str, list[_Entry]] = {}
        for rank, pattern in enumerate(patterns):
            entry = _entry(rank, pattern)
            for word in pattern.tokens[pattern.anchor].literals:
                self._by_word.setdefault(word, []).append(entry)

    def read(self, run: Run) -> Iterator[GrammarSlip]:
        """Every slip of the run; of two that overlap the first, and at one place that of the earlier pattern."""
        end = -1
        for _, _, slip in sorted(self._all(run), key=lambda found: found[:2]):
            if slip.start >= end:
                yield slip
                end = slip.end

    def _all(self, run: Run) -> Iterator[tuple[int, int, GrammarSlip]]:
        lows = [word.low for word in run.words]
        count = len(lows)
        for at, low in enumerate(lows):
            for rank, pattern, beside, probe in self._by_word.get(low, ()):
                if not (0 <= at + beside < count and probe(lows[at + beside])):
                    continue
                found = pattern.match(run, at - pattern.anchor)
                if found is not None:
                    yield found.start, rank, found
