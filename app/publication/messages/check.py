"""The check run: its summary, its text with every finding by file, its annotations and its button."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from app.limits import ANNOTATION_MESSAGE_BYTES, ANNOTATION_TITLE_CHARACTERS
from app.publication.escape import clip, code, one_line, prose
from app.publication.messages.finding import setting, why
from app.publication.messages.table import checklist
from app.publication.messages.words import count, short
from app.publication.render import ALWAYS, Section, size
from app.publication.writes import Action, Annotation
from checks.finding import Finding, Severity
from checks.items import BY_ID
from checks.report import ItemResult

RERUN = Action("Re-run", "Read the pull request and check again", "rerun")
LEFT_OUT = "*The rest does not fit here: see the full report behind “Details”.*"
_LEVELS = {Severity.ERROR: "failure", Severity.WARNING: "warning", Severity.NOTICE: "notice"}
_SIGNS = {Severity.ERROR: "❌", Severity.WARNING: "⚠️", Severity.NOTICE: "🛈"}


def table(results: Sequence[ItemResult], lapsed: Mapping[str, str]) -> Section:
    return Section(checklist(results, lapsed), 80)


def file_sections(findings: Iterable[Finding], docs: str | None) -> list[Section]:
    """The findings that count, one section a file; the pull request itself first."""
    return [
        Section(_file(path, found, docs), 70 if any(f.severity is Severity.ERROR for f in found) else 60)
        for path, found in _by_file(findings)
    ]


def folded_sections(title: str, findings: Iterable[Finding], keep: int) -> list[Section]:
    """Findings that count for nothing (older ones, notices), folded by file."""
    sections = []
    for path, found in _by_file(findings):
        lines = "\n".join(_short_line(finding) for finding in found)
        head = f"{title} in {path or 'the pull request'}: {len(found)}"
        sections.append(Section(f"<details><summary>{prose(head)}</summary>\n\n{lines}\n\n</details>", keep))
    return sections


def annotation(finding: Finding, required: bool) -> Annotation:
    """Annotations are plain text. On an item that is not asked for, an error is shown as a warning."""
    item = BY_ID[finding.item].name if finding.item in BY_ID else finding.item
    fix = f"\nInstead: {one_line(finding.replacement)}" if finding.replacement else ""
    meant = f"\nMeant so? In .github/galleyproof.yml a maintainer can {setting(finding.rule)}."
    message = _clip_bytes(one_line(finding.message) + fix, ANNOTATION_MESSAGE_BYTES - 1_000) + meant
    last = max(finding.line, finding.end_line)
    columns = last == finding.line and 0 < finding.column < finding.end_column
    level = _LEVELS[finding.severity]
    return Annotation(
        path=finding.path or "",
        start_line=finding.line,
        end_line=last,
        level="warning" if level == "failure" and not required else level,
        title=clip(f"{finding.item} {item} ({finding.rule})", ANNOTATION_TITLE_CHARACTERS),
        message=message,
        start_column=finding.column if columns else None,
        # GitHub's end column is that of the last character, ours is one past it.
        end_column=finding.end_column - 1 if columns else None,
    )


def starting(head_sha: str) -> str:
    return f"The changed chapters at `{short(head_sha)}` are being read. This takes seconds; nothing to do for you."


def superseded() -> str:
    return "A newer commit was pushed before this one was done with. The verdict is on that one."


def of_other(number: int, pull_url: str) -> Section:
    url = f"{pull_url.rsplit('/', 1)[0]}/{number}"
    return Section(
        f"This commit is the head of two pull requests, and a check run belongs to the commit. The worse verdict "
        f"counts: that of [#{number}]({url}).",
        ALWAYS,
    )


def evidence(results: Iterable[ItemResult]) -> Section:
    """Facts for the person who decides."""
    lines = [f"* {r.item.id} {r.item.name}: {prose(text, 500)}" for r in results for text in r.evidence]
    return Section("**Seen by the bot**\n\n" + "\n".join(lines[:200]) if lines else "", 55)


def counted(results: Sequence[ItemResult]) -> Section:
    done = sum(result.ticked for result in results)
    return Section(f"{done} of {count(len(results), 'item')} settled.", 90)


def _by_file(findings: Iterable[Finding]) -> list[tuple[str, list[Finding]]]:
    found: dict[str, list[Finding]] = {}
    for finding in sorted(findings, key=lambda f: (f.path or "", f.line, f.column, f.rule)):
        found.setdefault(finding.path or "", []).append(finding)
    return list(found.items())


def _file(path: str, findings: Sequence[Finding], docs: str | None) -> str:
    title = code(path) if path else "The pull request"
    return f"#### {title}\n\n" + "\n".join(_line(finding, docs) for finding in findings)


def _line(finding: Finding, docs: str | None) -> str:
    fix = f" Instead: {code(clip(finding.replacement, 200))}." if finding.replacement else ""
    return f"* {_SIGNS[finding.severity]} {_where(finding)}{prose(finding.message)}{fix} {why(finding.rule, docs)}"


def _short_line(finding: Finding) -> str:
    return f"* {_where(finding)}{prose(finding.message, 300)} `{finding.rule}`"


def _where(finding: Finding) -> str:
    if finding.path is None:
        return ""
    last = max(finding.line, finding.end_line)
    return f"line {finding.line}: " if last == finding.line else f"lines {finding.line}–{last}: "


def _clip_bytes(text: str, most: int) -> str:
    while size(text) > most:
        text = clip(text, len(text) * 3 // 4)
    return text
