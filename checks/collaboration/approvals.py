"""Item 5.1: the people who should approve the chapter have approved it, as it stands now."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from checks.book import Book
from checks.collaboration.codeowners import parse_codeowners
from checks.collaboration.people import is_bot, listed, login_of, same_person, team_of
from checks.config import Config
from checks.finding import Evidence, NotApplicable, On, Outcome, PullMark, Waiting
from checks.pull import Pull, Review
from checks.rule import Scope, rule


@rule("approvals", item="5.1", scope=Scope.PULL)
def approvals(pull: Pull, book: Book, config: Config) -> Iterable[Outcome]:
    """Somebody who should approve the chapter has asked for changes, or has not approved its latest commit.

    Why: an approval speaks of the text that the person read; a later push may have changed every line of it.

    Bad: `@ada` approved `3f2a1c9`, then two commits were pushed.

    Good: `@ada` and one owner of every changed chapter approved the head commit.

    Leaves alone: missing approvals are waited for, never held against the author as errors. Members of teams cannot
    be seen: a team has approved when its request is gone and somebody approved the head.
    """
    against = [
        r for r in pull.reviews if r.state == "CHANGES_REQUESTED" and not same_person(r.login, pull.author)
    ]
    for review in against:
        yield PullMark(
            f"@{review.login} asked for changes (on `{review.commit[:7]}`): settle them, then ask for a new review.",
            match=f"@{review.login}",
        )
    given = approvals_on_head(pull)
    wanted = list(_wanted(pull, book, config))
    missing = [w for w in wanted if not w.met(given, pull)]
    yield from (Evidence(f"@{r.login} approved `{pull.head_sha[:7]}`") for r in given)
    if not wanted and not config.approvals.count and not against:
        yield NotApplicable("the config asks for no approval and nobody was requested to review")
    elif missing or len(given) < config.approvals.count:
        yield Waiting(_missing(missing, len(given), pull, config), On.PERSON)


@dataclass(frozen=True, slots=True)
class Wanted:
    """An approval that is asked for: of any one of `names`; `why` ends "waits for …"."""

    names: tuple[str, ...]
    why: str

    def met(self, given: list[Review], pull: Pull) -> bool:
        if any(same_person(name, review.login) for name in self.names for review in given):
            return True
        open_teams = {(team_of(name) or name.strip("@").casefold()) for name in pull.requested_teams}
        by_others = [n for n in self.names if login_of(n) is None and (team_of(n) or "") not in open_teams]
        return bool(by_others) and bool(given)


def approvals_on_head(pull: Pull) -> list[Review]:
    """Approvals of other people for exactly the head commit."""
    return [
        r
        for r in pull.reviews
        if r.state == "APPROVED"
        and r.commit == pull.head_sha
        and not same_person(r.login, pull.author)
        and not is_bot(r.login, pull)
    ]


def _wanted(pull: Pull, book: Book, config: Config) -> Iterator[Wanted]:
    asked = config.approvals
    if asked.requested:
        yield from (Wanted((login,), "requested as reviewer") for login in pull.requested)
        yield from (Wanted((_team(team),), "requested as reviewers") for team in pull.requested_teams)
    if asked.codeowners:
        for owners, paths in parse_codeowners(pull.codeowners).of_each(sorted(book.changed)).items():
            others = tuple(name for name in owners if not same_person(name, pull.author))
            if others:
                yield Wanted(
                    others, f"owner of `{paths[0]}`" + (f" and {len(paths) - 1} more" if paths[1:] else "")
                )
    if asked.authors:
        yield from _co_writers(pull)
    yield from (
        Wanted((name,), "named in the config") for name in asked.people if not same_person(name, pull.author)
    )


def _co_writers(pull: Pull) -> Iterator[Wanted]:
    """Everybody who wrote a commit with the author, as far as GitHub knows their login."""
    for name in dict.fromkeys((*pull.commit_authors, *pull.co_authors)):
        if login_of(name) and not same_person(name, pull.author) and not is_bot(name, pull):
            yield Wanted((name,), "wrote some of the commits")


def _team(name: str) -> str:
    return name if "/" in name else f"@organisation/{name.strip('@')}"


def _missing(missing: list[Wanted], given: int, pull: Pull, config: Config) -> str:
    head = pull.head_sha[:7]
    parts = []
    for want in missing:
        stale = next((r for r in pull.reviews if r.state == "APPROVED" and _is_one_of(r, want)), None)
        names = " or ".join(listed([name.replace("@organisation/", "@")]) for name in want.names)
        earlier = f"; approved `{stale.commit[:7]}`, not `{head}`" if stale and stale.commit != head else ""
        parts.append(f"{names} ({want.why}{earlier})")
    if parts:
        return f"waits for the approval of {'; '.join(dict.fromkeys(parts))}"
    count = config.approvals.count
    old = [r for r in pull.reviews if r.state == "APPROVED" and r.commit != pull.head_sha]
    earlier = f" ({listed([r.login for r in old])} approved an earlier commit)" if old else ""
    noun = "approval" if count == 1 else "approvals"
    return f"waits for {count} {noun} of `{head}`, has {given}{earlier}: ask somebody to review"


def _is_one_of(review: Review, want: Wanted) -> bool:
    return any(same_person(name, review.login) for name in want.names)
