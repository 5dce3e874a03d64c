"""Items 3.1, 3.4 and 3.5: the build, what is embedded, and the habits of the house."""

from __future__ import annotations

from checks.book import LinkFact, Links, LinkState, Removed
from checks.config import BuildConfig, Config
from checks.finding import On, Severity
from checks.pull import CheckState, Pull
from tests.checks.support import HEAD, book_of, run_rule

CONFIG = Config(build=BuildConfig(checks=("build",)))


def _pull(*checks: CheckState) -> Pull:
    return Pull(1, "A title", "", "someone", HEAD, checks=checks)


def test_without_a_named_check_the_item_waits_for_a_person_and_says_what_to_name() -> None:
    waiting = run_rule("render", "", pull=_pull(CheckState("build", "success"))).waiting
    assert waiting is not None
    assert waiting.on is On.PERSON
    assert ".github/galleyproof.yml" in waiting.reason


def test_a_green_build_passes_a_red_one_fails_and_a_skipped_one_shows_nothing() -> None:
    assert run_rule("render", "", config=CONFIG, pull=_pull(CheckState("build", "success"))).evidence
    red = run_rule(
        "render", "", config=CONFIG, pull=_pull(CheckState("build", "failure", url="https://ci/7"))
    )
    assert [f.severity for f in red] == [Severity.ERROR]
    assert "https://ci/7" in red[0].message
    skipped = run_rule("render", "", config=CONFIG, pull=_pull(CheckState("build", "skipped"))).waiting
    assert skipped is not None
    absent = run_rule("render", "", config=CONFIG, pull=_pull()).waiting
    assert absent is not None
    assert absent.on is On.MACHINE


def test_front_matter_that_is_no_yaml_is_reported_on_its_line() -> None:
    ran = run_rule("front-matter", "---\ntitle: Pumps: the basics\nlang: en\n---\n\n# A\n")
    assert [f.severity for f in ran] == [Severity.ERROR]
    assert ran[0].line == 2


def test_front_matter_without_end_or_with_a_key_twice_or_misspelt_is_reported() -> None:
    assert len(run_rule("front-matter", "---\ntitle: Pumps\n\n# A\n\nText.\n")) == 1
    assert run_rule("front-matter", "---\ntitle: A\ntitle: B\n---\n").lines
    ran = run_rule("front-matter", "---\ntitel: Pumps\n---\n\n# A\n")
    assert [(f.match, f.replacement) for f in ran] == [("titel", "title")]
    assert not len(run_rule("front-matter", "---\ntitle: A\nmy-own-key: 1\n---\n"))


def test_a_chapter_that_is_named_and_not_there_is_reported_in_the_project_file() -> None:
    yml = "project:\n  type: book\nbook:\n  chapters:\n    - index.qmd\n    - opps.qmd\n"
    book = book_of({"index.qmd": "# A\n"}, yml=yml, paths={"ops.qmd"})
    ran = run_rule("project-file", "# A\n", path="index.qmd", book=book)
    assert [(f.path, f.line, f.decides) for f in ran] == [("_quarto.yml", 6, False)]
    assert "`ops.qmd`" in ran[0].message
    gone = book_of({"index.qmd": "# A\n"}, yml=yml, removed=Removed(paths=frozenset({"opps.qmd"})))
    assert run_rule("project-file", "# A\n", path="index.qmd", book=gone)[0].decides


def test_a_project_file_that_does_not_parse_is_an_error() -> None:
    book = book_of({"index.qmd": "# A\n"}, yml="project:\n  type: [book\n")
    assert [f.severity for f in run_rule("project-file", "# A\n", path="index.qmd", book=book)] == [
        Severity.ERROR
    ]


VIDEO = "https://example.org/talk.mp4"
EMBED = f"# A\n\n{{{{< video {VIDEO} >}}}}\n"


def _links(state: LinkState, detail: str = "") -> Links:
    return Links({VIDEO: LinkFact(VIDEO, state, detail)})


def test_embeds_are_dead_doubtful_good_or_not_probed_yet() -> None:
    dead = run_rule("dead-embed", EMBED, links=_links(LinkState.DEAD, "404 Not Found, twice"))
    assert [f.severity for f in dead] == [Severity.ERROR]
    assert "404 Not Found" in dead[0].message
    assert [f.severity for f in run_rule("dead-embed", EMBED, links=_links(LinkState.DOUBTFUL))] == [
        Severity.WARNING
    ]
    assert run_rule("dead-embed", EMBED, links=_links(LinkState.GOOD)).evidence
    assert run_rule("dead-embed", EMBED, links=Links()).waiting is not None
    assert run_rule("dead-embed", EMBED, links=Links(online=False, why="no network")).waiting is not None


