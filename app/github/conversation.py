"""From the answer of the one query to the nouns of the core: pure, and forgiving towards every null that GitHub may send.

GitHub answers in part when a permission is missing (`statusCheckRollup` without `statuses: read`, a team's name without
`members: read`): such fields are null beside an entry in `errors`, and read here as "not known".
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from app.snapshot import BodyEdit, StandingCheck, StandingComment, StandingThread
from checks.pull import CheckState, Review, Thread

Node = Mapping[str, Any]
#: A thread's excerpt for the list of open threads.
EXCERPT = 120
#: Statuses of GraphQL and the conclusion that REST's words have for the same.
STATUS_CONCLUSION = {"SUCCESS": "success", "FAILURE": "failure", "ERROR": "failure"}


@dataclass(frozen=True)
class Us:
    """How our own texts are known: by the account that GitHub says we are, and by our app."""

    app_id: int
    bot_id: int | None = None
    login: str = ""

    def wrote(self, node: Node) -> bool:
        """Whether a comment is ours. Logins are not compared: GraphQL's lack `[bot]`, and anybody may be called so."""
        if node.get("viewerDidAuthor") is True:
            return True
        author = node.get("author") or {}
        return (
            self.bot_id is not None
            and author.get("__typename") == "Bot"
            and author.get("databaseId") == self.bot_id
        )


def us(viewer: Node | None, app_id: int) -> Us:
    """`viewer` of an installation token is the app's bot account (fullsend-ai/fullsend#1953)."""
    found = viewer or {}
    return Us(app_id, found.get("databaseId"), str(found.get("login") or ""))


def nodes(connection: Node | None) -> list[Node]:
    """The nodes of a connection, without the nulls that stand for what we may not see."""
    return [node for node in (connection or {}).get("nodes") or () if node]


def next_page(connection: Node | None) -> str | None:
    """The cursor of the next page, None at the end."""
    info = (connection or {}).get("pageInfo") or {}
    return info.get("endCursor") if info.get("hasNextPage") else None


def login(actor: Node | None) -> str:
    """A login as REST writes it (`name[bot]` for bots); `ghost` where the account is gone."""
    if not actor or not actor.get("login"):
        return "ghost"
    name = str(actor["login"])
    return f"{name}[bot]" if actor.get("__typename") == "Bot" and not name.endswith("[bot]") else name


def is_person(node: Node) -> bool:
    """Whether a person wrote it: a deleted account was one."""
    author = node.get("author")
    return not author or author.get("__typename") != "Bot"


def standing_comment(node: Node) -> StandingComment:
    return StandingComment(
        node["id"], node.get("body") or "", node.get("url") or "", bool(node.get("isMinimized"))
    )


def summaries(comments: Iterable[Node], who: Us) -> tuple[StandingComment, ...]:
    """Our comments in the conversation, oldest first."""
    return tuple(standing_comment(node) for node in comments if who.wrote(node))


def thread(node: Node, who: Us) -> tuple[Thread, StandingThread | None]:
    """A thread as the rules see it, and as ours where we began it."""
    first = (nodes(node.get("first")) or [{}])[0]
    total = (node.get("first") or {}).get("totalCount") or 0
    later = [one for one in nodes(node.get("rest")) if one.get("id") != first.get("id")]
    # More comments than we were shown: treated as answered, so that it is never touched by mistake.
    replied = any(is_person(one) for one in later) or total > len(later) + 1
    ours = bool(first) and who.wrote(first)
    body = str(first.get("body") or "")
    seen = Thread(
        id=node["id"],
        author=login(first.get("author")),
        resolved=bool(node.get("isResolved")),
        outdated=bool(node.get("isOutdated")),
        path=node.get("path") or "",
        line=node.get("line"),
        excerpt=" ".join(body.split())[:EXCERPT],
        url=first.get("url") or "",
        ours=ours,
        replied=replied,
    )
    if not ours:
        return seen, None
    standing = StandingThread(
        thread_id=seen.id,
        comment=standing_comment(first),
        path=seen.path,
        line=seen.line,
        resolved=seen.resolved,
        outdated=seen.outdated,
        replied=replied,
        can_resolve=bool(node.get("viewerCanResolve")),
        can_minimize=first.get("viewerCanMinimize") is not False,
    )
    return seen, standing


