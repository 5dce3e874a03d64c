"""Addresses within the pull request."""

from __future__ import annotations

import re
from hashlib import sha256
from urllib.parse import quote

from app.publication.place import Placement
from checks.finding import Finding

_PLACE_LINK = re.compile(r"\[(lines? \d+(?:–\d+)?)\]\([^()\s]*\)")


def place_link(finding: Finding, placement: Placement, pull_url: str) -> str:
    """`[line 12](…)`: to its thread where one stands, else to the line in the diff."""
    last = max(finding.line, finding.end_line)
    words = f"line {finding.line}" if last == finding.line else f"lines {finding.line}–{last}"
    thread = placement.thread_of(finding)
    url = thread.standing.comment.url if thread is not None else ""
    return f"[{words}]({_safe(url) or diff_url(pull_url, finding.path or '', finding.line)})"


def diff_url(pull_url: str, path: str, line: int) -> str:
    """GitHub's own anchor of a new-side line on the "Files changed" page: the SHA-256 of the path."""
    return f"{pull_url}/files#diff-{sha256(path.encode('utf-8', 'replace')).hexdigest()}R{line}"


def without_targets(text: str) -> str:
    """The text with the targets of place links left out: a thread's address is only known after the review stands,
    and that alone is no reason to edit a comment."""
    return _PLACE_LINK.sub(r"[\1]()", text)


def _safe(url: str) -> str:
    return quote(url, safe=":/?#&=%@+,;~!$*'-._") if url.startswith(("http://", "https://")) else ""
