"""The sample book in the stand-in, with the people around it and the pull request that needs a review."""

from __future__ import annotations

from dataclasses import dataclass

from app.demo.sample_book import base_files, form, pull_files
from app.sandbox.nouns import App
from app.sandbox.pulls import PullRequest
from app.sandbox.repository import Repository
from app.sandbox.world import World

OWNER, NAME = "small-weather", "book"
AUTHOR, MAINTAINER, REVIEWER = "ada-breeze", "rosa-field", "tom-vane"
BRANCH = "forecasting"
TITLE = "Update forecasting.qmd"


@dataclass(frozen=True)
class Sample:
    repository: Repository
    pull: PullRequest


def plant(world: World, app: App) -> Sample:
    """Make the repository, install the app, open the pull request; a reviewer has asked a question on it already."""
    repository = world.create_repository(OWNER, NAME, base_files(), author=MAINTAINER)
    for person in (MAINTAINER, REVIEWER):
        world.give(repository, person, "write")
    world.give(repository, AUTHOR, "write")
    for label, colour in (("chapter", "1d76db"), ("fix", "d73a4a"), ("infrastructure", "c5def5")):
        world.create_label(repository, label, colour)
    world.install(app, repository)
    sha = world.push(repository, BRANCH, pull_files(), "Write the forecasting chapter", AUTHOR)
    world.report_check(repository, sha, "build-book", "success", details_url=f"{world.base_url}/ci/1")
    pull = world.open_pull(repository, BRANCH, "main", TITLE, form(), AUTHOR)
    return Sample(repository, pull)


def ask_a_question(world: World, sample: Sample) -> None:
    """A person's open question, which item 5.2 waits for."""
    text = "Is three hours the usual interval, or should we say where it comes from?"
    line = next(
        number
        for number, row in enumerate(pull_files()["chapters/forecasting.qmd"].decode().split("\n"), 1)
        if row.startswith("Pressure falls before rain")
    )
    comment = {"path": "chapters/forecasting.qmd", "line": line, "body": text, "side": "RIGHT"}
    world.review(sample.repository, sample.pull.number, "COMMENT", REVIEWER, comments=[comment])
