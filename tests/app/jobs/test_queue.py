"""One run per key, nothing lost, nothing done twice."""

from __future__ import annotations

import asyncio
from typing import Any

import psycopg
import pytest

from app.deliveries import InstallationKey, PullKey
from app.errors import LeaseLost, Transient
from app.jobs import Queue, Run, Worker, attempt
from app.store import Store
from app.store.inbox import store_group
from tests.app.payloads import HEAD, INSTALLATION, REPOSITORY, arrival, base, pull_request
from tests.app.recorder import Recorder

KEY = PullKey(INSTALLATION, REPOSITORY, 7)


async def deliver(store: Store, *payloads: dict[str, Any], event: str = "pull_request") -> list[str]:
    """Store a group as the webhook does; the delivery ids."""
    group = [arrival(event, payload) for payload in payloads]
    async with await psycopg.AsyncConnection.connect(store.url, autocommit=True) as connection:
        await store_group(connection, group)
    return [one.id for one in group]


async def rows(store: Store, query: str) -> list[tuple[Any, ...]]:
    async with store.pool.connection() as connection:
        return await (await connection.execute(query.encode())).fetchall()


async def states(store: Store) -> list[str]:
    return [row[0] for row in await rows(store, "SELECT state FROM dirty ORDER BY id")]


async def until_states(store: Store, expected: list[str], seconds: float = 10.0) -> None:
    async with asyncio.timeout(seconds):
        while await states(store) != expected:
            await asyncio.sleep(0.02)


async def test_a_delivery_becomes_a_run_with_its_payload(store: Store) -> None:
    seen: list[Run] = []

    async def act(run: Run) -> None:
        seen.append(run)

    (guid,) = await deliver(store, pull_request("edited", changes={"body": {"from": "- [x] one"}}))
    recorder = Recorder(act)
    async with Worker(store, recorder):
        await recorder.runs(1)
        await until_states(store, ["handled"])
    (run,) = seen
    assert run.key == KEY
    (delivery,) = run.deliveries
    assert (delivery.id, delivery.event, delivery.action) == (guid, "pull_request", "edited")
    assert delivery.payload.changes is not None
    assert delivery.payload.changes.body is not None
    assert delivery.payload.changes.body.from_ == "- [x] one"
    assert await rows(store, "SELECT 1 FROM procrastinate_jobs") == []


async def test_deliveries_that_wait_together_are_one_run(store: Store) -> None:
    guids = [(await deliver(store, pull_request("labeled")))[0] for _ in range(5)]
    recorder = Recorder()
    async with Worker(store, recorder):
        await until_states(store, ["handled"] * 5)
        await asyncio.sleep(0.5)
    assert len(recorder.seen) == 1
    assert sorted(recorder.seen[0][1]) == sorted(guids)


async def test_a_delivery_that_arrives_during_a_run_causes_another_run(store: Store) -> None:
    started, go_on = asyncio.Event(), asyncio.Event()

    async def act(run: Run) -> None:
        started.set()
        await go_on.wait()

    recorder = Recorder(act)
    first = await deliver(store, pull_request("opened"))
    async with Worker(store, recorder):
        await started.wait()
        second = await deliver(store, pull_request("synchronize"))
        await asyncio.sleep(0.5)
        assert len(recorder.seen) == 1, "two runs of one pull request at once"
        go_on.set()
        await recorder.runs(2)
        await until_states(store, ["handled", "handled"])
    assert [ids for _, ids, _ in recorder.seen] == [tuple(first), tuple(second)]


async def test_a_run_can_tell_that_a_newer_delivery_waits(store: Store) -> None:
    answers: list[bool] = []

    async def act(run: Run) -> None:
        if run.deliveries[0].action == "opened":
            answers.append(await run.superseded())
            await deliver(store, pull_request("synchronize"))
            answers.append(await run.superseded())

    recorder = Recorder(act)
    await deliver(store, pull_request("opened"))
    async with Worker(store, recorder):
        await recorder.runs(2)
    assert answers == [False, True]


