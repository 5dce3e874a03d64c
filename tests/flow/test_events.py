"""Everything else that can happen to a pull request, over real HTTP."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.demo.sample_book import base_files, form, pull_files
from app.pool import ValidatorPool
from checks.checklist import read_form
from checks.rule import Rule, rule_named
from tests.flow.conftest import Answers, Play, opened, play

pytestmark = [pytest.mark.asyncio(loop_scope="session"), pytest.mark.timeout(200)]

CHAPTER = "chapters/forecasting.qmd"


async def test_a_pull_request_without_chapters_gets_a_green_check_and_no_comment(
    database_url: str, tmp_path: Path, pool: ValidatorPool
) -> None:
    async with play(database_url, tmp_path, pool=pool) as (on, prober):
        scene = opened(
            on, prober, {"README.md": b"# Small Weather\n\nA new line.\n"}, title="Say more in the readme"
        )
        await scene.reviewed()
        assert scene.check is not None
        assert scene.check.conclusion == "success"
        assert scene.summaries == []
        assert scene.threads == []
        assert scene.pull.body == form()


async def test_a_pull_request_that_only_changes_the_bibliography_is_judged_by_what_concerns_it(
    database_url: str, tmp_path: Path, pool: ValidatorPool
) -> None:
    base = base_files()
    without = base["references.bib"].replace(b"harrow2019", b"harrow2020")
    async with play(database_url, tmp_path, pool=pool) as (on, prober):
        scene = opened(on, prober, {"references.bib": without}, base, title="Give the book its right year")
        await scene.reviewed()
        found = [
            (f["path"], f["rule"]) for f in await scene.found() if f["decides"] and f["severity"] == "error"
        ]
        assert ("chapters/sensors.qmd", "undefined-citation") in found
        items = {item["id"]: item for item in (await scene.report())["items"]}
        assert items["2.2"]["state"] == "fail"
        assert (items["1.5"]["state"], items["1.5"]["reason"]) == (
            "not-applicable",
            "no chapter's text changed",
        )


async def test_a_rule_that_breaks_ends_its_item_as_our_fault_and_leaves_the_others_alone(
    sample: Play, monkeypatch: pytest.MonkeyPatch
) -> None:
    await sample.reviewed()
    rule = rule_named("vague-title")

    def broken(**_: object) -> Iterator[None]:
        raise RuntimeError("a fault in the rule")
        yield

    monkeypatch.setattr(
        Rule,
        "run",
        lambda self, facts: broken() if self is rule else self.check(**{n: facts[n] for n in self.needs}),
    )
    sample.world.edit_title(sample.repository, sample.pull.number, "Another title for it", "ada-breeze")
    await sample.quiet()
    items = {item["id"]: item["state"] for item in (await sample.report())["items"]}
    assert (items["7.2"], items["7.1"], items["4.1"]) == ("error", "pass", "fail")
    assert sample.check is not None
    assert "Our fault" in str(sample.check.summary)
    assert "Reference for the operator" in str(sample.check.summary)


async def test_a_draft_gets_the_check_and_no_inline_comments_until_it_is_ready(
    database_url: str, tmp_path: Path, pool: ValidatorPool
) -> None:
    async with play(database_url, tmp_path, pool=pool) as (on, prober):
        scene = opened(on, prober, pull_files(), draft=True)
        await scene.reviewed()
        assert scene.check is not None
        assert scene.threads == []
        on.world.ready_for_review(scene.repository, scene.pull.number, "ada-breeze")
        await scene.quiet()
        assert len(scene.threads_of("spelling")) == 1


async def test_a_pull_request_from_a_fork_is_read_through_the_base_repository(
    database_url: str, tmp_path: Path, pool: ValidatorPool
) -> None:
    async with play(database_url, tmp_path, pool=pool) as (on, prober):
        repository = on.world.create_repository("small-weather", "book", base_files())
        on.world.install(on.app, repository)
        fork = on.world.fork(repository, "guest")
        on.world.push(fork, "forecasting", pull_files(), "From a fork", "guest")
        pull = on.world.open_pull(
            repository, "forecasting", "main", "Forecasting", form(), "guest", fork=fork
        )
        scene = Play(on, repository, pull, prober)
        await scene.reviewed()
        assert len(scene.threads_of("spelling")) == 1
        assert any(box.ticked for box in read_form(pull.body).boxes)
        assert [e.path for e in on.world.requests if "/guest/" in e.path] == []


async def test_a_merge_queue_is_answered_with_the_verdict_of_the_head(sample: Play) -> None:
    await sample.reviewed()
    sha = sample.world.merge_group(sample.repository, sample.pull.number)
    runs = sample.repository.runs_of
    await sample.until(lambda: any(r.app is sample.stage.app for r in runs(sha)), "an answer to the queue")
    [run] = [r for r in runs(sha) if r.app is sample.stage.app]
    assert sample.check is not None
    assert (run.name, run.conclusion) == ("Galleyproof", sample.check.conclusion)


async def test_the_rerun_button_makes_a_new_check_run(sample: Play) -> None:
    await sample.reviewed()
    first = sample.check
    assert first is not None
    sample.world.rerequest_check(sample.repository, first, "rosa-field")
    await sample.until(lambda: sample.check is not first, "a new check run")
    await sample.reviewed()
    assert len(sample.summaries) == 1
    assert len(sample.threads_of("spelling")) == 1


async def test_ci_that_turns_red_fails_the_item_of_the_build(sample: Play) -> None:
    await sample.reviewed()
    sample.world.report_check(sample.repository, sample.pull.head_sha, "build-book", "failure", app="ci")
    await sample.quiet()
    assert "render" in {finding["rule"] for finding in await sample.found()}
    assert not next(box for box in read_form(sample.pull.body).boxes if box.item == "3.1").ticked


async def test_a_tick_made_while_the_bot_runs_is_kept(sample: Play) -> None:
    """The person's edit lands between our reading and our write: GitHub cannot refuse, so it is given back."""
    body = sample.pull.body
    sample.world.faults.add("updatePullRequest", delay=0.5, times=1)
    await sample.until(lambda: len(sample.summaries) == 1, "the summary")
    sample.world.edit_body(
        sample.repository,
        sample.pull.number,
        body.replace("- [ ] Any necessary perm", "- [x] Any necessary perm"),
        "rosa-field",
    )
    await sample.reviewed()
    await sample.quiet()
    boxes = {box.item: box.ticked for box in read_form(sample.pull.body).boxes}
    assert boxes["6.3"], sample.pull.body
    assert boxes["3.1"]


