"""What people do with git: repositories, forks, commits, pushes."""

from __future__ import annotations

from collections.abc import Mapping

from app.sandbox import anchors, events
from app.sandbox.checks import CheckSuite
from app.sandbox.git import ZERO
from app.sandbox.nouns import User
from app.sandbox.pulls import PullRequest
from app.sandbox.repository import Repository
from app.sandbox.state import Person, State, Where

Changes = Mapping[str, bytes | None]
Author = Person | tuple[str, str]


class Pushing(State):
    """Repositories and their branches."""

    def create_repository(
        self,
        owner: Person,
        name: str,
        files: Mapping[str, bytes],
        default_branch: str = "main",
        *,
        private: bool = False,
        author: Author | None = None,
        message: str = "Initial commit",
    ) -> Repository:
        """A repository with one commit that holds ``files`` (path → bytes)."""
        with self.lock:
            who = self.user(owner)
            number = self.ids.next("repository")
            repo = Repository(
                number, who, name, default_branch, self._store(who.login, name), self.now(), private=private
            )
            self.repositories[repo.full_name.lower()] = self.nodes[repo.node_id] = repo
            self._commit(repo, default_branch, files, message, author or who)
            return repo

    def fork(self, where: Where, owner: Person) -> Repository:
        """A fork of a repository, sharing its objects; the one that exists already, if any."""
        with self.lock:
            parent, who = self.repo(where), self.user(owner)
            key = f"{who.login}/{parent.name}".lower()
            if key in self.repositories:
                return self.repositories[key]
            number = self.ids.next("repository")
            made = Repository(
                number,
                who,
                parent.name,
                parent.default_branch,
                parent.git,
                self.now(),
                parent.private,
                parent,
            )
            self.repositories[key] = self.nodes[made.node_id] = made
            for branch, sha in parent.branches().items():
                made.set_branch(branch, sha)
            return made

    def delete_fork(self, where: Where) -> None:
        """Delete a fork: its pull requests keep their commits and lose their head repository."""
        with self.lock:
            fork = self.repositories.pop(self.repo(where).full_name.lower())
            for repo in self.repositories.values():
                for pull in repo.pulls.values():
                    if pull.head_repository is fork:
                        pull.head_repository = None

    # -- commits --
    def identity(self, author: Author) -> tuple[str, str]:
        if isinstance(author, tuple):
            return author
        who = self.user(author)
        return who.name or who.login, who.email

    def _sender(self, author: Author) -> User:
        if isinstance(author, tuple):
            return self.author_of(author[1]) or self.user(author[0].replace(" ", "-").lower())
        return self.user(author)

    def _write(
        self, repo: Repository, parent: str | None, files: Changes, message: str, author: Author
    ) -> str:
        tree = repo.git.with_changes(parent, files)
        parents = [parent] if parent else []
        return repo.git.write_commit(tree, parents, message, self.identity(author), self.now())

    def _commit(self, repo: Repository, branch: str, files: Changes, message: str, author: Author) -> str:
        before = repo.branch(branch)
        parent = before or repo.branch(repo.default_branch)
        after = self._write(repo, parent, files, message, author)
        self._moved(repo, branch, before, after, self._sender(author))
        return after

    def commit(
        self, where: Where, branch: str, files: Changes, message: str = "Update", author: Author | None = None
    ) -> str:
        """Commit onto a branch (made from the default branch when new) and push it; the sha.

        ``files``: path → bytes, or None to remove. Open pull requests from that branch get ``synchronize``.
        """
        with self.lock:
            repo = self.repo(where)
            return self._commit(repo, branch, files, message, author or repo.owner)

    def commit_tree(
        self,
        where: Where,
        branch: str,
        files: Mapping[str, bytes],
        message: str,
        author: Author | None = None,
    ) -> str:
        """Commit a whole tree: what ``files`` lacks is removed."""
        with self.lock:
            repo = self.repo(where)
            tip = repo.branch(branch) or repo.branch(repo.default_branch)
            present = repo.git.files(tip) if tip else {}
            changes: dict[str, bytes | None] = dict.fromkeys(present)
            changes.update(files)
            return self._commit(repo, branch, changes, message, author or repo.owner)

    def push(
        self,
        where: Where,
        branch: str,
        files: Changes,
        message: str = "Update",
        author: Author | None = None,
    ) -> str:
        """Another word for ``commit``: onto the head branch of a pull request it means ``synchronize``."""
        return self.commit(where, branch, files, message, author)

    def update_branch(
        self, where: Where, branch: str, files: Mapping[str, bytes], author: Author | None = None
    ) -> str:
        """Merge the default branch into ``branch``, as its "Update branch" does; ``files``: the whole merged tree."""
        with self.lock:
            repo = self.repo(where)
            ours, theirs = repo.branch(branch), repo.branch(repo.default_branch)
            if ours is None or theirs is None:
                raise LookupError(f"no branch {branch} to update")
            who = author or repo.owner
            present: dict[str, bytes | None] = dict.fromkeys(repo.git.files(ours))
            tree = repo.git.with_changes(ours, {**present, **files})
            message = f"Merge branch '{repo.default_branch}' into {branch}"
            after = repo.git.write_commit(tree, [ours, theirs], message, self.identity(who), self.now())
            self._moved(repo, branch, ours, after, self._sender(who))
            return after

    def force_push(
        self,
        where: Where,
        branch: str,
        files: Changes,
        message: str = "Rewrite",
        author: Author | None = None,
        *,
        onto: str | None = None,
    ) -> str:
        """Replace a branch by one commit on ``onto`` (a sha or branch; default: the default branch); the sha."""
        with self.lock:
            repo = self.repo(where)
            root = repo.parent or repo
            start = repo.resolve(onto) if onto else root.branch(root.default_branch)
            who = author or repo.owner
            after = self._write(repo, start, files, message, who)
            self._moved(repo, branch, repo.branch(branch), after, self._sender(who))
            return after

    def _moved(self, repo: Repository, branch: str, before: str | None, after: str, sender: User) -> None:
        repo.set_branch(branch, after)
        if repo.parent is None:  # apps of the base repository never see a push to a fork
            self._request_suites(repo, branch, before, after, sender)
        root = repo.parent or repo
        for pull in list(root.pulls.values()):
            if pull.state != "open":
                continue
            if pull.head_repository is repo and pull.head_ref == branch:
                self._synchronize(pull, after, sender)
            if root is repo and pull.base_ref == branch:
                pull.base_sha = after

    def _request_suites(
        self, repo: Repository, branch: str, before: str | None, after: str, sender: User
    ) -> None:
        for installation in self.installations:
            if installation.covers(repo.id) and installation.permissions.get("checks") == "write":
                suite = self.suite_of(repo, after, installation.app, branch, before)
                events.tell_suite(self, repo, suite, "requested", sender, only=installation.app)

    def suite_of(
        self, repo: Repository, sha: str, app: object, branch: str | None = None, before: str | None = None
    ) -> CheckSuite:
        """The check suite of an app on a commit; made when there is none."""
        for suite in repo.suites:
            if suite.head_sha == sha and suite.app is app:
                return suite
        owner = next(found for found in self.apps.values() if found is app)
        heads = [pull.head_ref for pull in repo.pulls_with_head(sha) if not pull.is_fork]
        names = repo.branches_of(sha) or heads
        now = self.now()
        made = CheckSuite(
            self.ids.next("check_suite"), repo.id, owner, sha, branch or next(iter(names), None), now, now
        )
        made.before = before or ZERO
        repo.suites.append(made)
        self.nodes[made.node_id] = made
        return made

    def _synchronize(self, pull: PullRequest, after: str, sender: User) -> None:
        before, pull.head_sha = pull.head_sha, after
        base = pull.repository.branch(pull.base_ref)
        pull.base_sha = base or pull.base_sha
        pull.repository.git.set_ref(f"refs/pull/{pull.number}/head", after)
        pull.updated_at = self.now()
        for thread in pull.threads:
            anchors.follow(thread)
        events.tell_pull(self, pull, "synchronize", sender, before=before, after=after)
