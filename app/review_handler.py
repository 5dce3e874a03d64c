"""What the queue calls: which piece of work a key is, and what is said when it broke."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass

import structlog

from app.errors import Transient
from app.github.client import AppClient
from app.github.faults import NotThere, Refused
from app.github.writing import Writer
from app.jobs import Periodic, Queue
from app.jobs.run import Run
from app.judge import Prober
from app.keys import InstallationKey, MergeGroupKey, PullKey
from app.merge_groups import answer_merge_group
from app.pool import ValidatorPool
from app.publication.show_check import crashed
from app.publication.writes import PutCheckRun
from app.rendering.choice import default_converter
from app.review import review
from app.services import Services
from app.settings import Settings
from app.store import Store
from app.sweeping import SWEEP_SECONDS, replay_failed, sweep_all, sweep_installation

log = structlog.get_logger(__name__)


@dataclass
class ReviewHandler:
    """Implements `app.jobs.Handler`."""

    services: Services

    async def __call__(self, run: Run) -> None:
        match run.key:
            case PullKey():
                await self._review(run)
            case MergeGroupKey():
                await answer_merge_group(run, self.services)
            case InstallationKey():
                await sweep_installation(run, self.services)

    async def _review(self, run: Run) -> None:
        try:
            await review(run, self.services)
        except (
            NotThere
        ) as gone:  # deleted, transferred, or taken from the installation: nothing can stand there
            log.info("the pull request is out of reach", why=str(gone))
            await run.finish()

    async def on_giving_up(self, run: Run, error: Transient) -> None:
        """A fault that should have passed did not: the check run says so, and how to try again."""
        await self._say_broken(run, uuid.uuid4().hex[:12], error)

    async def on_crash(self, run: Run, error: Exception, reference_id: str) -> None:
        """The review broke: people must see that it did, whose fault it is, and what they can do."""
        await self._say_broken(run, reference_id, error)

    async def _say_broken(self, run: Run, reference: str, error: Exception) -> None:
        if not isinstance(run.key, PullKey):
            return
        log.error("a review broke", reference=reference, error=str(error))
        key, services = run.key, self.services
        try:
            async with services.github.installation(key.installation_id) as hub:
                repository = await services.directory.repository(hub, key.repository_id)
                pull = await hub.get(f"{repository.path}/pulls/{key.number}")
                if pull["state"] != "open":
                    return
                check = crashed(pull["head"]["sha"], key.number, reference, services.docs_url)
                writer = Writer(
                    hub, repository, key, services.store.intents, run.still_ours, wall=services.clock
                )
                await writer.execute([PutCheckRun(check)])
        except Refused as refusal:
            log.error("could not even say so", reference=reference, error=str(refusal))

    @property
    def periodic(self) -> Sequence[Periodic]:
        """At start and then by the clock, in one worker: what no delivery told."""
        services = self.services
        return (
            (SWEEP_SECONDS, services.learn_identity),
            (SWEEP_SECONDS, lambda: replay_failed(services)),
            (SWEEP_SECONDS, lambda: sweep_all(services)),
        )


def build_handler(
    settings: Settings,
    store: Store,
    queue: Queue,
    pool: ValidatorPool,
    prober: Prober | None = None,
    **options: object,
) -> ReviewHandler:
    """The handler over an open store. `prober`: who asks external links; the default one reaches public addresses only.

    `options`: further fields of `Services`, for tests and the demo.
    """
    if prober is None:
        from app.links import default_prober  # brings an HTTP stack of its own

        prober = default_prober(store.links)
    options.setdefault("converter", default_converter(settings))
    services = Services(settings, store, queue, pool, AppClient(settings), prober, **options)  # type: ignore[arg-type]
    return ReviewHandler(services)
