"""Deliveries: queued in order, signed, posted one after the other, remembered, and sent again on request."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import json
import threading
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import httpx

from app.sandbox.ids import Ids
from app.sandbox.nouns import App

# "best practices for using webhooks": the server has 10 seconds.
TIMEOUT_SECONDS = 10.0

Observer = Callable[["Delivery"], Awaitable[None] | None]


@dataclass(eq=False)
class Delivery:
    """One delivery, sent or waiting. ``status_code`` is 0 until an answer came."""

    id: int
    guid: str
    event: str
    action: str | None
    app: App
    payload: bytes
    installation_id: int | None
    repository_id: int | None
    delivered_at: datetime
    redelivery: bool = False
    status_code: int = 0
    status: str = "pending"
    duration: float = 0.0
    response_body: str = ""
    response_headers: dict[str, str] = field(default_factory=dict)

    @property
    def headers(self) -> dict[str, str]:
        """The headers GitHub sends."""
        secret = self.app.webhook_secret.encode()
        headers = {
            "Content-Type": "application/json",
            "User-Agent": "GitHub-Hookshot/5ba11e5",
            "X-GitHub-Delivery": self.guid,
            "X-GitHub-Event": self.event,
            "X-GitHub-Hook-ID": str(self.app.id + 400_000_000),
            "X-GitHub-Hook-Installation-Target-ID": str(self.app.id),
            "X-GitHub-Hook-Installation-Target-Type": "integration",
        }
        if secret:
            headers["X-Hub-Signature"] = "sha1=" + hmac.new(secret, self.payload, hashlib.sha1).hexdigest()
            headers["X-Hub-Signature-256"] = (
                "sha256=" + hmac.new(secret, self.payload, hashlib.sha256).hexdigest()
            )
        return headers

    @property
    def body(self) -> dict[str, Any]:
        """The payload, read back."""
        loaded: dict[str, Any] = json.loads(self.payload)
        return loaded


class Outbox:
    """The queue of deliveries. Anything may put; one sender at a time takes, so the order is kept."""

    def __init__(self, ids: Ids, now: Callable[[], datetime]) -> None:
        self.paused = False
        self.deliveries: list[Delivery] = []
        self._ids, self._now = ids, now
        self._waiting: list[Delivery] = []
        self._guard = threading.Lock()
        self._sending = False
        self._released = 0  # so many may go although paused
        self._wake: Callable[[], None] | None = None

    def put(
        self,
        app: App,
        event: str,
        payload: dict[str, Any],
        installation_id: int | None,
        repository_id: int | None,
    ) -> Delivery:
        """Queue a delivery to ``app``."""
        data = json.dumps(payload, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "surrogatepass")
        return self._queue(
            Delivery(
                id=self._ids.next("delivery"),
                guid=self._ids.guid(),
                event=event,
                action=payload.get("action"),
                app=app,
                payload=data,
                installation_id=installation_id,
                repository_id=repository_id,
                delivered_at=self._now(),
            )
        )

    def again(self, old: Delivery) -> Delivery:
        """Queue a redelivery: the same GUID and payload under a new id."""
        return self._queue(
            Delivery(
                id=self._ids.next("delivery"),
                guid=old.guid,
                event=old.event,
                action=old.action,
                app=old.app,
                payload=old.payload,
                installation_id=old.installation_id,
                repository_id=old.repository_id,
                delivered_at=self._now(),
                redelivery=True,
            )
        )

    def _queue(self, delivery: Delivery) -> Delivery:
        with self._guard:
            self.deliveries.append(delivery)
            self._waiting.append(delivery)
        self.poke()
        return delivery

    def poke(self) -> None:
        """Wake the sender, if there is one."""
        if self._wake is not None:
            self._wake()

    @property
    def attended(self) -> bool:
        """Whether a server's sender looks after the queue."""
        return self._wake is not None

    def release(self) -> None:
        """Let what waits now go although paused."""
        with self._guard:
            self._released = len(self._waiting)
        self.poke()

    def drop_waiting(self) -> list[Delivery]:
        """Forget what waits, as an outage would; the deliveries stay on record as failed."""
        with self._guard:
            lost, self._waiting = self._waiting, []
        for delivery in lost:
            delivery.status, delivery.status_code = "failed to connect to host", 502
        return lost

    @property
    def idle(self) -> bool:
        """Whether nothing that may go waits, and nothing is being sent."""
        with self._guard:
            held = self.paused and not self._released
            return (held or not self._waiting) and not self._sending

    def on_arrival(self, wake: Callable[[], None] | None) -> None:
        """Call ``wake`` (from any thread) whenever something is queued."""
        self._wake = wake

    def _take(self, ignore_pause: bool) -> Delivery | None:
        with self._guard:
            if not self._waiting or (self.paused and not ignore_pause and not self._released):
                return None
            self._released -= 1 if self._released else 0
            self._sending = True
            return self._waiting.pop(0)

    async def send_waiting(self, client: httpx.AsyncClient, ignore_pause: bool = False) -> None:
        """Post everything that waits and may go, in order."""
        while (delivery := self._take(ignore_pause)) is not None:
            try:
                await post(client, delivery, self._now)
            finally:
                self._sending = False

    async def settle(self, timeout: float) -> None:
        """Wait until another task has sent everything; TimeoutError after ``timeout`` seconds."""
        end = time.monotonic() + timeout
        while not self.idle:
            if time.monotonic() > end:
                raise TimeoutError(f"{len(self._waiting)} webhook deliveries still wait after {timeout} s")
            await asyncio.sleep(0.005)


async def post(client: httpx.AsyncClient, delivery: Delivery, now: Callable[[], datetime]) -> None:
    """Post one delivery and note how it went; never raises for what the receiver does."""
    url = delivery.app.webhook_url
    if not url:
        delivery.status, delivery.status_code = "no webhook URL", 0
        return
    start = time.monotonic()
    try:
        answer = await client.post(
            url, content=delivery.payload, headers=delivery.headers, timeout=TIMEOUT_SECONDS
        )
    except httpx.TimeoutException:
        delivery.status, delivery.status_code = "timed out", 504
    except httpx.HTTPError as fault:
        delivery.status, delivery.status_code = "failed to connect to host", 502
        delivery.response_body = str(fault)
    else:
        delivery.status_code = answer.status_code
        delivery.status = "OK" if answer.is_success else f"Invalid HTTP Response: {answer.status_code}"
        delivery.response_body = answer.text
        delivery.response_headers = dict(answer.headers)
    delivery.duration = round(time.monotonic() - start, 3)
    delivery.delivered_at = now()
