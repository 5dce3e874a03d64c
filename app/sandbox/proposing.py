"""Opening pull requests, and the merge queue."""

from __future__ import annotations

from app.sandbox import check_shapes, events
from app.sandbox.nouns import User
from app.sandbox.pulls import PullRequest
from app.sandbox.pushing import Pushing
from app.sandbox.repository import Repository
from app.sandbox.state import Person, Where


class Proposing(Pushing):
    """Pull requests as such."""

    def open_pull(
        self,
        where: Where,
        head_branch: str,
        base_branch: str | None = None,
        title: str = "",
        body: str = "",
        author: Person | None = None,
        *,
        draft: bool = False,
        fork: bool | Where = False,
    ) -> PullRequest:
        """Open a pull request. ``fork``: from the author's fork (made when needed, the branch moved there), or from
        that repository."""
        with self.lock:
            repo = self.repo(where)
            who = self.user(author or repo.owner)
            source = self._source(repo, head_branch, who, fork)
            head, base_ref = source.branch(head_branch), base_branch or repo.default_branch
            base = repo.branch(base_ref)
            if head is None or base is None:
                raise LookupError(
                    f"no branch {head_branch if head is None else base_ref} to open a pull request with"
                )
            now = self.now()
            pull = PullRequest(
                id=self.ids.next("pull"),
                author=who,
                body=body,
                created_at=now,
                updated_at=now,
                number=repo.next_number(),
                title=title or head_branch,
                repository=repo,
                head_repository=source,
                head_ref=head_branch,
                head_sha=head,
                base_ref=base_ref,
                base_sha=base,
                draft=draft,
                maintainer_can_modify=source is not repo,
            )
            repo.pulls[pull.number] = self.nodes[pull.node_id] = pull
            repo.git.set_ref(f"refs/pull/{pull.number}/head", head)
            events.tell_pull(self, pull, "opened", who)
            return pull

    def _source(self, repo: Repository, branch: str, author: User, fork: bool | Where) -> Repository:
        if fork is False:
            return repo
        if fork is not True:
            return self.repo(fork)
        source, tip = self.fork(repo, author), repo.branch(branch)
        if source.branch(branch) is None and tip is not None:
            source.set_branch(branch, tip)
            repo.set_branch(branch, None)
        return source

    def merge_group(self, where: Where, number: int, sender: Person | None = None) -> str:
        """Put a pull request into the merge queue: the sha of the group's head, whose checks are requested."""
        with self.lock:
            pull = self.pull(where, number)
            repo, git = pull.repository, pull.repository.git
            who = self.user(sender or repo.owner)
            tree = self.merged_tree(pull)
            message = f"Merge pull request #{number} from {pull.head_ref}"
            sha = git.write_commit(
                tree, [pull.base_sha, pull.head_sha], message, self.identity(who), self.now()
            )
            branch = f"gh-readonly-queue/{pull.base_ref}/pr-{number}-{pull.base_sha}"
            repo.set_branch(branch, sha)
            group = {
                "head_sha": sha,
                "head_ref": f"refs/heads/{branch}",
                "base_sha": pull.base_sha,
                "base_ref": f"refs/heads/{pull.base_ref}",
                "head_commit": check_shapes.simple_commit(git.commit_info(sha)),
            }
            self.tell(repo, "merge_group", "checks_requested", who, merge_group=group)
            return sha

    @staticmethod
    def merged_tree(pull: PullRequest) -> str:
        """The tree of base with the files that the pull request changed."""
        git = pull.repository.git
        start = git.merge_base(pull.base_sha, pull.head_sha) or pull.base_sha
        old, new, files = git.files(start), git.files(pull.head_sha), dict(git.files(pull.base_sha))
        for path in old.keys() | new.keys():
            if old.get(path) != new.get(path):
                files.pop(path, None)
                if path in new:
                    files[path] = new[path]
        return git.write_tree(files)