async def test_different_pull_requests_run_side_by_side(store: Store) -> None:
    together = asyncio.Barrier(3)

    async def act(run: Run) -> None:
        await together.wait()

    recorder = Recorder(act)
    await deliver(store, *(pull_request(number=number) for number in (1, 2, 3)))
    async with Worker(store, recorder, concurrency=3):
        await until_states(store, ["handled"] * 3)


async def test_the_memory_and_the_handled_mark_are_one_transaction(store: Store) -> None:
    async def act(run: Run) -> None:
        async def break_it(connection: Any) -> None:
            await store.pulls.save(connection, KEY, {"half": True})
            raise ValueError("in the middle")

        if run.attempt == 1 and not recorder.crashes:
            await run.finish(break_it)
        await run.finish({"head": HEAD})

    recorder = Recorder(act)
    (guid,) = await deliver(store, pull_request())
    async with Worker(store, recorder):
        await until_states(store, ["failed"])
        assert await store.pulls.load(KEY) is None
        await deliver_again(store, guid, pull_request())
        await until_states(store, ["handled"])
    assert await store.pulls.load(KEY) == {"head": HEAD}


async def deliver_again(store: Store, guid: str, payload: dict[str, Any]) -> None:
    async with await psycopg.AsyncConnection.connect(store.url, autocommit=True) as connection:
        await store_group(connection, [arrival("pull_request", payload, guid=guid)])


async def test_a_handled_delivery_sent_again_does_nothing(store: Store) -> None:
    recorder = Recorder()
    (guid,) = await deliver(store, pull_request())
    async with Worker(store, recorder):
        await until_states(store, ["handled"])
        await deliver_again(store, guid, pull_request())
        await asyncio.sleep(0.4)
    assert len(recorder.seen) == 1


async def test_a_crash_is_told_with_a_reference_and_the_worker_goes_on(store: Store) -> None:
    async def act(run: Run) -> None:
        if run.key == KEY:
            raise ZeroDivisionError("a fault of ours")

    recorder = Recorder(act)
    await deliver(store, pull_request(number=7))
    async with Worker(store, recorder, concurrency=1):
        await until_states(store, ["failed"])
        await deliver(store, pull_request(number=8))
        await until_states(store, ["failed", "handled"])
    ((error, reference_id),) = recorder.crashes
    assert "ZeroDivisionError" in error
    assert await rows(store, "SELECT reference_id FROM dirty WHERE state = 'failed'") == [(reference_id,)]


async def test_a_transient_fault_is_tried_again_and_holds_nobody_back(store: Store) -> None:
    async def act(run: Run) -> None:
        if len(recorder.seen) == 1:
            raise Transient("the other side is busy", retry_after=60)

    recorder = Recorder(act)
    first = await deliver(store, pull_request("opened"))
    async with Worker(store, recorder):
        await recorder.runs(1)
        await until_states(store, ["waiting"])
        second = await deliver(store, pull_request("synchronize"))
        await until_states(store, ["handled", "handled"])
    assert sorted(recorder.seen[1][1]) == sorted(first + second)
    assert recorder.seen[1][2] == 1, "a new delivery starts the count of attempts anew"


async def test_a_transient_fault_comes_back_by_itself(store: Store) -> None:
    async def act(run: Run) -> None:
        if run.attempt < 3:
            raise Transient("not yet", retry_after=0.0)

    recorder = Recorder(act)
    await deliver(store, pull_request())
    async with Worker(store, recorder):
        await until_states(store, ["handled"], seconds=20)
    assert [number for _, _, number in recorder.seen] == [1, 2, 3]


