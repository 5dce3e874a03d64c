import pytest
from hypothesis import given
from hypothesis import strategies as st

from checks.finding import Severity
from checks.miscellaneous.addresses import mended
from checks.miscellaneous.videos import no_video
from tests.checks.support import book_of, run_rule


@pytest.mark.parametrize(
    ("text", "mended_text"),
    [
        ("See [the paper](htp:/ex.org/a).", "See [the paper](http://ex.org/a)."),
        ("See [the paper](https::ex.org/a).", "See [the paper](https://ex.org/a)."),
        ("See [the paper](https://ex.org%20and%20more).", "See [the paper](https://ex.org)."),
        ("See [the paper](https//ex.org/a).", "See [the paper](https://ex.org/a)."),
        ("See [the paper][https://ex.org/a] (@key).", "See [the paper](https://ex.org/a) (@key)."),
        ("See [the paper](https:/ex.org/a).", "See [the paper](https://ex.org/a)."),
        ("See [the paper](http:\\\\ex.org).", None),
        ("See [the paper](htps://ex.org/a).", "See [the paper](https://ex.org/a)."),
        ("See [the paper](https://https://ex.org/a).", "See [the paper](https://ex.org/a)."),
        ("See [the paper](http://https//ex.org/a).", "See [the paper](https://ex.org/a)."),
        ("See [the paper](www.ex.org/a).", "See [the paper](https://www.ex.org/a)."),
        ("See [the paper](ex.com/a).", "See [the paper](https://ex.com/a)."),
        ("See [the paper](@https://ex.org/a).", "See [the paper](https://ex.org/a)."),
        ("See [the paper](https://ex.org/a,).", "See [the paper](https://ex.org/a)."),
        ("See [the paper](https://ex.org/a b).", "See [the paper](https://ex.org/a%20b)."),
        ("See [the paper](https://ex..org/a).", None),
        ("See [the paper](https:///a).", "See [the paper](https://a)."),
        ("See [the paper](file:///home/me/a.pdf).", None),
        ("See [the paper] (https://ex.org/a).", "See [the paper](https://ex.org/a)."),
        ("See (the paper)[https://ex.org/a].", "See [the paper](https://ex.org/a)."),
        ("See [the paper](https://ex.org/a and on.", "See [the paper](https://ex.org/a) and on."),
        ("See [the page](https://ex.org/Foo_(bar", "See [the page](https://ex.org/Foo_(bar))"),
        ("See [https://ex.org/a](the paper).", "See [the paper](https://ex.org/a)."),
        ("See [the part] (#part-two).", "See [the part](#part-two)."),
        ("See [the part] (other.qmd#two).", "See [the part](other.qmd#two)."),
        ("See (the paper)[<https://ex.org/a>].", "See [the paper](https://ex.org/a)."),
        ("See (the next)[other.qmd].", "See [the next](other.qmd)."),
        ("See (the part)[#two].", "See [the part](#two)."),
        ("See (the paper)[www.ex.org/a].", "See [the paper](https://www.ex.org/a)."),
        ("See [the paper] (<https://ex.org/a>).", "See [the paper](https://ex.org/a)."),
        ("See [the paper] (www.ex.org/a).", "See [the paper](https://www.ex.org/a)."),
        ("See [the paper](https://ex.org/a.", "See [the paper](https://ex.org/a)."),
        ("See [the paper(https://ex.org/a).", "See [the paper](https://ex.org/a)."),
        ("See [the paper]https://ex.org/a.", "See [the paper](https://ex.org/a)."),
        ("See [the paper]https://ex.org/a).", "See [the paper](https://ex.org/a)."),
        ("See [the paper]<https://ex.org/a>.", "See [the paper](https://ex.org/a)."),
        ("See [the paper[(https://ex.org/a).", "See [the paper](https://ex.org/a)."),
        ("See [the paper]((https://ex.org/a).", "See [the paper](https://ex.org/a)."),
        ("See [the paper]((https://ex.org/a)).", "See [the paper](https://ex.org/a)."),
        ("See [the paper]{https://ex.org/a}.", "See [the paper](https://ex.org/a)."),
        ("See {the paper}(https://ex.org/a).", "See [the paper](https://ex.org/a)."),
        ("See \\[the paper\\](https://ex.org/a).", "See [the paper](https://ex.org/a)."),
        ("See \\[https://ex.org/a\\].", "See <https://ex.org/a>."),
        ("See \\<https://ex.org/a\\>.", "See <https://ex.org/a>."),
        ("See < https://ex.org/a >.", "See <https://ex.org/a>."),
        ("See [\\<https://ex.org/a\\>](https://ex.org/a).", "See [https://ex.org/a](https://ex.org/a)."),
        ("See the paper](https://ex.org/a).", None),
        ("See [[the paper]](https://ex.org/a", None),
        ("See https//ex.org/a for it.", "See https://ex.org/a for it."),
        ("See htps://ex.org/a.", "See https://ex.org/a."),
        ("See https:ex.org/a, too.", "See https://ex.org/a, too."),
        ("See <https//ex.org/a>.", "See <https://ex.org/a>."),
        ('See [the paper]("https://ex.org/a").', "See [the paper](https://ex.org/a)."),
        ("See [the paper](https://ex.org/a]).", "See [the paper](https://ex.org/a)."),
        ("See [the paper](https://ex.org/a/.).", "See [the paper](https://ex.org/a/)."),
        ("See [the paper](https://ex.org/a\u200b).", "See [the paper](https://ex.org/a)."),
        ("See [the paper](doi:10.1234/ab.5).", "See [the paper](https://doi.org/10.1234/ab.5)."),
        ("See [the paper](10.1234/ab.5).", "See [the paper](https://doi.org/10.1234/ab.5)."),
        (
            "See [the paper](https://doi.org/https://doi.org/10.1234/a).",
            "See [the paper](https://doi.org/10.1234/a).",
        ),
        ("Write to [me](me@ex.org).", "Write to [me](mailto:me@ex.org)."),
        ("See [the paper](https://ex.org/ahttps://ex.org/b).", None),
        ("See [the paper](https://ex.org:a/b).", None),
        ("See [the paper](https://wwww.ex.org/a).", "See [the paper](https://www.ex.org/a)."),
        ("See [the code](https://ex.con/a).", "See [the code](https://ex.com/a)."),
        ("See [the code](https://longexcom/a).", "See [the code](https://longex.com/a)."),
        ("See [](https://ex.org/a).", "See <https://ex.org/a>."),
        ("See [it]([https://ex.org/a](https://ex.org/a)).", "See [it](https://ex.org/a)."),
        ("![A pump.](htps://ex.org/a.png)", "![A pump.](https://ex.org/a.png)"),
        ("{{< video htps://ex.org/a.mp4 >}}", "{{< video https://ex.org/a.mp4 >}}"),
        ('<iframe src="http:/ex.org/a"></iframe>', '<iframe src="http://ex.org/a"></iframe>'),
        ("See [the talk](https://www.youtube.com/watch?vabc).", None),
        ("{{< video https://youtu.be/ >}}", None),
        ("See [the paper][p].\n\n[p]: htp://ex.org/a\n", "See [the paper][p].\n\n[p]: http://ex.org/a\n"),
    ],
)
def test_a_link_that_cannot_work_is_told_with_its_mending(text: str, mended_text: str | None) -> None:
    (finding,) = run_rule("malformed-link", text).findings
    if mended_text is None:
        return
    lines = text.split("\n")
    line = lines[finding.line - 1]
    assert finding.replacement is not None
    lines[finding.line - 1] = (
        line[: finding.column - 1] + finding.replacement + line[finding.end_column - 1 :]
    )
    assert "\n".join(lines) == mended_text


