"""The labels that `.github/labeler.yml` gives to a set of paths; versions 4 and 5 of its syntax.

Source: README of github.com/actions/labeler, at v4 and v5. Version 4: a label's entry is a glob, or a list of globs
and of objects with `any` and `all`. Version 5: a list of objects with `changed-files`, `base-branch`, `head-branch`,
joined by `any` (the default) or `all`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import yaml

from checks.final_steps.globs import matches


@dataclass(frozen=True, slots=True)
class Change:
    """What a labeler's rule can ask about."""

    paths: tuple[str, ...]
    base: str = ""
    head: str = ""


def labels_for(text: str | None, change: Change) -> tuple[str, ...]:
    """The labels that the file gives to the change, in its order; none for a file that cannot be read."""
    try:
        data = yaml.safe_load(text or "")
    except (yaml.YAMLError, RecursionError, ValueError):
        return ()
    if not isinstance(data, Mapping):
        return ()
    return tuple(str(label) for label, entry in data.items() if _given(entry, change))


def _given(entry: Any, change: Change) -> bool:
    """One of the alternatives of a label's entry holds."""
    return any(_alternative(part, change) for part in _list(entry))


def _alternative(part: Any, change: Change) -> bool:
    if isinstance(part, str):
        return any(matches(part, path) for path in change.paths)
    if not isinstance(part, Mapping):
        return False
    if _is_version_4(part):
        return _globs_of_version_4(part, change)
    answers = [_condition(str(key), value, change) for key, value in part.items()]
    return any(answer for answer in answers if answer is not None)


def _is_version_4(part: Mapping[Any, Any]) -> bool:
    """`any` and `all` hold globs in version 4, objects in version 5."""
    inside = [value for key in ("any", "all") for value in _list(part.get(key))]
    return bool(inside) and all(isinstance(value, str) for value in inside)


def _globs_of_version_4(part: Mapping[Any, Any], change: Change) -> bool:
    """`any`: one path matches every glob; `all`: every path does."""
    some, every = _strings(part.get("any")), _strings(part.get("all"))
    one = not some or any(all(matches(g, path) for g in some) for path in change.paths)
    rest = not every or (bool(change.paths) and all(all(matches(g, p) for g in every) for p in change.paths))
    return one and rest


def _condition(key: str, value: Any, change: Change) -> bool | None:
    """Whether one condition of version 5 holds; None for one that is not known."""
    match key:
        case "changed-files":
            return _changed_files(_list(value), change)
        case "base-branch":
            return _branch(value, change.base)
        case "head-branch":
            return _branch(value, change.head)
        case "any":
            return any(_alternative(part, change) for part in _list(value))
        case "all":
            return all(_all_of(part, change) for part in _list(value)) and bool(_list(value))
    return None


def _all_of(part: Any, change: Change) -> bool:
    if not isinstance(part, Mapping):
        return _alternative(part, change)
    answers = [_condition(str(key), value, change) for key, value in part.items()]
    return all(answer for answer in answers if answer is not None)


def _changed_files(parts: Sequence[Any], change: Change) -> bool:
    questions = [
        (str(k), _strings(v)) for part in parts if isinstance(part, Mapping) for k, v in part.items()
    ]
    return any(_globs(kind, globs, change.paths) for kind, globs in questions)


def _globs(kind: str, globs: Sequence[str], paths: Iterable[str]) -> bool:
    """Any or all globs to any or all files, as the names of version 5 say."""
    some = list(paths)
    if not globs or not some:
        return False
    match kind:
        case "any-glob-to-any-file":
            return any(matches(g, p) for g in globs for p in some)
        case "any-glob-to-all-files":
            return any(all(matches(g, p) for p in some) for g in globs)
        case "all-globs-to-any-file":
            return any(all(matches(g, p) for g in globs) for p in some)
        case "all-globs-to-all-files":
            return all(matches(g, p) for g in globs for p in some)
    return False


def _branch(value: Any, name: str) -> bool:
    for pattern in _strings(value):
        try:
            if name and re.search(pattern, name):
                return True
        except re.error:
            continue
    return False


def _list(value: Any) -> list[Any]:
    return list(value) if isinstance(value, list) else [] if value is None else [value]


def _strings(value: Any) -> list[str]:
    return [part for part in _list(value) if isinstance(part, str)]
