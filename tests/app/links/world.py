"""A small internet on 127.0.0.1: names, a real HTTP server behind them, and a dialer that leads every address there."""

from __future__ import annotations

import asyncio
import ssl
from collections import Counter
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import httpcore

from app.links.network import NoResolver, UnknownHost

PUBLIC = "93.184.215.14"


@dataclass
class Names:
    """A resolver from a table; a list of lists is answered one after the other. Absent names do not exist."""

    table: dict[str, list[str]] = field(default_factory=dict)
    silent: bool = False
    asked: Counter[str] = field(default_factory=Counter)
    turns: dict[str, list[list[str]]] = field(default_factory=dict)

    async def resolve(self, host: str, port: int) -> list[str]:
        self.asked[host] += 1
        if self.silent:
            raise NoResolver("no answer")
        if turns := self.turns.get(host):
            return turns.pop(0)
        if host not in self.table:
            raise UnknownHost(host)
        return self.table[host]


@dataclass
class Local:
    """A dialer that leads to one local port and notes where it was sent."""

    port: int
    dialled: list[tuple[str, int]] = field(default_factory=list)
    broken: frozenset[str] = frozenset()

    async def dial(self, address: str, port: int, timeout: float | None) -> httpcore.AsyncNetworkStream:
        self.dialled.append((address, port))
        if address in self.broken:
            raise httpcore.ConnectError("refused")
        return await httpcore.AnyIOBackend().connect_tcp("127.0.0.1", self.port, timeout=timeout)


@dataclass(frozen=True)
class Request:
    method: str
    host: str
    path: str
    headers: Mapping[str, str]


@dataclass(frozen=True)
class Reply:
    status: int = 200
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)
    endless: bool = False
    delay: float = 0.0
    cut: bool = False


Handler = Callable[[Request], Reply]


@dataclass
class Server:
    handler: Handler
    requests: list[Request] = field(default_factory=list)
    open_now: int = 0
    open_most: int = 0
    sent: int = 0

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.open_now += 1
        self.open_most = max(self.open_most, self.open_now)
        try:
            while head := await _head(reader):
                self.requests.append(head)
                if not await self._answer(head, self.handler(head), writer):
                    break
        except (ConnectionError, asyncio.IncompleteReadError, asyncio.CancelledError, ssl.SSLError):
            pass
        finally:
            self.open_now -= 1
            writer.close()

    async def _answer(self, request: Request, reply: Reply, writer: asyncio.StreamWriter) -> bool:
        await asyncio.sleep(reply.delay)
        if reply.cut:
            return False
        headers = {"Content-Type": "text/html", **reply.headers}
        if not reply.endless:
            headers["Content-Length"] = str(len(reply.body))
        lines = [f"HTTP/1.1 {reply.status} X", *(f"{k}: {v}" for k, v in headers.items()), "", ""]
        writer.write("\r\n".join(lines).encode())
        if request.method != "HEAD":
            writer.write(reply.body)
            while reply.endless:
                writer.write(b"x" * 4096)
                self.sent += 4096
                await writer.drain()
        await writer.drain()
        return not reply.endless


async def _head(reader: asyncio.StreamReader) -> Request | None:
    try:
        raw = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
    except asyncio.IncompleteReadError:
        return None
    first, *rest = raw.split("\r\n")
    method, path, _ = first.split(" ", 2)
    headers = {k.lower(): v.strip() for k, _, v in (line.partition(":") for line in rest if line)}
    return Request(method, headers.get("host", ""), path, headers)


@asynccontextmanager
async def serving(handler: Handler, tls: ssl.SSLContext | None = None) -> AsyncIterator[tuple[Server, int]]:
    server = Server(handler)
    listening = await asyncio.start_server(server.serve, "127.0.0.1", 0, ssl=tls)
    try:
        yield server, listening.sockets[0].getsockname()[1]
    finally:
        listening.close()
