"""Deliveries that never came, or that we could not take in, cost nobody a review."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.demo.sample_book import base_files, form, pull_files
from app.pool import ValidatorPool
from app.sweeping import replay_failed, sweep_all
from tests.flow.conftest import Play, play

pytestmark = [pytest.mark.asyncio(loop_scope="session"), pytest.mark.timeout(200)]


async def test_a_pull_request_whose_delivery_was_lost_is_found_by_the_sweep(
    database_url: str, tmp_path: Path, pool: ValidatorPool
) -> None:
    async with play(database_url, tmp_path, pool=pool) as (on, prober):
        repository = on.world.create_repository("small-weather", "book", base_files())
        on.world.install(on.app, repository)
        await on.world.flush()
        on.world.webhooks_paused = True
        on.world.push(repository, "lost", pull_files(), "While we were down", "ada-breeze")
        pull = on.world.open_pull(repository, "lost", "main", "Forecasting", form(), "ada-breeze")
        on.world.outbox.drop_waiting()
        on.world.webhooks_paused = False
        await sweep_all(on.handler.services)
        scene = Play(on, repository, pull, prober)
        await scene.reviewed()
        assert len(scene.threads_of("spelling")) == 1


async def test_a_delivery_that_we_failed_to_take_in_is_asked_for_again(
    database_url: str, tmp_path: Path, pool: ValidatorPool
) -> None:
    async with play(database_url, tmp_path, pool=pool) as (on, prober):
        repository = on.world.create_repository("small-weather", "book", base_files())
        on.world.install(on.app, repository)
        await on.world.flush()
        right, on.app.webhook_secret = on.app.webhook_secret, "not our secret"
        on.world.push(repository, "refused", pull_files(), "Signed wrongly", "ada-breeze")
        pull = on.world.open_pull(repository, "refused", "main", "Forecasting", form(), "ada-breeze")
        await on.world.flush()
        on.app.webhook_secret = right
        await replay_failed(on.handler.services)
        scene = Play(on, repository, pull, prober)
        await scene.reviewed()
        assert len(scene.threads_of("spelling")) == 1
