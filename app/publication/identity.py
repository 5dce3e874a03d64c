"""What makes a finding the same finding after a push, a rebase or a rename: everything but its line number."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict, deque
from collections.abc import Callable, Collection, Hashable, Mapping, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256

from app.publication.escape import clean
from checks.finding import Finding

#: Characters of the folded match that count; less than the runner keeps, so that folding never shows its cut.
_MATCH = 200
_KEY = re.compile(
    r"(?P<rule>[a-z0-9-]+):(?P<path>[0-9a-f]{8}):(?P<match>[0-9a-f]{8}):(?P<around>[0-9a-f]{8})"
)


@dataclass(frozen=True, slots=True)
class Identity:
    """Rule, and eight hex digits each of the SHA-256 of path, folded match and folded surroundings.

    Short enough for a hidden marker, and the path apart so that a rename can be followed.
    """

    rule: str
    path: str
    match: str
    around: str

    def __str__(self) -> str:
        return f"{self.rule}:{self.path}:{self.match}:{self.around}"

    @classmethod
    def parse(cls, text: str) -> Identity | None:
        """The inverse of `str`; None for anything else."""
        found = _KEY.fullmatch(text)
        return cls(**found.groupdict()) if found else None


def identify(finding: Finding) -> Identity:
    """The identity of a finding."""
    return Identity(
        finding.rule,
        path_digest(finding.path or ""),
        _digest(fold(finding.match)[:_MATCH]),
        _digest(fold(finding.surroundings)),
    )


def path_digest(path: str) -> str:
    return _digest(path)


def fold(text: str) -> str:
    """White space folded and composed characters unified: what re-wrapping a paragraph leaves alone."""
    return " ".join(clean(unicodedata.normalize("NFC", text)).split())


def align(
    old: Sequence[Identity],
    new: Sequence[Identity],
    renames: Mapping[str, str] | None = None,
    alive: Collection[str] | None = None,
    near: Callable[[int, int], bool] | None = None,
) -> tuple[tuple[int, int], ...]:
    """Which old finding is which new one, as pairs of indexes, sorted; both sequences in document order.

    First those that are equal, then those of the same rule, path and match, each in order. `renames`: old path → new
    path. `alive`: paths that still exist; an old finding of a file that vanished otherwise (renamed twice) is then
    also looked for by rule, match and surroundings alone. `near`: whether old and new stand in the same place; it only
    chooses between several that are equal in everything else.
    """
    moved = {path_digest(before): path_digest(after) for before, after in (renames or {}).items()}
    now = [replace(one, path=moved.get(one.path, one.path)) for one in old]
    pairs = _Pairs(now, new)
    if near is not None:
        pairs.in_place(near)
    pairs.by(lambda one: one)
    pairs.by(lambda one: (one.rule, one.path, one.match))
    if alive is not None:
        living = {path_digest(path) for path in alive}
        pairs.by(lambda one: (one.rule, one.match, one.around), lambda one: one.path not in living)
    return tuple(sorted(pairs.found.items()))


class _Pairs:
    """The pairs found so far; each side of a pair is used once."""

    def __init__(self, old: Sequence[Identity], new: Sequence[Identity]) -> None:
        self._old, self._new = old, new
        self.found: dict[int, int] = {}

    def in_place(self, near: Callable[[int, int], bool]) -> None:
        equal: dict[Identity, list[int]] = defaultdict(list)
        for at, one in enumerate(self._new):
            equal[one].append(at)
        for was, one in enumerate(self._old):
            there = next((at for at in equal[one] if near(was, at)), None)
            if there is not None:
                self.found[was] = there
                equal[one].remove(there)

    def by(
        self, key: Callable[[Identity], Hashable], only: Callable[[Identity], bool] = lambda _: True
    ) -> None:
        taken = set(self.found.values())
        waiting: dict[Hashable, deque[int]] = defaultdict(deque)
        for at, one in enumerate(self._new):
            if at not in taken:
                waiting[key(one)].append(at)
        for at, one in enumerate(self._old):
            if at not in self.found and only(one) and waiting[key(one)]:
                self.found[at] = waiting[key(one)].popleft()


def _digest(text: str) -> str:
    return sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:8]
