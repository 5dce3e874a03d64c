"""Repositories and their git objects: trees, blobs, contents, comparisons, collaborators."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from app.sandbox import check_shapes, pull_shapes, shapes
from app.sandbox.check_shapes import base64_lines
from app.sandbox.git import Entry
from app.sandbox.refusals import Refusal, not_found
from app.sandbox.repository import Repository
from app.sandbox.rest.routing import Call, Reply, route

RAW = "raw"


@route("GET", "/repos/{owner}/{repo}", "metadata=read")
def get_repository(call: Call) -> Reply:
    return Reply(shapes.full_repository(call.base, call.repo))


@route("GET", "/repositories/{repository_id}")
def get_repository_by_id(call: Call) -> Reply:
    """Undocumented, and what redirects of renamed repositories point to."""
    number = call.params["repository_id"]
    found = [
        repo for repo in call.world.repositories.values() if str(repo.id) == number and call.who.sees(repo)
    ]
    if not found:
        raise not_found()
    return Reply(shapes.full_repository(call.base, found[0]))


@route("GET", "/repos/{owner}/{repo}/collaborators/{username}/permission", "metadata=read")
def get_permission(call: Call) -> Reply:
    repo, login = call.repo, call.params["username"]
    if login not in call.world.users:
        raise not_found()
    role = repo.permission_of(login)
    # The older field knows four values; the role is in `role_name`.
    older = {"maintain": "write", "triage": "read"}.get(role, role)
    who = shapes.user(call.base, call.world.user(login))
    who |= {"permissions": shapes.permissions_of(repo, login), "role_name": role}
    return Reply({"permission": older, "role_name": role, "user": who})


@route("GET", "/repos/{owner}/{repo}/git/trees/{tree_sha}", "contents=read")
def get_tree(call: Call) -> Reply:
    repo = call.repo
    sha = repo.resolve(call.params["tree_sha"])
    try:
        tree = repo.git.tree_of(sha or "")
    except (KeyError, ValueError):
        raise not_found() from None
    rows = _rows(call, repo, tree, recursive=call.query.get("recursive") is not None)
    limit = call.world.limits.tree_entries
    body = {
        "sha": tree,
        "url": f"{call.base}/repos/{repo.full_name}/git/trees/{tree}",
        "tree": rows[:limit],
        "truncated": len(rows) > limit,
    }
    return Reply(body)


def _rows(call: Call, repo: Repository, tree: str, recursive: bool, prefix: str = "") -> list[dict[str, Any]]:
    git_url = f"{call.base}/repos/{repo.full_name}/git"
    rows: list[dict[str, Any]] = []
    sizes = {entry.sha: entry.size for entry in repo.git.files(tree).values()}
    for name, mode, sha in repo.git.tree_items(tree):
        folder = mode == 0o040000
        row: dict[str, Any] = {
            "path": prefix + name,
            "mode": f"{mode:06o}",
            "type": "tree" if folder else "blob",
            "sha": sha,
        }
        if not folder:
            row["size"] = sizes[sha]
        row["url"] = f"{git_url}/{'trees' if folder else 'blobs'}/{sha}"
        rows.append(row)
        if folder and recursive:
            rows += _rows(call, repo, sha, True, f"{prefix}{name}/")
    return rows


def _raw(call: Call) -> bool:
    return RAW in call.headers.get("accept", "")


@route("GET", "/repos/{owner}/{repo}/git/blobs/{file_sha}", "contents=read")
def get_blob(call: Call) -> Reply:
    repo, sha = call.repo, call.params["file_sha"]
    if not repo.git.has(sha) or repo.git.kind(sha) != "blob":
        raise not_found()
    if _raw(call):
        return Reply(
            repo.git.blob(sha), headers={"content-type": "application/vnd.github.v3.raw; charset=utf-8"}
        )
    return Reply(check_shapes.blob(call.base, repo, sha))


@route("GET", "/repos/{owner}/{repo}/contents/{path}", "contents=read")
def get_contents(call: Call) -> Reply:
    repo, path = call.repo, call.params["path"].strip("/")
    ref = call.query.get("ref") or repo.default_branch
    commit = repo.resolve(ref)
    if commit is None:
        raise Refusal(404, f"No commit found for the ref {ref}")
    files = repo.git.files(commit)
    if path in files:
        return _file(call, repo, path, ref, files[path])
    inside = {name: entry for name, entry in files.items() if name.startswith(f"{path}/")}
    if not inside:
        raise not_found()
    direct = {name: entry for name, entry in inside.items() if "/" not in name.removeprefix(f"{path}/")}
    return Reply([_entry(call, repo, name, ref, entry) for name, entry in direct.items()])


def _entry(call: Call, repo: Repository, path: str, ref: str, entry: Entry) -> dict[str, Any]:
    url = f"{call.base}/repos/{repo.full_name}/contents/{quote(path)}?ref={ref}"
    page = f"{call.base}/{repo.full_name}/blob/{ref}/{quote(path)}"
    git_url = f"{call.base}/repos/{repo.full_name}/git/blobs/{entry.sha}"
    return {
        "name": path.rsplit("/", 1)[-1],
        "path": path,
        "sha": entry.sha,
        "size": entry.size,
        "url": url,
        "html_url": page,
        "git_url": git_url,
        "download_url": f"{call.base}/{repo.full_name}/raw/{ref}/{quote(path)}",
        "type": "file",
        "_links": {"self": url, "git": git_url, "html": page},
    }


def _file(call: Call, repo: Repository, path: str, ref: str, entry: Entry) -> Reply:
    data = repo.git.blob(entry.sha)
    if _raw(call):
        return Reply(data, headers={"content-type": "application/vnd.github.v3.raw; charset=utf-8"})
    shape = _entry(call, repo, path, ref, entry)
    if len(data) > call.world.limits.contents_bytes:
        return Reply(shape | {"content": "", "encoding": "none"})
    return Reply(shape | {"content": base64_lines(data), "encoding": "base64"})


@route("GET", "/repos/{owner}/{repo}/compare/{basehead}", "contents=read")
def compare(call: Call) -> Reply:
    repo = call.repo
    base_name, _, head_name = call.params["basehead"].partition("...")
    base, head = repo.resolve(base_name), repo.resolve(head_name)
    start = repo.git.merge_base(base, head) if base and head else None
    if base is None or head is None or start is None:
        raise not_found()
    ahead, behind = repo.git.commits(base, head), repo.git.commits(head, base)
    status = {(True, True): "diverged", (True, False): "ahead", (False, True): "behind"}
    url = f"{call.base}/repos/{repo.full_name}/compare/{base_name}...{head_name}"
    page = f"{call.base}/{repo.full_name}/compare/{base_name}...{head_name}"
    infos = {sha: repo.git.commit_info(sha) for sha in (base, start)}
    files = repo.diff(base, head)[: call.world.limits.files_per_compare]
    body = {
        "url": url,
        "html_url": page,
        "permalink_url": page,
        "diff_url": f"{page}.diff",
        "patch_url": f"{page}.patch",
        "base_commit": check_shapes.commit(call.base, repo, infos[base], None),
        "merge_base_commit": check_shapes.commit(call.base, repo, infos[start], None),
        "status": status.get((bool(ahead), bool(behind)), "identical"),
        "ahead_by": len(ahead),
        "behind_by": len(behind),
        "total_commits": len(ahead),
        "commits": [check_shapes.commit(call.base, repo, info, None) for info in ahead],
        "files": [pull_shapes.file(call.base, repo, head, diff) for diff in files],
    }
    return Reply(body)


@route("GET", "/repos/{owner}/{repo}/commits/{commit_sha}/pulls", "pull_requests=read", "contents=read")
def list_pulls_of_commit(call: Call) -> Reply:
    repo, sha = call.repo, call.params["commit_sha"]
    if not repo.git.has(sha):
        raise Refusal(422, f"No commit found for SHA: {sha}")
    found = [
        pull
        for pull in repo.pulls.values()
        if repo.git.is_ancestor(sha, pull.head_sha) and not repo.git.is_ancestor(sha, pull.base_sha)
    ]
    shown, headers = call.page(found)
    return Reply([pull_shapes.pull_simple(call.base, pull) for pull in shown], headers=headers)
