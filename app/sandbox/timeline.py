"""What the page of a pull request shows, gathered from the world: plain values for the templates."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from markupsafe import Markup

from app.sandbox.checks import CheckRun, CommitStatus, latest_statuses
from app.sandbox.diffs import FileDiff, split
from app.sandbox.git import CommitInfo
from app.sandbox.limits import Limits
from app.sandbox.markdown import render
from app.sandbox.mergeability import merge_state, review_decision
from app.sandbox.pulls import IssueComment, PullRequest, Review, ReviewComment, Text, Thread
from app.sandbox.repository import Repository
from app.sandbox.rest.files import limited
from app.sandbox.world import World

HUNK_ROWS = 8


@dataclass(frozen=True)
class Item:
    """One entry of the conversation. ``kind``: comment, review or commit."""

    kind: str
    at: datetime
    value: Any


def conversation(pull: PullRequest) -> list[Item]:
    """Comments, reviews and commits in the order they came."""
    items = [Item("comment", comment.created_at, comment) for comment in pull.comments]
    items += [Item("review", review.created_at, review) for review in pull.reviews if _shown(review)]
    commits = pull.repository.git.commits(pull.base_sha, pull.head_sha)
    items += [Item("commit", max(info.when, pull.created_at), info) for info in commits]
    return sorted(items, key=lambda item: (item.at, item.kind != "commit"))


def _shown(review: Review) -> bool:
    return bool(review.body or review.state != "COMMENTED" or threads_of(review))


def threads_of(review: Review) -> list[Thread]:
    """The threads that a review began."""
    return [thread for thread in review.pull.threads if thread.comments[0].review is review]


def body(text: Text) -> Markup:
    """A text as a reader sees it."""
    if isinstance(text, PullRequest):
        return render(text.body, boxes="pull")
    if isinstance(text, IssueComment):
        return render(text.body, boxes=f"comment-{text.id}")
    if isinstance(text, ReviewComment):
        return render(text.body, old_lines=replaced_lines(text.thread))
    return render(text.body)


def replaced_lines(thread: Thread) -> list[str]:
    """The lines of the file on which a thread began: what a suggestion in it replaces."""
    repo, last = thread.pull.repository, thread.original_line
    entry = repo.git.files(thread.original_commit).get(thread.path)
    if entry is None or last is None or thread.side != "RIGHT":
        return []
    lines = split(repo.git.blob(entry.sha))[(thread.original_start_line or last) - 1 : last]
    return [line.rstrip(b"\r\n").decode("utf-8", "replace") for line in lines]


def hunk_rows(thread: Thread) -> list[tuple[str, str]]:
    """The end of a thread's hunk: mark and text of each row."""
    rows = [row for row in thread.diff_hunk.split("\n") if row]
    return [(row[0], row[1:]) for row in rows[1:][-HUNK_ROWS:]]


@dataclass(frozen=True)
class Row:
    """A row of a diff on the files page, with what stands below it."""

    mark: str
    text: str
    old: int | None
    new: int | None
    threads: tuple[Thread, ...] = ()
    annotations: tuple[dict[str, Any], ...] = ()


@dataclass(frozen=True)
class FileView:
    """A changed file and its rows; ``note`` says why there are none."""

    diff: FileDiff
    rows: tuple[tuple[str, tuple[Row, ...]], ...]
    note: str
    threads: tuple[Thread, ...]  # on the whole file


def files(pull: PullRequest, limits: Limits) -> list[FileView]:
    """The changed files with their threads and annotations."""
    notes: dict[tuple[str, int], list[dict[str, Any]]] = {}
    for run in pull.repository.latest_runs_of(pull.head_sha):
        for note in run.annotations:
            notes.setdefault((note["path"], note["end_line"]), []).append(note)
    diffs = limited(pull.repository.diff(pull.base_sha, pull.head_sha), limits)
    return [_view(pull, diff, notes) for diff in diffs]


def _view(pull: PullRequest, diff: FileDiff, notes: dict[tuple[str, int], list[dict[str, Any]]]) -> FileView:
    note = ""
    if diff.binary:
        note = "Binary file not shown."
    elif diff.too_large:
        note = "Large diffs are not rendered."
    elif not diff.hunks:
        note = "File renamed without changes." if diff.status == "renamed" else "Empty file."
    here = [thread for thread in pull.threads if thread.path == diff.path and not thread.is_outdated]
    hunks = (
        ()
        if note
        else tuple((hunk.header, tuple(_rows(hunk, here, diff.path, notes))) for hunk in diff.hunks)
    )
    return FileView(diff, hunks, note, tuple(thread for thread in here if thread.subject == "FILE"))


def _rows(
    hunk: Any, here: list[Thread], path: str, notes: dict[tuple[str, int], list[dict[str, Any]]]
) -> list[Row]:
    old, new, rows = hunk.old_start - 1, hunk.new_start - 1, []
    for mark, text in hunk.rows:
        old, new = old + (mark in " -"), new + (mark in " +")
        side, number = ("LEFT", old) if mark == "-" else ("RIGHT", new)
        below = tuple(t for t in here if t.side == side and t.line == number and mark != "\\")
        said = tuple(notes.get((path, new), ())) if mark in " +" else ()
        rows.append(
            Row(mark, text, old if mark in " -" else None, new if mark in " +" else None, below, said)
        )
    return rows


@dataclass(frozen=True)
class Checks:
    """What stands at the foot of the conversation."""

    runs: list[CheckRun]
    statuses: list[CommitStatus]
    merge_state: str
    decision: str | None


def checks(pull: PullRequest) -> Checks:
    """The newest checks and statuses of the head."""
    repo, sha = pull.repository, pull.head_sha
    statuses = latest_statuses(repo.statuses_of(sha))
    return Checks(repo.latest_runs_of(sha), statuses, merge_state(pull), review_decision(pull))


def people(world: World, pull: PullRequest) -> list[str]:
    """Who can be played on the page: the author first."""
    repo: Repository = pull.repository
    names = [pull.author.login, *sorted(repo.owner.members), *sorted(repo.permissions)]
    names += [who.login for who in pull.requested_reviewers]
    names += [] if repo.owner.type == "Organization" else [repo.owner.login]
    known = [name for name in dict.fromkeys(names) if name in world.users or name in repo.owner.members]
    return [name for name in known if not name.endswith("[bot]")]


def headline(info: CommitInfo) -> str:
    """The first line of a commit message."""
    return info.message.split("\n", 1)[0]
