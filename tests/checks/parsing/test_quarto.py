"""The nouns that the reader finds, each with its place."""

from __future__ import annotations

import pytest

from checks.parsing.document import OBJECT, BlockKind, Document, LinkKind
from checks.parsing.quarto import DEFAULT_PREFIXES, decode, parse
from tests.checks.parsing.sample import SAMPLE


@pytest.fixture(scope="module")
def sample() -> Document:
    return parse(SAMPLE)


def prose(text: str, kind: BlockKind | None = None) -> list[str]:
    return [b.prose.text for b in parse(text).blocks if kind in (None, b.kind)]


def kinds(text: str, path: str = "") -> list[str]:
    return [p.kind for p in parse(text, path=path).problems]


def test_a_sound_chapter_has_no_problem(sample: Document) -> None:
    assert sample.problems == ()


def test_front_matter_gives_its_values_and_its_prose(sample: Document) -> None:
    assert sample.front_matter is not None
    assert sample.front_matter.data["lang"] == "en"
    assert [b.prose.text for b in sample.blocks[:3]] == [
        "Rivers and their banks",
        "A chapter about water",
        "How a river finds its way.",
    ]


def test_front_matter_that_does_not_parse_says_where() -> None:
    document = parse("---\ntitle: a: b\n---\n\nText.\n")
    assert document.front_matter is not None
    assert document.front_matter.error is not None
    assert document.lines.place(document.front_matter.error_at or 0)[0] == 2
    assert [b.prose.text for b in document.blocks] == ["Text."]


def test_a_key_given_twice_in_the_front_matter_is_told() -> None:
    document = parse("---\ntitle: a\ntitle: b\n---\n")
    assert [(p.kind, document.slice(p.span)) for p in document.problems] == [("duplicate-key", "title")]


def test_an_unfolding_alias_bomb_in_the_front_matter_is_refused_in_no_time() -> None:
    levels = "".join(f"l{n}: &l{n} [{', '.join([f'*l{n - 1}'] * 9)}]\n" for n in range(1, 12))
    document = parse(f"---\nl0: &l0 lol\n{levels}---\n")
    assert document.front_matter is not None
    assert "alias" in (document.front_matter.error or "")


def test_unknown_tags_in_the_front_matter_run_nothing_and_stay_text() -> None:
    document = parse("---\ntitle: !!python/object/apply:os.system ['x']\ndate: !r Sys.Date()\n---\n")
    assert document.front_matter is not None
    assert document.front_matter.data == {"title": ["x"], "date": "Sys.Date()"}


def test_headings_have_level_text_identifier_and_place(sample: Document) -> None:
    found = [(h.level, h.text, h.anchor, h.classes) for h in sample.headings]
    assert found == [
        (1, "Rivers", "sec-rivers", ("unnumbered",)),
        (2, "Banks and beds", "banks-and-beds", ()),
        (1, "Older heading", "older-heading", ()),
    ]
    assert sample.slice(sample.headings[0].text_span) == "Rivers"
    assert sample.slice(sample.headings[0].span) == "# Rivers {#sec-rivers .unnumbered}"


# What pandoc 3.9 makes of these headings.
@pytest.mark.parametrize(
    ("heading", "slug"),
    [
        ("foo & bar", "foo-bar"),
        ('foo -- bar... "Q" it\'s', "foo-bar-q-its"),
        ("3. A *b* `c_d` [l](x)", "a-b-c_d-l"),
        ("1 2", "section"),
        ("Crème Brûlée ÀÉ 中文", "crème-brûlée-àé-中文"),
        ('A\\_b "quoted" word.', "a_b-quoted-word."),
        ("a ![alt](x.png) b <b>c</b>", "a-alt-b-c"),
        ("end-of-line! - dash", "end-of-line---dash"),
        ("x^2^ $a+b$ @fig-x", "x2-ab-fig-x"),
        ("Title[^1]", "title1"),
        ("T two^[in a note]", "t-two"),
    ],
)
def test_the_slug_of_a_heading_is_what_pandoc_makes_of_it(heading: str, slug: str) -> None:
    assert parse(f"# {heading}\n").headings[0].slug == slug


def test_equal_headings_get_numbered_slugs() -> None:
    text = "# foo & bar\n\n# foo bar\n\n# foo bar-1\n\n# foo-bar-1\n\n# foo {#foo-bar}\n\n# foo bar\n"
    anchors = [h.anchor for h in parse(text).headings]
    assert anchors == ["foo-bar", "foo-bar-1", "foo-bar-1-1", "foo-bar-1-2", "foo-bar", "foo-bar-2"]