async def test_a_thread_with_a_reply_is_told_fixed_and_left_alone_ever_after(sample: Play) -> None:
    await sample.reviewed()
    [thread] = sample.threads_of("spelling")
    sample.world.reply(thread, "I like it this way.", "ada-breeze")
    await sample.quiet()
    mended = sample.read(CHAPTER).replace(b"taht", b"that")
    sample.world.push(sample.repository, sample.pull.head_ref, {CHAPTER: mended}, "Mend", "ada-breeze")
    await sample.reviewed()
    await sample.quiet()
    told = thread.comments[0].body
    assert sample.pull.head_sha[:7] in told
    assert [c.author.login for c in thread.comments] == ["galleyproof[bot]", "ada-breeze"]
    sample.world.push(
        sample.repository, sample.pull.head_ref, {CHAPTER: mended + b"\nMore.\n"}, "More", "ada-breeze"
    )
    await sample.reviewed()
    await sample.quiet()
    assert thread.comments[0].body == told
    assert not thread.is_resolved


async def test_where_conversations_must_be_resolved_only_what_fails_becomes_a_thread(
    database_url: str, tmp_path: Path, pool: ValidatorPool
) -> None:
    async with play(database_url, tmp_path, pool=pool) as (on, prober):
        repository = on.world.create_repository("small-weather", "book", base_files())
        repository.requires_conversation_resolution = True
        on.world.install(on.app, repository)
        on.world.push(repository, "x", pull_files(), "Chapter", "ada-breeze")
        pull = on.world.open_pull(repository, "x", "main", "Forecasting", form(), "ada-breeze")
        scene = Play(on, repository, pull, prober)
        await scene.reviewed()
        assert len(scene.threads_of("spelling")) == 1
        assert scene.threads_of("unlinked-resource") == []
        assert scene.check is not None
        assert "unlinked-resource" in " ".join(str(note["title"]) for note in scene.check.annotations)


