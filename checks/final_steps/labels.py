"""Item 7.3: the pull request carries the labels that it needs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from checks.config import Config
from checks.final_steps.labeler import Change, labels_for
from checks.finding import Evidence, NotApplicable, Outcome, PullMark, Severity
from checks.pull import Pull
from checks.rule import Scope, rule

#: How `PullMark.match` names a label that the bot may add by itself.
WANTED = "label:"


@rule("missing-label", item="7.3", scope=Scope.PULL)
def missing_label(pull: Pull, config: Config) -> Iterable[Outcome]:
    """A label is missing that the config, or the repository's labeler file, asks for.

    Why: labels sort the list of pull requests and decide what stands in the release notes.

    Bad: no label at all, though `.github/labeler.yml` gives `chapter` to everything under `contents/`.

    Good: `chapter` is set, by a person or by the bot.

    Leaves alone: labels beyond those asked for; repositories whose config says that labels are not required. With
    `labels: {add: true}` the bot sets those that leave nothing to choose.
    """
    if not config.labels.required and not config.labels.all_of and not config.labels.any_of:
        yield NotApplicable("the config asks for no labels")
        return
    marks = list(_problems(pull, config))
    added = _addable(marks, config)
    problems = [mark for mark in marks if mark.match.removeprefix(WANTED) not in added]
    yield from problems
    labels = (*pull.labels, *added)
    if labels and not problems:
        yield Evidence("labelled " + ", ".join(f"`{label}`" for label in labels))


def labels_to_add(pull: Pull, config: Config) -> tuple[str, ...]:
    """The labels that the bot sets, where the config lets it (`labels: add: true`): those that are missing and leave
    nothing to choose."""
    return _addable(_problems(pull, config), config)


def _addable(problems: Iterable[PullMark], config: Config) -> tuple[str, ...]:
    if not config.labels.add:
        return ()
    return tuple(mark.match.removeprefix(WANTED) for mark in problems if mark.match.startswith(WANTED))


def _change(pull: Pull) -> Change:
    return Change(tuple(file.path for file in pull.files), pull.base_ref, pull.head_ref)


def _problems(pull: Pull, config: Config) -> Iterator[PullMark]:
    have = {label.casefold() for label in pull.labels}
    expected = labels_for(pull.labeler, _change(pull))
    asked = config.labels
    for label in asked.all_of:
        if label.casefold() not in have:
            yield PullMark(f"The label `{label}` is missing: the config asks for it.", match=WANTED + label)
    if asked.any_of and not have.intersection(label.casefold() for label in asked.any_of):
        yield _one_of(asked.any_of, expected)
    if not asked.any_of and not asked.all_of:
        yield from _as_the_files_say(have, expected)


def _one_of(any_of: tuple[str, ...], expected: tuple[str, ...]) -> PullMark:
    """The bot adds the one that the changed files call for; which of several a person has to choose."""
    names = ", ".join(f"`{label}`" for label in any_of)
    fitting = [label for label in any_of if label.casefold() in {name.casefold() for name in expected}]
    chosen = fitting or (list(any_of) if len(any_of) == 1 else [])
    hint = f" By the changed files, `{fitting[0]}` fits." if fitting else ""
    return PullMark(
        f"One of these labels is needed: {names}.{hint}",
        match=WANTED + chosen[0] if len(chosen) == 1 else "any-of",
    )


def _as_the_files_say(have: set[str], expected: tuple[str, ...]) -> Iterator[PullMark]:
    missing = [label for label in expected if label.casefold() not in have]
    if not have and not missing:
        yield PullMark(
            "This pull request has no label: set one that says what it is about.", match="no-label"
        )
    for label in missing:
        yield PullMark(
            f"The label `{label}` is missing: `.github/labeler.yml` gives it to the changed files.",
            match=WANTED + label,
            severity=Severity.WARNING if len(missing) < len(expected) else None,
        )