async def test_a_fault_that_does_not_pass_is_given_up_and_told(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(attempt, "MAX_ATTEMPTS", 2)

    async def act(run: Run) -> None:
        raise Transient("down for ever", retry_after=0.0)

    recorder = Recorder(act)
    await deliver(store, pull_request())
    async with Worker(store, recorder):
        await until_states(store, ["failed"], seconds=20)
    assert len(recorder.seen) == 2
    assert recorder.given_up == ["down for ever"]


@pytest.mark.parametrize("number", range(1, 12))
def test_delays_grow_and_stay_bounded(number: int) -> None:
    delay = attempt.delay_before_next(number, None)
    assert 3.0 <= delay <= attempt.LONGEST_DELAY * 1.3
    asked = attempt.delay_before_next(number, 90.0)
    assert 90.0 <= asked <= 99.0, "never earlier than asked"


async def test_the_first_writer_stops_when_another_took_over(store: Store) -> None:
    await deliver(store, pull_request())
    first = await Run.claim(store, str(KEY))
    assert first is not None
    await first.still_ours()
    second = await Run.claim(store, str(KEY))
    assert second is not None
    assert [one.id for one in second.deliveries] == [one.id for one in first.deliveries]
    with pytest.raises(LeaseLost):
        await first.still_ours()
    with pytest.raises(LeaseLost):
        await first.finish({"from": "first"})
    await second.finish({"from": "second"})
    assert await store.pulls.load(KEY) == {"from": "second"}


async def test_a_timer_rings_when_it_is_due_and_not_before(store: Store) -> None:
    recorder = Recorder()
    queue = Queue(store)
    await queue.wake(KEY, delay=1.0, reason="deadline")
    async with Worker(store, recorder):
        await deliver(store, pull_request())
        await recorder.runs(1)
        await until_states(store, ["waiting", "handled"])
        await recorder.runs(2)
        await until_states(store, ["handled", "handled"])
    assert recorder.seen[1][1][0].startswith("wake-")


async def test_a_timer_set_again_is_moved_and_not_doubled(store: Store) -> None:
    queue = Queue(store)
    await queue.wake(KEY, delay=0.5, reason="deadline")
    await queue.wake(KEY, delay=3600, reason="deadline")
    await queue.wake(KEY, delay=3600, reason="links")
    recorder = Recorder()
    async with Worker(store, recorder):
        await asyncio.sleep(2.2)
    assert recorder.seen == []
    assert await states(store) == ["waiting", "waiting"]


async def test_a_long_timer_does_not_hold_back_a_delivery_or_a_shorter_timer(store: Store) -> None:
    queue, recorder = Queue(store), Recorder()
    await queue.wake(KEY, delay=3600, reason="deadline")
    await queue.wake(KEY, delay=0, reason="now")
    async with Worker(store, recorder):
        await recorder.runs(1)
        await deliver(store, pull_request())
        await recorder.runs(2)


async def test_a_run_may_set_its_own_timer_anew(store: Store) -> None:
    queue = Queue(store)

    async def act(run: Run) -> None:
        if len(recorder.seen) < 3:
            await queue.wake(run.key, delay=0.0, reason="links")

    recorder = Recorder(act)
    await deliver(store, pull_request())
    async with Worker(store, recorder):
        await recorder.runs(3)
        await until_states(store, ["handled"] * 3)


async def test_a_timer_that_meets_a_transient_fault_is_kept_once(store: Store) -> None:
    queue = Queue(store)

    async def act(run: Run) -> None:
        if run.attempt == 1 and len(recorder.seen) == 1:
            await queue.wake(run.key, delay=0.2, reason="links")
            raise Transient("busy", retry_after=1.0)

    recorder = Recorder(act)
    await queue.wake(KEY, reason="links")
    async with Worker(store, recorder):
        await recorder.runs(2)
        await until_states(store, ["handled", "handled"])


async def test_a_hanging_run_is_ended(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    async def act(run: Run) -> None:
        if run.attempt == 1:
            await asyncio.Event().wait()

    recorder = Recorder(act)
    monkeypatch.setattr(attempt, "FIRST_DELAY", 0.1)
    await deliver(store, pull_request())
    worker = Worker(store, recorder)
    worker._attempts = attempt.Attempts(recorder, run_seconds=0.2)
    async with worker:
        await recorder.runs(2)
        await until_states(store, ["handled"])


async def test_checks_reach_the_open_pulls_with_that_head(store: Store) -> None:
    check = {"id": 5, "name": "build", "head_sha": HEAD, "app": {"id": 99}, "status": "completed"}
    await deliver(
        store,
        pull_request(number=7),
        pull_request(number=8),
        pull_request("closed", number=9),
        pull_request(number=10, head="3" * 40),
    )
    await deliver(store, base("completed", check_run=check), event="check_run")
    found = await rows(
        store, "SELECT key FROM dirty JOIN deliveries d ON d.id = delivery_id WHERE event = 'check_run'"
    )
    assert sorted(found) == [(f"pull/{REPOSITORY}/7",), (f"pull/{REPOSITORY}/8",)]


async def test_a_late_delivery_does_not_bring_an_old_head_back(store: Store) -> None:
    new = pull_request("synchronize", head="3" * 40, pull={"updated_at": "2026-11-20T11:00:00Z"})
    await deliver(store, new)
    await deliver(store, pull_request("opened"))
    assert await store.pulls.by_head(REPOSITORY, "3" * 40) == [KEY]
    assert await store.pulls.by_head(REPOSITORY, HEAD) == []


async def test_installations_come_and_go(store: Store) -> None:
    there = base("created")
    there["installation"] = {"id": 5, "account": {"login": "ada", "id": 1}}
    gone = {**there, "action": "deleted"}
    await deliver(store, there, event="installation")
    assert await store.installations.active() == [5]
    assert await rows(store, "SELECT key FROM dirty") == [(str(InstallationKey(5)),)]
    await deliver(store, gone, event="installation")
    assert await store.installations.active() == []


async def test_a_stopped_worker_lets_its_run_end(store: Store) -> None:
    started = asyncio.Event()

    async def act(run: Run) -> None:
        started.set()
        await asyncio.sleep(0.5)

    await deliver(store, pull_request())
    async with Worker(store, Recorder(act)):
        await started.wait()
    assert await states(store) == ["handled"]


async def test_a_run_that_does_not_end_in_time_at_shutdown_is_put_back(store: Store) -> None:
    started = asyncio.Event()

    async def act(run: Run) -> None:
        started.set()
        await asyncio.Event().wait()

    await deliver(store, pull_request())
    async with Worker(store, Recorder(act), drain=0.2):
        await started.wait()
    assert await states(store) == ["waiting"]
    recorder = Recorder()
    async with Worker(store, recorder):
        await until_states(store, ["handled"])


async def test_no_wake_up_is_lost_when_deliveries_meet_runs_at_every_moment(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without the sweep, which would find them a second later."""
    monkeypatch.setattr("app.jobs.worker.SWEEP_SECONDS", 3600.0)

    async def act(run: Run) -> None:
        await asyncio.sleep(0.001)

    async def send(seed: int) -> None:
        async with await psycopg.AsyncConnection.connect(store.url, autocommit=True) as connection:
            for number in range(60):
                await store_group(
                    connection, [arrival("pull_request", pull_request("labeled", number=number % 2))]
                )
                await asyncio.sleep((number * seed % 5) / 1000)

    recorder = Recorder(act)
    async with Worker(store, recorder):
        await asyncio.sleep(0.3)
        await asyncio.gather(*(send(seed) for seed in (1, 2, 3)))
        await until_states(store, ["handled"] * 180)
    assert len(recorder.seen) <= 180
    assert sorted(guid for _, ids, _ in recorder.seen for guid in ids) == sorted(
        row[0] for row in await rows(store, "SELECT id FROM deliveries")
    )


async def test_waiting_deliveries_share_one_job(store: Store) -> None:
    for _ in range(5):
        await deliver(store, pull_request("labeled"), pull_request("labeled", number=8))
    assert await rows(store, "SELECT count(*) FROM procrastinate_jobs") == [(2,)]
    assert await states(store) == ["waiting"] * 10
