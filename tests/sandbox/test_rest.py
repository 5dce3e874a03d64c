"""The REST side: what it answers, what it refuses, and in which words."""

from __future__ import annotations

import base64

import pytest

from app.sandbox.refusals import MAX_BODY
from tests.sandbox.conftest import CHAPTER, Scene, edited

pytestmark = pytest.mark.asyncio


async def test_an_app_needs_a_token_web_token_that_expires_soon(live: Scene) -> None:
    far = live.jwt(exp=int(live.world.now().timestamp()) + 900)
    late = await live.call("GET", "/app", authorization=f"Bearer {far}")
    assert (late.status_code, late.json()["message"]) == (
        401,
        "'Expiration time' claim ('exp') is too far in the future",
    )
    forged = await live.call("GET", "/app", authorization=f"Bearer {live.jwt()[:-6]}AAAAAA")
    assert (forged.status_code, forged.json()["message"]) == (401, "A JSON web token could not be decoded")
    good = await live.call("GET", "/app", authorization=f"Bearer {live.jwt()}")
    assert good.json()["slug"] == "galleyproof"


async def test_a_token_that_nobody_gave_out_is_bad_credentials(live: Scene) -> None:
    answer = await live.on_pull("GET", "")
    assert answer.status_code == 200
    live.token = "ghs_made_up"
    answer = await live.on_pull("GET", "")
    assert (answer.status_code, answer.json()["message"]) == (401, "Bad credentials")


async def test_files_come_with_patches_against_the_merge_base(live: Scene) -> None:
    live.world.commit("press/book", "main", {"chapter.qmd": edited(CHAPTER, 1, "Main moved on.")})
    files = (await live.on_pull("GET", "/files")).json()
    assert [(file["filename"], file["status"]) for file in files] == [
        ("added.qmd", "added"),
        ("chapter.qmd", "modified"),
    ]
    assert files[0]["patch"] == "@@ -0,0 +1,3 @@\n+# Added\n+\n+Text."
    rows = files[1]["patch"].split("\n")
    assert rows[0] == "@@ -17,7 +17,7 @@ Line 16 of the chapter."
    assert rows[4:6] == ["-Line 20 of the chapter.", "+A new line twenty."]
    assert not any("Main moved on" in row for row in rows)


async def test_a_pure_rename_a_binary_and_an_oversized_diff_have_no_patch(live: Scene) -> None:
    live.world.limits.patch_lines = 30
    picture = b"\x89PNG\r\n\x1a\n\0\0\0"
    changes = {"old.qmd": None, "new.qmd": CHAPTER, "x.png": picture, "long.qmd": b"word\n" * 31}
    live.world.push("author/book", "topic", changes, author="author")
    files = {file["filename"]: file for file in (await live.on_pull("GET", "/files")).json()}
    assert files["new.qmd"]["status"] == "renamed"
    assert files["new.qmd"]["previous_filename"] == "old.qmd"
    assert [name for name, file in files.items() if "patch" not in file] == ["long.qmd", "new.qmd", "x.png"]


async def test_files_are_paged_with_a_link_header(live: Scene) -> None:
    live.world.push("author/book", "topic", {f"n{at:03}.qmd": b"x\n" for at in range(130)}, author="author")
    first = await live.on_pull("GET", "/files?per_page=100")
    assert len(first.json()) == 100
    assert 'rel="next"' in first.headers["link"]
    url = first.links["next"]["url"]
    second = await live.client.get(url, headers={"authorization": f"token {live.token}"})
    assert len(second.json()) == 32
    assert "next" not in second.links
    assert len((await live.on_pull("GET", "/files?per_page=1000")).json()) == 100


async def test_a_review_with_one_line_off_the_diff_is_refused_whole(live: Scene) -> None:
    good = {"path": "chapter.qmd", "line": 20, "side": "RIGHT", "body": "fine"}
    bad = {"path": "chapter.qmd", "line": 3, "side": "RIGHT", "body": "nowhere"}
    answer = await live.review(good, bad)
    assert answer.status_code == 422
    assert answer.json()["message"] == "Unprocessable Entity"
    assert answer.json()["errors"] == [
        "Pull request review thread line must be part of the diff "
        "and Pull request review thread diff hunk can't be blank"
    ]
    assert live.pull.reviews == []
    assert live.pull.threads == []
    assert (await live.review(good)).status_code == 200
    assert [thread.line for thread in live.pull.threads] == [20]


