"""What the core asks of GitHub and tells it, as Protocols: a fake for tests is thirty lines."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from app.keys import PullKey
from app.publication.writes import InlineComment, Write
from app.snapshot import Snapshot, TreeEntry
from checks.pull import ChangedFile

#: Contents that are known already, by blob id.
Known = Callable[[Sequence[str]], Awaitable[Mapping[str, bytes]]]
#: Those of these blob ids whose contents nobody needs (their index is cached).
Unneeded = Callable[[Sequence[str]], Awaitable[Collection[str]]]
#: Remember contents by blob id.
Keep = Callable[[Mapping[str, bytes]], Awaitable[None]]
#: Whether the run still holds its lease. May also raise `app.errors.LeaseLost` itself.
StillOurs = Callable[[], Awaitable[bool | None]]


@dataclass(frozen=True, slots=True)
class Repository:
    """A repository by id, and by the name it has now."""

    id: int
    owner: str
    name: str
    default_branch: str = ""

    @property
    def path(self) -> str:
        """The start of its REST paths."""
        return f"/repos/{self.owner}/{self.name}"


@dataclass(frozen=True, slots=True)
class Seen:
    """What an earlier reading of the same head found, so that it is not read again."""

    head_sha: str
    files: tuple[ChangedFile, ...]
    tree: Mapping[str, TreeEntry]
    truncated: bool = False
    files_complete: bool = True


@dataclass(frozen=True)
class Reading:
    """A snapshot and the contents that were read or known.

    `blobs`: by blob id. `missing`: wanted blob ids whose contents GitHub does not give (too large, or not found).
    `bot_id`: the database id of our bot's account, None where GitHub does not tell.
    """

    snapshot: Snapshot
    blobs: Mapping[str, bytes] = field(default_factory=dict)
    missing: frozenset[str] = frozenset()
    bot_id: int | None = None

    def text_of(self, path: str) -> bytes | None:
        """The contents of a path at the head, where they were read."""
        entry = self.snapshot.tree.get(path)
        return self.blobs.get(entry.sha) if entry else None


@dataclass(frozen=True)
class Written:
    """What the executor did. `demoted`: inline comments that GitHub would not place. `notes`: what went wrong without
    stopping the run, in words. `body_base`: the description we spliced into, and `body_written` what we made of it; both
    None when the description was not written."""

    check_run_id: int | None = None
    review_id: int | None = None
    summary_id: str | None = None
    summary_url: str | None = None
    body_base: str | None = None
    body_written: str | None = None
    demoted: tuple[InlineComment, ...] = ()
    notes: tuple[str, ...] = ()


class Reads(Protocol):
    """Questions about one pull request."""

    async def read(self, number: int) -> Reading: ...

    async def read_conversation(self, number: int, seen: Seen) -> Reading | None: ...

    async def fetch_blobs(self, shas: Sequence[str]) -> Mapping[str, bytes]: ...


class Writes(Protocol):
    """The one executor of planned writes."""

    async def execute(self, writes: Sequence[Write]) -> Written: ...


class Intent(Protocol):
    """A review that was about to be sent."""

    @property
    def id(self) -> int: ...

    @property
    def marker(self) -> str: ...


class Intents(Protocol):
    """Reviews that are about to be sent, stored durably before they are (`app.store.intents.Intents`)."""

    async def pending(self, key: PullKey) -> Sequence[Intent]: ...

    async def open(self, key: PullKey, head_sha: str, marker: str) -> int: ...

    async def close(self, intent_id: int) -> None: ...
