"""A finding as one line of a terminal."""

from __future__ import annotations

import re

from checks.finding import Finding, Severity

#: What could move the cursor, colour the screen or break the line: anything that is not to be seen.
_UNSEEN = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\u200b-\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]+")
_COLOURS = {Severity.ERROR: "31", Severity.WARNING: "33", Severity.NOTICE: "36"}


def text_line(finding: Finding, *, colour: bool = False) -> str:
    """`path:line:column: severity message [rule] → replacement`, the form that editors make clickable."""
    place = _place(finding)
    severity = _painted(finding.severity, _COLOURS[finding.severity]) if colour else str(finding.severity)
    fix = f" → {_seen(finding.replacement)}" if finding.replacement else ""
    old = "" if finding.decides else " (older)"
    return f"{place}: {severity}: {_seen(finding.message)}{fix} [{finding.rule}]{old}"


def _place(finding: Finding) -> str:
    if finding.path is None:
        return "pull request"
    return f"{_seen(finding.path)}:{finding.line}:{finding.column}"


def _painted(text: str, colour: str) -> str:
    return f"\x1b[{colour}m{text}\x1b[0m"


def _seen(text: str) -> str:
    return _UNSEEN.sub(" ", text).strip()
