import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from checks.checklist import Form, read_form, required_items
from checks.config import Config
from checks.items import ITEMS
from tests.corpus_path import CORPUS, needs_corpus

PROOFREAD = "The chapter has been proofread for grammar and spelling errors."
LABELS = "The Pull Request includes any necessary labels or tags."
SHORT_FORM_OF = "528ab48c420a66edd2f35a7648642efcbb527410"


def one(body: str) -> tuple[str | None, bool, str]:
    """The only box of a body: what it means, whether it is ticked, and what stands in its brackets."""
    (box,) = read_form(body).boxes
    return box.item, box.ticked, body[box.span.start : box.span.end]


@pytest.mark.parametrize("marker", ["-", "*", "+", "1.", "12)", "- -", "   -"])
@pytest.mark.parametrize(
    ("inside", "ticked"),
    [
        (" ", False),
        ("x", True),
        ("X", True),
        (" x", True),
        ("x ", True),
        (" X ", True),
        ("  ", False),
        ("\t", False),
    ],
)
@pytest.mark.parametrize("end", ["", "\n", "\r\n", "\r"])
def test_every_shape_of_a_box_is_read(marker: str, inside: str, ticked: bool, end: str) -> None:
    assert one(f"{marker} [{inside}] {PROOFREAD}{end}") == ("4.1", ticked, inside)


@pytest.mark.parametrize(
    "body",
    [
        f"<!--\n- [ ] {PROOFREAD}\n-->",
        f"<!-- unclosed\n- [x] {PROOFREAD}\n\n- [x] {LABELS}",
        f"```\n- [x] {PROOFREAD}\n```",
        f"~~~md\n- [x] {PROOFREAD}\n~~~",
        f"- item\n\n  ```\n  - [x] {PROOFREAD}\n  ```",
        f"> - [x] {PROOFREAD}",
        f"- quoted:\n  > - [x] {PROOFREAD}",
        f"text\n\n    - [x] {PROOFREAD}",
        f"<pre>\n- [x] {PROOFREAD}\n</pre>",
        f"- [x]({PROOFREAD})",
        f"- [x][ref] {PROOFREAD}",
        f"- [x]{PROOFREAD}",
        f"-[x] {PROOFREAD}",
        f"- []{PROOFREAD}",
        f"- \\[x] {PROOFREAD}",
        f"- `[x] {PROOFREAD}`",
        f"| a |\n|---|\n| - [x] {PROOFREAD} |",
        f"[x] {PROOFREAD}",
        "",
        "No form at all.",
    ],
)
def test_what_github_does_not_draw_as_a_box_is_none(body: str) -> None:
    assert read_form(body).boxes == ()


def test_a_missing_body_has_no_form() -> None:
    assert read_form(None) == Form()
    assert not read_form(None).present


def test_boxes_indented_under_numbered_bold_sections_are_read() -> None:
    body = (
        "1. **Content**\r\n    - [x] All technical terms are well-defined and explained.\r\n  \r\n"
        f"2. **Grammar & Style**\r\n    - [ ] {PROOFREAD}\r\n"
    )
    form = read_form(body)
    assert [(b.item, b.ticked, b.section, b.line) for b in form.boxes] == [
        ("1.2", True, "Content", 2),
        ("4.1", False, "Grammar & Style", 5),
    ]


@pytest.mark.parametrize(
    "title", ["## 4. Grammar & Style", "**Grammar & Style**", "Grammar & Style:", "Grammar\n==="]
)
def test_the_section_is_the_title_above(title: str) -> None:
    (box,) = read_form(f"{title}\n\n- [ ] {PROOFREAD}\n").boxes
    assert "Grammar" in (box.section or "")


def test_boxes_inside_an_open_details_element_count() -> None:
    body = f"<details>\n<summary>Checklist</summary>\n\n- [ ] {PROOFREAD}\n\n</details>"
    assert one(body)[0] == "4.1"


def test_another_bots_list_stays_its_own() -> None:
    body = (
        f"- [ ] {PROOFREAD}\n\n"
        "<!-- helper-bot:start -->\n## Finishing touches\n\n"
        f"- [x] {LABELS}\n- [ ] The chapter has been proofread\n<!-- helper-bot:end -->\n\n"
        "- [ ] <!-- rebase-check -->All references are correctly listed at the end of the chapter.\n"
    )
    assert [box.item for box in read_form(body).boxes] == ["4.1", None, None, None]


def test_a_form_that_fences_itself_is_still_the_form() -> None:
    body = f"<!-- checklist:start -->\n\n- [ ] {PROOFREAD}\n\n<!-- checklist:end -->"
    assert one(body)[0] == "4.1"


def test_other_boxes_are_read_and_mean_nothing() -> None:
    form = read_form(f"- [x] Tests pass\n- [ ] {LABELS}\n- [ ]")
    assert [(b.item, b.text, b.ticked) for b in form.boxes] == [
        (None, "Tests pass", True),
        ("7.3", LABELS, False),
        (None, "", False),
    ]
    assert form.items == ("7.3",)


