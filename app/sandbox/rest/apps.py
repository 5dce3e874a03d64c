"""The app about itself: installations, tokens, deliveries; rate limits."""

from __future__ import annotations

from typing import Any

from app.sandbox import shapes
from app.sandbox.nouns import Installation
from app.sandbox.refusals import Refusal, not_found
from app.sandbox.rest.routing import Call, Reply, route
from app.sandbox.webhooks import Delivery


@route("GET", "/app", jwt=True)
def get_app(call: Call) -> Reply:
    count = sum(item.app is call.who.app for item in call.world.installations)
    return Reply(shapes.app(call.base, call.who.app) | {"installations_count": count})


@route("GET", "/app/installations", jwt=True)
def list_installations(call: Call) -> Reply:
    own = [item for item in call.world.installations if item.app is call.who.app]
    shown, headers = call.page(own)
    return Reply([shapes.installation(call.base, item) for item in shown], headers=headers)


def _installation(call: Call) -> Installation:
    for item in call.world.installations:
        if str(item.id) == call.params["installation_id"] and item.app is call.who.app:
            return item
    raise not_found()


@route("GET", "/app/installations/{installation_id}", jwt=True)
def get_installation(call: Call) -> Reply:
    return Reply(shapes.installation(call.base, _installation(call)))


@route("POST", "/app/installations/{installation_id}/access_tokens", jwt=True)
def create_token(call: Call) -> Reply:
    found = _installation(call)
    if found.suspended_at is not None:
        raise Refusal(403, "This installation has been suspended")
    token = call.gate.grant(found, call.body)
    shape: dict[str, Any] = {
        "token": token.text,
        "expires_at": shapes.stamp(token.expires_at),
        "permissions": token.permissions,
        "repository_selection": "selected",
    }
    if token.repository_ids is not None:
        named = [call.world.repo_by_id(number) for number in token.repository_ids]
        shape["repositories"] = [shapes.repository(call.base, repo) for repo in named]
    return Reply(shape, 201)


@route("GET", "/repos/{owner}/{repo}/installation", jwt=True)
def get_repository_installation(call: Call) -> Reply:
    repo = call.world.repositories.get(f"{call.params['owner']}/{call.params['repo']}".lower())
    found = call.world.installation_of(call.who.app, repo) if repo else None
    if found is None:
        raise not_found()
    return Reply(shapes.installation(call.base, found))


@route("GET", "/installation/repositories")
def list_repositories(call: Call) -> Reply:
    seen = [repo for repo in call.world.repositories.values() if call.who.sees(repo)]
    shown, headers = call.page(seen)
    body = {
        "total_count": len(seen),
        "repository_selection": "selected",
        "repositories": [shapes.repository(call.base, repo) for repo in shown],
    }
    return Reply(body, headers=headers)


@route("GET", "/rate_limit")
def get_rate_limit(call: Call) -> Reply:
    core, graphql = (call.world.rates.left(call.who.label, name) for name in ("core", "graphql"))
    other = {"limit": 30, "remaining": 30, "reset": core["reset"], "used": 0}
    return Reply({"resources": {"core": core, "graphql": graphql, "search": other}, "rate": core})


# -- webhook deliveries --
def delivery_item(item: Delivery) -> dict[str, Any]:
    """Schema ``hook-delivery-item``."""
    return {
        "id": item.id,
        "guid": item.guid,
        "delivered_at": shapes.stamp(item.delivered_at),
        "redelivery": item.redelivery,
        "duration": item.duration,
        "status": item.status,
        "status_code": item.status_code,
        "event": item.event,
        "action": item.action,
        "installation_id": item.installation_id,
        "repository_id": item.repository_id,
        "throttled_at": None,
    }


def _done(call: Call) -> list[Delivery]:
    own = [d for d in call.world.outbox.deliveries if d.app is call.who.app and d.status != "pending"]
    return sorted(own, key=lambda delivery: delivery.id, reverse=True)


@route("GET", "/app/hook/deliveries", jwt=True)
def list_deliveries(call: Call) -> Reply:
    """Newest first, paged by an opaque cursor."""
    found = _done(call)
    if call.query.get("status") in ("success", "failure"):
        good = call.query["status"] == "success"
        found = [item for item in found if (200 <= item.status_code < 300) == good]
    size = min(int(call.query.get("per_page", "30")), call.world.limits.page)
    cursor = call.query.get("cursor", "").removeprefix("v1_")
    if cursor.isdigit():
        found = [item for item in found if item.id <= int(cursor)]
    headers = {}
    if len(found) > size:
        address = f"{call.base}/app/hook/deliveries?per_page={size}&cursor=v1_{found[size].id}"
        headers["link"] = f'<{address}>; rel="next"'
    return Reply([delivery_item(item) for item in found[:size]], headers=headers)


def _delivery(call: Call) -> Delivery:
    for item in _done(call):
        if str(item.id) == call.params["delivery_id"]:
            return item
    raise not_found()


@route("GET", "/app/hook/deliveries/{delivery_id}", jwt=True)
def get_delivery(call: Call) -> Reply:
    item = _delivery(call)
    shape = delivery_item(item) | {"url": item.app.webhook_url or ""}
    shape["request"] = {"headers": item.headers, "payload": item.body}
    shape["response"] = {"headers": item.response_headers, "payload": item.response_body}
    return Reply(shape)


@route("POST", "/app/hook/deliveries/{delivery_id}/attempts", jwt=True)
def redeliver(call: Call) -> Reply:
    call.world.outbox.again(_delivery(call))
    return Reply({}, 202)
