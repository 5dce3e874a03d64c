"""What is wanted minus what stands: the writes, in the order they are to be made. Nothing when both are the same."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from app.memory import PullMemory
from app.publication.context import Publication, WantedThread
from app.publication.links import without_targets
from app.publication.markers import without_marker
from app.publication.messages.summary import read_tasks
from app.publication.show_check import Stamp, superseded
from app.publication.writes import (
    AddLabels,
    CheckRun,
    DeleteComment,
    EditBody,
    EditReviewComment,
    EditSummary,
    Minimize,
    PostSummary,
    PutCheckRun,
    ResolveThread,
    Write,
)
from app.snapshot import Snapshot, Standing, StandingThread


def plan(
    publication: Publication, snapshot: Snapshot, memory: PullMemory, *, again: bool = False
) -> tuple[Write, ...]:
    """The writes that make the pull request as `publication` wants it.

    The check run comes first: it is what people wait for. `again`: somebody pressed Re-run, after which GitHub waits
    for a new check run, even if it says the same. `Standing.summaries` are taken to be in the order in which
    they were posted.
    """
    standing = snapshot.standing
    writes: list[Write] = [*_older_check(publication, memory), *_check(publication, standing, again)]
    if publication.review is not None:
        writes.append(publication.review)
    writes += _threads(publication, standing, memory)
    writes += _summary(publication, standing)
    if publication.boxes:
        writes.append(EditBody(snapshot.pull_node_id, standing.body, dict(publication.boxes)))
    if publication.labels:
        writes.append(AddLabels(publication.labels))
    return tuple(writes)


def plan_check(check: CheckRun, standing: Standing) -> tuple[Write, ...]:
    """The write for a check run alone: the one at the start, or the one of a run that broke."""
    return tuple(_put(check, standing))


def plan_start(check: CheckRun, standing: Standing) -> tuple[Write, ...]:
    """The check run that says the bot has begun, where none of ours stands on this head yet."""
    return () if standing.check is not None else (PutCheckRun(check),)


def _older_check(publication: Publication, memory: PullMemory) -> Iterator[Write]:
    """A check run that was left in progress on a head that is no more."""
    old = memory.check
    if old.run_id is not None and old.conclusion is None and old.head_sha not in ("", publication.head_sha):
        yield PutCheckRun(superseded(old.head_sha, publication.number), old.run_id)


def _check(publication: Publication, standing: Standing, again: bool) -> Iterator[Write]:
    if again and publication.check_yields_to is None:
        yield PutCheckRun(publication.check)
        return
    there = standing.check
    stamp = Stamp.parse(there.external_id) if there is not None else None
    if (
        there is not None
        and stamp is not None
        and publication.check_yields_to == stamp.number
        and there.conclusion == publication.check.conclusion
    ):
        return  # the other pull request's own check run already says it, with its own findings
    yield from _put(publication.check, standing)


def _put(check: CheckRun, standing: Standing) -> Iterator[Write]:
    """GitHub only appends annotations, and a run that ended does not begin again: such changes need a new run."""
    there = standing.check
    if there is None:
        yield PutCheckRun(check)
        return
    wanted, stamp = Stamp.parse(check.external_id), Stamp.parse(there.external_id)
    if wanted == stamp and there.conclusion == check.conclusion:
        return
    begins_again = there.status == "completed" and check.conclusion is None
    same = stamp is not None and wanted is not None and stamp.annotations == wanted.annotations
    none_yet = stamp is not None and stamp.annotations == "-"
    if begins_again or not (same or none_yet):
        yield PutCheckRun(check)
    else:
        yield PutCheckRun(replace(check, annotations=()) if same else check, there.run_id)


def _threads(publication: Publication, standing: Standing, memory: PullMemory) -> Iterator[Write]:
    known = {thread.thread_id: thread for thread in standing.threads}
    for wanted in publication.threads:
        thread = known[wanted.thread_id]
        if wanted.body != thread.comment.body:
            yield EditReviewComment(wanted.node_id, wanted.body)
        if wanted.close and wanted.thread_id not in memory.closed:
            yield from _close(wanted, thread)


def _close(wanted: WantedThread, thread: StandingThread) -> Iterator[Write]:
    if thread.can_minimize and not thread.comment.minimized:
        yield Minimize(wanted.node_id)
    if thread.can_resolve and not thread.resolved:
        yield ResolveThread(wanted.thread_id)


def _summary(publication: Publication, standing: Standing) -> Iterator[Write]:
    first = standing.summaries[0] if standing.summaries else None
    for second in standing.summaries[1:]:
        yield DeleteComment(second.node_id)
    wanted = publication.summary
    if wanted is None:
        return
    if first is None:
        if not publication.summary_if_standing:
            yield PostSummary(wanted)
    elif _seen(first.body) != _seen(wanted) or read_tasks(first.body) != read_tasks(wanted):
        yield EditSummary(first.node_id, wanted)


def _seen(body: str) -> str:
    return without_targets(without_marker(body))