@pytest.mark.parametrize(
    ("place", "words"),
    [
        ({"path": "chapter.qmd", "line": 20, "start_line": 20}, "start line must precede the end line"),
        ({"path": "chapter.qmd", "line": 20, "start_line": 2}, "must be part of the same hunk as the line"),
        ({"path": "old.qmd", "line": 1}, "Path could not be resolved"),
        ({"path": "chapter.qmd"}, "Line could not be resolved"),
    ],
)
async def test_places_that_github_does_not_take_are_refused_in_its_words(
    live: Scene, place: dict[str, object], words: str
) -> None:
    answer = await live.review({**place, "body": "text"})
    assert answer.status_code == 422
    assert words in answer.json()["errors"][0]


async def test_a_comment_on_a_whole_file_has_its_own_endpoint(live: Scene) -> None:
    refused = await live.review({"path": "chapter.qmd", "subject_type": "file", "body": "text"})
    assert refused.status_code == 422
    given = {
        "path": "chapter.qmd",
        "subject_type": "file",
        "body": "text",
        "commit_id": live.pull.head_sha,
    }
    made = await live.on_pull("POST", "/comments", given)
    assert made.status_code == 201
    assert (made.json()["subject_type"], made.json()["line"]) == ("file", None)


async def test_texts_are_taken_to_the_limit_and_refused_one_past_it(live: Scene) -> None:
    talk = "/repos/press/book/issues/1/comments"
    assert (await live.call("POST", talk, {"body": "x" * MAX_BODY})).status_code == 201
    over = await live.call("POST", talk, {"body": "x" * (MAX_BODY + 1)})
    assert over.status_code == 422
    assert over.json()["errors"][0]["message"] == "Body is too long (maximum is 65536 characters)"
    assert (await live.on_pull("PATCH", "", {"body": "x" * (MAX_BODY + 1)})).status_code == 422
    assert (await live.review(body="x" * (MAX_BODY + 1))).status_code == 422
    assert (await live.call("POST", talk, {"body": " \n"})).status_code == 422


def annotation(at: int, **more: object) -> dict[str, object]:
    place = {"path": "chapter.qmd", "start_line": at, "end_line": at, "annotation_level": "warning"}
    return place | {"message": "look"} | more


async def test_annotations_come_in_fifties_and_only_ever_grow(live: Scene) -> None:
    run = {"name": "Galleyproof", "head_sha": live.pull.head_sha, "status": "in_progress"}
    output = {"title": "t", "summary": "s"}
    many = [annotation(at) for at in range(1, 52)]
    runs = "/repos/press/book/check-runs"
    over = await live.call("POST", runs, run | {"output": output | {"annotations": many}})
    assert over.status_code == 422
    assert "No more than 50 items are allowed; 51 were supplied." in over.json()["message"]
    made = (await live.call("POST", runs, run | {"output": output | {"annotations": many[:50]}})).json()
    rest = {"output": output | {"annotations": many[50:]}, "conclusion": "failure"}
    changed = (await live.call("PATCH", f"{runs}/{made['id']}", rest)).json()
    assert changed["output"]["annotations_count"] == 51
    assert (changed["status"], changed["conclusion"]) == ("completed", "failure")
    page = await live.call("GET", f"{runs}/{made['id']}/annotations?per_page=100")
    assert [each["start_line"] for each in page.json()] == list(range(1, 52))


@pytest.mark.parametrize(
    "output",
    [
        {"title": "t", "summary": "s" * 65_536},
        {"title": "t" * 256, "summary": "s"},
        {"title": "t", "summary": "s", "text": "x" * 65_536},
        {"title": "t", "summary": ""},
        {"title": "t", "summary": "s", "annotations": [annotation(1, end_line=2, start_column=1)]},
        {"title": "t", "summary": "s", "annotations": [annotation(3, end_line=2)]},
    ],
)
async def test_output_that_github_does_not_take_is_refused(live: Scene, output: dict[str, object]) -> None:
    run = {"name": "Galleyproof", "head_sha": live.pull.head_sha, "output": output}
    assert (await live.call("POST", "/repos/press/book/check-runs", run)).status_code == 422


async def test_a_head_in_a_fork_is_read_through_the_base_repository(live: Scene) -> None:
    sha = live.pull.head_sha
    tree = (await live.call("GET", f"/repos/press/book/git/trees/{sha}?recursive=1")).json()
    paths = {entry["path"]: entry["sha"] for entry in tree["tree"]}
    assert set(paths) == {"_quarto.yml", "added.qmd", "chapter.qmd", "old.qmd"}
    blob = (await live.call("GET", f"/repos/press/book/git/blobs/{paths['added.qmd']}")).json()
    assert base64.b64decode(blob["content"]) == b"# Added\n\nText.\n"
    contents = await live.call("GET", "/repos/press/book/contents/added.qmd?ref=refs/pull/1/head")
    assert contents.json()["sha"] == paths["added.qmd"]
    hidden = await live.call("GET", "/repos/author/book")
    assert hidden.status_code == 404


