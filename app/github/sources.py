"""Which files of a repository a review needs the contents of, by their names alone."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from fnmatch import fnmatchcase
from pathlib import PurePosixPath

from app.snapshot import TreeEntry
from checks.parsing.project_layers import is_settings
from checks.pull import ChangedFile, FileStatus

CHAPTERS = (".qmd", ".md", ".rmd")
PROJECT = ("_quarto*.yml", "_quarto*.yaml", "_bookdown.yml")
CONFIG_PATH = ".github/galleyproof.yml"
CODEOWNERS = (".github/CODEOWNERS", "CODEOWNERS", "docs/CODEOWNERS")
LABELER = (".github/labeler.yml", ".github/labeler.yaml")
#: GitHub takes any case, in the root, `docs/` or `.github/`; these are the spellings that are met.
TEMPLATES = tuple(
    f"{folder}{name}"
    for folder in (".github/", "", "docs/")
    for name in ("pull_request_template.md", "PULL_REQUEST_TEMPLATE.md")
)
#: Bytes of changed drawings (SVG, which is text) that are read with the chapters: little beside them.
DRAWING_BYTES = 100_000
#: Folders whose Markdown is never a chapter.
ASIDE = {".github", ".git", "node_modules", "renv", "_book", "_site", "_freeze"}


def is_chapter(path: str) -> bool:
    """A source that can be a chapter."""
    parts = PurePosixPath(path)
    return parts.suffix.lower() in CHAPTERS and not ASIDE.intersection(parts.parts)


def is_project(path: str) -> bool:
    name = PurePosixPath(path).name
    return any(fnmatchcase(name, pattern) for pattern in PROJECT)


def book_roots(paths: Iterable[str]) -> frozenset[str]:
    """The folders that hold a project file; '' is the repository itself."""
    return frozenset(_folder(path) for path in paths if is_project(path))


def root_of(path: str, roots: frozenset[str]) -> str | None:
    """The nearest folder above `path` with a project file."""
    folder = _folder(path)
    while folder not in roots:
        if not folder:
            return None
        folder = _folder(folder)
    return folder


def touched_roots(files: Iterable[ChangedFile], roots: frozenset[str]) -> frozenset[str]:
    """The books that a pull request touches; all of them when it touches none. No project file: the repository."""
    if not roots:
        return frozenset({""})
    found = {root_of(file.path, roots) for file in files if is_chapter(file.path) or is_project(file.path)}
    return frozenset(root for root in found if root is not None) or roots


def wanted_paths(files: Iterable[ChangedFile], tree: Mapping[str, TreeEntry]) -> tuple[list[str], list[str]]:
    """Paths at the head to read, in the order of their worth: (needed in any case, the book's other chapters)."""
    files = tuple(files)
    roots = book_roots(tree)
    books = touched_roots(files, roots)
    changed = [
        f.path for f in files if f.status is not FileStatus.REMOVED and is_chapter(f.path) and f.path in tree
    ]
    inside = [path for path in tree if any(_below(path, root) for root in books)]
    support = [path for path in inside if _supports(path)]
    config = [CONFIG_PATH] if any(f.path == CONFIG_PATH for f in files) and CONFIG_PATH in tree else []
    drawings = _drawings(files, tree)
    needed = list(
        dict.fromkeys((*config, *(p for p in support if is_project(p)), *changed, *support, *drawings))
    )
    others = [path for path in inside if is_chapter(path) and path not in set(changed)]
    return needed, others


def _drawings(files: Iterable[ChangedFile], tree: Mapping[str, TreeEntry]) -> list[str]:
    """Changed SVG files, as many as are small beside a chapter."""
    taken, room = [], DRAWING_BYTES
    for file in files:
        if (
            file.status is FileStatus.REMOVED
            or not file.path.lower().endswith(".svg")
            or file.path not in tree
        ):
            continue
        size = tree[file.path].size
        if size is not None and size <= room:
            taken.append(file.path)
            room -= size
    return taken


def template_paths(paths: Iterable[str]) -> tuple[str, ...]:
    """Where the base may keep its pull-request template: as the head spells it, then the usual spellings."""
    spelled = tuple(path for path in paths if path.lower() in TEMPLATES)
    if spelled:
        return tuple(sorted(spelled, key=lambda path: TEMPLATES.index(path.lower())))
    return TEMPLATES


def _supports(path: str) -> bool:
    """Project files, bibliographies, and the settings that a project or a folder's chapters inherit."""
    pure = PurePosixPath(path)
    apart = any(part.startswith(("_", ".")) for part in pure.parts[:-1])
    return is_project(path) or pure.suffix.lower() == ".bib" or (is_settings(path) and not apart)


def _below(path: str, root: str) -> bool:
    return not root or path.startswith(root + "/")


def _folder(path: str) -> str:
    return path.rpartition("/")[0]
