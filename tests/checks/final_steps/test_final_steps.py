from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checks.config import Config
from checks.final_steps.description import own_words
from checks.final_steps.people import mentions
from checks.final_steps.title import EMPTY, STOP, informative, vagueness
from checks.finding import Severity
from checks.items import ITEMS
from checks.pull import ChangedFile, FileStatus, Pull, Review
from tests.checks.support import HEAD, Ran, book_of, run_rule


def pull(title: str = "A title", body: str = "", **facts: Any) -> Pull:
    return Pull(1, title, body, facts.pop("author", "yanjingl"), HEAD, bot_login="galleyproof[bot]", **facts)


def judged(rule: str, config: dict[str, Any] | None = None, **facts: Any) -> Ran:
    book = book_of({"ops.qmd": "# Ops\n"}, changed={"ops.qmd": frozenset({1})})
    return run_rule(
        rule,
        "# Ops\n",
        path="ops.qmd",
        book=book,
        pull=pull(**facts),
        config=Config.model_validate(config or {}),
    )


# -- 7.1 -------------------------------------------------------------------------------------------------------------


def test_without_a_config_chapters_go_into_the_default_branch() -> None:
    assert judged("wrong-base", base_ref="dev", default_branch="dev").evidence == ["goes into `dev`"]
    (finding,) = judged("wrong-base", base_ref="gh-pages", default_branch="main")
    assert finding.match == "gh-pages"
    assert "go into `main`" in finding.message


def test_the_config_names_the_branches() -> None:
    config = {"branches": ["main", "release/*"]}
    assert not judged("wrong-base", config, base_ref="release/2").findings
    assert (
        "`main` or `release/*`"
        in judged("wrong-base", config, base_ref="dev", default_branch="dev")[0].message
    )


@pytest.mark.parametrize(
    ("mergeable", "state", "found"),
    [("CONFLICTING", "DIRTY", 1), ("UNKNOWN", "UNKNOWN", 0), ("MERGEABLE", "BLOCKED", 0)],
)
def test_only_a_known_conflict_is_one(mergeable: str, state: str, found: int) -> None:
    assert len(judged("conflicts", mergeable=mergeable, merge_state=state)) == found


def test_a_branch_that_is_behind_is_a_warning() -> None:
    assert [f.severity for f in judged("stale-branch", merge_state="BEHIND")] == [Severity.WARNING]
    assert not judged("stale-branch", merge_state="CLEAN").findings


# -- 7.2 -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "title",
    [
        "WIP",
        "wip: ",
        "Update index.qmd",
        "Yanjing updates",
        "Yanjing's updates",
        "Patch 1",
        "patch-1",
        "fix",
        "Fix #12",
        "MLOps",
        "Update MLOps",
        "ops.qmd",
        "contents/ops/ops.qmd",
        "Ops chapter edits",
        "Chapter 12",
        "Minor updates",
        "\N{ROCKET}",
        "",
        "#12",
        "Add files via upload",
        "Final version",
        "Merge branch 'main' into dev",
        "Changes",
        "更新",
    ],
)
def test_a_title_that_says_nothing_is_vague(title: str) -> None:
    assert vagueness(title, pull(head_ref="patch-1")) is not None


@pytest.mark.parametrize(
    "title",
    [
        "Fix typos",
        "Add TinyML glossary",
        "docs: rewrite pruning",
        "Ops: explain drift",
        "Correct spelling",
        "更新数据工程章节",
        "Explain quantization with a worked example",
        "wip: pruning section",
        "Adding optimizations chapter",
        "Fix broken links in ops",
        "Update figures in data engineering",
        "Revert the new table of devices",
    ],
)
def test_a_title_that_names_a_thing_is_not(title: str) -> None:
    assert vagueness(title, pull(head_ref="patch-1")) is None


def test_the_name_of_the_branch_is_no_title() -> None:
    assert (
        vagueness("Feature/ops chapter", pull(head_ref="feature/ops-chapter"))
        == "is only the name of the branch"
    )
    long = "rewrite-data-pipeline-figures-completely"
    assert vagueness(long.replace("-", " "), pull(head_ref=long)) is None


def test_the_finding_quotes_the_title_and_shows_a_better_one() -> None:
    (finding,) = judged("vague-title", title="Update index.qmd")
    assert finding.match == "Update index.qmd"
    assert finding.message.startswith(
        "The title “Update index.qmd” is only the name of a file: say in a few words"
    )


@given(
    st.lists(st.text(alphabet="abcdefghijklmnopqrstuvwxyz", min_size=3, max_size=9), min_size=4, max_size=8),
    st.lists(st.sampled_from(["WIP:", "update", "#12", "index.qmd", "fixes", "the"]), max_size=4),
)
def test_four_words_that_say_something_are_never_vague(words: list[str], noise: list[str]) -> None:
    title = " ".join([*noise[:2], *words, *noise[2:]])
    if len([w for w in words if w not in EMPTY | STOP]) >= 4 and len(informative(title, pull())) >= 4:
        assert vagueness(title, pull()) is None


@given(st.text(max_size=60))
def test_any_title_can_be_judged(title: str) -> None:
    vagueness(title, pull(head_ref=title))


TEMPLATE = (
    "Thank you! Go through this list first.\n\n<!-- say what you did below -->\n\nSummary:\n\n"
    + "".join(f"- [ ] {item.text}\n" for item in ITEMS)
    + "- [ ] I am aware of the house rules\n"
)


