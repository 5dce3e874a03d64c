"""A repository: its refs in the shared object store, its collaborators, labels, checks and pull requests."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from app.sandbox.checks import CheckRun, CheckSuite, CommitStatus
from app.sandbox.diffs import FileDiff, tree_diff
from app.sandbox.git import GitStore
from app.sandbox.ids import node_id
from app.sandbox.nouns import Permission, User
from app.sandbox.pulls import Label, PullRequest


@dataclass(eq=False)
class Repository:
    """One repository; a fork shares the object store of its parent and has refs of its own."""

    id: int
    owner: User
    name: str
    default_branch: str
    git: GitStore
    created_at: datetime
    private: bool = False
    parent: Repository | None = None
    required_approvals: int = 0
    requires_conversation_resolution: bool = False
    permissions: dict[str, Permission] = field(default_factory=dict)
    labels: dict[str, Label] = field(default_factory=dict)
    pulls: dict[int, PullRequest] = field(default_factory=dict)
    suites: list[CheckSuite] = field(default_factory=list)
    statuses: list[CommitStatus] = field(default_factory=list)
    _numbers: int = 0

    @property
    def node_id(self) -> str:
        return node_id("R", self.id)

    @property
    def pushed_at(self) -> datetime:
        """When the default branch last moved."""
        tip = self.branch(self.default_branch)
        return self.git.commit_info(tip).when if tip else self.created_at

    @property
    def full_name(self) -> str:
        return f"{self.owner.login}/{self.name}"

    @property
    def _namespace(self) -> str:
        return "refs/" if self.parent is None else f"refs/forks/{self.id}/"

    def next_number(self) -> int:
        """Pull requests and issues share one count."""
        self._numbers += 1
        return self._numbers

    # -- people --
    def permission_of(self, login: str) -> Permission:
        """What a person may do here; everybody may read a public repository."""
        if login == self.owner.login:
            return "admin"
        given = self.permissions.get(login)
        if given is None and login in self.owner.members:
            given = "write"
        return given or ("none" if self.private else "read")

    def association_of(self, user: User) -> str:
        """GitHub's ``author_association``."""
        if user.login == self.owner.login:
            return "OWNER"
        if user.login in self.owner.members:
            return "MEMBER"
        if self.permissions.get(user.login, "none") != "none":
            return "COLLABORATOR"
        merged = any(pull.merged_at and pull.author is user for pull in self.pulls.values())
        return "CONTRIBUTOR" if merged else "NONE"

    # -- refs and history --
    def branch(self, name: str) -> str | None:
        """The commit a branch points at."""
        return self.git.ref(f"{self._namespace}heads/{name}")

    def branches(self) -> dict[str, str]:
        """Branch names and the commits they point at."""
        return dict(self.git.refs(f"{self._namespace}heads/"))

    def set_branch(self, name: str, sha: str | None) -> None:
        """Move a branch; None deletes it."""
        self.git.set_ref(f"{self._namespace}heads/{name}", sha)

    def resolve(self, ref: str) -> str | None:
        """A commit (or other object) from a branch name, a ref, ``HEAD``, or a sha of at least seven digits."""
        if ref == "HEAD":
            return self.branch(self.default_branch)
        found = self.branch(ref.removeprefix("refs/heads/").removeprefix("heads/"))
        if found:
            return found
        if ref.removeprefix("refs/").startswith("pull/"):
            return self.git.ref("refs/" + ref.removeprefix("refs/"))
        if ref.startswith("refs/"):
            return self.git.ref(self._namespace + ref.removeprefix("refs/"))
        return ref if self.git.has(ref) else None

    def branches_of(self, sha: str) -> list[str]:
        """Branches whose tip is that commit."""
        return [name for name, tip in self.branches().items() if tip == sha]

    def diff(self, base: str, head: str) -> list[FileDiff]:
        """GitHub's three-dot diff: merge base to head."""
        start = self.git.merge_base(base, head) or base
        return self._tree_diff(start, head)

    def _tree_diff(self, base: str, head: str) -> list[FileDiff]:
        key = (self.git.tree_of(base), self.git.tree_of(head))
        cache = self.git.diff_cache
        if key not in cache:
            cache[key] = tree_diff(self.git, *key)
        return cache[key]

    # -- checks --
    def runs_of(self, sha: str) -> list[CheckRun]:
        """All check runs of a commit, oldest first."""
        found = [run for suite in self.suites if suite.head_sha == sha for run in suite.runs]
        return sorted(found, key=lambda run: run.id)

    def latest_runs_of(self, sha: str) -> list[CheckRun]:
        """The newest run per app and name."""
        return list({(run.app.id, run.name): run for run in self.runs_of(sha)}.values())

    def statuses_of(self, sha: str) -> list[CommitStatus]:
        """All statuses of a commit, oldest first."""
        return [status for status in self.statuses if status.sha == sha]

    def pulls_with_head(self, sha: str) -> list[PullRequest]:
        """Open pull requests whose head is that commit."""
        return [pull for pull in self.pulls.values() if pull.head_sha == sha and pull.state == "open"]
