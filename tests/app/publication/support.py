"""Small makers of what a publication is composed from, and a pull request that writes can be applied to."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from app.memory import PullMemory
from app.publication.attestations import Facts
from app.publication.boxes import splice
from app.publication.compose import compose
from app.publication.context import Context, Publication
from app.publication.plan import plan
from app.publication.remember import Written, boxes_now, remember
from app.publication.writes import (
    AddLabels,
    DeleteComment,
    EditBody,
    EditReviewComment,
    EditSummary,
    Minimize,
    PostReview,
    PostSummary,
    PutCheckRun,
    ResolveThread,
    Write,
)
from app.snapshot import Snapshot, Standing, StandingCheck, StandingComment, StandingThread
from checks.finding import Finding, On, Severity
from checks.items import ITEMS
from checks.pull import ChangedFile, FileStatus, Pull
from checks.report import ItemResult, Outcomes, Report, State

APP = 4242
HEAD = "a1b2c3d4e5f60718293a4b5c6d7e8f9001122334"
PULL_URL = "https://github.com/reader/book/pull/7"
FORM = "\n".join(f"- [ ] {item.text}" for item in ITEMS)


def finding(
    rule: str = "spelling", item: str = "4.1", line: int = 3, match: str = "taht", **more: Any
) -> Finding:
    column = more.pop("column", 1)
    values: dict[str, Any] = {
        "severity": Severity.ERROR, "path": "book/one.qmd", "column": column, "end_line": line,
        "end_column": column + len(match), "message": f"`{match}` is a slip.", "surroundings": f"before{line}■after",
    } | more  # fmt: skip
    return Finding(rule=rule, item=item, line=line, match=match, **values)


def report(
    findings: Iterable[Finding] = (),
    *,
    head: str = HEAD,
    states: Mapping[str, State] | None = None,
    on: On = On.PERSON,
    ran: Iterable[str] = (),
    **more: Any,
) -> Report:
    """A report in which an item fails as its findings demand and passes otherwise, unless `states` says so."""
    found = tuple(findings)
    results = tuple(_result(item, found, (states or {}).get(item.id), on) for item in ITEMS)
    outcomes = more.pop("outcomes", None) or Outcomes(
        found, ran=frozenset({f.rule for f in found}) | set(ran)
    )
    return Report(head, more.pop("items", results), outcomes, **more)


def _result(item: Any, findings: Sequence[Finding], state: State | None, on: On) -> ItemResult:
    mine = tuple(f for f in findings if f.item == item.id and f.decides and f.severity is not Severity.NOTICE)
    fails = any(f.severity is Severity.ERROR for f in mine)
    older = sum(f.item == item.id and not f.decides for f in findings)
    state = state or (State.FAIL if fails else State.PASS)
    reasons = {
        State.PASS: "nothing found",
        State.FAIL: f"{len(mine)} to mend",
        State.WAITING: "not known yet",
    }
    return ItemResult(
        item, state, reasons.get(state, "no such thing here"), item.decides, findings=mine, older=older,
        on=on if state is State.WAITING else None,
    )  # fmt: skip


def patch_of(text: str, start: int = 1) -> str:
    """The patch of a file of which every line is new."""
    lines = text.split("\n")
    return f"@@ -0,0 +{start},{len(lines)} @@\n" + "\n".join("+" + line for line in lines)


def changed(text: str, path: str = "book/one.qmd", **more: Any) -> ChangedFile:
    return ChangedFile(path, more.pop("status", FileStatus.ADDED), "b" * 40, patch=patch_of(text), **more)


def snapshot(
    files: Iterable[ChangedFile] = (), *, body: str = FORM, standing: Standing | None = None, **pull: Any
) -> Snapshot:
    files = tuple(files)
    facts: dict[str, Any] = {
        "number": 7,
        "title": "A chapter",
        "author": "author",
        "head_sha": HEAD,
        "files": files,
    } | pull
    return Snapshot(
        pull=Pull(body=body, **facts),
        pull_node_id="PR_7",
        repository_id=1,
        owner="reader",
        repository="book",
        standing=standing or Standing(body),
        files=files,
    )


def context(**more: Any) -> Context:
    values: dict[str, Any] = {
        "app_id": APP,
        "slug": "galleyproof",
        "now": 1_000.0,
        "pull_url": PULL_URL,
        "docs_url": "https://galley.example.org/manual",
    } | more
    return Context(**values)


@dataclass
class FakePull:
    """A pull request of ours: applies writes to what stands, as GitHub would."""

    snapshot: Snapshot
    memory: PullMemory = field(default_factory=PullMemory)
    can_resolve: bool = True
    can_minimize: bool = True
    made: int = 0
    annotations: dict[int, int] = field(default_factory=dict)

    def review(
        self, report: Report, *, context: Context, forget: bool = False, ticks: Sequence[Any] = ()
    ) -> tuple[Write, ...]:
        """One run: compose, plan, write, and (unless it is killed before) remember."""
        facts = Facts(
            report.head_sha, self.snapshot.pull.author, "galleyproof[bot]", boxes_now(self.snapshot), ticks,
            self.snapshot.edits,
        )  # fmt: skip
        publication = compose(report, self.snapshot, self.memory, context)
        writes = plan(publication, self.snapshot, self.memory)
        before = self.snapshot
        for write in writes:
            self.apply(write)
        if not forget:
            self.memory = remember(self.memory, publication, report, before, context, facts, Written())
            self.memory = PullMemory.load(self.memory.dump())
        return writes

    @property
    def standing(self) -> Standing:
        return self.snapshot.standing

    def stand(self, **changes: Any) -> None:
        self.snapshot = replace(self.snapshot, standing=replace(self.standing, **changes))

    def push(self, files: Iterable[ChangedFile], head: str, lines: int = 0) -> None:
        """A new head: no check run stands on it yet; threads move down by so many lines."""
        files = tuple(files)
        pull = replace(self.snapshot.pull, head_sha=head, files=files)
        self.snapshot = replace(self.snapshot, pull=pull, files=files)
        self.stand(check=None)
        self._each(lambda t: replace(t, line=t.line + lines))

    def _new(self) -> str:
        self.made += 1
        return f"N{self.made}"

    def apply(self, write: Write) -> None:
        match write:
            case PutCheckRun():
                self._put(write)
            case PostReview():
                self._post(write)
            case PostSummary(body):
                comment = StandingComment(self._new(), body, f"{PULL_URL}#issuecomment-1")
                self.stand(summaries=(*self.standing.summaries, comment))
            case EditSummary(node, body):
                self.stand(summaries=tuple(_edited(c, node, body) for c in self.standing.summaries))
            case DeleteComment(node):
                self.stand(summaries=tuple(c for c in self.standing.summaries if c.node_id != node))
            case EditReviewComment(node, body):
                self._each(lambda t: replace(t, comment=_edited(t.comment, node, body)))
            case Minimize(node):
                self._each(
                    lambda t: (
                        replace(t, comment=replace(t.comment, minimized=True))
                        if t.comment.node_id == node
                        else t
                    )
                )
            case ResolveThread(thread):
                self._each(lambda t: replace(t, resolved=True) if t.thread_id == thread else t)
            case EditBody():
                body = splice(self.standing.body, write.boxes)
                self.stand(body=body)
                self.snapshot = replace(self.snapshot, pull=replace(self.snapshot.pull, body=body))
            case AddLabels(labels):
                self.stand(labels=(*self.standing.labels, *labels))

    def _each(self, change: Any) -> None:
        self.stand(threads=tuple(change(thread) for thread in self.standing.threads))

    def _put(self, write: PutCheckRun) -> None:
        check = write.check
        if check.head_sha != self.snapshot.pull.head_sha:
            return
        run = write.run_id
        if run is None:
            self.made += 1
            run = self.made
        self.annotations[run] = self.annotations.get(run, 0) + len(check.annotations)
        status = "completed" if check.conclusion else "in_progress"
        self.stand(check=StandingCheck(run, status, check.conclusion, check.external_id))

    def _post(self, write: PostReview) -> None:
        assert write.commit == self.snapshot.pull.head_sha
        new = tuple(
            StandingThread(
                self._new(), StandingComment(self._new(), c.body, f"{PULL_URL}#discussion_r{self.made}"), c.path, c.line,
                False, False, False, self.can_resolve, self.can_minimize,
            )
            for c in write.comments
        )  # fmt: skip
        self.stand(threads=(*self.standing.threads, *new))


def _edited(comment: StandingComment, node: str, body: str) -> StandingComment:
    # GitHub hands texts back with the line ends of whoever saved them; ours must not depend on it.
    return replace(comment, body=body.replace("\n", "\r\n")) if comment.node_id == node else comment


def published(report: Report, snap: Snapshot, ctx: Context | None = None) -> Publication:
    return compose(report, snap, PullMemory(), ctx or context())
