"""Item 3.3: images and files that are there, are shown, and say what they show."""

from __future__ import annotations

import pytest

from checks.book import Removed
from checks.finding import Severity
from checks.rendering.paths import meant, resolve, written_from
from tests.checks.support import book_of, run_rule

PATHS = {"images/wheel.png", "parts/images/pump.png", "parts/two.qmd", "data/flow.csv"}


def _run(rule: str, text: str, path: str = "chapter.qmd", **more):  # type: ignore[no-untyped-def]
    return run_rule(rule, text, path=path, book=book_of({path: text}, paths=PATHS, **more))


@pytest.mark.parametrize(
    ("target", "meant_"),
    [
        ("images/Wheel.png", "images/wheel.png"),
        ("wheel.png", "images/wheel.png"),
        ("./image/wheel.png", "./images/wheel.png"),
        ("/wheel.png", "/images/wheel.png"),
        ("images/the_wheel.png", None),
        ("images/wheels.png", "images/wheel.png"),
    ],
)
def test_a_missing_image_offers_the_one_that_was_meant_in_the_authors_way_of_writing(
    target: str, meant_: str | None
) -> None:
    ran = _run("missing-image", f"# A\n\n![A wheel.]({target})\n")
    assert ran.matches == [target]
    assert ran[0].replacement == meant_


def test_a_wrong_case_is_told_as_such() -> None:
    assert "just this case" in _run("missing-image", "![A.](images/Wheel.png)\n")[0].message


@pytest.mark.parametrize(
    "target",
    [
        "images/wheel.png",
        "./images/wheel.png",
        "/images/wheel.png",
        "images/wheel",
        "https://example.org/a.png",
        "data:image/png;base64,AA",
        "images/../images/wheel.png",
        "../elsewhere/a.png",
    ],
)
def test_images_that_are_there_or_beyond_the_repository_are_left_alone(target: str) -> None:
    assert not len(_run("missing-image", f"![A.]({target})\n"))


def test_a_path_is_resolved_from_the_chapters_own_folder() -> None:
    assert not len(_run("missing-image", "![A.](images/pump.png)\n", path="parts/three.qmd"))
    ran = _run("missing-image", "![A.](images/wheel.png)\n", path="parts/three.qmd")
    assert ran[0].replacement == "../images/wheel.png"


def test_an_image_that_this_change_removes_decides_on_an_old_line() -> None:
    other = "# Other\n\n![A.](images/gone.png)\n"
    book = book_of(
        {"other.qmd": other, "chapter.qmd": "# A\n"}, removed=Removed(paths=frozenset({"images/gone.png"}))
    )
    ran = run_rule("missing-image", "# A\n", book=book)
    assert [(f.path, f.decides) for f in ran] == [("other.qmd", True)]
    assert "removes" in ran[0].message


@pytest.mark.parametrize(
    "target",
    [
        "parts/two.qmd",
        "parts/two.html#top",
        "parts/",
        "data/flow.csv",
        "#here",
        "mailto:a@b.org",
        "https://example.org",
    ],
)
def test_links_that_lead_somewhere_are_left_alone(target: str) -> None:
    assert not len(_run("missing-file", f"[x]({target})\n"))


def test_a_link_to_no_chapter_is_an_error_and_to_no_download_a_warning() -> None:
    ran = _run("missing-file", "[x](two.qmd) and [y](data/flows.csv)\n")
    assert [(f.match, f.replacement, f.severity) for f in ran] == [
        ("two.qmd", "parts/two.qmd", Severity.ERROR),
        ("data/flows.csv", "data/flow.csv", Severity.WARNING),
    ]


@pytest.mark.parametrize(
    "settings", ["project:\n  pre-render: make_reference.py\n", "quartodoc:\n  package: sluice\n"]
)
def test_a_page_that_a_script_may_make_before_the_build_is_a_notice(settings: str) -> None:
    book = book_of({"chapter.qmd": "See [it](reference/pump.qmd).\n"}, yml=settings)
    (found,) = run_rule("missing-file", "See [it](reference/pump.qmd).\n", book=book)
    assert found.severity is Severity.NOTICE
    (typed,) = run_rule(
        "missing-file",
        "See [it](pump.qmd).\n",
        book=book_of({"chapter.qmd": "See [it](pump.qmd).\n"}, yml=settings),
    )
    assert typed.severity is Severity.ERROR


@pytest.mark.parametrize(
    "text",
    [
        '![](a.png){fig-alt="A wheel"}',
        "![A wheel.](a.png)",
        '<img src="a.png" alt="">',
        '<img src="a.png" alt="A wheel">',
        "::: {#fig-a}\n![](a.png)\n\nA wheel.\n:::",
    ],
)
def test_an_image_that_says_what_it_shows_is_left_alone(text: str) -> None:
    assert not len(_run("missing-alt-text", text + "\n"))


def test_an_image_without_any_words_is_reported() -> None:
    assert len(_run("missing-alt-text", "![](a.png)\n")) == 1
    assert len(_run("missing-alt-text", '<img src="a.png">\n')) == 1


def test_heavy_images_are_warned_of_and_far_too_heavy_ones_an_error() -> None:
    text = "![A.](images/wheel.png)\n\n![B.](images/pump.png)\n\n![C.](images/small.png)\n"
    sizes = {"images/wheel.png": 3_000_000, "images/pump.png": 12_000_000, "images/small.png": 2_000_000}
    ran = _run("heavy-image", text, sizes=sizes)
    assert [(f.line, f.severity) for f in ran] == [(1, Severity.WARNING), (3, Severity.ERROR)]


def test_paths_are_resolved_and_written_back() -> None:
    assert resolve("../a%20b.png?x#y", "parts/two.qmd", "") == "a b.png"
    assert resolve("/a.png", "book/parts/two.qmd", "book") == "book/a.png"
    assert written_from("book/a.png", "/b.png", "book/two.qmd", "book") == "/a.png"
    assert meant("weel.png", "a.qmd", "", ["images/other.png"]) is None


def test_many_images_without_words_are_told_at_one_of_them() -> None:
    text = "\n\n".join(f"![](images/{name}.png)" for name in "abcde") + "\n"
    found = _run("missing-alt-text", text)
    assert [f.line for f in found if f.severity is Severity.WARNING] == [1]
    assert "4 more in this chapter: lines 3, 5, 7, 9." in found[0].message
    assert [f.line for f in found if f.severity is Severity.NOTICE] == [3, 5, 7, 9]


def test_pages_that_quartodoc_makes_are_no_missing_chapters() -> None:
    yml = "quartodoc:\n  dir: api\nwebsite:\n  sidebar:\n    contents:\n      - api/pump.qmd\n      - pump.qmd\n"
    book = book_of({"index.qmd": "# A\n", "api/index.qmd": "# API\n"}, yml=yml)
    assert [f.match for f in run_rule("project-file", "# A\n", book=book)] == ["pump.qmd"]
