"""What a run leaves behind for the next one, once its writes were made."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from app.memory import BodyMemory, CheckMemory, OutcomesMemory, PullMemory
from app.publication.attestations import Facts
from app.publication.context import Context, Publication
from app.publication.messages.summary import read_tasks
from app.publication.ticks import ticked_by_us
from app.snapshot import Snapshot
from checks.checklist import read_form
from checks.report import Report


@dataclass(frozen=True, slots=True)
class Written:
    """What the executor learnt while writing. `body`: the description that it wrote, and the one it spliced into.
    `unposted`: identities of new comments that GitHub refused; they become annotations at the next run."""

    check_run_id: int | None = None
    summary_node: str | None = None
    body: str | None = None
    body_base: str | None = None
    unposted: Collection[str] = ()


def remember(
    memory: PullMemory,
    publication: Publication,
    report: Report,
    snapshot: Snapshot,
    context: Context,
    facts: Facts,
    written: Written = Written(),
) -> PullMemory:
    """The memory after a run whose writes were made. Settings and their digest are the caller's to set."""
    standing = snapshot.standing
    threads = {thread.thread_id for thread in standing.threads}
    folded = [wanted.thread_id for wanted in publication.threads if wanted.close]
    closed = [one for one in dict.fromkeys((*memory.closed, *folded)) if one in threads]
    changes = {
        "head_sha": report.head_sha,
        "base_sha": snapshot.base_sha,
        "check": _check(publication, snapshot, written),
        "summary_node": written.summary_node
        or (standing.summaries[0].node_id if standing.summaries else None),
        "places": _places(publication.places, written.unposted),
        "closed": closed,
        "files": dict(facts.files),
        "body": memory.body
        if written.body is None
        else BodyMemory(written=written.body, base=written.body_base),
        "boxes": {**facts.boxes, **publication.boxes},
        "ticked_by_us": sorted(ticked_by_us(report, publication.boxes, frozenset(memory.ticked_by_us))),
        "lapsed": dict(context.attestations.lapsed),
        "outcomes": OutcomesMemory.of(report.outcomes),
        "nothing_to_check": report.nothing_to_check,
        "waiting_since": publication.verdict.waiting_since,
        "again_at": publication.verdict.again_at,
        "title": publication.verdict.title,
    }
    return memory.model_copy(update=changes).with_attestations(context.attestations.standing.values())


def boxes_now(snapshot: Snapshot) -> dict[str, bool]:
    """Item → ticked: the description's boxes, and those of our summary for items that have none there."""
    form = read_form(snapshot.standing.body)
    ours = read_tasks(snapshot.standing.summaries[0].body) if snapshot.standing.summaries else {}
    return ours | {item: bool(form.ticked(item)) for item in form.items}


def _check(publication: Publication, snapshot: Snapshot, written: Written) -> CheckMemory:
    there = snapshot.standing.check
    return CheckMemory(
        run_id=written.check_run_id or (there.run_id if there is not None else None),
        head_sha=publication.head_sha,
        digest=publication.check.external_id,
        conclusion=publication.verdict.conclusion,
        title=publication.verdict.title,
    )


def _places(places: Mapping[str, str], unposted: Collection[str]) -> dict[str, str]:
    refused = {one for joined in unposted for one in joined.split(",")}
    return {identity: "annotation" if identity in refused else place for identity, place in places.items()}
