"""The sticky comment: what is left to do, by whom, and the whole checklist folded below."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence

from app.publication.escape import code, prose
from app.publication.messages import config as config_words
from app.publication.messages.table import checklist, reason
from app.publication.messages.words import count, join, short
from app.publication.render import ALWAYS, Section
from checks.config import Decider
from checks.config_file import ConfigProblem
from checks.finding import Finding
from checks.report import ItemResult, Report

LINKS = 5
_TASK = re.compile(r"^- \[([ xX])\] \*\*(\d\.\d) ", re.MULTILINE)


def heading(title: str) -> Section:
    return Section(f"### Galleyproof: {prose(title, 300)}", ALWAYS)


def reviewed(head_sha: str, details_url: str | None) -> Section:
    report = f" · [full report]({details_url})" if details_url else ""
    return Section(f"Reviewed at `{short(head_sha)}`{report}", ALWAYS)


def draft() -> Section:
    return Section(
        "This is a draft: there are no comments on lines yet. They come when it is ready for review.", 95
    )


def incomplete() -> Section:
    return Section(
        "**GitHub lists only the first 3,000 changed files**, so not every chapter could be seen and nothing here is "
        "final. Split the pull request, or let a maintainer check the rest by hand.",
        ALWAYS,
    )


def notices(texts: Iterable[str]) -> Section:
    return Section("\n".join(f"* {prose(text)}" for text in texts), 60)


def settings(problems: Sequence[ConfigProblem], default: bool, preview: Sequence[ConfigProblem]) -> Section:
    return Section(config_words.told(problems, default, preview), 90)


def to_fix(results: Sequence[ItemResult], link: Callable[[Finding], str]) -> Section:
    """What its author does next."""
    if not results:
        return Section("")
    lines = [f"* **{r.item.id} {r.item.name}**: {prose(r.reason, 300)}{_places(r, link)}" for r in results]
    how = "Push the fixes; the bot looks again and settles the boxes by itself."
    return Section("**To fix**\n\n" + "\n".join(lines) + f"\n\n{how}", 85)


def to_decide(results: Sequence[ItemResult], lapsed: Mapping[str, str], in_body: frozenset[str]) -> Section:
    """The items that a person ticks in the description, and those that wait for what a person does elsewhere."""
    there = [r for r in results if r.item.id in in_body and r.decides is not Decider.BOT]
    others = [r for r in results if r.decides is Decider.BOT]
    parts = []
    if there:
        parts += ["Tick these boxes in the description once you have made sure:", _reasons(there, lapsed)]
    if others:
        parts += ["Waiting for somebody to act; these settle by themselves then:", _reasons(others, lapsed)]
    return Section("\n\n".join(["**For a person**", *parts]) if parts else "", 84)


def _reasons(results: Sequence[ItemResult], lapsed: Mapping[str, str]) -> str:
    return "\n".join(f"* **{r.item.id} {r.item.name}**: {reason(r, lapsed.get(r.item.id))}" for r in results)


def tasks(results: Sequence[ItemResult], lapsed: Mapping[str, str], has_form: bool) -> Section:
    """Our own boxes, for what people tick and the description has no box for."""
    if not results:
        return Section("")
    lines = [
        f"- [{'x' if r.ticked else ' '}] **{r.item.id} {r.item.name}** {r.item.text} "
        f"<sub>{reason(r, lapsed.get(r.item.id))}</sub>"
        for r in results
    ]
    missing = (
        "The description lost these boxes of the form" if has_form else "The description has no checklist"
    )
    how = f"{missing}, so tick here what you have made sure of (this needs write access to the repository):"
    return Section("**For a person**\n\n" + how + "\n\n" + "\n".join(lines), ALWAYS)


def read_tasks(body: str) -> dict[str, bool]:
    """Item → ticked, of a summary comment of ours."""
    return {found[2]: found[1] != " " for found in _TASK.finditer(body.replace("\r\n", "\n"))}


def waiting(results: Sequence[ItemResult]) -> Section:
    if not results:
        return Section("")
    lines = [f"* **{r.item.id} {r.item.name}**: {prose(r.reason, 300)}" for r in results]
    return Section("**Waiting for a machine** (nothing to do for you)\n\n" + "\n".join(lines), 83)


def broken(results: Sequence[ItemResult], references: Sequence[str]) -> Section:
    if not results:
        return Section("")
    names = join([f"{r.item.id} {r.item.name}" for r in results])
    reference = (
        f" Reference for the operator: {', '.join(code(r) for r in references)}." if references else ""
    )
    return Section(
        f"**Our fault, not yours.** The check of {names} broke.{reference} Press **Re-run** on the check to try "
        "again; if it stays so, a maintainer can merge past the check.",
        ALWAYS,
    )


def whole_list(results: Sequence[ItemResult], lapsed: Mapping[str, str]) -> Section:
    done = sum(r.ticked for r in results)
    title = f"The whole checklist: {done} of {len(results)} settled"
    return Section(f"<details><summary>{title}</summary>\n\n{checklist(results, lapsed)}\n\n</details>", 70)


def older(report: Report) -> Section:
    """Findings that were there before, counted by file and not held against anybody."""
    by_file: dict[str, int] = {}
    for finding in report.outcomes.findings:
        if not finding.decides:
            by_file[finding.path or ""] = by_file.get(finding.path or "", 0) + 1
    if not by_file:
        return Section("")
    total = count(sum(by_file.values()), "older finding")
    lines = [f"* {code(path)}: {number}" for path, number in sorted(by_file.items())[:50]]
    more = f"\n* and {count(len(by_file) - 50, 'more file')}" if len(by_file) > 50 else ""
    title = f"{total} on lines that this pull request leaves alone: not held against it"
    return Section(
        f"<details><summary>{title}</summary>\n\n" + "\n".join(lines) + more + "\n\n</details>", 30
    )


def elsewhere(annotations: int) -> Section:
    if not annotations:
        return Section("")
    where = "outside the commented lines: look for the annotations of the check run among the changed files."
    return Section(f"{count(annotations, 'finding')} {where}", 50)


def nothing_to_check(why: str) -> Section:
    return Section(prose(why), 95)


def _places(result: ItemResult, link: Callable[[Finding], str]) -> str:
    placed = [f for f in result.findings if f.path is not None]
    files: dict[str, dict[tuple[int, int], str]] = {}
    for finding in placed[:LINKS]:
        # One link for a line, whatever it leads to: whether a thread stands there already must not change the text.
        files.setdefault(finding.path or "", {}).setdefault((finding.line, finding.end_line), link(finding))
    shown = [f"{code(path)} {', '.join(links.values())}" for path, links in files.items()]
    loose = [prose(f.message, 300) for f in result.findings if f.path is None][:LINKS]
    more = len(result.findings) - min(len(placed), LINKS) - len(loose)
    shown += loose + ([f"and {more} more"] if more > 0 else [])
    return ": " + "; ".join(part.rstrip(".") for part in shown) if shown else ""
