"""The snapshot put together from what was gathered: pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from app import limits
from app.github import conversation as talk
from app.github import sources
from app.github.questions import Repository, Seen
from app.snapshot import Snapshot, Standing
from checks.pull import ChangedFile, CheckState, FileStatus, Pull, Thread


@dataclass(frozen=True)
class Ask:
    """What one conversation query asks for besides the conversation; the place in each list is the number in its alias.

    `paths`: files at the base. `history`: changed chapters whose last authors are wanted.
    """

    paths: tuple[str, ...]
    templates: tuple[str, ...]
    history: tuple[ChangedFile, ...]

    @property
    def history_paths(self) -> list[str]:
        """As the base calls them."""
        return [file.previous_path or file.path for file in self.history]

    def text(self, base: talk.Node, wanted: Sequence[str]) -> str | None:
        """The first of the `wanted` paths that is there."""
        return talk.first_text(base, [f"f{self.paths.index(path)}" for path in wanted])


def ask_for(seen: Seen) -> Ask:
    templates = sources.template_paths(seen.tree)
    paths = (sources.CONFIG_PATH, *sources.CODEOWNERS, *sources.LABELER, *templates)
    history = [f for f in seen.files if f.status is not FileStatus.ADDED and sources.is_chapter(f.path)]
    return Ask(paths, templates, tuple(history[: limits.HISTORY_FILES]))


@dataclass(frozen=True)
class Gathered:
    """An answer with all pages of its lists. `config_at_head`: contents, where the pull request changes them."""

    data: Mapping[str, Any]
    threads: Sequence[talk.Node]
    comments: Sequence[talk.Node]
    contexts: Sequence[talk.Node]
    requests: talk.Requests
    config_at_head: str | None

    @property
    def pull(self) -> talk.Node:
        found: talk.Node = self.data["repository"]["pullRequest"]
        return found

    @property
    def base(self) -> talk.Node:
        """The commit at the tip of the base branch, {} where the branch is gone."""
        return ((self.pull.get("baseRef") or {}).get("target")) or {}

    @property
    def labels(self) -> tuple[str, ...]:
        return tuple(node["name"] for node in talk.nodes(self.pull.get("labels")))


def newest_commit(pull: talk.Node) -> talk.Node:
    found: talk.Node = (talk.nodes(pull.get("newest")) or [{}])[0].get("commit") or {}
    return found


def snapshot(
    gathered: Gathered, ask: Ask, seen: Seen, repository: Repository, app_id: int, at: float
) -> Snapshot:
    who = talk.us(gathered.data.get("viewer"), app_id)
    threads = [talk.thread(node, who) for node in gathered.threads]
    checks, ours = talk.contexts(gathered.contexts, app_id)
    pull = gathered.pull
    standing = Standing(
        body=pull.get("body") or "",
        summaries=talk.summaries(gathered.comments, who),
        threads=tuple(standing for _, standing in threads if standing),
        check=ours,
        labels=gathered.labels,
    )
    facts = _Facts(tuple(thread for thread, _ in threads), checks, who.login)
    return Snapshot(
        pull=_pull(gathered, ask, seen, facts),
        pull_node_id=pull["id"],
        repository_id=repository.id,
        owner=repository.owner,
        repository=repository.name,
        standing=standing,
        files=seen.files,
        tree=seen.tree,
        truncated=seen.truncated,
        config_text=ask.text(gathered.base, [sources.CONFIG_PATH]),
        config_at_head=gathered.config_at_head,
        edits=talk.edits(pull.get("userContentEdits")),
        base_sha=gathered.base.get("oid") or pull["baseRefOid"],
        read_at=at,
        same_head=talk.same_head(newest_commit(pull), pull["number"], repository.id),
        conversation_resolution=_must_resolve(pull),
    )


def _must_resolve(pull: talk.Node) -> bool:
    """Whether the base branch demands that conversations be resolved: the part of branch protection that GitHub shows to
    those who do not administer the repository (GraphQL `RefUpdateRule`)."""
    rule = (pull.get("baseRef") or {}).get("refUpdateRule") or {}
    return rule.get("requiresConversationResolution") is True


@dataclass(frozen=True)
class _Facts:
    threads: tuple[Thread, ...]
    checks: tuple[CheckState, ...]
    bot_login: str


def _pull(gathered: Gathered, ask: Ask, seen: Seen, facts: _Facts) -> Pull:
    pull, base = gathered.pull, gathered.base
    authors = talk.authors(pull.get("commits"))
    default = gathered.data["repository"].get("defaultBranchRef") or {}
    return Pull(
        number=pull["number"],
        title=pull["title"],
        body=pull.get("body") or "",
        author=talk.login(pull.get("author")),
        head_sha=seen.head_sha,
        head_ref=pull["headRefName"],
        base_ref=pull["baseRefName"],
        default_branch=default.get("name") or pull["baseRefName"],
        draft=bool(pull["isDraft"]),
        open=pull["state"] == "OPEN",
        labels=gathered.labels,
        requested=gathered.requests.people,
        requested_teams=gathered.requests.teams,
        reviews=talk.reviews(pull.get("latestOpinionatedReviews")),
        review_decision=pull.get("reviewDecision"),
        threads=facts.threads,
        checks=facts.checks,
        commit_authors=tuple(authors.first),
        co_authors=tuple(authors.co),
        files=seen.files,
        files_complete=seen.files_complete,
        mergeable=pull.get("mergeable") or "UNKNOWN",
        merge_state=pull.get("mergeStateStatus") or "UNKNOWN",
        codeowners=ask.text(base, sources.CODEOWNERS),
        template=ask.text(base, ask.templates),
        labeler=ask.text(base, sources.LABELER),
        last_authors={f.path: talk.last_authors(base.get(f"h{at}")) for at, f in enumerate(ask.history)},
        bot_login=facts.bot_login,
    )
