"""What no delivery told us: pull requests that nobody reviewed, and deliveries that never arrived (we were down)."""

from __future__ import annotations

from datetime import UTC, datetime

import structlog

from app.errors import GalleyError
from app.github import directory
from app.jobs.run import Run
from app.keys import InstallationKey, PullKey
from app.news import SWEPT
from app.services import Services

#: GitHub keeps failed deliveries for three days; looking each quarter of an hour loses none. Seconds.
SWEEP_SECONDS = 900.0
#: "Deliveries are kept for 3 days" (docs, handling-failed-webhook-deliveries). Seconds.
KEPT_SECONDS = 3 * 86_400

log = structlog.get_logger(__name__)


async def sweep_installation(run: Run, services: Services) -> None:
    """Look at every open pull request of an installation; those without a verdict on their head are reviewed."""
    assert isinstance(run.key, InstallationKey)
    await _sweep(run.key.installation_id, services)
    await run.finish()


async def sweep_all(services: Services) -> None:
    """All installations: at start and on a timer. One that cannot be reached does not keep the others waiting."""
    async with services.github.as_app() as hub:
        found = await directory.installations(hub)
    for installation_id in found:
        try:
            await services.store.installations.note(installation_id, None)
            await _sweep(installation_id, services)
        except GalleyError as error:
            log.warning("sweep of an installation failed", installation=installation_id, error=str(error))


async def _sweep(installation_id: int, services: Services) -> None:
    async with services.github.installation(installation_id) as hub:
        for repository in await directory.repositories(hub):
            for pull in await directory.verdictless_heads(hub, repository):
                await services.queue.wake(PullKey(installation_id, repository.id, pull.number), reason=SWEPT)


async def replay_failed(services: Services) -> None:
    """Ask GitHub to send again what we did not take in."""
    since = datetime.fromtimestamp(services.clock() - KEPT_SECONDS, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    async with services.github.as_app() as hub:
        for delivery in await directory.failed_deliveries(hub, since):
            await directory.redeliver(hub, delivery.id)
            log.info("asked for a lost delivery again", kind=delivery.event, guid=delivery.guid)
