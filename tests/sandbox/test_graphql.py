"""The GraphQL side: what the bot reads in one query, and what it changes in one batch."""

from __future__ import annotations

from typing import Any

import pytest

from tests.sandbox.conftest import CHAPTER, Scene, edited

pytestmark = pytest.mark.asyncio

THREADS = """
query($n: Int!) { repository(owner: "press", name: "book") { pullRequest(number: $n) {
  reviewThreads(first: 100) { totalCount nodes {
    id isResolved isOutdated path line startLine originalLine viewerCanResolve resolvedBy { login }
    comments(first: 10) { nodes {
      id databaseId body isMinimized minimizedReason outdated author { login __typename ... on Bot { databaseId } }
    } }
  } }
} } }
"""


async def threads(scene: Scene) -> list[dict[str, Any]]:
    answer = await scene.graphql(THREADS, n=scene.pull.number)
    assert "errors" not in answer, answer
    found: list[dict[str, Any]] = answer["data"]["repository"]["pullRequest"]["reviewThreads"]["nodes"]
    return found


def on_line(line: int, **more: Any) -> dict[str, Any]:
    return {"path": "chapter.qmd", "line": line, "side": "RIGHT", "body": f"about {line}"} | more


async def test_a_bot_has_no_suffix_in_its_graphql_login(live: Scene) -> None:
    await live.review(on_line(20))
    [thread] = await threads(live)
    author = thread["comments"]["nodes"][0]["author"]
    assert author == {"login": "galleyproof", "__typename": "Bot", "databaseId": live.app.bot.id}
    rest = (await live.on_pull("GET", "/comments")).json()
    assert (rest[0]["user"]["login"], rest[0]["user"]["type"]) == ("galleyproof[bot]", "Bot")
    assert (await live.graphql("{ viewer { login } }"))["data"]["viewer"]["login"] == "galleyproof[bot]"


async def test_a_thread_moves_with_its_line_and_outdates_when_the_line_changes(live: Scene) -> None:
    await live.review(on_line(20), on_line(22, start_line=21))
    moved = b"A line on top.\n" + edited(CHAPTER, 20, "A new line twenty.")
    live.world.push("author/book", "topic", {"chapter.qmd": moved}, author="author")
    assert [(t["startLine"], t["line"], t["isOutdated"]) for t in await threads(live)] == [
        (None, 21, False),
        (22, 23, False),
    ]
    changed = b"A line on top.\n" + edited(CHAPTER, 20, "Yet another line twenty.")
    live.world.push("author/book", "topic", {"chapter.qmd": changed}, author="author")
    assert [(t["line"], t["isOutdated"], t["originalLine"]) for t in await threads(live)] == [
        (None, True, 20),
        (23, False, 22),
    ]
    live.world.push("author/book", "topic", {"chapter.qmd": moved}, author="author")
    assert [t["line"] for t in await threads(live)] == [21, 23]


async def test_resolving_needs_contents_write_and_the_rest_of_the_batch_stands(live: Scene) -> None:
    await live.review(on_line(20))
    [thread] = await threads(live)
    assert thread["viewerCanResolve"] is False
    batch = """mutation($thread: ID!, $comment: ID!) {
      a: resolveReviewThread(input: {threadId: $thread}) { thread { isResolved } }
      b: updatePullRequestReviewComment(input: {pullRequestReviewCommentId: $comment, body: "fixed"}) {
        pullRequestReviewComment { body } }
      c: minimizeComment(input: {subjectId: $comment, classifier: RESOLVED}) {
        minimizedComment { isMinimized minimizedReason } }
    }"""
    comment = thread["comments"]["nodes"][0]["id"]
    answer = await live.graphql(batch, thread=thread["id"], comment=comment)
    assert answer["data"] == {
        "a": None,
        "b": {"pullRequestReviewComment": {"body": "fixed"}},
        "c": {"minimizedComment": {"isMinimized": True, "minimizedReason": "resolved"}},
    }
    [error] = answer["errors"]
    assert (error["type"], error["path"], error["message"]) == (
        "FORBIDDEN",
        ["a"],
        "Resource not accessible by integration",
    )
    live.world.installations[0].permissions["contents"] = "write"
    await live.authorise()
    answer = await live.graphql(batch, thread=thread["id"], comment=comment)
    assert answer["data"]["a"] == {"thread": {"isResolved": True}}


