"""Small questions about outcomes that a review asks between judging and deciding."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from hashlib import sha256

from app.library import OpenBook
from app.snapshot import Snapshot
from checks.book import Book
from checks.finding import On, Waiting
from checks.report import Outcomes, RuleError
from checks.rule import Scope, all_rules


def without_pull(outcomes: Outcomes) -> Outcomes:
    """Outcomes kept from an earlier run on the same head, without those of the pull request itself: those change."""
    theirs = {rule.id for rule in all_rules() if rule.scope is Scope.PULL}
    return Outcomes(
        tuple(f for f in outcomes.findings if f.rule not in theirs),
        tuple(r for r in outcomes.remarks if r.rule not in theirs),
        tuple(e for e in outcomes.errors if e.rule not in theirs),
        outcomes.ran - theirs,
    )


def referenced(outcomes: Outcomes, head_sha: str) -> Outcomes:
    """The same, with a reference on each fault of ours: equal faults on equal heads have equal ones, so that looking
    again changes nothing."""
    return replace(
        outcomes, errors=tuple(replace(e, reference=_reference(e, head_sha)) for e in outcomes.errors)
    )


def _reference(error: RuleError, head_sha: str) -> str:
    told = f"{head_sha} {error.rule} {error.path} {error.detail}"
    return sha256(told.encode("utf-8", "replace")).hexdigest()[:12]


def nothing_to_check(books: Sequence[OpenBook], snapshot: Snapshot) -> str | None:
    """Why there is nothing to review, None when there is something."""
    if books:
        return None
    if not snapshot.files:
        return "the pull request changes no file"
    if any(file.path.endswith(".ipynb") for file in snapshot.files):
        return "no chapter changed that can be read: notebooks (`.ipynb`) are left alone"
    return "no chapter of a book changed"


def as_one(books: Sequence[OpenBook]) -> Book:
    """The first book with the changed chapters of all: for the rules about the pull request, which is one."""
    changed = {path: lines for opened in books for path, lines in opened.book.changed.items()}
    return replace(books[0].book, changed=changed)


def notices(books: Sequence[OpenBook], snapshot: Snapshot) -> tuple[str, ...]:
    """What the reader of the report should know beside the findings."""
    told = []
    changed = {file.path for file in snapshot.files}
    notebooks = [path for opened in books for path in opened.book.notebooks if path in changed]
    if notebooks:
        told.append(f"Notebooks are left alone: {', '.join(f'`{path}`' for path in notebooks)}.")
    if snapshot.truncated:
        told.append(
            "GitHub lists only a part of this repository's files: a missing file may only be unlisted."
        )
    return tuple(told)


def waits_for_links(outcomes: Outcomes) -> bool:
    """Whether the external links are to be asked again later."""
    link_rules = {rule.id for rule in all_rules() if "links" in rule.needs}
    return any(
        r.rule in link_rules and isinstance(r.remark, Waiting) and r.remark.on is On.MACHINE
        for r in outcomes.remarks
    )