def test_an_image_has_caption_target_attributes_and_alternative_text(sample: Document) -> None:
    image = sample.images[0]
    assert (image.caption, image.target, image.label, image.block) == (
        "A delta with *three* arms and an island",
        "images/delta.png",
        "fig-delta",
        True,
    )
    assert image.alt == "Three arms of water around an island"
    assert sample.slice(image.target_span) == "images/delta.png"
    assert sample.slice(image.span).startswith("![A delta")
    assert sample.slice(image.span).endswith("80%}")


@pytest.mark.parametrize(
    "target", ["a.png", "a(1).png", "a\\(1.png", "two words.png", "<a b.png>", 'a.png "T"', " a.png "]
)
def test_image_targets_in_every_form_are_read(target: str) -> None:
    document = parse(f"![c]({target})\n")
    assert len(document.images) == 1
    assert document.images[0].target.endswith(".png")
    assert document.problems == ()


def test_links_of_every_kind_are_found(sample: Document) -> None:
    found = {link.kind: (link.text, link.target) for link in sample.links}
    assert found == {
        LinkKind.INLINE: ("the sea", "https://example.org/sea_(blue)"),
        LinkKind.AUTOLINK: ("https://example.org/auto", "https://example.org/auto"),
        LinkKind.REFERENCE: ("a reference", "https://example.org/ref"),
        LinkKind.BARE: ("https://example.org/bare", "https://example.org/bare"),
    }
    reference = next(link for link in sample.links if link.kind is LinkKind.REFERENCE)
    assert sample.slice(reference.target_span) == "https://example.org/ref"


@pytest.mark.parametrize(
    ("written", "target"),
    [
        ("See https://a.org/x.", "https://a.org/x"),
        ("(https://a.org/x_(y))", "https://a.org/x_(y)"),
        ("<https://a.org/x>", "https://a.org/x"),
        ("**https://a.org/**", "https://a.org/"),
        ("https://a.org/a,b; then", "https://a.org/a,b"),
    ],
)
def test_the_punctuation_of_a_sentence_is_no_part_of_an_address(written: str, target: str) -> None:
    assert [link.target for link in parse(written).links] == [target]


def test_a_link_around_an_image_gives_both() -> None:
    document = parse("[![Badge](b.svg)](https://a.org){target=_blank}\n")
    assert [i.target for i in document.images] == ["b.svg"]
    assert [link.target for link in document.links] == ["https://a.org"]


def test_html_images_links_and_anchors_are_found() -> None:
    document = parse('A <a href="b.html" id="here">*word*</a> and <img src="c.png" alt="A picture">.\n')
    assert [(i.target, i.alt, i.html) for i in document.images] == [("c.png", "A picture", True)]
    assert [(link.text, link.target, link.kind) for link in document.links] == [
        ("*word*", "b.html", LinkKind.HTML)
    ]
    assert [label.identifier for label in document.labels] == ["here"]


def test_cells_have_language_options_and_labels(sample: Document) -> None:
    python, knitr, listing = sample.cells
    assert (python.language, python.executable, python.label) == ("python", True, "fig-depth")
    assert python.options["fig-cap"].value == 'Depth by "day", after @hart2019'
    assert python.options["echo"].value is False
    assert sample.slice(python.options["label"].value_span) == "fig-depth"
    assert (knitr.language, knitr.label, knitr.options["fig-cap"].value) == (
        "r",
        "tab-flow",
        "Flow in spring",
    )
    assert (knitr.options["echo"].value, knitr.options["fig-width"].value) == (False, 6)
    assert (listing.language, listing.executable, listing.body) == ("bash", False, "ls | wc -l\n")
    assert sample.slice(listing.body_span) == "ls | wc -l"


@pytest.mark.parametrize(
    ("info", "language", "executable"),
    [
        ("{python}", "python", True),
        ("{ojs}", "ojs", True),
        ("{r, echo=FALSE}", "r", True),
        ("{.python .numberLines}", "python", False),
        ("python", "python", False),
        ("python {#lst-x}", "python", False),
        ("{{r}}", "r", False),
        ("{=html}", "=html", False),
        ("", "", False),
        ('{r a, fig.cap="with `code`"}', "r", True),
    ],
)
def test_the_info_of_a_fence_tells_language_and_whether_it_runs(
    info: str, language: str, executable: bool
) -> None:
    cell = parse(f"```{info}\nx\n```\n").cells[0]
    assert (cell.language, cell.executable, cell.closed) == (language, executable, True)