async def test_blob_text_is_cut_at_512000_bytes_without_an_error(live: Scene) -> None:
    files = {"big.qmd": b"a" * 512_001, "fits.qmd": b"a" * 512_000, "x.png": b"\0\1"}
    live.world.push("author/book", "topic", files, author="author")
    query = """query($e: String!) { repository(owner: "press", name: "book") { object(expression: $e) {
      ... on Blob { oid text isTruncated isBinary byteSize } } } }"""

    async def blob(path: str) -> Any:
        answer = await live.graphql(query, e=f"{live.pull.head_sha}:{path}")
        return answer["data"]["repository"]["object"]

    big, fits, picture, none = [await blob(path) for path in ("big.qmd", "fits.qmd", "x.png", "none.qmd")]
    assert (len(big["text"]), big["isTruncated"], big["byteSize"]) == (512_000, True, 512_001)
    assert (len(fits["text"]), fits["isTruncated"]) == (512_000, False)
    assert (picture["text"], picture["isBinary"]) == (None, True)
    assert none is None


async def test_unknown_things_are_null_with_a_not_found_error(live: Scene) -> None:
    answer = await live.graphql('{ repository(owner: "press", name: "nothing") { id } }')
    assert answer["data"] == {"repository": None}
    assert answer["errors"][0]["type"] == "NOT_FOUND"
    assert (
        answer["errors"][0]["message"] == "Could not resolve to a Repository with the name 'press/nothing'."
    )
    answer = await live.graphql(
        "query($ids: [ID!]!) { nodes(ids: $ids) { id __typename } }", ids=[live.pull.node_id, "PR_none"]
    )
    assert answer["data"]["nodes"] == [{"id": live.pull.node_id, "__typename": "PullRequest"}, None]
    assert answer["errors"][0]["path"] == ["nodes", 1]


async def test_a_connection_without_bounds_or_with_too_many_is_refused(live: Scene) -> None:
    pull = '{ repository(owner: "press", name: "book") { pullRequest(number: 1) { %s } } }'
    none = await live.graphql(pull % "comments { totalCount }")
    assert none["errors"][0]["type"] == "MISSING_PAGINATION_BOUNDARIES"
    many = await live.graphql(pull % "comments(first: 101) { totalCount }")
    assert many["errors"][0]["type"] == "EXCESSIVE_PAGINATION"


async def test_a_connection_is_paged_by_cursor(live: Scene) -> None:
    for number in range(5):
        live.world.comment("press/book", 1, f"comment {number}", "editor")
    query = """query($after: String) { repository(owner: "press", name: "book") { pullRequest(number: 1) {
      comments(first: 2, after: $after) { nodes { body } pageInfo { hasNextPage endCursor } } } } }"""
    seen, after = [], None
    for _ in range(3):
        page = (await live.graphql(query, after=after))["data"]["repository"]["pullRequest"]["comments"]
        seen += [node["body"] for node in page["nodes"]]
        after = page["pageInfo"]["endCursor"]
    assert seen == [f"comment {number}" for number in range(5)]
    assert page["pageInfo"]["hasNextPage"] is False


async def test_the_history_of_the_body_holds_every_version_and_its_editor(live: Scene) -> None:
    original = live.pull.body
    live.world.tick("press/book", 1, "first box", "author")
    live.world.tick("press/book", 1, 1, "editor")
    query = """{ repository(owner: "press", name: "book") { pullRequest(number: 1) { body lastEditedAt
      userContentEdits(first: 10) { nodes { diff editor { login } } } } } }"""
    pull = (await live.graphql(query))["data"]["repository"]["pullRequest"]
    edits = pull["userContentEdits"]["nodes"]
    assert [edit["editor"]["login"] for edit in edits] == ["editor", "author", "author"]
    assert edits[0]["diff"] == pull["body"]
    assert edits[2]["diff"] == original
    assert "- [x] first box\n- [ ] second box" in pull["body"]


