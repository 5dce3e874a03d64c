"""A finding as one JSON object on one line."""

from __future__ import annotations

import json

from checks.finding import Finding


def json_object(finding: Finding) -> dict[str, str | int | None]:
    """The fields of a finding under the names that scripts rely on. `file` is None for the pull request as a whole."""
    return {
        "file": finding.path,
        "line": finding.line,
        "end_line": finding.end_line,
        "col": finding.column,
        "rule": finding.rule,
        "item": finding.item,
        "severity": str(finding.severity),
        "message": finding.message,
        "match": finding.match,
        "suggestion": finding.replacement,
    }


def json_line(finding: Finding) -> str:
    """Without its line end; everything beyond ASCII escaped, so that no terminal or shell can spoil it."""
    return json.dumps(json_object(finding))
