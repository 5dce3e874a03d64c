"""The server as one ASGI application: the webhook beside FastAPI, and the worker that lives as long as they do."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager

import structlog
from fastapi import FastAPI

from app.commit import GroupCommit
from app.deliveries import Own
from app.jobs import Handler, Periodic, Worker
from app.pages.full_report import report_router
from app.pages.health import health_router
from app.pages.manual import manual_router
from app.settings import Settings
from app.store import Store
from app.tasks import end
from app.webhook import PATHS, Receive, Scope, Send, Webhook

IDENTITY_SECONDS = 30.0

log = structlog.get_logger(__name__)


class Application:
    """Sends deliveries straight to the webhook and everything else to FastAPI (`.web`)."""

    def __init__(self, web: FastAPI, webhook: Webhook) -> None:
        self.web, self.webhook = web, webhook

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """ASGI. The lifespan is FastAPI's."""
        if scope["type"] == "http" and scope["path"] in PATHS:
            await self.webhook(scope, receive, send)
        else:
            await self.web(scope, receive, send)


class Identity:
    """Who we are on GitHub, kept fresh from the database (the worker learns it, also in another process)."""

    def __init__(self, store: Store, app_id: int) -> None:
        self._store = store
        self.own = Own(app_id)

    async def keep(self) -> None:
        """For ever, until cancelled."""
        while True:
            try:
                self.own = await self._store.identities.load(self.own.app_id)
            except Exception as error:
                log.warning("our own identity could not be read", error=str(error))
            await asyncio.sleep(IDENTITY_SECONDS if self.own.bot_login else 2.0)


def create_app(
    settings: Settings,
    store: Store,
    handler: Handler | None,
    *,
    periodic: Sequence[Periodic] = (),
) -> Application:
    """The whole server over an open store; without a handler it only takes deliveries in (`--no-worker`)."""
    identity = Identity(store, settings.app_id)
    commits = GroupCommit(store.url)

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        async with AsyncExitStack() as stack:
            keeping = asyncio.create_task(identity.keep(), name="identity")
            stack.push_async_callback(end, [keeping])
            if handler is not None:
                await stack.enter_async_context(
                    Worker(store, handler, concurrency=settings.concurrency, periodic=periodic)
                )
            await stack.enter_async_context(commits)
            yield

    web = FastAPI(title="Galleyproof", lifespan=lifespan, docs_url=None, redoc_url=None, openapi_url=None)
    for router in (health_router(store), report_router(store), manual_router()):
        web.include_router(router)
    secret = settings.webhook_secret.get_secret_value()
    return Application(web, Webhook(secret, commits, lambda: identity.own))
