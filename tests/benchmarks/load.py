"""The load: signed deliveries over keep-alive connections, each sent when the one before it was answered.

Run as its own process: `python -m tests.benchmarks.load PORT SECONDS CONNECTIONS < payloads.jsonl`; prints one line of
JSON. Written on bare asyncio protocols, so that the client costs as little as possible of the two cores.
"""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import itertools
import json
import os
import sys
import time
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import cast


@dataclass
class Tally:
    """What came back: seconds per answer, answers by status, ids that were acknowledged."""

    seconds: list[float] = field(default_factory=list)
    statuses: dict[int, int] = field(default_factory=dict)
    acknowledged: list[str] = field(default_factory=list)
    broken: int = 0


class Sender(asyncio.Protocol):
    """One connection."""

    def __init__(self, requests: Iterator[tuple[str, bytes]], tally: Tally, until: float) -> None:
        self._requests, self._tally, self._until = requests, tally, until
        self._buffer = b""
        self.done: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.Transport, transport)
        self._send()

    def _send(self) -> None:
        if time.perf_counter() >= self._until:
            self._transport.close()
            return
        self._id, request = next(self._requests)
        self._sent = time.perf_counter()
        self._transport.write(request)

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        head, separator, rest = self._buffer.partition(b"\r\n\r\n")
        if not separator or len(rest) < _length(head):
            return
        self._buffer = b""
        status = int(head[9:12])
        self._tally.seconds.append(time.perf_counter() - self._sent)
        self._tally.statuses[status] = self._tally.statuses.get(status, 0) + 1
        if status in (200, 202):
            self._tally.acknowledged.append(self._id)
        self._send()

    def connection_lost(self, exc: Exception | None) -> None:
        if time.perf_counter() < self._until:
            self._tally.broken += 1
        if not self.done.done():
            self.done.set_result(None)


def _length(head: bytes) -> int:
    for line in head.split(b"\r\n"):
        name, _, value = line.partition(b":")
        if name.lower() == b"content-length":
            return int(value)
    return 0


def requests(bodies: list[bytes], secret: bytes) -> Iterator[tuple[str, bytes]]:
    """Endless requests, each with an id of its own; signatures are made once per body."""
    heads = [
        b"POST /webhook HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nX-GitHub-Event: pull_request\r\n"
        b"User-Agent: GitHub-Hookshot/bench\r\nAccept: */*\r\nContent-Length: %d\r\nX-Hub-Signature-256: sha256=%s\r\n"
        % (len(body), hmac.new(secret, body, hashlib.sha256).hexdigest().encode())
        for body in bodies
    ]
    for index in itertools.count():
        delivery_id = str(uuid.uuid4())
        which = index % len(bodies)
        yield (
            delivery_id,
            heads[which] + b"X-GitHub-Delivery: %s\r\n\r\n" % delivery_id.encode() + bodies[which],
        )


async def load(port: int, seconds: float, connections: int, bodies: list[bytes], secret: bytes) -> Tally:
    """Keep `connections` busy for `seconds`."""
    tally, until = Tally(), time.perf_counter() + seconds
    source, loop = requests(bodies, secret), asyncio.get_running_loop()
    senders = []
    for _ in range(connections):
        try:
            _, sender = await loop.create_connection(lambda: Sender(source, tally, until), "127.0.0.1", port)
        except OSError:
            continue
        senders.append(sender.done)
    await asyncio.gather(*senders)
    return tally


def main() -> None:
    """The process."""
    port, seconds, connections = int(sys.argv[1]), float(sys.argv[2]), int(sys.argv[3])
    bodies = [line.rstrip(b"\n") for line in sys.stdin.buffer]
    started = time.perf_counter()
    run = load(port, seconds, connections, bodies, os.environb[b"GALLEY_WEBHOOK_SECRET"])
    try:
        import uvloop

        tally = uvloop.run(run)
    except ImportError:
        tally = asyncio.run(run)
    elapsed = time.perf_counter() - started
    tally.seconds.sort()
    count = len(tally.seconds)
    print(
        json.dumps(
            {
                "per_second": round(count / elapsed, 1),
                "p50_ms": round(tally.seconds[count // 2] * 1000, 1) if count else None,
                "p99_ms": round(tally.seconds[count * 99 // 100] * 1000, 1) if count else None,
                "statuses": tally.statuses,
                "broken": tally.broken,
                "acknowledged": tally.acknowledged if "--ids" in sys.argv else len(tally.acknowledged),
            }
        )
    )


if __name__ == "__main__":
    main()
