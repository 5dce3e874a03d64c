"""`galley check`: the same rules on a folder, its output for people and programs, and its exit statuses."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from dulwich import porcelain
from typer.testing import CliRunner, Result

from app.cli import cli
from app.demo.sample_book import base_files, pull_files

KEYS = ["file", "line", "end_line", "col", "rule", "item", "severity", "message", "match", "suggestion"]


def write(folder: Path, files: dict[str, bytes]) -> None:
    for path, data in files.items():
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(data)


@pytest.fixture
def book(tmp_path: Path) -> Path:
    """The sample book in a git repository, with the chapter of its pull request not yet committed."""
    write(tmp_path, base_files())
    porcelain.init(str(tmp_path))
    porcelain.add(str(tmp_path), [str(tmp_path / path) for path in base_files()])
    porcelain.commit(
        str(tmp_path), message=b"Book", author=b"A <a@example.org>", committer=b"A <a@example.org>"
    )
    write(tmp_path, pull_files())
    return tmp_path


def check(*arguments: str | Path) -> Result:
    return CliRunner().invoke(cli, ["check", *(str(a) for a in arguments), "--offline"])


def test_json_lines_stand_on_standard_output_and_nothing_else_does(book: Path) -> None:
    result = check(book, "--format", "jsonl")
    assert result.exit_code == 1
    rows = [json.loads(line) for line in result.stdout.splitlines()]
    assert all(list(row) == KEYS for row in rows)
    taht = next(row for row in rows if row["match"] == "taht")
    assert (taht["file"], taht["line"], taht["rule"]) == ("chapters/forecasting.qmd", 16, "spelling")
    assert (taht["item"], taht["severity"], taht["suggestion"]) == ("4.1", "error", "that")
    assert "not probed" in result.stderr


def test_only_what_differs_from_the_revision_decides(book: Path) -> None:
    whole = {row["file"] for row in map(json.loads, check(book, "--format", "jsonl").stdout.splitlines())}
    changed = {
        row["file"]
        for row in map(json.loads, check(book, "--base", "HEAD", "--format", "jsonl").stdout.splitlines())
    }
    assert changed == {"chapters/forecasting.qmd"}
    assert changed <= whole


def test_a_single_chapter_is_judged_within_its_book(book: Path) -> None:
    result = check(book / "chapters" / "forecasting.qmd")
    assert result.exit_code == 1
    assert "chapters/forecasting.qmd:17:8: error: `@tanaka2021`" in result.stdout
    assert "tanaka2020" in result.stdout


def test_a_sound_chapter_exits_with_zero(book: Path) -> None:
    assert check(book / "chapters" / "sharing.qmd").exit_code == 0


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["nosuch"], "does not exist"),
        (["empty"], "no chapters under"),
        (["book", "--base", "nosuch"], "is no revision"),
        (["plain", "--base", "main"], "needs a git repository"),
    ],
)
def test_what_cannot_run_is_one_sentence_and_status_two(
    arguments: list[str], told: str, book: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    empty, plain = tmp_path_factory.mktemp("empty"), tmp_path_factory.mktemp("plain")
    write(plain, {"index.qmd": b"# A title\n\nText.\n"})
    places = {"nosuch": book / "nosuch", "empty": empty, "plain": plain, "book": book}
    result = check(places[arguments[0]], *arguments[1:])
    assert result.exit_code == 2
    assert result.stdout == ""
    assert told in result.stderr


def test_broken_settings_are_told_and_nothing_is_checked_by_guess(book: Path) -> None:
    (book / ".github" / "galleyproof.yml").write_text("buildd: {}\n")
    result = check(book)
    assert result.exit_code == 2
    assert "line 1, column 1" in result.stderr


def test_an_included_file_is_judged_as_text_of_its_chapter(book: Path) -> None:
    host = book / "chapters" / "sharing.qmd"
    host.write_text(host.read_text().rstrip("\n") + "\n\n{{< include _more.qmd >}}\n")
    part = book / "chapters" / "_more.qmd"
    part.write_text("Share taht too.\n")
    result = check(part)
    assert result.exit_code == 1
    assert "chapters/_more.qmd:1:7: error: " in result.stdout
    assert "chapters/sharing.qmd" not in result.stdout
