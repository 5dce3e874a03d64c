"""What a review costs, counted from the stand-in's request log: the table of requests, on the sample and on a real book."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.pool import ValidatorPool
from app.sandbox.requestlog import Requests
from tests.app import replay
from tests.corpus_path import needs_corpus
from tests.flow.conftest import Play, play

pytestmark = [pytest.mark.asyncio(loop_scope="session"), pytest.mark.timeout(400)]

#: Asked once by every process, not by a review: who we are, and what we missed while we were down.
_HOUSEKEEPING = (
    "GET /app",
    "GET /app/hook/deliveries",
    "GET /app/installations",
    "GET /installation/repositories",
)


def _counted(requests: Requests) -> Requests:
    return requests.where(
        lambda e: e.kind != "token" and e.name not in _HOUSEKEEPING and e.name != "query repository"
    )


def _chapter_bytes(files: dict[str, bytes]) -> int:
    return sum(len(data) for path, data in files.items() if path.endswith(".qmd"))


async def _settled(scene: Play, mark: int) -> Requests:
    await scene.reviewed()
    return _counted(scene.world.requests.since(mark))


async def _open(scene_stage: Play, branch: str, files: dict[str, bytes | None], title: str) -> Play:
    world, repository = scene_stage.world, scene_stage.repository
    world.push(repository, branch, files, title, "arbass22")
    form = repository.git.blob(
        repository.git.files(repository.branch("main") or "")[".github/PULL_REQUEST_TEMPLATE.md"].sha
    ).decode()
    pull = world.open_pull(repository, branch, "main", title, form, "arbass22")
    return Play(scene_stage.stage, repository, pull, scene_stage.prober)


@needs_corpus
async def test_the_table_of_requests_holds_on_the_real_book(
    database_url: str, tmp_path: Path, pool: ValidatorPool
) -> None:
    book = replay.whole_book().files
    chapter = book["ops.qmd"].decode()
    broken = chapter.replace("## ", "This is is new.\n\nSo is taht.\n\n## ", 1)
    # A slow machine would put up the check run that says we began, which costs one request more.
    async with play(database_url, tmp_path, pool=pool, early=60.0) as (on, prober):
        repository = on.world.create_repository("harvard-edge", "cs249r_book", book)
        on.world.install(on.app, repository)
        await on.world.flush()
        empty = Play(on, repository, None, prober)  # type: ignore[arg-type]
        await empty.quiet()

        mark = on.world.requests.mark()
        unknown = await _open(empty, "first", {"ops.qmd": broken.encode()}, "Say more of operations")
        asked = await _settled(unknown, mark)
        started = -(-_chapter_bytes(book) // 1_000_000)
        assert len(asked) <= 9 + started, str(asked)
        print(
            f"\nfirst review, book unknown ({len(book)} files, {started} started MB): {len(asked)} requests"
        )

        mark = on.world.requests.mark()
        known = await _open(
            empty,
            "second",
            {"training.qmd": book["training.qmd"] + b"\nA new new line.\n"},
            "Say more of training",
        )
        asked = await _settled(known, mark)
        assert len(asked) <= 9, str(asked)
        print(f"first review, book known: {len(asked)} requests")

        mark = on.world.requests.mark()
        mended = broken.replace("This is is new.", "This is new.")
        on.world.push(repository, "first", {"ops.qmd": mended.encode()}, "Mend one", "arbass22")
        asked = await _settled(unknown, mark)
        assert len(asked) <= 5, str(asked)
        print(f"push that fixes some and adds none: {len(asked)} requests")

        mark = on.world.requests.mark()
        worse = mended.replace("So is taht.", "So is that. It was was bad.")
        on.world.push(repository, "first", {"ops.qmd": worse.encode()}, "Another slip", "arbass22")
        asked = await _settled(unknown, mark)
        assert len(asked) <= 8, str(asked)
        print(f"push with new findings: {len(asked)} requests")

        mark = on.world.requests.mark()
        on.world.tick(repository, unknown.pull.number, "necessary permissions", "arbass22")
        await unknown.quiet()
        asked = _counted(on.world.requests.since(mark))
        assert len(asked.reads) <= 2, str(asked)
        assert len(asked.writes) <= 3, str(asked)
        print(f"a tick: {len(asked.reads)} reads, {len(asked.writes)} writes")

        mark = on.world.requests.mark()
        on.world.comment(repository, unknown.pull.number, "Thanks.", "profvjreddi")
        await unknown.quiet()
        asked = _counted(on.world.requests.since(mark))
        assert asked.writes.names == []
        print(
            f"an unchanged pull request looked at again: {len(asked.reads)} reads, {len(asked.writes)} writes"
        )

        mark = on.world.requests.mark()
        check = unknown.check
        assert check is not None
        on.world.rerequest_check(repository, check, "profvjreddi")
        await unknown.quiet()
        asked = _counted(on.world.requests.since(mark))
        assert asked.writes.names == ["POST /repos/{owner}/{repo}/check-runs"], str(asked)
        print(
            f"re-run on an unchanged head: {len(asked.reads)} reads, 1 write (the new check run that GitHub waits for)"
        )


async def test_a_whole_second_run_writes_nothing(sample: Play) -> None:
    await sample.reviewed()
    mark = sample.world.requests.mark()
    sample.world.close(sample.repository, sample.pull.number, "ada-breeze")
    sample.world.reopen(sample.repository, sample.pull.number, "ada-breeze")
    await sample.quiet()
    asked = _counted(sample.world.requests.since(mark))
    assert asked.writes.names == [], str(asked)
    assert len(asked.reads) >= 3


async def test_a_title_edit_costs_at_most_two_reads_and_three_writes(sample: Play) -> None:
    await sample.reviewed()
    mark = sample.world.requests.mark()
    sample.world.edit_title(
        sample.repository, sample.pull.number, "Explain how a garden forecast is scored", "ada-breeze"
    )
    await sample.quiet()
    asked = _counted(sample.world.requests.since(mark))
    assert len(asked.reads) <= 2, str(asked)
    assert len(asked.writes) <= 3, str(asked)
    report = {finding["rule"] for finding in await sample.found()}
    assert "vague-title" not in report
