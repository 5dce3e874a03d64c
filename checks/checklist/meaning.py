"""What a box means: the wording of the form first, then its near spellings, then what its words say together."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from functools import cache, lru_cache

from rapidfuzz import fuzz

from checks.checklist.assignment import best_pairs
from checks.checklist.concepts import DENIALS, PARAPHRASES, SIGNATURES, SILENT, Signature, concepts_of
from checks.items import ITEMS, SECTIONS

#: Below this a box is not the checklist's: better left to people than ticked for the wrong reason.
THRESHOLD = 0.72
#: From here on the words are the item's own, but for slips and small changes.
_SPELLED_ALIKE = 0.92
#: How much the section that a box stands under speaks for or against an item.
_SECTION = 0.05
#: Copies of an item that is already taken must be worded like it.
_COPY = 0.97
#: A text longer than this says more than one item does.
_LONGEST = 45

_JOINED = (
    (r"\bdata[ -]sets?\b", "dataset"),
    (r"\bproof[ -]?read(ing)?\b", "proofread"),
    (r"\bin[ -]text\b", "intext"),
    (r"\bin[ -]line citations?\b", "intext citation"),
    (r"\bcode (blocks?|examples?|samples?|cells?)\b", "snippet"),
    (r"\bco[ -](authors?|writers?)\b", "coauthor"),
    (r"\bsign(ed)?[ -]off\b", "signed"),
    (r"\bre[ -]used?\b", "reused"),
    (r"\bthird[ -]part(y|ies)\b", "thirdparty"),
    (r"\bpull[ -]requests?\b", "pull"),
    (r"\bcopy[ -]edit(ed|ing)?\b", "copyedit"),
    (r"\bre[ -]run\b", "rerun"),
    (r"\btake[ns]? into account\b", "addressed"),
    (r"\btaken care of\b", "addressed"),
    (r"\bquarto (preview|render)\b", "quarto render"),
    (r"\bspell(ing)?[ -]+check(ed|er)?\b", "spell"),
)
_JOINS = tuple((re.compile(pattern), joined) for pattern, joined in _JOINED)
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
_NUMBERING = re.compile(r"^\s*\(?(?:[1-7][.)][1-5]?[.):]?|\d{1,2}[.):])\s+")


def assign(boxes: Iterable[tuple[str, str | None]]) -> list[str | None]:
    """For each box, given as its text and section, the id of the item that it means, or None.

    One-to-one, the best in total; then further boxes that are worded like a taken item are its copies.
    """
    texts = [(normal(text), section_of(section)) for text, section in boxes]
    worth: list[dict[int, float]] = [{} for _ in ITEMS]
    for column, (text, section) in enumerate(texts):
        for row, value in _scores(text, section).items():
            worth[row][column] = value
    found: list[str | None] = [None] * len(texts)
    candidates = sorted({column for row in worth for column in row})
    place = {column: at for at, column in enumerate(candidates)}
    dense = [{place[column]: value for column, value in row.items()} for row in worth]
    for row, at in best_pairs(dense, len(candidates)).items():
        found[candidates[at]] = ITEMS[row].id
    _add_copies(found, worth, candidates, [text for text, _ in texts])
    return found


def _add_copies(
    found: list[str | None], worth: list[dict[int, float]], candidates: list[int], texts: list[str]
) -> None:
    first = {item: texts[column] for column, item in enumerate(found) if item is not None}
    for column in candidates:
        if found[column] is not None:
            continue
        row = max((r for r in range(len(ITEMS)) if column in worth[r]), key=lambda r: worth[r][column])
        item = ITEMS[row].id
        if worth[row][column] >= _COPY or fuzz.ratio(texts[column], first.get(item, "")) >= 100 * _COPY:
            found[column] = item


@lru_cache(4_096)
def _scores(text: str, section: int | None) -> dict[int, float]:
    """Row of each item that the text may mean → how well, from the threshold up."""
    words = _WORD.findall(text)
    if not words or len(words) > _LONGEST:
        return {}
    found = {}
    for row, item in enumerate(ITEMS):
        score = _score(item.id, text, words)
        if section is not None and 0 < score < 1:
            score += _SECTION if section == item.section else -_SECTION
        if score >= THRESHOLD:
            found[row] = score
    return found


def _score(item: str, text: str, words: Sequence[str]) -> float:
    alike = max(fuzz.ratio(text, phrase) for phrase in _phrases(item)) / 100
    if alike == 1:
        return 1.0
    if _denied(words) or not _same_subject(item, words):
        return 0.0
    if alike >= _SPELLED_ALIKE:
        return alike
    meant = max((_coverage(s, words) for s in SIGNATURES if s.item == item), default=0.0)
    near = max(fuzz.token_sort_ratio(text, phrase) for phrase in _phrases(item)) / 100
    return 0.0 if meant == 0 else min(0.96, 0.8 * meant + 0.25 * near)


def _coverage(signature: Signature, words: Sequence[str]) -> float:
    """How much of what the words say is the signature's; 0 when a part of it is missing or forbidden."""
    said = [(word, concepts_of(word)) for word in words if word not in SILENT or concepts_of(word)]
    every = frozenset(concept for _, concepts in said for concept in concepts)
    own = frozenset().union(*signature.all_of) | signature.silent
    if any(not group & every for group in signature.all_of):
        return 0.0
    if any(concepts & signature.forbidden and not concepts & own for _, concepts in said):
        return 0.0
    if _one_word_for_all(signature, said):
        return 0.0
    heavy = [concepts for word, concepts in said if word not in SILENT]
    mine = sum(1 for concepts in heavy if concepts & own)
    return mine / len(heavy) if heavy else 0.0


def _one_word_for_all(signature: Signature, said: Sequence[tuple[str, frozenset[str]]]) -> bool:
    """Whether the groups of a signature are met by fewer different words than it has groups."""
    needed = len(signature.all_of)
    pairs = [{n: 1.0 for n, (_, found) in enumerate(said) if found & group} for group in signature.all_of]
    return len(best_pairs(pairs, len(said))) < needed


def _same_subject(item: str, words: Sequence[str]) -> bool:
    """Whether some signature of the item has all its parts among the words; a slip may hide one of them."""
    every = frozenset(concept for word in words for concept in concepts_of(word))
    if "command" in every:
        return False
    return any(
        sum(1 for group in signature.all_of if not group & every) <= 1
        for signature in SIGNATURES
        if signature.item == item
    )


def _denied(words: Sequence[str]) -> bool:
    return bool(DENIALS.intersection(word.replace("’", "'") for word in words))


@cache
def _phrases(item: str) -> tuple[str, ...]:
    known = next(i for i in ITEMS if i.id == item)
    return tuple(normal(text) for text in (known.text, known.name, *PARAPHRASES[item]))


def normal(text: str) -> str:
    """The text in lower case without numbering, punctuation and ways of writing the same word."""
    folded = _NUMBERING.sub("", unicodedata.normalize("NFKC", text)).casefold()
    for pattern, joined in _JOINS:
        folded = pattern.sub(joined, folded)
    return " ".join(_WORD.findall(folded))


@lru_cache(1_024)
def section_of(heading: str | None) -> int | None:
    """The section of the form that a heading names, whatever its number."""
    words = normal(heading or "")
    if not words:
        return None
    best = max(SECTIONS, key=lambda n: fuzz.token_set_ratio(words, normal(SECTIONS[n])))
    return best if fuzz.token_set_ratio(words, normal(SECTIONS[best])) >= 85 else None
