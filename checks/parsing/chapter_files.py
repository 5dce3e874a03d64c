"""The files that a chapter itself names: bibliographies in its front matter, and what it includes."""

from __future__ import annotations

from checks.parsing.document import Document
from checks.parsing.project_lists import strings, under


def bibliographies_named(document: Document, path: str) -> tuple[str, ...]:
    """Paths in the repository of the bibliographies that the front matter of the chapter at `path` names."""
    named = strings(document.front_matter.data.get("bibliography")) if document.front_matter else ()
    folder = path.rpartition("/")[0]
    return tuple(dict.fromkeys(found for name in named if (found := under(folder, name))))


def includes_of(document: Document, path: str, root: str = "") -> tuple[str, ...]:
    """Paths in the repository of the files that `{{< include … >}}` brings in. A name with a leading slash counts from
    the folder of the project (`root`), any other from that of the chapter (Quarto: "Includes")."""
    folder = path.rpartition("/")[0]
    named = [s.arguments[0] for s in document.shortcodes if s.name == "include" and s.arguments]
    found = [under(root if name.startswith("/") else folder, name) for name in named]
    return tuple(dict.fromkeys(one for one in found if one))
