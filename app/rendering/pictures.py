"""Looking into the pictures that a pull request brings: fetched within a budget, decoded in another process, kept by blob."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from pydantic import TypeAdapter, ValidationError

from app.errors import TookTooLong, WorkerDied
from app.indexing import Catalogue, IndexKey, Pool
from app.snapshot import TreeEntry
from checks.book import Book
from checks.pull import ChangedFile, FileStatus
from checks.rendering.image_files.pictures import PICTURE_VERSION, Picture, Pictures, inspect
from checks.rendering.image_files.unreadable import PROMISED
from checks.rendering.paths import all_places, is_checked

#: Larger pictures are not fetched; `heavy-image` speaks of their size. Bytes.
MOST_BYTES = 5_000_000
#: Pictures of one pull request that are fetched at most, where each costs nothing but time.
MOST = 20
#: Decoding five megabytes takes a tenth of a second. Seconds, and bytes.
SECONDS, MEMORY = 20.0, 1_000_000_000

_PICTURE = TypeAdapter(Picture)


class Gallery(Protocol):
    """Looks into the pictures of a book."""

    async def open(self, book: Book) -> Pictures: ...


class Source(Protocol):
    """Where the bytes of a picture come from."""

    def at_hand(self, sha: str) -> bytes | None:
        """The contents of a blob where they cost nothing."""

    async def binary(self, sha: str) -> bytes | None:
        """The contents of a blob for the price of a request; None when they cannot be had."""


@dataclass(frozen=True)
class PictureGallery:
    """The pictures that `files` add or change. `most`: how many are fetched; kept facts cost nothing."""

    tree: Mapping[str, TreeEntry]
    files: Sequence[ChangedFile]
    source: Source
    catalogue: Catalogue
    pool: Pool
    most: int = MOST

    async def open(self, book: Book) -> Pictures:
        """What is known of the new pictures that a chapter of the book shows."""
        wanted = list(shown_anew(book, self.files, self.tree))
        keys = {path: IndexKey(self.tree[path].sha, -PICTURE_VERSION, "") for path in wanted}
        kept = await self.catalogue.get_many(keys.values()) if keys else {}
        facts = {path: fact for path in wanted if (fact := _read(kept.get(keys[path]))) is not None}
        small = [p for p in wanted if p not in facts and (self.tree[p].size or 0) <= MOST_BYTES]
        made: dict[str, Picture] = {}
        fetched = 0
        for path in small:
            data = self.source.at_hand(self.tree[path].sha)
            if data is None and fetched < self.most:
                fetched += 1
                data = await self.source.binary(self.tree[path].sha)
            if data is not None and (fact := await self._look(data)) is not None:
                made[path] = fact
        if made:
            await self.catalogue.put_many({keys[p]: _PICTURE.dump_json(fact) for p, fact in made.items()})
        left = [path for path in wanted if path not in facts and path not in made]
        return Pictures(facts | made, len(left), self._why(left))

    async def _look(self, data: bytes) -> Picture | None:
        """None where a limit of ours was met, which says nothing of the picture."""
        try:
            picture: Picture = await self.pool.run(inspect, data, timeout=SECONDS, memory_limit=MEMORY)
        except (TookTooLong, WorkerDied, MemoryError):
            return None
        return picture

    def _why(self, left: Sequence[str]) -> str:
        if not left:
            return ""
        if all((self.tree[path].size or 0) > MOST_BYTES for path in left):
            return f"larger than {MOST_BYTES // 1_000_000} MB"
        return f"a review opens {self.most}, of at most {MOST_BYTES // 1_000_000} MB"


def shown_anew(book: Book, files: Sequence[ChangedFile], tree: Mapping[str, TreeEntry]) -> Iterator[str]:
    """Pictures that the pull request adds or changes and that a chapter shows, smallest first."""
    shown = {
        path
        for text, index in book.texts.items()
        for use in index.images
        if is_checked(use.key)
        for path in all_places(use.key, text, book)
    }
    new = {
        file.path
        for file in files
        if file.status is not FileStatus.REMOVED
        and file.path in shown
        and file.path in tree
        and posixpath.splitext(file.path)[1].lower() in PROMISED
    }
    yield from sorted(new, key=lambda path: (tree[path].size or 0, path))


def _read(kept: bytes | None) -> Picture | None:
    try:
        return _PICTURE.validate_json(kept) if kept is not None else None
    except ValidationError:
        return None
