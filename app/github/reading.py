"""Reading a pull request: files, tree, and one query for all the rest; three requests when the book is known."""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any
from urllib.parse import quote

from app import limits
from app.errors import Transient
from app.github import assembly, documents, sources
from app.github import conversation as talk
from app.github.blobs import BlobReader, Fetched
from app.github.client import GraphQLAnswer, Hub
from app.github.faults import HeadMoved, NotThere, RateLimited
from app.github.files import read_files, read_tree
from app.github.questions import Keep, Known, Reading, Repository, Seen, Unneeded

#: How often a reading begins anew because a push arrived in the middle of it.
ATTEMPTS = 3


async def nothing_unneeded(_shas: Sequence[str]) -> Collection[str]:
    """Every chapter's contents are wanted."""
    return ()


class Reader:
    """Reads the pull requests of one repository for one run.

    `known` and `keep` are the cache of contents by blob id; `unneeded` tells whose contents are not wanted because their
    index is cached. `wall`: the time as `Snapshot.read_at` shall have it.
    """

    def __init__(
        self,
        hub: Hub,
        repository: Repository,
        known: Known,
        keep: Keep,
        unneeded: Unneeded = nothing_unneeded,
        wall: Callable[[], float] = time.time,
    ) -> None:
        self._hub = hub
        self._repository = repository
        self._unneeded = unneeded
        self._wall = wall
        self._blobs = BlobReader(hub, repository, known, keep)

    async def read(self, number: int) -> Reading:
        """The whole state now.

        Raises HeadMoved when pushes keep arriving, NotThere when GitHub shows no such pull request.
        """
        for attempt in range(ATTEMPTS):
            try:
                return await self._read(number)
            except HeadMoved:
                if attempt == ATTEMPTS - 1:
                    raise
        raise AssertionError("unreachable")

    async def read_conversation(self, number: int, seen: Seen) -> Reading | None:
        """The state now, with files and tree as `seen`: one request. None when the head is another one by now."""
        try:
            return await self._rest(number, seen)
        except HeadMoved:
            return None

    async def fetch_blobs(self, shas: Sequence[str]) -> Mapping[str, bytes]:
        """Contents by blob id: known ones at once, the others from GitHub; what GitHub has not is left out."""
        return (await self._blobs.fetch(shas)).blobs

    async def raw_blob(self, sha: str) -> bytes | None:
        """One blob that is no text, for one request; None when GitHub has it not. It is not kept."""
        try:
            return await self._hub.get_raw(f"{self._repository.path}/git/blobs/{sha}")
        except NotThere:
            return None

    async def file_at(self, path: str, ref: str) -> bytes | None:
        """One file as any commit or branch of the repository has it, None where it has none."""
        try:
            return await self._hub.get_raw(
                f"{self._repository.path}/contents/{quote(path)}?ref={quote(ref, safe='')}"
            )
        except NotThere:
            return None

    async def _read(self, number: int) -> Reading:
        changes = await read_files(self._hub, self._repository, number)
        head = changes.head_sha or await self._head(number)
        touched = [file.path for file in changes.files]
        tree = await read_tree(self._hub, self._repository, number, head, touched)
        return await self._rest(
            number, Seen(head, changes.files, tree.entries, tree.truncated, changes.complete)
        )

    async def _head(self, number: int) -> str:
        """Only a list of files that is empty, or of nothing but removals, does not tell the head."""
        found = await self._hub.get(f"{self._repository.path}/pulls/{number}")
        return str(found["head"]["sha"])

    async def _rest(self, number: int, seen: Seen) -> Reading:
        """The conversation and the contents: as many of them as fit ride in the same query."""
        shas, fetched = await self._wanted(seen)
        portions = list(self._blobs.portions([sha for sha in shas if sha not in fetched.blobs]))
        ask = assembly.ask_for(seen)
        with_it = portions[0] if portions else []
        answer, given = await self._converse(number, ask, with_it)
        found = self._checked(answer, number, seen)
        if given:
            await self._blobs.take(with_it, found, fetched)
        for portion in portions[1 if given else 0 :]:
            await self._blobs.query(portion, fetched)
        await self._blobs.take_raw([sha for sha in shas if sha not in fetched.blobs], fetched)
        gathered = await self._gather(number, answer.data, _config_at_head(seen, fetched))
        at = self._wall()
        snapshot = assembly.snapshot(gathered, ask, seen, self._repository, self._hub.app_id, at)
        bot_id = talk.us(answer.data.get("viewer"), self._hub.app_id).bot_id
        return Reading(snapshot, fetched.blobs, frozenset(fetched.missing), bot_id)

    async def _converse(
        self, number: int, ask: assembly.Ask, shas: Sequence[str]
    ) -> tuple[GraphQLAnswer, bool]:
        """The one query, and whether it held the contents: where GitHub cannot finish it, it is asked without them."""
        variables = {**self._names, "number": number}
        document = documents.conversation(ask.paths, ask.history_paths, shas)
        try:
            return await self._hub.query(document, variables), True
        except RateLimited:
            raise
        except Transient:
            if not shas:
                raise
        document = documents.conversation(ask.paths, ask.history_paths, ())
        return await self._hub.query(document, variables), False

    @property
    def _names(self) -> dict[str, Any]:
        return {"owner": self._repository.owner, "name": self._repository.name}

    async def _wanted(self, seen: Seen) -> tuple[list[str], Fetched]:
        """Blob ids in the order of their worth, and those of them that are known."""
        self._blobs.sizes = {entry.sha: entry.size or 0 for entry in seen.tree.values()}
        needed, others = sources.wanted_paths(seen.files, seen.tree)
        first = [seen.tree[path].sha for path in needed]
        rest = self._affordable([seen.tree[path].sha for path in others])
        skip = set(await self._unneeded(rest)) if rest else set()
        shas = list(dict.fromkeys((*first, *(sha for sha in rest if sha not in skip))))
        return shas, Fetched(dict(await self._blobs.recall(shas)))

    def _affordable(self, shas: Sequence[str]) -> list[str]:
        """As many of the book's other chapters as a first review may cost."""
        total, taken = 0, []
        for sha in shas:
            total += self._blobs.sizes.get(sha, 0)
            if total > limits.BOOK_MOST_BYTES:
                break
            taken.append(sha)
        return taken

    def _checked(self, answer: GraphQLAnswer, number: int, seen: Seen) -> Mapping[str, Any]:
        """The repository of the answer.

        Raises NotThere when it is not what was asked for, HeadMoved when the head is not the one that was read.
        """
        found = answer.data.get("repository")
        name = f"{self._repository.owner}/{self._repository.name}"
        if not found or not found.get("pullRequest"):
            why = answer.error_at("repository") or "no reason given"
            raise NotThere(f"GitHub does not show pull request {number} of {name}: {why}", 404)
        if found.get("databaseId") not in (None, self._repository.id):
            raise NotThere(
                f"{name} is another repository by now than the one with id {self._repository.id}.", 404
            )
        if found["pullRequest"]["headRefOid"] != seen.head_sha:
            raise HeadMoved(f"Pull request {number} of {name} was pushed to while it was being read.", 1.0)
        result: Mapping[str, Any] = found
        return result

    async def _gather(self, number: int, data: Mapping[str, Any], config: str | None) -> assembly.Gathered:
        """The rest of every list that did not fit on its first page."""
        pull = data["repository"]["pullRequest"]
        commit = assembly.newest_commit(pull)
        names = {**self._names, "number": number}
        who = talk.us(data.get("viewer"), self._hub.app_id)
        threads = await self._pages(pull["reviewThreads"], documents.MORE_THREADS, names, _threads)
        # Our summary is posted early: when the first hundred comments hold it, the later ones are not looked through.
        comments = talk.nodes(pull["comments"])
        if not any(who.wrote(node) for node in comments):
            comments = await self._pages(pull["comments"], documents.MORE_COMMENTS, names, _comments)
        rollup = (commit.get("statusCheckRollup") or {}).get("contexts")
        at_commit = {**self._names, "oid": commit.get("oid")}
        contexts = await self._pages(rollup, documents.MORE_CONTEXTS, at_commit, _contexts)
        requests = await self._requests(number, pull)
        return assembly.Gathered(data, threads, comments, contexts, requests, config)

    async def _pages(
        self,
        first: talk.Node | None,
        document: str,
        variables: Mapping[str, Any],
        inside: Callable[[Mapping[str, Any]], talk.Node | None],
    ) -> list[talk.Node]:
        found = talk.nodes(first)
        page = first
        while after := talk.next_page(page):
            answer = await self._hub.query(document, {**variables, "after": after})
            page = inside(answer.data)
            found += talk.nodes(page)
        return found

    async def _requests(self, number: int, pull: talk.Node) -> talk.Requests:
        """Who was asked; GraphQL hides teams from an app without `members: read`, REST does not."""
        found = talk.requests(pull.get("reviewRequests"))
        if not found.hidden:
            return found
        rest = await self._hub.get(f"{self._repository.path}/pulls/{number}/requested_reviewers")
        owner = self._repository.owner
        return talk.Requests(
            tuple(user["login"] for user in rest["users"]),
            tuple(f"{owner}/{team['slug']}" for team in rest["teams"]),
        )


def _config_at_head(seen: Seen, fetched: Fetched) -> str | None:
    """The book's settings as the pull request would have them, None when it leaves them alone."""
    entry = seen.tree.get(sources.CONFIG_PATH)
    if entry is None or not any(file.path == sources.CONFIG_PATH for file in seen.files):
        return None
    data = fetched.blobs.get(entry.sha)
    return data.decode("utf-8", "replace") if data is not None else None


def _threads(data: Mapping[str, Any]) -> talk.Node | None:
    return ((data.get("repository") or {}).get("pullRequest") or {}).get("reviewThreads")


def _comments(data: Mapping[str, Any]) -> talk.Node | None:
    return ((data.get("repository") or {}).get("pullRequest") or {}).get("comments")


def _contexts(data: Mapping[str, Any]) -> talk.Node | None:
    commit = (data.get("repository") or {}).get("object") or {}
    return (commit.get("statusCheckRollup") or {}).get("contexts")
