"""The original pull request as files: its draft, and its 13 versions in order, from the collection of real chapters.

Every version has the book as it stood: the chapter, its bibliography, project file and form from that very commit,
the sibling chapters from the nearest commit that has them, and a small drawn picture for every image that the list of
that commit's files names.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from app.demo.sample_book import picture
from tests.corpus_path import CORPUS

FOLDER = CORPUS / "cs249r"
DRAFT = "3ce2a9d5"
PICTURES = (".png", ".jpg", ".jpeg", ".gif", ".svg", ".webp")


@dataclass(frozen=True)
class Version:
    """One commit of the pull request. `name`: its first eight hex digits."""

    name: str
    commit: str
    subject: str
    author: tuple[str, str]
    files: dict[str, bytes]

    @property
    def chapter(self) -> str:
        return self.files["ops.qmd"].decode()

    def line_of(self, text: str) -> list[int]:
        """The lines (from 1) on which `text` stands in the chapter."""
        return [n for n, line in enumerate(self.chapter.split("\n"), 1) if text in line]


@cache
def draft() -> Version:
    """The chapter before the pull request: the base branch."""
    return _version(next(v for v in _all() if v["commit"].startswith(DRAFT)))


@cache
def versions() -> tuple[Version, ...]:
    """The 13 versions of the pull request, oldest first."""
    return tuple(_version(v) for v in _all() if v["group"] == "pr57")


@cache
def whole_book() -> Version:
    """The book some weeks after the merge: 47 chapters."""
    return _version(next(v for v in _all() if v["commit"].startswith("15c92af8")))


def _all() -> list[dict[str, str]]:
    loaded: list[dict[str, str]] = json.loads((FOLDER / "versions.json").read_text())
    return loaded


def _version(entry: dict[str, str]) -> Version:
    commit = entry["commit"]
    files = {**_siblings(entry), **_texts(FOLDER / commit)}
    names = (FOLDER / commit / "TREE.txt").read_text().splitlines()
    for path in names:
        if path not in files and path.lower().endswith(PICTURES):
            files[path] = _picture(path)
    listed = {path: data for path, data in files.items() if path in set(names)}
    return Version(
        commit[:8], commit, entry["subject"], (entry["author"], f"{commit[:8]}@example.org"), listed
    )


def _siblings(entry: dict[str, str]) -> dict[str, bytes]:
    """The sibling chapters of the nearest commit, in time, that has them all."""
    whole = [v for v in _all() if v["all_root_chapters"]]
    order = [v["commit"] for v in _all()]
    here = order.index(entry["commit"])
    nearest = min(whole, key=lambda v: abs(order.index(v["commit"]) - here))
    return {path: data for path, data in _texts(FOLDER / nearest["commit"]).items() if path.endswith(".qmd")}


def _texts(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.name != "TREE.txt"
    }


@cache
def _picture(path: str) -> bytes:
    if path.lower().endswith(".svg"):
        return (
            b'<svg xmlns="http://www.w3.org/2000/svg" width="8" height="8"><rect width="8" height="8"/></svg>'
        )
    return picture("#456789", 32, 18)
