"""One look at a folder: the book is opened and judged by the steps of a review, with the desk as its world."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from app.desk.workspace import DeskError, Workspace
from app.judge import Judge
from app.library import Library, OpenBook
from app.links import default_prober
from app.pool import ValidatorPool
from app.rendering.convert import Converter, PandocConverter, RepositoryFiles
from app.rendering.pictures import PictureGallery
from checks.config import Config
from checks.config_file import read_config
from checks.finding import Finding
from checks.report import Outcomes
from checks.run import check_rendering

CONFIG_PATH = ".github/galleyproof.yml"


@dataclass(frozen=True)
class Examination:
    """What was found. `notes`: for the person, not findings; `errors`: checks that broke."""

    findings: tuple[Finding, ...]
    chapters: int
    notes: tuple[str, ...] = ()
    errors: tuple[str, ...] = ()


@dataclass
class _DeskShelf:
    workspace: Workspace
    _paths: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._paths = {entry.sha: path for path, entry in self.workspace.tree.items()}

    async def blobs(self, shas: Sequence[str]) -> Mapping[str, bytes]:
        return {sha: self.workspace.read(self._paths[sha]) for sha in shas if sha in self._paths}

    def at_hand(self, sha: str) -> bytes | None:
        """At the desk every byte is."""
        return self.workspace.read(self._paths[sha]) if sha in self._paths else None

    async def binary(self, sha: str) -> bytes | None:
        return self.at_hand(sha)

    async def before(self, path: str) -> bytes | None:
        return self.workspace.before(path)


class _NoCatalogue:
    async def get_many(self, keys: Iterable[Any]) -> Mapping[Any, bytes]:
        return {}

    async def put_many(self, indexes: Mapping[Any, bytes]) -> None:
        return None


async def examine(workspace: Workspace, *, online: bool) -> Examination:
    """Judge every changed chapter of the workspace. Raises DeskError."""
    config = _config(workspace)
    shelf, catalogue = _DeskShelf(workspace), _NoCatalogue()
    async with ValidatorPool(min(os.cpu_count() or 2, 8)) as pool:
        library = Library(
            tree=workspace.tree,
            files=workspace.files,
            shelf=shelf,
            catalogue=catalogue,
            pool=pool,
            ignore=config.ignore,
            whole=workspace.base is None,
        )
        books = await library.open(config.book)
        if not any(opened.sources for opened in books) and workspace.base is None:
            raise DeskError(
                f"no chapters under {workspace.root}: is there a _quarto.yml, or any .qmd, .md or .Rmd file?"
            )
        gallery = PictureGallery(workspace.tree, workspace.files, shelf, catalogue, pool)
        judge = Judge(pool, default_prober() if online else None, gallery)
        converter = PandocConverter()
        desk = RepositoryFiles(workspace.tree, shelf)
        outcomes = [await _judge(judge, converter, opened, desk, config) for opened in books]
    return _examination(sum(outcomes, Outcomes()), books, online)


async def _judge(
    judge: Judge, converter: Converter, opened: OpenBook, desk: RepositoryFiles, config: Config
) -> Outcomes:
    """What the rules say of one book, with what Pandoc says of its chapters."""
    found, rendering = await asyncio.gather(judge.book(opened, config), converter.render(opened, desk))
    return found + check_rendering(rendering, opened.book, config)


def _examination(outcomes: Outcomes, books: Sequence[Any], online: bool) -> Examination:
    notebooks = [path for opened in books for path in opened.book.notebooks]
    notes = [f"{path} is a notebook and was left alone" for path in notebooks]
    if not online:
        notes.append("external links were not probed (--offline)")
    errors = tuple(f"{e.detail} ({e.path or 'whole book'})" for e in outcomes.errors)
    return Examination(outcomes.findings, sum(len(o.sources) for o in books), tuple(notes), errors)


def _config(workspace: Workspace) -> Config:
    text = None
    if CONFIG_PATH in workspace.tree:
        text = workspace.read(CONFIG_PATH).decode("utf-8", errors="replace")
    reading = read_config(text)
    if reading.config is None:
        told = "; ".join(str(problem) for problem in reading.problems)
        raise DeskError(f"{CONFIG_PATH} is wrong: {told}")
    return reading.config
