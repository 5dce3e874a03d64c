"""Payloads of the shapes that GitHub sends, cut down to what our tests need; and their signatures."""

from __future__ import annotations

import hashlib
import hmac
import json
import uuid
from typing import Any

from app.deliveries import Own, Payload, concerns
from app.store.inbox import Arrival, compress

HEAD = "1" * 40
INSTALLATION, REPOSITORY = 11, 22


def base(action: str | None = None, sender: str = "ada", **parts: Any) -> dict[str, Any]:
    """What every delivery of an app has."""
    return {
        "action": action,
        "sender": {"login": sender, "id": 1, "type": "Bot" if sender.endswith("[bot]") else "User"},
        "repository": {
            "id": REPOSITORY,
            "full_name": "ada/book",
            "name": "book",
            "owner": {"login": "ada", "id": 1},
        },
        "installation": {"id": INSTALLATION},
        **parts,
    }


def pull_request(action: str = "opened", number: int = 7, head: str = HEAD, **parts: Any) -> dict[str, Any]:
    """A `pull_request` payload; `updated_at` orders heads as GitHub does."""
    pull = {
        "number": number,
        "title": "Chapter on data",
        "body": "- [ ] one",
        "draft": False,
        "state": "closed" if action == "closed" else "open",
        "head": {"ref": "patch", "sha": head},
        "base": {"ref": "main", "sha": "2" * 40},
        "user": {"login": "ada", "id": 1, "type": "User"},
        "labels": [],
        "updated_at": "2026-11-20T10:00:00Z",
    }
    pull |= parts.pop("pull", {})
    return base(action, number=number, pull_request=pull, **parts)


def arrival(
    event: str, payload: dict[str, Any], *, guid: str | None = None, own: Own | None = None
) -> Arrival:
    """The payload as the webhook hands it to the store."""
    body = json.dumps(payload).encode()
    parsed = Payload.model_validate_json(body)
    return Arrival(guid or str(uuid.uuid4()), event, parsed, compress(body), concerns(event, parsed, own))


def signed(secret: str, body: bytes, event: str, guid: str | None = None) -> dict[str, str]:
    """The headers that GitHub sends with a delivery."""
    return {
        "X-GitHub-Event": event,
        "X-GitHub-Delivery": guid or str(uuid.uuid4()),
        "X-Hub-Signature-256": "sha256=" + hmac.new(secret.encode(), body, hashlib.sha256).hexdigest(),
        "Content-Type": "application/json",
    }
