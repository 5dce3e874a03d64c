"""The client's manners: tokens, connections, retries, limits, permissions."""

from __future__ import annotations

import asyncio
import contextlib
import json
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path
from typing import Any

import httpx
import jwt
import pytest

from app.errors import Transient
from app.github.client import AppClient, is_read
from app.github.faults import BadCredentials, LostAnswer, NoPermission, NotThere, Refused, Unprocessable
from tests.app.github.conftest import NAME, Stage, no_sleep, public_pem
from tests.conftest import private_key_pem, settings_for

Handler = Callable[[httpx.Request], httpx.Response]
TOKEN = "/app/installations/7/access_tokens"


class Wire:
    """A mock of GitHub: `handler` answers everything but token requests; every request is recorded."""

    def __init__(self, handler: Handler, *, skew: float = 0.0) -> None:
        self.handler = handler
        self.skew = skew
        self.seen: list[httpx.Request] = []

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.seen.append(request)
        if not request.url.path.endswith(TOKEN):
            return self.handler(request)
        expires = datetime.now(UTC) + timedelta(hours=1, seconds=self.skew)
        return httpx.Response(201, json={"token": "ghs_x", "expires_at": expires.isoformat()})

    @property
    def asked(self) -> list[str]:
        return [f"{r.method} {r.url.path}" for r in self.seen if not r.url.path.endswith(TOKEN)]


def client_over(
    handler: Handler, tmp_path: Path, url: str = "https://api.github.com", **values: Any
) -> AppClient:
    settings = settings_for("postgresql://nobody@localhost/none", tmp_path, github_api_url=url)
    given: dict[str, Any] = {"write_pause": 0.0, "retry_base": 0.0, "sleep": no_sleep, **values}
    return AppClient(settings, transport=httpx.MockTransport(handler), **given)


def answering(status: int, body: Any = None, **headers: str) -> Handler:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return lambda request: httpx.Response(status, json=body if body is not None else {}, headers=named)


async def test_twenty_cold_calls_at_once_ask_for_one_token(stage: Stage) -> None:
    async def call() -> None:
        async with stage.hub() as hub:
            await hub.get(f"/repos/{NAME}")

    await asyncio.gather(*(call() for _ in range(20)))
    assert len(stage.world.requests.tokens) == 1
    assert len(stage.world.requests.reads) == 20


async def test_a_run_uses_one_connection(tmp_path: Path) -> None:
    connections = 0

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        nonlocal connections
        connections += 1
        with contextlib.suppress(asyncio.IncompleteReadError):
            while head := await reader.readuntil(b"\r\n\r\n"):
                lengths = [
                    int(x[15:]) for x in head.lower().split(b"\r\n") if x.startswith(b"content-length:")
                ]
                await reader.readexactly(sum(lengths))
                body = b'{"token": "t", "expires_at": "2999-01-01T00:00:00Z"}'
                writer.write(b"HTTP/1.1 200 OK\r\ncontent-length: %d\r\n\r\n%s" % (len(body), body))
        writer.close()
        await writer.wait_closed()
        closed.set()

    closed = asyncio.Event()
    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    async with server:
        port = server.sockets[0].getsockname()[1]
        settings = settings_for(
            "postgresql://nobody@localhost/none", tmp_path, github_api_url=f"http://127.0.0.1:{port}"
        )
        client = AppClient(settings, write_pause=0.0)
        async with client.installation(7) as hub:
            for _ in range(5):
                await hub.get("/zen")
            await hub.write("POST", "/x", {})
            # A task started inside the run inherits its connection.
            await asyncio.create_task(hub.get("/zen"))
        await closed.wait()
    assert connections == 1


async def test_clients_of_finished_runs_are_used_again(tmp_path: Path) -> None:
    client = client_over(Wire(answering(200)), tmp_path)
    for _ in range(3):
        async with client.installation(7) as one, client.installation(7) as other:
            await one.get("/zen")
            await other.get("/zen")
    assert len(client._idle[7]) == 2


