"""One run's dealings with one pull request on GitHub: reading it, opening its book, writing to it."""

from __future__ import annotations

import hmac
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from pydantic import TypeAdapter

from app.github.client import Hub
from app.github.faults import NotThere
from app.github.questions import Reading, Repository, Seen, Written
from app.github.reading import Reader
from app.github.writing import Writer
from app.jobs.run import Run
from app.keys import PullKey
from app.library import Library, OpenBook
from app.memory import CheckMemory, PullMemory
from app.pages.full_report import full_report
from app.publication.context import Publication
from app.publication.writes import CheckRun, Write
from app.rendering.convert import RepositoryFiles
from app.rendering.pictures import PictureGallery
from app.services import Services
from app.snapshot import Snapshot
from checks.chapter import INDEX_VERSION
from checks.config import Config
from checks.report import Report

_SEEN = TypeAdapter(Seen)
#: Pictures are no text, so each costs a request: a first review makes 7, 8 when it first says that it began, and 9 are
#: allowed. What was opened once is known by its blob.
PICTURE_REQUESTS = 1


@dataclass
class Visit:
    """`key` is the pull request; `hub` GitHub as its installation sees it."""

    services: Services
    run: Run
    key: PullKey
    hub: Hub
    memory: PullMemory
    _reader: Reader | None = field(default=None)

    # -- reading --

    async def read(self, whole: bool) -> Reading:
        """The pull request as it is now: its conversation alone, when the head is the one that was read before."""
        if not whole and (seen := await self._seen()) is not None:
            reading = await (await self.reader()).read_conversation(self.key.number, seen)
            if reading is not None:
                return reading
        try:
            return await (await self.reader()).read(self.key.number)
        except NotThere:  # renamed or transferred since the directory learnt its name
            await self.services.directory.refresh(self.hub, self.key.repository_id)
            self._reader = None
            return await (await self.reader()).read(self.key.number)

    async def reader(self) -> Reader:
        if self._reader is None:
            blobs = self.services.store.blobs
            self._reader = Reader(
                self.hub,
                await self.repository(),
                blobs.get_many,
                blobs.put_many,
                self._indexed,
                wall=self.services.clock,
            )
        return self._reader

    async def repository(self) -> Repository:
        """By the name that the newest delivery gives it, else by the directory's."""
        directory = self.services.directory
        for delivery in self.run.deliveries if self._reader is None else ():
            named = delivery.payload.repository
            if named is not None and "/" in named.full_name:
                directory.learn(self.key.repository_id, named.full_name, named.default_branch)
        return await directory.repository(self.hub, self.key.repository_id)

    async def _indexed(self, shas: Sequence[str]) -> Collection[str]:
        """Chapters whose index is kept: their text is not needed."""
        return await self.services.store.indexes.known(shas, INDEX_VERSION)

    # -- what was read of a head, so that a tick costs one request --

    @property
    def _seen_id(self) -> str:
        return f"head-{self.key.repository_id}-{self.key.number}"

    async def _seen(self) -> Seen | None:
        stored = await self.services.store.reports.get(self._seen_id)
        if stored is None or stored.get("head_sha") != self.memory.head_sha:
            return None
        return _SEEN.validate_python(stored)

    async def keep_seen(self, snapshot: Snapshot) -> None:
        """Keep files and tree of this head for the ticks and edits to come."""
        pull = snapshot.pull
        seen = Seen(pull.head_sha, snapshot.files, snapshot.tree, snapshot.truncated, pull.files_complete)
        document = _SEEN.dump_python(seen, mode="json")
        await self.services.store.reports.put(self._seen_id, document, self.key.installation_id)

    # -- the full report, for the page behind "Details" --

    @property
    def details_url(self) -> str | None:
        """Where the full report can be read. Its id cannot be guessed, and is the same for every run."""
        public = self.services.settings.public_url
        return f"{public}/reports/{self._report_id}" if public else None

    @property
    def _report_id(self) -> str:
        secret = self.services.settings.webhook_secret.get_secret_value().encode()
        return hmac.new(secret, f"report {self.key}".encode(), "sha256").hexdigest()[:40]

    async def keep_report(self, report: Report, publication: Publication, snapshot: Snapshot) -> None:
        """Keep everything that was found; the check run and the summary may have had to leave some out."""
        document = full_report(report, publication, snapshot, self.services.pull_url(snapshot))
        await self.services.store.reports.put(self._report_id, document, self.key.installation_id)

    # -- the book --

    async def open_books(self, reading: Reading, config: Config) -> tuple[OpenBook, ...]:
        """The books that the pull request touches, as they are at its head."""
        snapshot = reading.snapshot
        library = Library(
            tree=snapshot.tree,
            files=snapshot.files,
            shelf=_Shelf(self, reading),
            catalogue=self.services.store.indexes,
            pool=self.services.pool,
            ignore=config.ignore,
        )
        return await library.open(config.book)

    def repository_files(self, reading: Reading) -> RepositoryFiles:
        """The files at the head, for whoever renders the book."""
        return RepositoryFiles(reading.snapshot.tree, _Shelf(self, reading))

    def gallery(self, reading: Reading) -> PictureGallery:
        """Who looks into the pictures that the pull request brings."""
        snapshot = reading.snapshot
        services = self.services
        return PictureGallery(
            snapshot.tree, snapshot.files, _Shelf(self, reading), services.store.indexes, services.pool,
            most=PICTURE_REQUESTS,
        )  # fmt: skip

    # -- writing --

    async def note_begun(self, run_id: int, check: CheckRun) -> None:
        """Remember at once the check run that says we began: if this run is cut off and the head moves on, the next one
        must know what to conclude."""
        check_memory = CheckMemory(run_id=run_id, head_sha=check.head_sha, digest=check.external_id)
        self.memory = self.memory.model_copy(update={"check": check_memory})
        store = self.services.store
        async with store.pool.connection() as connection:
            await store.pulls.save(connection, self.key, self.memory.dump())

    async def write(self, writes: Sequence[Write], reading: Reading) -> Written:
        """Carry out planned writes, each only while this run still holds its lease."""
        writer = Writer(
            self.hub,
            await self.repository(),
            self.key,
            self.services.store.intents,
            self.run.still_ours,
            bot_id=reading.bot_id,
            read_at=reading.snapshot.read_at,
            wall=self.services.clock,
        )
        return await writer.execute(writes)


@dataclass
class _Shelf:
    """Contents that were read already, then the cache, then GitHub."""

    visit: Visit
    reading: Reading
    _more: dict[str, bytes] = field(default_factory=dict)

    async def blobs(self, shas: Sequence[str]) -> Mapping[str, bytes]:
        have = {**self.reading.blobs, **self._more}
        missing = [sha for sha in dict.fromkeys(shas) if sha not in have and sha not in self.reading.missing]
        if missing:
            self._more |= await (await self.visit.reader()).fetch_blobs(missing)
        return {sha: data for sha in shas if (data := have.get(sha, self._more.get(sha))) is not None}

    def at_hand(self, sha: str) -> bytes | None:
        """Drawings are text, and came with the chapters."""
        return self.reading.blobs.get(sha)

    async def binary(self, sha: str) -> bytes | None:
        return await (await self.visit.reader()).raw_blob(sha)

    async def before(self, path: str) -> bytes | None:
        """A file at the tip of the base branch: where GitHub gives no patch, the nearest that one request can get."""
        return await (await self.visit.reader()).file_at(path, self.reading.snapshot.base_sha)
