"""The project file of a book: which chapters it has, in which order, with which bibliography."""

from __future__ import annotations

import posixpath
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from checks.parsing.gather import DEFAULT_PREFIXES
from checks.parsing.project_lists import (
    SOURCES,
    Listed,
    book_lists,
    bookdown_lists,
    glob_matches,
    is_source_of,
    strings,
    under,
    website_lists,
)
from checks.parsing.yaml_text import Yaml, read_yaml
from checks.text import Lines

QUARTO_FILES = ("_quarto.yml", "_quarto.yaml")
BOOKDOWN_FILE = "_bookdown.yml"


@dataclass(frozen=True)
class Project:
    """A book or site. All paths are those of the repository.

    `root`: folder of the project file, '' for the repository itself. `kind`: `book`, `website`, `manuscript`,
    `default` or `bookdown`. `chapters`: every source it names, in reading order (index, parts, chapters, appendices,
    references), `.ipynb` among them. `parts`: those that open a part. `listed_at`: chapter → line that names it.
    `render`: glob patterns of `project.render`. `error`: line, column, message when the file does not parse.
    `layers`: what other files add to it (profiles, `metadata-files`, `_metadata.yml`), each as it was read;
    `languages`: folder → the `lang` that its `_metadata.yml` gives.
    """

    root: str = ""
    path: str = "_quarto.yml"
    kind: str = "default"
    title: str | None = None
    lang: str | None = None
    chapters: tuple[str, ...] = ()
    parts: tuple[str, ...] = ()
    appendices: tuple[str, ...] = ()
    bibliography: tuple[str, ...] = ()
    crossref_prefixes: frozenset[str] = DEFAULT_PREFIXES
    render: tuple[str, ...] = ()
    output: str = ""
    globs: tuple[str, ...] = ()
    nocite_all: bool = False
    listed_at: Mapping[str, int] = field(default_factory=dict)
    duplicates: tuple[tuple[int, int, str], ...] = ()
    error: tuple[int, int, str] | None = None
    raw: Mapping[str, Any] = field(default_factory=dict)
    layers: tuple[Project, ...] = ()
    languages: Mapping[str, str] = field(default_factory=dict)

    @property
    def bibliographies(self) -> tuple[str, ...]:
        return self.bibliography

    @property
    def files(self) -> tuple[str, ...]:
        """The files that its settings stand in, its own first."""
        return (self.path, *(layer.path for layer in self.layers))

    def names(self, chapter: str) -> tuple[str, int]:
        """The file and line that first names a chapter; the project file when none does."""
        listing = (project for project in (self, *self.layers) if project.own_line(chapter))
        found = next(listing, None)
        return (found.path, found.own_line(chapter)) if found else (self.path, 1)

    def own_line(self, chapter: str) -> int:
        """The line of this very file that names the chapter, 0 when none does."""
        return self.listed_at.get(chapter, 0)


def find_projects(paths: frozenset[str]) -> tuple[str, ...]:
    """The project file of every book, in path order. Of a folder with several, Quarto's counts.

    Sources without any project file are one book under the path that its project file would have.
    """
    folders: dict[str, str] = {}
    for name in (*QUARTO_FILES, BOOKDOWN_FILE):
        for path in paths:
            folder, file = posixpath.split(path)
            if file == name and not _apart(folder):
                folders.setdefault(folder, path)
    if not folders and any(path.endswith(".qmd") for path in paths):
        return (QUARTO_FILES[0],)
    return tuple(folders[folder] for folder in sorted(folders))


def _apart(folder: str) -> bool:
    """Folders in which Quarto and R keep things of their own."""
    return any(
        part.startswith((".", "_")) or part in ("node_modules", "renv") for part in folder.split("/") if part
    )


def parse_project(text: str, path: str, root: str | None = None) -> Project:
    """Reads a project file; never raises. What does not parse has `error` set and names no chapter. `root`: the folder
    that names in it count from, None for its own."""
    read = read_yaml(text)
    root = posixpath.dirname(path) if root is None else root
    if read.error is not None or not isinstance(read.data, dict | None):
        message = read.error or "the project file holds no `key: value` lines"
        line, column = Lines.of(text).place(read.error_at or 0)
        return Project(root, path, error=(line, column, message))
    if posixpath.basename(path) == BOOKDOWN_FILE:
        return _bookdown(text, read, root, path)
    return _quarto(text, read, root, path)


