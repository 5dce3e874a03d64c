"""Every answer of the stand-in against GitHub's OpenAPI description, and every refusal against its error shapes."""

from __future__ import annotations

from typing import Any

import pytest

from app.sandbox.rest.routing import ROUTES
from tests.contract.data import needs_contract
from tests.contract.openapi import (
    UNDESCRIBED,
    ContractBroken,
    check_log,
    check_request,
    check_response,
    description,
)
from tests.sandbox.conftest import CHAPTER, Scene, edited

pytestmark = [pytest.mark.asyncio, needs_contract]


async def test_every_route_of_the_stand_in_is_one_of_github() -> None:
    paths = description()["paths"]
    unknown = [
        f"{route.method} {route.template}"
        for route in ROUTES
        if route.method.lower() not in paths.get(UNDESCRIBED.get(route.template, route.template), {})
    ]
    assert unknown == []


async def use_everything(live: Scene) -> None:
    """One call at least of every route."""
    app = {"authorization": f"Bearer {live.jwt()}"}
    world, sha = live.world, live.pull.head_sha
    world.set_labels("press/book", 1, ["chapter", "with space"])
    world.request_reviewers("press/book", 1, ["editor", world.team("press", "proofs")])
    world.report_status("press/book", sha, "ci", "success", "editor", "fine", "https://example.org/1")
    world.comment("press/book", 1, "hello", "editor")
    installation = world.installations[0].id
    book = "/repos/press/book"
    for path in ("/app", "/app/installations", f"/app/installations/{installation}", f"{book}/installation"):
        await live.call("GET", path, **app)
    await live.authorise(repositories=["book"], permissions={"pull_requests": "write", "checks": "write"})
    await live.authorise()
    run = {
        "name": "Galleyproof",
        "head_sha": sha,
        "status": "completed",
        "conclusion": "failure",
        "external_id": "7",
        "output": {
            "title": "Two findings",
            "summary": "s",
            "text": "t",
            "annotations": [
                {"path": "chapter.qmd", "start_line": 1, "end_line": 1, "start_column": 2, "end_column": 3}
                | {"annotation_level": "failure", "message": "m", "title": "t"}
            ],
        },
        "actions": [{"label": "Fix", "description": "Fix it", "identifier": "fix"}],
    }
    made = (await live.call("POST", f"{book}/check-runs", run)).json()
    await live.call("PATCH", f"{book}/check-runs/{made['id']}", {"output": {"title": "t", "summary": "s"}})
    review = (
        await live.review({"path": "chapter.qmd", "line": 20, "start_line": 19, "side": "RIGHT", "body": "b"})
    ).json()
    inline = (await live.on_pull("GET", "/comments")).json()[0]["id"]
    await live.on_pull("POST", f"/comments/{inline}/replies", {"body": "answer"})
    await live.on_pull(
        "POST", "/comments", {"body": "b", "commit_id": sha, "path": "added.qmd", "subject_type": "file"}
    )
    await live.call("PATCH", f"{book}/pulls/comments/{inline}", {"body": "changed"})
    await live.on_pull("PUT", f"/reviews/{review['id']}", {"body": "changed"})
    await live.on_pull("DELETE", f"/reviews/{review['id']}")
    comment = (await live.call("POST", f"{book}/issues/1/comments", {"body": "b"})).json()["id"]
    await live.call("PATCH", f"{book}/issues/comments/{comment}", {"body": "c"})
    await live.call("POST", f"{book}/issues/1/labels", {"labels": ["more"]})
    await live.on_pull("PATCH", "", {"title": "Another title", "body": "b"})
    tree = (await live.call("GET", f"{book}/git/trees/{sha}?recursive=1")).json()
    reads = [
        "",
        "/pulls",
        "/pulls/1",
        "/pulls/1/files",
        "/pulls/1/commits",
        "/pulls/1/comments",
        "/pulls/1/reviews",
        f"/pulls/1/reviews/{review['id']}",
        f"/pulls/1/reviews/{review['id']}/comments",
        f"/pulls/comments/{inline}",
        "/issues/1",
        "/issues/1/labels",
        "/labels",
        "/issues/1/comments",
        f"/issues/comments/{comment}",
        f"/git/blobs/{tree['tree'][0]['sha']}",
        "/contents/chapter.qmd",
        f"/compare/main...{sha}",
        f"/commits/{sha}/pulls",
        f"/commits/{sha}/check-runs",
        f"/commits/{sha}/status",
        f"/check-runs/{made['id']}",
        f"/check-runs/{made['id']}/annotations",
        "/collaborators/editor/permission",
    ]
    for path in reads:
        answer = await live.call("GET", book + path)
        assert answer.status_code == 200, (path, answer.text)
    for path in ("/rate_limit", "/installation/repositories", f"/repositories/{live.repo.id}"):
        await live.call("GET", path)
    live.world.push("author/book", "topic", {"chapter.qmd": edited(CHAPTER, 20, "changed")}, author="author")
    await live.on_pull("GET", "/comments")  # outdated now
    await live.call("DELETE", f"{book}/issues/1/labels/more")
    await live.call("DELETE", f"{book}/issues/comments/{comment}")
    await live.call("DELETE", f"{book}/pulls/comments/{inline}")
    live.app.webhook_url = "http://127.0.0.1:9/nobody-listens"
    live.world.tick("press/book", 1, 0, "author") if "[ ]" in live.pull.body else live.world.edit_title(
        "press/book", 1, "Told"
    )
    await live.world.flush()
    deliveries = (await live.call("GET", "/app/hook/deliveries", **app)).json()
    await live.call("GET", f"/app/hook/deliveries/{deliveries[0]['id']}", **app)
    await live.call("POST", f"/app/hook/deliveries/{deliveries[0]['id']}/attempts", **app)
    await live.world.flush()


