"""Every GraphQL text that we send is valid against GitHub's own schema."""

from __future__ import annotations

import pytest
from graphql import NoDeprecatedCustomRule, parse
from graphql import validate as validate_by

from app.github import documents
from tests.contract.data import needs_contract
from tests.contract.graphql import schema, validate

pytestmark = needs_contract
NASTY = 'a "quoted"\\path\nwith ünïcode 🦀.md'


@pytest.mark.parametrize(
    "document",
    [
        documents.BODY,
        documents.HEAD_TREE,
        documents.MORE_THREADS,
        documents.MORE_COMMENTS,
        documents.MORE_CONTEXTS,
        documents.OPEN_PULLS,
        documents.conversation([], [], []),
        documents.conversation(
            [".github/galleyproof.yml", NASTY], ["waves.qmd", NASTY], ["0" * 40, "1" * 64]
        ),
        documents.blobs(["0" * 40, "1" * 40]),
        documents.mutation(list(documents.MUTATIONS)),
        documents.mutation(["minimizeComment"] * 40),
    ],
)
def test_a_document_is_valid_against_githubs_schema(document: str) -> None:
    assert validate(document) == []


def test_nothing_we_ask_for_is_deprecated() -> None:
    document = documents.conversation(["a"], ["b"], ["0" * 40])
    found = [str(error.message) for error in validate_by(schema(), parse(document), [NoDeprecatedCustomRule])]
    assert found == []


def test_a_read_begins_with_query_and_a_write_with_mutation() -> None:
    reads = [documents.conversation([], [], []), documents.blobs([]), documents.BODY, documents.OPEN_PULLS]
    assert all(text.strip().startswith("query ") for text in (*reads, documents.MORE_THREADS))
    assert documents.mutation(["minimizeComment"]).startswith("mutation ")