@pytest.mark.parametrize("status", [500, 502, 503])
async def test_a_post_is_sent_once_whatever_the_server_says(tmp_path: Path, status: int) -> None:
    wire = Wire(answering(status))
    async with client_over(wire, tmp_path).installation(7) as hub:
        with pytest.raises(LostAnswer, match=r"POST /x; it may have been carried out"):
            await hub.write("POST", "/x", {})
        with pytest.raises(LostAnswer):
            await hub.mutate("mutation Edits { x }", {})
    assert wire.asked == ["POST /x", "POST /graphql"]


async def test_a_post_that_times_out_is_sent_once_and_counts_as_lost(tmp_path: Path) -> None:
    def slow(request: httpx.Request) -> httpx.Response:
        raise httpx.ReadTimeout("slow", request=request)

    wire = Wire(slow)
    async with client_over(wire, tmp_path).installation(7) as hub:
        with pytest.raises(LostAnswer):
            await hub.write("PATCH", "/x", {})
    assert wire.asked == ["PATCH /x"]


async def test_a_post_that_never_left_is_tried_again_and_is_not_lost(tmp_path: Path) -> None:
    def refuse(request: httpx.Request) -> httpx.Response:
        raise httpx.ConnectError("refused", request=request)

    wire = Wire(refuse)
    async with client_over(wire, tmp_path).installation(7) as hub:
        with pytest.raises(Transient) as caught:
            await hub.write("POST", "/x", {})
    assert not isinstance(caught.value, LostAnswer)
    assert len(wire.asked) == 4


async def test_reads_are_tried_again_after_server_errors_and_timeouts(tmp_path: Path) -> None:
    answers = iter([502, 503, 0, 200] * 2)

    def flaky(request: httpx.Request) -> httpx.Response:
        status = next(answers)
        if status == 0:
            raise httpx.ReadTimeout("slow", request=request)
        return httpx.Response(status, json={"data": {"ok": True}})

    async with client_over(Wire(flaky), tmp_path).installation(7) as hub:
        assert await hub.get("/zen") == {"data": {"ok": True}}
        assert (await hub.query("query Q { x }")).data == {"ok": True}


async def test_a_read_that_keeps_failing_is_transient(tmp_path: Path) -> None:
    wire = Wire(answering(502))
    async with client_over(wire, tmp_path).installation(7) as hub:
        with pytest.raises(Transient, match="GitHub answered 502 to GET /zen"):
            await hub.get("/zen")
    assert len(wire.asked) == 4


def test_only_queries_count_as_reads_among_graphql_requests() -> None:
    def sent(text: str) -> httpx.Request:
        return httpx.Request("POST", "https://api.github.com/graphql", json={"query": text, "variables": {}})

    assert is_read(sent("query Body { x }"))
    assert not is_read(sent("mutation Edits { x }"))
    assert not is_read(httpx.Request("POST", "https://api.github.com/x", json={"query": "query"}))


SECONDARY = "You have exceeded a secondary rate limit. Please wait a few minutes before you try again."


@pytest.mark.parametrize(
    ("status", "body", "headers", "wait"),
    [
        (403, {"message": SECONDARY}, {}, 60),
        (403, {"message": SECONDARY}, {"retry_after": "7"}, 7),
        (429, {"message": "Too many"}, {}, 60),
        (429, {"message": "Too many"}, {"retry_after": "not a number"}, 60),
        (403, {"message": "API rate limit exceeded"}, {"x_ratelimit_remaining": "0"}, 60),
        (403, {"message": "You have triggered an abuse detection mechanism"}, {}, 60),
        (403, {"message": "was submitted too quickly"}, {}, 60),
    ],
)
async def test_rate_limits_put_the_run_back_for_as_long_as_github_says(
    tmp_path: Path, status: int, body: dict[str, str], headers: dict[str, str], wait: int
) -> None:
    wire = Wire(answering(status, body, **headers))
    async with client_over(wire, tmp_path).installation(7) as hub:
        with pytest.raises(Transient) as read:
            await hub.get("/zen")
    async with client_over(wire, tmp_path).installation(7) as hub:
        with pytest.raises(Transient) as written:
            await hub.write("POST", "/x", {})
    assert read.value.retry_after == written.value.retry_after == wait
    assert not isinstance(written.value, LostAnswer)
    assert len(wire.asked) == 2, "a rate limit is never answered by another request"


