"""GitHub's GraphQL schema as a judge of the documents that the bot sends."""

from __future__ import annotations

from functools import cache

from graphql import GraphQLSchema, build_schema, parse
from graphql import validate as validate_document

from tests.contract.data import GRAPHQL


@cache
def schema() -> GraphQLSchema:
    """GitHub's whole public schema."""
    return build_schema(GRAPHQL.read_text(encoding="utf-8"), assume_valid=True)


def validate(document: str) -> list[str]:
    """What GitHub would refuse in a document; empty when it is valid."""
    return [error.message for error in validate_document(schema(), parse(document))]
