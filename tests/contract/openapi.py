"""GitHub's OpenAPI description as a judge of single requests and answers."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from functools import cache
from typing import Any

import jsonschema_rs

from app.sandbox.requestlog import Exchange
from tests.contract.data import OPENAPI
from tests.contract.graphql import validate

# GitHub's own answers break its description here, as public reports and its webhook examples show: a comment that is
# outdated has `line`, `position` … null, and a label without description has null in lists of pull requests.
KNOWN_DEVIATIONS = frozenset(
    {"/description", "/line", "/position", "/original_line", "/original_position", "/body"}
)
# The description wants the account of a listed installation to be a user and an enterprise at once.
IMPOSSIBLE = ("/app/installations", "account")
# GitHub answers a repository by id as well, which clients rely on and the description leaves out.
UNDESCRIBED = {"/repositories/{repository_id}": "/repos/{owner}/{repo}"}


class ContractBroken(AssertionError):
    """A request or an answer that GitHub's description does not allow."""


@cache
def description() -> dict[str, Any]:
    """The description, rewritten from OpenAPI 3.0 to JSON Schema: ``nullable`` becomes a type."""
    loaded: dict[str, Any] = _rewritten(json.loads(OPENAPI.read_text(encoding="utf-8")))
    return loaded


def _rewritten(node: Any) -> Any:
    if isinstance(node, list):
        return [_rewritten(item) for item in node]
    if not isinstance(node, dict):
        return node
    made = {
        key: _rewritten(value)
        for key, value in node.items()
        if key not in ("nullable", "example", "examples")
    }
    if node.get("nullable") is not True:
        return made
    if isinstance(made.get("type"), str):
        made["type"] = [made["type"], "null"]
        if "enum" in made and None not in made["enum"]:
            made["enum"] = [*made["enum"], None]
        return made
    return {"anyOf": [made, {"type": "null"}]}


def _references(node: Any) -> Iterable[str]:
    if isinstance(node, dict):
        if isinstance(node.get("$ref"), str):
            yield node["$ref"].rsplit("/", 1)[-1]
        for value in node.values():
            yield from _references(value)
    elif isinstance(node, list):
        for value in node:
            yield from _references(value)


@cache
def _validator(*where: str) -> jsonschema_rs.Draft4Validator:
    """A validator for the schema at a place of the description, with only those it refers to."""
    node: Any = description()
    for part in where:
        node = node[part]
    schemas = description()["components"]["schemas"]
    wanted: dict[str, Any] = {}
    waiting = list(_references(node))
    while waiting:
        name = waiting.pop()
        if name not in wanted:
            wanted[name] = schemas[name]
            waiting += _references(schemas[name])
    return jsonschema_rs.Draft4Validator({**node, "components": {"schemas": wanted}}, validate_formats=True)


@cache
def _patterns() -> list[tuple[re.Pattern[str], str]]:
    made = []
    for template in description()["paths"]:
        greedy = re.sub(r"\{(path|basehead|ref)\}", r"(?:.+)", template)
        made.append((re.compile(re.sub(r"\{[^}]+\}", r"[^/]+", greedy)), template))
    # The most literal template wins: /pulls/comments/{id} before /pulls/{number}/…
    return sorted(made, key=lambda pair: (pair[1].count("{"), -len(pair[1])))


def template_of(path: str) -> str | None:
    """The described path that a request's path belongs to."""
    path = path.partition("?")[0]
    if re.fullmatch(r"/repositories/\d+", path):
        return UNDESCRIBED["/repositories/{repository_id}"]
    return next((template for pattern, template in _patterns() if pattern.fullmatch(path)), None)


def _problems(where_from: tuple[str, ...], value: Any) -> Iterable[str]:
    for error in _validator(*where_from).iter_errors(value):
        where = "/" + "/".join(str(part) for part in error.instance_path)
        if "null" in error.message and where[where.rfind("/") :] in KNOWN_DEVIATIONS:
            continue
        if (where_from[1], where.rpartition("/")[2]) == IMPOSSIBLE:
            continue
        yield f"{where}: {error.message[:300]}"


def _described(method: str, path: str) -> tuple[str, dict[str, Any]]:
    template = template_of(path)
    operation = description()["paths"].get(template or "", {}).get(method.lower())
    if template is None or operation is None:
        raise ContractBroken(f"{method} {path} is not in GitHub's description")
    return template, operation


def check_request(method: str, path: str, body: Any) -> None:
    """AssertionError unless the body is one that the operation takes (and no field is unknown to it)."""
    template, operation = _described(method, path)
    if "requestBody" not in operation or not body:
        return
    pointer = ("paths", template, method.lower(), "requestBody", "content", "application/json", "schema")
    problems = list(_problems(pointer, body)) + list(_unknown_fields(operation, body))
    if problems:
        raise ContractBroken(f"request {method} {path}: " + "; ".join(problems))


def _unknown_fields(operation: dict[str, Any], body: Any) -> Iterable[str]:
    schema = operation["requestBody"]["content"].get("application/json", {}).get("schema", {})
    known = set(schema.get("properties", {}))
    for part in [*schema.get("oneOf", []), *schema.get("anyOf", [])]:
        known |= set(part.get("properties", {}))
    if known and isinstance(body, dict):
        yield from (f"unknown field {name!r}" for name in body if name not in known)


def check_response(method: str, path: str, status: int, body: Any) -> None:
    """AssertionError unless the operation describes that answer."""
    template, operation = _described(method, path)
    responses = operation["responses"]
    if str(status) not in responses:
        if status in (401, 403, 404, 422, 429) or status >= 500:
            return _check_error(method, path, body)
        raise ContractBroken(f"{method} {path} answered {status}, which is not described")
    found = responses[str(status)]
    start: tuple[str, ...]
    if "$ref" in found:
        name = found["$ref"].rsplit("/", 1)[-1]
        content, start = (
            description()["components"]["responses"][name].get("content"),
            ("components", "responses", name),
        )
    else:
        content, start = found.get("content"), ("paths", template, method.lower(), "responses", str(status))
    if not content or "application/json" not in content:
        return None
    # GitHub answers reviews with sentences where it describes error objects.
    if status == 422 and any(isinstance(error, str) for error in (body or {}).get("errors", [])):
        return _check_error(method, path, body)
    problems = list(_problems((*start, "content", "application/json", "schema"), body))
    if problems:
        raise ContractBroken(f"answer {status} to {method} {path}: " + "; ".join(problems[:12]))
    return None


def _check_error(method: str, path: str, body: Any) -> None:
    if (
        not isinstance(body, dict)
        or not isinstance(body.get("message"), str)
        or "documentation_url" not in body
    ):
        raise ContractBroken(f"an error of {method} {path} has no message and documentation_url: {body!r}")


def check_log(exchanges: Iterable[Exchange]) -> int:
    """Check all that a stand-in answered (its log must have kept bodies), GraphQL documents too; how many that were."""
    count = 0
    for each in exchanges:
        if each.operation is not None:
            problems = validate(each.request_body["query"])
            if problems:
                raise ContractBroken(f"{each.name}: " + "; ".join(problems))
        elif each.fault is None:
            check_exchange(each.method, each.path, each.request_body, each.status, each.response_body)
        count += 1
    return count


def check_exchange(method: str, path: str, request_body: Any, status: int, response_body: Any) -> None:
    """AssertionError unless both the request and its answer are as GitHub describes them."""
    if path in ("/graphql", "/api/graphql"):
        return
    if status < 400:
        check_request(method, path, request_body)
    check_response(method, path, status, response_body)
