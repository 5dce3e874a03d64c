"""Which parts of speech a word can be, from a lexicon: enough to see what cannot be right, without a tagger."""

from __future__ import annotations

from collections.abc import Mapping
from enum import Flag, auto
from functools import cache

from checks.style.engines.lists import forms, frequency, pairs, words


class Part(Flag):
    """What a form can be; most words can be several. `PLURAL` includes the odd `data`."""

    NONE = 0
    NOUN = auto()
    PLURAL = auto()
    BASE = auto()
    THIRD = auto()
    PAST = auto()
    PARTICIPLE = auto()
    GERUND = auto()
    ADJECTIVE = auto()
    COMPARATIVE = auto()
    ADVERB = auto()


def _proper_plurals(noun: str, variants: str) -> list[str]:
    """`sheep` of `sheep`, but only `operations` of `operations/operation`: that one is for "much operation"."""
    found = [word for word in variants.split("/") if word]
    return [word for word in found if word != noun] or found


_VERB = (Part.PAST, Part.PARTICIPLE, Part.GERUND, Part.THIRD)


@cache
def _lexicon() -> Mapping[str, Part]:
    found: dict[str, Part] = {}
    for noun in words("nouns.txt"):
        found[noun] = Part.NOUN
        found[noun + "s"] = Part.PLURAL

    def add(variants: str, part: Part) -> None:
        for word in variants.split("/"):
            if word:
                found[word] = found.get(word, Part.NONE) | part

    for lemma, part, rest in forms():
        match part:
            case "noun":
                add(lemma, Part.NOUN)
                add("/".join(_proper_plurals(lemma, rest[0] if rest else "")), Part.PLURAL)
            case "verb":
                add(lemma, Part.BASE)
                past, participle, gerund, third = (*rest, "", "", "", "")[:4]
                for said, kind in zip(
                    (past, _participles(past, participle), gerund, third), _VERB, strict=True
                ):
                    add(said, kind)
            case "adj" | "adv":
                add(lemma, Part.ADJECTIVE if part == "adj" else Part.ADVERB)
                for said in rest:
                    add(said, Part.COMPARATIVE)
    for word, more in _MORE.items():
        add(word, more)
    for word, known in found.items():
        if known in _LACKING and _follows_an_article(word):
            found[word] |= _LACKING[known]
    return found


_PRESENT = Part.BASE | Part.THIRD
#: What a word may be besides, when it is all too often written after an article: the lexicon lacks "a template".
_LACKING = {Part.BASE: Part.NOUN, Part.THIRD: Part.PLURAL}


def _follows_an_article(word: str) -> bool:
    """Whether the word with an article before it is, for two words, as common as the word for one."""
    return max(pairs().get(f"{article} {word}", 0) for article in ("a", "an", "the")) > frequency(word) + 5


#: What the lexicon of forms lacks.
_MORE = {
    "complete": Part.ADJECTIVE,
    "people": Part.NOUN | Part.PLURAL,
    "bar": Part.NOUN,
    "share": Part.NOUN,
    "log": Part.NOUN,
}
#: Words of the grammar itself, which the lexicon also has as rare nouns and verbs ("to can fruit").
_CLOSED = frozenset(
    "a about all am an and any are as at be been being both but by can could did do does done each either enough except few for from"
    " had has have he her his how i if in is it its like many may me might mine more most much must my neither no nor not of"
    " off on one or other others our out over own per several she should since so some such than that the their them then there these they this"
    " those through till to too under until up us very via was we were what when where which while who whose why will with"
    " within would yet you your".split()
)


def parts(word: str) -> Part:
    """Everything that the word (lower case) can be; nothing for one that the lexicon lacks, or that has no content."""
    return Part.NONE if word in _CLOSED else _lexicon().get(word, Part.NONE)


def can(word: str, part: Part) -> bool:
    return bool(parts(word) & part)


def only(word: str, part: Part) -> bool:
    """Whether the word is in the lexicon and can be nothing but `part` (one or several together).

    Never so of a form of a verb that is in no list of frequencies: of rare words the lexicon knows one use of several.
    """
    found = parts(word)
    rare = bool(found & _PRESENT) and frequency(word) == 0
    return bool(found) and not found & ~part and not rare


@cache
def _verbs() -> Mapping[str, tuple[str, str, str, str, str]]:
    """Any form of a verb → its base, past, participle, gerund and third person, the first verb that has the form."""
    found: dict[str, tuple[str, str, str, str, str]] = {}
    for lemma, part, rest in forms():
        if part == "verb":
            past, participle, gerund, third = (*rest, "", "", "", "")[:4]
            row = tuple(_usual(w) for w in (lemma, past, _participles(past, participle), gerund, third))
            for word in (
                lemma,
                *past.split("/"),
                *participle.split("/"),
                *gerund.split("/"),
                *third.split("/"),
            ):
                if word:
                    found.setdefault(word, (row[0], row[1], row[2], row[3], row[4]))
    return found


def _usual(variants: str) -> str:
    """`learned` of `learnt/learned`: the variant that is written most."""
    return max(variants.split("/"), key=frequency)


def _participles(past: str, participle: str) -> str:
    """The lexicon gives `learned/learnt` and then only `learnt`: each past form is a participle, too, there."""
    return past if not participle or participle in past.split("/") else participle


def base(verb: str) -> str | None:
    row = _verbs().get(verb)
    return row[0] if row else None


def gerund(verb: str) -> str | None:
    row = _verbs().get(verb)
    return row[3] or None if row else None


def participle(verb: str) -> str | None:
    row = _verbs().get(verb)
    return row[2] or None if row else None


def third_person(verb: str) -> str | None:
    row = _verbs().get(verb)
    return row[4] or None if row else None


@cache
def _plurals() -> tuple[Mapping[str, str], Mapping[str, str]]:
    of: dict[str, str] = {}
    singular: dict[str, str] = {}
    for lemma, part, rest in forms():
        if part == "noun" and rest and rest[0]:
            first = _proper_plurals(lemma, rest[0])[0]
            of.setdefault(lemma, first)
            for plural in rest[0].split("/"):
                singular.setdefault(plural, lemma)
    return of, singular


def plural(noun: str) -> str | None:
    return _plurals()[0].get(noun)


def singular(noun: str) -> str | None:
    return _plurals()[1].get(noun)


def adverb(adjective: str) -> str | None:
    """`particular` → `particularly`, where English has the adverb."""
    if adjective.endswith("le") and not adjective.endswith("ole"):
        word = adjective[:-1] + "y"
    elif adjective.endswith("ic"):
        word = adjective + "ally"
    elif adjective.endswith("y"):
        word = adjective[:-1] + "ily"
    else:
        word = adjective + "ly"
    return word if can(word, Part.ADVERB) else None
