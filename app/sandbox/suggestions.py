"""Applying a suggested change: what GitHub's "Commit suggestion" does and refuses."""

from __future__ import annotations

from markdown_it import MarkdownIt

from app.sandbox.diffs import split
from app.sandbox.pulls import Thread
from app.sandbox.pushing import Pushing
from app.sandbox.reviewing import Reviewing
from app.sandbox.state import Person

_FENCES = MarkdownIt("commonmark")


def suggestion_in(body: str) -> str | None:
    """The replacement text of the first suggestion block; None when there is none."""
    for token in _FENCES.parse(body):
        if token.type == "fence" and token.info.strip() == "suggestion":
            return token.content
    return None


class Suggesting(Pushing, Reviewing):
    """Suggestions."""

    def apply_suggestion(self, thread: Thread, sender: Person) -> str:
        """Commit the suggestion of a thread's first comment to the head branch and resolve it; the new head.

        LookupError for what cannot be applied: no suggestion, an outdated or deleted line, a deleted fork, no change.
        """
        with self.lock:
            pull, who = thread.pull, self.user(sender)
            text = suggestion_in(thread.comments[0].body)
            if text is None:
                raise LookupError("there is no suggestion in this thread")
            if thread.line is None or thread.side != "RIGHT":
                raise LookupError("this suggestion is outdated, or on a deleted line, and cannot be applied")
            if pull.head_repository is None or pull.state != "open":
                raise LookupError("suggestions cannot be applied to a closed pull request or a deleted fork")
            git = pull.repository.git
            old = git.blob(git.files(pull.head_sha)[thread.path].sha)
            lines = split(old)
            first = (thread.start_line or thread.line) - 1
            crlf = lines[first].endswith(b"\r\n")
            new = text.encode().replace(b"\n", b"\r\n") if crlf else text.encode()
            data = b"".join(lines[:first]) + new + b"".join(lines[thread.line :])
            if data == old:
                raise LookupError("this suggestion changes nothing")
            author = thread.comments[0].author
            message = f"Update {thread.path}\n\nCo-authored-by: {author.login} <{author.email}>\n"
            sha = self.commit(pull.head_repository, pull.head_ref, {thread.path: data}, message, who)
            self.settle_thread(thread, True, who)
            return sha
