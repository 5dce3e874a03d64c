"""One review from top to bottom: read, check, compose, plan, write, remember.

The state that should stand is computed anew each time from what GitHub says now; the deliveries only say that it may have
changed. So whatever was lost, doubled or cut off before, the same state comes out, and a run that finds it writes
nothing.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import reduce
from operator import add

import structlog

from app.github.questions import Reading, Written
from app.jobs.run import Run
from app.judge import Judge
from app.keys import PullKey
from app.library import OpenBook
from app.lost_edits import giving_back, lost_edit, with_lost_edit
from app.memory import PullMemory
from app.news import DEADLINE, LINKS_AGAIN, Effort, News, read_news
from app.outcomes import as_one, nothing_to_check, notices, referenced, waits_for_links, without_pull
from app.publication.compose import compose
from app.publication.plan import plan, plan_start
from app.publication.remember import Written as Learnt
from app.publication.remember import remember
from app.publication.show_check import starting
from app.rendering.convert import Converter, RepositoryFiles
from app.services import Services
from app.settling import Settled, context_of, settle, standing_ticks, tick_facts
from app.snapshot import Snapshot, StandingCheck
from app.store import Connection
from app.visit import Visit
from checks.checklist import required_items
from checks.rendering.conversion import NOT_RENDERED, Rendering
from checks.report import Outcomes, decide
from checks.run import check_pull

log = structlog.get_logger(__name__)

#: How long after servers did not answer they are asked again. Seconds.
LINKS_AGAIN_SECONDS = 300.0


@dataclass(frozen=True)
class Judged:
    """The pull request with everything that the rules say of it. `snapshot`: with the check run that says we began."""

    snapshot: Snapshot
    books: tuple[OpenBook, ...]
    outcomes: Outcomes
    nothing: str | None
    rendering: Rendering = NOT_RENDERED


async def review(run: Run, services: Services) -> None:
    """Bring what stands on the pull request in line with its present state.

    Raises Transient for faults that pass, LeaseLost when another worker took over.
    """
    assert isinstance(run.key, PullKey)
    memory = PullMemory.load(await services.store.pulls.load(run.key))
    news = read_news(run.deliveries, await services.own())
    lost = lost_edit(news.echoes, memory)
    if news.effort is Effort.NOTHING and lost is None:
        await run.finish()
        return
    async with services.github.installation(run.key.installation_id) as hub:
        visit = Visit(services, run, run.key, hub, memory)
        reading = await visit.read(whole=news.effort is Effort.WHOLE or memory.outcomes is None)
        await services.note_bot(reading.bot_id)
        if not reading.snapshot.pull.open:
            await _leave(visit, reading.snapshot)
            return
        await services.store.pulls.note(run.key, reading.snapshot.pull.head_sha, "open")
        await _publish(visit, reading, news, lost)


async def _leave(visit: Visit, snapshot: Snapshot) -> None:
    """A closed pull request: nothing is written. Others that share its head speak for themselves from now on."""
    services, key, sha = visit.services, visit.key, snapshot.pull.head_sha
    others = await services.store.pulls.by_head(key.repository_id, sha)
    await services.store.pulls.note(key, sha, "closed")
    for other in others:
        if other != key:
            await services.queue.wake(other, reason="shared head")
    await visit.run.finish()


async def _publish(visit: Visit, reading: Reading, news: News, lost: str | None) -> None:
    """Judge, compose, plan, write and remember, for one reading of an open pull request."""
    memory, services = visit.memory, visit.services
    settled = settle(reading.snapshot, memory)
    judged = await _judge(visit, reading, settled, news)
    snapshot = with_lost_edit(judged.snapshot, lost, memory)
    facts = tick_facts(snapshot, judged.books, news, (await services.own()).bot_login)
    ticks = standing_ticks(facts, memory, settled)
    context = await context_of(services, snapshot, settled, ticks, visit.details_url)
    report = decide(
        judged.outcomes,
        head_sha=snapshot.pull.head_sha,
        config=settled.config,
        required=required_items(snapshot.pull.template, settled.config),
        attestations=ticks.standing,
        notices=notices(judged.books, snapshot),
        nothing_to_check=judged.nothing,
    )
    publication = compose(report, snapshot, memory, context)
    writes = plan(publication, snapshot, memory, again=news.forced)
    written = await visit.write(giving_back(writes, snapshot, reading.snapshot.standing.body), reading)
    kept = remember(memory, publication, report, snapshot, context, facts, _learnt(written))
    await visit.keep_report(report, publication, snapshot)
    await _finish(visit, snapshot, settled, kept.with_rendering(judged.rendering), judged.outcomes)


def _learnt(written: Written) -> Learnt:
    return Learnt(
        check_run_id=written.check_run_id,
        summary_node=written.summary_id,
        body=written.body_written,
        body_base=written.body_base,
        unposted=[comment.identity for comment in written.demoted],
    )


async def _finish(
    visit: Visit, snapshot: Snapshot, settled: Settled, kept: PullMemory, outcomes: Outcomes
) -> None:
    """Store what the next run must know, and set the timers, in the transaction that marks the deliveries handled."""
    services, key = visit.services, visit.key
    kept = kept.model_copy(update={"config_digest": settled.digest, "valid_config": settled.text})
    await visit.keep_seen(snapshot)

    async def last(connection: Connection) -> None:
        await services.store.pulls.save(connection, key, kept.dump())
        if kept.again_at is None:
            return
        left = max(1.0, kept.again_at - services.clock())
        await services.queue.wake_with(connection, key, left, DEADLINE)
        if waits_for_links(outcomes) and left > LINKS_AGAIN_SECONDS:
            await services.queue.wake_with(connection, key, LINKS_AGAIN_SECONDS, LINKS_AGAIN)

    await visit.run.finish(last)


async def _judge(visit: Visit, reading: Reading, settled: Settled, news: News) -> Judged:
    """What the rules say: of the whole book after a push, of the pull request alone after a tick or a title."""
    books = await visit.open_books(reading, settled.config)
    snapshot, memory = reading.snapshot, visit.memory
    kept = (
        memory.restore()
        if _unchanged(snapshot, memory, settled) and news.effort is not Effort.WHOLE
        else None
    )
    nothing = nothing_to_check(books, snapshot)
    if nothing is not None:
        return Judged(snapshot, books, Outcomes(), nothing)
    if kept is None:
        snapshot, found, rendering = await _while_saying_so(visit, reading, books, settled)
    else:
        found, rendering = without_pull(kept), memory.restore_rendering()
    found = referenced(
        found + check_pull(snapshot.pull, as_one(books), settled.config, rendering), snapshot.pull.head_sha
    )
    for fault in found.errors:
        log.error(
            "a rule broke", rule=fault.rule, path=fault.path, detail=fault.detail, reference=fault.reference
        )
    return Judged(snapshot, books, found, None, rendering)


def _unchanged(snapshot: Snapshot, memory: PullMemory, settled: Settled) -> bool:
    return snapshot.pull.head_sha == memory.head_sha and settled.digest == memory.config_digest


async def _while_saying_so(
    visit: Visit, reading: Reading, books: Sequence[OpenBook], settled: Settled
) -> tuple[Snapshot, Outcomes, Rendering]:
    """Run the rules, and beside them the conversions; when that takes long, put up the check run that says so."""
    judge = Judge(visit.services.pool, visit.services.prober, visit.gallery(reading))
    task = asyncio.create_task(_judge_and_render(judge, visit, reading, books, settled))
    snapshot = reading.snapshot
    try:
        done, _ = await asyncio.wait({task}, timeout=visit.services.early)
        if not done:
            snapshot = await _say_begun(visit, reading)
        return snapshot, *await task
    finally:
        task.cancel()


async def _judge_and_render(
    judge: Judge, visit: Visit, reading: Reading, books: Sequence[OpenBook], settled: Settled
) -> tuple[Outcomes, Rendering]:
    converter = visit.services.converter
    rendering = None
    if converter is not None and not settled.config.build.checks:
        rendering = asyncio.create_task(_rendered(converter, books, visit.repository_files(reading)))
    try:
        outcomes = await _all_books(judge, books, settled)
        return outcomes, NOT_RENDERED if rendering is None else await rendering
    finally:
        if rendering is not None:
            rendering.cancel()


async def _rendered(converter: Converter, books: Sequence[OpenBook], files: RepositoryFiles) -> Rendering:
    """What converting the changed chapters of every book gave."""
    parts = [await converter.render(opened, files) for opened in books]
    return reduce(add, parts)


async def _all_books(judge: Judge, books: Sequence[OpenBook], settled: Settled) -> Outcomes:
    total = Outcomes()
    for opened in books:
        total = total + await judge.book(opened, settled.config)
    return total


async def _say_begun(visit: Visit, reading: Reading) -> Snapshot:
    snapshot = reading.snapshot
    check = starting(snapshot.pull.head_sha, snapshot.pull.number)
    written = await visit.write(plan_start(check, snapshot.standing), reading)
    if written.check_run_id is None:
        return snapshot
    await visit.note_begun(written.check_run_id, check)
    begun = StandingCheck(written.check_run_id, "in_progress", None, check.external_id)
    return replace(snapshot, standing=replace(snapshot.standing, check=begun))
