"""Whom a delivery concerns, and that no real payload is ever refused."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.deliveries import (
    PULL_ACTIONS,
    USED_EVENTS,
    Concern,
    HeadConcern,
    InstallationKey,
    MergeGroupKey,
    Own,
    Payload,
    PullKey,
    concerns,
    parse_key,
)
from tests.app.payloads import HEAD, INSTALLATION, REPOSITORY, base, pull_request

EXAMPLES = Path(__file__).parents[2] / "contract/node_modules/@octokit/webhooks-examples"
OWN = Own(4711, "galleyproof[bot]", 900)
PULL = PullKey(INSTALLATION, REPOSITORY, 7)
AT_HEAD = HeadConcern(INSTALLATION, REPOSITORY, HEAD)


def examples() -> list[Any]:
    """Every recorded payload of the events that we use, of github.com and of each Enterprise Server."""
    found = []
    for index in sorted(EXAMPLES.glob("*/index.json")):
        for event in json.loads(index.read_text()):
            if event["name"] in USED_EVENTS:
                for number, example in enumerate(event["examples"]):
                    label = f"{index.parent.name}-{event['name']}-{example.get('action')}-{number}"
                    found.append(pytest.param(event["name"], example, id=label))
    reason = "npm's @octokit/webhooks-examples is not here: run `make contract`"
    return found or [pytest.param("", {}, marks=pytest.mark.skip(reason=reason))]


@pytest.mark.parametrize(("event", "example"), examples())
def test_every_recorded_payload_is_accepted(event: str, example: dict[str, Any]) -> None:
    payload = Payload.model_validate_json(json.dumps(example))
    concerns(event, payload, OWN)
    with_app = {**example, "installation": example.get("installation") or {"id": 1}}
    told = concerns(event, Payload.model_validate_json(json.dumps(with_app)), OWN)
    if event == "pull_request" and example["action"] in PULL_ACTIONS:
        assert told == (
            PullKey(with_app["installation"]["id"], example["repository"]["id"], example["number"]),
        )


def concerned(event: str, payload: dict[str, Any], own: Own | None = OWN) -> tuple[Concern, ...]:
    return concerns(event, Payload.model_validate(payload), own)


CHECK = {"id": 5, "name": "build", "head_sha": HEAD, "app": {"id": 99}, "pull_requests": []}
OUR_CHECK = {**CHECK, "app": {"id": 4711}}
ON_PULL = {"number": 7, "pull_request": {"url": "…"}}
EDIT = {"body": {"from": "old"}}
GROUP = {"head_sha": HEAD, "head_ref": "gh-readonly-queue/main/pr-7-1", "base_sha": HEAD, "base_ref": "main"}


@pytest.mark.parametrize(
    ("event", "payload", "expected"),
    [
        ("pull_request", pull_request("opened"), (PULL,)),
        ("pull_request", pull_request("closed"), (PULL,)),
        ("pull_request", pull_request("review_requested"), (PULL,)),
        ("pull_request", pull_request("locked"), ()),
        ("pull_request_review", pull_request("submitted"), (PULL,)),
        ("pull_request_review", pull_request("dismissed"), (PULL,)),
        ("pull_request_review_thread", pull_request("resolved"), (PULL,)),
        ("issue_comment", base("created", issue=ON_PULL), (PULL,)),
        ("issue_comment", base("created", issue={"number": 7}), ()),
        ("issue_comment", base("edited", issue=ON_PULL, changes={}), ()),
        ("issue_comment", base("edited", issue=ON_PULL, changes=EDIT), (PULL,)),
        ("issue_comment", base("deleted", issue=ON_PULL), (PULL,)),
        ("check_run", base("completed", check_run=CHECK), (AT_HEAD,)),
        ("check_run", base("completed", check_run=OUR_CHECK), ()),
        ("check_run", base("created", check_run=CHECK), ()),
        ("check_run", base("rerequested", check_run=OUR_CHECK), (AT_HEAD,)),
        ("check_run", base("requested_action", check_run={**OUR_CHECK, "pull_requests": [{"number": 7}]}), (AT_HEAD, PULL)),
        ("check_suite", base("rerequested", check_suite=OUR_CHECK), (AT_HEAD,)),
        ("check_suite", base("completed", check_suite=CHECK), (AT_HEAD,)),
        ("check_suite", base("completed", check_suite=OUR_CHECK), ()),
        ("check_suite", base("requested", check_suite=OUR_CHECK), ()),
        ("status", base(sha=HEAD, state="success"), (AT_HEAD,)),
        ("merge_group", base("checks_requested", merge_group=GROUP), (MergeGroupKey(INSTALLATION, REPOSITORY, HEAD),)),
        ("merge_group", base("destroyed", merge_group=GROUP), ()),
        ("installation", base("created"), (InstallationKey(INSTALLATION),)),
        ("installation", base("unsuspend"), (InstallationKey(INSTALLATION),)),
        ("installation", base("deleted"), ()),
        ("installation_repositories", base("added"), (InstallationKey(INSTALLATION),)),
        ("installation_repositories", base("removed"), ()),
        ("push", base(), ()),
    ],
)  # fmt: skip
def test_whom_a_delivery_concerns(event: str, payload: dict[str, Any], expected: tuple[Concern, ...]) -> None:
    assert concerned(event, payload) == expected


@pytest.mark.parametrize("sender", [{"login": "galleyproof[bot]"}, {"login": "renamed[bot]", "id": 900}])
def test_our_own_echo_concerns_nobody_but_our_own_edit_does(sender: dict[str, Any]) -> None:
    assert concerned("pull_request", pull_request("labeled") | {"sender": sender}) == ()
    assert concerned("pull_request_review", pull_request("submitted") | {"sender": sender}) == ()
    assert concerned("pull_request", pull_request("edited") | {"sender": sender}) == (PULL,)


def test_other_bots_open_pull_requests_too() -> None:
    for login in ("renovate[bot]", "galleyproof-test[bot]", "galleyproof"):
        assert concerned("pull_request", pull_request("opened", sender=login)) == (PULL,)


def test_a_delivery_without_an_installation_concerns_nobody() -> None:
    payload = pull_request()
    del payload["installation"]
    assert concerned("pull_request", payload) == ()


IDS = st.integers(min_value=0, max_value=2**63 - 1)
SHAS = st.text("0123456789abcdef", min_size=40, max_size=40)


@given(
    st.one_of(
        st.builds(PullKey, IDS, IDS, IDS),
        st.builds(MergeGroupKey, IDS, IDS, SHAS),
        st.builds(InstallationKey, IDS),
    )
)
def test_a_key_survives_its_text_form(key: PullKey | MergeGroupKey | InstallationKey) -> None:
    assert parse_key(str(key), key.installation_id) == key


@given(st.text())
def test_other_texts_are_no_keys(text: str) -> None:
    if not text.startswith(("pull/", "group/", "installation/")):
        with pytest.raises(ValueError, match="is not the key"):
            parse_key(text, 1)
