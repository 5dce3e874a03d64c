"""How our standing threads should look now: open, partly or wholly dealt with, or opened again."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from app import limits
from app.publication.context import Context, WantedThread
from app.publication.identity import Identity
from app.publication.markers import without_marker
from app.publication.messages import finding as say
from app.publication.place import Group, Placement, is_told
from app.publication.render import ALWAYS, Section, render
from app.publication.suggestion import suggestion
from app.publication.threads import Closed, OurThread
from checks.finding import Finding, Waiting
from checks.report import Report

LEFT_OUT = "*More does not fit here; the full text is in the check run.*"


def comment_body(group: Group, thread: OurThread, placement: Placement, context: Context) -> str:
    """The text of a comment on `group`, with the marker of `thread`."""
    side = placement.sides.get(group.path)
    offer = suggestion(group.findings, side, group.first, group.last) if side is not None else None
    closed = say.closed(thread.fixed, thread.gone)
    sections = [*say.comment(group.findings, offer, context.docs_url), Section(closed, 70)]
    return render(sections, limits.BODY_CHARACTERS, LEFT_OUT, str(thread.marker(context.app_id)))


def wanted_threads(placement: Placement, report: Report, context: Context) -> tuple[WantedThread, ...]:
    """Those of our threads that are not as they should be."""
    return tuple(
        wanted
        for number, thread in enumerate(placement.threads)
        if (wanted := _wanted(number, thread, placement, report, context)) is not None
    )


def _wanted(
    number: int, thread: OurThread, placement: Placement, report: Report, context: Context
) -> WantedThread | None:
    if thread.spent:
        return None if thread.standing.replied else _as_it_is(thread)
    now = [placement.standing.get((number, at)) for at in range(len(thread.known))]
    missing = [one for one, finding in zip(thread.known, now, strict=True) if finding is None]
    if not all(_judged(one, thread.standing.path, report) for one in missing):
        return None  # a check of ours broke or waits: what it does not report may well stand still
    after = _after(thread, now, report)
    if after.closed:
        return _closed(thread, after, context)
    if thread.standing.replied:
        return None
    return _open(thread, after, [f for f in now if f is not None and is_told(f)], placement, context)


def _after(thread: OurThread, now: Sequence[Finding | None], report: Report) -> OurThread:
    """The thread's state: what stands, what was mended, what is reported no longer."""
    before = [("", "") for _ in thread.open]
    before += [("fixed", sha) for _, sha in thread.fixed] + [("gone", sha) for _, sha in thread.gone]
    still: list[Identity] = []
    ended: dict[str, list[Closed]] = {"fixed": [], "gone": []}
    for one, finding, (how, sha) in zip(thread.known, now, before, strict=True):
        if finding is not None and is_told(finding):
            still.append(one)
            continue
        mended = finding is None and one.rule in report.outcomes.ran and report.head_sha != thread.head
        ended[how or ("fixed" if mended else "gone")].append((one, sha or report.head_sha))
    return replace(thread, open=tuple(still), fixed=tuple(ended["fixed"]), gone=tuple(ended["gone"]))


def _closed(thread: OurThread, after: OurThread, context: Context) -> WantedThread:
    comment = thread.standing.comment
    if thread.closed:
        return _as_it_is(thread)
    said = say.closed(after.fixed, after.gone)
    old = Section(say.folded(without_marker(comment.body)))
    body = render([Section(said, ALWAYS), old], limits.BODY_CHARACTERS, "", str(after.marker(context.app_id)))
    return WantedThread(thread.standing.thread_id, comment.node_id, body, close=True)


def _as_it_is(thread: OurThread) -> WantedThread:
    comment = thread.standing.comment
    return WantedThread(thread.standing.thread_id, comment.node_id, comment.body, close=True)


def _open(
    thread: OurThread, after: OurThread, findings: list[Finding], placement: Placement, context: Context
) -> WantedThread | None:
    standing = thread.standing
    changed = Counter(after.open) != Counter(thread.open)
    if not changed and (standing.outdated or standing.resolved or standing.comment.minimized):
        return None
    body = comment_body(_group(thread, findings), after, placement, context)
    same = without_marker(body) == without_marker(standing.comment.body)
    return (
        None
        if same and not changed
        else WantedThread(standing.thread_id, standing.comment.node_id, body, False)
    )


def _group(thread: OurThread, findings: list[Finding]) -> Group:
    """The lines that the thread stands on now: GitHub tells its last one, its marker how many are above."""
    first = findings[0]
    path = first.path or thread.standing.path
    last = thread.standing.line if thread.standing.line is not None else max(first.line, first.end_line)
    return Group(path, max(1, last - thread.above), last, tuple(findings))


def _judged(one: Identity, path: str, report: Report) -> bool:
    """Whether this run could have found it again: its rule neither broke nor waits, here or everywhere."""
    broke = (
        error.rule == one.rule or error.rule not in report.outcomes.ran  # the runner itself
        for error in report.outcomes.errors
        if error.path in (None, path)
    )
    waits = (
        remark.rule == one.rule and isinstance(remark.remark, Waiting)
        for remark in report.outcomes.remarks
        if remark.path in (None, path)
    )
    return not any(broke) and not any(waits)