async def test_a_rebase_says_nothing_again(sample: Play) -> None:
    await sample.reviewed()
    before = [id(thread) for thread in sample.threads]
    text = sample.read(CHAPTER).decode()
    moved = text.replace(
        "# Forecasting from one garden", "<!-- moved -->\n\n# Forecasting from one garden", 1
    )
    sample.world.force_push(
        sample.repository, sample.pull.head_ref, {CHAPTER: moved.encode()}, "Rebased", "ada-breeze"
    )
    await sample.reviewed()
    assert [id(thread) for thread in sample.threads] == before


async def test_a_label_that_a_removed_figure_had_is_missed_in_the_chapter_that_uses_it(
    database_url: str, tmp_path: Path, pool: ValidatorPool
) -> None:
    base = base_files()
    sensors = base["chapters/sensors.qmd"].decode()
    without = sensors.replace("{#tbl-sensors}", "").replace(
        "@tbl-sensors lists typical parts.", "The table lists them."
    )
    base["chapters/sharing.qmd"] += b"\nSee also @tbl-sensors for the parts.\n"
    async with play(database_url, tmp_path, pool=pool) as (on, prober):
        scene = opened(
            on, prober, {"chapters/sensors.qmd": without.encode()}, base, title="Drop a label nobody uses"
        )
        await scene.reviewed()
        found = [f for f in await scene.found() if f["rule"] == "dangling-crossref" and f["decides"]]
        assert [(f["path"], f["match"]) for f in found] == [("chapters/sharing.qmd", "@tbl-sensors")]


async def test_when_the_network_is_down_links_wait_and_are_not_dead(
    database_url: str, tmp_path: Path, pool: ValidatorPool
) -> None:
    prober = Answers(online=False)
    async with play(database_url, tmp_path, pool=pool, prober=prober) as (on, _):
        text = base_files()[CHAPTER] + b"\nSee [a page](https://tools.smallweather.example/persistence).\n"
        scene = opened(on, prober, {CHAPTER: text}, title="Link the calculator")
        await scene.until(lambda: len(scene.summaries) == 1, "a summary")
        await scene.quiet()
        assert "dead-link" not in {f["rule"] for f in await scene.found()}
        assert "6.1" in scene.summaries[0]


async def test_rerun_all_checks_makes_a_new_check_run_too(sample: Play) -> None:
    await sample.reviewed()
    first = sample.check
    assert first is not None
    sample.world.rerequest_suite(sample.repository, first.suite, "rosa-field")
    await sample.until(lambda: sample.check is not first, "a new check run")
    await sample.reviewed()


async def test_a_check_run_left_in_progress_on_a_head_that_is_no_more_is_concluded(
    database_url: str, tmp_path: Path, pool: ValidatorPool
) -> None:
    async with play(database_url, tmp_path, pool=pool, early=0.0) as (on, prober):
        scene = opened(on, prober, pull_files())
        await scene.until(lambda: scene.check is not None, "the check run that says we began")
        on.world.push(
            scene.repository,
            scene.pull.head_ref,
            {CHAPTER: pull_files()[CHAPTER] + b"\nMore.\n"},
            "Second",
            "ada-breeze",
        )
        await scene.reviewed()
        await scene.quiet()
        ours = [run for suite in scene.repository.suites for run in suite.runs if run.app is on.app]
        assert [run.status for run in ours if run.status != "completed"] == []


async def test_a_label_in_an_included_file_belongs_to_the_chapter_that_includes_it(
    database_url: str, tmp_path: Path, pool: ValidatorPool
) -> None:
    base = base_files()
    part = b"![A wheel of seasons. Source: the authors.](images/day.png){#fig-wheel}\n"
    change: dict[str, bytes | None] = {
        "chapters/_wheel.qmd": part,
        CHAPTER: base[CHAPTER] + b"\n{{< include _wheel.qmd >}}\n\nThe seasons turn as @fig-wheel shows.\n",
    }
    async with play(database_url, tmp_path, pool=pool) as (on, prober):
        scene = opened(on, prober, change, base, title="Show the wheel of seasons")
        await scene.reviewed()
        assert [f for f in await scene.found() if f["rule"] == "dangling-crossref"] == []
