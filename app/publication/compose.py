"""From a report to everything that should stand on the pull request."""

from __future__ import annotations

from dataclasses import replace
from hashlib import sha256

from app.memory import PullMemory
from app.publication.context import Context, Publication
from app.publication.identity import identify
from app.publication.markers import Marker
from app.publication.mend import comment_body, wanted_threads
from app.publication.messages import review as review_words
from app.publication.messages import titles
from app.publication.place import Group, Placement, place
from app.publication.show_check import check_run
from app.publication.show_summary import summary
from app.publication.threads import OurThread, read_threads
from app.publication.ticks import boxes_to_set
from app.publication.verdict import Verdict, badness, verdict
from app.publication.writes import InlineComment, PostReview
from app.snapshot import Snapshot, StandingComment, StandingThread
from checks.checklist import read_form
from checks.final_steps.labels import labels_to_add
from checks.finding import Severity
from checks.report import Report


def compose(report: Report, snapshot: Snapshot, memory: PullMemory, context: Context) -> Publication:
    """The publication for one report on one reading of the pull request. Pure, and the same for the same facts."""
    form = read_form(snapshot.standing.body)
    threads = read_threads(snapshot.standing.threads, context.app_id)
    placement = place(report, snapshot, memory, threads, context)
    own = _verdict(report, snapshot, memory, context)
    counts, owner = _shared(own, snapshot.pull.number, context)
    text = summary(report, snapshot, placement, own, frozenset(form.items), context)
    return Publication(
        number=snapshot.pull.number,
        head_sha=report.head_sha,
        verdict=own,
        check=check_run(report, snapshot, placement, counts, owner, context),
        check_yields_to=owner,
        review=_review(placement, report.head_sha, context),
        threads=wanted_threads(placement, report, context),
        summary=text,
        summary_if_standing=report.nothing_to_check is not None
        or (own.green and context.config.comments.quiet),
        boxes=boxes_to_set(report, form, snapshot.standing.body, context.attestations),
        places=_places(placement, snapshot),
        labels=() if report.nothing_to_check else labels_to_add(snapshot.pull, context.config),
    )


def _verdict(report: Report, snapshot: Snapshot, memory: PullMemory, context: Context) -> Verdict:
    references = dict.fromkeys(error.reference for error in report.outcomes.errors if error.reference)
    return verdict(
        report,
        now=context.now,
        deadline=context.config.build.deadline * 60.0,
        waiting_since=memory.waiting_since if memory.head_sha == report.head_sha else None,
        files_complete=snapshot.pull.files_complete,
        references=tuple(references),
    )


def _shared(own: Verdict, number: int, context: Context) -> tuple[Verdict, int | None]:
    """The verdict that the head carries, and the other pull request whose it is. Equally bad: the lower number's."""
    others = sorted(context.shared, key=lambda other: (-badness(other.verdict), other.number))
    if not others:
        return own, None
    first = others[0]
    theirs, mine = badness(first.verdict), badness(own)
    if theirs > mine or (theirs == mine and first.number < number):
        title = titles.of_other(first.number, first.verdict.title)
        return replace(first.verdict, title=title[:255]), first.number
    return own, None


def _review(placement: Placement, head_sha: str, context: Context) -> PostReview | None:
    if not placement.post:
        return None
    comments = tuple(_comment(group, placement, head_sha, context) for group in placement.post)
    batch = sha256(",".join(comment.identity for comment in comments).encode()).hexdigest()[:12]
    marker = str(Marker("review", context.app_id, {"head": head_sha, "batch": batch}))
    sentence = review_words.sentence(len(comments), head_sha)
    return PostReview(head_sha, f"{sentence}\n\n{marker}", comments, marker)


def _comment(group: Group, placement: Placement, head_sha: str, context: Context) -> InlineComment:
    """A new comment, written as the thread that it begins will be written ever after."""
    findings = tuple(sorted(group.findings, key=lambda f: f.severity is not Severity.ERROR))
    identities = tuple(identify(finding) for finding in findings)
    begun = OurThread(_unborn(group), head=head_sha, open=identities, above=group.last - group.first)
    return InlineComment(
        path=group.path,
        line=group.last,
        body=comment_body(group, begun, placement, context),
        identity=",".join(str(one) for one in identities),
        start_line=group.first if group.first < group.last else None,
    )


def _unborn(group: Group) -> StandingThread:
    return StandingThread("", StandingComment("", ""), group.path, group.last, False, False, False, False)


def _places(placement: Placement, snapshot: Snapshot) -> dict[str, str]:
    """Where each finding was told. A draft has no comments yet: what it shows as annotations is not told for good."""
    told = {str(identify(finding)): "inline" for finding in placement.standing.values()}
    told |= {str(identify(f)): "inline" for group in placement.post for f in group.findings}
    if snapshot.pull.draft:
        return told
    return {str(identify(finding)): "annotation" for finding in placement.annotate} | told
