"""Running a GraphQL request the way GitHub does: its errors, its cost, partial data."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from graphql import (
    DocumentNode,
    ExecutionResult,
    FieldNode,
    GraphQLError,
    GraphQLInterfaceType,
    GraphQLScalarType,
    GraphQLSchema,
    GraphQLUnionType,
    OperationDefinitionNode,
    build_schema,
    execute_sync,
    parse,
    validate,
)

from app.sandbox import shapes
from app.sandbox.checks import CheckRun, CheckSuite, CommitStatus
from app.sandbox.graphql import checks, commits, mutations, pulls, queries
from app.sandbox.graphql.fields import Asking, resolve
from app.sandbox.graphql.gitobjects import GitBlob, GitCommit, GitTree
from app.sandbox.nouns import App, Team, User
from app.sandbox.pulls import IssueComment, Label, PullRequest, Review, ReviewComment, Thread
from app.sandbox.repository import Repository

MODULES = (checks, commits, mutations, pulls, queries)  # importing them registers their resolvers
_NAMES: dict[type, str] = {
    App: "App",
    CheckRun: "CheckRun",
    CheckSuite: "CheckSuite",
    CommitStatus: "StatusContext",
    GitBlob: "Blob",
    GitCommit: "Commit",
    GitTree: "Tree",
    IssueComment: "IssueComment",
    Label: "Label",
    PullRequest: "PullRequest",
    Repository: "Repository",
    Review: "PullRequestReview",
    ReviewComment: "PullRequestReviewComment",
    Team: "Team",
    Thread: "PullRequestReviewThread",
}


def type_name(value: Any, *_: Any) -> str:
    """The GraphQL type of an object of the stand-in."""
    if isinstance(value, User):
        return value.type
    return _NAMES[type(value)]


@cache
def schema() -> GraphQLSchema:
    """The schema, with its resolvers and scalars."""
    texts = [path.read_text(encoding="utf-8") for path in sorted(Path(__file__).parent.glob("*.graphql"))]
    made = build_schema("\n".join(texts))
    for each in made.type_map.values():
        if isinstance(each, GraphQLInterfaceType | GraphQLUnionType):
            each.resolve_type = type_name
    writers: dict[str, Callable[[Any], Any]] = {
        "DateTime": shapes.stamp,
        "GitTimestamp": shapes.stamp,
        "BigInt": str,
    }
    for name, write in writers.items():
        scalar = made.type_map[name]
        assert isinstance(scalar, GraphQLScalarType)
        setattr(scalar, "serialize", write)  # noqa: B010 - it is a method to mypy
    return made


@dataclass(frozen=True)
class Request:
    """A GraphQL request, looked at before it runs. ``document`` None: it does not parse."""

    document: DocumentNode | None
    operation: str
    fields: tuple[str, ...]
    problem: GraphQLError | None = None


@lru_cache(maxsize=256)
def look(query: str, name: str | None) -> Request:
    """Parse a request and tell what it does."""
    try:
        document = parse(query)
    except GraphQLError as problem:
        return Request(None, "query", (), problem)
    operations = [node for node in document.definitions if isinstance(node, OperationDefinitionNode)]
    named = [node for node in operations if name and node.name and node.name.value == name]
    chosen = (named or operations)[:1]
    if not chosen:
        return Request(document, "query", (), GraphQLError("No operation"))
    names = [node.name.value for node in chosen[0].selection_set.selections if isinstance(node, FieldNode)]
    return Request(document, chosen[0].operation.value, tuple(names))


def _told(error: GraphQLError) -> dict[str, Any]:
    extensions = dict(error.extensions or {})
    told: dict[str, Any] = {}
    kind = extensions.pop("type", None)
    if kind is not None:
        told["type"] = kind
    if error.path is not None:
        told["path"] = list(error.path)
    if kind == "FORBIDDEN":
        extensions["saml_failure"] = False
    if extensions:
        told["extensions"] = extensions
    if error.locations:
        told["locations"] = [{"line": place.line, "column": place.column} for place in error.locations]
    return told | {"message": error.message}


def run(asking: Asking, request: Request, variables: dict[str, Any], name: str | None) -> dict[str, Any]:
    """The answer: ``data``, and ``errors`` when there are any. GitHub answers both with status 200."""
    if request.document is None or request.problem is not None:
        assert request.problem is not None
        return {"errors": [_told(request.problem)]}
    problems = validate(schema(), request.document)
    if problems:
        return {"errors": [_told(problem) for problem in problems]}
    result = execute_sync(
        schema(),
        request.document,
        context_value=asking,
        variable_values=variables,
        operation_name=name,
        field_resolver=resolve,
    )
    assert isinstance(result, ExecutionResult)
    answer: dict[str, Any] = {"data": result.data}
    if result.errors:
        _unexpected(result.errors)
        answer["errors"] = [_told(error) for error in result.errors]
    return answer


def _unexpected(errors: list[GraphQLError]) -> None:
    """A bug of the stand-in must not look like a refusal of GitHub's."""
    for error in errors:
        if error.original_error is not None and not isinstance(error.original_error, GraphQLError):
            raise error.original_error