@pytest.mark.parametrize(
    "text",
    [
        "See [the paper](https://ex.org/a_(b)).",
        "See [the page](https://en.wikipedia.org/wiki/Apple_Inc.).",
        "See <https://ex.org/a> and https://ex.org/b.",
        "See (https://ex.org/a).",
        "Prices [in euros] (see https://ex.org/a for the rates).",
        "[1] (a footnote by hand)",
        "`[text] (https://ex.org)` shows it.",
        "```\n[text] (https://ex.org) (a)[https://ex.org]\n```",
        "<!-- [text] (https://ex.org) -->",
        "See [the data](data.com/table.csv).",
        "See [mail](mailto:a@ex.org), [data](data:text/plain,x), [part](#part), [next](next.qmd), [up](../index.md).",
        "See [the code](https://github.com/a/b/tree/main/c).",
        "See [a search](https://ex.org/?q=a,b;c&d=%20).",
        "See [it](http://localhost:8888/tree).",
        "f(x)[0] and a[https] and (see)[note]",
        "![figure] (https://ex.org/a.png) is an image",
        "[1] (https://ex.org/a) and [2]https://ex.org/b",
        "- [x] https://ex.org/a",
        "[see the paper (https://ex.org/a) for more]",
        "an aside [in brackets, see https://ex.org/a]",
        "f[x](https://ex.org/a)",
        "$a[b] (c)$ and https://ex.org/a",
        "See [an old copy](https://web.archive.org/web/2020/https://ex.org/a).",
        "See [a proxy](https://ex.org/?url=https://ex.org/a).",
        "See [it](http://db:5432/) and [that](http://telex/).",
        "See [a badge](https://ex.org/a){.badge} and [](https://ex.org/a){.icon}.",
        "see: the end. note:this.is.text and http: is a scheme",
        "[^1]: https://ex.org/a\n\nA note.[^1]",
        "[a span]{.mark} https://ex.org/a",
        "As [@knuth] (https://ex.org/a) says",
        "\\[ x \\] and \\[a\\] (b)",
    ],
)
def test_what_a_browser_understands_is_left_alone(text: str) -> None:
    book = book_of({"chapter.qmd": text}, paths={"data.com/table.csv"})
    found = run_rule("malformed-link", text, book=book).findings
    assert [f.message for f in found if not f.match.startswith("[figure]")] == []


