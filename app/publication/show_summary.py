"""The summary comment as it should stand."""

from __future__ import annotations

from app import limits
from app.publication.context import Context
from app.publication.links import place_link
from app.publication.markers import Marker
from app.publication.messages import summary as say
from app.publication.messages.check import LEFT_OUT
from app.publication.place import Placement
from app.publication.render import Section, render
from app.publication.verdict import Tally, Verdict
from app.snapshot import Snapshot
from checks.config import Decider
from checks.finding import Finding
from checks.report import ItemResult, Report


def summary(
    report: Report,
    snapshot: Snapshot,
    placement: Placement,
    verdict: Verdict,
    in_body: frozenset[str],
    context: Context,
) -> str:
    """The whole comment. `in_body`: items that the description has a box for."""
    sections = [
        say.heading(verdict.title),
        say.reviewed(report.head_sha, context.details_url),
        say.settings(context.config_problems, context.config_is_default, context.preview_problems),
    ]
    if report.nothing_to_check is not None:
        sections.append(say.nothing_to_check(report.nothing_to_check))
    else:
        sections += _what_is_left(report, snapshot, placement, in_body, context)
    marker = str(Marker("summary", context.app_id))
    return render([*sections, say.notices(report.notices)], limits.BODY_CHARACTERS, LEFT_OUT, marker)


def _what_is_left(
    report: Report, snapshot: Snapshot, placement: Placement, in_body: frozenset[str], context: Context
) -> list[Section]:
    tally, lapsed = Tally.of(report), context.attestations.lapsed
    references = dict.fromkeys(error.reference for error in report.outcomes.errors if error.reference)

    def link(finding: Finding) -> str:
        return place_link(finding, placement, context.pull_url)

    own = own_tasks(report, in_body)
    elsewhere = [r for r in tally.for_person if r not in own]
    return [
        say.draft() if snapshot.pull.draft else Section(""),
        say.incomplete() if not snapshot.pull.files_complete else Section(""),
        say.broken(tally.broken, tuple(references)),
        say.to_fix(tally.to_fix, link),
        say.elsewhere(len(placement.annotate)),
        say.to_decide(elsewhere, lapsed, in_body),
        say.tasks(own, lapsed, bool(in_body)),
        say.waiting(tally.for_machine),
        say.older(report),
        say.whole_list(report.items, lapsed),
    ]


def own_tasks(report: Report, in_body: frozenset[str]) -> tuple[ItemResult, ...]:
    """The items that people tick and that have no box in the description: they get one in the summary."""
    return tuple(r for r in report.required if r.decides is not Decider.BOT and r.item.id not in in_body)
