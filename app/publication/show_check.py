"""The check run as it should stand on the head."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from hashlib import sha256

from app import limits
from app.publication.context import Context
from app.publication.messages import check as say
from app.publication.messages import config as config_words
from app.publication.messages import faults, titles
from app.publication.messages import summary as words
from app.publication.place import Placement, is_told
from app.publication.render import Section, render
from app.publication.verdict import Tally, Verdict
from app.publication.writes import Annotation, CheckRun
from app.snapshot import Snapshot
from checks.finding import Severity
from checks.report import Report


@dataclass(frozen=True, slots=True)
class Stamp:
    """What a check run of ours says of itself in `external_id`: for which pull request, and digests of its
    annotations and of everything else."""

    number: int
    annotations: str
    rest: str

    def __str__(self) -> str:
        return f"galleyproof:1:{self.number}:{self.annotations}:{self.rest}"

    @classmethod
    def parse(cls, text: str) -> Stamp | None:
        match text.split(":"):
            case ["galleyproof", "1", number, annotations, rest] if number.isdecimal():
                return cls(int(number), annotations, rest)
        return None


def check_run(
    report: Report,
    snapshot: Snapshot,
    placement: Placement,
    verdict: Verdict,
    owner: int | None,
    context: Context,
) -> CheckRun:
    """`verdict`: the one the head carries, that of pull request `owner` if it is not our own."""
    required = {result.item.id for result in report.required}
    annotations = [say.annotation(f, f.item in required) for f in placement.annotate]
    check = CheckRun(
        head_sha=report.head_sha,
        conclusion=verdict.conclusion,
        title=verdict.title,
        summary=_summary(report, snapshot, owner, context),
        text=_text(report, context),
        annotations=(*_of_settings(context), *annotations)[: limits.ANNOTATIONS_MOST],
        actions=(say.RERUN,),
        details_url=context.details_url,
    )
    return stamped(check, snapshot.pull.number)


def starting(head_sha: str, number: int, details_url: str | None = None) -> CheckRun:
    """What stands within seconds, before anything is known."""
    check = CheckRun(head_sha, None, titles.starting(), say.starting(head_sha), details_url=details_url)
    return stamped(check, number)


def crashed(
    head_sha: str, number: int, reference: str, docs_url: str | None, details_url: str | None = None
) -> CheckRun:
    """What stands when the run itself broke: `failure`, told as our fault."""
    text = faults.crashed(reference, docs_url)
    check = CheckRun(
        head_sha, "failure", titles.crashed(reference), text, actions=(say.RERUN,), details_url=details_url
    )
    return stamped(check, number)


def superseded(head_sha: str, number: int) -> CheckRun:
    """How a check run that was left in progress on an older head ends. Cancelled never satisfies a required check."""
    return stamped(CheckRun(head_sha, "cancelled", titles.superseded(), say.superseded()), number)


def stamped(check: CheckRun, number: int) -> CheckRun:
    """The check run with its digests."""
    rest = asdict(replace(check, annotations=(), external_id=""))
    stamp = Stamp(
        number, _digest([asdict(a) for a in check.annotations]) if check.annotations else "-", _digest(rest)
    )
    return replace(check, external_id=str(stamp))


def _digest(value: object) -> str:
    return sha256(json.dumps(value, sort_keys=True).encode()).hexdigest()[:16]


def _summary(report: Report, snapshot: Snapshot, owner: int | None, context: Context) -> str:
    sections = [
        say.of_other(owner, context.pull_url) if owner is not None else Section(""),
        words.settings(context.config_problems, context.config_is_default, context.preview_problems),
    ]
    if not snapshot.pull.files_complete:
        sections.append(words.incomplete())
    elif report.nothing_to_check is not None:
        sections.append(words.nothing_to_check(report.nothing_to_check))
        return render([*sections, words.notices(report.notices)], limits.CHECK_TEXT_CHARACTERS, say.LEFT_OUT)
    if snapshot.pull.draft:
        sections.append(words.draft())
    tally = Tally.of(report)
    references = dict.fromkeys(error.reference for error in report.outcomes.errors if error.reference)
    sections += [
        words.broken(tally.broken, tuple(references)),
        say.counted(report.required),
        say.table(report.items, context.attestations.lapsed),
        words.notices(report.notices),
        say.evidence(report.items),
    ]
    return render(sections, limits.CHECK_TEXT_CHARACTERS, say.LEFT_OUT)


def _text(report: Report, context: Context) -> str:
    findings = report.outcomes.findings
    sections = say.file_sections((f for f in findings if is_told(f)), context.docs_url)
    sections += say.folded_sections(
        "Notices", (f for f in findings if f.decides and f.severity is Severity.NOTICE), 40
    )
    sections += say.folded_sections("Older findings", (f for f in findings if not f.decides), 20)
    return render(sections, limits.CHECK_TEXT_CHARACTERS, say.LEFT_OUT)


def _of_settings(context: Context) -> Sequence[Annotation]:
    """Slips in the settings that this pull request brings; those of the base branch stand in no file of its diff."""
    return [
        Annotation(config_words.PATH, p.line, p.line, "failure", "These settings cannot be read", p.message)
        for p in context.preview_problems[:10]
    ]
