"""Where each finding is said: in a thread that stands, in the new review, as an annotation, or in the report alone."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from app.limits import RANGE_LINES
from app.memory import PullMemory
from app.publication.context import Context
from app.publication.hunks import NewSide, new_side
from app.publication.identity import align, identify
from app.publication.threads import OurThread
from app.snapshot import Snapshot
from checks.finding import Finding, Severity
from checks.pull import FileStatus
from checks.report import Report


@dataclass(frozen=True, slots=True)
class Group:
    """Findings that one comment tells, on new-side lines `first` … `last` of one hunk."""

    path: str
    first: int
    last: int
    findings: tuple[Finding, ...]

    @property
    def rank(self) -> tuple[bool, str, int, int]:
        serious = any(finding.severity is Severity.ERROR for finding in self.findings)
        return not serious, self.path, self.first, self.last

    def overlaps(self, other: Group) -> bool:
        return self.path == other.path and self.first <= other.last and other.first <= self.last

    def merged(self, other: Group) -> Group:
        return Group(
            self.path,
            min(self.first, other.first),
            max(self.last, other.last),
            (*self.findings, *other.findings),
        )


@dataclass(frozen=True)
class Placement:
    """`standing`: identity in a thread → the finding it is now (by place in that thread's `known`). `older`: those of
    them that no longer decide. `post`: new comments. `annotate`: said as annotations. `sides`: the new side of each
    changed file. `threads`: finding → the thread that tells it."""

    threads: tuple[OurThread, ...] = ()
    standing: Mapping[tuple[int, int], Finding] = field(default_factory=dict)
    post: tuple[Group, ...] = ()
    annotate: tuple[Finding, ...] = ()
    sides: Mapping[str, NewSide] = field(default_factory=dict)

    def thread_of(self, finding: Finding) -> OurThread | None:
        return next((self.threads[t] for (t, _), found in self.standing.items() if found is finding), None)


def place(
    report: Report, snapshot: Snapshot, memory: PullMemory, threads: Sequence[OurThread], context: Context
) -> Placement:
    """The placement of every finding of the report. Deterministic: the same facts give the same places."""
    findings = sorted((f for f in report.outcomes.findings if f.path is not None), key=_in_document)
    told = [f for f in findings if is_told(f)]
    sides = {file.path: new_side(file.patch) for file in snapshot.files}
    standing = _standing(threads, told, [f for f in findings if not is_told(f)], snapshot)
    in_threads = {id(finding) for finding in standing.values()}
    fresh = [finding for finding in told if id(finding) not in in_threads]
    post = _to_post(fresh, report, memory, threads, sides, snapshot, context)
    posted = {id(finding) for group in post for finding in group.findings}
    annotate = tuple(sorted((f for f in fresh if id(f) not in posted), key=_serious_first))
    return Placement(tuple(threads), standing, post, annotate, sides)


def _standing(
    threads: Sequence[OurThread], told: Sequence[Finding], rest: Sequence[Finding], snapshot: Snapshot
) -> dict[tuple[int, int], Finding]:
    """Which finding each entry of each thread is now: one that decides if possible, else an older one or a notice."""
    entries = [(t, e) for t, thread in enumerate(threads) for e in range(len(thread.known))]
    old = [threads[t].known[e] for t, e in entries]
    renames = {f.previous_path: f.path for f in snapshot.files if f.previous_path is not None}
    alive = {f.path for f in snapshot.files if f.status is not FileStatus.REMOVED} | set(snapshot.tree)
    found: dict[tuple[int, int], Finding] = {}
    for findings in (told, rest):
        left = [at for at, entry in enumerate(entries) if entry not in found]
        near = _near([threads[entries[at][0]] for at in left], findings)
        pairs = align([old[at] for at in left], [identify(f) for f in findings], renames, alive, near)
        found |= {entries[left[was]]: findings[now] for was, now in pairs}
    return found


def _near(threads: Sequence[OurThread], findings: Sequence[Finding]) -> Callable[[int, int], bool]:
    """Whether a finding stands on the lines on which GitHub shows a thread now."""

    def near(was: int, now: int) -> bool:
        thread, finding = threads[was], findings[now]
        last = thread.standing.line
        return last is not None and finding.line <= last and finding.end_line >= last - thread.above

    return near


def _to_post(
    fresh: Sequence[Finding],
    report: Report,
    memory: PullMemory,
    threads: Sequence[OurThread],
    sides: Mapping[str, NewSide],
    snapshot: Snapshot,
    context: Context,
) -> tuple[Group, ...]:
    if snapshot.pull.draft or not snapshot.pull.open:
        return ()
    required = {result.item.id for result in report.required}
    anchored: list[Group] = []
    for finding in fresh:
        serious = finding.severity is Severity.ERROR
        if finding.item not in required or (context.conversation_resolution and not serious):
            continue
        group = None if memory.told(identify(finding)) else _anchor(finding, sides)
        anchored += [group] if group is not None else []
    room = context.config.comments.inline - sum(thread.head == report.head_sha for thread in threads)
    chosen = sorted(_merged(anchored), key=lambda group: group.rank)[: max(0, room)]
    return tuple(sorted(chosen, key=lambda group: (group.path, group.first, group.last)))


def _anchor(finding: Finding, sides: Mapping[str, NewSide]) -> Group | None:
    """The lines that a comment on the finding may stand on: all of its own, else its first or last in the diff."""
    side = sides.get(finding.path or "", NewSide())
    first, last = finding.line, max(finding.line, finding.end_line)
    whole = side.together(first, last)
    if whole and (last - first < RANGE_LINES or finding.replacement is not None):
        return Group(finding.path or "", first, last, (finding,))
    line = next((line for line in range(first, min(last, first + 10_000) + 1) if line in side.hunk), None)
    return Group(finding.path or "", line, line, (finding,)) if line is not None else None


def _merged(groups: Sequence[Group]) -> list[Group]:
    """Groups on overlapping lines as one: two comments on the same line would be read apart, their fixes collide."""
    merged: list[Group] = []
    for group in sorted(groups, key=lambda g: (g.path, g.first, g.last)):
        if merged and merged[-1].overlaps(group):
            merged[-1] = merged[-1].merged(group)
        else:
            merged.append(group)
    return merged


def _in_document(finding: Finding) -> tuple[str, int, int, int, int, str]:
    path = finding.path or ""
    return path, finding.line, finding.column, finding.end_line, finding.end_column, finding.rule


def _serious_first(finding: Finding) -> tuple[bool, str, int, int]:
    return finding.severity is not Severity.ERROR, finding.path or "", finding.line, finding.column


def is_told(finding: Finding) -> bool:
    """Whether the finding is said where it stands; notices and older ones only stand in the report."""
    return finding.decides and finding.severity is not Severity.NOTICE
