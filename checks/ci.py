"""What the CI checks named in the config say of the head commit."""

from __future__ import annotations

from collections.abc import Iterable

from checks.finding import Evidence, On, Outcome, PullMark, Waiting
from checks.nearest import did_you_mean, nearest
from checks.pull import CheckState, Pull


def judge(pull: Pull, names: Iterable[str], *, what: str) -> Iterable[Outcome]:
    """One outcome per named check: red is a finding, absent or running is waited for, green is evidence.

    `what` ends the phrase "the CI check `x`, which …".
    """
    for name in names:
        found = _named(pull, name)
        if not found:
            guess = did_you_mean(nearest(name, [check.name for check in pull.checks]))
            yield Waiting(
                f"the CI check `{name}`, which {what}, has not reported on `{pull.head_sha[:7]}`.{guess}".rstrip(
                    "."
                ),
                On.MACHINE,
            )
        for check in found:
            yield _of_check(pull, check, what)


def _named(pull: Pull, name: str) -> list[CheckState]:
    """The checks of that name; a workflow's check may be named `workflow / job` by one place and `job` by another."""
    same = [c for c in pull.checks if c.name.casefold() == name.casefold()]
    return same or [c for c in pull.checks if c.name.casefold().endswith("/ " + name.casefold())]


def _of_check(pull: Pull, check: CheckState, what: str) -> Outcome:
    where = f" ({check.url})" if check.url else ""
    head = pull.head_sha[:7]
    if not check.done:
        return Waiting(f"the CI check `{check.name}`, which {what}, is still running on `{head}`", On.MACHINE)
    if check.conclusion == "success":
        return Evidence(f"CI check `{check.name}` is green on `{head}`{where}")
    if check.conclusion in ("neutral", "skipped", "stale"):
        return Waiting(
            f"the CI check `{check.name}`, which {what}, ended `{check.conclusion}` on `{head}`: it shows nothing",
            On.PERSON,
        )
    if check.conclusion == "action_required":
        return Waiting(
            f"the CI check `{check.name}`, which {what}, waits for somebody to approve its run{where}",
            On.PERSON,
        )
    return PullMark(
        f"The CI check `{check.name}`, which {what}, ended `{check.conclusion}` on `{head}`: mend what it reports{where}.",
        match=check.name,
    )
