"""An httpx client whose every connection goes through the guard: no proxy, no cookies, no redirects of its own."""

from __future__ import annotations

import ssl
from collections.abc import AsyncIterable, AsyncIterator
from http.cookiejar import CookieJar, DefaultCookiePolicy

import httpcore
import httpx

from app.links.network import Dialer, GuardedBackend, Resolver

#: Connections that one client opens at most; more on one client is slower.
MOST_CONNECTIONS = 25
#: Seconds for a connection, and between two pieces of an answer.
TIMEOUT = httpx.Timeout(10.0, connect=6.0)

HEADERS = {
    "User-Agent": "Mozilla/5.0 (compatible; Galleyproof link check)",
    "Accept": "text/html,application/xhtml+xml,*/*;q=0.8",
    "Accept-Language": "en,*;q=0.5",
    "Accept-Encoding": "identity",
}

#: What httpcore raises and httpx calls otherwise; the most special first.
_ERRORS: tuple[tuple[type[Exception], type[httpx.TransportError]], ...] = (
    (httpcore.ConnectTimeout, httpx.ConnectTimeout),
    (httpcore.PoolTimeout, httpx.PoolTimeout),
    (httpcore.TimeoutException, httpx.ReadTimeout),
    (httpcore.ConnectError, httpx.ConnectError),
    (httpcore.NetworkError, httpx.ReadError),
    (httpcore.ProtocolError, httpx.RemoteProtocolError),
    (httpcore.UnsupportedProtocol, httpx.UnsupportedProtocol),
)


def guarded_client(
    resolver: Resolver, dialer: Dialer, tls: ssl.SSLContext | None = None
) -> httpx.AsyncClient:
    """A client for the prober. `tls`: for tests that bring a certificate of their own."""
    return httpx.AsyncClient(
        transport=GuardedTransport(GuardedBackend(resolver, dialer), tls),
        headers=HEADERS,
        cookies=CookieJar(DefaultCookiePolicy(allowed_domains=())),
        timeout=TIMEOUT,
        follow_redirects=False,
        trust_env=False,
    )


class GuardedTransport(httpx.AsyncBaseTransport):
    """httpx over an httpcore pool that dials through the guard."""

    def __init__(self, backend: GuardedBackend, tls: ssl.SSLContext | None = None) -> None:
        self._pool = httpcore.AsyncConnectionPool(
            ssl_context=tls or httpx.create_ssl_context(),
            max_connections=MOST_CONNECTIONS,
            max_keepalive_connections=MOST_CONNECTIONS,
            keepalive_expiry=5.0,
            http1=True,
            http2=True,
            network_backend=backend,
        )

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        inner = httpcore.Request(
            method=request.method,
            url=httpcore.URL(
                scheme=request.url.raw_scheme,
                host=request.url.raw_host,
                port=request.url.port,
                target=request.url.raw_path,
            ),
            headers=request.headers.raw,
            content=request.stream if isinstance(request.stream, httpx.AsyncByteStream) else b"",
            extensions=request.extensions,
        )
        try:
            answer = await self._pool.handle_async_request(inner)
        except Exception as error:
            if (ours := _translated(error, request)) is None:
                raise
            raise ours from error
        assert isinstance(answer.stream, AsyncIterable)
        return httpx.Response(
            answer.status, headers=answer.headers, stream=_Body(answer), extensions=answer.extensions
        )

    async def aclose(self) -> None:
        await self._pool.aclose()


class _Body(httpx.AsyncByteStream):
    def __init__(self, answer: httpcore.Response) -> None:
        self._answer = answer

    async def __aiter__(self) -> AsyncIterator[bytes]:
        stream = self._answer.stream
        assert isinstance(stream, AsyncIterable)
        try:
            async for piece in stream:
                yield piece
        except Exception as error:
            if (ours := _translated(error)) is None:
                raise
            raise ours from error

    async def aclose(self) -> None:
        await self._answer.aclose()


def _translated(error: Exception, request: httpx.Request | None = None) -> httpx.TransportError | None:
    """The same fault in httpx's words; None for what is not httpcore's."""
    for known, ours in _ERRORS:
        if isinstance(error, known):
            return ours(str(error) or type(error).__name__, request=request)
    return None