async def test_a_limited_installation_is_left_in_peace_for_as_long_as_github_said(tmp_path: Path) -> None:
    now = [100.0]
    answers = iter(
        [httpx.Response(429, json={}, headers={"retry-after": "50"}), httpx.Response(200, json={})]
    )
    wire = Wire(lambda request: next(answers))
    client = client_over(wire, tmp_path, clock=lambda: now[0])
    async with client.installation(7) as hub, client.installation(7) as other_run:
        with pytest.raises(Transient):
            await hub.get("/zen")
        with pytest.raises(Transient) as caught:
            await other_run.write("POST", "/x", {})
        assert caught.value.retry_after == 50
        assert len(wire.asked) == 1
        now[0] += 50
        await other_run.get("/zen")


async def test_an_exhausted_primary_limit_waits_until_its_reset_by_githubs_clock(tmp_path: Path) -> None:
    theirs = datetime.now(UTC) - timedelta(hours=3)  # our clock is three hours fast
    wire = Wire(
        answering(
            403,
            {"message": "API rate limit exceeded for installation."},
            x_ratelimit_remaining="0",
            x_ratelimit_reset=str(int(theirs.timestamp()) + 90),
            date=format_datetime(theirs, usegmt=True),
        )
    )
    async with client_over(wire, tmp_path).installation(7) as hub:
        with pytest.raises(Transient) as caught:
            await hub.get("/zen")
    assert caught.value.retry_after is not None
    assert 89 <= caught.value.retry_after <= 93


@pytest.mark.parametrize("kind", ["RATE_LIMIT", "RATE_LIMITED"])
async def test_a_graphql_rate_limit_comes_with_status_200(tmp_path: Path, kind: str) -> None:
    body = {"errors": [{"type": kind, "message": "exceeded"}]}
    wire = Wire(answering(200, body, retry_after="33"))
    async with client_over(wire, tmp_path).installation(7) as hub:
        with pytest.raises(Transient) as caught:
            await hub.query("query Q { x }")
    assert caught.value.retry_after == 33


async def test_partial_graphql_data_is_kept_beside_its_errors(tmp_path: Path) -> None:
    errors = [
        {"path": ["a", 0, "b"], "message": "Resource not accessible by integration", "type": "FORBIDDEN"}
    ]
    wire = Wire(answering(200, {"data": {"a": [None]}, "errors": errors}))
    async with client_over(wire, tmp_path).installation(7) as hub:
        answer = await hub.query("query Q { a { b } }")
    assert answer.data == {"a": [None]}
    assert answer.error_at("a") == "Resource not accessible by integration"
    assert answer.error_at("c") is None


async def test_graphql_that_github_could_not_finish_is_transient_and_nonsense_is_not(tmp_path: Path) -> None:
    said = "Something went wrong while executing your query on 2024-01-01. Please include `X` when reporting."
    answers = iter(
        [{"errors": [{"message": said}]}, {"data": None, "errors": [{"message": "Parse error on x"}]}]
    )
    wire = Wire(lambda request: httpx.Response(200, json=next(answers)))
    async with client_over(wire, tmp_path).installation(7) as hub:
        with pytest.raises(Transient, match="Something went wrong"):
            await hub.query("query Q { x }")
        with pytest.raises(Refused, match="Parse error on x"):
            await hub.query("query Q { x }")