def _quarto(text: str, read: Yaml, root: str, path: str) -> Project:
    data = read.mapping
    project, book = _map(data.get("project")), _map(data.get("book"))
    site = book or _map(data.get("website"))
    kind = project.get("type") if isinstance(project.get("type"), str) else ("book" if book else "default")
    listed = (book_lists if kind == "book" else website_lists)(read.root, root)
    output = project.get("output-dir")
    default_output = {"book": "_book", "website": "_site"}.get(str(kind), "")
    return Project(
        root,
        path,
        str(kind),
        _text(site.get("title")) or _text(data.get("title")),
        _text(data.get("lang")) or _text(site.get("lang")),
        bibliography=_bibliography(data, book, root),
        crossref_prefixes=DEFAULT_PREFIXES | _custom(data),
        render=strings(project.get("render")),
        output=under(root, output) or "" if isinstance(output, str) else default_output,
        nocite_all="@*" in str(data.get("nocite", "")),
        **_common(text, read, listed),
    )


def _bookdown(text: str, read: Yaml, root: str, path: str) -> Project:
    data = read.mapping
    output = data.get("output_dir")
    return Project(
        root,
        path,
        "bookdown",
        lang=_text(data.get("lang")),
        output=under(root, output) or "" if isinstance(output, str) else "_book",
        **_common(text, read, bookdown_lists(read.root, root)),
    )


def _common(text: str, read: Yaml, listed: Listed) -> dict[str, Any]:
    lines = Lines.of(text)
    return {
        "chapters": tuple(listed.at),
        "parts": tuple(listed.parts),
        "appendices": tuple(listed.appendices),
        "globs": tuple(listed.globs),
        "listed_at": {path: lines.line_at(at) for path, at in listed.at.items()},
        "duplicates": tuple((*lines.place(key.start), key.text) for key in read.duplicates),
        "raw": read.mapping,
    }


def _bibliography(data: Mapping[str, Any], book: Mapping[str, Any], root: str) -> tuple[str, ...]:
    named = [*strings(data.get("bibliography")), *strings(book.get("bibliography"))]
    for settings in _map(data.get("format")).values():
        named += strings(_map(settings).get("bibliography"))
    return tuple(dict.fromkeys(path for name in named if (path := under(root, name))))


def _custom(data: Mapping[str, Any]) -> frozenset[str]:
    """Prefixes that `crossref: custom:` adds (Quarto: "Custom Float Cross-References")."""
    custom = _map(data.get("crossref")).get("custom")
    entries = custom if isinstance(custom, list) else []
    keys = (_map(entry).get("key") for entry in entries)
    return frozenset(key.lower() for key in keys if isinstance(key, str) and key)


def _map(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}


def _text(value: Any) -> str | None:
    return value.strip() or None if isinstance(value, str) else None


def chapters_of(project: Project, paths: frozenset[str]) -> tuple[str, ...]:
    """The chapters it names and the repository has, in order, then the sources under it that it does not name."""
    listed = [path for path in project.chapters if path in paths]
    return tuple(dict.fromkeys((*listed, *unlisted_of(project, paths))))


def unlisted_of(project: Project, paths: frozenset[str]) -> tuple[str, ...]:
    """Sources under the book that its project file does not name, index first, then by path.

    Files that Quarto itself leaves alone (`_`-prefixed, README), outputs, and those of a book inside this one are
    none. Where chapters are named, a stray `.md` is none either, unless a named chapter is written in it.
    """
    known = set(project.chapters)
    endings = {".qmd", *(posixpath.splitext(path)[1] for path in known)} if known else set(SOURCES)
    inner = [f for f in (posixpath.dirname(p) for p in find_projects(paths)) if f != project.root]
    inner = [f for f in inner if f.startswith(project.root + "/" if project.root else "")]
    found = [
        path
        for path in paths
        if path not in known
        and posixpath.splitext(path)[1] in endings & set(SOURCES)
        and is_source_of(path, project.root, project.output)
        and not any(path.startswith(folder + "/") for folder in inner)
    ]
    if project.render:
        found = _rendered(project, found)
    return tuple(sorted(found, key=lambda path: (posixpath.basename(path).split(".")[0] != "index", path)))


def _rendered(project: Project, found: list[str]) -> list[str]:
    wanted = [p for p in project.render if not p.startswith("!")]
    refused = [p[1:] for p in project.render if p.startswith("!")]
    kept = [p for p in found if not wanted or any(glob_matches(p, w, project.root) for w in wanted)]
    return [p for p in kept if not any(glob_matches(p, r, project.root) for r in refused)]
