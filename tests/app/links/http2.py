"""A server that speaks HTTP/2 only, over TLS, and answers 200 with a small page."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from h2.config import H2Configuration
from h2.connection import H2Connection
from h2.events import RequestReceived

PAGE = b"<title>Two</title>"


@asynccontextmanager
async def serving_http2(tls: ssl.SSLContext) -> AsyncIterator[tuple[list[str], int]]:
    """The methods it was asked with, and its port."""
    asked: list[str] = []
    tls.set_alpn_protocols(["h2"])

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        connection = H2Connection(H2Configuration(client_side=False))
        connection.initiate_connection()
        try:
            writer.write(connection.data_to_send())
            while data := await reader.read(65_536):
                for event in connection.receive_data(data):
                    if isinstance(event, RequestReceived):
                        _answer(connection, event, asked)
                writer.write(connection.data_to_send())
        except (ConnectionError, asyncio.CancelledError, ssl.SSLError):
            pass
        finally:
            writer.close()

    listening = await asyncio.start_server(serve, "127.0.0.1", 0, ssl=tls)
    try:
        yield asked, listening.sockets[0].getsockname()[1]
    finally:
        listening.close()


def _answer(connection: H2Connection, event: RequestReceived, asked: list[str]) -> None:
    method = dict(event.headers or ())[b":method"].decode()
    asked.append(method)
    assert event.stream_id is not None
    connection.send_headers(event.stream_id, [(":status", "200"), ("content-type", "text/html")])
    connection.send_data(event.stream_id, b"" if method == "HEAD" else PAGE, end_stream=True)
