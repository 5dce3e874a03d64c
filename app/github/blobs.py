"""File contents by blob id: many at once through GraphQL, one by one where that cannot give the exact bytes.

GraphQL gives text: decoded, cut at 512,000 bytes, null for what looks binary. Whether what came is what is stored is not
guessed: the blob id is the hash of the bytes, so it is computed and compared.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from app import limits
from app.errors import Transient
from app.github import documents
from app.github.client import Hub
from app.github.faults import NotThere, RateLimited
from app.github.questions import Keep, Known, Repository


def blob_id(data: bytes, like: str) -> str:
    """Git's id of a blob with these contents, in the hash that `like` is in (SHA-1, or SHA-256 of newer repositories)."""
    head = b"blob %d\0" % len(data)
    if len(like) == 64:
        return hashlib.sha256(head + data).hexdigest()
    return hashlib.sha1(head + data, usedforsecurity=False).hexdigest()


def exact(found: Mapping[str, Any] | None, sha: str) -> bytes | None:
    """The bytes of a GraphQL Blob, or None where its text is not the whole, unaltered content."""
    if not found or found.get("isTruncated") or not isinstance(found.get("text"), str):
        return None
    data = found["text"].encode("utf-8", "surrogatepass")
    return data if blob_id(data, sha) == sha else None


@dataclass
class Fetched:
    """What a fetch gave; `missing`: neither GraphQL nor REST has it, or it is too large to be wanted."""

    blobs: dict[str, bytes] = field(default_factory=dict)
    missing: set[str] = field(default_factory=set)


@dataclass
class BlobReader:
    """Contents of one repository's blobs. `sizes`: bytes, as far as a tree told them."""

    hub: Hub
    repository: Repository
    known: Known
    keep: Keep
    sizes: Mapping[str, int] = field(default_factory=dict)

    async def recall(self, shas: Sequence[str]) -> Mapping[str, bytes]:
        """Those that are known without asking GitHub."""
        return await self.known(shas) if shas else {}

    async def fetch(self, shas: Sequence[str]) -> Fetched:
        """All of these: known ones from the cache, the others from GitHub, at most 1 MB of text to a query."""
        wanted = list(dict.fromkeys(shas))
        fetched = Fetched(dict(await self.recall(wanted)))
        for part in self.portions([sha for sha in wanted if sha not in fetched.blobs]):
            await self.query(part, fetched)
        rest = [sha for sha in wanted if sha not in fetched.blobs]
        await self.take_raw(rest, fetched)
        return fetched

    async def query(self, shas: Sequence[str], into: Fetched, halvings: int = 2) -> None:
        """One query for these; smaller ones when GitHub cannot finish so much in time; a single one is left to REST."""
        variables = {"owner": self.repository.owner, "name": self.repository.name}
        try:
            answer = await self.hub.query(documents.blobs(shas), variables)
        except RateLimited:
            raise
        except Transient:
            if len(shas) == 1:
                return
            if not halvings:
                raise
            middle = len(shas) // 2
            await self.query(shas[:middle], into, halvings - 1)
            await self.query(shas[middle:], into, halvings - 1)
        else:
            await self.take(shas, answer.data.get("repository") or {}, into)

    async def take(self, shas: Sequence[str], found: Mapping[str, Any], into: Fetched) -> None:
        """Take what the aliases `b0` … of an answer hold; what they could not give exactly is left to REST."""
        gained = {
            sha: data for at, sha in enumerate(shas) if (data := exact(found.get(f"b{at}"), sha)) is not None
        }
        into.blobs |= gained
        if gained:
            await self.keep(gained)

    async def take_raw(self, shas: Sequence[str], into: Fetched) -> None:
        """One request for each: the raw bytes."""
        for sha in shas:
            if self.sizes.get(sha, 0) > limits.BLOB_MOST_BYTES:
                into.missing.add(sha)
                continue
            try:
                data = await self.hub.get_raw(f"{self.repository.path}/git/blobs/{sha}")
            except NotThere:
                into.missing.add(sha)
                continue
            into.blobs[sha] = data
            await self.keep({sha: data})

    def portions(self, shas: Sequence[str]) -> Iterator[list[str]]:
        """Cut into queries of at most 1 MB and 60 blobs; what GraphQL would cut is left out."""
        portion: list[str] = []
        total = 0
        for sha in shas:
            size = self.sizes.get(sha, 0)
            if size > limits.BLOB_TEXT_BYTES:
                continue
            if portion and (total + size > limits.QUERY_BYTES or len(portion) >= limits.QUERY_BLOBS):
                yield portion
                portion, total = [], 0
            portion.append(sha)
            total += size
        if portion:
            yield portion
