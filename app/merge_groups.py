"""A merge queue asks for the check on a commit of its own: it gets the verdict of the pull request it was made for."""

from __future__ import annotations

from app.github.directory import pull_of_queue
from app.github.writing import Writer
from app.jobs.run import Run
from app.keys import MergeGroupKey, PullKey
from app.memory import PullMemory
from app.publication.messages import queue as say
from app.publication.show_check import stamped
from app.publication.writes import CheckRun, PutCheckRun
from app.services import Services


async def answer_merge_group(run: Run, services: Services) -> None:
    """Report the verdict that the pull request's head has; a queue that gets no answer waits until it times out."""
    assert isinstance(run.key, MergeGroupKey)
    head_ref = next((d.payload.merge_group.head_ref for d in run.deliveries if d.payload.merge_group), "")
    number = pull_of_queue(head_ref)
    key = PullKey(run.key.installation_id, run.key.repository_id, number or 0)
    memory = PullMemory.load(await services.store.pulls.load(key)) if number else PullMemory()
    check = _check(run.key.head_sha, number, memory)
    async with services.github.installation(run.key.installation_id) as hub:
        for delivery in run.deliveries:
            if delivery.payload.repository is not None:
                services.directory.learn(run.key.repository_id, delivery.payload.repository.full_name)
        repository = await services.directory.repository(hub, run.key.repository_id)
        writer = Writer(hub, repository, key, services.store.intents, run.still_ours, wall=services.clock)
        await writer.execute([PutCheckRun(stamped(check, number or 0))])
    await run.finish()


def _check(head_sha: str, number: int | None, memory: PullMemory) -> CheckRun:
    """The conclusion of the pull request; where none is known it is no success: that would open the queue to anything."""
    if number is None or not memory.head_sha:
        return CheckRun(head_sha, "action_required", say.unknown_title(), say.unknown(number))
    conclusion = memory.check.conclusion or "action_required"
    title = say.title(number, memory.title)
    return CheckRun(head_sha, conclusion, title, say.relied_on(number, memory.head_sha, memory.title))
