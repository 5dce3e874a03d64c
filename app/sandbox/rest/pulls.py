"""Pull requests themselves, their labels and commits."""

from __future__ import annotations

from app.sandbox import check_shapes, events, pull_shapes, shapes
from app.sandbox.refusals import Refusal
from app.sandbox.rest.routing import Call, Reply, route

PULL = "/repos/{owner}/{repo}/pulls/{pull_number}"
LABELS = "/repos/{owner}/{repo}/issues/{issue_number}/labels"


@route("GET", "/repos/{owner}/{repo}/pulls", "pull_requests=read")
def list_pulls(call: Call) -> Reply:
    state, head, base = (call.query.get(name) for name in ("state", "head", "base"))
    found = [
        pull
        for pull in call.repo.pulls.values()
        if (state == "all" or pull.state == (state or "open"))
        and (
            head is None or head == f"{(pull.head_repository or pull.repository).owner.login}:{pull.head_ref}"
        )
        and (base is None or base == pull.base_ref)
    ]
    found.sort(key=lambda pull: pull.number, reverse=call.query.get("direction") != "asc")
    shown, headers = call.page(found)
    return Reply([pull_shapes.pull_simple(call.base, pull) for pull in shown], headers=headers)


@route("GET", PULL, "pull_requests=read")
def get_pull(call: Call) -> Reply:
    return Reply(pull_shapes.pull_full(call.base, call.pull))


@route("PATCH", PULL, "pull_requests=write")
def update_pull(call: Call) -> Reply:
    pull, body = call.pull, call.body
    if body.get("base") is not None and pull.repository.branch(body["base"]) is None:
        raise Refusal(
            422, "Validation Failed", [{"resource": "PullRequest", "field": "base", "code": "invalid"}]
        )
    call.world.edit_pull(
        pull, call.bot, title=body.get("title"), body=body.get("body"), base=body.get("base")
    )
    return Reply(pull_shapes.pull_full(call.base, pull))


@route("GET", f"{PULL}/commits", "pull_requests=read")
def list_commits(call: Call) -> Reply:
    pull = call.pull
    shown, headers = call.page(pull.repository.git.commits(pull.base_sha, pull.head_sha))
    commits = [
        check_shapes.commit(call.base, pull.repository, info, call.world.author_of(info.author_email))
        for info in shown
    ]
    return Reply(commits, headers=headers)


@route("GET", LABELS, "issues=read", "pull_requests=read")
def list_labels(call: Call) -> Reply:
    pull = call.pull
    shown, headers = call.page(pull.labels)
    return Reply([shapes.label(call.base, label, pull.repository) for label in shown], headers=headers)


@route("POST", LABELS, "issues=write", "pull_requests=write")
def add_labels(call: Call) -> Reply:
    """Names that the repository does not know become labels of it."""
    pull = call.pull
    names = call.body.get("labels", [])
    for name in names:
        text = name["name"] if isinstance(name, dict) else name
        call.world.add_label(pull, call.world.create_label(pull.repository, text), call.bot)
    return Reply([shapes.label(call.base, label, pull.repository) for label in pull.labels])


@route("DELETE", LABELS + "/{name}", "issues=write", "pull_requests=write")
def remove_label(call: Call) -> Reply:
    pull = call.pull
    label = next((label for label in pull.labels if label.name.lower() == call.params["name"].lower()), None)
    if label is None:
        raise Refusal(404, "Label does not exist")
    call.world.remove_label(pull, label, call.bot)
    return Reply([shapes.label(call.base, label, pull.repository) for label in pull.labels])


@route("GET", "/repos/{owner}/{repo}/labels", "issues=read", "pull_requests=read")
def list_repository_labels(call: Call) -> Reply:
    shown, headers = call.page(list(call.repo.labels.values()))
    return Reply([shapes.label(call.base, label, call.repo) for label in shown], headers=headers)


@route("GET", "/repos/{owner}/{repo}/issues/{issue_number}", "issues=read", "pull_requests=read")
def get_issue(call: Call) -> Reply:
    return Reply(events.issue(call.base, call.pull) | {"closed_by": None})
