"""What there is: repositories by id, open pull requests, heads without a verdict, deliveries that failed."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from app.github import conversation as talk
from app.github import documents
from app.github.client import Hub
from app.github.faults import NotThere, Unprocessable
from app.github.questions import Repository

#: `refs/heads/gh-readonly-queue/main/pr-104-6b1f…`: how merge queues name their branches
#: (webhook schema of merge_group; managing-a-merge-queue).
QUEUE_REF = re.compile(r"gh-readonly-queue/.+/pr-(\d+)-[0-9a-f]{40,64}$")


@dataclass(frozen=True, slots=True)
class OpenPull:
    """An open pull request. `verdict`: our check run on its head is completed; `run_id`: that run, if there is one."""

    number: int
    head_sha: str
    run_id: int | None = None
    verdict: bool = False


@dataclass(frozen=True, slots=True)
class Delivery:
    """A delivery as GitHub lists it. `delivered_at` is ISO; `ok`: we answered with a 2xx status."""

    id: int
    guid: str
    event: str
    action: str | None
    delivered_at: str
    status_code: int
    redelivery: bool
    installation_id: int | None
    repository_id: int | None

    @property
    def ok(self) -> bool:
        return 200 <= self.status_code < 300


@dataclass
class Directory:
    """Names of repositories by id, shared by all runs of a process.

    A name can be taken over by another repository after a rename, so a name is only ever used together with its id
    (`Reader` compares them), and looked up anew by `refresh`.
    """

    _names: dict[int, Repository] = field(default_factory=dict)

    def learn(self, repository_id: int, full_name: str, default_branch: str = "") -> None:
        """A name seen in a delivery: saves the request for it."""
        owner, _, name = full_name.partition("/")
        self._names[repository_id] = Repository(repository_id, owner, name, default_branch)

    async def repository(self, hub: Hub, repository_id: int) -> Repository:
        """The repository with that id. Raises NotThere when the installation does not reach it."""
        return self._names.get(repository_id) or await self.refresh(hub, repository_id)

    async def refresh(self, hub: Hub, repository_id: int) -> Repository:
        """Ask for the name again, after a rename or transfer."""
        self._names.pop(repository_id, None)
        # Undocumented but what GitHub's own redirects of renamed repositories point to.
        found = await hub.get(f"/repositories/{repository_id}")
        self.learn(repository_id, found["full_name"], found.get("default_branch") or "")
        return self._names[repository_id]


async def repositories(hub: Hub) -> list[Repository]:
    """Every repository of the installation."""
    found = await hub.every("/installation/repositories", key="repositories")
    return [
        Repository(one["id"], one["owner"]["login"], one["name"], one.get("default_branch") or "")
        for one in found
        if not one.get("archived")
    ]


async def open_pulls(hub: Hub, repository: Repository) -> AsyncIterator[OpenPull]:
    """Every open pull request with our newest check run on its head: one request for fifty."""
    after: str | None = None
    while True:
        variables = {
            "owner": repository.owner,
            "name": repository.name,
            "app": hub.app_id,
            "after": after,
        }
        answer = await hub.query(documents.OPEN_PULLS, variables)
        found = answer.data.get("repository")
        if not found or found.get("databaseId") not in (None, repository.id):
            raise NotThere(
                f"GitHub does not show {repository.owner}/{repository.name} to this installation.", 404
            )
        for node in talk.nodes(found["pullRequests"]):
            yield _open_pull(node)
        after = talk.next_page(found["pullRequests"])
        if after is None:
            return


def _open_pull(node: talk.Node) -> OpenPull:
    commit = (talk.nodes(node.get("newest")) or [{}])[0].get("commit") or {}
    runs = [
        run for suite in talk.nodes(commit.get("checkSuites")) for run in talk.nodes(suite.get("checkRuns"))
    ]
    newest = max(runs, key=lambda run: run.get("databaseId") or 0, default=None)
    if newest is None:
        return OpenPull(node["number"], node["headRefOid"])
    done = newest.get("status") == "COMPLETED"
    return OpenPull(node["number"], node["headRefOid"], newest.get("databaseId"), done)


async def verdictless_heads(hub: Hub, repository: Repository) -> list[OpenPull]:
    """Open pull requests on whose head no verdict of ours stands: what a sweep must review."""
    return [pull async for pull in open_pulls(hub, repository) if not pull.verdict]


async def pulls_by_head(hub: Hub, repository: Repository, sha: str) -> list[int]:
    """Open pull requests whose head is this commit.

    `GET commits/{sha}/pulls` may not know commits of forks, so an empty answer is checked against the open ones.
    """
    try:
        found = await hub.every(f"{repository.path}/commits/{sha}/pulls")
    except (NotThere, Unprocessable):  # "No commit found for SHA" is a 422
        found = []
    numbers = [one["number"] for one in found if one["state"] == "open" and one["head"]["sha"] == sha]
    return numbers or [pull.number async for pull in open_pulls(hub, repository) if pull.head_sha == sha]


def pull_of_queue(head_ref: str) -> int | None:
    """The pull request that a merge queue's branch was made for (the last of its group)."""
    found = QUEUE_REF.search(head_ref)
    return int(found[1]) if found else None


async def installations(app: Hub) -> list[int]:
    """Ids of the installations that are not suspended. `app`: from `AppClient.as_app`."""
    return [one["id"] for one in await app.every("/app/installations") if not one.get("suspended_at")]


async def failed_deliveries(app: Hub, since: str) -> list[Delivery]:
    """Deliveries after `since` (ISO, UTC) that we never answered well, oldest first, one for each guid.

    GitHub never redelivers by itself (handling-failed-webhook-deliveries). A guid that succeeded in a later attempt is
    left out.
    """
    newest: dict[str, Delivery] = {}
    settled: set[str] = set()
    async for page in app.pages("/app/hook/deliveries"):
        found = [_delivery(one) for one in page]
        for one in found:
            if one.ok:
                settled.add(one.guid)
            newest.setdefault(one.guid, one)
        if found and found[-1].delivered_at < since:
            break
    failed = [one for one in newest.values() if one.guid not in settled and one.delivered_at >= since]
    return sorted(failed, key=lambda one: one.delivered_at)


async def redeliver(app: Hub, delivery_id: int) -> None:
    """Ask GitHub to send a delivery again; it arrives under the same guid."""
    await app.write("POST", f"/app/hook/deliveries/{delivery_id}/attempts", content=0)


def _delivery(found: Mapping[str, Any]) -> Delivery:
    return Delivery(
        id=found["id"],
        guid=found["guid"],
        event=found["event"],
        action=found.get("action"),
        delivered_at=found["delivered_at"],
        status_code=found.get("status_code") or 0,
        redelivery=bool(found.get("redelivery")),
        installation_id=found.get("installation_id"),
        repository_id=found.get("repository_id"),
    )