async def test_a_large_tree_says_that_it_was_cut(live: Scene) -> None:
    live.world.limits.tree_entries = 2
    tree = (await live.call("GET", f"/repos/press/book/git/trees/{live.pull.head_sha}?recursive=1")).json()
    assert tree["truncated"] is True
    assert len(tree["tree"]) == 2


async def test_a_token_narrower_than_the_request_is_refused(live: Scene) -> None:
    await live.authorise(permissions={"pull_requests": "read", "contents": "read"})
    answer = await live.call("POST", "/repos/press/book/issues/1/comments", {"body": "hello"})
    assert (answer.status_code, answer.json()["message"]) == (403, "Resource not accessible by integration")
    assert answer.headers["x-accepted-github-permissions"] == "issues=write; pull_requests=write"
    assert (await live.on_pull("GET", "")).status_code == 200


async def test_the_rate_limit_is_counted_told_and_kept(live: Scene) -> None:
    live.world.limits.requests_per_hour = 3
    first = await live.on_pull("GET", "")
    assert (first.headers["x-ratelimit-limit"], first.headers["x-ratelimit-remaining"]) == ("3", "2")
    assert (await live.on_pull("GET", "")).status_code == 200
    assert (await live.on_pull("GET", "")).status_code == 200
    over = await live.on_pull("GET", "")
    assert over.status_code == 403
    assert "rate limit exceeded" in over.json()["message"]
    assert over.headers["x-ratelimit-remaining"] == "0"
    assert (await live.call("GET", "/rate_limit")).json()["resources"]["core"]["remaining"] == 0


async def test_labels_are_made_when_they_are_put_on(live: Scene) -> None:
    labels = "/repos/press/book/issues/1/labels"
    answer = await live.call("POST", labels, {"labels": ["chapter", "draft"]})
    assert [label["name"] for label in answer.json()] == ["chapter", "draft"]
    assert [label["name"] for label in (await live.call("GET", labels)).json()] == ["chapter", "draft"]


async def test_the_combined_status_and_the_permission_of_a_person(live: Scene) -> None:
    live.world.report_status("press/book", live.pull.head_sha, "build", "pending", "editor")
    live.world.report_status("press/book", live.pull.head_sha, "build", "success", "editor")
    status = (await live.call("GET", f"/repos/press/book/commits/{live.pull.head_sha}/status")).json()
    assert (status["state"], status["total_count"]) == ("success", 1)
    person = "/repos/press/book/collaborators/{}/permission"
    assert (await live.call("GET", person.format("editor"))).json()["permission"] == "write"
    assert (await live.call("GET", person.format("author"))).json()["permission"] == "read"
    assert (await live.call("GET", person.format("nobody"))).status_code == 404


async def test_an_etag_spares_the_body_until_the_token_changes(live: Scene) -> None:
    first = await live.on_pull("GET", "")
    again = await live.call("GET", "/repos/press/book/pulls/1", **{"if-none-match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    await live.authorise()
    other = await live.call("GET", "/repos/press/book/pulls/1", **{"if-none-match": first.headers["etag"]})
    assert other.status_code == 200


async def test_a_pull_request_is_found_by_head_and_by_commit(live: Scene) -> None:
    listed = await live.call("GET", "/repos/press/book/pulls?head=author:topic&state=open")
    assert [pull["number"] for pull in listed.json()] == [1]
    by_commit = await live.call("GET", f"/repos/press/book/commits/{live.pull.head_sha}/pulls")
    assert [pull["number"] for pull in by_commit.json()] == [1]
    compared = (await live.call("GET", f"/repos/press/book/compare/main...{live.pull.head_sha}")).json()
    assert (compared["status"], compared["ahead_by"], len(compared["files"])) == ("ahead", 1, 2)


async def test_unsupported_api_versions_and_broken_json_are_refused(live: Scene) -> None:
    for version in ("2022-11-28", "2026-03-10"):
        answer = await live.call("GET", "/repos/press/book", **{"x-github-api-version": version})
        assert answer.headers["x-github-api-version-selected"] == version
    assert (
        await live.call("GET", "/repos/press/book", **{"x-github-api-version": "1999-01-01"})
    ).status_code == 400
    broken = await live.client.post(
        f"{live.url}/repos/press/book/issues/1/comments",
        content=b"{",
        headers={"authorization": f"token {live.token}"},
    )
    assert (broken.status_code, broken.json()["message"]) == (400, "Problems parsing JSON")
