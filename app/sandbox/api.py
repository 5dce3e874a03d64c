"""One API request from the wire to its answer: recognised, logged, delayed, spoilt, carried out."""

from __future__ import annotations

import asyncio
import hashlib
import json
import time
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

import app.sandbox.rest  # noqa: F401 - registers the routes
from app.sandbox.cutting import cut
from app.sandbox.faults import Fault
from app.sandbox.graphql.execution import look, run
from app.sandbox.graphql.fields import Asking
from app.sandbox.principals import Gate, Principal
from app.sandbox.refusals import DOCS, Refusal
from app.sandbox.requestlog import Exchange, Kind
from app.sandbox.rest.routing import Call, Reply, admit, find
from app.sandbox.world import World

VERSIONS = ("2022-11-28", "2026-03-10")
GRAPHQL = ("/graphql", "/api/graphql")
JSON = "application/json; charset=utf-8"


class Api:
    """REST and GraphQL over a world."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.gate = Gate(world)

    async def answer(self, request: Request) -> Response:
        """Answer one request."""
        start = time.monotonic()
        raw = await request.body()
        body, readable = _read(raw)
        exchange = self._exchange(request, body)
        if self.world.requests.keep_bodies:
            exchange.request_body = body
        if self.world.latency:
            await asyncio.sleep(self.world.latency / 1_000)
        fault = self.world.faults.strike(exchange)
        if fault is not None and fault.delay:
            await asyncio.sleep(fault.delay)
        spoils = fault is not None and (fault.cut or fault.status is not None)
        reply, headers = Reply(None), dict[str, str]()
        if fault is None or not spoils or fault.applied:
            reply, headers = self._carry_out(request, exchange, body, readable)
        if fault is not None and spoils:
            reply = self._spoil(request, exchange, fault, reply)
        exchange.status = 0 if fault is not None and fault.cut else reply.status
        exchange.duration = time.monotonic() - start
        if self.world.requests.keep_bodies:
            exchange.response_body = reply.body
        self.world.requests.add(exchange)
        return _respond(request, reply, headers)

    def _spoil(self, request: Request, exchange: Exchange, fault: Fault, reply: Reply) -> Reply:
        exchange.fault = fault.label
        if fault.cut:
            cut(request.client and (request.client.host, request.client.port))
            return Reply(None, 502)
        headers = {"retry-after": str(fault.retry_after)} if fault.retry_after is not None else {}
        return Reply(fault.answer, fault.status or reply.status, headers)

    def _exchange(self, request: Request, body: Any) -> Exchange:
        path, method = request.url.path, request.method
        if path in GRAPHQL:
            looked = look(str(body.get("query", "")), body.get("operationName"))
            kind: Kind = "write" if looked.operation == "mutation" else "read"
            return Exchange(0, method, path, "/graphql", kind, "", looked.operation, looked.fields)
        found = find(method, path)
        template = found[0].template if found else path
        kind = "read" if method in ("GET", "HEAD") else "write"
        if template.endswith("/access_tokens"):
            kind = "token"
        return Exchange(0, method, path, template, kind, "")

    def _carry_out(
        self, request: Request, exchange: Exchange, body: Any, readable: bool
    ) -> tuple[Reply, dict[str, str]]:
        headers = {"x-github-request-id": f"5A4D:{self.world.ids.next('request'):X}"}
        with self.world.lock:
            try:
                self._check_version(request, headers)
                who = self.gate.recognise(request.headers.get("authorization"))
                exchange.principal = who.label
                if not readable:
                    raise Refusal(400, "Problems parsing JSON")
                if exchange.operation is not None:
                    return self._graphql(who, body, headers), headers
                return self._rest(request, who, body, headers), headers
            except Refusal as refusal:
                return Reply(refusal.body, refusal.status), headers

    @staticmethod
    def _check_version(request: Request, headers: dict[str, str]) -> None:
        version = request.headers.get("x-github-api-version", VERSIONS[0])
        if version not in VERSIONS:
            raise Refusal(400, f'"{version}" is not a supported version')
        headers["x-github-api-version-selected"] = version

    def _limit(self, who: Principal, resource: str, headers: dict[str, str]) -> bool:
        allowed = self.world.rates.take(who.label, resource)
        headers.update(self.world.rates.headers(who.label, resource))
        return allowed

    def _rest(self, request: Request, who: Principal, body: Any, headers: dict[str, str]) -> Reply:
        found = find(request.method, request.url.path)
        if found is None:
            raise Refusal(404, "Not Found")
        if found[0].template != "/rate_limit" and not self._limit(who, "core", headers):
            raise Refusal(403, f"API rate limit exceeded for {who.label}.", docs=f"{DOCS}/rate-limits")
        if found[0].needs:
            headers["x-accepted-github-permissions"] = "; ".join(found[0].needs)
        given = body if isinstance(body, dict) else {"labels": body}
        call = Call(
            self.world,
            self.gate,
            who,
            request.url.path,
            found[1],
            dict(request.query_params),
            given,
            dict(request.headers),
        )
        admit(call, found[0])
        return found[0].handler(call)

    def _graphql(self, who: Principal, body: Any, headers: dict[str, str]) -> Reply:
        if who.token is None:
            raise Refusal(401, "A JSON web token could not be decoded")
        if not self._limit(who, "graphql", headers):
            message = f"API rate limit exceeded for {who.label}."
            return Reply({"errors": [{"type": "RATE_LIMITED", "message": message}]})
        name = body.get("operationName")
        looked = look(str(body.get("query", "")), name)
        return Reply(run(Asking(self.world, who), looked, body.get("variables") or {}, name))


def _read(raw: bytes) -> tuple[Any, bool]:
    """The JSON of a request body, and whether it could be read; no body is an empty object."""
    if not raw:
        return {}, True
    try:
        return json.loads(raw), True
    except ValueError:
        return {}, False


def _respond(request: Request, reply: Reply, headers: dict[str, str]) -> Response:
    headers = {**headers, **reply.headers}
    if reply.body is None:
        return Response(status_code=reply.status, headers=headers)
    if isinstance(reply.body, bytes):
        return Response(reply.body, reply.status, headers)
    data = json.dumps(reply.body, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace")
    headers.setdefault("content-type", JSON)
    if request.method == "GET" and reply.status == 200:
        # GitHub's ETags belong to one token: a new one invalidates them.
        secret = request.headers.get("authorization", "").encode()
        headers["etag"] = f'W/"{hashlib.sha256(secret + data).hexdigest()}"'
        if request.headers.get("if-none-match") == headers["etag"]:
            return Response(status_code=304, headers=headers)
    return Response(data, reply.status, headers)
