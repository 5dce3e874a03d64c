"""Profiles, metadata files and the settings of folders: what they add to the project file."""

from __future__ import annotations

from collections.abc import Mapping

from hypothesis import given
from hypothesis import strategies as st

from checks.parsing.project import Project, parse_project
from checks.parsing.project_layers import active_profiles, layer_paths, layered

YML = "project:\n  type: book\nprofile:\n  default: basic\nbook:\n  chapters:\n    - index.qmd\nlang: en\n"
BASIC = "book:\n  chapters:\n    - one.qmd\nlang: en-GB\nbibliography: basic.bib\n"
PRO = "book:\n  chapters:\n    - one.qmd\n    - two.qmd\nlang: de\ncrossref:\n  custom:\n    - {kind: float, key: vid, reference-prefix: V}\n"


def project_of(files: Mapping[str, str], at: str = "_quarto.yml") -> Project:
    project = parse_project(files[at], at)
    return layered(project, {path: files[path] for path in layer_paths(project, files)})


def test_a_chapter_of_any_profile_is_a_chapter_and_the_active_one_says_the_language() -> None:
    project = project_of({"_quarto.yml": YML, "_quarto-basic.yml": BASIC, "_quarto-pro.yml": PRO})
    assert project.chapters == ("index.qmd", "one.qmd", "two.qmd")
    assert project.lang == "en-GB"
    assert project.bibliography == ("basic.bib",)
    assert "vid" in project.crossref_prefixes
    assert project.names("two.qmd") == ("_quarto-pro.yml", 4)
    assert project.names("index.qmd") == ("_quarto.yml", 7)


def test_which_profiles_are_active_by_themselves() -> None:
    assert active_profiles({"profile": {"default": ["a", "b"]}}) == ("a", "b")
    assert active_profiles({"profile": {"default": "a,b"}}) == ("a", "b")
    assert active_profiles({"profile": {"group": ["base", "pro"]}}) == ("base",)
    assert active_profiles({"profile": {"default": "pro", "group": [["base", "pro"], ["x", "y"]]}}) == (
        "pro",
        "x",
    )
    assert (
        active_profiles({}) == active_profiles({"profile": "x"}) == active_profiles({"profile": None}) == ()
    )


def test_a_book_may_stand_in_its_profiles_alone() -> None:
    files = {
        "_quarto.yml": "lang: en\n",
        "_quarto-web.yml": PRO,
        "_quarto-print.yml": "project:\n  type: book\n" + BASIC,
    }
    project = project_of(files)
    assert (project.kind, project.output) == ("book", "_book")
    assert project.chapters == ("one.qmd", "two.qmd")
    assert project.lang == "en"


def test_metadata_files_count_from_the_project_and_are_merged_over_it() -> None:
    yml = "project: {type: book}\nlang: en\nmetadata-files:\n  - config/chapters.yml\n  - gone.yml\n"
    chapters = "lang: en-US\nbibliography: refs.bib\nbook:\n  chapters: [index.qmd, part/a.qmd]\n"
    project = project_of({"b/_quarto.yml": yml, "b/config/chapters.yml": chapters}, "b/_quarto.yml")
    assert project.chapters == ("b/index.qmd", "b/part/a.qmd")
    assert (project.lang, project.bibliography) == ("en-US", ("b/refs.bib",))
    assert project.files == ("b/_quarto.yml", "b/config/chapters.yml")


def test_the_settings_of_a_folder_count_from_the_folder_and_hold_in_it() -> None:
    files = {
        "_quarto.yml": YML,
        "es/_metadata.yml": "lang: es\nbibliography: es.bib\n",
        "in/_quarto.yml": "",
        "in/_metadata.yml": "lang: fr\n",
    }
    project = project_of(files)
    assert project.languages == {"es": "es"}
    assert (project.lang, project.bibliography) == ("en", ("es/es.bib",))


def test_a_profile_that_is_not_active_limits_nothing() -> None:
    project = project_of(
        {
            "_quarto.yml": "project: {type: website}\n",
            "_quarto-x.yml": "project:\n  render: ['a.qmd', '!b.qmd']\n",
        }
    )
    assert project.render == ()


def test_what_does_not_parse_is_an_error_of_its_own_file() -> None:
    project = project_of({"_quarto.yml": YML, "_quarto-basic.yml": "book:\n  title: a: b\n"})
    assert project.error is None
    [layer] = project.layers
    assert layer.path == "_quarto-basic.yml"
    assert layer.error is not None
    assert layer.error[0] == 2
    assert project.chapters == ("index.qmd",)


def test_bookdown_and_books_without_a_project_file_have_no_layers() -> None:
    files = {"_bookdown.yml": "rmd_files: [a.Rmd]\n", "_quarto-x.yml": BASIC}
    assert layer_paths(parse_project(files["_bookdown.yml"], "_bookdown.yml"), files) == ()
    assert layer_paths(parse_project("", "_quarto.yml"), {"_quarto-x.yml"}) == ()


_TEXT = st.one_of(
    st.sampled_from([YML, BASIC, PRO, "", "a: [", "- x\n"]),
    st.text(alphabet="profile: dgt[]{}-\n\"'&*!", max_size=60),
)


@given(_TEXT, _TEXT, _TEXT)
def test_any_texts_make_a_project_that_has_all_chapters_of_its_files(one: str, two: str, three: str) -> None:
    files = {"_quarto.yml": one, "_quarto-basic.yml": two, "_metadata.yml": three}
    project = project_of(files)
    assert set(parse_project(one, "_quarto.yml").chapters) <= set(project.chapters)
    assert set(parse_project(two, "_quarto-basic.yml").chapters) <= set(project.chapters)
