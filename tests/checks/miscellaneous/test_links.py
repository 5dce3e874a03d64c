from typing import Any

from checks.book import LinkFact, Links, LinkState, Removed
from checks.config import Config
from checks.finding import On, Severity
from tests.checks.support import Ran, book_of, run_rule

TEXT = "# Ops\n\nSee [the paper](https://ex.org/a) and [more](https://ex.org/b).\n"


def probed(**states: Any) -> Links:
    facts = {}
    for name, fact in states.items():
        url = f"https://ex.org/{name}"
        facts[url] = fact if isinstance(fact, LinkFact) else LinkFact(url, fact, "404 Not Found, twice")
    return Links(facts)


def judged(
    rule: str, links: Links, text: str = TEXT, config: dict[str, Any] | None = None, **facts: Any
) -> Ran:
    return run_rule(rule, text, links=links, config=Config.model_validate({"links": config or {}}), **facts)


GOOD, DEAD, DOUBTFUL, UNKNOWN = LinkState.GOOD, LinkState.DEAD, LinkState.DOUBTFUL, LinkState.UNKNOWN


def test_a_dead_link_is_an_error_at_its_address() -> None:
    ran = judged("dead-link", probed(a=DEAD, b=GOOD))
    (finding,) = ran
    assert (finding.match, finding.line, finding.column, finding.end_column) == (
        "https://ex.org/a",
        3,
        17,
        33,
    )
    assert finding.severity is Severity.ERROR
    assert finding.decides
    assert "404 Not Found, twice" in finding.message
    assert ran.waiting is None


def test_a_doubtful_link_only_warns() -> None:
    assert [f.severity for f in judged("doubtful-link", probed(a=DOUBTFUL, b=DEAD))] == [Severity.WARNING]
    assert not judged("dead-link", probed(a=DOUBTFUL, b=GOOD)).findings


def test_links_that_were_not_tried_are_waited_for_not_passed() -> None:
    waiting = judged("dead-link", Links(online=False, why="the network is down")).waiting
    assert waiting is not None
    assert (waiting.on, "the network is down" in waiting.reason) == (On.MACHINE, True)
    waiting = judged("dead-link", probed(a=GOOD, b=UNKNOWN)).waiting
    assert waiting is not None
    assert "1 new link was not answered yet, among them https://ex.org/b" in waiting.reason
    waiting = judged("dead-link", probed(a=GOOD)).waiting
    assert waiting is not None
    assert waiting.on is On.PERSON


def test_only_links_on_new_lines_decide_and_are_waited_for() -> None:
    assert judged("dead-link", Links(online=False, why="down"), changed={1}).waiting is None
    (finding,) = judged("dead-link", probed(a=DEAD, b=GOOD), changed={1})
    assert not finding.decides


def test_an_ignored_link_is_evidence_with_its_reason() -> None:
    config = {"ignore": [{"url": "https://ex.org/*", "reason": "refuses programs"}]}
    ran = judged("dead-link", probed(a=DEAD, b=DEAD), config=config)
    assert not ran.findings
    assert ran.evidence == [
        "https://ex.org/a is not checked: refuses programs",
        "https://ex.org/b is not checked: refuses programs",
    ]


def test_a_chapter_without_external_links_has_nothing_to_judge() -> None:
    for rule in ("dead-link", "doubtful-link", "moved-link", "missing-anchor"):
        assert judged(rule, Links(), "# Ops\n\nNo links.\n").not_applicable is not None


def test_a_config_that_tries_no_links_is_said() -> None:
    assert judged("dead-link", Links(), config={"most": 0}).not_applicable is not None


def moved(to: str, url: str = "https://ex.org/a") -> Links:
    return Links({url: LinkFact(url, GOOD, moved_to=to)})


def test_a_moved_link_offers_its_new_address() -> None:
    (finding,) = judged("moved-link", moved("https://new.org/a"))
    assert (finding.severity, finding.replacement) == (Severity.WARNING, "https://new.org/a")


def test_a_moved_link_keeps_its_fragment() -> None:
    text = "[x](https://ex.org/a#part)\n"
    (finding,) = judged("moved-link", moved("https://new.org/a", "https://ex.org/a#part"), text)
    assert finding.replacement == "https://new.org/a#part"


