from __future__ import annotations

from checks.config import Config
from checks.finding import Severity
from tests.checks.support import book_of, run_rule

MANY = (
    "We use [Git](https://git-scm.com/), [Kafka](https://kafka.apache.org/), [Ansible](https://www.ansible.com/),"
    " [Redis](https://redis.io/) and [Jenkins](https://www.jenkins.io/)."
)


def test_a_tool_that_another_chapter_links_is_linked_at_its_first_mention() -> None:
    book = book_of({"a.qmd": "Try [Grafana](https://grafana.com/).", "chapter.qmd": ""})
    [found] = run_rule("unlinked-resource", "Dashboards in Grafana are nice. Grafana again.", book=book)
    assert (found.match, found.column, found.severity) == ("Grafana", 15, Severity.WARNING)
    assert found.replacement == "[Grafana](https://grafana.com/)"
    assert "a.qmd" in found.message


def test_a_tool_that_this_chapter_links_anywhere_is_left_alone() -> None:
    book = book_of({"a.qmd": "Try [Grafana](https://grafana.com/).", "chapter.qmd": ""})
    text = "Grafana is nice. Get [Grafana](https://grafana.com/)."
    assert run_rule("unlinked-resource", text, book=book).matches == []


def test_a_chapter_that_links_its_tools_is_told_of_a_known_one_it_forgot() -> None:
    assert run_rule("unlinked-resource", f"{MANY} We serve it with FastAPI.").matches == ["FastAPI"]
    assert run_rule("unlinked-resource", "We serve it with FastAPI.").matches == []


def test_names_in_code_headings_and_longer_names_are_left_alone() -> None:
    text = f"{MANY}\n\n## FastAPI\n\nRun `FastAPI` or read fastapi.io/FastAPI.\n"
    assert run_rule("unlinked-resource", text).matches == []


def test_the_longest_name_wins() -> None:
    [found] = run_rule("unlinked-resource", f"{MANY} It is TensorFlow Probability that we need.")
    assert found.match == "TensorFlow Probability"


def test_an_encyclopedia_entry_is_no_home_of_a_tool() -> None:
    book = book_of({"a.qmd": "[Moore](https://en.wikipedia.org/wiki/Moore)", "chapter.qmd": ""})
    assert run_rule("unlinked-resource", "As Moore said.", book=book).not_applicable is not None


def test_a_law_or_a_public_body_is_no_resource() -> None:
    other = (
        "[GDPR](https://gdpr.eu/) and the [NCFT](https://ncft.org/), the National Commission for Tea (NCFT)."
        " A [FROB](https://frob.org/) is a tool."
    )
    book = book_of({"a.qmd": other, "chapter.qmd": ""})
    found = run_rule("unlinked-resource", "GDPR and NCFT ask for a FROB.", book=book)
    assert found.matches == ["FROB"]


def test_a_page_about_a_tool_is_not_its_home() -> None:
    other = (
        "[Grafana](https://github.com/us/project/blob/main/grafana.R), [Quilting](https://us.example/quilting.html)"
        " and [Weaving](https://weaving.example/start.html)."
    )
    book = book_of({"a.qmd": other, "chapter.qmd": ""})
    assert run_rule("unlinked-resource", "Grafana, Quilting, Weaving.", book=book).matches == ["Weaving"]


def test_the_settings_give_the_address() -> None:
    config = Config(resources={"Frobnicator": "https://frob.example/"})
    [found] = run_rule("unlinked-resource", "We use the Frobnicator.", config=config)
    assert found.replacement == "[Frobnicator](https://frob.example/)"


def test_a_data_set_without_link_or_citation_is_told() -> None:
    assert run_rule("uncredited-dataset", "We train on ImageNet.").matches == ["ImageNet"]
    assert run_rule("uncredited-dataset", "We train on ImageNet [@deng2009].").matches == []
    assert run_rule("uncredited-dataset", "We train on [ImageNet](https://www.image-net.org/).").matches == []
    assert run_rule("uncredited-dataset", "We train on our own pictures.").not_applicable is not None
