"""Check runs, suites and commit statuses: reported by apps, asked for again by people."""

from __future__ import annotations

from typing import Any

from app.sandbox import events
from app.sandbox.checks import CheckRun, CheckSuite, CommitStatus
from app.sandbox.nouns import App
from app.sandbox.pushing import Pushing
from app.sandbox.repository import Repository
from app.sandbox.state import Person, Where


class Checking(Pushing):
    """Checks of commits."""

    def start_run(self, repo: Repository, app: App, sha: str, given: dict[str, Any]) -> CheckRun:
        """Make a check run from checked request fields; ``created`` (and ``completed``) go out."""
        suite = self.suite_of(repo, sha, app)
        run = CheckRun(
            id=self.ids.next("check_run"),
            suite=suite,
            name=given["name"],
            status="queued",
            conclusion=None,
            started_at=None,
            completed_at=None,
        )
        suite.runs.append(run)
        suite.reset = False
        self.nodes[run.node_id] = run
        self._apply(run, given)
        events.tell_run(self, repo, run, "created", app.bot)
        self._tell_completion(repo, run)
        return run

    def change_run(self, repo: Repository, run: CheckRun, given: dict[str, Any]) -> None:
        """Update a check run; ``completed`` goes out when it becomes so."""
        was = run.status
        run.suite.reset = False
        self._apply(run, given)
        if was != "completed":
            self._tell_completion(repo, run)

    def _tell_completion(self, repo: Repository, run: CheckRun) -> None:
        if run.status != "completed":
            return
        events.tell_run(self, repo, run, "completed", run.app.bot)
        if run.suite.status == "completed":
            events.tell_suite(self, repo, run.suite, "completed", run.app.bot)

    def _apply(self, run: CheckRun, given: dict[str, Any]) -> None:
        now = self.now()
        for key in ("name", "external_id", "details_url"):
            if given.get(key) is not None:
                setattr(run, key, given[key])
        run.started_at = given.get("started_at") or run.started_at or now
        if given.get("conclusion"):
            run.status, run.conclusion = "completed", given["conclusion"]
            run.completed_at = given.get("completed_at") or now
        elif given.get("status"):
            run.status = given["status"]
            if run.status != "completed":
                run.conclusion = run.completed_at = None
        if given.get("actions") is not None:
            run.actions = given["actions"]
        output = given.get("output") or {}
        for key in ("title", "summary", "text"):
            if key in output:
                setattr(run, key, output[key])
        run.annotations += output.get("annotations") or []
        run.suite.updated_at = now

    # -- as a person or another service --
    def report_check(
        self,
        where: Where,
        sha: str,
        name: str,
        conclusion: str | None = "success",
        app: str = "ci",
        *,
        details_url: str | None = None,
        summary: str | None = None,
    ) -> CheckRun:
        """Another app reports a check run; ``conclusion=None`` leaves it in progress. The run of that name is updated
        when it is not completed yet."""
        with self.lock:
            repo, reporter = self.repo(where), self.app_called(app)
            given: dict[str, Any] = {"name": name, "details_url": details_url, "conclusion": conclusion}
            given["status"] = "completed" if conclusion else "in_progress"
            if summary is not None:
                given["output"] = {"title": name, "summary": summary}
            for run in self.suite_of(repo, sha, reporter).latest_runs:
                if run.name == name and run.status != "completed":
                    self.change_run(repo, run, given)
                    return run
            return self.start_run(repo, reporter, sha, given)

    def report_status(
        self,
        where: Where,
        sha: str,
        context: str,
        state: str,
        sender: Person,
        description: str | None = None,
        target_url: str | None = None,
    ) -> CommitStatus:
        """Somebody reports a commit status: error, failure, pending or success."""
        with self.lock:
            repo, who = self.repo(where), self.user(sender)
            status = CommitStatus(
                self.ids.next("status"),
                repo.id,
                sha,
                context,
                state,
                description,
                target_url,
                who,
                self.now(),
            )
            repo.statuses.append(status)
            self.nodes[status.node_id] = status
            events.tell_status(self, repo, status, who)
            return status

    def rerequest_check(self, where: Where, run: CheckRun, sender: Person) -> None:
        """A person presses "Re-run" on a check: only its own app hears of it."""
        with self.lock:
            run.suite.reset = True
            events.tell_run(self, self.repo(where), run, "rerequested", self.user(sender), only=run.app)

    def rerequest_suite(self, where: Where, suite: CheckSuite, sender: Person) -> None:
        """A person presses "Re-run all checks"."""
        with self.lock:
            suite.reset = True
            events.tell_suite(self, self.repo(where), suite, "rerequested", self.user(sender), only=suite.app)

    def press_button(self, where: Where, run: CheckRun, identifier: str, sender: Person) -> None:
        """A person presses one of the buttons of a check run."""
        with self.lock:
            known = [action["identifier"] for action in run.actions]
            if identifier not in known:
                raise LookupError(f"the check run has no button {identifier!r}, only {known}")
            events.tell_run(
                self,
                self.repo(where),
                run,
                "requested_action",
                self.user(sender),
                only=run.app,
                requested_action={"identifier": identifier},
            )
