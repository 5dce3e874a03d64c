import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from checks.checklist.assignment import best_pairs
from checks.checklist.meaning import assign, section_of
from checks.items import ITEMS, SECTIONS
from tests.checks.checklist.wordings import NEAR_MISSES, REWORDED


def meaning(text: str, section: str | None = None) -> str | None:
    return assign([(text, section)])[0]


@pytest.mark.parametrize(("item", "text"), [(item, t) for item, texts in REWORDED.items() for t in texts])
def test_a_reworded_item_is_understood(item: str, text: str) -> None:
    assert meaning(text) == item


@pytest.mark.parametrize("text", NEAR_MISSES)
def test_a_box_that_only_comes_near_is_left_to_people(text: str) -> None:
    assert meaning(text) is None


def test_the_forms_own_wording_and_the_short_names_are_each_their_item() -> None:
    assert assign((item.text, None) for item in ITEMS) == [item.id for item in ITEMS]
    assert assign((item.text.upper(), None) for item in ITEMS) == [item.id for item in ITEMS]


def test_every_item_survives_small_slips_of_the_pen() -> None:
    for item in ITEMS:
        slipped = item.text.replace("the ", "teh ", 1).rstrip(".")
        assert meaning(slipped) == item.id, slipped


def test_numbering_in_front_of_an_item_says_nothing() -> None:
    assert meaning("4.1 The chapter has been proofread for grammar and spelling errors") == "4.1"
    assert meaning("(2) Built and tested locally with Quarto") == "3.1"


def test_a_denied_item_is_not_the_item() -> None:
    assert meaning("The chapter has not been proofread for grammar and spelling errors.") is None


def test_the_section_decides_between_two_close_items() -> None:
    assert meaning("Images have a source", "Quarto Website Rendering") == "3.3"
    under_references = meaning("Figures and images have sources and are cited", "References & Citations")
    assert under_references == "2.3"


def test_each_item_is_given_to_one_box_the_best_in_total() -> None:
    boxes = ["Images have a source or link", "All figures, tables and images have sources and are cited"]
    assert assign((text, None) for text in boxes) == ["3.3", "2.3"]


def test_a_second_box_of_another_wording_is_not_taken_for_a_copy() -> None:
    assert (
        assign([("I have proofread the chapter", None), ("Proofread by a native speaker of Welsh", None)])[1]
        is None
    )


def test_two_copies_of_the_form_are_both_read() -> None:
    texts = [item.text for item in ITEMS]
    assert assign((text, None) for text in texts + texts) == [item.id for item in ITEMS] * 2


@pytest.mark.parametrize("number", SECTIONS)
@pytest.mark.parametrize("shape", ["{}", "{}:", "{} ", "**{}**", "IV. {}", "Section 9: {}"])
def test_a_section_is_known_by_name_not_by_number(number: int, shape: str) -> None:
    assert section_of(shape.format(SECTIONS[number])) == number


def test_a_text_of_a_thousand_words_is_no_item() -> None:
    assert meaning("The chapter has been proofread for grammar and spelling errors. " * 100) is None


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=80))
def test_any_text_has_some_meaning_or_none(text: str) -> None:
    assert meaning(text) in {None, *(item.id for item in ITEMS)}


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.dictionaries(st.integers(0, 4), st.floats(0.1, 1).map(lambda v: round(v, 2)), max_size=5),
        min_size=1,
        max_size=4,
    )
)
def test_the_assignment_is_worth_as_much_as_the_best_of_all(worth: list[dict[int, float]]) -> None:
    def best(row: int, taken: frozenset[int]) -> float:
        if row == len(worth):
            return 0.0
        pairs = (worth[row][c] + best(row + 1, taken | {c}) for c in worth[row] if c not in taken)
        return max([best(row + 1, taken), *pairs])

    found = best_pairs(worth, 5)
    assert len(set(found.values())) == len(found)
    assert sum(worth[row][column] for row, column in found.items()) == pytest.approx(best(0, frozenset()))
