"""What people may do, and what becomes of the world when they do it."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.sandbox.taskboxes import flip, task_boxes
from app.sandbox.world import World
from tests.sandbox.conftest import CHAPTER, Scene, build, edited


def test_the_same_steps_give_the_same_ids() -> None:
    first, second = build(), build()
    assert first.pull.node_id == second.pull.node_id
    assert first.repo.node_id.startswith("R_kgDO")
    assert first.pull.node_id.startswith("PR_kwDO")


def test_a_fork_author_may_tick_the_body_but_not_the_words_of_others(scene: Scene) -> None:
    scene.world.tick("press/book", 1, 0, "author")
    assert task_boxes(scene.pull.body)[0].ticked
    comment = scene.world.comment("press/book", 1, "- [ ] theirs", "editor")
    with pytest.raises(PermissionError, match="author may not edit what editor wrote"):
        scene.world.edit_comment(comment, "- [x] theirs", "author")
    with pytest.raises(PermissionError):
        scene.world.edit_body("press/book", 1, "defaced", "passer-by")
    scene.world.edit_body("press/book", 1, "by an editor", "editor")


def test_boxes_are_those_a_reader_sees() -> None:
    text = (
        "- [ ] one\r\n* [x] two\r\n\r\n1. [X] three\r\n   - [ ] nested\r\n\r\n```\r\n- [ ] code\r\n```\r\n"
        "<!--\r\n- [ ] hidden\r\n-->\r\n> - [ ] quoted\r\n\r\n[ ] no item\r\n- [] no box\r\n"
    )
    boxes = task_boxes(text)
    assert [(box.text, box.ticked) for box in boxes] == [
        ("one", False),
        ("two", True),
        ("three", True),
        ("nested", False),
        ("quoted", False),
    ]
    assert all(text[box.offset] in " xX" for box in boxes)


@given(
    st.lists(
        st.sampled_from(["- [ ] a", "- [x] b", "text", "", "  - [ ] c", "```", "> - [x] d", "<!--", "-->"])
    )
)
def test_flipping_a_box_changes_one_character(lines: list[str]) -> None:
    text = "\n".join(lines)
    for number, box in enumerate(task_boxes(text)):
        after = flip(text, number)
        assert [at for at, pair in enumerate(zip(text, after, strict=True)) if pair[0] != pair[1]] == [
            box.offset
        ]


def test_a_box_that_is_not_there_is_said_so() -> None:
    with pytest.raises(LookupError, match="no task box 'four' among the 1"):
        flip("- [ ] one", "four")


def test_a_force_push_replaces_the_head_and_carries_threads_that_survive(scene: Scene) -> None:
    world = scene.world
    world.review(
        "press/book", 1, "COMMENT", "editor", "", [{"path": "chapter.qmd", "line": 20, "body": "hm"}]
    )
    old = scene.pull.head_sha
    again = {"chapter.qmd": edited(CHAPTER, 20, "A new line twenty.")}
    new = world.force_push("author/book", "topic", again, "Rewritten", "author")
    assert scene.pull.head_sha == new != old
    assert not scene.repo.git.is_ancestor(old, new)
    assert scene.pull.threads[0].line == 20


def test_moving_the_base_changes_the_diff_not_the_head(scene: Scene) -> None:
    head = scene.pull.head_sha
    base = scene.world.commit("press/book", "main", {"other.qmd": b"x\n"})
    assert (scene.pull.head_sha, scene.pull.base_sha) == (head, base)
    files = [diff.path for diff in scene.repo.diff(base, head)]
    assert files == ["added.qmd", "chapter.qmd"]


def test_the_merge_queue_gets_a_commit_of_both(scene: Scene) -> None:
    base = scene.world.commit("press/book", "main", {"other.qmd": b"x\n"})
    sha = scene.world.merge_group("press/book", 1)
    info = scene.repo.git.commit_info(sha)
    assert info.parents == (base, scene.pull.head_sha)
    assert {"other.qmd", "added.qmd"} <= set(scene.repo.git.files(sha))


def test_a_deleted_fork_leaves_the_commits(scene: Scene) -> None:
    scene.world.delete_fork("author/book")
    assert scene.pull.head_repository is None
    assert scene.repo.resolve("refs/pull/1/head") == scene.pull.head_sha


def test_objects_on_disk_are_a_git_repository(tmp_path: Path) -> None:
    world = World(tmp_path)
    repo = world.create_repository("press", "book", {"a/b.qmd": b"x\n"})
    sha = world.commit(repo, "main", {"a/c.qmd": b"y\n"}, "More")
    again = World(tmp_path)._store("press", "book")
    assert set(again.files(sha)) == {"a/b.qmd", "a/c.qmd"}
    assert (tmp_path / "press" / "book.git" / "objects").is_dir()


def test_re_reporting_a_check_updates_the_run_that_is_under_way(scene: Scene) -> None:
    sha = scene.pull.head_sha
    first = scene.world.report_check("press/book", sha, "build", None)
    assert (first.status, first.conclusion) == ("in_progress", None)
    second = scene.world.report_check("press/book", sha, "build", "failure")
    assert second is first
    third = scene.world.report_check("press/book", sha, "build", "success")
    assert third is not first
    assert [run.conclusion for run in scene.repo.latest_runs_of(sha)] == ["success"]


def test_a_button_that_is_not_on_the_check_cannot_be_pressed(scene: Scene) -> None:
    run = scene.world.report_check("press/book", scene.pull.head_sha, "build")
    with pytest.raises(LookupError, match="no button 'fix'"):
        scene.world.press_button("press/book", run, "fix", "editor")
