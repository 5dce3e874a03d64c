"""Closing a connection without an answer, which ASGI itself has no word for."""

from __future__ import annotations

import asyncio
from typing import Any

from uvicorn.protocols.http.h11_impl import H11Protocol

_OPEN: dict[tuple[str, int], asyncio.Transport] = {}


class CuttableProtocol(H11Protocol):
    """uvicorn's HTTP protocol, which remembers its transports by the peer's address."""

    _peer: tuple[str, int] | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        peer: Any = transport.get_extra_info("peername")
        self._peer = (peer[0], peer[1])
        _OPEN[self._peer] = transport

    def connection_lost(self, exc: Exception | None) -> None:
        super().connection_lost(exc)
        if self._peer is not None:
            _OPEN.pop(self._peer, None)


def cut(client: tuple[str, int] | None) -> bool:
    """Drop the connection of that peer at once; False when it is not served by ``CuttableProtocol``."""
    transport = _OPEN.get(client) if client else None
    if transport is None:
        return False
    transport.abort()
    return True