def test_options_in_the_comment_marks_of_other_languages_are_read() -> None:
    document = parse(
        "```{ojs}\n//| label: fig-o\n//| echo: false\nx\n```\n\n```{mermaid}\n%%| label: fig-m\ngraph\n```\n"
    )
    assert [cell.label for cell in document.cells] == ["fig-o", "fig-m"]
    assert [embed.kind for embed in document.embeds] == ["ojs"]


def test_options_in_the_way_of_r_are_read() -> None:
    document = parse('```{r x}\n#| echo = FALSE,\n#| fig.cap = "A (small) plot, twice"\nplot()\n```\n')
    assert document.cells[0].options["fig-cap"].value == "A (small) plot, twice"
    assert [b.prose.text for b in document.blocks] == ["A (small) plot, twice"]


def test_a_caption_that_r_computes_is_no_prose() -> None:
    document = parse('```{r}\n#| fig-cap: !expr paste("a", b)\nx\n```\n')
    assert document.cells[0].options["fig-cap"].value == 'paste("a", b)'
    assert document.blocks == ()


def test_what_raw_html_shows_is_found() -> None:
    document = parse('```{=html}\n<p>x</p>\n<iframe src="https://a.org"></iframe>\n```\n')
    assert [(e.kind, e.url) for e in document.embeds] == [("iframe", "https://a.org")]


def test_metadata_inside_a_chapter_is_neither_heading_nor_prose() -> None:
    document = parse("Text.\n\n---\nnocite: |\n  @*\n---\n\nMore.\n\n---\n\nEnd.\n")
    assert document.headings == ()
    assert [b.prose.text for b in document.blocks] == ["Text.", "More.", "End."]


def test_options_that_are_no_yaml_say_where() -> None:
    document = parse('```{python}\n#| label: fig-x\n#| fig-cap: "open\nplot()\n```\n')
    assert [p.kind for p in document.problems] == ["broken-options"]
    assert document.cells[0].options_error is not None


def test_a_subfigure_caption_gives_each_part_a_label() -> None:
    document = parse("```{python}\n#| label: fig-x\n#| fig-subcap:\n#|   - One\n#|   - Two\n```\n")
    assert [label.identifier for label in document.labels] == ["fig-x", "fig-x-1", "fig-x-2"]
    assert [b.prose.text for b in document.blocks] == ["One", "Two"]


def test_divs_nest_by_any_closing_fence(sample: Document) -> None:
    found = [(div.depth, div.classes, div.closed) for div in sample.divs]
    assert found == [
        (0, ("callout-note",), True),
        (1, ("columns",), True),
        (2, ("column",), True),
        (2, ("column",), True),
    ]


def test_citations_and_cross_references_are_told_apart(sample: Document) -> None:
    assert [(c.key, c.bracketed) for c in sample.citations] == [
        ("hart2019", True), ("moss2020", True), ("hart2019", False),
    ]  # fmt: skip
    assert [(r.label, r.kind) for r in sample.cross_references] == [
        ("fig-delta", "fig"), ("eq-flow", "eq"), ("tbl-depths", "tbl"), ("sec-rivers", "sec"),
    ]  # fmt: skip
    assert all(sample.slice(c.span) == f"@{c.key}" for c in sample.citations)


@pytest.mark.parametrize(
    ("text", "keys"),
    [
        ("@a_b:c-d.e.", ["a_b:c-d.e"]),
        ("see [-@a; @b, p. 2]", ["a", "b"]),
        ("me@example.org", []),
        ("\\@escaped", []),
        ("`@code`", []),
        ("@{https://a.org/x}", ["https://a.org/x"]),
        ("(@a)", ["a"]),
        ("@2020x", ["2020x"]),
        ("Given *@a*", ["a"]),
    ],
)
def test_citation_keys_are_read_as_pandoc_reads_them(text: str, keys: list[str]) -> None:
    assert [c.key for c in parse(text).citations] == keys


def test_prefixes_of_the_project_make_cross_references() -> None:
    document = parse("@vid-x and @Fig-y\n", prefixes=DEFAULT_PREFIXES | {"vid"})
    assert [(r.label, r.kind) for r in document.cross_references] == [("vid-x", "vid"), ("fig-y", "fig")]


