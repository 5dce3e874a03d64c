"""Item 5.2: what people said on this pull request has been settled."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from checks.collaboration.people import is_bot, same_person
from checks.finding import Evidence, Outcome, PullMark
from checks.pull import Pull, Thread
from checks.rule import Scope, rule

#: Threads that are told one by one; the rest is one line.
MOST_LISTED = 20
_EXCERPT = 90


@rule("open-threads", item="5.2", scope=Scope.PULL)
def open_threads(pull: Pull) -> Iterable[Outcome]:
    """A review thread of a person is not resolved, or somebody's request for changes still stands.

    Why: feedback that nobody answered is lost with the merge.

    Bad: a thread "this table needs a source" that is open, without an answer.

    Good: the thread is answered in the text and marked as resolved.

    Leaves alone: threads that this bot began, which its other checks decide, and comments outside of threads, which
    GitHub does not let anybody resolve.
    """
    people = [t for t in pull.threads if not _from_us(t, pull)]
    unresolved = [t for t in people if not t.resolved]
    yield from _open(unresolved)
    yield from _against(pull)
    yield from _evidence(pull, people, unresolved)


def _from_us(thread: Thread, pull: Pull) -> bool:
    return thread.ours or (bool(thread.author) and is_bot(thread.author, pull))


def _open(unresolved: list[Thread]) -> Iterator[Outcome]:
    for thread in unresolved[:MOST_LISTED]:
        who = f"@{thread.author}" if thread.author else "a deleted account"
        where = f"`{thread.path}`" + (f" line {thread.line}" if thread.line else "")
        link = f" ({thread.url})" if thread.url else ""
        passed = (
            "The lines it speaks of have changed since: if that settled it, "
            if thread.outdated
            else "Answer it and "
        )
        yield PullMark(
            f"A thread by {who} on {where} is open: “{_excerpt(thread.excerpt)}”{link}. {passed}mark it as resolved.",
            match=thread.url or thread.id,
        )
    if rest := unresolved[MOST_LISTED:]:
        yield PullMark(
            f"{len(rest)} further threads are open: answer them and mark them as resolved.", match="further"
        )


def _against(pull: Pull) -> Iterator[Outcome]:
    for review in pull.reviews:
        if review.state == "CHANGES_REQUESTED" and not same_person(review.login, pull.author):
            yield PullMark(
                f"@{review.login}'s request for changes still stands: when it is settled, ask @{review.login} to review"
                " again (or a maintainer to dismiss it).",
                match=f"@{review.login}",
            )


def _evidence(pull: Pull, people: list[Thread], unresolved: list[Thread]) -> Iterator[Outcome]:
    if not people and not pull.reviews:
        yield Evidence("nobody has said anything on this pull request yet")
    elif people:
        yield Evidence(f"{len(people) - len(unresolved)} of {len(people)} review threads are resolved")
    # Nothing here speaks of this bot's own threads: what it posts must not change what it says next.


def _excerpt(text: str) -> str:
    words = " ".join(text.split())
    return words if len(words) <= _EXCERPT else words[: _EXCERPT - 1].rstrip() + "…"
