from __future__ import annotations

from checks.finding import Severity
from tests.checks.support import book_of, run_rule

UNEXPLAINED = (
    "# Debts\n\n## Correction Cascades\n\nEven large teams can avoid correction cascades down the line.\n"
)


def test_a_coined_term_that_nobody_explains_is_a_notice_at_its_first_use() -> None:
    [found] = run_rule("undefined-term", UNEXPLAINED)
    assert (found.match, found.line, found.severity) == ("correction cascades", 5, Severity.NOTICE)


def test_one_sentence_that_says_what_it_is_is_enough() -> None:
    text = UNEXPLAINED + "\nA correction cascade is a chain of models, each of which mends the one before.\n"
    assert run_rule("undefined-term", text).matches == []
    named = UNEXPLAINED.replace("Even", "Chains of mended models are known as correction cascades. Even")
    assert run_rule("undefined-term", named).matches == []


def test_a_caption_that_only_names_the_concept_does_not_explain_it() -> None:
    shown = UNEXPLAINED.replace("Even", "![It shows the concept of correction cascades.](a.png)\n\nEven")
    [found] = run_rule("undefined-term", shown)
    assert found.line == 7


def test_an_earlier_chapter_with_that_heading_has_explained_it() -> None:
    book = book_of({"a.qmd": "## Correction Cascades\n\nText.\n", "chapter.qmd": ""})
    assert run_rule("undefined-term", UNEXPLAINED, book=book).matches == []


def test_headings_of_plain_words_announce_no_term() -> None:
    text = (
        "## Model Training\n\nThe model training takes long.\n\n## Further Reading\n\nMore further reading.\n"
    )
    result = run_rule("undefined-term", text)
    assert result.matches == []
    assert result.not_applicable is None, "a person still judges the other terms"
