"""Faults to order, and the log of requests."""

from __future__ import annotations

import asyncio

import httpx
import pytest

from tests.sandbox.conftest import BODY, Scene

pytestmark = pytest.mark.asyncio


async def test_faults_strike_before_or_after_the_effect(live: Scene) -> None:
    talk = "/repos/press/book/issues/1/comments"
    live.world.faults.add("POST /repos/*/issues/*/comments", status=502, applied=True)
    live.world.faults.add("POST /repos/*/issues/*/comments", status=403)
    live.world.faults.add("POST /repos/*/issues/*/comments", status=429, retry_after=7)
    lost = await live.call("POST", talk, {"body": "one"})
    assert (lost.status_code, len(live.pull.comments)) == (502, 1)
    secondary = await live.call("POST", talk, {"body": "two"})
    assert secondary.status_code == 403
    assert "secondary rate limit" in secondary.json()["message"]
    assert "retry-after" not in secondary.headers
    limited = await live.call("POST", talk, {"body": "three"})
    assert (limited.status_code, limited.headers["retry-after"]) == (429, "7")
    assert len(live.pull.comments) == 1
    assert (await live.call("POST", talk, {"body": "four"})).status_code == 201


async def test_a_cut_connection_leaves_no_answer(live: Scene) -> None:
    live.world.faults.add("mutation addComment", cut=True, applied=True)
    query = 'mutation($id: ID!) { addComment(input: {subjectId: $id, body: "x"}) { clientMutationId } }'
    with pytest.raises(httpx.TransportError):
        await live.graphql(query, id=live.pull.node_id)
    assert len(live.pull.comments) == 1
    assert [exchange.fault for exchange in live.world.requests.named("addComment")] == ["cut"]


async def test_delay_and_latency_are_felt(live: Scene) -> None:
    live.world.latency = 30
    live.world.faults.add("GET *", status=None, delay=0.05)
    start = asyncio.get_running_loop().time()
    assert (await live.on_pull("GET", "")).status_code == 200
    assert asyncio.get_running_loop().time() - start >= 0.08


async def test_the_log_tells_reads_writes_and_tokens_apart(live: Scene) -> None:
    mark = live.world.requests.mark()
    await live.on_pull("GET", "")
    await live.graphql("{ viewer { login } rateLimit { cost } }")
    await live.graphql(
        "mutation($id: ID!) { minimizeComment(input: {subjectId: $id, classifier: SPAM}) { __typename } }"
    )
    await live.authorise()
    since = live.world.requests.since(mark)
    assert since.reads.names == [
        "GET /repos/{owner}/{repo}/pulls/{pull_number}",
        "query viewer rateLimit",
    ]
    assert since.writes.names == ["mutation minimizeComment"]
    assert len(since.tokens) == 1
    assert live.pull.body == BODY
