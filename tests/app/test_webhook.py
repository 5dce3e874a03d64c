"""What comes in, what is stored, what is answered."""

from __future__ import annotations

import asyncio
import json
import uuid
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest
import pytest_asyncio

from app.commit import GroupCommit
from app.deliveries import Own
from app.store import Store
from app.webhook import BODY_LIMIT, Webhook
from tests.app.payloads import HEAD, base, pull_request, signed
from tests.conftest import APP_ID, WEBHOOK_SECRET

OWN = Own(APP_ID, "galleyproof[bot]", 900)


@pytest_asyncio.fixture
async def client(store: Store) -> AsyncIterator[httpx.AsyncClient]:
    """The endpoint over ASGI, committing to the test's database."""
    async with GroupCommit(store.url) as commits:
        webhook = Webhook(WEBHOOK_SECRET, commits, lambda: OWN)
        transport = httpx.ASGITransport(webhook)
        async with httpx.AsyncClient(transport=transport, base_url="http://galley") as opened:
            yield opened


async def post(
    client: httpx.AsyncClient, event: str, payload: dict[str, Any] | bytes, **headers: str
) -> httpx.Response:
    body = payload if isinstance(payload, bytes) else json.dumps(payload).encode()
    given = signed(WEBHOOK_SECRET, body, event) | {
        name.replace("_", "-"): value for name, value in headers.items()
    }
    return await client.post("/webhook", content=body, headers=given)


async def count(store: Store, table: str = "deliveries") -> int:
    async with store.pool.connection() as connection:
        row = await (await connection.execute(f"SELECT count(*) FROM {table}".encode())).fetchone()
    assert row is not None
    return int(row[0])


async def test_a_signed_delivery_is_stored_and_queued_before_it_is_acknowledged(
    client: httpx.AsyncClient, store: Store
) -> None:
    answer = await post(client, "pull_request", pull_request())
    assert answer.status_code == 202
    assert await count(store) == 1
    assert await count(store, "dirty") == 1
    assert await count(store, "procrastinate_jobs") == 1


async def test_the_same_delivery_twice_is_stored_once(client: httpx.AsyncClient, store: Store) -> None:
    guid = str(uuid.uuid4())
    answers = await asyncio.gather(
        *(post(client, "pull_request", pull_request(), X_GitHub_Delivery=guid) for _ in range(3))
    )
    answers.append(await post(client, "pull_request", pull_request(), X_GitHub_Delivery=guid))
    assert {answer.status_code for answer in answers} == {202}
    assert await count(store) == 1
    assert await count(store, "procrastinate_jobs") == 1


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"X_Hub_Signature_256": "sha256=" + "0" * 64}, 401),
        ({"X_Hub_Signature_256": ""}, 401),
        ({"X_Hub_Signature_256": "sha1=abc"}, 401),
        ({"X_Hub_Signature_256": "sha256=\u00fc"}, 401),
        ({"X_GitHub_Delivery": ""}, 400),
        ({"X_GitHub_Delivery": "'; DROP TABLE deliveries; --"}, 400),
    ],
)
async def test_a_delivery_that_is_not_githubs_is_refused_and_not_stored(
    client: httpx.AsyncClient, store: Store, headers: dict[str, str], status: int
) -> None:
    body = json.dumps(pull_request()).encode()
    raw = [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()]
    names = {name.lower() for name, _ in raw}
    good = signed(WEBHOOK_SECRET, body, "pull_request").items()
    raw += [(name.encode(), value.encode()) for name, value in good if name.lower().encode() not in names]
    answer = await client.post("/webhook", content=body, headers=raw)
    assert answer.status_code == status
    assert await count(store) == 0


async def test_an_unsigned_delivery_is_refused_with_what_to_do(
    client: httpx.AsyncClient, store: Store
) -> None:
    answer = await client.post("/webhook", json=pull_request(), headers={"X-GitHub-Event": "pull_request"})
    assert answer.status_code == 401
    assert "webhook secret" in answer.text
    assert await count(store) == 0


@pytest.mark.parametrize("announced", [True, False])
async def test_an_oversized_delivery_is_refused_announced_or_not(
    client: httpx.AsyncClient, store: Store, announced: bool
) -> None:
    body = b" " * (BODY_LIMIT + 1)

    async def chunks() -> AsyncIterator[bytes]:
        for start in range(0, len(body), 1 << 20):
            yield body[start : start + (1 << 20)]

    headers = signed(WEBHOOK_SECRET, body, "pull_request")
    content: Any = body if announced else chunks()
    answer = await client.post("/webhook", content=content, headers=headers)
    assert answer.status_code == 413
    assert await count(store) == 0


