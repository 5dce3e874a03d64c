"""The original pull request, replayed through the real server: what the bot would have told its authors, and when."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
import pytest_asyncio

from app.pool import ValidatorPool
from app.sandbox.pulls import Thread
from tests.app import replay
from tests.app.replay import Version
from tests.corpus_path import needs_corpus
from tests.flow.conftest import Play, play

pytestmark = [
    pytest.mark.xdist_group("replay"),
    needs_corpus,
    pytest.mark.asyncio(loop_scope="session"),
    pytest.mark.timeout(600),
]

CHAPTER = "ops.qmd"
BRANCH = "mlops"
_RULE = re.compile(r"/rules/([a-z0-9-]+)\.md")


@dataclass
class Seen:
    """After one version: rule → lines of the chapter that decide, and how many threads there were in all."""

    version: Version
    told: dict[str, list[int]]
    fixed: int
    threads: int
    new: list[tuple[str, int | None, str]] = field(default_factory=list)


@dataclass
class Replay:
    play: Play
    seen: list[Seen]

    def lines(self, version: str, rule: str) -> list[int]:
        return next(s.told.get(rule, []) for s in self.seen if s.version.name == version)


def _is_fixed(thread: Thread) -> bool:
    return thread.comments[0].minimized is not None


async def _told(on: Play) -> dict[str, list[int]]:
    """Rule → lines of the chapter at the head which the report holds against the pull request."""
    lines: dict[str, list[int]] = {}
    for finding in await on.found():
        if finding["path"] == CHAPTER and finding["decides"]:
            lines.setdefault(finding["rule"], []).append(finding["line"])
    return lines


@pytest_asyncio.fixture(loop_scope="session", scope="module")
async def replayed(
    postgres_url: str, template_database: str, tmp_path_factory: pytest.TempPathFactory, pool: ValidatorPool
) -> AsyncIterator[Replay]:
    """The draft as base, the first version opened, a push for each of the others, then one that mends the rest."""
    from tests.conftest import fresh_database

    with fresh_database(postgres_url, template_database) as url:
        async with play(url, tmp_path_factory.mktemp("replay"), pool=pool) as (on, prober):
            world, versions = on.world, replay.versions()
            repository = world.create_repository("harvard-edge", "cs249r_book", replay.draft().files)
            world.install(on.app, repository)
            world.give(repository, "arbass22", "write")
            world.commit_tree(repository, BRANCH, versions[0].files, versions[0].subject, versions[0].author)
            form = versions[0].files[".github/PULL_REQUEST_TEMPLATE.md"].decode()
            pull = world.open_pull(repository, BRANCH, "main", "MLOps chapter", form, "arbass22")
            scene = Play(on, repository, pull, prober)
            seen = [await _look(scene, versions[0], set())]
            for version in (*versions[1:], _mended(versions[-1])):
                known = {id(thread) for thread in scene.threads}
                if _siblings(version) != _siblings(seen[-1].version):
                    # The others went on with the book meanwhile, and the authors merged that into their branch.
                    world.push(repository, "main", _siblings(version), "Other chapters", "profvjreddi")
                    world.update_branch(repository, BRANCH, version.files, version.author)
                else:
                    world.commit_tree(repository, BRANCH, version.files, version.subject, version.author)
                seen.append(await _look(scene, version, known))
            _print(seen)
            yield Replay(scene, seen)


async def _look(scene: Play, version: Version, known: set[int]) -> Seen:
    await scene.reviewed()
    new = [
        (rule, thread.line, thread.comments[0].body)
        for thread in scene.threads
        if id(thread) not in known
        for rule in dict.fromkeys(_RULE.findall(thread.comments[0].body))
    ]
    fixed = sum(_is_fixed(thread) for thread in scene.threads)
    return Seen(version, await _told(scene), fixed, len(scene.threads), new)


def _siblings(version: Version) -> dict[str, bytes | None]:
    return {path: data for path, data in version.files.items() if path.endswith(".qmd") and path != CHAPTER}


def _mended(last: Version) -> Version:
    """The last version with what its authors never mended."""
    text = last.chapter.replace("taht", "that")
    text = re.sub(r"!\[Figure 14\.\d+: ", "![", text)
    text = re.sub(r"Figure 14\.\d+", "The figure", text)
    return Version("mended", "mended", "Mend the rest", last.author, {**last.files, CHAPTER: text.encode()})


def _print(seen: list[Seen]) -> None:
    """What the bot said, by rule, on each version: to be read as the authors would (`pytest -s`)."""
    for at in seen:
        said = Counter(rule for rule, _, _ in at.new)
        print(
            f"\n{at.version.name}: {len(at.new)} new, {at.fixed} of {at.threads} fixed; new by rule: {dict(said)}"
        )
        for rule, line, body in at.new:
            print(f"  {line}: {rule}: {body.split(chr(10))[0][:220]}")


async def test_the_unclosed_image_is_told_once_on_its_line_and_marked_fixed(replayed: Replay) -> None:
    for version in replay.versions():
        wanted = version.line_of("of a model.(images/ai_ops/transfer_learning.png)")
        found = [n for n in replayed.lines(version.name, "unclosed-image") if n in wanted]
        assert found == wanted, version.name


async def test_the_second_image_that_no_reviewer_saw_is_told_too(replayed: Replay) -> None:
    for version in replay.versions():
        wanted = version.line_of("between [atients")
        found = [n for n in replayed.lines(version.name, "unclosed-image") if n in wanted]
        assert found == wanted, version.name


async def test_the_typo_that_survived_the_merge_is_told_in_every_version_that_has_it(
    replayed: Replay,
) -> None:
    for version in replay.versions():
        assert replayed.lines(version.name, "spelling").count(0) == 0
        wanted = version.line_of("taht")
        assert [n for n in replayed.lines(version.name, "spelling") if n in wanted] == wanted, version.name


async def test_every_hard_coded_figure_number_is_told_on_its_line(replayed: Replay) -> None:
    for version in replay.versions():
        wanted = version.line_of("Figure 14.3")
        told = replayed.lines(version.name, "hard-coded-reference")
        assert [n for n in wanted if n in told] == wanted, version.name


async def test_nothing_is_said_twice(replayed: Replay) -> None:
    for rule, text in (
        ("spelling", "taht"),
        ("unclosed-image", "transfer_learning.png"),
        ("unclosed-image", "atients"),
    ):
        said = [(r, line) for at in replayed.seen for r, line, body in at.new if r == rule and text in body]
        assert len(said) == 1, (rule, text, said)


async def test_after_the_last_push_all_of_it_is_marked_fixed(replayed: Replay) -> None:
    still = replayed.seen[-1].told
    assert "hard-coded-reference" not in still
    assert "unclosed-image" not in still
    assert "taht" not in {finding["match"] for finding in await replayed.play.found()}
    for rule, text in (("unclosed-image", ""), ("hard-coded-reference", ""), ("spelling", "taht")):
        threads = [t for t in replayed.play.threads_of(rule) if text in t.comments[0].body]
        assert threads, rule
        assert [t.comments[0].body for t in threads if not _is_fixed(t)] == [], rule


async def test_the_authoring_prompts_are_told_when_the_draft_is_the_head(
    database_url: str, tmp_path: Path, pool: ValidatorPool
) -> None:
    draft = replay.draft()
    before = {path: data for path, data in draft.files.items() if path != CHAPTER}
    async with play(database_url, tmp_path, pool=pool) as (on, prober):
        repository = on.world.create_repository("harvard-edge", "cs249r_book", before)
        on.world.install(on.app, repository)
        on.world.push(repository, "draft", {CHAPTER: draft.files[CHAPTER]}, draft.subject, draft.author)
        pull = on.world.open_pull(repository, "draft", "main", "A draft of the chapter", "", "arbass22")
        scene = Play(on, repository, pull, prober)
        await scene.reviewed()
        told = await _told(scene)
        assert set(draft.line_of("Explanation:")) <= set(told["placeholder-text"])