async def test_approvals_checks_and_people_come_with_one_query(live: Scene) -> None:
    world, pull = live.world, live.pull
    world.request_reviewers("press/book", 1, ["editor", world.team("press", "proofs", ["editor"])])
    world.review("press/book", 1, "REQUEST_CHANGES", "editor", "not yet")
    world.review("press/book", 1, "APPROVE", "editor")
    world.report_check("press/book", pull.head_sha, "build")
    world.report_status("press/book", pull.head_sha, "links", "failure", "editor")
    query = """{ repository(owner: "press", name: "book") { viewerPermission pullRequest(number: 1) {
      state isDraft isCrossRepository mergeable mergeStateStatus reviewDecision baseRefOid headRefOid
      latestOpinionatedReviews(first: 5) { nodes { state author { login } commit { oid } } }
      reviewRequests(first: 5) { nodes { requestedReviewer { ... on User { login } ... on Team { combinedSlug } } } }
      commits(last: 1) { nodes { commit { oid message authors(first: 5) { nodes { name user { login } } }
        statusCheckRollup { state contexts(first: 9) { nodes {
          ... on CheckRun { name conclusion checkSuite { app { slug } } }
          ... on StatusContext { context state } } } } } } } } } }"""
    answer = await live.graphql(query)
    assert "errors" not in answer, answer
    found = answer["data"]["repository"]["pullRequest"]
    assert found["reviewDecision"] == "APPROVED"
    assert found["isCrossRepository"] is True
    assert found["mergeable"] == "MERGEABLE"
    assert [review["state"] for review in found["latestOpinionatedReviews"]["nodes"]] == ["APPROVED"]
    assert [request["requestedReviewer"] for request in found["reviewRequests"]["nodes"]] == [
        {"combinedSlug": "press/proofs"}
    ]
    commit = found["commits"]["nodes"][0]["commit"]
    assert commit["authors"]["nodes"] == [{"name": "author", "user": {"login": "author"}}]
    assert commit["statusCheckRollup"]["state"] == "FAILURE"
    assert commit["statusCheckRollup"]["contexts"]["nodes"] == [
        {"name": "build", "conclusion": "SUCCESS", "checkSuite": {"app": {"slug": "ci"}}},
        {"context": "links", "state": "FAILURE"},
    ]


async def test_a_conflict_makes_a_pull_request_unmergeable(live: Scene) -> None:
    live.world.commit("press/book", "main", {"chapter.qmd": edited(CHAPTER, 20, "Main's line twenty.")})
    query = '{ repository(owner: "press", name: "book") { pullRequest(number: 1) { mergeable mergeStateStatus } } }'
    found = (await live.graphql(query))["data"]["repository"]["pullRequest"]
    assert found == {"mergeable": "CONFLICTING", "mergeStateStatus": "DIRTY"}
    live.world.commit("press/book", "main", {"chapter.qmd": edited(CHAPTER, 2, "Main's line two.")})
    found = (await live.graphql(query))["data"]["repository"]["pullRequest"]
    assert found["mergeable"] == "MERGEABLE"


async def test_an_app_edits_only_its_own_comments(live: Scene) -> None:
    theirs = live.world.comment("press/book", 1, "mine", "editor")
    change = 'mutation($id: ID!) { updateIssueComment(input: {id: $id, body: "changed"}) { issueComment { body } } }'
    answer = await live.graphql(change, id=theirs.node_id)
    assert answer["errors"][0]["type"] == "FORBIDDEN"
    assert theirs.body == "mine"


async def test_a_wrong_document_is_answered_as_an_error_not_a_fault(live: Scene) -> None:
    answer = await live.graphql("{ repository(owner: 1) { nonsense } }")
    assert "data" not in answer
    assert any("nonsense" in error["message"] for error in answer["errors"])
    broken = await live.graphql("{")
    assert "Syntax Error" in broken["errors"][0]["message"]
