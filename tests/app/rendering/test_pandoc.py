"""Pandoc under its limits: what it says, what stops it, and that nothing of it stays."""

from __future__ import annotations

import asyncio
import os
import sys
import tempfile
import time
from collections.abc import Iterable
from pathlib import Path

import pytest

from app.library import OpenBook
from app.rendering import boundary, pandoc
from app.rendering.boundary import Limits, run_bounded, scratch
from app.rendering.convert import PandocConverter, RepositoryFiles, compared
from app.rendering.pandoc import Pandoc, find_pandoc
from checks.finding import Severity
from checks.rendering.conversion import Problem, Rendering
from checks.run import ChapterSource
from tests.app.rendering.test_renderer import Contents
from tests.checks.support import book_of

NO_FILES = RepositoryFiles({}, Contents({}))


async def _pandoc() -> Pandoc:
    found = await find_pandoc()
    assert not isinstance(found, str), found
    return found


@pytest.fixture(autouse=True)
def _own_folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Scratch folders of this test alone."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))


def _leftovers() -> set[Path]:
    return set(Path(tempfile.gettempdir()).glob("galley-scratch-*"))


async def _render(*sources: ChapterSource, converter: PandocConverter | None = None) -> Rendering:
    book = book_of({source.path: source.data.decode() for source in sources})
    return await (converter or PandocConverter()).render(OpenBook(book, sources), NO_FILES)


def _new(path: str, text: str) -> ChapterSource:
    return ChapterSource(path, text.encode(), frozenset(range(1, text.count("\n") + 2)), is_new=True)


async def test_sound_chapters_with_everything_that_quarto_knows_convert_without_a_word() -> None:
    text = (
        "---\ntitle: 'Pumps'\nexecute:\n  echo: false\n---\n\n# Pumps {#sec-pumps}\n\nSee @fig-a, @sec-other and [@nope].\n\n"
        "```{r}\n#| label: fig-a\n#| fig-cap: 'A pump[^n]'\nplot(1)\n```\n\n```{python, echo=FALSE}\nx = 1\n```\n\n"
        "::: {.callout-note}\n## Mind\nText.\n:::\n\n{{< include part.qmd >}}\n\n{{< video https://example.org/v >}}\n\n"
        "$$\n\\frac{1}{2}\n$$ {#eq-half}\n\n`r 1 + 1`\n\n[^n]: A note.\n"
    )
    rendering = await _render(_new("a.qmd", text))
    assert rendering.by.startswith("pandoc ")
    [chapter] = rendering.chapters
    assert (chapter.problems, chapter.unjudged) == ((), "")


async def test_what_pandoc_finds_stands_on_its_line() -> None:
    text = "# A\n\nText[^a].\n\n[^a]: One.\n\n[^a]: Two.\n\n::: {.callout-tip}\nOpen.\n"
    [chapter] = (await _render(_new("a.qmd", text))).chapters
    assert [(p.line, p.kind) for p in chapter.problems] == [(7, "DuplicateNoteReference"), (9, "UnclosedDiv")]
    assert not chapter.failed
    [broken] = (await _render(_new("a.qmd", "---\ntitle: A\nsubtitle: b: c\n---\n\n# A\n"))).chapters
    assert [(p.line, p.severity) for p in broken.problems] == [(3, Severity.ERROR)]


async def test_an_error_that_the_chapter_had_before_is_old_and_one_that_a_new_line_causes_is_new() -> None:
    before = "---\ntitle: A\nsubtitle: b: c\n---\n\n# A\n"
    now = before + "\nMore.\n"
    [old] = (await _render(ChapterSource("a.qmd", now.encode(), frozenset({7, 8}), base=before))).chapters
    assert [p.new for p in old.problems] == [False]
    sound = "---\ntitle: A\nsubtitle: B\n---\n\n# A\n"
    broken = sound.replace("title: A", 'title: "A', 1)
    source = ChapterSource("a.qmd", broken.encode(), frozenset({2}), base=sound)
    [chapter] = (await _render(source)).chapters
    assert [(p.severity, p.new) for p in chapter.problems] == [(Severity.ERROR, True)]
    assert chapter.problems[0].line != 2


def test_problems_of_old_lines_are_matched_one_by_one_with_those_of_before() -> None:
    def problem(line: int) -> Problem:
        return Problem(line, 1, "DuplicateNoteReference", "twice", Severity.WARNING, "[^a]: same")

    marked = compared([problem(4), problem(8), problem(9)], [problem(3)], frozenset({9}))
    assert [p.new for p in marked] == [False, True, True]