def contexts(found: Iterable[Node], app_id: int) -> tuple[tuple[CheckState, ...], StandingCheck | None]:
    """The CI of the head without our own check, and our newest check run."""
    others: list[CheckState] = []
    ours: StandingCheck | None = None
    for node in found:
        if node.get("__typename") == "StatusContext":
            others.append(_status(node))
            continue
        app = (node.get("checkSuite") or {}).get("app") or {}
        if app.get("databaseId") != app_id:
            others.append(_check(node, app))
        elif node.get("databaseId") and (ours is None or node["databaseId"] > ours.run_id):
            ours = StandingCheck(
                int(node["databaseId"]),
                str(node.get("status") or "").lower(),
                _lower(node.get("conclusion")),
                node.get("externalId") or "",
            )
    return tuple(others), ours


def _check(node: Node, app: Node) -> CheckState:
    done = node.get("status") == "COMPLETED"
    conclusion = (_lower(node.get("conclusion")) or "neutral") if done else None
    return CheckState(node.get("name") or "", conclusion, app.get("slug") or "", node.get("detailsUrl") or "")


def _status(node: Node) -> CheckState:
    creator = (node.get("creator") or {}).get("login") or ""
    conclusion = STATUS_CONCLUSION.get(str(node.get("state")))
    return CheckState(node.get("context") or "", conclusion, creator, node.get("targetUrl") or "")


def _lower(value: Any) -> str | None:
    return str(value).lower() if value else None


@dataclass(frozen=True)
class Requests:
    """Who was asked for a review. `hidden`: some that this installation may not see (teams, without `members: read`)."""

    people: tuple[str, ...] = ()
    teams: tuple[str, ...] = ()
    hidden: bool = False


def requests(connection: Node | None) -> Requests:
    people: list[str] = []
    teams: list[str] = []
    hidden = False
    for node in (connection or {}).get("nodes") or ():
        reviewer = (node or {}).get("requestedReviewer")
        if not reviewer:
            hidden = True
        elif reviewer.get("__typename") == "Team":
            teams.append(reviewer.get("combinedSlug") or reviewer.get("slug") or "")
        else:
            people.append(login(reviewer))
    return Requests(tuple(people), tuple(teams), hidden)


def reviews(connection: Node | None) -> tuple[Review, ...]:
    return tuple(
        Review(login(node.get("author")), str(node.get("state")), (node.get("commit") or {}).get("oid") or "")
        for node in nodes(connection)
    )


def edits(connection: Node | None) -> tuple[BodyEdit, ...]:
    """The history of the description, newest first."""
    found = [
        BodyEdit(login(node.get("editor")), node.get("editedAt") or "", node.get("diff"))
        for node in nodes(connection)
    ]
    return tuple(sorted(found, key=lambda edit: edit.at, reverse=True))


@dataclass
class Authors:
    """Who wrote the commits: first authors, and those of `Co-authored-by` lines. Logins, else names."""

    first: list[str] = field(default_factory=list)
    co: list[str] = field(default_factory=list)


def authors(connection: Node | None) -> Authors:
    found = Authors()
    for node in nodes(connection):
        people = [_person(one) for one in nodes((node.get("commit") or {}).get("authors"))]
        found.first += [name for name in people[:1] if name]
        found.co += [name for name in people[1:] if name]
    return Authors(_once(found.first), _once(found.co))


def last_authors(history: Node | None) -> tuple[str, ...]:
    """Logins of those who last changed a file, newest first; people without an account are left out."""
    found = [((node.get("author") or {}).get("user") or {}).get("login") or "" for node in nodes(history)]
    return tuple(name for name in _once(found) if name)


def same_head(commit: Node, number: int, repository_id: int) -> tuple[int, ...]:
    """Other open pull requests of this repository whose head is this very commit."""
    return tuple(
        node["number"]
        for node in nodes(commit.get("associatedPullRequests"))
        if node.get("state") == "OPEN"
        and node.get("headRefOid") == commit.get("oid")
        and node.get("number") != number
        and (node.get("baseRepository") or {}).get("databaseId") == repository_id
    )


def file_text(entry: Node | None) -> str | None:
    """The text of a `Commit.file`, None where it is absent, no file, or not text."""
    found = ((entry or {}).get("object") or {}).get("text")
    return found if isinstance(found, str) else None


def first_text(base: Node, aliases: Sequence[str]) -> str | None:
    """The first of these files that is there."""
    texts = (file_text(base.get(alias)) for alias in aliases)
    return next((text for text in texts if text is not None), None)


def _person(actor: Node) -> str:
    return (actor.get("user") or {}).get("login") or actor.get("name") or ""


def _once(names: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(names))