async def test_a_missing_permission_is_named(tmp_path: Path) -> None:
    body = {"message": "Resource not accessible by integration"}
    wire = Wire(
        answering(403, body, x_accepted_github_permissions="checks=write", x_ratelimit_remaining="42")
    )
    async with client_over(wire, tmp_path).installation(7) as hub:
        with pytest.raises(NoPermission, match="It needs the permission checks: write") as caught:
            await hub.write("POST", "/repos/a/b/check-runs", {})
    assert caught.value.permissions == "checks=write"
    assert "Accept the app's requested permissions" in str(caught.value)


@pytest.mark.parametrize(
    ("status", "kind"),
    [(404, NotThere), (410, NotThere), (422, Unprocessable), (401, BadCredentials), (400, Refused)],
)
async def test_what_github_refuses_is_permanent_and_says_why(
    tmp_path: Path, status: int, kind: type[Refused]
) -> None:
    body = {"message": "No", "errors": ["a sentence", {"resource": "X", "field": "y", "message": "is bad"}]}
    async with client_over(Wire(answering(status, body)), tmp_path).installation(7) as hub:
        with pytest.raises(kind) as caught:
            await hub.get("/zen")
    assert caught.value.status == status
    assert "No; a sentence; X.y: is bad" in str(caught.value)


async def test_a_clock_that_runs_wrong_is_set_by_githubs_own(tmp_path: Path) -> None:
    skew = timedelta(minutes=-25)
    issued: list[dict[str, Any]] = []

    def github(request: httpx.Request) -> httpx.Response:
        now = datetime.now(UTC) + skew
        dated = {"date": format_datetime(now, usegmt=True)}
        if not request.url.path.endswith(TOKEN):
            return httpx.Response(200, json={}, headers=dated)
        signed = request.headers["authorization"].removeprefix("Bearer ")
        claims = jwt.decode(
            signed,
            public_pem(private_key_pem()),
            algorithms=["RS256"],
            options={"verify_exp": False, "verify_iat": False},
        )
        issued.append(claims)
        if claims["exp"] > now.timestamp() + 600:
            message = "'Expiration time' claim ('exp') is too far in the future"
            return httpx.Response(401, json={"message": message}, headers=dated)
        expires = (now + timedelta(hours=1)).isoformat()
        return httpx.Response(201, json={"token": "ghs_x", "expires_at": expires}, headers=dated)

    async with client_over(github, tmp_path).installation(7) as hub:
        await hub.get("/zen")
        await hub.get("/zen")
    assert len(issued) == 2
    assert abs(issued[1]["iat"] + 60 - (time.time() + skew.total_seconds())) < 5


async def test_wrong_credentials_are_told_as_such_and_not_repeated(tmp_path: Path) -> None:
    seen: list[str] = []

    def github(request: httpx.Request) -> httpx.Response:
        seen.append(request.url.path)
        return httpx.Response(401, json={"message": "Integration not found"})

    async with client_over(github, tmp_path).installation(7) as hub:
        with pytest.raises(BadCredentials, match="GALLEY_APP_ID"):
            await hub.get("/zen")
    assert seen == [TOKEN]


async def test_a_revoked_token_is_asked_for_anew_once(stage: Stage) -> None:
    async with stage.hub() as hub:
        await hub.get(f"/repos/{NAME}")
        stage.world.requests.exchanges.clear()
        stage.client._cache.get_cache_storage().set(_token_key(stage), "ghs_revoked", timedelta(hours=1))
        await hub.get(f"/repos/{NAME}")
    assert [exchange.status for exchange in stage.world.requests] == [401, 201, 200]


def _token_key(stage: Stage) -> str:
    return next(key for key in stage.client._cache.get_cache_storage()._cache if ":installation:" in key)


async def test_a_token_that_github_cannot_give_makes_no_write_count_as_lost(tmp_path: Path) -> None:
    def github(request: httpx.Request) -> httpx.Response:
        return httpx.Response(503, json={})

    async with client_over(github, tmp_path).installation(7) as hub:
        with pytest.raises(Transient) as caught:
            await hub.write("POST", "/x", {})
    assert not isinstance(caught.value, LostAnswer)


