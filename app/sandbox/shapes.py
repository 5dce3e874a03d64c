"""REST objects in full: what GitHub's OpenAPI description requires of each, from the stand-in's state.

Shapes after https://github.com/github/rest-api-description (schemas simple-user, repository, full-repository, label,
integration, installation); tests validate them against the npm package ``@octokit/openapi``.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote

from app.sandbox.ids import node_id
from app.sandbox.nouns import RANK, App, Installation, Team, User
from app.sandbox.pulls import Label
from app.sandbox.repository import Repository

Json = dict[str, Any]

_USER_URLS = {
    "followers_url": "/followers",
    "following_url": "/following{/other_user}",
    "gists_url": "/gists{/gist_id}",
    "starred_url": "/starred{/owner}{/repo}",
    "subscriptions_url": "/subscriptions",
    "organizations_url": "/orgs",
    "repos_url": "/repos",
    "events_url": "/events{/privacy}",
    "received_events_url": "/received_events",
}
# What is the same for every repository here.
_REPOSITORY_REST: Json = {
    "description": None,
    "homepage": None,
    "mirror_url": None,
    "size": 0,
    "stargazers_count": 0,
    "watchers_count": 0,
    "language": None,
    "has_issues": True,
    "has_projects": True,
    "has_downloads": True,
    "has_wiki": True,
    "has_pages": False,
    "has_discussions": False,
    "has_pull_requests": True,
    "pull_request_creation_policy": "all",
    "forks_count": 0,
    "archived": False,
    "disabled": False,
    "license": None,
    "allow_forking": True,
    "is_template": False,
    "web_commit_signoff_required": False,
    "topics": [],
    "forks": 0,
    "watchers": 0,
    "custom_properties": {},
}
_REPOSITORY_URLS = {
    "archive_url": "/{archive_format}{/ref}",
    "assignees_url": "/assignees{/user}",
    "blobs_url": "/git/blobs{/sha}",
    "branches_url": "/branches{/branch}",
    "collaborators_url": "/collaborators{/collaborator}",
    "comments_url": "/comments{/number}",
    "commits_url": "/commits{/sha}",
    "compare_url": "/compare/{base}...{head}",
    "contents_url": "/contents/{+path}",
    "contributors_url": "/contributors",
    "deployments_url": "/deployments",
    "downloads_url": "/downloads",
    "events_url": "/events",
    "forks_url": "/forks",
    "git_commits_url": "/git/commits{/sha}",
    "git_refs_url": "/git/refs{/sha}",
    "git_tags_url": "/git/tags{/sha}",
    "hooks_url": "/hooks",
    "issue_comment_url": "/issues/comments{/number}",
    "issue_events_url": "/issues/events{/number}",
    "issues_url": "/issues{/number}",
    "keys_url": "/keys{/key_id}",
    "labels_url": "/labels{/name}",
    "languages_url": "/languages",
    "merges_url": "/merges",
    "milestones_url": "/milestones{/number}",
    "notifications_url": "/notifications{?since,all,participating}",
    "pulls_url": "/pulls{/number}",
    "releases_url": "/releases{/id}",
    "stargazers_url": "/stargazers",
    "statuses_url": "/statuses/{sha}",
    "subscribers_url": "/subscribers",
    "subscription_url": "/subscription",
    "tags_url": "/tags",
    "teams_url": "/teams",
    "trees_url": "/git/trees{/sha}",
}


def stamp(moment: datetime | None) -> str | None:
    """A time as GitHub writes it: UTC, whole seconds."""
    return None if moment is None else moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def user(base: str, who: User) -> Json:
    """Schema ``simple-user``."""
    api = f"{base}/users/{quote(who.login)}"
    page = f"{base}/apps/{who.graphql_login}" if who.type == "Bot" else f"{base}/{who.login}"
    return {
        "login": who.login,
        "id": who.id,
        "node_id": who.node_id,
        "avatar_url": f"{base}/avatars/{quote(who.login)}",
        "gravatar_id": "",
        "url": api,
        "html_url": page,
        **{key: api + tail for key, tail in _USER_URLS.items()},
        "type": who.type,
        "user_view_type": "public",
        "site_admin": False,
    }


def team(base: str, which: Team) -> Json:
    """Schema ``team-simple`` (and, with its parent, ``team``)."""
    api = f"{base}/organizations/{which.organisation.id}/team/{which.id}"
    return {
        "id": which.id,
        "node_id": which.node_id,
        "name": which.name,
        "slug": which.slug,
        "description": "",
        "privacy": "closed",
        "notification_setting": "notifications_enabled",
        "permission": "push",
        "url": api,
        "html_url": f"{base}/orgs/{which.organisation.login}/teams/{which.slug}",
        "members_url": api + "/members{/member}",
        "repositories_url": f"{api}/repos",
        "type": "organization",
        "organization_id": which.organisation.id,
        "parent": None,
    }


def repository(base: str, which: Repository) -> Json:
    """Schema ``repository``."""
    api, page = f"{base}/repos/{which.full_name}", f"{base}/{which.full_name}"
    pushed = stamp(which.pushed_at)
    open_pulls = sum(pull.state == "open" for pull in which.pulls.values())
    return {
        "id": which.id,
        "node_id": which.node_id,
        "name": which.name,
        "full_name": which.full_name,
        "private": which.private,
        "owner": user(base, which.owner),
        "html_url": page,
        "fork": which.parent is not None,
        "url": api,
        **{key: api + tail for key, tail in _REPOSITORY_URLS.items()},
        "created_at": stamp(which.created_at),
        "updated_at": pushed,
        "pushed_at": pushed,
        "git_url": page.replace("http://", "git://") + ".git",
        "ssh_url": f"git@localhost:{which.full_name}.git",
        "clone_url": f"{page}.git",
        "svn_url": page,
        "open_issues_count": open_pulls,
        "visibility": "private" if which.private else "public",
        "open_issues": open_pulls,
        "default_branch": which.default_branch,
        **_REPOSITORY_REST,
    }


def full_repository(base: str, which: Repository) -> Json:
    """Schema ``full-repository``: what ``GET /repos/{owner}/{repo}`` adds."""
    shape = repository(base, which)
    shape |= {"temp_clone_token": "", "network_count": 0, "subscribers_count": 0}
    shape["organization"] = user(base, which.owner) if which.owner.type == "Organization" else None
    if which.parent is not None:
        shape["parent"] = shape["source"] = repository(base, which.parent)
    if shape["organization"] is None:
        del shape["organization"]
    return shape


def label(base: str, which: Label, where: Repository) -> Json:
    """Schema ``label``."""
    return {
        "id": which.id,
        "node_id": which.node_id,
        "url": f"{base}/repos/{where.full_name}/labels/{quote(which.name)}",
        "name": which.name,
        "color": which.color,
        "default": False,
        "description": which.description,
        "archived_at": None,
        "archived_by": None,
    }


def app(base: str, which: App) -> Json:
    """Schema ``integration``."""
    return {
        "id": which.id,
        "client_id": which.client_id,
        "slug": which.slug,
        "node_id": which.node_id,
        "owner": user(base, which.owner),
        "name": which.name,
        "description": "",
        "external_url": f"{base}/apps/{which.slug}",
        "html_url": f"{base}/apps/{which.slug}",
        "created_at": stamp(which.created_at),
        "updated_at": stamp(which.created_at),
        "permissions": which.permissions,
        "events": list(which.events),
    }


def installation(base: str, which: Installation) -> Json:
    """Schema ``installation``."""
    page = f"{base}/organizations/{which.account.login}/settings/installations/{which.id}"
    return {
        "id": which.id,
        "client_id": which.app.client_id,
        "account": user(base, which.account),
        "repository_selection": "selected",
        "access_tokens_url": f"{base}/app/installations/{which.id}/access_tokens",
        "repositories_url": f"{base}/installation/repositories",
        "html_url": page,
        "app_id": which.app.id,
        "app_slug": which.app.slug,
        "target_id": which.account.id,
        "target_type": which.account.type,
        "permissions": which.permissions,
        "events": list(which.app.events),
        "created_at": stamp(which.created_at),
        "updated_at": stamp(which.created_at),
        "single_file_name": None,
        "has_multiple_single_files": False,
        "single_file_paths": [],
        "suspended_by": None,
        "suspended_at": stamp(which.suspended_at),
    }


def permissions_of(where: Repository, login: str) -> dict[str, bool]:
    """The ``permissions`` object: which of the five levels a person reaches."""
    rank = RANK[where.permission_of(login)]
    return {
        "admin": rank >= 5,
        "maintain": rank >= 4,
        "push": rank >= 3,
        "triage": rank >= 2,
        "pull": rank >= 1,
    }


def reactions(url: str) -> Json:
    """An empty ``reaction-rollup``."""
    names = ("+1", "-1", "laugh", "hooray", "confused", "heart", "rocket", "eyes")
    return {"url": f"{url}/reactions", "total_count": 0, **dict.fromkeys(names, 0)}


def commit_node_id(where: Repository, sha: str) -> str:
    """The node id of a git object."""
    return node_id("C", where.id, sha)