async def test_every_answer_is_as_github_describes_it(live: Scene) -> None:
    await use_everything(live)
    used = {(exchange.method, exchange.template) for exchange in live.world.requests}
    assert {(route.method, route.template) for route in ROUTES} - used == set()
    assert check_log(live.world.requests) > 50


async def test_refusals_have_the_shape_of_githubs(live: Scene) -> None:
    await live.review({"path": "chapter.qmd", "line": 1, "body": "off"})
    await live.call("GET", "/repos/press/none")
    await live.call("POST", "/repos/press/book/issues/1/comments", {"body": "x" * 70_000})
    await live.on_pull("PATCH", "", {"title": ""})
    await live.call("GET", "/repos/press/book/collaborators/nobody/permission")
    await live.authorise(permissions={"contents": "read"})
    await live.on_pull("PATCH", "", {"title": "x"})
    statuses = [exchange.status for exchange in live.world.requests]
    assert {422, 404, 403} <= set(statuses)
    check_log(live.world.requests)


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("POST", "/repos/o/r/check-runs", {"head_sha": "x"}),
        ("POST", "/repos/o/r/check-runs", {"name": "n", "head_sha": "x", "colour": "red"}),
        ("POST", "/repos/o/r/pulls/1/reviews", {"event": "PRAISE"}),
        ("POST", "/repos/o/r/pulls/1/reviews", {"comments": [{"body": "no path"}]}),
        ("PATCH", "/repos/o/r/pulls/1", {"title": 7}),
    ],
)
async def test_the_judge_refuses_wrong_requests(method: str, path: str, body: dict[str, Any]) -> None:
    with pytest.raises(ContractBroken):
        check_request(method, path, body)


async def test_the_judge_refuses_wrong_answers(live: Scene) -> None:
    good = (await live.on_pull("GET", "")).json()
    check_response("GET", "/repos/press/book/pulls/1", 200, good)
    for broken in (
        good | {"number": "one"},
        {key: good[key] for key in good if key != "head"},
        good | {"user": None},
    ):
        with pytest.raises(ContractBroken):
            check_response("GET", "/repos/press/book/pulls/1", 200, broken)
    with pytest.raises(ContractBroken):
        check_response("GET", "/repos/press/book/pulls/1", 299, good)
