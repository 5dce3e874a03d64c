"""Where review comments may stand, and where they stand after a push."""

from __future__ import annotations

from dataclasses import dataclass

from app.sandbox.diffs import FileDiff, Hunk, Side, carry
from app.sandbox.pulls import PullRequest, Thread
from app.sandbox.refusals import NO_HUNK, NO_PATH, OFF_DIFF, OTHER_HUNK, START_AFTER, unprocessable


@dataclass(frozen=True)
class Anchor:
    """A place for a comment, checked against the diff. ``line`` is None for a whole file."""

    path: str
    line: int | None
    side: Side
    start_line: int | None
    start_side: Side | None
    diff_hunk: str
    position: int


def file_anchor(pull: PullRequest, commit: str, path: str) -> Anchor:
    """An anchor on a whole file of the diff; 422 when the file is not in it."""
    _diff_of(pull, commit, path)
    return Anchor(path, None, "RIGHT", None, None, "", 1)


def line_anchor(
    pull: PullRequest,
    commit: str,
    path: str,
    line: int,
    side: Side = "RIGHT",
    start_line: int | None = None,
    start_side: Side | None = None,
) -> Anchor:
    """An anchor on lines of one hunk; GitHub's 422 for anything else."""
    diff = _diff_of(pull, commit, path)
    hunk = diff.hunk_with(line, side) if diff.patch is not None else None
    if start_line is not None and start_line >= line and (start_side or side) == side:
        raise unprocessable(START_AFTER)
    if hunk is None:
        sentences = [OFF_DIFF] + ([OTHER_HUNK] if start_line is not None else [])
        raise unprocessable(_join([*sentences, NO_HUNK]))
    if start_line is not None and not hunk.has(start_line, start_side or side):
        raise unprocessable(OTHER_HUNK)
    return Anchor(
        path=path,
        line=line,
        side=side,
        start_line=start_line,
        start_side=(start_side or side) if start_line is not None else None,
        diff_hunk=_shown(hunk, line, side),
        position=diff.position(line, side) or 1,
    )


def position_anchor(pull: PullRequest, commit: str, path: str, position: int) -> Anchor:
    """An anchor by the older ``position``: rows below the first hunk header."""
    diff = _diff_of(pull, commit, path)
    rows = 0
    for hunk in diff.hunks:
        old, new = hunk.old_start - 1, hunk.new_start - 1
        for mark, _ in hunk.rows:
            rows += 1
            old, new = old + (mark in " -"), new + (mark in " +")
            if rows == position:
                side: Side = "LEFT" if mark == "-" else "RIGHT"
                return line_anchor(pull, commit, path, old if side == "LEFT" else new, side)
        rows += 1
    raise unprocessable(_join([OFF_DIFF, NO_HUNK]))


def _join(sentences: list[str]) -> str:
    return sentences[0] if len(sentences) == 1 else f"{', '.join(sentences[:-1])} and {sentences[-1]}"


def _diff_of(pull: PullRequest, commit: str, path: str) -> FileDiff:
    for diff in pull.repository.diff(pull.base_sha, commit):
        if diff.path == path:
            return diff
    raise unprocessable(NO_PATH)


def _shown(hunk: Hunk, line: int, side: Side) -> str:
    return "\n".join([hunk.header, *hunk.upto(line, side)[0]])


def follow(thread: Thread) -> None:
    """Carry a thread to the present diff: its lines move with the text, or it becomes outdated."""
    pull = thread.pull
    now = {diff.path: diff for diff in pull.repository.diff(pull.base_sha, pull.head_sha)}.get(thread.path)
    thread.line = thread.start_line = thread.position = None
    if now is None:
        thread.is_outdated = True
        return
    if thread.subject == "FILE":
        thread.is_outdated, thread.commit_id = False, pull.head_sha
        return
    lines = _carried(thread, now)
    thread.is_outdated = lines is None
    if lines is not None:
        thread.commit_id = pull.head_sha
        thread.start_line, thread.line = (lines[0], lines[-1]) if len(lines) > 1 else (None, lines[0])
        thread.position = now.position(lines[-1], thread.side)


def _carried(thread: Thread, now: FileDiff) -> list[int] | None:
    """The thread's lines in the present file, or None when one changed or left the diff."""
    git, side = thread.pull.repository.git, thread.side
    then = git.files(thread.original_commit if side == "RIGHT" else _start(thread)).get(thread.path)
    target = now.new_sha if side == "RIGHT" else now.old_sha
    if then is None or target is None or thread.original_line is None:
        return None
    first = thread.original_start_line or thread.original_line
    if thread.start_side not in (None, side):
        first = thread.original_line
    old, new = git.blob(then.sha), git.blob(target)
    carried = [carry(number, old, new) for number in range(first, thread.original_line + 1)]
    whole = [number for number in carried if number is not None]
    if len(whole) != len(carried) or whole != list(range(whole[0], whole[0] + len(whole))):
        return None
    if now.hunk_with(whole[-1], side) is None:
        return None
    return [whole[0], whole[-1]] if len(whole) > 1 else whole


def _start(thread: Thread) -> str:
    pull = thread.pull
    return pull.repository.git.merge_base(pull.base_sha, thread.original_commit) or pull.base_sha
