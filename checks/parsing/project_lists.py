"""The lists of a project file: chapters, parts and appendices of a book, contents of a site, files of bookdown."""

from __future__ import annotations

import fnmatch
import posixpath
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from checks.parsing.yaml_text import Node

#: What is written in them can be read as a chapter.
SOURCES = (".qmd", ".md", ".Rmd", ".rmd")
_NAMED = (*SOURCES, ".ipynb")
_MAX = 5_000
#: Texts about a repository, not of the book.
_ABOUT = frozenset(
    [
        "readme",
        "license",
        "licence",
        "contributing",
        "contributors",
        "changelog",
        "changes",
        "news",
        "code_of_conduct",
        "security",
        "authors",
        "support",
        "governance",
        "todo",
        "citation",
        "install",
        "maintainers",
        "agents",
        "claude",
        "pull_request_template",
        "issue_template",
    ]
)


@dataclass(slots=True)
class Listed:
    """`at`: path → offset in the project file, in reading order."""

    at: dict[str, int] = field(default_factory=dict)
    parts: list[str] = field(default_factory=list)
    appendices: list[str] = field(default_factory=list)
    globs: list[str] = field(default_factory=list)


def strings(value: Any) -> tuple[str, ...]:
    """A string or a list of them, as YAML lets both stand."""
    values = value if isinstance(value, list) else [value]
    return tuple(v for v in values if isinstance(v, str) and v)


def under(root: str, name: str) -> str | None:
    """The path in the repository of a name in the project file; None when it leaves the repository or is an address."""
    if "://" in name or not name.strip():
        return None
    path = posixpath.normpath(posixpath.join("/" + root, name.strip().lstrip("/"))).lstrip("/")
    inside = posixpath.normpath(posixpath.join(root or ".", name.strip().lstrip("/")))
    return None if inside.startswith("..") or path in ("", ".") else path


def book_lists(root_node: Node | None, root: str) -> Listed:
    """`book: chapters:`, with parts in parts, then `references:`-like files where they stand, then `appendices:`."""
    listed = Listed()
    book = root_node.get("book") if root_node and root_node.kind == "mapping" else None
    if book is None or book.kind != "mapping":
        return listed
    for value, part in _chapters(book.get("chapters")):
        _add(listed, value, root, part=part)
    if references := book.get("references"):
        _add(listed, references, root)
    for value, part in _chapters(book.get("appendices")):
        path = _add(listed, value, root, part=part)
        if path:
            listed.appendices.append(path)
    return listed


def _chapters(node: Node | None, depth: int = 0) -> Iterator[tuple[Node, bool]]:
    """Every scalar that names a file, and whether it opens a part."""
    if node is None or depth > 20:
        return
    if node.kind == "scalar":
        yield node, False
        return
    if node.kind == "sequence":
        for _, item in node.items:
            yield from _chapters(item, depth + 1)
        return
    for key in ("part", "file", "href"):
        value = node.get(key)
        if value is not None and value.kind == "scalar":
            yield value, key == "part"
    for key in ("chapters", "contents", "menu"):
        yield from _chapters(node.get(key), depth + 1)


def _add(listed: Listed, node: Node, root: str, *, part: bool = False) -> str | None:
    name = node.text.partition("#")[0]
    if any(c in name for c in "*?["):
        listed.globs.append(name)
        return None
    path = under(root, name) if name.endswith(_NAMED) else None
    if path is None or len(listed.at) >= _MAX:
        return None
    listed.at.setdefault(path, node.start)
    if part:
        listed.parts.append(path)
    return path


def website_lists(root_node: Node | None, root: str) -> Listed:
    """What sidebar and navigation bar of a site name (`manuscript:` its article)."""
    listed = Listed()
    if root_node is None or root_node.kind != "mapping":
        return listed
    manuscript = root_node.get("manuscript")
    if manuscript and manuscript.kind == "mapping" and (article := manuscript.get("article")):
        _add(listed, article, root)
    site = root_node.get("website")
    if site is None or site.kind != "mapping":
        return listed
    for key in ("sidebar", "navbar"):
        for node in _menus(site.get(key)):
            _add(listed, node, root)
    return listed


def _menus(node: Node | None, depth: int = 0) -> Iterator[Node]:
    if node is None or depth > 20:
        return
    if node.kind == "scalar":
        yield node
    elif node.kind == "sequence":
        for _, item in node.items:
            yield from _menus(item, depth + 1)
    else:
        for key in ("section", "href", "file", "contents", "left", "right", "center", "menu"):
            yield from _menus(node.get(key), depth + 1)


def bookdown_lists(root_node: Node | None, root: str) -> Listed:
    """`rmd_files:`, a list or one list per output format."""
    listed = Listed()
    files = root_node.get("rmd_files") if root_node and root_node.kind == "mapping" else None
    if files is None:
        return listed
    lists = [value for _, value in files.items] if files.kind == "mapping" else [files]
    for value in lists:
        for node, _ in _chapters(value):
            _add(listed, node, root)
    return listed


def is_source_of(path: str, root: str, output: str) -> bool:
    """Whether a path could be a chapter of the book in `root`, by its name alone."""
    if root and not path.startswith(root + "/"):
        return False
    inside = path[len(root) + 1 :] if root else path
    *folders, name = inside.split("/")
    if any(
        f.startswith(("_", ".")) or f in ("node_modules", "renv", "venv", "site-packages") for f in folders
    ):
        return False
    if name.startswith(("_", ".")) or name.partition(".")[0].lower().replace("-", "_") in _ABOUT:
        return False
    return not (output and path.startswith(output.rstrip("/") + "/"))


def glob_matches(path: str, pattern: str, root: str) -> bool:
    """Quarto's `render:` patterns: a folder stands for all in it, `**` for any folders."""
    inside = path[len(root) + 1 :] if root else path
    pattern = pattern.removeprefix("./").lstrip("/")
    if pattern.endswith("/"):
        return inside.startswith(pattern)
    if inside == pattern or inside.startswith(pattern + "/"):
        return True
    if "**/" in pattern and fnmatch.fnmatchcase(inside, pattern.replace("**/", "")):
        return True
    return fnmatch.fnmatchcase(inside, pattern) and (
        "**" in pattern or inside.count("/") == pattern.count("/")
    )
