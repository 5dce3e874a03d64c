"""The one sentence above a review's comments."""

from __future__ import annotations

from app.publication.messages.words import count, short


def sentence(comments: int, head_sha: str) -> str:
    """What follows below, and which commit it is about."""
    return f"{count(comments, 'place')} to look at in `{short(head_sha)}`; the checklist is in the check run."
