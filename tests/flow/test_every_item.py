"""Each of the 25 items, end to end: what decides it on the sample pull request, and that all of them can be settled."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

import pytest
import pytest_asyncio

from app.demo import seed
from app.demo.sample_book import pull_files
from app.pool import ValidatorPool
from checks.checklist import read_form
from checks.items import ITEMS
from tests.conftest import fresh_database
from tests.contract.data import needs_contract
from tests.contract.openapi import check_log
from tests.flow.conftest import Answers, Play, play

pytestmark = [
    pytest.mark.xdist_group("items"),
    pytest.mark.asyncio(loop_scope="session"),
    pytest.mark.timeout(240),
]

CHAPTER = "chapters/forecasting.qmd"
DEAD = {"https://archive.smallweather.example/fronts", "https://video.smallweather.example/watch/forecast"}

#: Item → its state on the pull request as it is opened, and the rules that must have spoken (none: see `reason`).
OPENED: dict[str, tuple[str, tuple[str, ...]]] = {
    "1.1": ("fail", ("placeholder-text",)),
    "1.2": ("waiting", ("undefined-acronym",)),
    "1.3": ("fail", ("code-syntax",)),
    "1.4": ("fail", ("heading-skip",)),
    "1.5": ("fail", ("missing-conclusion",)),
    "2.1": ("pass", ()),
    "2.2": ("fail", ("undefined-citation",)),
    "2.3": ("fail", ("hard-coded-reference",)),
    "3.1": ("pass", ()),
    "3.2": ("fail", ("unclosed-image", "dangling-crossref")),
    "3.3": ("fail", ("missing-image", "missing-alt-text")),
    "3.4": ("fail", ("dead-embed",)),
    "3.5": ("pass", ("house-style",)),
    "4.1": ("fail", ("spelling", "duplicated-word")),
    "4.2": ("pass", ("term-variant",)),
    "4.3": ("pass", ()),
    "5.1": ("waiting", ()),
    "5.2": ("fail", ("open-threads",)),
    "6.1": ("fail", ("malformed-link", "dead-link")),
    "6.2": ("pass", ("unlinked-resource",)),
    "6.3": ("waiting", ()),
    "7.1": ("pass", ()),
    "7.2": ("fail", ("vague-title", "empty-description")),
    "7.3": ("fail", ("missing-label",)),
    "7.4": ("fail", ("nobody-asked",)),
}

#: What a careful author makes of the comments: wrong → right.
MENDED = (
    ("enough to to check", "enough to check"),
    ("says taht tomorrow", "says that tomorrow"),
    ("@tanaka2021", "@tanaka2020"),
    ("the data set from", "the dataset from"),
    ('parse_dates=["time"]\n', 'parse_dates=["time"])\n'),
    ("Figure 4.2 shows", "@fig-persistence shows"),
    ("images/Persistence.png", "images/persistence.png"),
    ("Explanation: This subsection turns a falling barometer into a warning and gives two examples.\n\n", ""),
    ("Source: the authors.(../images", "Source: the authors.](../images"),
    ("{#fig-barometer}", '{#fig-barometer fig-alt="A line that falls steeply and levels out."}'),
    ("#### How Fast Is Fast", "### How fast is fast"),
    ("Draw it with Grafana,", "Draw it with [Grafana](https://grafana.com/),"),
    ("or with pandas,", "or with [pandas](https://pandas.pydata.org/),"),
    ("the ECMWF publishes", "the European Centre for Medium-Range Weather Forecasts (ECMWF) publishes"),
    ("(https://archive.smallweather.example/fronts)", "(https://archive.smallweather.example/)"),
    ("(https:/smallweather.example/scores)", "(https://tools.smallweather.example/scores)"),
    ("![](../images/scores.png)", '![Three months of scores. Source: the authors.](../images/scores.png){#fig-scores fig-alt="Bars."}'),
    ("{{< video https://video.smallweather.example/watch/forecast >}}\n\n", ""),
    (" {#sec-scoring}", ""),
    ("- the mean error", "* the mean error"),
    ("- the mean of its", "* the mean of its"),
    ("- the share", "* the share"),
    ("Count the misses too.\n", "Count the misses too.\n\n## Summary\n\nForecast by persistence first, then read the barometer, and score both.\n"),
)  # fmt: skip


@dataclass
class Course:
    """The states of the items when the pull request was opened, and after everything was done that the bot asked for."""

    scene: Play
    opened: dict[str, dict[str, Any]]
    said: dict[str, set[str]]
    settled: dict[str, dict[str, Any]]


def mended() -> bytes:
    text = pull_files()[CHAPTER].decode()
    for wrong, right in MENDED:
        assert wrong in text, wrong
        text = text.replace(wrong, right)
    return text.encode()


@pytest_asyncio.fixture(loop_scope="session", scope="module")
async def course(
    postgres_url: str, template_database: str, tmp_path_factory: pytest.TempPathFactory, pool: ValidatorPool
) -> AsyncIterator[Course]:
    with fresh_database(postgres_url, template_database) as url:
        async with play(url, tmp_path_factory.mktemp("items"), pool=pool, prober=Answers(dead=set(DEAD))) as (
            on,
            prober,
        ):
            sample = seed.plant(on.world, on.app)
            seed.ask_a_question(on.world, sample)
            scene = Play(on, sample.repository, sample.pull, prober)
            await scene.reviewed()
            opened, said = await _items(scene)
            await _do_what_was_asked(scene)
            settled, _ = await _items(scene)
            yield Course(scene, opened, said, settled)


async def _items(scene: Play) -> tuple[dict[str, dict[str, Any]], dict[str, set[str]]]:
    document = await scene.report()
    said: dict[str, set[str]] = {}
    for finding in document["findings"]:
        if finding["decides"]:
            said.setdefault(finding["item"], set()).add(finding["rule"])
    return {item["id"]: item for item in document["items"]}, said


async def _do_what_was_asked(scene: Play) -> None:
    """As people would: mend, describe, label, ask, answer, approve, and tick what only they can judge."""
    world, repository, number = scene.world, scene.repository, scene.pull.number
    sha = world.push(
        repository, scene.pull.head_ref, {CHAPTER: mended()}, "Mend what the bot found", seed.AUTHOR
    )
    world.report_check(repository, sha, "build-book", "success")
    world.edit_title(repository, number, "Explain how one garden can forecast its weather", seed.AUTHOR)
    body = f"Adds the chapter on forecasting with persistence and a barometer. @{seed.MAINTAINER}, please look.\n\n"
    world.edit_body(repository, number, body + scene.pull.body, seed.AUTHOR)
    world.set_labels(repository, number, ["chapter"], seed.MAINTAINER)
    world.request_reviewers(repository, number, [seed.MAINTAINER], seed.AUTHOR)
    for thread in [t for t in scene.pull.threads if t not in scene.threads]:
        world.resolve_thread(thread, seed.REVIEWER)
    world.review(repository, number, "APPROVE", seed.MAINTAINER, "Good.")
    await scene.reviewed()
    for box in read_form(scene.pull.body).boxes:
        if box.item in ("1.1", "1.2", "1.3", "1.4", "6.3") and not box.ticked:
            world.tick(repository, number, box.text, seed.MAINTAINER)
    await scene.reviewed()


@pytest.mark.parametrize("item", [item.id for item in ITEMS])
async def test_the_item_is_decided_by_something_real(course: Course, item: str) -> None:
    state, rules = OPENED[item]
    found = course.opened[item]
    assert found["state"] == state, found
    assert set(rules) <= course.said.get(item, set())


@pytest.mark.parametrize("item", [item.id for item in ITEMS])
async def test_the_item_is_settled_when_what_was_asked_is_done(course: Course, item: str) -> None:
    assert course.settled[item]["state"] in ("pass", "not-applicable"), course.settled[item]


async def test_then_the_check_is_green_and_every_box_is_ticked(course: Course) -> None:
    assert course.scene.check is not None
    assert course.scene.check.conclusion == "success"
    assert [box.item for box in read_form(course.scene.pull.body).boxes if not box.ticked] == []


async def test_a_person_is_named_where_a_person_decided(course: Course) -> None:
    by = {item: course.settled[item]["by"] for item in ("1.1", "1.2", "1.3", "1.4", "6.3")}
    assert by == dict.fromkeys(by, seed.MAINTAINER), course.settled


@needs_contract
async def test_every_request_and_answer_on_the_way_is_as_github_describes_it(course: Course) -> None:
    check_log(course.scene.world.requests)
