"""Whether a pull request merges cleanly, and GitHub's name for its state."""

from __future__ import annotations

from app.sandbox.checks import SATISFYING
from app.sandbox.diffs import hunks, is_binary
from app.sandbox.git import GitStore
from app.sandbox.pulls import PullRequest


def _overlap(store: GitStore, old: str | None, ours: str | None, theirs: str | None) -> bool:
    """Whether two changes of one file collide, judged by the base lines each touches."""
    if not (old and ours and theirs):
        return True
    texts = [store.blob(sha) for sha in (old, ours, theirs)]
    if any(is_binary(text) for text in texts):
        return True
    touched = []
    for text in texts[1:]:
        lines: set[int] = set()
        for hunk in hunks(texts[0], text):
            number = hunk.old_start
            for mark, _ in hunk.rows:
                if mark in "+-":
                    lines.add(number)
                number += mark in " -"
        touched.append(lines)
    return bool(touched[0] & touched[1])


def mergeable(pull: PullRequest) -> bool:
    """Whether base and head can be merged without a conflict."""
    store = pull.repository.git
    start = store.merge_base(pull.base_sha, pull.head_sha)
    if start is None:
        return False
    if start in (pull.base_sha, pull.head_sha):
        return True
    old, ours, theirs = (store.files(sha) for sha in (start, pull.base_sha, pull.head_sha))
    for path in old.keys() | ours.keys() | theirs.keys():
        shas = [entry.sha if entry else None for entry in (old.get(path), ours.get(path), theirs.get(path))]
        if shas[0] != shas[1] and shas[0] != shas[2] and shas[1] != shas[2] and _overlap(store, *shas):
            return False
    return True


def review_decision(pull: PullRequest) -> str | None:
    """GraphQL's ``reviewDecision``: the opinions of people who may write, against what the base branch requires."""
    where = pull.repository
    writers = [
        r
        for r in pull.latest_opinions
        if where.permission_of(r.author.login) in ("write", "maintain", "admin")
    ]
    if any(review.state == "CHANGES_REQUESTED" for review in writers):
        return "CHANGES_REQUESTED"
    approvals = sum(review.state == "APPROVED" for review in writers)
    if where.required_approvals > approvals:
        return "REVIEW_REQUIRED"
    return "APPROVED" if approvals else None


def merge_state(pull: PullRequest) -> str:
    """GraphQL's ``mergeStateStatus``, for a repository without rules beyond required approvals."""
    if pull.state == "closed":
        return "UNKNOWN"
    if not mergeable(pull):
        return "DIRTY"
    if pull.draft:
        return "DRAFT"
    if review_decision(pull) in ("REVIEW_REQUIRED", "CHANGES_REQUESTED"):
        return "BLOCKED"
    runs = pull.repository.latest_runs_of(pull.head_sha)
    if any(run.conclusion not in SATISFYING for run in runs):
        return "UNSTABLE"
    return "CLEAN"
