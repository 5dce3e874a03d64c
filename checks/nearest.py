"""The "did you mean" of every rule: the known word that is nearest to a wrong one."""

from __future__ import annotations

import re
from collections.abc import Iterable

from rapidfuzz import fuzz, process
from rapidfuzz.distance import DamerauLevenshtein

#: Likeness (0–100) from which a known word is worth proposing.
LIKELY = 78.0
#: More candidates than this are not compared.
MOST_CANDIDATES = 50_000


def nearest(wrong: str, known: Iterable[str], least: float = LIKELY) -> str | None:
    """The known word most like `wrong`, None when none is like enough; of equals the first by the alphabet, so that a
    second run proposes the same, in whatever order a set hands them out."""
    candidates = sorted(known)[:MOST_CANDIDATES]
    found = process.extractOne(wrong, candidates, processor=str.lower, scorer=_likeness, score_cutoff=least)
    return found[0] if found else None


def nearest_key(wrong: str, known: Iterable[str]) -> str | None:
    """The bibliography key most like `wrong`: by letters, else the only one with the same author and year."""
    candidates = list(known)
    close = nearest(wrong, candidates, least=84.0)
    if close is not None:
        return close
    mine = _author_and_year(wrong)
    if mine is None:
        return None
    same = [key for key in candidates if _author_and_year(key) == mine]
    return same[0] if len(same) == 1 else None


def did_you_mean(suggestion: str | None) -> str:
    """The tail of a message: nothing when there is nothing to propose."""
    return f" Did you mean `{suggestion}`?" if suggestion else ""


def _likeness(a: str, b: str, *, score_cutoff: float | None = None) -> float:
    """By letters, or by parts between hyphens whatever their order (`fig-cross-join`, `fig-join-cross`)."""
    letters = 100.0 * DamerauLevenshtein.normalized_similarity(a, b)
    parts = fuzz.token_sort_ratio(a.replace("-", " "), b.replace("-", " "))
    best = max(letters, parts)
    return best if score_cutoff is None or best >= score_cutoff else 0.0


def _author_and_year(key: str) -> tuple[str, str] | None:
    """`strubellEnergyPolicy2019`, `strubell2019energy`, `Strubell_2019` → `strubell`, `2019`."""
    author = re.match(r"[A-Z]?[a-z]+", key)
    year = re.search(r"(?<!\d)(?:19|20)\d\d(?!\d)", key)
    return (author[0].lower(), year[0]) if author and year and len(author[0]) >= 3 else None
