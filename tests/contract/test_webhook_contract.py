"""The stand-in's deliveries against real payloads: what every example of an event has, ours have, of the same kind."""

from __future__ import annotations

import json
from functools import cache
from typing import Any

from tests.contract.data import EXAMPLES, needs_contract
from tests.sandbox.conftest import Scene

pytestmark = needs_contract

# The captures hold these as numbers; GitHub's description and today's deliveries have dates.
DATES = frozenset({"payload.installation.created_at", "payload.installation.updated_at"})
# Empty by a repository's or a person's choice, though set in every capture of some action.
MAY_BE_NULL = frozenset(
    [
        "assignee",
        "conclusion",
        "description",
        "homepage",
        "language",
        "license",
        "merge_commit_sha",
        "milestone",
        "summary",
        "text",
        "title",
    ]
)


@cache
def examples(event: str) -> list[dict[str, Any]]:
    loaded: list[dict[str, Any]] = json.loads(EXAMPLES.read_text(encoding="utf-8"))
    return next(entry["examples"] for entry in loaded if entry["name"] == event)


def kind(value: Any) -> str:
    if isinstance(value, bool):
        return "boolean"
    return "number" if isinstance(value, int | float) else type(value).__name__


def lacking(ours: Any, theirs: list[Any], path: str) -> list[str]:
    """What all of ``theirs`` have and ``ours`` lacks or has as another kind."""
    name = path.rsplit(".", 1)[-1]
    known = {kind(each) for each in theirs}
    if path in DATES or name == "permissions":  # an app's permissions are its own
        return []
    if ours is None:
        return [] if "NoneType" in known or name in MAY_BE_NULL else [f"{path} is null, there {known}"]
    theirs = [each for each in theirs if each is not None]
    if not theirs:
        return []
    if kind(ours) not in known:
        return [f"{path} is {kind(ours)}, there {known}"]
    found: list[str] = []
    if isinstance(ours, dict):
        shared = set.intersection(*(set(each) for each in theirs))
        for key in sorted(shared):
            if key not in ours:
                found.append(f"{path}.{key} is missing")
            else:
                found += lacking(ours[key], [each[key] for each in theirs], f"{path}.{key}")
    elif isinstance(ours, list) and ours:
        items = [item for each in theirs for item in each]
        if items:
            found += lacking(ours[0], items, f"{path}[]")
    return found


def provoke(scene: Scene) -> None:
    """Make the world tell every event it knows."""
    world, sha = scene.world, scene.pull.head_sha
    scene.app.webhook_url = "http://127.0.0.1:9/never-sent"
    scene.app.events = (*scene.app.events, "pull_request_review_comment")
    world.tick("press/book", 1, 0, "author")
    world.set_labels("press/book", 1, ["a"])
    world.set_labels("press/book", 1, [])
    world.request_reviewers("press/book", 1, ["editor"])
    review = world.review(
        "press/book", 1, "COMMENT", "editor", "see", [{"path": "chapter.qmd", "line": 20, "body": "why?"}]
    )
    world.dismiss_review(review, "editor")
    world.resolve_thread(scene.pull.threads[0], "author")
    world.unresolve_thread(scene.pull.threads[0], "author")
    comment = world.comment("press/book", 1, "hello", "editor")
    world.edit_comment(comment, "hello again")
    world.delete_comment(comment)
    run = world.start_run(
        scene.repo,
        scene.app,
        sha,
        {"name": "Galleyproof", "conclusion": "success", "actions": [{"identifier": "fix"}]},
    )
    world.rerequest_check(scene.repo, run, "editor")
    world.press_button(scene.repo, run, "fix", "editor")
    world.rerequest_suite(scene.repo, run.suite, "editor")
    world.report_status("press/book", sha, "ci", "success", "editor")
    world.merge_group("press/book", 1)
    world.push("author/book", "topic", {"chapter.qmd": b"all new\n"}, author="author")
    world.convert_to_draft("press/book", 1)
    world.ready_for_review("press/book", 1)
    world.close("press/book", 1)
    world.reopen("press/book", 1)
    other = world.create_repository("press", "second", {"a.qmd": b"x\n"})
    world.install(scene.app, other)
    world.installations.clear()
    world.install(scene.app, scene.repo)


def test_every_delivery_has_what_real_ones_have(scene: Scene) -> None:
    provoke(scene)
    problems: dict[str, list[str]] = {}
    seen: set[str] = set()
    for delivery in scene.world.outbox.deliveries:
        name = f"{delivery.event}.{delivery.action}"
        known = [one for one in examples(delivery.event) if one.get("action") == delivery.action]
        seen.add(name)
        if not known and name != "pull_request.edited":
            problems[name] = ["there is no example of this action"]
        found = lacking(delivery.body, known or examples(delivery.event), "payload")
        if found:
            problems[name] = found
    assert problems == {}
    assert len(seen) >= 25, sorted(seen)
    assert "pull_request.edited" in seen


def test_the_comparison_notices_a_missing_and_a_wrong_field() -> None:
    theirs = [{"a": {"b": 1, "c": "x"}}, {"a": {"b": 2}}]
    assert lacking({"a": {"b": 3}}, theirs, "p") == []
    assert lacking({"a": {}}, theirs, "p") == ["p.a.b is missing"]
    assert lacking({"a": {"b": "3"}}, theirs, "p") == ["p.a.b is str, there {'number'}"]
    assert lacking({"a": {"b": None}}, theirs, "p") == ["p.a.b is null, there {'number'}"]
