"""Check suites, check runs and commit statuses in GraphQL."""

from __future__ import annotations

from typing import Any

from app.sandbox.checks import CheckRun, CheckSuite, CommitStatus, latest_statuses, rollup
from app.sandbox.graphql.fields import Asking, connect, connection, field
from app.sandbox.graphql.gitobjects import GitCommit
from app.sandbox.ids import node_id
from app.sandbox.repository import Repository


@field("Commit", "statusCheckRollup")
def status_check_rollup(commit: GitCommit, asking: Asking) -> dict[str, Any] | None:
    asking.demand("checks=read", "statuses=read")
    repo = commit.repository
    runs, statuses = repo.latest_runs_of(commit.oid), latest_statuses(repo.statuses_of(commit.oid))
    state = rollup(runs, statuses)
    if state is None:
        return None
    identity = node_id("SCR", repo.id, commit.oid)
    return {"id": identity, "state": state, "commit": commit, "runs": runs, "statuses": statuses}


@field("StatusCheckRollup", "contexts")
def contexts(found: dict[str, Any], asking: Asking, **arguments: Any) -> dict[str, Any]:
    runs = found["runs"] if asking.who.may("checks") else []
    statuses = found["statuses"] if asking.who.may("statuses") else []
    page = connection([*runs, *statuses], "contexts", **arguments)
    return page | {"checkRunCount": len(runs), "statusContextCount": len(statuses)}


def _repository_of(asking: Asking, which: CheckSuite | CommitStatus) -> Repository:
    return asking.world.repo_by_id(which.repository_id)


@field("CheckRun", "status")
def run_status(run: CheckRun, _: Asking) -> str:
    return run.status.upper()


@field("CheckRun", "conclusion")
@field("CheckSuite", "conclusion")
def run_conclusion(run: CheckRun | CheckSuite, _: Asking) -> str | None:
    return run.conclusion.upper() if run.conclusion else None


@field("CheckSuite", "status")
def suite_status(suite: CheckSuite, _: Asking) -> str:
    return suite.status.upper()


@field("CheckRun", "checkSuite")
def suite_of(run: CheckRun, _: Asking) -> CheckSuite:
    return run.suite


@field("CheckRun", "repository")
def run_repository(run: CheckRun, asking: Asking) -> Repository:
    return _repository_of(asking, run.suite)


@field("CheckSuite", "repository")
def suite_repository(suite: CheckSuite, asking: Asking) -> Repository:
    return _repository_of(asking, suite)


@field("CheckSuite", "commit")
def suite_commit(suite: CheckSuite, asking: Asking) -> GitCommit:
    return GitCommit(_repository_of(asking, suite), suite.head_sha)


@field("CheckSuite", "url")
def suite_url(suite: CheckSuite, asking: Asking) -> str:
    return f"{asking.base}/{_repository_of(asking, suite).full_name}/commit/{suite.head_sha}/checks"


@field("StatusContext", "commit")
def status_commit(status: CommitStatus, asking: Asking) -> GitCommit:
    return GitCommit(_repository_of(asking, status), status.sha)


@field("CheckRun", "url")
@field("CheckRun", "permalink")
def run_url(run: CheckRun, asking: Asking) -> str:
    return f"{asking.base}/{_repository_of(asking, run.suite).full_name}/runs/{run.id}"


@field("CheckRun", "detailsUrl")
def details_url(run: CheckRun, asking: Asking) -> str:
    return run.details_url or run_url(run, asking)


@field("CheckRun", "isRequired")
@field("StatusContext", "isRequired")
def is_required(_: Any, __: Asking, **___: Any) -> bool:
    return False


@field("StatusContext", "state")
def status_state(status: CommitStatus, _: Asking) -> str:
    return status.state.upper()


@field("CheckSuite", "checkRuns")
def check_runs(
    suite: CheckSuite,
    _: Asking,
    filterBy: dict[str, Any] | None = None,  # noqa: N803 - GitHub's name
    **arguments: Any,
) -> dict[str, Any]:
    """Newest first, as github.com lists them; all of them only when asked for."""
    wanted = filterBy or {}
    runs = suite.runs if wanted.get("checkType") == "ALL" else suite.latest_runs
    found = [
        run
        for run in reversed(runs)
        if wanted.get("checkName") in (None, run.name)
        and wanted.get("appId") in (None, run.app.id)
        and (wanted.get("status") is None or wanted["status"].lower() == run.status)
    ]
    return connection(found, "checkRuns", **arguments)


connect(
    "CheckRun",
    "annotations",
    lambda run, _: [
        {
            "path": given["path"],
            "message": given["message"],
            "title": given.get("title"),
            "rawDetails": given.get("raw_details"),
            "annotationLevel": given["annotation_level"].upper(),
        }
        for given in run.annotations
    ],
)
