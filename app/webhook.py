"""Where GitHub's deliveries come in: a raw ASGI endpoint that verifies, stores and only then acknowledges.

GitHub waits ten seconds and never sends again by itself, so nothing slow happens here: no call to GitHub, no review.
"""

from __future__ import annotations

import asyncio
import hmac
import json
import re
import time
from collections.abc import Awaitable, Callable, MutableMapping
from functools import cache
from typing import Any

import structlog
from prometheus_client import Counter
from pydantic import ValidationError

from app import metrics
from app.commit import GroupCommit, NotStored
from app.deliveries import USED_EVENTS, Own, Payload, concerns
from app.store.inbox import Arrival, compress

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]

PATHS = frozenset({"/webhook", "/api/github/webhooks"})
# "payloads are capped at 25 MB" (webhook events and payloads); a larger one is not sent at all.
BODY_LIMIT = 25 * 1024 * 1024
# GitHub cuts the connection after 10 s; a late acknowledgement would count as failed there and as stored here.
COMMIT_SECONDS = 8.0
BODY_SECONDS = 8.0
DELIVERY_ID = re.compile(rb"[0-9A-Za-z-]{1,64}")

log = structlog.get_logger(__name__)


class Refused(Exception):
    """A delivery that is answered without being stored."""

    def __init__(self, status: int, why: str) -> None:
        super().__init__(why)
        self.status, self.why = status, why


class Webhook:
    """The endpoint. `own` tells who we are, as far as known by now."""

    def __init__(self, secret: str, commits: GroupCommit, own: Callable[[], Own]) -> None:
        self._secret = secret.encode()
        self._commits = commits
        self._own = own

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One HTTP request."""
        event = "?"
        try:
            headers = dict(scope["headers"])
            body = await self._body(scope, headers, receive)
            self._verify(headers, body)
            event = headers.get(b"x-github-event", b"").decode("latin-1")
            status, text = await self._accept(event, headers, body)
        except Refused as refusal:
            status, text = refusal.status, refusal.why
        _count(event if event in USED_EVENTS or event == "ping" else "other", status)
        await _answer(send, status, text)

    async def _body(self, scope: Scope, headers: dict[bytes, bytes], receive: Receive) -> bytes:
        if scope["method"] != "POST":
            raise Refused(405, "Deliveries are sent with POST.")
        length = headers.get(b"content-length", b"0")
        if not length.isdigit() or int(length) > BODY_LIMIT:
            raise Refused(413, f"A delivery has at most {BODY_LIMIT} bytes.")
        if b"x-hub-signature-256" not in headers:  # before reading what a stranger sends
            raise Refused(
                401, "The X-Hub-Signature-256 header is missing: set a webhook secret in the GitHub App."
            )
        try:
            async with asyncio.timeout(BODY_SECONDS):
                return await _read(receive)
        except TimeoutError:
            raise Refused(408, "The delivery did not arrive in time.") from None

    def _verify(self, headers: dict[bytes, bytes], body: bytes) -> None:
        expected = b"sha256=" + hmac.digest(self._secret, body, "sha256").hex().encode()
        if not hmac.compare_digest(headers[b"x-hub-signature-256"], expected):
            raise Refused(
                401,
                "The signature does not match: GALLEY_WEBHOOK_SECRET differs from the GitHub App's secret.",
            )

    async def _accept(self, event: str, headers: dict[bytes, bytes], body: bytes) -> tuple[int, str]:
        """Status and text for a delivery that is truly GitHub's."""
        started = time.monotonic()
        delivery_id = headers.get(b"x-github-delivery", b"")
        if not DELIVERY_ID.fullmatch(delivery_id):
            raise Refused(400, "The X-GitHub-Delivery header is missing or not a GUID.")
        payload = _parse(event, body)
        if event not in USED_EVENTS:
            return 200, "Nothing to do for this event."
        concerned = concerns(event, payload, self._own())
        if not concerned and not _tells_of_installation(event, payload):
            return 200, _why_nothing(payload)
        await self._store(Arrival(delivery_id.decode(), event, payload, compress(body), concerned))
        metrics.ACK_SECONDS.observe(time.monotonic() - started)
        return 202, "Stored."

    async def _store(self, arrival: Arrival) -> None:
        try:
            await self._commits.add(arrival, COMMIT_SECONDS)
        except TimeoutError:
            log.error("delivery not stored in time", delivery=arrival.id)
            raise Refused(503, "The delivery could not be stored in time: send it again.") from None
        except NotStored:
            raise Refused(
                500, "The delivery holds something that the database cannot store; see the log."
            ) from None


@cache
def _counter(event: str, status: int) -> Counter:
    return metrics.DELIVERIES.labels(event, str(status))


def _count(event: str, status: int) -> None:
    _counter(event, status).inc()


async def _read(receive: Receive) -> bytes:
    chunks: list[bytes] = []
    size = 0
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise Refused(400, "The connection ended before the delivery did.")
        chunk = message.get("body", b"")
        size += len(chunk)
        if size > BODY_LIMIT:
            raise Refused(413, f"A delivery has at most {BODY_LIMIT} bytes.")
        chunks.append(chunk)
        if not message.get("more_body", False):
            return b"".join(chunks)


def _parse(event: str, body: bytes) -> Payload:
    """Our few fields for events that we use; for others only: is it JSON?"""
    try:
        if event in USED_EVENTS:
            return Payload.model_validate_json(body)
        json.loads(body)
        return Payload()
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        where = ".".join(str(part) for part in first["loc"]) or "the payload"
        raise Refused(400, f"The payload cannot be read: {where}: {first['msg']}.") from None
    except (ValueError, RecursionError):
        raise Refused(
            400, "The payload is not JSON: set the content type of the webhook to application/json."
        ) from None


def _tells_of_installation(event: str, payload: Payload) -> bool:
    """An account that leaves concerns no review, but must be noted."""
    return event == "installation" and payload.installation is not None


def _why_nothing(payload: Payload) -> str:
    if payload.installation is None:
        return "Nothing to do: this delivery names no installation, so it is not from a GitHub App's webhook."
    return "Nothing to do for this action."


async def _answer(send: Send, status: int, text: str) -> None:
    body = text.encode()
    headers = [(b"content-type", b"text/plain; charset=utf-8"), (b"content-length", str(len(body)).encode())]
    if status in (408, 413):
        headers.append((b"connection", b"close"))  # the rest of the body is not read
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
