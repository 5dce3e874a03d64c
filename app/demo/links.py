"""A web of three sites on this machine, for the links of the sample book: the demo must not ask anybody else's.

The prober is the real one; only its resolver and its dialer are the demo's, so that names of the sample book lead here.
"""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import httpcore
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from app.links.network import UnknownHost
from app.links.prober import Limits, Prober

#: Host → path → status. Every other path is 404; every other host does not exist.
SITES = {
    "tools.smallweather.example": {"/": 200, "/persistence": 200},
    "archive.smallweather.example": {"/": 200},
    "video.smallweather.example": {"/watch/forecast": 410},
}
#: The names resolve to a public address, or the prober would refuse them; the dialer goes to this machine instead.
_ANYWHERE = "1.1.1.1"


class _Names:
    async def resolve(self, host: str, port: int) -> list[str]:
        if host not in SITES:
            raise UnknownHost(host)
        return [_ANYWHERE]


class _ToHere:
    def __init__(self, port: int) -> None:
        self._port = port
        self._backend = httpcore.AnyIOBackend()

    async def dial(self, address: str, port: int, timeout: float | None) -> httpcore.AsyncNetworkStream:
        return await self._backend.connect_tcp("127.0.0.1", self._port, timeout=timeout)


@asynccontextmanager
async def demo_prober() -> AsyncIterator[Prober]:
    """The real prober in front of the three sites."""
    served, trusting = _tls()
    server = await asyncio.start_server(_answer, "127.0.0.1", 0, ssl=served)
    port = server.sockets[0].getsockname()[1]
    async with server:
        yield Prober(
            resolver=_Names(),
            dialer=_ToHere(port),
            canaries=("https://tools.smallweather.example/",),
            limits=Limits(pause=0.2),
            tls=trusting,
        )


async def _answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """One request, HTTP/1.1, then the end of the connection."""
    try:
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
        method, path, _ = head[0].split(" ", 2)
        host = next((line[6:].strip() for line in head if line.lower().startswith("host: ")), "")
        status = SITES.get(host, {}).get(path, 404)
        body = (
            b""
            if method == "HEAD"
            else b"<!doctype html><title>Small Weather</title><p>A page of the sample book's web."
        )
        writer.write(
            f"HTTP/1.1 {status} .\r\ncontent-type: text/html\r\ncontent-length: {len(body)}\r\nconnection: close\r\n\r\n".encode()
            + body
        )
        await writer.drain()
    except (asyncio.IncompleteReadError, ConnectionError, ValueError):
        pass
    finally:
        writer.close()


def _tls() -> tuple[ssl.SSLContext, ssl.SSLContext]:
    """A certificate for the three names, made for this run: the server's context, and one that trusts it."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Sample book")])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(minutes=5))
        .not_valid_after(now + timedelta(days=2))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(host) for host in SITES]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    pem = certificate.public_bytes(serialization.Encoding.PEM)
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    served = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    with TemporaryDirectory() as folder:
        file = Path(folder, "site.pem")
        file.write_bytes(pem + private)
        served.load_cert_chain(file)
    return served, ssl.create_default_context(cadata=pem.decode())