@pytest.mark.parametrize(
    "body",
    [
        "",
        TEMPLATE,
        TEMPLATE.replace("[ ]", "[x]"),
        TEMPLATE.replace("\n", "\r\n"),
        TEMPLATE + "\nCloses #12",
        "<!-- nothing of mine here at all, only this long comment -->",
        "```\nfive words inside of code\n```",
        "## A heading of more than five words\n",
        "https://example.org/a/long/address/of/many/words",
        TEMPLATE.replace("labels or tags.", "labels or tags. N/A: none"),
    ],
)
def test_the_form_alone_is_no_description(body: str) -> None:
    (finding,) = judged("empty-description", body=body, template=TEMPLATE)
    assert "beside the form" in finding.message


@pytest.mark.parametrize(
    "body",
    [
        "Adds the pruning section we spoke of.",
        TEMPLATE.replace("Summary:", "Summary: adds the long awaited pruning section"),
        "- [x] Rewrote the part on pruning from scratch\n" + TEMPLATE,
        "增加了关于模型剪枝的新章节",
        "> quoted words that tell the reason why",
    ],
)
def test_five_words_of_ones_own_are_enough(body: str) -> None:
    assert not judged("empty-description", body=body, template=TEMPLATE).findings


def test_a_form_is_known_without_its_template_too() -> None:
    form = "Before submitting, please go through the checklist.\n\n1. **Content**\n   - [ ] " + ITEMS[0].text
    assert own_words(form, None) == 0


@given(st.text(max_size=80), st.text(max_size=80) | st.none())
def test_any_description_can_be_counted(body: str, template: str | None) -> None:
    assert own_words(body, template) >= 0


# -- 7.3 -------------------------------------------------------------------------------------------------------------

LABELER = "chapter:\n  - changed-files:\n      - any-glob-to-any-file: '*.qmd'\n"
FILES = (ChangedFile("ops.qmd", FileStatus.MODIFIED),)


def test_by_default_any_label_will_do() -> None:
    assert judged("missing-label", labels=("bug",)).evidence == ["labelled `bug`"]
    (finding,) = judged("missing-label")
    assert (finding.match, finding.severity) == ("no-label", Severity.ERROR)


def test_the_labeler_file_says_which_label_the_bot_may_add() -> None:
    (finding,) = judged("missing-label", labeler=LABELER, files=FILES)
    assert (finding.match, finding.severity) == ("label:chapter", Severity.ERROR)
    assert not judged("missing-label", labeler=LABELER, files=FILES, labels=("Chapter",)).findings


def test_every_label_that_the_config_demands_is_asked_for() -> None:
    config = {"labels": {"all_of": ["chapter", "reviewed"]}}
    assert judged("missing-label", config, labels=("chapter",)).matches == ["label:reviewed"]


def test_one_of_several_labels_is_enough_and_the_fitting_one_is_proposed() -> None:
    config = {"labels": {"any_of": ["chapter", "tooling"]}}
    assert not judged("missing-label", config, labels=("tooling",)).findings
    assert judged("missing-label", config).matches == ["any-of"]
    assert judged("missing-label", config, labeler=LABELER, files=FILES).matches == ["label:chapter"]


def test_where_the_config_lets_it_the_bot_sets_what_leaves_nothing_to_choose() -> None:
    config = {"labels": {"all_of": ["chapter"], "add": True}}
    assert judged("missing-label", config).evidence == ["labelled `chapter`"]
    assert judged("missing-label", {"labels": {"any_of": ["a", "b"], "add": True}}).matches == ["any-of"]
    assert judged("missing-label", {"labels": {"add": True}}).matches == ["no-label"]


def test_labels_that_nobody_asks_for_do_not_apply() -> None:
    assert judged("missing-label", {"labels": {"required": False}}).not_applicable is not None


# -- 7.4 -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "facts",
    [
        {"requested": ("ada",)},
        {"requested_teams": ("editors",)},
        {"reviews": (Review("ada", "DISMISSED", HEAD),)},
        {"body": "Could you look, @ada?"},
        {"body": "cc @press/editors"},
        {"codeowners": "*.qmd @ada"},
    ],
)
def test_anybody_who_knows_of_it_is_enough(facts: dict[str, Any]) -> None:
    ran = judged("nobody-asked", **facts)
    assert not ran.findings
    assert len(ran.evidence) == 1


@pytest.mark.parametrize(
    "body",
    [
        "",
        "`@ada`",
        "```\n@ada\n```",
        "<!-- @ada -->",
        "mail ada@example.org",
        "@yanjingl",
        "@galleyproof",
        "see @fig-loss",
        "https://example.org/@ada",
        "a/@ada/b",
        "    @ada in code",
    ],
)
def test_what_notifies_nobody_is_no_mention(body: str) -> None:
    assert mentions(pull(body=body)) == []
    assert judged("nobody-asked", body=body, codeowners="*.qmd @yanjingl").matches == ["nobody"]


def test_the_people_who_last_worked_on_the_chapter_are_proposed() -> None:
    last = {"ops.qmd": ("yanjingl", "bob", "eve", "other[bot]"), "elsewhere.qmd": ("kim",)}
    (finding,) = judged("nobody-asked", last_authors=last)
    assert finding.message.endswith(" @bob and @eve last worked on these chapters.")


@given(st.text(max_size=60))
def test_any_description_can_be_searched_for_mentions(body: str) -> None:
    mentions(pull(body=body))