def test_labels_come_from_everything_that_can_carry_one(sample: Document) -> None:
    found = [(label.identifier, label.kind) for label in sample.labels]
    assert found == [
        ("sec-rivers", "sec"),
        ("fig-delta", "fig"),
        ("fig-depth", "fig"),
        ("tab-flow", ""),
        ("tbl-depths", "tbl"),
        ("tbl-stones", "tbl"),
        ("eq-flow", "eq"),
        ("note-span", ""),
    ]


def test_tables_have_their_shape_and_caption(sample: Document) -> None:
    pipe, grid = sample.tables
    assert (pipe.columns, pipe.caption, pipe.label) == ((2, 2, 2), "Depths of places", "tbl-depths")
    assert (grid.columns, grid.caption, grid.label) == ((2, 2), "Stones of the bed", "tbl-stones")
    cells = [b.prose.text for b in sample.blocks if b.kind is BlockKind.TABLE_CELL]
    assert cells == [
        "Place",
        f"Depth {OBJECT}",
        "ford",
        "1",
        "pool",
        "7",
        "Stone",
        "Colour",
        "slate",
        "grey blue",
    ]


def test_tables_ruled_with_dashes_are_read_cell_by_cell() -> None:
    text = (
        "Left      Right\n--------  -----\nstill     1\nfast      2\n\n: Simple {#tbl-s}\n\n"
        "-----------------\n Place    What\n -------  -------\n Ford     a way\n          over\n\n Pool     deep\n"
        "-----------------\n\nAfter.\n"
    )
    document = parse(text)
    assert [t.label for t in document.tables] == ["tbl-s", None]
    assert [b.prose.text for b in document.blocks if b.kind is BlockKind.TABLE_CELL] == [
        "Left", "Right", "still", "1", "fast", "2", "Place", "What", "Ford", "a way over", "Pool", "deep",
    ]  # fmt: skip
    assert prose(text)[-1] == "After."


def test_shortcodes_embeds_math_notes_and_comments_are_found(sample: Document) -> None:
    assert [(s.name, s.arguments, dict(s.pairs)) for s in sample.shortcodes] == [
        ("video", ("https://example.org/film.mp4",), {"title": "The film"})
    ]
    assert [(e.kind, e.url, e.title) for e in sample.embeds] == [
        ("video", "https://example.org/film.mp4", "The film"),
        ("iframe", "https://example.org/map", "A map"),
    ]
    assert [(m.display, m.label) for m in sample.math] == [(False, None), (True, "eq-flow")]
    assert [(f.name, f.definition) for f in sample.footnotes] == [("silt", False), ("", True), ("silt", True)]
    assert [sample.slice(span) for span in sample.comments] == ["<!-- a comment\nwith two lines -->"]


def test_prose_holds_the_words_and_nothing_else(sample: Document) -> None:
    blocks = {b.prose.text: b.kind for b in sample.blocks}
    first = next(text for text in blocks if text.startswith("A river"))
    assert first == (
        f"A river carries silt and {OBJECT} to the sea, as {OBJECT} shows and {OBJECT} explain. "
        f"Write to us@example.org or read {OBJECT}. The slope {OBJECT} matters, and so does H2O or x2. "
        "An escaped * star & an entity."
    )
    assert blocks["first stone that goes on"] is BlockKind.LIST_ITEM
    assert blocks["Still waters run deep."] is BlockKind.QUOTE
    assert blocks["Where one can cross."] is BlockKind.DEFINITION
    assert blocks["Fine grains of rock."] is BlockKind.FOOTNOTE
    assert blocks["It says more."] is BlockKind.FOOTNOTE
    assert blocks["What a bank is"] is BlockKind.TITLE
    assert blocks["A line that rises and falls."] is BlockKind.ALT_TEXT
    assert blocks[f'Depth by "day", after {OBJECT}'] is BlockKind.CAPTION
    assert not any("raw" in text or "plot(" in text for text in blocks)


def test_a_block_knows_the_heading_it_stands_under(sample: Document) -> None:
    block = next(b for b in sample.blocks if b.prose.text == "Left bank.")
    assert sample.headings[block.section].text == "Banks and beds"


