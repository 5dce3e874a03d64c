"""What is said on the commits of a merge queue."""

from __future__ import annotations

from app.limits import CHECK_TITLE_CHARACTERS
from app.publication.escape import clip, one_line, prose
from app.publication.messages.words import short


def title(number: int, verdict: str) -> str:
    return clip(one_line(f"As #{number}: {verdict}"), CHECK_TITLE_CHARACTERS)


def relied_on(number: int, head_sha: str, verdict: str) -> str:
    return (
        f"This commit was made by the merge queue for #{number}. It carries the verdict of that pull request at "
        f"`{short(head_sha)}`: {prose(verdict)}."
    )


def unknown_title() -> str:
    return "No verdict is known for this merge group"


def unknown(number: int | None) -> str:
    which = (
        f"#{number} was never reviewed" if number else "the branch does not tell which pull request it is for"
    )
    return (
        f"A merge queue's commit gets the verdict of its pull request, and here {which}. Take the pull request out of "
        "the queue, press **Re-run** on its check, and queue it again."
    )
