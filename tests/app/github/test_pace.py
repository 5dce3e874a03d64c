"""The secondary budgets, counted by what we send."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app import limits
from app.errors import Transient
from app.github.pace import Budget, Pace


class Time:
    """A clock that only sleeping moves."""

    def __init__(self) -> None:
        self.now = 1_000.0
        self.slept: list[float] = []

    def clock(self) -> float:
        return self.now

    async def sleep(self, seconds: float) -> None:
        self.slept.append(round(seconds, 6))
        self.now += seconds


@given(
    st.lists(st.tuples(st.integers(0, 40), st.integers(1, 5)), max_size=60),
    st.integers(5, 20),
    st.integers(1, 60),
)
def test_no_window_ever_holds_more_than_the_budget(
    steps: list[tuple[int, int]], most: int, seconds: int
) -> None:
    budget, now, spent = Budget(most, seconds), 0.0, list[tuple[float, int]]()
    for gap, cost in steps:
        now += gap
        now += budget.wait(now, cost)
        assert budget.wait(now, cost) <= 0
        budget.spend(now, cost)
        spent.append((now, cost))
        assert sum(units for at, units in spent if at > now - seconds) <= most


async def test_the_eighty_first_content_of_a_minute_waits_and_is_not_sent_early() -> None:
    time = Time()
    pace = Pace(0.0, time.clock, time.sleep)
    for _ in range(limits.CONTENT_PER_MINUTE):
        async with pace.write(graphql=False):
            time.now += 0.6  # 48 seconds in all
    async with pace.write(graphql=False):
        pass
    assert time.slept == [pytest.approx(12.0)]


async def test_a_budget_that_stays_exhausted_puts_the_run_back_for_as_long() -> None:
    time = Time()
    pace = Pace(0.0, time.clock, time.sleep)
    for _ in range(limits.CONTENT_PER_HOUR):
        async with pace.write(graphql=False):
            time.now += 1.0
    with pytest.raises(Transient) as caught:
        async with pace.write(graphql=False):
            raise AssertionError("must not be sent")
    assert caught.value.retry_after == pytest.approx(3_100.0)
    assert time.slept == []


async def test_points_of_rest_and_graphql_are_counted_apart() -> None:
    time = Time()
    pace = Pace(
        0.0, time.clock, time.sleep, content_minute=Budget(10_000, 60), content_hour=Budget(10_000, 3600)
    )
    for _ in range(limits.REST_POINTS_PER_MINUTE // limits.WRITE_POINTS):
        async with pace.write(graphql=False):
            pass
    await pace.read(graphql=True)
    with pytest.raises(Transient):
        await pace.read(graphql=False)


async def test_a_write_that_failed_counts_for_the_pause_too() -> None:
    time = Time()
    pace = Pace(1.0, time.clock, time.sleep)

    async def fail() -> None:
        async with pace.write(graphql=False):
            time.now += 0.25
            raise ConnectionError

    with pytest.raises(ConnectionError):
        await fail()
    async with pace.write(graphql=True):
        pass
    assert time.slept == [1.0]