def test_a_chapter_without_embeds_has_nothing_to_judge() -> None:
    for rule in ("dead-embed", "insecure-embed", "untitled-embed"):
        assert run_rule(rule, "# A\n\nText.\n").not_applicable is not None


def test_an_embedded_file_that_is_not_there_is_an_error() -> None:
    text = "# A\n\n{{< video media/talk.mp4 >}}\n"
    assert len(run_rule("dead-embed", text)) == 1
    assert not len(
        run_rule("dead-embed", text, book=book_of({"chapter.qmd": text}, paths={"media/talk.mp4"}))
    )


def test_an_embed_over_http_gets_its_s_and_one_without_title_a_notice() -> None:
    text = '<iframe src="http://example.org/a"></iframe>\n'
    ran = run_rule("insecure-embed", text)
    assert [(f.match, f.replacement) for f in ran] == [("http://example.org/a", "https://example.org/a")]
    assert [f.severity for f in run_rule("untitled-embed", text)] == [Severity.NOTICE]


def _house(marker: str, number: int = 5) -> dict[str, str]:
    items = "".join(f"{marker} part {n}\n" for n in range(8))
    return {f"{n}.qmd": f"# Chapter\n\nText.\n\n{items}" for n in range(number)}


def test_a_departure_from_what_the_other_chapters_do_is_named_with_its_share_and_mended() -> None:
    mine = "# A\n\nText.\n\n* one\n* two\n"
    ran = run_rule("house-style", mine, book=book_of({**_house("-"), "chapter.qmd": mine}))
    assert ran.lines == [5, 6]
    assert (ran[0].match, ran[0].replacement, ran[0].severity) == ("*", "-", Severity.NOTICE)
    assert "40 of 40 (100 %)" in ran[0].message


def test_few_occurrences_few_chapters_or_mixed_habits_are_no_convention() -> None:
    mine = "# A\n\nText.\n\n* one\n"
    assert not len(run_rule("house-style", mine, book=book_of({**_house("-", 2), "chapter.qmd": mine})))
    mixed = {**_house("-", 3), **{f"x{p}": t for p, t in _house("*", 3).items()}}
    assert not len(run_rule("house-style", mine, book=book_of({**mixed, "chapter.qmd": mine})))


def test_heading_case_and_missing_section_labels_are_conventions_too() -> None:
    def chapter(n: int) -> str:
        heads = "".join(
            f"## How the water wheel turns {n}{m} {{#sec-turn-{n}-{m}}}\n\nx\n\n" for m in range(8)
        )
        return f"# The wheel {{#sec-wheel-{n}}}\n\nx\n\n{heads}"

    mine = "# A\n\nx\n\n## How The Water Pump Works\n\nx\n"
    ran = run_rule(
        "house-style", mine, book=book_of({**{f"{n}.qmd": chapter(n) for n in range(4)}, "chapter.qmd": mine})
    )
    assert {f.message.split(" have ")[1].split(" in ")[0] for f in ran} == {
        "sentence case",
        "an identifier `{#sec-…}`",
    }
    assert {f.severity for f in ran} == {Severity.WARNING}
    names = "# A\n\nWe fly with the Northern Water Guild today.\n\n## How Northern Water Guild works\n\nx\n"
    names = names.replace("works", "")
    ran = run_rule(
        "house-style",
        names,
        book=book_of({**{f"{n}.qmd": chapter(n) for n in range(4)}, "chapter.qmd": names}),
    )
    assert not any("sentence case" in f.message for f in ran)


def test_only_new_addresses_are_waited_for_and_ignored_ones_never() -> None:
    assert run_rule("dead-embed", EMBED, changed={1}).waiting is None
    config = Config.model_validate({"links": {"ignore": [{"url": VIDEO, "reason": "behind a login"}]}})
    ran = run_rule("dead-embed", EMBED, links=_links(LinkState.DEAD), config=config)
    assert (len(ran), ran.waiting, len(ran.evidence)) == (0, None, 1)


def test_an_image_on_the_web_that_is_dead_is_an_error_and_a_local_one_is_not_asked_for() -> None:
    text = "# A\n\n![A wheel.](https://example.org/talk.mp4)\n"
    ran = run_rule("dead-image-url", text, links=_links(LinkState.DEAD, "404 Not Found"))
    assert [(f.match, f.severity) for f in ran] == [(VIDEO, Severity.ERROR)]
    assert run_rule("dead-image-url", "![A.](a.png)\n").not_applicable is not None