def test_a_page_that_became_a_front_page_is_no_replacement() -> None:
    (finding,) = judged("moved-link", moved("https://new.org/"))
    assert finding.replacement is None
    assert "front page" in finding.message


def test_addresses_made_to_redirect_are_left_alone() -> None:
    url = "https://doi.org/10.1/x"
    assert not judged("moved-link", moved("https://publisher.org/x", url), f"<{url}>\n").findings


def test_a_definition_used_twice_is_one_finding() -> None:
    text = "[x][r] and [y][r]\n\n[r]: https://ex.org/a\n"
    assert judged("dead-link", probed(a=DEAD), text).lines == [3]


# -- inside the book -------------------------------------------------------------------------------------------------

OTHER = "# Training {#sec-training}\n\n## Data Sets\n\n## Data Sets\n"


def anchors(text: str, rule: str = "missing-anchor", **facts: Any) -> Ran:
    removed = facts.pop("removed", Removed())
    book = book_of(
        {"a/chapter.qmd": text, "a/training.qmd": OTHER}, paths={"top.md", "a/extra.html"}, removed=removed
    )
    return run_rule(rule, text, path="a/chapter.qmd", book=book, **facts)


def test_an_anchor_that_nothing_has_is_told_with_a_guess() -> None:
    (finding,) = anchors("# Ops\n\n## Summary\n\n[below](#sumary)\n")
    assert finding.message == (
        "`#sumary` points to no anchor of this chapter: nothing there has that name. Did you mean `summary`?"
    )


def test_an_anchor_of_another_chapter_is_looked_for_there() -> None:
    text = (
        "# Ops\n\n[a](training.qmd#data-sets) [b](training.qmd#data-sets-1) [c](training.qmd#sec-training)\n"
    )
    assert not anchors(text).findings
    (finding,) = anchors("# Ops\n\n[a](training.qmd#data-set)\n")
    assert "no anchor of `a/training.qmd`" in finding.message


def test_an_anchor_that_stands_in_another_chapter_is_pointed_to() -> None:
    (finding,) = anchors("# Ops\n\n[a](#sec-training)\n")
    assert "write `training.qmd#sec-training`" in finding.message


def test_anchors_made_by_pandoc_and_links_to_the_top_are_left_alone() -> None:
    text = "# Ops\n\n[a](#) [b](#top) [c](#fn1) [d](#ref-kuhn2020) [e](https://ex.org/#x) [f](training.html#data-sets)\n"
    assert not anchors(text).findings


def test_an_anchor_that_this_pull_request_removed_decides_wherever_it_is_used() -> None:
    removed = Removed(anchors=frozenset({"a/training.qmd#old"}))
    (finding,) = anchors("# Ops\n\n[a](training.qmd#old)\n", removed=removed, changed={1})
    assert finding.decides
    assert "this pull request took it away" in finding.message
    (older,) = anchors("# Ops\n\n[a](training.qmd#never)\n", changed={1})
    assert not older.decides


def test_a_page_that_does_not_exist_is_told_once_with_a_guess() -> None:
    (finding,) = anchors("# Ops\n\n[a](trianing.qmd)\n", "missing-file")
    assert (
        finding.message
        == "`trianing.qmd` leads nowhere: the repository has no such file. Did you mean `training.qmd`?"
    )
    assert not anchors("# Ops\n\n[a](trianing.qmd#never)\n").findings


def test_pages_that_exist_under_any_spelling_of_their_address_are_left_alone() -> None:
    text = (
        "# Ops\n\n[a](training.qmd) [b](./training.html) [c](/a/training.qmd) [d](../top.md) [e](extra.html)"
        " [f](training.qmd?x=1#data-sets) [g](_site/x.html) [h](../../out.html)\n"
    )
    assert not anchors(text, "missing-file").findings


def test_a_page_that_this_pull_request_removed_decides() -> None:
    removed = Removed(paths=frozenset({"a/gone.qmd"}))
    (finding,) = anchors("# Ops\n\n[a](gone.qmd)\n", "missing-file", removed=removed, changed={1})
    assert finding.decides
    assert "this pull request removes it" in finding.message