async def test_a_delivery_of_the_largest_allowed_size_is_taken(
    client: httpx.AsyncClient, store: Store
) -> None:
    small = json.dumps(pull_request()).encode()
    body = small[:-1] + b" " * (BODY_LIMIT - len(small)) + b"}"
    assert len(body) == BODY_LIMIT
    assert (await post(client, "pull_request", body)).status_code == 202


@pytest.mark.parametrize(
    "body", [b"", b"payload=%7B%7D", b"[1]", b'{"action": ', b"\xff\xfe", b"[" * 100_000]
)
async def test_what_is_not_json_is_refused_and_not_stored(
    client: httpx.AsyncClient, store: Store, body: bytes
) -> None:
    assert (await post(client, "pull_request", body)).status_code == 400
    assert await count(store) == 0


@pytest.mark.parametrize("event", ["ping", "push", "star", "an_event_of_the_future"])
async def test_events_that_we_do_not_use_are_answered_and_not_stored(
    client: httpx.AsyncClient, store: Store, event: str
) -> None:
    assert (await post(client, event, {"zen": "Keep it logically awesome."})).status_code == 200
    assert await count(store) == 0


async def test_an_action_of_the_future_is_answered_and_not_stored(
    client: httpx.AsyncClient, store: Store
) -> None:
    assert (await post(client, "pull_request", pull_request("teleported"))).status_code == 200
    assert await count(store) == 0


async def test_our_own_echo_costs_nothing_except_our_own_edit(
    client: httpx.AsyncClient, store: Store
) -> None:
    ours = "galleyproof[bot]"
    comment = base(
        "created", sender=ours, issue={"number": 7, "pull_request": {}}, comment={"id": 1, "body": "hi"}
    )
    assert (await post(client, "pull_request", pull_request("labeled", sender=ours))).status_code == 200
    assert (await post(client, "issue_comment", comment)).status_code == 200
    assert await count(store) == 0
    edit = pull_request("edited", sender=ours, changes={"body": {"from": "- [ ] one"}})
    assert (await post(client, "pull_request", edit)).status_code == 202
    other = pull_request("labeled", sender="galleyproof-test[bot]")
    assert (await post(client, "pull_request", other)).status_code == 202


async def test_only_post_is_taken(client: httpx.AsyncClient) -> None:
    assert (await client.get("/webhook")).status_code == 405


async def test_text_that_a_database_cannot_hold_does_no_harm(client: httpx.AsyncClient, store: Store) -> None:
    nasty = pull_request("opened", pull={"title": "a\0b\ud800", "body": "\0"})
    fine = pull_request("opened", number=8)
    answers = await asyncio.gather(post(client, "pull_request", nasty), post(client, "pull_request", fine))
    assert answers[1].status_code == 202
    assert answers[0].status_code in (202, 400)


async def test_a_database_that_is_away_means_not_acknowledged(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.webhook.COMMIT_SECONDS", 0.6)
    nowhere = "postgresql://galley@/galley?host=/nonexistent"
    async with GroupCommit(nowhere) as commits:
        webhook = Webhook(WEBHOOK_SECRET, commits, lambda: OWN)
        async with httpx.AsyncClient(
            transport=httpx.ASGITransport(webhook),
            base_url="http://galley",
        ) as client:
            assert (await post(client, "pull_request", pull_request())).status_code == 503
            assert commits._waiting == {}


async def test_a_broken_database_connection_is_made_anew(client: httpx.AsyncClient, store: Store) -> None:
    assert (await post(client, "pull_request", pull_request())).status_code == 202
    async with store.pool.connection() as connection:
        await connection.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
            "WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
    assert (await post(client, "pull_request", pull_request(number=8))).status_code == 202
    assert await count(store) == 2


async def test_many_at_once_are_all_stored(client: httpx.AsyncClient, store: Store) -> None:
    answers = await asyncio.gather(
        *(post(client, "pull_request", pull_request(number=number % 10, head=HEAD)) for number in range(300))
    )
    assert {answer.status_code for answer in answers} == {202}
    assert await count(store) == 300
    assert await count(store, "dirty") == 300
