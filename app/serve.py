"""`galley serve` and `galley worker`: from the environment to a running process, and back down in order."""

from __future__ import annotations

import asyncio
import gc
import sys
from collections.abc import AsyncIterator, Callable, Coroutine, Iterator
from contextlib import asynccontextmanager, contextmanager
from typing import TYPE_CHECKING, Any

import structlog
import uvicorn

from app.errors import StartError
from app.jobs import Queue, Worker
from app.logs import setup_logs
from app.main import create_app
from app.pool import ValidatorPool
from app.settings import Settings, load_settings
from app.store import Store
from app.tasks import on_stop_signal, stop_signal
from checks.run import warm_up

if TYPE_CHECKING:
    from app.review_handler import ReviewHandler

GRACE_SECONDS = 30

log = structlog.get_logger(__name__)


def serve(host: str, port: int, *, worker: bool) -> None:
    """Run the server until SIGTERM or SIGINT, then drain. Raises StartError."""
    settings = load_settings()
    setup_logs(settings.log_level)
    _run(_serve(settings, host, port, worker=worker))


def work() -> None:
    """Run only a worker until SIGTERM or SIGINT, then drain. Raises StartError."""
    settings = load_settings()
    setup_logs(settings.log_level)
    _run(_work(settings))


def _run(main: Coroutine[Any, Any, None]) -> None:
    with asyncio.Runner(loop_factory=_loop_factory()) as runner:
        runner.run(main)


def _loop_factory() -> Callable[[], asyncio.AbstractEventLoop] | None:
    if sys.platform == "win32":
        return asyncio.SelectorEventLoop  # psycopg does not work on the proactor loop
    try:
        import uvloop
    except ImportError:
        return None
    return uvloop.new_event_loop


async def _serve(settings: Settings, host: str, port: int, *, worker: bool) -> None:
    async with Store.open(settings) as store, _handler(settings, store, wanted=worker) as handler:
        config = uvicorn.Config(
            create_app(
                settings,
                store,
                handler,
                periodic=handler.periodic if handler is not None else (),
            ),
            host=host,
            port=port,
            log_config=None,
            access_log=False,
            timeout_graceful_shutdown=GRACE_SECONDS,
            server_header=False,
            proxy_headers=False,
            ws="none",
            lifespan="on",
        )
        _calm_collector()
        server = _Server(config)
        await server.serve()
        if not server.started:
            raise StartError(
                f"The server could not listen on {host}:{port}: see the message above, or choose another --port."
            )


class _Server(uvicorn.Server):
    """Says where it listens, also when the port was left to the system, and leaves the process to us at the end."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """uvicorn's own raises the signal again when it is done, which would end us before the database is closed."""
        on_stop_signal(lambda number: self.handle_exit(number, None))
        yield

    async def startup(self, sockets: list[Any] | None = None) -> None:
        await super().startup(sockets)
        for server in getattr(self, "servers", []):
            for sock in server.sockets:
                log.info("listening", url="http://{}:{}".format(*sock.getsockname()[:2]))


def _calm_collector() -> None:
    """What was imported lives for ever: not to walk it again and again is worth 5 % under load."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(10_000, 20, 50)


async def _work(settings: Settings) -> None:
    async with Store.open(settings) as store, _handler(settings, store, wanted=True) as handler:
        assert handler is not None
        async with Worker(store, handler, concurrency=settings.concurrency, periodic=handler.periodic):
            log.info("working")
            await stop_signal()
            log.info("draining")


@asynccontextmanager
async def _handler(settings: Settings, store: Store, *, wanted: bool) -> AsyncIterator[ReviewHandler | None]:
    """The review itself, with the processes that it needs; None for a process that only takes deliveries in."""
    if not wanted:
        yield None
        return
    # Imported here: everything that a review needs, and nothing that intake does.
    from app.review_handler import build_handler

    async with ValidatorPool(settings.validators, warm_up) as pool:
        yield build_handler(settings, store, Queue(store), pool)
