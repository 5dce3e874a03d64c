"""`typos`: a list of certain misspellings, each with its correction, asked through the binary that its wheel ships."""

from __future__ import annotations

import json
import os
import subprocess
import sysconfig
from collections import OrderedDict
from collections.abc import Iterable
from functools import cache
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path
from threading import Lock

#: Seconds that one call may take; a whole book takes 0.1.
TIME_LIMIT = 20
_MOST_REMEMBERED = 65536

_answers: OrderedDict[str, tuple[str, ...]] = OrderedDict()
_lock = Lock()


@cache
def binary() -> Path | None:
    """Where the wheel put the program, never by PATH; None when it is not there."""
    name = "typos.exe" if os.name == "nt" else "typos"
    try:
        listed = distribution("typos").files or ()
    except PackageNotFoundError:
        listed = ()
    places = [Path(str(entry.locate())) for entry in listed if entry.name == name]
    places.append(Path(sysconfig.get_path("scripts")) / name)
    return next((place.resolve() for place in places if place.is_file()), None)


def corrections(words: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """Those of `words` that are certain misspellings → their corrections, likeliest first.

    Without the program, or when it fails, there are none: the other engines still see every word.
    """
    wanted = list(dict.fromkeys(words))
    with _lock:
        asked = [word for word in wanted if word not in _answers]
    if asked:
        nothing: dict[str, tuple[str, ...]] = dict.fromkeys(asked, ())
        _remember(nothing | _run(asked))
    with _lock:
        return {word: _answers[word] for word in wanted if _answers.get(word)}


def _remember(answers: dict[str, tuple[str, ...]]) -> None:
    with _lock:
        _answers.update(answers)
        while len(_answers) > _MOST_REMEMBERED:
            _answers.popitem(last=False)


def _run(words: list[str]) -> dict[str, tuple[str, ...]]:
    program = binary()
    if program is None:
        return {}
    command = [str(program), "--isolated", "--format", "json", "-"]
    try:
        done = subprocess.run(  # noqa: S603 -- the program of our own wheel, words only on its standard input
            command,
            input="\n".join(words),
            capture_output=True,
            encoding="utf-8",
            timeout=TIME_LIMIT,
            check=False,
        )
    except (OSError, subprocess.SubprocessError, UnicodeError):
        return {}
    return dict(filter(None, map(_answer, done.stdout.splitlines())))


def _answer(line: str) -> tuple[str, tuple[str, ...]] | None:
    """One line of its JSON; words that it forbids without a correction are none of ours."""
    try:
        said = json.loads(line)
    except json.JSONDecodeError:
        return None
    if said.get("type") != "typo" or not said.get("corrections"):
        return None
    return str(said["typo"]), tuple(str(right) for right in said["corrections"])
