"""The server as a whole: a delivery in at one end, a run out at the other; health; logs."""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import AsyncIterator

import httpx
import pytest
import pytest_asyncio
import structlog
from typer.testing import CliRunner

from app.cli import ELSEWHERE, cli
from app.logs import mask, setup_logs
from app.main import Application, create_app
from app.settings import Settings
from app.store import Store
from tests.app.payloads import pull_request, signed
from tests.app.recorder import Recorder
from tests.conftest import WEBHOOK_SECRET


@pytest.fixture
def recorder() -> Recorder:
    return Recorder()


@pytest_asyncio.fixture
async def application(settings: Settings, store: Store, recorder: Recorder) -> AsyncIterator[Application]:
    """The server with its worker, started."""
    app = create_app(settings, store, recorder)
    async with app.web.router.lifespan_context(app.web):
        yield app


@pytest_asyncio.fixture
async def client(application: Application) -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(
        transport=httpx.ASGITransport(application), base_url="http://galley"
    ) as opened:
        yield opened


@pytest.mark.parametrize("path", ["/webhook", "/api/github/webhooks"])
async def test_a_delivery_becomes_a_run(client: httpx.AsyncClient, recorder: Recorder, path: str) -> None:
    body = json.dumps(pull_request()).encode()
    answer = await client.post(path, content=body, headers=signed(WEBHOOK_SECRET, body, "pull_request"))
    assert answer.status_code == 202
    await recorder.runs(1)


async def test_health_and_figures(client: httpx.AsyncClient, recorder: Recorder) -> None:
    assert (await client.get("/healthz")).json() == {"status": "ok"}
    async with asyncio.timeout(10):  # the worker starts beside the server
        while (ready := await client.get("/readyz")).status_code != 200:
            await asyncio.sleep(0.05)
    assert ready.json() == {"database": "ok", "worker": "ok"}
    figures = (await client.get("/metrics")).text
    for name in ("galley_runs_total", "galley_queue_depth 0.0", "galley_ack_seconds_bucket"):
        assert name in figures
    assert (await client.get("/docs")).status_code == 404


async def test_our_identity_reaches_the_webhook_once_the_worker_has_learnt_it(
    client: httpx.AsyncClient, store: Store, settings: Settings, recorder: Recorder
) -> None:
    await store.identities.save(settings.app_id, "galleyproof", 900)
    body = json.dumps(pull_request("labeled", sender="galleyproof[bot]")).encode()

    async def status() -> int:
        headers = signed(WEBHOOK_SECRET, body, "pull_request")
        return (await client.post("/webhook", content=body, headers=headers)).status_code

    async with asyncio.timeout(10):
        while await status() != 200:
            await asyncio.sleep(0.1)


@pytest.mark.parametrize(
    "secret",
    [
        "ghs_" + "a" * 36,
        "github_pat_" + "b" * 30,
        "Bearer abcdefghijklmnopqrstuvwx",
        "-----BEGIN RSA PRIVATE KEY-----\nMIIE\n-----END RSA PRIVATE KEY-----",
        "postgresql://galley:sesame-open@db/galley",
        "eyJhbGciOiJSUzI1NiJ9.eyJpc3MiOiIxMjM0NSJ9.c2lnbmF0dXJl",
    ],
)
def test_what_looks_like_a_secret_never_gets_into_a_log(secret: str) -> None:
    hidden = secret.split(" ")[-1] if secret.startswith("Bearer") else secret
    record = mask(None, "info", {"event": f"sent {secret}", "deep": {"list": [secret]}, "number": 3})
    text = json.dumps(record)
    assert "[secret]" in text
    assert hidden not in text
    assert "sesame-open" not in text
    assert record["number"] == 3


def test_logs_are_one_json_object_a_line(capsys: pytest.CaptureFixture[str]) -> None:
    before = logging.getLogger().handlers[:]
    try:
        setup_logs("INFO", console=False)
        with structlog.contextvars.bound_contextvars(key="pull/1/2"):
            structlog.get_logger("galley.test").info("run ended", outcome="done")
        logging.getLogger("a.library").warning("token ghs_%s", "a" * 36)
        structlog.get_logger("galley.test").debug("not shown")
        lines = [json.loads(line) for line in capsys.readouterr().err.splitlines()]
        assert [line["event"] for line in lines] == ["run ended", "token [secret]"]
        assert lines[0]["key"] == "pull/1/2"
        assert lines[0]["outcome"] == "done"
    finally:
        structlog.reset_defaults()
        logging.basicConfig(handlers=before, force=True)


def test_every_command_is_listed_and_every_lazy_one_loads() -> None:
    shown = CliRunner().invoke(cli, ["--help"])
    assert shown.exit_code == 0
    for name in ("serve", "worker", *ELSEWHERE):
        assert name in shown.output
        assert CliRunner().invoke(cli, [name, "--help"]).exit_code == 0


def test_a_missing_setting_is_one_sentence_and_status_two(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("GALLEY_APP_ID", raising=False)
    result = CliRunner().invoke(cli, ["serve"])
    assert result.exit_code == 2
    assert "GALLEY_APP_ID is not set" in result.output
    assert "Traceback" not in result.output
