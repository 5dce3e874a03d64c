from __future__ import annotations

import pytest

from checks.finding import Severity
from checks.style.proofread.grammar.article import sounds_like_vowel
from checks.style.proofread.grammar.pattern import Patterns, compile_pattern
from checks.style.proofread.grammar.slip import Run
from checks.style.proofread.grammar.table import rows
from tests.checks.support import run_rule


@pytest.mark.parametrize(
    ("sentence", "wrong", "right"),
    [
        ("It makes a integer of it.", "a", "an"),
        ("This is an useful tool.", "an", "a"),
        ("It returns a `owners` table.", "a", "an"),
        ("We train an model.", "an", "a"),
        ("This allow you to write.", "allow", "allows"),
        ("The filter lets you control the rate and allows you change the gain.", "change", "to change"),
        ("If you want extract the rows, filter.", "extract", "to extract"),
        ("This function takes two vector.", "vector", "vectors"),
        ("It can be particular useful when the data are small.", "particular", "particularly"),
        ("We've extract the rows.", "extract", "extracted"),
        ("There are number of ways.", "number", "a number"),
        ("The value of the the index does not works.", "works", "work"),
        ("Take a look at the an odd value.", "the an", "an"),
    ],
)
def test_a_slip_of_grammar_is_mended(sentence: str, wrong: str, right: str) -> None:
    [found] = run_rule("grammar", sentence)
    assert (found.match, found.replacement) == (wrong, right)


@pytest.mark.parametrize(
    ("sentence", "wrong", "right"),
    [
        ("The network has it's own clock.", "it's", "its"),
        ("Its a good idea.", "Its", "It's"),
        ("Lets take a look.", "Lets", "Let's"),
        ("When you share you code with others, test it.", "you", "your"),
        ("It is faster then before.", "then", "than"),
        ("The data were removed form the table.", "form", "from"),
        ("Temperature has no affect on it.", "affect", "effect"),
        ("This has lead to a change.", "lead", "led"),
    ],
)
def test_a_word_written_for_another_is_told(sentence: str, wrong: str, right: str) -> None:
    [found] = run_rule("word-choice", sentence)
    assert (found.match, found.replacement) == (wrong, right)


@pytest.mark.parametrize(
    "sentence",
    [
        "An hour of a unique European user is an honest one-off in a UI with an 8-bit CPU and an L1 cache.",
        "She saw a `ggplot2` plot, an HTML page, an SVM, a URL and a one-way door; vitamin A is fine.",
        "The results of each of these models are shown in the figure, and the rest are left out.",
        "It is easier to use than we thought, and then it lets you choose its own colors.",
        "Let's see how it works when it's been trained; that means the model's accuracy is its best.",
        "A number of models were fit to the data, which led to an effect that affects the others.",
        "This lets users control access to tools they need, due to reduced cost and related work.",
        "We help them build models and make it work in order to save time.",
        "There are several different kinds of data, and one of the most important is this.",
        "What you do is up to you; those who have used it say that they like it.",
    ],
)
def test_good_english_is_left_alone(sentence: str) -> None:
    assert run_rule("grammar", sentence).matches == []
    assert run_rule("word-choice", sentence).matches == []


def test_a_certain_slip_is_an_error_and_a_doubtful_one_a_warning() -> None:
    assert run_rule("grammar", "It is an unified view.")[0].severity is Severity.ERROR
    assert run_rule("grammar", "We needs more data.")[0].severity is Severity.WARNING


@pytest.mark.parametrize(
    ("word", "vowel"),
    [
        ("hour", True),
        ("user", False),
        ("unimportant", True),
        ("one", False),
        ("API", True),
        ("UAV", False),
        ("8", True),
        ("11", True),
        ("100", False),
        ("x", True),
        ("u", False),
        ("SVM", True),
        ("URL", None),
        ("NASA", None),
    ],
)
def test_the_sound_of_a_word_decides_its_article(word: str, vowel: bool | None) -> None:
    assert sounds_like_vowel(word) is vowel


def test_every_pattern_of_the_table_compiles_and_names_a_word_to_find_it_by() -> None:
    for row in rows():
        assert list(compile_pattern(row.kind, row.source, row.replacement, row.why)), row.source
        assert row.why, row.source


def test_a_pattern_without_any_word_is_refused() -> None:
    with pytest.raises(ValueError, match="names no word"):
        list(compile_pattern("kind", "=NOUN =PLURAL", None, "why"))


def test_optional_tokens_and_ends_are_read() -> None:
    patterns = Patterns(compile_pattern("kind", "^ very? big [ =NOUN ] $", "{3:plural}", "why"))
    found = [
        (s.replacement, s.start)
        for s in patterns.read(Run.of("Big idea. Very big idea, or a big idea. Big idea house."))
    ]
    assert found == [("ideas", 4), ("ideas", 19)]
