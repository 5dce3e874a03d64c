"""What an inline comment says of its findings: what is wrong, the fix to click, why, and what to do if it is meant."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from app.publication.escape import code, prose
from app.publication.identity import Identity
from app.publication.messages.words import short
from app.publication.render import Section
from checks.finding import Finding, Severity
from checks.items import BY_ID

_SETTINGS = {
    "spelling": "add the word to `spelling: words:`",
    "undefined-acronym": "add it to `acronyms:`",
    "dead-link": "list the address under `links: ignore:` with the reason",
    "doubtful-link": "list the address under `links: ignore:` with the reason",
    "moved-link": "list the address under `links: ignore:` with the reason",
    "missing-label": "say in `labels:` which ones are needed",
    "approvals": "say in `approvals:` whose are needed",
    "wrong-base": "list the branches under `branches:`",
}


def comment(findings: Sequence[Finding], suggestion: str | None, docs: str | None) -> list[Section]:
    """One comment on one range of lines, errors first."""
    ordered = sorted(findings, key=lambda f: f.severity is not Severity.ERROR)
    bullet = "* " if len(ordered) > 1 else ""
    said = [Section(bullet + prose(finding.message), 90) for finding in ordered]
    fixes = [suggestion] if suggestion else _replacements(ordered)
    return [*said, *(Section(fix, 40) for fix in fixes), Section(_footer(ordered, docs), 80)]


def why(rule: str, docs: str | None) -> str:
    """The rule, with a link to its page where the manual can be read."""
    return f"`{rule}`" if docs is None else f"`{rule}` ([why?]({docs}/rules/{rule}.md))"


def setting(rule: str) -> str:
    """How a book tells the bot that it means it so."""
    return _SETTINGS.get(rule, f"switch the rule off with `rules: {{{rule}: off}}`")


def closed(fixed: Sequence[tuple[Identity, str]], gone: Sequence[tuple[Identity, str]]) -> str:
    """The struck lines for findings that are dealt with, each with the commit that showed it."""
    lines = [f"~~`{one.rule}`~~ Fixed in `{short(sha)}`." for one, sha in fixed]
    lines += [f"~~`{one.rule}`~~ No longer reported at `{short(sha)}`." for one, sha in gone]
    return "\n".join(f"* {line}" for line in lines) if len(lines) > 1 else "".join(lines)


def folded(old: str) -> str:
    """What a comment said before all of it was dealt with. Its suggestion must not be clicked any more."""
    return f"<details><summary>What it said</summary>\n\n{_unsuggested(old)}\n\n</details>"


def _replacements(findings: Iterable[Finding]) -> list[str]:
    """The fix in words, where GitHub cannot offer it as a click."""
    short_ones = (
        f for f in findings if f.replacement is not None and len(f.replacement) <= 200 and len(f.match) <= 200
    )
    lines = [
        f"{code(f.match)} → {code(f.replacement)}" if f.replacement else f"{code(f.match)} → nothing"
        for f in short_ones
        if f.match.strip() and f.replacement != f.match
    ]
    return ["\n\n".join(dict.fromkeys(lines))] if lines else []


def _footer(findings: Sequence[Finding], docs: str | None) -> str:
    rules = {finding.rule: finding for finding in findings}
    names = " · ".join(_name(finding, docs) for finding in rules.values())
    if len(rules) > 1:
        return f"<sub>{names}</sub>\n<sub>Meant so? A maintainer can say that in `.github/galleyproof.yml`.</sub>"
    rule = next(iter(rules))
    return f"<sub>{names}. Meant so? In `.github/galleyproof.yml` a maintainer can {setting(rule)}.</sub>"


def _name(finding: Finding, docs: str | None) -> str:
    weight = "" if finding.severity is Severity.ERROR else ", a warning that decides nothing"
    name = BY_ID[finding.item].name if finding.item in BY_ID else ""
    return f"{finding.item} {name}: {why(finding.rule, docs)}{weight}"


def _unsuggested(text: str) -> str:
    lines = text.split("\n")
    return "\n".join(
        line.removesuffix("suggestion") + "text"
        if line.strip("`") == "suggestion" and line.startswith("```")
        else line
        for line in lines
    )
