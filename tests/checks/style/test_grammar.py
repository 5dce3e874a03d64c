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
        ("The remaining columns shows how it went.", "shows", "show"),
        ("The plot of residuals show that it fits.", "show", "shows"),
        ("Sorting the table rows make it shorter.", "make", "makes"),
        ("Each of these table has a key.", "table", "tables"),
        ("The clock lets us count the number columns.", "columns", "of columns"),
        ("We encourage write a short note.", "write", "you to write"),
        ("These filters tend be slow.", "be", "to be"),
        ("That allows you quickly see it.", "quickly", "to quickly"),
        ("The first step is identify the source.", "identify", "to identify"),
        ("A mean is not only way to sum it up.", "only", "the only"),
        ("Look for the rows with highest values.", "highest", "the highest"),
        ("See the plot in previous section.", "previous", "the previous"),
        ("It is slow due to fact that it waits.", "fact", "the fact"),
        ("Why is better to wait?", "better", "it better"),
        ("Because we just counting rows, it is fast.", "counting", "are counting"),
        ("The sieve should be represent by a set.", "represent", "represented"),
        ("Work on your understand of the data.", "understand", "understanding"),
        ("We've already learn about trees.", "learn", "learned"),
        ("The load has began to rise.", "began", "begun"),
        ("Write it in order to making sense.", "making", "make"),
        ("You don't need to setup a server.", "setup", None),
        ("This allows to write less.", "write", None),
        ("It happened if is too late.", "if is", None),
        ("A single values is enough.", "values", None),
        ("It is in a separate columns.", "columns", None),
        ("There are two lawn.", "lawn", "lawns"),
        ("Use the build-in function.", "build-in", "built-in"),
        ("It is a well-know rule.", "well-know", "well-known"),
        ("We run it on several GPU's.", "GPU's", "GPUs"),
        ("It was long, so includes a map.", "includes", "it includes"),
        ("This is very useful tool.", "very", "a very"),
        ("We give you list of names.", "list", "a list"),
        ("The name that's use if none is given.", "use", "used"),
        ("The results is short.", "is", None),
        ("The fit is more tighter.", "tighter", None),
        ("It is inspired from an old book.", "from", "by"),
        ("Learn how use the press.", "use", "to use"),
        ("The press can used to print.", "used", "be used"),
        ("One of the main lawn is dry.", "lawn", "lawns"),
        ("Until now we've discusses it.", "discusses", "discussed"),
        ("The key is is changed.", "is", None),
        ("You can hide these information.", "information", None),
        ("When it contain a map, read it.", "contain", "contains"),
    ],
)
def test_a_slip_of_grammar_is_mended(sentence: str, wrong: str, right: str | None) -> None:
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
        ("It is a function who's behavior is odd.", "who's", "whose"),
        ("A delay that effects the outcome is bad.", "effects", "affects"),
        ("It is slow, even tough it is short.", "tough", "though"),
        ("The name is past to the function.", "past", "passed"),
        ("You must chose between the two.", "chose", "choose"),
        ("Use the first principle component.", "principle", "principal"),
        ("There is a large amount of columns.", "amount", "number"),
        ("It maybe useful to wait.", "maybe", "may be"),
        ("Each plan much have a date.", "much", "must"),
        ("We waited and than wrote it again.", "than", "then"),
        ("Go ahead an write it.", "an", "and"),
        ("It's density is low.", "It's", "Its"),
        ("You capture it's value (a number).", "it's", "its"),
        ("The bound is to loose.", "to", "too"),
        ("It is not longer supported.", "not", "no"),
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
        "We use multiple imputation, and not in a different way that costs more.",
        "Part I shows how it works; type II errors are rare.",
        "While you might think so, it has select semantics.",
        "If you have v1.8.1 or later then the message is clear, and what it is is a list.",
        "Considering instead the whole time, and in addition the cost, it is cheap.",
        "Keep its chopped, rinsed, and dried leaves, and make the most of them.",
        "They have focused on work that has been focused on you, and on top of it all.",
        "It is allowed to wait, as in previous chapters; the setup is in the lookup table.",
        "You can in turn plot it as you would any other, as multiple inheritance allows.",
        "We refer the reader to it, rather than explain it; the table we have is small.",
        "The highest posterior density is found with highest posterior density intervals.",
        "Find a change by its name; more of them waited than are here.",
        "It is not longer than that; it's magic, and we think it's good practice.",
        "The leaves of the plant's are green.",
        "It is a two part process, and the clock hits its limit; this log density is small.",
        "Doing so requires care; the build is in place, and each GPU's memory is its own; a real word.",
        "Add an intercept or suggest an edit with the same time zone.",
    ],
)
def test_good_english_is_left_alone(sentence: str) -> None:
    assert run_rule("grammar", sentence).matches == []
    assert run_rule("word-choice", sentence).matches == []


@pytest.mark.parametrize(
    ("sentence", "wrong", "right"),
    [
        ("`keep()` return the rows that match.", "return", "returns"),
        ("The `keep()` function take a table.", "take", "takes"),
        ("`keep()` and `drop()` returns a table.", "returns", "return"),
    ],
)
def test_a_verb_agrees_with_the_code_before_it(sentence: str, wrong: str, right: str) -> None:
    [found] = run_rule("grammar", sentence)
    assert (found.match, found.replacement) == (wrong, right)


@pytest.mark.parametrize(
    "sentence",
    [
        "@smith2001 give a good account of it.",
        "`keep()` and `drop()` return a table.",
        "`keep()` returns the rows. `NA`s have a meaning.",
        "`measure.vars` specify the columns.",
        "`name`: give the name of the person.",
        '1. `kind = "fast"` and `speed` is a number.',
    ],
)
def test_two_authors_and_labels_in_code_take_any_verb(sentence: str) -> None:
    assert run_rule("grammar", sentence).matches == []


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


@pytest.mark.parametrize(
    "sentence",
    [
        "Boys are more likely to send the message than are girls or those who see no picture.",
        "This page presents the features they power.",
        "If you run version two or later then the error message is better.",
        "The tools read the format, but its partitioned, compressed, and columnar layout is new.",
    ],
)
def test_what_the_rest_of_the_sentence_asks_for_is_no_wrong_word(sentence: str) -> None:
    assert run_rule("word-choice", sentence).matches == []


@pytest.mark.parametrize(
    "text",
    [
        "This template approach is useful.",
        "The table is split in two after validation.",
        "Of these (several hundred) pages none is empty.",
        "It turns types in signatures to interlinks.",
    ],
)
def test_what_the_lexicon_knows_only_in_part_is_left_alone(text: str) -> None:
    assert run_rule("grammar", text).matches == []


@pytest.mark.parametrize(
    "text",
    [
        "Who are they getting it from?",
        "Such as the weather or the price.",
        "It means enabling one package per task.",
    ],
)
def test_questions_weather_and_one_thing_each_are_left_alone(text: str) -> None:
    assert run_rule("grammar", text).matches == []
    assert run_rule("word-choice", text).matches == []


def test_what_those_patterns_are_for_is_still_found() -> None:
    assert run_rule("word-choice", "Check weather you need it.").matches == ["weather"]
    assert run_rule("grammar", "Now they getting it.").matches == ["getting"]
