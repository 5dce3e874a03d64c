"""The index of every chapter: kept from earlier by blob, else made now in other processes."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, NamedTuple, Protocol

from pydantic import TypeAdapter, ValidationError

from app.errors import TookTooLong, WorkerDied
from app.snapshot import TreeEntry
from checks.chapter import INDEX_VERSION, ChapterIndex
from checks.inclusion import Inclusions, follow
from checks.parsing.gather import DEFAULT_PREFIXES
from checks.parsing.stitch import MOST_NESTED
from checks.run import index_sources

_INDEX = TypeAdapter(ChapterIndex)
#: Indexing a long chapter takes about 50 ms; this bounds what a chapter written to be slow can cost. Seconds.
INDEX_SECONDS = 30.0
#: Bytes of chapters that one task of the pool indexes: tasks large enough to be worth their journey.
BATCH = 300_000


class IndexKey(NamedTuple):
    """Git blob id, version of the index format, path of the chapter in its repository, with the prefixes of
    cross-references that the book adds: they decide how its text is read."""

    sha: str
    version: int
    path: str


class Shelf(Protocol):
    """Where bytes come from."""

    async def blobs(self, shas: Sequence[str]) -> Mapping[str, bytes]:
        """The contents of blobs."""

    async def before(self, path: str) -> bytes | None:
        """A file as the base branch has it: asked only where GitHub left the patch of a changed file out."""


class Catalogue(Protocol):
    """Indexes kept from earlier reviews."""

    async def get_many(self, keys: Iterable[Any]) -> Mapping[Any, bytes]: ...

    async def put_many(self, indexes: Mapping[Any, bytes]) -> None: ...


class Pool(Protocol):
    """Work done in another process, within a time in seconds."""

    async def run(
        self, function: Any, *args: Any, timeout: float, memory_limit: int | None = None
    ) -> Any: ...


@dataclass(frozen=True)
class Indexer:
    """The indexes of a repository's files. `prefixes`: of cross-references in this book."""

    tree: Mapping[str, TreeEntry]
    shelf: Shelf
    catalogue: Catalogue
    pool: Pool
    prefixes: frozenset[str]

    async def of(self, chapters: Sequence[str]) -> tuple[dict[str, ChapterIndex], tuple[str, ...]]:
        """The index of each chapter, kept or made now; and the chapters that took too long to index."""
        keys = {path: self._key(path) for path in chapters}
        kept = await self.catalogue.get_many(keys.values())
        found = {path: index for path, key in keys.items() if (index := _kept(kept.get(key))) is not None}
        missing = [path for path in chapters if path not in found]
        contents = await self.shelf.blobs([self.tree[path].sha for path in missing])
        work = [(path, contents.get(self.tree[path].sha, b"")) for path in missing]
        made, slow = await self.make(work)
        await self.catalogue.put_many({keys[path]: _INDEX.dump_json(index) for path, index in made.items()})
        return found | made, slow

    def _key(self, path: str) -> IndexKey:
        own = ",".join(sorted(self.prefixes - DEFAULT_PREFIXES))
        return IndexKey(self.tree[path].sha, INDEX_VERSION, f"{path}?{own}" if own else path)

    async def included(
        self, chapters: Mapping[str, ChapterIndex], root: str
    ) -> tuple[dict[str, ChapterIndex], Inclusions, tuple[str, ...]]:
        """The indexes of chapters with those of every file that they include, which file belongs to which chapter, and
        the files that took too long to index. `root`: folder of the book."""
        known, slow = dict(chapters), list[str]()
        for _ in range(MOST_NESTED):
            unread = follow(chapters.values(), known, self.tree, root).unread - set(slow)
            if not unread:
                break
            made, late = await self.of(sorted(unread))
            known |= made
            slow += late
        return known, follow(chapters.values(), known, self.tree, root), tuple(slow)

    async def make(
        self, work: Sequence[tuple[str, bytes]]
    ) -> tuple[dict[str, ChapterIndex], tuple[str, ...]]:
        """Indexes from paths and bytes, kept nowhere; and the chapters that took too long."""
        made: dict[str, ChapterIndex] = {}
        slow: list[str] = []
        for done, late in await asyncio.gather(*(self._index_batch(b) for b in _batches(work))):
            made.update(done)
            slow.extend(late)
        return made, tuple(slow)

    async def _index_batch(self, batch: list[tuple[str, bytes]]) -> tuple[dict[str, ChapterIndex], list[str]]:
        try:
            return await self.pool.run(index_sources, batch, self.prefixes, timeout=INDEX_SECONDS), []
        except (TookTooLong, WorkerDied):
            if len(batch) == 1:
                return {}, [batch[0][0]]
        made: dict[str, ChapterIndex] = {}
        slow: list[str] = []
        for one in batch:
            done, late = await self._index_batch([one])
            made.update(done)
            slow.extend(late)
        return made, slow


def _kept(data: bytes | None) -> ChapterIndex | None:
    return None if data is None else _read(data)


@lru_cache(maxsize=512)
def _read(kept: bytes) -> ChapterIndex | None:
    """A kept index; None when it was written by another version of this program."""
    try:
        return _INDEX.validate_json(kept)
    except ValidationError:
        return None


def _batches(work: Sequence[tuple[str, bytes]]) -> list[list[tuple[str, bytes]]]:
    batches: list[list[tuple[str, bytes]]] = []
    room = 0
    for path, data in work:
        if len(data) > room or not batches:
            batches.append([])
            room = BATCH
        batches[-1].append((path, data))
        room -= len(data)
    return batches
