"""Which removed file became which added one, as ``git diff -M`` decides: same content first, then half the bytes alike."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from app.sandbox.git import Entry, GitStore

# git's default for `-M`, and the bound above which it does not look for inexact renames (diff.renameLimit).
SIMILAR = 0.5
RENAME_LIMIT = 1_000
_SPAN = 64


def _spans(data: bytes) -> Counter[bytes]:
    """Pieces that end at a line feed or after 64 bytes: what git compares files by."""
    found: Counter[bytes] = Counter()
    for line in data.split(b"\n"):
        for at in range(0, len(line) + 1, _SPAN):
            found[line[at : at + _SPAN]] += 1
    return found


def similarity(old: bytes, new: bytes) -> float:
    """The share of bytes that two texts have in common, from 0 to 1."""
    if not old or not new or min(len(old), len(new)) < SIMILAR * max(len(old), len(new)):
        return 0.0
    common = _spans(old) & _spans(new)
    return min(sum((len(span) + 1) * count for span, count in common.items()) / max(len(old), len(new)), 1.0)


def _name(path: str) -> str:
    return path.rsplit("/", 1)[-1]


def find(store: GitStore, removed: Mapping[str, Entry], added: Mapping[str, Entry]) -> dict[str, str]:
    """Added path → the removed path it was renamed from."""
    found: dict[str, str] = {}
    free = dict(removed)
    for path, entry in added.items():
        same = [old for old, other in free.items() if other.sha == entry.sha and entry.size]
        if same:
            best = next((old for old in same if _name(old) == _name(path)), same[0])
            found[path] = best
            del free[best]
    rest = {path: entry for path, entry in added.items() if path not in found}
    if len(free) * len(rest) > RENAME_LIMIT**2:
        return found
    scores = sorted(
        (
            (-similarity(store.blob(entry.sha), store.blob(other.sha)), _name(old) != _name(path), path, old)
            for path, entry in rest.items()
            for old, other in free.items()
        ),
    )
    for score, _, path, old in scores:
        if -score >= SIMILAR and path not in found and old in free:
            found[path] = old
            del free[old]
    return found