async def test_a_chapter_written_to_take_for_ever_is_cut_off_and_leaves_nothing() -> None:
    before = _leftovers()
    started = time.monotonic()
    said = await (await _pandoc()).convert(
        b"[" * 20_000 + b"b* a **b " * 5_000, Limits(1.0, 2_000_000_000, 1_000_000)
    )
    assert time.monotonic() - started < 10
    assert said.unjudged == "it took more than 1 s"
    assert _leftovers() <= before


async def test_too_little_memory_is_told_as_a_limit_and_not_as_a_fault_of_the_chapter() -> None:
    found = await _pandoc()
    small = Pandoc(found.path, found.version, ("+RTS", "-M12m", "-RTS"))
    said = await small.convert(b"A line of *words* and [links](b).\n\n" * 20_000)
    assert said.stopped is None
    assert said.unjudged


async def test_pandoc_gets_neither_our_environment_nor_a_home_nor_files(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("GALLEY_WEBHOOK_SECRET", "never to be seen")
    async with scratch() as folder:
        ended = await run_bounded(
            ["/bin/sh", "-c", "env >&2; pwd >&2; ulimit -v >&2"], folder, b"", pandoc.LIMITS
        )
        assert "SECRET" not in ended.said
        assert "HOME" not in ended.said
        assert str(folder) in ended.said
        if sys.platform == "linux":
            assert str(pandoc.LIMITS.memory // 1024) in ended.said
        assert folder.stat().st_mode & 0o077 == 0
    assert not folder.exists()
    [chapter] = (await _render(_new("a.qmd", "![A](/etc/passwd)\n\n\\input{/etc/passwd}\n"))).chapters
    assert chapter.problems == ()


async def test_a_cancelled_review_ends_the_whole_process_group_and_removes_its_folder() -> None:
    async with scratch() as kept:
        pids = kept / "pids"
        script = f"sleep 60 & echo $! > {pids}; wait"

        async def work() -> None:
            async with scratch() as folder:
                await run_bounded(["/bin/sh", "-c", script], folder, b"", Limits(50, 10**9, 10**6))

        before = _leftovers()
        task = asyncio.create_task(work())
        while not pids.exists() or not pids.read_text().strip():
            await asyncio.sleep(0.02)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        assert _leftovers() <= before
        assert await _gone(int(pids.read_text()))


async def _gone(pid: int) -> bool:
    """Whether the process has ended, be it only as a zombie that nobody has reaped."""
    for _ in range(100):
        try:
            os.kill(pid, 0)
            if Path(f"/proc/{pid}/stat").read_text().split()[2] == "Z":
                return True
        except (ProcessLookupError, FileNotFoundError):
            return True
        await asyncio.sleep(0.02)
    return False


async def test_output_beyond_the_limit_is_not_written() -> None:
    async with scratch() as folder:
        await run_bounded(
            ["/bin/sh", "-c", "head -c 9000000 /dev/zero > big"], folder, b"", Limits(20, 10**9, 1_000_000)
        )
        assert (folder / "big").stat().st_size <= 2_000_000


async def test_chapters_that_the_budget_does_not_reach_are_named_as_not_judged() -> None:
    converter = PandocConverter(await _pandoc(), budget=0.0)
    rendering = await _render(_new("a.qmd", "# A\n"), _new("b.qmd", "# B\n"), converter=converter)
    assert [c.path for c in rendering.chapters if "took more than" in c.unjudged] == ["a.qmd", "b.qmd"]


async def test_a_pandoc_that_has_gone_is_told_and_looked_for_anew() -> None:
    # The shell that sets the limits cannot start it, and says so with the status that shells have for that.
    converter = PandocConverter(Pandoc("/nowhere/pandoc", "3.9"))
    rendering = await _render(_new("a.qmd", "# A\n"), converter=converter)
    assert rendering.by == ""
    assert "pandoc 3.9 could not be started" in rendering.why
    assert (await _render(_new("a.qmd", "# A\n"), converter=converter)).by != ""


async def test_where_there_is_no_pandoc_or_too_old_a_one_that_is_said(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def only(*paths: Path) -> None:
        found: Iterable[str] = [str(path) for path in paths]
        monkeypatch.setattr(pandoc, "_candidates", lambda: list(found))

    only()
    assert "galleyproof[pandoc]" in str(await find_pandoc())
    old = tmp_path / "pandoc"
    old.write_text("#!/bin/sh\necho pandoc 2.9.2.1\n")
    old.chmod(0o755)
    only(old)
    assert "Pandoc 2.9.2.1 is too old" in str(await find_pandoc())
    assert boundary._environment(tmp_path).keys() == {"PATH", "LC_ALL", "TMPDIR"}
