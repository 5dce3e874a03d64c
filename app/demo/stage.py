"""A stage: a stand-in GitHub and the real server with its worker, speaking HTTP to each other on this machine."""

from __future__ import annotations

import asyncio
import contextlib
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import uvicorn
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from pydantic import SecretStr

from app.jobs import Queue
from app.judge import Prober
from app.main import create_app
from app.pool import ValidatorPool
from app.review_handler import ReviewHandler, build_handler
from app.sandbox.nouns import App
from app.sandbox.server import SandboxServer
from app.sandbox.world import World
from app.settings import Settings
from app.store import Store
from checks.run import warm_up

SLUG = "galleyproof"
SECRET = "a secret for this stage only"
START_SECONDS = 20.0


@dataclass
class Stage:
    """`bot_url`: where the bot's server listens. `app`: the bot as the stand-in knows it. `handler`: what its worker
    calls."""

    world: World
    store: Store
    settings: Settings
    app: App
    bot_url: str
    handler: ReviewHandler


def register(world: World) -> tuple[App, str]:
    """Register the bot with the stand-in; the app and its private key (PEM)."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    ).decode()
    public = key.public_key().public_bytes(
        serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    return world.add_app(SLUG, public_key=public.decode(), webhook_secret=SECRET), private


@asynccontextmanager
async def stage(
    world: World,
    *,
    data_dir: Path | None = None,
    database_url: str | None = None,
    prober: Prober | None = None,
    sandbox_port: int = 0,
    pool: ValidatorPool | None = None,
    **options: Any,
) -> AsyncIterator[Stage]:
    """Both servers, running. `pool`: processes to use, else two of its own. `options`: further fields of `Services`.
    Leaving the block drains the worker."""
    app, private = register(world)
    async with SandboxServer(world, sandbox_port) as github:
        settings = Settings(
            app_id=app.id,
            private_key=SecretStr(private),
            webhook_secret=SecretStr(SECRET),
            github_api_url=github.url,
            database_url=SecretStr(database_url) if database_url else None,
        )
        if data_dir is not None:
            settings = settings.model_copy(update={"data_dir": data_dir})
        listening = _listen()
        bot_url = f"http://127.0.0.1:{listening.getsockname()[1]}"
        settings = settings.model_copy(update={"public_url": bot_url})
        async with Store.open(settings) as store, _pool(pool) as processes:
            handler = build_handler(settings, store, Queue(store), processes, prober, **options)
            server = create_app(settings, store, handler, periodic=handler.periodic)
            async with _served(server, listening):
                app.webhook_url = f"{bot_url}/webhook"
                yield Stage(world, store, settings, app, bot_url, handler)


@asynccontextmanager
async def _pool(given: ValidatorPool | None) -> AsyncIterator[ValidatorPool]:
    if given is not None:
        yield given
        return
    async with ValidatorPool(2, warm_up) as own:
        yield own


def _listen() -> socket.socket:
    listening = socket.socket(
        socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP
    )  # else asyncio leaves Nagle's delay on
    listening.bind(("127.0.0.1", 0))
    return listening


@asynccontextmanager
async def _served(server_app: Any, listening: socket.socket) -> AsyncIterator[None]:
    config = uvicorn.Config(server_app, log_config=None, access_log=False, lifespan="on", ws="none")
    server = uvicorn.Server(config)
    # `serve` would take over the signal handlers of whoever runs the stage.
    task = asyncio.create_task(server._serve([listening]))
    try:
        async with asyncio.timeout(START_SECONDS):
            while not server.started:
                if task.done():
                    task.result()
                await asyncio.sleep(0.01)
        yield
    finally:
        server.should_exit = True
        with contextlib.suppress(asyncio.CancelledError):
            await task
