"""Judging an opened book: its changed chapters in the process pool, its links by the prober, then the book as a whole."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from app.errors import TookTooLong, WorkerDied
from app.indexing import Pool
from app.library import OpenBook
from app.rendering.pictures import Gallery
from checks.book import Book, Links
from checks.config import Config
from checks.rendering.image_files.pictures import NO_PICTURES, Pictures
from checks.report import Outcomes, RuleError
from checks.run import ChapterSource, check_book, check_chapter, no_chapter

#: A chapter of 120 KB takes about two seconds; one that takes this long was written to, or hit a fault of ours. Seconds.
CHAPTER_SECONDS = 60.0
#: The rules that look at all chapters together. Seconds.
BOOK_SECONDS = 60.0
#: How long a review waits for other people's servers before it publishes without them. Seconds.
LINK_SECONDS = 45.0

#: How long it waits for pictures to come and be decoded. Seconds.
PICTURE_SECONDS = 45.0

#: The name under which a chapter that could not be checked at all is reported: it concerns every item.
READER = "reader"


class Prober(Protocol):
    """Asks external addresses whether they live."""

    async def probe(self, urls: Sequence[str]) -> Links: ...


@dataclass(frozen=True)
class Judge:
    """`prober` None: external links are not asked (`galley check --offline`). `gallery` None: no picture is opened."""

    pool: Pool
    prober: Prober | None = None
    gallery: Gallery | None = None

    async def book(self, opened: OpenBook, config: Config) -> Outcomes:
        """Everything the rules say of an opened book, the pull request itself apart."""
        links = asyncio.create_task(self._links(opened.book, config))
        pictures = asyncio.create_task(self._pictures(opened.book))
        try:
            chapters = await asyncio.gather(*(self._chapter(s, opened.book, config) for s in opened.sources))
            together = await self._together(opened.book, config, await links, await pictures)
        finally:
            links.cancel()
            pictures.cancel()
        slow = tuple(_too_slow(path, "took too long to be read") for path in opened.slow)
        unread = Outcomes() if opened.sources or slow else no_chapter()
        return sum(chapters, Outcomes(errors=slow)) + together + unread

    async def _chapter(self, source: ChapterSource, book: Book, config: Config) -> Outcomes:
        try:
            found: Outcomes = await self.pool.run(
                check_chapter, source, book, config, timeout=CHAPTER_SECONDS
            )
        except TookTooLong:
            return Outcomes(
                errors=(_too_slow(source.path, f"checking it took more than {CHAPTER_SECONDS:.0f} s"),)
            )
        except WorkerDied:
            return Outcomes(errors=(_too_slow(source.path, "the process that checked it died"),))
        return found

    async def _together(self, book: Book, config: Config, links: Links, pictures: Pictures) -> Outcomes:
        try:
            found: Outcomes = await self.pool.run(
                check_book, book, config, links, pictures, timeout=BOOK_SECONDS
            )
        except (TookTooLong, WorkerDied) as error:
            return Outcomes(errors=(RuleError(READER, f"checking the book as a whole failed: {error}"),))
        return found

    async def _pictures(self, book: Book) -> Pictures:
        if self.gallery is None:
            return NO_PICTURES
        try:
            async with asyncio.timeout(PICTURE_SECONDS):
                return await self.gallery.open(book)
        except TimeoutError:
            return NO_PICTURES

    async def _links(self, book: Book, config: Config) -> Links:
        if self.prober is None:
            return Links(online=False, why="external links were not probed")
        urls = wanted_links(book, config)
        try:
            async with asyncio.timeout(LINK_SECONDS):
                return await self.prober.probe(urls)
        except TimeoutError:
            return Links(online=False, why=f"the links did not all answer within {LINK_SECONDS:.0f} seconds")


def wanted_links(book: Book, config: Config) -> tuple[str, ...]:
    """The addresses on new lines of changed chapters and included files, each once, what pages load first, at most `links.most`."""
    wanted: dict[str, None] = {}
    for path, lines in book.changed.items():
        index = book.texts.get(path)
        for use in (*index.embeds, *index.images, *index.links) if index else ():
            if (
                use.line in lines
                and use.key.startswith(("http://", "https://"))
                and not config.links.ignored(use.key)
            ):
                wanted[use.key] = None
    return tuple(wanted)[: config.links.most]


def _too_slow(path: str, why: str) -> RuleError:
    return RuleError(READER, f"{path}: {why}", path)
