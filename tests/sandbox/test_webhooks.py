"""Deliveries: signed, in order, to those who listen, and again on request."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import json
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any

import pytest
import pytest_asyncio
import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from app.sandbox.server import SandboxServer
from tests.sandbox.conftest import CHAPTER, SECRET, Scene, build, edited

pytestmark = pytest.mark.asyncio


@dataclass
class Ear:
    """A receiver that writes down what it hears and answers with `status`."""

    url: str = ""
    status: int = 202
    heard: list[tuple[dict[str, str], bytes]] = field(default_factory=list)

    async def hear(self, request: Request) -> Response:
        self.heard.append((dict(request.headers), await request.body()))
        return Response("noted", self.status)

    @property
    def names(self) -> list[str]:
        """``pull_request.opened`` and so on, in order."""
        found = []
        for headers, body in self.heard:
            action = json.loads(body).get("action")
            found.append(headers["x-github-event"] + (f".{action}" if action else ""))
        return found

    def bodies(self, name: str) -> list[dict[str, Any]]:
        return [
            json.loads(body) for (_, body), heard in zip(self.heard, self.names, strict=True) if heard == name
        ]


@pytest_asyncio.fixture
async def ear() -> AsyncIterator[Ear]:
    made = Ear()
    app = Starlette(routes=[Route("/hook", made.hear, methods=["POST"])])
    server = uvicorn.Server(uvicorn.Config(app, port=0, log_config=None, lifespan="off"))
    task = asyncio.create_task(server._serve())
    while not server.started:
        await asyncio.sleep(0.005)
    made.url = f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}/hook"
    yield made
    server.should_exit = True
    await task


@pytest_asyncio.fixture
async def told(ear: Ear) -> AsyncIterator[Scene]:
    """The scene, served, with a receiver that has heard nothing yet."""
    scene = build()
    scene.app.webhook_url = ear.url
    async with SandboxServer(scene.world) as server, scene.client:
        scene.url = server.url
        await scene.authorise()
        yield scene


async def test_a_delivery_is_signed_over_its_raw_bytes(told: Scene, ear: Ear) -> None:
    told.world.tick("press/book", 1, 0, "author")
    await told.world.flush()
    [(headers, body)] = ear.heard
    expected = "sha256=" + hmac.new(SECRET.encode(), body, hashlib.sha256).hexdigest()
    assert headers["x-hub-signature-256"] == expected
    assert headers["x-github-event"] == "pull_request"
    assert headers["user-agent"].startswith("GitHub-Hookshot/")
    assert len(headers["x-github-delivery"]) == 36


async def test_an_edit_tells_the_old_body_the_new_one_and_who(told: Scene, ear: Ear) -> None:
    before = told.pull.body
    told.world.tick("press/book", 1, "first box", "author")
    await told.world.flush()
    [payload] = ear.bodies("pull_request.edited")
    assert payload["changes"] == {"body": {"from": before}}
    assert payload["pull_request"]["body"] == before.replace("[ ] first", "[x] first")
    assert (payload["sender"]["login"], payload["sender"]["type"]) == ("author", "User")


async def test_the_bots_own_changes_come_back_to_it(told: Scene, ear: Ear) -> None:
    await told.on_pull("PATCH", "", {"body": "another"})
    await told.call("POST", "/repos/press/book/issues/1/labels", {"labels": ["x"]})
    await told.call("POST", "/repos/press/book/issues/1/comments", {"body": "hello"})
    await told.review({"path": "chapter.qmd", "line": 20, "body": "look"})
    run = {"name": "Galleyproof", "head_sha": told.pull.head_sha, "conclusion": "success"}
    await told.call("POST", "/repos/press/book/check-runs", run)
    await told.world.flush()
    assert ear.names == [
        "pull_request.edited",
        "pull_request.labeled",
        "issue_comment.created",
        "pull_request_review.submitted",
        "check_run.created",
        "check_run.completed",
        "check_suite.completed",
    ]
    senders = {json.loads(body)["sender"]["login"] for _, body in ear.heard}
    assert senders == {"galleyproof[bot]"}
    [comment] = ear.bodies("issue_comment.created")
    assert comment["comment"]["performed_via_github_app"]["id"] == told.app.id
    assert comment["issue"]["pull_request"]["url"].endswith("/pulls/1")


async def test_an_edit_that_changes_nothing_tells_nothing(told: Scene, ear: Ear) -> None:
    await told.on_pull("PATCH", "", {"body": told.pull.body, "title": told.pull.title})
    await told.world.flush()
    assert ear.heard == []


async def test_a_push_tells_before_and_after(told: Scene, ear: Ear) -> None:
    before = told.pull.head_sha
    text = edited(CHAPTER, 20, "Once more.")
    after = told.world.push("author/book", "topic", {"chapter.qmd": text}, author="author")
    await told.world.flush()
    [payload] = ear.bodies("pull_request.synchronize")
    assert (payload["before"], payload["after"]) == (before, after)
    assert payload["pull_request"]["head"]["sha"] == after
    assert "check_suite.requested" not in ear.names, "a push to a fork is not seen by the base's installation"


async def test_a_push_to_the_base_repository_asks_for_a_check_suite(told: Scene, ear: Ear) -> None:
    told.world.commit("press/book", "side", {"chapter.qmd": CHAPTER + b"More.\n"})
    await told.world.flush()
    assert ear.names == ["check_suite.requested"]
    assert ear.bodies("check_suite.requested")[0]["check_suite"]["head_branch"] == "side"


async def test_re_running_is_told_to_the_owning_app_only(told: Scene, ear: Ear) -> None:
    theirs = told.world.report_check("press/book", told.pull.head_sha, "build")
    run = {"name": "Galleyproof", "head_sha": told.pull.head_sha, "conclusion": "success"}
    await told.call("POST", "/repos/press/book/check-runs", run)
    await told.world.flush()
    ear.heard.clear()
    told.world.rerequest_check("press/book", theirs, "editor")
    ours = told.repo.runs_of(told.pull.head_sha)[-1]
    told.world.rerequest_check("press/book", ours, "editor")
    told.world.rerequest_suite("press/book", ours.suite, "editor")
    await told.world.flush()
    assert ear.names == ["check_run.rerequested", "check_suite.rerequested"]
    [payload] = ear.bodies("check_run.rerequested")
    assert payload["check_run"]["name"] == "Galleyproof"
    assert payload["check_run"]["pull_requests"] == [], "never those from forks"
    assert payload["check_run"]["check_suite"]["status"] == "queued"


async def test_every_act_of_a_person_is_told(told: Scene, ear: Ear) -> None:
    world, sha = told.world, told.pull.head_sha
    review = world.review("press/book", 1, "APPROVE", "editor")
    world.dismiss_review(review, "editor")
    world.review(
        "press/book", 1, "COMMENT", "editor", "see", [{"path": "chapter.qmd", "line": 20, "body": "why?"}]
    )
    world.resolve_thread(told.pull.threads[0], "author")
    world.unresolve_thread(told.pull.threads[0], "author")
    world.set_labels("press/book", 1, ["a"])
    world.set_labels("press/book", 1, [])
    world.request_reviewers("press/book", 1, ["editor"])
    world.edit_title("press/book", 1, "A better title")
    comment = world.comment("press/book", 1, "hello", "editor")
    world.edit_comment(comment, "hello again")
    world.delete_comment(comment)
    world.report_status("press/book", sha, "ci", "success", "editor")
    world.convert_to_draft("press/book", 1)
    world.ready_for_review("press/book", 1)
    world.merge_group("press/book", 1)
    world.close("press/book", 1)
    world.reopen("press/book", 1)
    await world.flush()
    assert ear.names == [
        "pull_request_review.submitted",
        "pull_request_review.dismissed",
        "pull_request_review.submitted",
        "pull_request_review_thread.resolved",
        "pull_request_review_thread.unresolved",
        "pull_request.labeled",
        "pull_request.unlabeled",
        "pull_request.review_requested",
        "pull_request.edited",
        "issue_comment.created",
        "issue_comment.edited",
        "issue_comment.deleted",
        "status",
        "pull_request.converted_to_draft",
        "pull_request.ready_for_review",
        "merge_group.checks_requested",
        "pull_request.closed",
        "pull_request.reopened",
    ]


async def test_paused_deliveries_wait_and_flush_sends_them(told: Scene, ear: Ear) -> None:
    told.world.webhooks_paused = True
    told.world.tick("press/book", 1, 0, "author")
    await asyncio.sleep(0.05)
    assert ear.heard == []
    await told.world.flush()
    assert ear.names == ["pull_request.edited"]
    told.world.tick("press/book", 1, 0, "author")
    told.world.webhooks_paused = False
    await told.world.flush()
    assert ear.names == ["pull_request.edited"] * 2


async def test_a_failed_delivery_is_on_record_and_comes_again_under_its_guid(told: Scene, ear: Ear) -> None:
    ear.status = 500
    told.world.tick("press/book", 1, 0, "author")
    await told.world.flush()
    app = {"authorization": f"Bearer {told.jwt()}"}
    listed = (await told.call("GET", "/app/hook/deliveries?status=failure", **app)).json()
    assert [(item["event"], item["status_code"]) for item in listed] == [("pull_request", 500)]
    ear.status = 202
    again = await told.call("POST", f"/app/hook/deliveries/{listed[0]['id']}/attempts", **app)
    assert again.status_code == 202
    await told.world.flush()
    guids = [headers["x-github-delivery"] for headers, _ in ear.heard]
    assert len(guids) == 2
    assert len(set(guids)) == 1
    newest = (await told.call("GET", "/app/hook/deliveries?per_page=1", **app)).json()[0]
    assert (newest["redelivery"], newest["status"]) == (True, "OK")
    detail = (await told.call("GET", f"/app/hook/deliveries/{newest['id']}", **app)).json()
    assert detail["request"]["payload"]["action"] == "edited"


async def test_the_list_of_deliveries_is_paged_by_a_cursor(told: Scene, ear: Ear) -> None:
    for _ in range(5):
        told.world.tick("press/book", 1, 0, "author")
    await told.world.flush()
    app = {"authorization": f"Bearer {told.jwt()}"}
    seen: list[int] = []
    url = "/app/hook/deliveries?per_page=2"
    while url:
        page = await told.call("GET", url, **app)
        seen += [item["id"] for item in page.json()]
        url = page.links.get("next", {}).get("url", "").removeprefix(told.url)
    assert seen == sorted((delivery.id for delivery in told.world.outbox.deliveries), reverse=True)
    assert len(ear.heard) == 5


async def test_deliveries_lost_in_an_outage_are_on_record_as_failed(told: Scene, ear: Ear) -> None:
    told.world.webhooks_paused = True
    told.world.tick("press/book", 1, 0, "author")
    [lost] = told.world.outbox.drop_waiting()
    told.world.webhooks_paused = False
    await told.world.flush()
    assert ear.heard == []
    assert lost.status_code == 502


async def test_a_server_in_a_thread_of_its_own_serves_and_delivers(ear: Ear) -> None:
    scene = build()
    scene.app.webhook_url = ear.url
    async with SandboxServer(scene.world, in_thread=True) as server, scene.client:
        scene.url = server.url
        await scene.authorise()
        assert (await scene.on_pull("GET", "")).status_code == 200
        scene.world.tick("press/book", 1, 0, "author")
        await scene.world.flush()
        assert ear.names == ["pull_request.edited"]
    with pytest.raises(ConnectionRefusedError):
        await asyncio.open_connection("127.0.0.1", int(scene.url.rpartition(":")[2]))