@pytest.mark.parametrize(
    "target",
    [
        "https://www.youtube.com/watch?v=Ab3_-fghijk",
        "https://www.youtube.com/watch?t=10&v=Ab3_-fghijk",
        "https://m.youtube.com/watch?list=PL1&index=2",
        "https://youtu.be/Ab3_-fghijk?t=10",
        "https://www.youtube-nocookie.com/embed/Ab3_-fghijk",
        "https://www.youtube.com/embed/videoseries?list=PL1",
        "https://www.youtube.com/shorts/Ab3_-fghijk",
        "https://www.youtube.com/@someone",
        "https://www.youtube.com/playlist?list=PL1",
        "https://www.youtube.com/watch_videos?video_ids=a,b",
        "https://www.youtube.com",
        "https://vimeo.com/",
        "https://ex.org/watch?vabc",
    ],
)
def test_an_address_that_may_be_a_video_or_a_page_of_the_service_is_left_alone(target: str) -> None:
    assert no_video(target) is None


@pytest.mark.parametrize(
    "target",
    [
        "https://www.youtube.com/watch",
        "https://www.youtube.com/watch?vabcdefghijk",
        "https://www.youtube.com/watch?v=",
        "https://www.youtube.com/watch?v=tooshort",
        "https://www.youtube.com/watchv=Ab3_-fghijk",
        "https://youtu.be/",
        "https://youtu.be/Ab3_-fghij",
        "https://www.youtube.com/embed/",
    ],
)
def test_an_address_of_a_video_without_its_name_is_told(target: str) -> None:
    assert no_video(target)


def test_where_only_a_video_can_stand_the_front_page_of_the_service_will_not_do() -> None:
    assert no_video("https://www.youtube.com/", embedded=True)
    assert no_video("https://vimeo.com/", embedded=True)
    assert no_video("https://player.vimeo.com/video/123456", embedded=True) is None


def test_one_unclosed_link_is_told_once_by_one_rule() -> None:
    for rule in ("unclosed-image", "missing-file"):
        assert not run_rule(rule, "See [the paper](https://ex.org/a and on.").findings


def test_blanks_inside_an_address_are_only_a_warning_since_pandoc_makes_do() -> None:
    assert [f.severity for f in run_rule("malformed-link", "[a](https://ex.org/a b)")] == [Severity.WARNING]


def test_a_definition_that_many_links_use_is_told_once() -> None:
    assert len(run_rule("malformed-link", "[a][p] and [b][p]\n\n[p]: htp://ex.org\n")) == 1


def test_a_chapter_without_links_has_nothing_to_judge() -> None:
    assert run_rule("malformed-link", "Just words.").not_applicable is not None
    assert run_rule("malformed-link", "<https://ex.org>").not_applicable is None


@given(
    st.from_regex(
        r"https?://[a-z]{1,10}\.(org|com)(/[a-z0-9_()-]{0,8}){0,3}(\?[a-z]=[a-z0-9]{1,5})?", fullmatch=True
    )
)
def test_a_proper_address_is_never_mended(address: str) -> None:
    assert mended(address) is None


@given(st.text(max_size=40))
def test_mending_ends_in_an_address_that_needs_no_more_of_it(target: str) -> None:
    found = mended(target)
    if found is not None and found.address is not None:
        assert found.address != target
