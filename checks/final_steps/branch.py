"""Item 7.1: the pull request goes into the right branch and can be merged into it."""

from __future__ import annotations

from collections.abc import Iterable
from fnmatch import fnmatchcase

from checks.config import Config
from checks.finding import Evidence, Outcome, PullMark, Severity
from checks.pull import Pull
from checks.rule import Scope, rule


@rule("wrong-base", item="7.1", scope=Scope.PULL)
def wrong_base(pull: Pull, config: Config) -> Iterable[Outcome]:
    """The pull request goes into a branch that takes no chapters.

    Why: a chapter that is merged into the wrong branch is published by accident, or never.

    Bad: a pull request into `gh-pages`, where chapters go into `main`.

    Good: base `main`, or a branch that the config names.

    Leaves alone: every branch that `branches` in the config names; a `*` stands for any part of a name.
    """
    allowed = config.branches or (pull.default_branch,)
    if any(fnmatchcase(pull.base_ref, pattern) for pattern in allowed):
        yield Evidence(f"goes into `{pull.base_ref}`")
        return
    names = " or ".join(f"`{name}`" for name in allowed)
    yield PullMark(
        f"This pull request goes into `{pull.base_ref}`, but chapters go into {names}: change the base with “Edit”"
        " beside the title.",
        match=pull.base_ref,
    )


@rule("conflicts", item="7.1", scope=Scope.PULL)
def conflicts(pull: Pull) -> Iterable[Outcome]:
    """The branch cannot be merged because it conflicts with its base.

    Why: what will be published is neither of the two versions until somebody has decided.

    Bad: both sides changed the same paragraph.

    Good: the base is merged into the branch, or the branch rebased, and the conflict settled.

    Leaves alone: a pull request of which GitHub has not yet worked out whether it can be merged.
    """
    if pull.mergeable.upper() == "CONFLICTING" or pull.merge_state.upper() == "DIRTY":
        yield PullMark(
            f"This branch conflicts with `{pull.base_ref}`: merge `{pull.base_ref}` into it (or rebase), settle the"
            " conflicting lines and push.",
            match="conflicts",
        )


@rule("stale-branch", item="7.1", scope=Scope.PULL, severity=Severity.WARNING)
def stale_branch(pull: Pull) -> Iterable[Outcome]:
    """The branch lacks commits of its base, and the repository wants branches to be up to date.

    Why: what was checked is not what the merge will give.

    Bad: `main` has moved on since the branch was begun.

    Good: “Update branch” was pressed.

    Leaves alone: repositories that do not ask for it; GitHub calls a branch behind only where it must be up to date.
    """
    if pull.merge_state.upper() == "BEHIND":
        yield PullMark(
            f"`{pull.base_ref}` has commits that this branch lacks: press “Update branch”, or merge it.",
            match="behind",
        )
