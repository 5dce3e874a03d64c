"""The packaged word lists, read once per process."""

from __future__ import annotations

import gzip
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

#: `frequency()` of a word below this is too rare a word to count as evidence that a spelling is right
#: (2^19 occurrences in Google Books: "alterative" and "colum" lie below, British "analyse" above).
COMMON = 190


def _text(name: str) -> str:
    data = files("checks.style.data").joinpath(name).read_bytes()
    return (gzip.decompress(data) if name.endswith(".gz") else data).decode("utf-8")


@cache
def lines(name: str) -> tuple[str, ...]:
    """The lines of a list, those that start with `#` and empty ones left out."""
    return tuple(line.strip() for line in _text(name).splitlines() if line.strip() and line[0] != "#")


@cache
def words(name: str) -> frozenset[str]:
    """The entries of a plain list, one a line; `#` opens a comment."""
    lines = (line.split("#")[0].strip() for line in _text(name).splitlines())
    return frozenset(line for line in lines if line)


@cache
def entries(name: str) -> Mapping[str, str]:
    """A list of `left = right` lines; `#` at the start of a line opens a comment."""
    rows = (line.split(" = ", 1) for line in _text(name).splitlines() if " = " in line and line[0] != "#")
    return {left.strip(): right.strip() for left, right in rows}


@cache
def frequencies() -> Mapping[str, int]:
    """Lower-case English word → 10 · log2 of how often it stands in Google Books."""
    rows = (line.split(" ") for line in _text("frequency.txt.gz").splitlines())
    return {word: int(count) for word, count in rows}


@cache
def pairs() -> Mapping[str, int]:
    """`first second` → 10 · log2 of how often the two stand together; absent below about 2^22.6."""
    found: dict[str, int] = {}
    for line in _text("pairs.txt.gz").splitlines():
        first, *rest = line.split(" ")
        for second, count in zip(rest[::2], rest[1::2], strict=True):
            found[f"{first} {second}"] = int(count)
    return found


def frequency(word: str) -> int:
    """10 · log2 of the count, 0 for a word that the list lacks. `word` in lower case."""
    return frequencies().get(word, 0)


def pair(first: str, second: str) -> int:
    """10 · log2 of the count of the pair, 0 for a rare one. Both in lower case."""
    return pairs().get(f"{first} {second}", 0)


@cache
def forms() -> tuple[tuple[str, str, tuple[str, ...]], ...]:
    """Each lemma with its part of speech and its forms, as `README.md` says."""
    rows = (line.split(",") for line in _text("forms.txt.gz").splitlines())
    return tuple((lemma, part, tuple(rest)) for lemma, part, *rest in rows)


@cache
def nouns() -> frozenset[str]:
    """Nouns in the singular."""
    return frozenset(lemma for lemma, part, _ in forms() if part == "noun")


@cache
def plurals() -> frozenset[str]:
    """Plurals that are no other form of anything: `layers`, not `sheep`."""
    return frozenset(
        plural
        for lemma, part, rest in forms()
        if part == "noun" and rest
        for plural in rest[0].split("/")
        if plural != lemma
    )


@cache
def every_form() -> frozenset[str]:
    """Every word worth proposing: of the frequency list, and every form of the lexicon, single words only."""
    of_lexicon = (form for _, _, rest in forms() for variants in rest for form in variants.split("/"))
    known = frequencies()
    return frozenset(known) | {
        form for form in of_lexicon if len(form) > 5 and form.isascii() and form.isalpha()
    }