def test_a_word_is_found_back_in_the_source_across_marks(sample: Document) -> None:
    block = next(b for b in sample.blocks if b.prose.text.startswith("A river"))
    at = block.prose.text.index("silt")
    span = block.prose.source(at, at + 4)
    assert span is not None
    assert sample.slice(span) == "silt"
    across = block.prose.source(at - 2, at + 4)
    assert across is None
    assert sample.slice(block.prose.cover(at - 8, at + 4)) == "carries **silt"


def test_a_line_block_is_read_without_its_bars() -> None:
    document = parse("| Still waters  \r\n| run deep\r\n")
    assert [b.prose.text for b in document.blocks] == ["Still waters run deep"]
    assert all(
        document.text[p.source : p.source + p.length].strip("\r") for p in document.blocks[0].prose.pieces
    )


def test_lists_of_every_kind_are_items() -> None:
    text = "a.  one\nb.  two\n\n(i) three\n\n#. four\n\n(@ex) five\n\nAs @ex says.\n\n1) six\n\n* seven\n"
    document = parse(text)
    items = [b.prose.text for b in document.blocks if b.kind is BlockKind.LIST_ITEM]
    assert items == ["one", "two", "three", "four", "five", "six", "seven"]
    assert document.citations == ()


def test_an_initial_begins_no_list() -> None:
    assert prose("B. Hart wrote it.\n", BlockKind.PARAGRAPH) == ["B. Hart wrote it."]


def test_markdown_inside_html_blocks_is_read() -> None:
    text = "<details>\n<summary>More *words*</summary>\n\nInside.\n\n</details>\n"
    assert prose(text) == ["More words", "Inside."]


def test_scripts_styles_and_comments_are_no_prose() -> None:
    text = "<style>\np { color: red }\n\nb { x: y }\n</style>\n\n<!-- a\n\nb -->\n\nText <!-- c --> here.\n"
    assert prose(text) == ["Text  here."]


def test_math_may_hold_lines_that_look_like_blocks() -> None:
    document = parse("Thus\n$$\n- a\n> b\n= c\n$$ {#eq-x}\n\nThen.\n")
    assert [m.label for m in document.math] == ["eq-x"]
    assert [b.prose.text for b in document.blocks] == [f"Thus {OBJECT}", "Then."]


def test_money_is_no_math() -> None:
    assert parse("It costs $5 and then $10 more.\n").math == ()


def test_r_markdown_references_labels_and_texts_are_read() -> None:
    text = (
        "See \\@ref(fig:flow), \\@ref(rivers) and \\@ref(tab:x).\n\n(ref:cap) A *caption* of text.\n\n"
        '```{r flow, fig.cap="(ref:cap)"}\nplot()\n```\n\n```{r x}\nkable(d, caption = "T")\n```\n\n$$a (\\#eq:one)$$\n'
    )
    document = parse(text, path="a.Rmd")
    assert [(r.label, r.kind) for r in document.cross_references] == [
        ("fig:flow", "fig"), ("rivers", ""), ("tab:x", "tab"),
    ]  # fmt: skip
    assert {label.identifier for label in document.labels} == {"flow", "fig:flow", "x", "tab:x", "eq:one"}
    assert "A caption of text." in [b.prose.text for b in document.blocks if b.kind is BlockKind.CAPTION]


@pytest.mark.parametrize(
    ("text", "mended"),
    [
        ("![A river(images/a.png)\n", "![A river](images/a.png)"),
        ("![A river (wide)(images/a.png){#fig-a}\n", "![A river (wide)](images/a.png)"),
        ("Text before ![A river\nin two lines(a.jpg) and after.\n", "![A river\nin two lines](a.jpg)"),
        ("![A river](images/a.png\n", "![A river](images/a.png)"),
        ("![A river](images/a.png{#fig-a}\n", "![A river](images/a.png)"),
        ("- item\n\n  ![A river(b.svg)\n", "![A river](b.svg)"),
        ("> ![A river\n> far(b.svg)\n", "![A river\n> far](b.svg)"),
        ("![A river. [@moss2020](images/a.png){#fig-a}\n", "![A river. [@moss2020]](images/a.png)"),
        ("![A [river](https://a.org) far(images/a.png)\n", "![A [river](https://a.org) far](images/a.png)"),
        ("![A river(images/a.png)]\n", "![A river](images/a.png)"),
        ("![A river](https://a.org/img?x=1 and more\n", "![A river](https://a.org/img?x=1)"),
    ],
)
def test_an_image_without_its_bracket_is_told_with_its_mending(text: str, mended: str) -> None:
    document = parse(text)
    problem = document.problems[0]
    assert (problem.kind, problem.replacement) == ("unclosed-image", mended)
    assert len(document.images) == 1
    fixed = text[: problem.span.start] + (problem.replacement or "") + text[problem.span.end :]
    assert parse(fixed).problems == ()
    assert [i.target for i in parse(fixed).images] == [i.target for i in document.images]


