"""The entrance: repositories, refs, people, nodes, the rate limit."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from graphql import GraphQLError

from app.sandbox.graphql.fields import Asking, connect, connection, field, refuse
from app.sandbox.graphql.gitobjects import GitObject, by_expression, git_object, ref_of
from app.sandbox.graphql.pulls import state as state_of
from app.sandbox.nouns import App, User
from app.sandbox.pulls import Label, PullRequest
from app.sandbox.repository import Repository


@field("Query", "repository")
def repository(_: Any, asking: Asking, owner: str, name: str, **__: Any) -> Repository:
    found = asking.world.repositories.get(f"{owner}/{name}".lower())
    if found is None or not asking.who.sees(found):
        refuse("NOT_FOUND", f"Could not resolve to a Repository with the name '{owner}/{name}'.")
    return found


@field("Query", "viewer")
def viewer(_: Any, asking: Asking) -> dict[str, Any]:
    """An installation sees its bot account, as a User whose login ends in ``[bot]``."""
    bot = asking.bot
    return {
        "id": bot.node_id,
        "databaseId": bot.id,
        "login": bot.login,
        "name": asking.who.app.name,
        "email": "",
        "url": f"{asking.base}/apps/{bot.graphql_login}",
        "resourcePath": f"/apps/{bot.graphql_login}",
        "avatarUrl": f"{asking.base}/avatars/{bot.graphql_login}",
    }


@field("Query", "user")
def user(_: Any, asking: Asking, login: str) -> User:
    found = asking.world.users.get(login)
    if found is None or found.type != "User":
        refuse("NOT_FOUND", f"Could not resolve to a User with the login of '{login}'.")
    return found


def the_node(asking: Asking, id: str) -> Any:
    found = asking.world.nodes.get(id)
    if found is None or not _reaches(asking, found):
        refuse("NOT_FOUND", f"Could not resolve to a node with the global id of '{id}'.")
    return found


def _reaches(asking: Asking, found: Any) -> bool:
    pull = getattr(found, "pull", found)
    where = pull if isinstance(pull, Repository) else getattr(pull, "repository", None)
    return where is None or asking.who.sees(where)


@field("Query", "node")
def node(_: Any, asking: Asking, id: str) -> Any:
    return the_node(asking, id)


@field("Query", "nodes")
def nodes(_: Any, asking: Asking, ids: Sequence[str]) -> list[Any]:
    """Unknown ids become null, each with an error of its own."""
    found: list[Any] = []
    for each in ids:
        try:
            found.append(the_node(asking, each))
        except GraphQLError as error:
            found.append(error)
    return found


@field("Query", "rateLimit")
def rate_limit(_: Any, asking: Asking, **__: Any) -> dict[str, Any]:
    left = asking.world.rates.left(asking.who.label, "graphql")
    reset = datetime.fromtimestamp(left.pop("reset"), UTC)
    return {**left, "cost": 1, "nodeCount": 0, "resetAt": reset}


# -- repositories --
@field("Repository", "nameWithOwner")
def name_with_owner(repo: Repository, _: Asking) -> str:
    return repo.full_name


@field("Repository", "isPrivate")
def is_private(repo: Repository, _: Asking) -> bool:
    return repo.private


@field("Repository", "isFork")
def is_fork(repo: Repository, _: Asking) -> bool:
    return repo.parent is not None


@field("Repository", "isArchived")
def is_archived(_: Repository, __: Asking) -> bool:
    return False


@field("Repository", "visibility")
def visibility(repo: Repository, _: Asking) -> str:
    return "PRIVATE" if repo.private else "PUBLIC"


@field("Repository", "url")
def repository_url(repo: Repository, asking: Asking) -> str:
    return f"{asking.base}/{repo.full_name}"


@field("Repository", "viewerPermission")
def viewer_permission(_: Repository, asking: Asking) -> str:
    return "WRITE" if asking.who.may("contents", "write") else "READ"


@field("Repository", "pullRequest")
def pull_request(repo: Repository, asking: Asking, number: int) -> PullRequest:
    asking.demand("pull_requests=read")
    if number not in repo.pulls:
        refuse("NOT_FOUND", f"Could not resolve to a PullRequest with the number of {number}.")
    return repo.pulls[number]


@field("Repository", "object")
def git_thing(
    repo: Repository, asking: Asking, expression: str | None = None, oid: str | None = None
) -> GitObject | None:
    asking.demand("contents=read")
    if oid is not None:
        return git_object(repo, oid)
    return by_expression(repo, expression or "")


@field("Repository", "defaultBranchRef")
def default_branch_ref(repo: Repository, _: Asking) -> dict[str, Any] | None:
    return ref_of(repo, f"refs/heads/{repo.default_branch}")


@field("Repository", "ref")
def ref(repo: Repository, asking: Asking, qualifiedName: str) -> dict[str, Any] | None:  # noqa: N803 - GitHub's name
    asking.demand("contents=read")
    full = qualifiedName if qualifiedName.startswith("refs/") else f"refs/heads/{qualifiedName}"
    return ref_of(repo, full)


@field("Repository", "label")
def label(repo: Repository, _: Asking, name: str) -> Label | None:
    return repo.labels.get(name.lower())


@field("Repository", "codeowners")
def codeowners(_: Repository, __: Asking, **___: Any) -> None:
    """The stand-in does not judge CODEOWNERS files."""


connect("Repository", "labels", lambda repo, _: list(repo.labels.values()))


def _pulls(repo: Repository, _: Asking) -> list[PullRequest]:
    return list(repo.pulls.values())


@field("Repository", "pullRequests")
def pull_requests(
    repo: Repository, asking: Asking, states: Sequence[str] | None = None, **arguments: Any
) -> dict[str, Any]:
    asking.demand("pull_requests=read")
    head, base = arguments.pop("headRefName", None), arguments.pop("baseRefName", None)
    arguments.pop("labels", None)
    found = [
        pull
        for pull in _pulls(repo, asking)
        if (states is None or state_of(pull, asking) in states)
        and head in (None, pull.head_ref)
        and base in (None, pull.base_ref)
    ]
    return connection(found, "pullRequests", **arguments)


# -- people, apps, labels --
@field("User", "avatarUrl")
@field("Bot", "avatarUrl")
@field("Organization", "avatarUrl")
def avatar_url(who: Any, asking: Asking, **_: Any) -> str:
    return f"{asking.base}/avatars/{who['login'] if isinstance(who, dict) else who.graphql_login}"


@field("User", "login")
@field("Bot", "login")
@field("Organization", "login")
def login(who: Any, _: Asking) -> str:
    return str(who["login"] if isinstance(who, dict) else who.graphql_login)


@field("User", "resourcePath")
@field("Bot", "resourcePath")
@field("Organization", "resourcePath")
def resource_path(who: Any, asking: Asking) -> str:
    name = login(who, asking)
    return f"/apps/{name}" if isinstance(who, User) and who.type == "Bot" else f"/{name}"


@field("User", "url")
@field("Bot", "url")
@field("Organization", "url")
def user_url(who: Any, asking: Asking) -> str:
    return f"{asking.base}{resource_path(who, asking)}"


@field("User", "email")
def email(_: Any, __: Asking) -> str:
    """Hidden, as most people have it."""
    return ""


@field("App", "url")
def app_url(app: App, asking: Asking) -> str:
    return f"{asking.base}/apps/{app.slug}"


@field("Label", "isDefault")
def is_default(_: Label, __: Asking) -> bool:
    return False


@field("Label", "repository")
def label_repository(which: Label, asking: Asking) -> Repository:
    return asking.world.repo_by_id(which.repository_id)


@field("Label", "url")
def label_url(which: Label, asking: Asking) -> str:
    return f"{asking.base}/{label_repository(which, asking).full_name}/labels/{which.name}"
