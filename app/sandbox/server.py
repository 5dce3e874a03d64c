"""The stand-in as an ASGI app, and a server for it under uvicorn that also sends the webhooks."""

from __future__ import annotations

import asyncio
import contextlib
import socket
import threading
from types import TracebackType

import httpx
import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from app.sandbox import page
from app.sandbox.api import Api
from app.sandbox.cutting import CuttableProtocol
from app.sandbox.world import World

METHODS = ["GET", "POST", "PATCH", "PUT", "DELETE"]
START_SECONDS = 15.0


def create_app(world: World) -> Starlette:
    """The ASGI app: REST at the root, GraphQL at ``/graphql``, pages for people at ``/{owner}/{repo}/…``."""
    api = Api(world)

    async def answer(request: Request) -> Response:
        return await api.answer(request)

    app = Starlette(routes=[*page.routes(world), Route("/{rest:path}", answer, methods=METHODS)])
    app.state.world = world
    app.state.api = api
    return app


class SandboxServer:
    """Serves a world on 127.0.0.1 and delivers its webhooks.

    ``async with SandboxServer(world) as server: server.url``. In the same event loop by default; ``in_thread=True`` gives
    it a thread and a loop of its own. ``port=0`` picks a free one.
    """

    def __init__(self, world: World, port: int = 0, *, in_thread: bool = False) -> None:
        self.world = world
        self.app = create_app(world)
        self._port, self._in_thread = port, in_thread
        self._socket: socket.socket | None = None
        self._server: uvicorn.Server | None = None
        self._task: asyncio.Task[None] | None = None
        self._thread: threading.Thread | None = None

    @property
    def url(self) -> str:
        """``http://127.0.0.1:PORT``; empty before the start."""
        return self.world.base_url if self._socket else ""

    def _prepare(self) -> None:
        # The protocol is named so that asyncio sets TCP_NODELAY; without it each answer waits 40 ms for an ACK.
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
        self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        self._socket.bind(("127.0.0.1", self._port))
        self.world.base_url = f"http://127.0.0.1:{self._socket.getsockname()[1]}"
        config = uvicorn.Config(
            self.app, http=CuttableProtocol, log_config=None, access_log=False, lifespan="off", ws="none"
        )
        self._server = uvicorn.Server(config)

    async def _run(self) -> None:
        assert self._server is not None
        assert self._socket is not None
        loop, arrived = asyncio.get_running_loop(), asyncio.Event()

        def wake() -> None:
            with contextlib.suppress(RuntimeError):  # the loop may be closing
                loop.call_soon_threadsafe(arrived.set)

        self.world.outbox.on_arrival(wake)
        sender = asyncio.create_task(self._deliver(arrived))
        try:
            # `serve` would take over the process's signal handlers, which belong to whoever runs us.
            await self._server._serve([self._socket])
        finally:
            self.world.outbox.on_arrival(None)
            sender.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await sender

    async def _deliver(self, arrived: asyncio.Event) -> None:
        async with httpx.AsyncClient() as client:
            while True:
                arrived.clear()
                await self.world.outbox.send_waiting(client)
                await arrived.wait()

    async def __aenter__(self) -> SandboxServer:
        self._prepare()
        if self._in_thread:
            self._thread = threading.Thread(
                target=lambda: asyncio.run(self._run()), name="sandbox", daemon=True
            )
            self._thread.start()
        else:
            self._task = asyncio.create_task(self._run())
        assert self._server is not None
        async with asyncio.timeout(START_SECONDS):
            while not self._server.started:
                if self._task is not None and self._task.done():
                    self._task.result()
                await asyncio.sleep(0.005)
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        assert self._server is not None
        self._server.should_exit = True
        self._server.force_exit = True
        if self._task is not None:
            await self._task
        if self._thread is not None:
            await asyncio.to_thread(self._thread.join)
        if self._socket is not None:
            self._socket.close()
            self._socket = None
