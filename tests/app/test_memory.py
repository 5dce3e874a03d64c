from __future__ import annotations

import json

from hypothesis import given
from hypothesis import strategies as st

from app.memory import AttestationMemory, OutcomesMemory, PullMemory
from checks.finding import Evidence, Finding, NotApplicable, On, Severity, Waiting
from checks.report import Outcomes, RuleError, RuleRemark

TEXT = st.text(max_size=20)
FINDINGS = st.builds(
    Finding, rule=TEXT, item=TEXT, severity=st.sampled_from(Severity), path=st.none() | TEXT, line=st.integers(1),
    column=st.integers(1), end_line=st.integers(1), end_column=st.integers(1), message=TEXT, match=TEXT,
    surroundings=TEXT, replacement=st.none() | TEXT, decides=st.booleans(),
)  # fmt: skip
REMARKS = st.builds(
    RuleRemark,
    TEXT,
    st.builds(Waiting, TEXT, st.sampled_from(On))
    | st.builds(NotApplicable, TEXT)
    | st.builds(Evidence, TEXT),
    st.none() | TEXT,
)
OUTCOMES = st.builds(
    Outcomes,
    st.lists(FINDINGS, max_size=3).map(tuple),
    st.lists(REMARKS, max_size=3).map(tuple),
    st.lists(st.builds(RuleError, TEXT, TEXT, st.none() | TEXT, TEXT), max_size=2).map(tuple),
    st.frozensets(TEXT, max_size=3),
)


@given(OUTCOMES)
def test_the_outcomes_of_a_run_come_back_whole(outcomes: Outcomes) -> None:
    kept = PullMemory(outcomes=OutcomesMemory.of(outcomes)).model_dump_json()
    assert PullMemory.load(json.loads(kept)).restore() == outcomes


def test_an_empty_memory_and_none_are_the_same() -> None:
    assert PullMemory.load(None) == PullMemory.load({}) == PullMemory()
    assert PullMemory().restore() is None


def test_a_document_of_another_version_is_read_as_far_as_it_goes() -> None:
    document = {
        "version": 99,
        "head_sha": "abc",
        "places": "not a mapping any more",
        "attestations": {"6.3": {"login": "reader", "colour": "red"}},
        "check": {"run_id": "many"},
        "something_new": [1, 2],
    }
    memory = PullMemory.load(document)
    assert memory.head_sha == "abc"
    assert memory.attestations == {"6.3": AttestationMemory(login="reader")}
    assert (memory.places, memory.check.run_id) == ({}, None)


def test_findings_that_cannot_be_read_any_more_are_found_anew() -> None:
    memory = PullMemory.load({"outcomes": {"findings": [{"rule": "spelling"}]}})
    assert memory.restore() is None


def test_a_document_holds_nothing_that_postgres_refuses() -> None:
    finding = Finding(
        rule="r", item="4.1", severity=Severity.ERROR, path="a", line=1, column=1, end_line=1, end_column=2,
        message="a\0b", match="\0",
    )  # fmt: skip
    document = PullMemory(outcomes=OutcomesMemory.of(Outcomes((finding,)))).dump()
    assert "\\u0000" not in json.dumps(document)
    assert PullMemory.load(document).restore() is not None
