"""`code-untested`: did the CI checks that run the book's code pass on this very head?"""

from __future__ import annotations

from collections.abc import Iterable

from checks.ci import judge
from checks.config import Config
from checks.finding import NotApplicable, Outcome
from checks.pull import Pull
from checks.rule import Scope, rule


@rule("code-untested", item="1.3", scope=Scope.PULL)
def code_untested(pull: Pull, config: Config) -> Iterable[Outcome]:
    """A CI check that runs the book's code is red on the head commit, or has not run.

    Why: code that nobody ran is code that does not work.

    Bad: the check `test-code` failed on the head of the pull request.

    Good: it is green on that head.

    Leaves alone: books that name no such check under `build: tests:` in `.github/galleyproof.yml`.
    """
    if not config.build.tests:
        yield NotApplicable(
            "no CI check that runs the code is named in `.github/galleyproof.yml` (`build: tests:`)"
        )
        return
    yield from judge(pull, config.build.tests, what="runs the book's code")
