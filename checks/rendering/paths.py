"""Where a path written in a chapter leads, and what may have been meant where it leads nowhere."""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Iterator, Mapping

from rapidfuzz import fuzz, process
from rapidfuzz.distance import OSA

from checks.book import Book
from checks.indexing.structure import is_local, local_path
from checks.parsing.project import Project

#: Formats that browsers show (MDN, "Image file type and format guide") and Quarto's PDF route converts.
SHOWN = frozenset(".png .jpg .jpeg .gif .svg .webp .avif .apng .bmp .ico .pdf .eps".split())
#: Likeness (0–100) of two paths from which one is proposed for the other.
LIKELY = 85.0


def resolve(target: str, chapter: str, root: str) -> str:
    """The repository path of a local target: `/x` from the project's root, else from the chapter's folder."""
    path = local_path(target)
    if path.startswith("/"):
        return posixpath.normpath(posixpath.join(root, path.lstrip("/")))
    return posixpath.normpath(posixpath.join(posixpath.dirname(chapter), path))


def places(target: str, chapter: str, root: str) -> Iterator[str]:
    """Every repository path that Quarto or bookdown would take for `target`, the first one by the book."""
    yield resolve(target, chapter, root)
    if chapter.lower().endswith((".rmd", ".rmarkdown")):
        yield posixpath.normpath(posixpath.join(root, local_path(target).lstrip("/")))


def all_places(target: str, text: str, book: Book) -> Iterator[str]:
    """The same for a target in any file of the book, counted from every chapter that the file is part of."""
    for page in book.pages_of(text):
        yield from places(target, page, book.root)


def leaves(path: str) -> bool:
    """The path leads out of the repository."""
    return path == ".." or path.startswith("../")


def meant(target: str, chapter: str, root: str, known: Iterable[str]) -> str | None:
    """The target that was probably meant, written from the chapter as its author would; None when nothing is near.

    First the same path in another case, then the one file of the same name, then the most similar path.
    """
    wanted = resolve(target.replace("\\", "/"), chapter, root)
    if wanted in (known := frozenset(known)):
        return written_from(wanted, target, chapter, root)
    ending = posixpath.splitext(wanted)[1].lower()
    candidates = sorted(path for path in known if posixpath.splitext(path)[1].lower() == ending)
    found = (
        _same_but_case(wanted, candidates) or _same_name(wanted, candidates) or _similar(wanted, candidates)
    )
    return written_from(found, target, chapter, root) if found else None


def written_from(path: str, target: str, chapter: str, root: str) -> str:
    """`path` as a target in `chapter`, in the style of the target that stands there (`/x`, `./x` or `x`)."""
    if target.startswith("/"):
        return "/" + (path[len(root) + 1 :] if root and path.startswith(root + "/") else path)
    relative = posixpath.relpath(path, posixpath.dirname(chapter) or ".")
    return "./" + relative if target.startswith("./") and not relative.startswith("..") else relative


def _same_but_case(wanted: str, candidates: list[str]) -> str | None:
    return next((path for path in candidates if path.lower() == wanted.lower()), None)


def _same_name(wanted: str, candidates: list[str]) -> str | None:
    """The one file with that name; of several, the one most like the path."""
    name = posixpath.basename(wanted).lower()
    same = [path for path in candidates if posixpath.basename(path).lower() == name]
    if len(same) <= 1:
        return same[0] if same else None
    return max(same, key=lambda path: fuzz.ratio(path, wanted))


def _similar(wanted: str, candidates: list[str]) -> str | None:
    name = posixpath.basename(wanted)
    names = {path: posixpath.basename(path) for path in candidates}
    best = process.extractOne(
        name, names, scorer=fuzz.token_sort_ratio, processor=_words, score_cutoff=LIKELY
    )
    if best:
        return best[2]
    return next(
        (path for path in candidates if len(name) > 6 and OSA.distance(path, wanted, score_cutoff=1) == 1),
        None,
    )


def _words(name: str) -> str:
    return posixpath.splitext(name)[0].lower().replace("_", " ").replace("-", " ")


def folders_of(paths: Iterable[str]) -> frozenset[str]:
    """Every folder that holds one of the paths, `.` for the repository itself."""
    found: set[str] = {"."}
    for path in paths:
        folder = posixpath.dirname(path)
        while folder and folder not in found:
            found.add(folder)
            folder = posixpath.dirname(folder)
    return frozenset(found)


def may_be_made(path: str, project: Project, folders: frozenset[str]) -> bool:
    """Whether something that runs before the build may make the file: quartodoc the pages in its folder, a script whole
    folders of its own. `folders`: those that the repository has."""
    pages = project.raw.get("quartodoc")
    if isinstance(pages, Mapping) and path.startswith(
        posixpath.join(project.root, str(pages.get("dir") or "reference")) + "/"
    ):
        return True
    settings = project.raw.get("project")
    scripts = isinstance(settings, Mapping) and bool(settings.get("pre-render"))
    return (scripts or pages is not None) and posixpath.dirname(path) not in {"", *folders}


def is_checked(target: str) -> bool:
    """Local, and written out: no variable, no shortcode, no text reference."""
    return (
        is_local(target)
        and bool(local_path(target))
        and not any(sign in target for sign in ("{{", "`", "$", "<", "(ref:"))
    )