def test_a_copy_that_is_ticked_ticks_the_item() -> None:
    form = read_form(f"- [x] {PROOFREAD}\n- [ ] {LABELS}\n\n---\n\n- [ ] {PROOFREAD}\n- [ ] {LABELS}\n")
    assert len(form.of["4.1"]) == 2
    assert form.ticked("4.1") is True
    assert form.ticked("7.3") is False
    assert form.ticked("1.1") is None


@pytest.mark.parametrize(
    ("written", "reason"),
    [
        (f"{LABELS} N/A: a typo only", "a typo only"),
        (f"{LABELS} (n/a - a typo only)", "a typo only"),
        (f"~~{LABELS}~~ **N/A**: a typo only", "a typo only"),
        (f"{LABELS}\n  Not applicable because a typo only.", "a typo only"),
        (f"{LABELS} NA: a typo only", "a typo only"),
        (f"{LABELS} N/A", None),
        (f"{LABELS} n/a:", None),
        (LABELS, None),
    ],
)
def test_a_reason_beside_an_item_is_data_and_never_hides_the_item(written: str, reason: str | None) -> None:
    (box,) = read_form(f"- [ ] {written}\n").boxes
    assert (box.item, box.not_applicable) == ("7.3", reason)


def test_a_struck_item_is_known_as_struck() -> None:
    boxes = read_form(f"- [ ] ~~{LABELS}~~\n- [ ] {PROOFREAD} ~~soon~~\n").boxes
    assert [(b.item, b.struck) for b in boxes] == [("7.3", True), ("4.1", False)]


def test_marks_and_links_inside_an_item_do_not_hide_it() -> None:
    body = "- [x] The chapter has been **proofread** for [grammar](https://example.org) and *spelling* errors. <!-- 4 -->"
    assert one(body)[0] == "4.1"


def test_a_hostile_body_is_read_in_no_time() -> None:
    for body in ("- " * 30_000, "- [ ] " * 10_000, "> " * 30_000 + "- [ ] x", "- [ ] " + "*[`<" * 16_000):
        read_form(body)


@needs_corpus
def test_the_real_forms_are_read_whole() -> None:
    whole = [item.id for item in ITEMS if item.id != "1.5"]
    short = ["4.1", "3.2", "3.3", "3.5", "3.1"]
    found = list(CORPUS.glob("cs249r/*/.github/PULL_REQUEST_TEMPLATE.md"))
    assert found
    for path in found:
        wanted = short if path.parts[-3] == SHORT_FORM_OF else whole
        text = path.read_bytes().decode()
        for body in (text, text.replace("\n", "\r\n"), text.replace("- [ ]", "* [X]")):
            boxes = read_form(body).boxes
            assert [box.item for box in boxes] == wanted
            assert all(body[b.span.start - 1] == "[" and body[b.span.end] == "]" for b in boxes)


def test_the_form_at_the_base_branch_says_what_is_required() -> None:
    template = f"- [ ] {PROOFREAD}\n- [ ] {LABELS}\n"
    assert required_items(template, Config()) == ("4.1", "7.3")
    off = Config.model_validate({"items": {"7.3": {"enabled": False}}})
    assert required_items(template, off) == ("4.1",)


def test_without_a_form_the_preset_decides() -> None:
    code = "- [ ] Tests pass\n- [ ] Changelog updated\n- [ ] Labels are added\n"
    for template in (None, "", "Just text", code):
        assert len(required_items(template, Config())) == 25
        assert required_items(template, Config(form="short")) == ("3.1", "3.2", "3.3", "3.5", "4.1")


@settings(max_examples=150, deadline=None)
@given(
    st.lists(
        st.sampled_from(
            [
                f"- [ ] {PROOFREAD}",
                f"   * [ x] {LABELS}",
                "- [x] Buy milk",
                "1. **Final Steps**",
                "```",
                "> ",
                "<!--",
                "-->",
                "",
                "    ",
                "\t",
                "- ",
                "[ ]",
                "\0",
                "\u2028",
                "\N{GRINNING FACE}",
            ]
        )
        | st.text(max_size=12),
        max_size=14,
    ),
    st.sampled_from(["\n", "\r\n", "\r"]),
)
def test_every_box_found_stands_between_brackets_on_its_line(lines: list[str], end: str) -> None:
    body = end.join(lines)
    for box in read_form(body).boxes:
        inside = body[box.span.start : box.span.end]
        assert body[box.span.start - 1] + body[box.span.end] == "[]"
        assert inside
        assert not inside.strip(" \t\x0b\x0cxX\xa0\u2028\u2029\x1c\x1d\x1e\x1f\x85").strip()
        assert box.ticked == ("x" in inside.lower())
