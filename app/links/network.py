"""How the prober reaches the network: names are resolved once, judged, and dialled at exactly the judged address.

A name that resolves to a public address when checked and to a private one when dialled ("DNS rebinding") gains
nothing: nobody resolves it a second time.
"""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Iterable
from ipaddress import ip_address
from typing import Protocol

import httpcore

from app.links.addresses import PORTS, Refused, is_public

#: Addresses of one name that are tried, one after the other.
MOST_ADDRESSES = 3


class UnknownHost(Exception):
    """The name does not exist."""


class NoResolver(Exception):
    """The name could not be asked for: the resolver is silent or failed, which says nothing of the name."""


class Resolver(Protocol):
    """Names to addresses."""

    async def resolve(self, host: str, port: int) -> list[str]:
        """The IP addresses of a host. Raises UnknownHost, NoResolver."""


class Dialer(Protocol):
    """Opens connections to IP addresses."""

    async def dial(self, address: str, port: int, timeout: float | None) -> httpcore.AsyncNetworkStream:
        """A connection. Raises httpcore.ConnectError, httpcore.ConnectTimeout."""


class SystemResolver:
    """The machine's own resolver."""

    async def resolve(self, host: str, port: int) -> list[str]:
        try:
            found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
        except socket.gaierror as error:
            if error.errno in _NO_SUCH_NAME:
                raise UnknownHost(host) from error
            raise NoResolver(str(error)) from error
        except (OSError, UnicodeError) as error:
            raise NoResolver(str(error)) from error
        return list(dict.fromkeys(str(entry[4][0]) for entry in found))


_NO_SUCH_NAME = {getattr(socket, name) for name in ("EAI_NONAME", "EAI_NODATA") if hasattr(socket, name)}


class SystemDialer:
    """Plain TCP, to the address given and no other."""

    def __init__(self) -> None:
        self._backend = httpcore.AnyIOBackend()

    async def dial(self, address: str, port: int, timeout: float | None) -> httpcore.AsyncNetworkStream:
        return await self._backend.connect_tcp(address, port, timeout=timeout)


class GuardedBackend(httpcore.AsyncNetworkBackend):
    """What httpcore dials through. TLS and the Host header keep the name; only the connection goes to the address."""

    def __init__(self, resolver: Resolver, dialer: Dialer) -> None:
        self._resolver, self._dialer = resolver, dialer

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        """Raises Refused, UnknownHost, NoResolver, and what the dialer raises."""
        if port not in PORTS:
            raise Refused(f"port {port} is not the web's")
        error: Exception = UnknownHost(host)
        for address in await self._addresses(host, port, timeout):
            try:
                return await self._dialer.dial(address, port, timeout)
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as failed:
                error = failed
        raise error

    async def _addresses(self, host: str, port: int, timeout: float | None) -> list[str]:
        """The judged addresses, IPv4 first (a machine without IPv6 should not wait for it). One bad one spoils all."""
        try:
            async with asyncio.timeout(timeout):
                found = await self._resolver.resolve(host, port)
        except TimeoutError as slow:
            raise NoResolver(f"no answer for {host}") from slow
        if not found:
            raise UnknownHost(host)
        if not all(is_public(address) for address in found):
            raise Refused("its name leads to an address that is not public")
        return sorted(found, key=lambda address: ip_address(address).version)[:MOST_ADDRESSES]

    async def connect_unix_socket(
        self,
        path: str,
        timeout: float | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        raise Refused("a socket is not the web")

    async def sleep(self, seconds: float) -> None:
        await asyncio.sleep(seconds)