async def test_writes_of_one_installation_keep_the_pause_between_them(tmp_path: Path) -> None:
    slept: list[float] = []
    now = [100.0]

    async def sleep(seconds: float) -> None:
        slept.append(seconds)
        now[0] += seconds

    client = client_over(Wire(answering(200)), tmp_path, write_pause=None, sleep=sleep, clock=lambda: now[0])
    async with client.installation(7) as hub, client.installation(7) as same:
        await asyncio.gather(hub.write("POST", "/a", {}), same.write("POST", "/b", {}))
        await hub.get("/zen")
    async with client.installation(8) as other:
        assert client.pace(8) is not client.pace(7)
        assert other is not hub
    assert slept == [1.0]


@pytest.mark.parametrize(
    ("url", "pause"),
    [
        ("https://api.github.com", 1.0),
        ("https://api.acme.ghe.com", 1.0),
        ("https://github.example/api/v3", 0.0),
        ("http://127.0.0.1:99", 0.0),
    ],
)
def test_the_pause_is_githubs_advice_on_its_own_hosts_and_none_elsewhere(
    tmp_path: Path, url: str, pause: float
) -> None:
    settings = settings_for("postgresql://nobody@localhost/none", tmp_path, github_api_url=url)
    assert AppClient(settings).pace(1).pause == pause


async def test_graphql_of_an_enterprise_server_is_where_the_settings_say(tmp_path: Path) -> None:
    wire = Wire(answering(200, {"data": {}}))
    async with client_over(wire, tmp_path, "https://github.example/api/v3").installation(7) as hub:
        await hub.query("query Q { x }")
        await hub.get("/zen")
    assert [str(r.url) for r in wire.seen[1:]] == [
        "https://github.example/api/graphql",
        "https://github.example/api/v3/zen",
    ]
    assert str(wire.seen[0].url) == "https://github.example/api/v3" + TOKEN


async def test_what_is_not_json_is_still_an_error_in_words(tmp_path: Path) -> None:
    wire = Wire(lambda request: httpx.Response(403, text="<html>blocked by a proxy</html>"))
    async with client_over(wire, tmp_path).installation(7) as hub:
        with pytest.raises(NoPermission, match="Forbidden"):
            await hub.get("/zen")


async def test_every_request_names_the_version_of_the_api_it_was_written_for(tmp_path: Path) -> None:
    wire = Wire(answering(200, {"data": {}}))
    async with client_over(wire, tmp_path).installation(7) as hub:
        await hub.get("/zen")
        await hub.get_raw("/zen")
        await hub.write("POST", "/x", {})
        await hub.query("query Q { x }")
    assert {r.headers["x-github-api-version"] for r in wire.seen} == {"2022-11-28"}
    assert wire.seen[2].headers["accept"] == "application/vnd.github.raw+json"
    assert all(r.headers["user-agent"].startswith("galleyproof/") for r in wire.seen)


async def test_all_pages_of_a_list_are_read(tmp_path: Path) -> None:
    def github(request: httpx.Request) -> httpx.Response:
        page = int(request.url.params.get("page", "1"))
        assert request.url.params["per_page"] == "100"
        following = f'<https://api.github.com/list?per_page=100&page={page + 1}>; rel="next"'
        return httpx.Response(200, json=[page], headers={"link": following} if page < 3 else {})

    async with client_over(Wire(github), tmp_path).installation(7) as hub:
        assert await hub.every("/list") == [1, 2, 3]


async def test_variables_and_query_travel_as_json(tmp_path: Path) -> None:
    wire = Wire(answering(200, {"data": {}}))
    async with client_over(wire, tmp_path).installation(7) as hub:
        await hub.query("\nquery Q($a: String!) { x(a: $a) }\n", {"a": 'quote " and ä'})
    assert json.loads(wire.seen[1].content) == {
        "query": "query Q($a: String!) { x(a: $a) }",
        "variables": {"a": 'quote " and ä'},
    }
