"""What other files add to a project file: profiles, the files under `metadata-files`, and the `_metadata.yml` of folders.

Quarto merges the active profiles and then the metadata files over `_quarto.yml`, lists being joined ("Project Profiles",
"Project Basics: Metadata Merging"). A profile that is not active by itself makes another version of the same book, so
what it lists is of the book too: the question here is what belongs to the book, in whatever version.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from checks.parsing.project import Project, find_projects, parse_project
from checks.parsing.project_lists import strings, under

_PROFILE = re.compile(r"_quarto-(?P<name>.+)\.ya?ml")
_FOLDER_FILES = ("_metadata.yml", "_metadata.yaml")


def layer_paths(project: Project, paths: Iterable[str]) -> tuple[str, ...]:
    """The files whose settings are merged into those of a project, the strongest first: metadata files, active profiles,
    other profiles, then the folders' own. bookdown and sources without a project file have none."""
    there = frozenset(paths)
    if project.kind == "bookdown" or project.path not in there:
        return ()
    profiles = {found["name"]: path for path in sorted(there) if (found := _profile(project, path))}
    active = [profiles[name] for name in active_profiles(project.raw) if name in profiles]
    named = (
        under(project.root, name)
        for name in (*strings(project.raw.get("metadata-file")), *strings(project.raw.get("metadata-files")))
    )
    metadata = [path for path in named if path in there and path is not None]
    return tuple(dict.fromkeys((*metadata, *active, *profiles.values(), *_folders(project, there))))


def is_settings(path: str) -> bool:
    """Whether a file by this name may hold settings of a project."""
    return posixpath.basename(path).startswith("_") and posixpath.splitext(path)[1] in (".yml", ".yaml")


def _profile(project: Project, path: str) -> re.Match[str] | None:
    folder, name = posixpath.split(path)
    return _PROFILE.fullmatch(name) if folder == project.root else None


def _folders(project: Project, paths: frozenset[str]) -> list[str]:
    inner = [f for f in (posixpath.dirname(path) for path in find_projects(paths)) if f != project.root]
    prefix = project.root + "/" if project.root else ""
    return sorted(
        path
        for path in paths
        if path.startswith(prefix)
        and posixpath.basename(path) in _FOLDER_FILES
        and not any(path.startswith(folder + "/") for folder in inner if folder.startswith(prefix))
    )


def active_profiles(settings: Mapping[str, Any]) -> tuple[str, ...]:
    """The profiles that are active when nobody names one: `default:`, and of each `group:` without one the first."""
    profile = settings.get("profile")
    if not isinstance(profile, dict):
        return ()
    default = [name.strip() for value in strings(profile.get("default")) for name in value.split(",")]
    group = profile.get("group")
    groups = group if isinstance(group, list) and all(isinstance(one, list) for one in group) else [group]
    firsts = [names[0] for one in groups if (names := strings(one)) and not set(names) & set(default)]
    return tuple(dict.fromkeys((*default, *firsts)))


def layered(project: Project, texts: Mapping[str, str]) -> Project:
    """The project with what these files add to it, in the order of `layer_paths`."""
    layers = tuple(_layer(project, path, text) for path, text in texts.items())
    if not layers:
        return project
    of_folders = [layer for layer in layers if posixpath.basename(layer.path) in _FOLDER_FILES]
    whole = [layer for layer in layers if layer not in of_folders]
    active = set(active_profiles(project.raw))
    strong = [
        one for one in whole if (found := _profile(project, one.path)) is None or found["name"] in active
    ]
    merged = _listed(project, strong, whole)
    return replace(
        merged,
        title=_first(one.title for one in (*strong, project)),
        lang=_first(one.lang for one in (*strong, project)),
        bibliography=_joined(one.bibliography for one in (project, *layers)),
        crossref_prefixes=frozenset().union(*(one.crossref_prefixes for one in (project, *layers))),
        nocite_all=any(one.nocite_all for one in (project, *layers)),
        layers=layers,
        languages={posixpath.dirname(one.path): one.lang for one in of_folders if one.lang},
    )


def _layer(project: Project, path: str, text: str) -> Project:
    in_folder = posixpath.basename(path) in _FOLDER_FILES
    return parse_project(text, path, None if in_folder else project.root)


def _listed(project: Project, strong: list[Project], whole: list[Project]) -> Project:
    """What is of the book, in any of its versions: its own lists, those of what is active, those of the others."""
    ordered = [project, *reversed(strong), *(one for one in whole if one not in strong)]
    kind = next((one.kind for one in ordered if one.kind != "default"), project.kind)
    output = next((one.output for one in ordered if one.kind == kind and one.output), project.output)
    patterns = [one.render for one in (project, *strong)]
    if any(patterns):
        patterns += [tuple(p for p in one.render if not p.startswith("!")) for one in whole]
    return replace(
        project,
        kind=kind,
        output=output,
        chapters=_joined(one.chapters for one in ordered),
        parts=_joined(one.parts for one in ordered),
        appendices=_joined(one.appendices for one in ordered),
        globs=_joined(one.globs for one in ordered),
        render=_joined(patterns),
    )


def _joined(parts: Iterable[tuple[str, ...]]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(one for part in parts for one in part))


def _first(values: Iterable[str | None]) -> str | None:
    return next((value for value in values if value), None)
