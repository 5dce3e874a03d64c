"""Check runs, annotations, suites and statuses."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from app.sandbox import check_shapes
from app.sandbox.checks import CheckRun, combined, latest_statuses
from app.sandbox.refusals import (
    MAX_ANNOTATIONS,
    MAX_CHECK_TEXT,
    MAX_CHECK_TITLE,
    Refusal,
    forbidden,
    invalid,
    not_found,
)
from app.sandbox.repository import Repository
from app.sandbox.rest.routing import Call, Reply, route

RUN = "/repos/{owner}/{repo}/check-runs/{check_run_id}"
CONCLUSIONS = (
    "action_required",
    "cancelled",
    "failure",
    "neutral",
    "success",
    "skipped",
    "stale",
    "timed_out",
)
STATUSES = ("queued", "in_progress", "completed", "waiting", "requested", "pending")
LEVELS = ("notice", "warning", "failure")
# Buttons: label, description and identifier of at most 20, 40 and 20 characters; at most three.
ACTION_LIMITS = {"label": 20, "description": 40, "identifier": 20}
MAX_ACTIONS = 3


def _refuse(message: str) -> Refusal:
    return Refusal(422, f"Invalid request.\n\n{message}")


def _check_annotation(given: dict[str, Any]) -> None:
    for name in ("path", "start_line", "end_line", "annotation_level", "message"):
        if given.get(name) is None:
            raise _refuse(f'"{name}" wasn\'t supplied.')
    if given["annotation_level"] not in LEVELS:
        raise _refuse(f"{given['annotation_level']} is not a member of {list(LEVELS)}.")
    columns = given.get("start_column") is not None or given.get("end_column") is not None
    if columns and given["start_line"] != given["end_line"]:
        raise _refuse(
            "start_column and end_column are only allowed when start_line and end_line are the same."
        )
    if given["start_line"] < 1 or given["end_line"] < given["start_line"]:
        raise _refuse("start_line must be at least 1 and not after end_line.")
    if len(given["message"].encode()) > 64 * 1024 or len(given.get("title") or "") > MAX_CHECK_TITLE:
        raise _refuse("Annotation message or title is too long.")


def check_output(output: dict[str, Any]) -> None:
    """422 for what GitHub refuses in the output of a check run."""
    if not output.get("summary") or output.get("title") is None:
        raise _refuse('"title" and "summary" have to be supplied with "output".')
    for name, limit in (("title", MAX_CHECK_TITLE), ("summary", MAX_CHECK_TEXT), ("text", MAX_CHECK_TEXT)):
        if len(output.get(name) or "") > limit:
            raise invalid(
                "CheckRun", name, f"{name.capitalize()} is too long (maximum is {limit} characters)"
            )
    annotations = output.get("annotations") or []
    if len(annotations) > MAX_ANNOTATIONS:
        count = len(annotations)
        raise _refuse(f"No more than {MAX_ANNOTATIONS} items are allowed; {count} were supplied.")
    for given in annotations:
        _check_annotation(given)


def checked(body: dict[str, Any]) -> dict[str, Any]:
    """The fields of a request, checked and with their times read."""
    given = dict(body)
    if given.get("output") is not None:
        check_output(given["output"])
    if given.get("status") not in (None, *STATUSES) or given.get("conclusion") not in (None, *CONCLUSIONS):
        raise _refuse(
            f"{given.get('status')}/{given.get('conclusion')} is not a known status and conclusion."
        )
    if given.get("status") == "completed" and not given.get("conclusion"):
        raise _refuse('"conclusion" wasn\'t supplied.')
    actions = given.get("actions") or []
    if len(actions) > MAX_ACTIONS:
        raise _refuse(f"No more than {MAX_ACTIONS} items are allowed; {len(actions)} were supplied.")
    for action in actions:
        for name, limit in ACTION_LIMITS.items():
            if len(action.get(name) or "") not in range(1, limit + 1):
                raise _refuse(f"{name} of an action must have 1 to {limit} characters.")
    for name in ("started_at", "completed_at"):
        if isinstance(given.get(name), str):
            given[name] = datetime.fromisoformat(given[name])
    return given


@route("POST", "/repos/{owner}/{repo}/check-runs", "checks=write")
def create_run(call: Call) -> Reply:
    call.required("name", "head_sha")
    repo, sha = call.repo, call.body["head_sha"]
    if not repo.git.has(sha) or repo.git.kind(sha) != "commit":
        raise Refusal(422, f"No commit found for SHA: {sha}")
    run = call.world.start_run(repo, call.who.app, sha, checked(call.body))
    return Reply(check_shapes.check_run(call.base, repo, run), 201)


def _run(call: Call) -> tuple[Repository, CheckRun]:
    for suite in call.repo.suites:
        for run in suite.runs:
            if str(run.id) == call.params["check_run_id"]:
                return call.repo, run
    raise not_found()


@route("PATCH", RUN, "checks=write")
def update_run(call: Call) -> Reply:
    """Annotations are appended to those that are there."""
    repo, run = _run(call)
    if run.app is not call.who.app:
        raise forbidden()
    call.world.change_run(repo, run, checked(call.body))
    return Reply(check_shapes.check_run(call.base, repo, run))


@route("GET", RUN, "checks=read")
def get_run(call: Call) -> Reply:
    return Reply(check_shapes.check_run(call.base, *_run(call)))


@route("GET", RUN + "/annotations", "checks=read")
def list_annotations(call: Call) -> Reply:
    repo, run = _run(call)
    shown, headers = call.page(run.annotations)
    return Reply([check_shapes.annotation(call.base, repo, run, given) for given in shown], headers=headers)


@route("GET", "/repos/{owner}/{repo}/commits/{ref}/check-runs", "checks=read")
def list_runs(call: Call) -> Reply:
    repo = call.repo
    sha = repo.resolve(call.params["ref"])
    if sha is None:
        raise Refusal(422, f"No commit found for SHA: {call.params['ref']}")
    runs = repo.runs_of(sha) if call.query.get("filter") == "all" else repo.latest_runs_of(sha)
    query = call.query
    runs = [
        run
        for run in runs
        if query.get("check_name") in (None, run.name)
        and query.get("app_id") in (None, str(run.app.id))
        and query.get("status") in (None, run.status)
    ]
    shown, headers = call.page(sorted(runs, key=lambda run: run.id, reverse=True))
    body = {
        "total_count": len(runs),
        "check_runs": [check_shapes.check_run(call.base, repo, run) for run in shown],
    }
    return Reply(body, headers=headers)


@route("GET", "/repos/{owner}/{repo}/commits/{ref}/status", "statuses=read", "contents=read")
def get_status(call: Call) -> Reply:
    repo = call.repo
    sha = repo.resolve(call.params["ref"])
    if sha is None:
        raise not_found()
    statuses = latest_statuses(repo.statuses_of(sha))
    shown, headers = call.page(statuses)
    api = f"{call.base}/repos/{repo.full_name}/commits/{sha}"
    body = {
        "state": combined(statuses),
        "statuses": [check_shapes.commit_status(call.base, repo, status) for status in shown],
        "sha": sha,
        "total_count": len(statuses),
        "repository": check_shapes.combined_repository(call.base, repo),
        "commit_url": api,
        "url": f"{api}/status",
    }
    return Reply(body, headers=headers)