@pytest.mark.parametrize(
    "text",
    [
        "Wow! [a](b)",
        "![a][b] (c.png)\n\n[b]: d.png",
        "An ![open thing, and (see x) more",
        "a![b]",
        "![see [it](https://a.org/x) there",
    ],
)
def test_what_is_no_broken_image_is_left_alone(text: str) -> None:
    assert kinds(text) == []


def test_a_link_without_its_parenthesis_is_told() -> None:
    document = parse("See [the sea](https://example.org/sea and more.\n")
    assert [(p.kind, p.replacement) for p in document.problems] == [
        ("unclosed-link", "[the sea](https://example.org/sea)")
    ]


@pytest.mark.parametrize(
    ("text", "expected", "line"),
    [
        ("```python\nx\n", "unclosed-fence", 1),
        ("Text.\n\n```{r}\nx\n\nText.\n\n```{r}\ny\n```\n", "unclosed-fence", 3),
        ("::: {.note}\nText.\n", "unclosed-div", 1),
        ("Text.\n\n:::\n", "stray-div", 3),
        (":::: {.a}\n::: {.b}\nText.\n::::\n\nMore.\n", "unclosed-div", 2),
        ("::: {.a}\n::: {.b}\nText.\n:::\n", "unclosed-div", 1),
        ("::: {callout-tip}\nText.\n:::\n", "broken-attributes", 1),
        ("::: {.a\nText.\n:::\n", "broken-attributes", 1),
        ("Text\n# Heading\n\nMore.\n", "heading-without-blank-line", 2),
        ("Text:\n- one\n- two\n", "list-without-blank-line", 2),
        ("Text:\n::: {.note}\nx\n:::\n", "div-without-blank-line", 2),
        ("Text:\n> quoted\n", "quote-without-blank-line", 2),
        ("Text:\n| a | b |\n|---|---|\n| 1 | 2 |\n", "table-without-blank-line", 2),
        ("---\ntitle: x\n\nText without end.\n", "unclosed-front-matter", 1),
    ],
)
def test_what_is_begun_wrongly_or_never_ended_is_told_on_its_line(
    text: str, expected: str, line: int
) -> None:
    document = parse(text)
    assert [(p.kind, document.lines.line_at(p.span.start)) for p in document.problems] == [(expected, line)]


@pytest.mark.parametrize(
    "text",
    [
        "::: {.a}\n:::: {.b}\nx\n::::\n:::\n",
        ":::: {.a}\n::: {.b}\nx\n:::\n::::\n",
        "::: {.a}\n::: {.b}\nx\n:::\n:::\n",
        "::::: a\n::: b\nx\n::::\n:::\n",
        "::: a :::\nx\n:::\n",
        "- item\n\n  ::: {.a}\n  x\n  :::\n",
        "# One\n## Two\ntext\n",
        "- a\n  - b\n    1. c\n",
        "````markdown\n```{r}\nx\n```\n````\n",
        "~~~\n```\n~~~\n",
        "1. a\n\n    ```r\n    x\n    ```\n2. b\n",
        "> ```r\n> x\n> ```\n",
    ],
)
def test_sound_nesting_is_no_problem(text: str) -> None:
    assert kinds(text) == []


def test_a_code_block_that_runs_into_the_next_ends_there() -> None:
    document = parse("```{r}\nx\n\nText between.\n\n```{python}\ny\n```\n\nAfter.\n")
    assert [(c.language, c.closed) for c in document.cells] == [("r", False), ("python", True)]
    assert [b.prose.text for b in document.blocks] == ["After."]


def test_bytes_are_decoded_or_told() -> None:
    assert decode(b"\xef\xbb\xbfa") == ("a", None)
    text, problem = decode("é".encode("latin-1") + b"a")
    assert (text, problem.kind if problem else None) == ("\N{REPLACEMENT CHARACTER}a", "not-utf8")
    assert [p.kind for p in decode(b"a\0b")[1:] if p] == ["nul-character"]
