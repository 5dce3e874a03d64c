"""Reading a pull request from the stand-in, over HTTP."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import httpx
import pytest

from app.errors import Transient
from app.github.client import AppClient
from app.github.faults import HeadMoved, NotThere
from app.github.questions import Reading, Repository, Seen
from app.github.reading import Reader
from app.sandbox.requestlog import Exchange
from app.sandbox.server import SandboxServer
from checks.pull import FileStatus
from tests.app.github.conftest import BODY, BOOK, NAME, Stage
from tests.conftest import settings_for

WAVES = b"# Waves\n\nA new line.\n"


def seen_of(reading: Reading) -> Seen:
    snapshot = reading.snapshot
    return Seen(snapshot.pull.head_sha, snapshot.files, snapshot.tree)


async def test_a_first_reading_takes_three_requests_and_a_token(stage: Stage) -> None:
    pull = stage.open_pull({"waves.qmd": WAVES})
    async with stage.hub() as hub:
        reading = await stage.reader(hub).read(pull.number)
    assert stage.world.requests.names == [
        "POST /app/installations/{installation_id}/access_tokens",
        "GET /repos/{owner}/{repo}/pulls/{pull_number}/files",
        "GET /repos/{owner}/{repo}/git/trees/{tree_sha}",
        "query viewer repository",
    ]
    assert reading.text_of("waves.qmd") == WAVES
    assert {path: reading.text_of(path) for path in BOOK if path not in ("waves.qmd", "images/moon.png")} == {
        path: data if path != ".github/CODEOWNERS" else None
        for path, data in BOOK.items()
        if path not in ("waves.qmd", "images/moon.png")
    }
    assert reading.missing == frozenset()
    assert stage.blobs.held == reading.blobs, "what was fetched is kept"


async def test_the_snapshot_says_what_stands_on_the_pull_request(stage: Stage) -> None:
    pull = stage.open_pull({"waves.qmd": WAVES, "gone.qmd": None})
    world = stage.world
    world.set_labels(NAME, pull.number, ["typo"])
    world.request_reviewers(NAME, pull.number, ["ada"])
    world.give(NAME, "emmy", "write")
    world.review(NAME, pull.number, "APPROVE", "emmy")
    world.report_check(NAME, pull.head_sha, "build", "success")
    world.report_status(NAME, pull.head_sha, "lint", "pending", "ada")
    async with stage.hub() as hub:
        reading = await stage.reader(hub).read(pull.number)
    snapshot, seen = reading.snapshot, reading.snapshot.pull
    assert (seen.number, seen.title, seen.body, seen.author) == (1, "A change", BODY, "grace")
    assert (seen.head_sha, seen.head_ref, seen.base_ref) == (pull.head_sha, "change", "main")
    assert (seen.open, seen.draft, seen.default_branch) == (True, False, "main")
    assert seen.labels == snapshot.standing.labels == ("typo",)
    assert seen.requested == ("ada",)
    assert [(r.login, r.state, r.commit) for r in seen.reviews] == [("emmy", "APPROVED", pull.head_sha)]
    assert {c.name: (c.conclusion, c.done) for c in seen.checks} == {
        "build": ("success", True),
        "lint": (None, False),
    }
    assert seen.commit_authors == ("grace",)
    assert seen.codeowners == "*.qmd @ada\n"
    assert dict(seen.last_authors) == {"waves.qmd": ("ada",)}
    assert seen.template is None
    assert snapshot.config_text is None
    assert snapshot.standing.body == BODY
    assert snapshot.standing.check is None
    assert snapshot.base_sha == world.repo(NAME).branch("main")
    assert snapshot.repository_id == stage.repository.id
    assert reading.bot_id == stage.installation.app.bot.id


async def test_every_status_of_a_file_is_told(stage: Stage) -> None:
    pull = stage.open_pull(
        {
            "new.qmd": b"# New\n",
            "waves.qmd": WAVES,
            "tides.qmd": None,
            "index.qmd": None,
            "preface.qmd": BOOK["index.qmd"],
            "images/sun.png": b"\x89PNG\x00\x01",
        }
    )
    async with stage.hub() as hub:
        reading = await stage.reader(hub).read(pull.number)
    files = {file.path: file for file in reading.snapshot.files}
    assert {path: file.status for path, file in files.items()} == {
        "new.qmd": FileStatus.ADDED,
        "waves.qmd": FileStatus.MODIFIED,
        "tides.qmd": FileStatus.REMOVED,
        "preface.qmd": FileStatus.RENAMED,
        "images/sun.png": FileStatus.ADDED,
    }
    assert files["preface.qmd"].previous_path == "index.qmd"
    assert files["images/sun.png"].patch is None
    assert files["waves.qmd"].patch is not None
    assert "tides.qmd" not in reading.snapshot.tree
    assert reading.text_of("preface.qmd") == BOOK["index.qmd"]


async def test_all_pages_of_the_files_are_read(stage: Stage) -> None:
    pull = stage.open_pull({f"notes/n{at:03}.txt": b"x" for at in range(250)})
    async with stage.hub() as hub:
        reading = await stage.reader(hub).read(pull.number)
    assert len(reading.snapshot.files) == 250
    assert stage.world.requests.count()["GET /repos/{owner}/{repo}/pulls/{pull_number}/files"] == 3
    assert reading.snapshot.pull.files_complete


async def test_a_list_of_files_that_github_cut_is_not_complete(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.limits.FILES_MOST", 3)
    stage.world.limits.files_per_pull = 3
    pull = stage.open_pull({f"n{at}.txt": b"x" for at in range(5)})
    async with stage.hub() as hub:
        reading = await stage.reader(hub).read(pull.number)
    assert not reading.snapshot.pull.files_complete


async def test_a_fork_is_read_through_the_base_repository(stage: Stage) -> None:
    pull = stage.open_pull({"waves.qmd": WAVES}, fork=True)
    async with stage.hub() as hub:
        reading = await stage.reader(hub).read(pull.number)
    assert reading.text_of("waves.qmd") == WAVES
    assert all("grace/" not in exchange.path for exchange in stage.world.requests)


async def test_a_head_that_the_base_does_not_know_by_id_is_read_by_its_own_name_for_it(stage: Stage) -> None:
    pull = stage.open_pull({"waves.qmd": WAVES}, fork=True)
    stage.world.faults.add(f"GET /repos/{NAME}/git/trees/{pull.head_sha}", 404)
    async with stage.hub() as hub:
        reading = await stage.reader(hub).read(pull.number)
    assert reading.text_of("waves.qmd") == WAVES


async def test_a_deleted_fork_is_read_all_the_same(stage: Stage) -> None:
    pull = stage.open_pull({"waves.qmd": WAVES}, fork=True)
    stage.world.delete_fork("grace/water")
    async with stage.hub() as hub:
        reading = await stage.reader(hub).read(pull.number)
    assert reading.text_of("waves.qmd") == WAVES


@pytest.mark.parametrize(
    "data",
    [
        b"# CRLF\r\n\r\nTwo ends.\r\n",
        b"\xef\xbb\xbf# With a byte order mark\n",
        "# Ünïcödé 🦀\n".encode(),
        b"# Latin-1: caf\xe9\n",
        b"# A replacement character of its own: \xef\xbf\xbd\n",
        b"# NUL \x00 in the middle\n",
        b"",
        b"no end of line",
    ],
)
async def test_contents_arrive_byte_for_byte(stage: Stage, data: bytes) -> None:
    pull = stage.open_pull({"waves.qmd": data})
    async with stage.hub() as hub:
        reading = await stage.reader(hub).read(pull.number)
    assert reading.text_of("waves.qmd") == data


async def test_a_text_that_graphql_would_cut_is_fetched_raw(stage: Stage) -> None:
    long = b"# Long\n" + b"word " * 110_000
    pull = stage.open_pull({"waves.qmd": long})
    async with stage.hub() as hub:
        reading = await stage.reader(hub).read(pull.number)
    assert reading.text_of("waves.qmd") == long
    assert "GET /repos/{owner}/{repo}/git/blobs/{file_sha}" in stage.world.requests.names


async def test_a_file_beyond_all_measure_is_missing_not_fetched(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.limits.BLOB_TEXT_BYTES", 50)
    monkeypatch.setattr("app.limits.BLOB_MOST_BYTES", 100)
    pull = stage.open_pull({"waves.qmd": b"x" * 101})
    async with stage.hub() as hub:
        reading = await stage.reader(hub).read(pull.number)
    assert reading.missing == {reading.snapshot.tree["waves.qmd"].sha}


async def test_an_unknown_book_costs_one_query_for_each_started_megabyte(stage: Stage) -> None:
    chapter = b"# Chapter\n" + b"water " * 66_000  # 396 kB: two to a query
    stage.world.commit(NAME, "main", {f"c{at}.qmd": chapter + b"%d\n" % at for at in range(5)})
    pull = stage.open_pull({"waves.qmd": WAVES})
    async with stage.hub() as hub:
        await stage.reader(hub).read(pull.number)
        assert stage.world.requests.count()["query viewer repository"] == 1
        assert stage.world.requests.count()["query repository"] == 2
        mark = stage.world.requests.mark()
        await stage.reader(hub).read(pull.number)
    assert len(stage.world.requests.since(mark)) == 3, "known contents are not asked for again"


async def test_a_query_that_github_cannot_finish_is_asked_again_without_the_contents(stage: Stage) -> None:
    pull = stage.open_pull({"waves.qmd": WAVES})

    def too_much(exchange: Exchange) -> bool:
        query = (exchange.request_body or {}).get("query", "") if exchange.fields else ""
        return (
            query.count("...Text") > 4
            and ("viewer" in exchange.fields or query.count("b3:") > 0)
            and "b0:" in query
        )

    stage.world.faults.add(too_much, 502, times=-1)
    async with stage.hub() as hub:
        reading = await stage.reader(hub).read(pull.number)
    assert reading.text_of("waves.qmd") == WAVES
    assert reading.text_of("tides.qmd") == BOOK["tides.qmd"]
    assert reading.missing == frozenset()


async def test_githubs_outage_is_not_answered_by_a_flood(stage: Stage) -> None:
    pull = stage.open_pull({"waves.qmd": WAVES})
    stage.world.faults.add("query *", 502, times=-1)
    async with stage.hub() as hub:
        with pytest.raises(Transient):
            await stage.reader(hub).read(pull.number)
    assert len(stage.world.requests.named("query")) <= 8


async def test_a_file_of_the_base_is_read_by_its_path(stage: Stage) -> None:
    stage.world.commit(NAME, "main", {"a folder/naïve.md": b"Odd.\n"})
    async with stage.hub() as hub:
        reader = stage.reader(hub)
        assert await reader.file_at("a folder/naïve.md", "main") == b"Odd.\n"
        assert await reader.file_at("nothing.md", "main") is None


async def test_a_path_keeps_its_odd_characters_on_the_way(stage: Stage, tmp_path: Path) -> None:
    seen: list[bytes] = []

    def github(request: httpx.Request) -> httpx.Response:
        seen.append(request.url.raw_path)
        return httpx.Response(200, json={"token": "t", "expires_at": "2999-01-01T00:00:00Z"})

    settings = settings_for("postgresql://nobody@localhost/none", tmp_path)
    async with AppClient(settings, transport=httpx.MockTransport(github)).installation(7) as hub:
        await stage.reader(hub).file_at("50% #1?.md", "a/b")
    assert seen[-1] == b"/repos/ada/water/contents/50%25%20%231%3F.md?ref=a%2Fb"


async def test_chapters_whose_index_is_known_are_not_fetched_but_changed_ones_are(stage: Stage) -> None:
    pull = stage.open_pull({"waves.qmd": WAVES})

    async def all_indexed(shas: object) -> list[str]:
        assert isinstance(shas, list)
        return shas

    async with stage.hub() as hub:
        reader = Reader(hub, stage.repository, stage.blobs.known, stage.blobs.keep, all_indexed)
        reading = await reader.read(pull.number)
    assert reading.text_of("waves.qmd") == WAVES
    assert reading.text_of("tides.qmd") is None
    assert reading.text_of("refs.bib") == BOOK["refs.bib"]


async def test_settings_owners_form_and_labels_come_from_the_base_not_the_head(stage: Stage) -> None:
    form = "- [ ] Images are closed\r\n"
    base: Mapping[str, bytes | None] = {
        ".github/galleyproof.yml": b"version: 1\n",
        ".github/Pull_Request_Template.md": b"never found by GraphQL without its spelling\n",
        ".github/labeler.yml": b"typo: []\n",
    }
    stage.world.commit(NAME, "main", base)
    pull = stage.open_pull(
        {
            ".github/galleyproof.yml": b"version: 1\nform: short\n",
            ".github/CODEOWNERS": b"* @mallory\n",
            ".github/labeler.yml": None,
        },
        body=form,
    )
    async with stage.hub() as hub:
        snapshot = (await stage.reader(hub).read(pull.number)).snapshot
    assert snapshot.config_text == "version: 1\n"
    assert snapshot.config_at_head == "version: 1\nform: short\n"
    assert snapshot.pull.codeowners == "*.qmd @ada\n"
    assert snapshot.pull.labeler == "typo: []\n"
    assert snapshot.pull.template == "never found by GraphQL without its spelling\n"


async def test_a_push_between_the_requests_starts_the_reading_anew(stage: Stage) -> None:
    pull = stage.open_pull({"waves.qmd": WAVES})
    pushes = iter([b"# Waves\n\nPushed meanwhile.\n"])

    def push(exchange: Exchange) -> bool:
        if "/git/trees/" in exchange.path:
            for text in pushes:
                stage.world.push(NAME, "change", {"waves.qmd": text}, author="grace")
        return False

    stage.world.faults.add(push, None)
    async with stage.hub() as hub:
        reading = await stage.reader(hub).read(pull.number)
    assert reading.snapshot.pull.head_sha == pull.head_sha
    assert reading.text_of("waves.qmd") == b"# Waves\n\nPushed meanwhile.\n"


async def test_pushes_that_never_end_put_the_run_back(stage: Stage) -> None:
    pull = stage.open_pull({"waves.qmd": WAVES})
    count = iter(range(100))

    def push(exchange: Exchange) -> bool:
        if "/git/trees/" in exchange.path:
            stage.world.push(NAME, "change", {"waves.qmd": b"%d\n" % next(count)}, author="grace")
        return False

    stage.world.faults.add(push, None)
    async with stage.hub() as hub:
        with pytest.raises(HeadMoved) as caught:
            await stage.reader(hub).read(pull.number)
    assert isinstance(caught.value, Transient)


async def test_a_tick_costs_one_read(stage: Stage) -> None:
    pull = stage.open_pull({"waves.qmd": WAVES})
    async with stage.hub() as hub:
        seen = seen_of(await stage.reader(hub).read(pull.number))
        stage.world.tick(NAME, pull.number, 0, "grace")
        mark = stage.world.requests.mark()
        again = await stage.reader(hub).read_conversation(pull.number, seen)
    assert again is not None
    assert "- [x] Images are closed" in again.snapshot.pull.body
    assert again.snapshot.files == seen.files
    assert len(stage.world.requests.since(mark)) == 1
    assert [edit.login for edit in again.snapshot.edits][:1] == ["grace"]


async def test_a_conversation_of_another_head_is_not_taken_for_ours(stage: Stage) -> None:
    pull = stage.open_pull({"waves.qmd": WAVES})
    async with stage.hub() as hub:
        seen = seen_of(await stage.reader(hub).read(pull.number))
        stage.world.push(NAME, "change", {"tides.qmd": b"# Tides\n"}, author="grace")
        assert await stage.reader(hub).read_conversation(pull.number, seen) is None


async def test_another_pull_request_with_the_same_head_is_named(stage: Stage) -> None:
    pull = stage.open_pull({"waves.qmd": WAVES})
    stage.world.commit(NAME, "next", {"other.txt": b"x"})
    other = stage.world.open_pull(NAME, "change", "next", "The same", "", "grace")
    async with stage.hub() as hub:
        reading = await stage.reader(hub).read(pull.number)
    assert reading.snapshot.same_head == (other.number,)


async def test_teams_that_graphql_hides_are_asked_for_by_rest(stage: Stage, tmp_path: Path) -> None:
    pull = stage.open_pull({"waves.qmd": WAVES})
    world = stage.world

    def github(request: httpx.Request) -> httpx.Response:
        if request.url.path.endswith("/requested_reviewers"):
            return httpx.Response(200, json={"users": [{"login": "emmy"}], "teams": [{"slug": "editors"}]})
        answer = httpx.request(
            request.method, str(request.url), headers=request.headers, content=request.content
        )
        body = answer.json()
        if isinstance(body, dict) and "viewer" in body.get("data", {}):
            hidden = {"nodes": [{"requestedReviewer": None}]}
            body["data"]["repository"]["pullRequest"]["reviewRequests"] = hidden
        return httpx.Response(answer.status_code, json=body)

    async with SandboxServer(world, in_thread=True) as server:
        settings = settings_for("postgresql://nobody@localhost/none", tmp_path, github_api_url=server.url)
        client = AppClient(settings, transport=httpx.MockTransport(github))
        async with client.installation(stage.installation.id) as hub:
            pull_seen = (await stage.reader(hub).read(pull.number)).snapshot.pull
    assert (pull_seen.requested, pull_seen.requested_teams) == (("emmy",), ("ada/editors",))


async def test_a_missing_permission_leaves_only_its_own_facts_out(stage: Stage) -> None:
    pull = stage.open_pull({"waves.qmd": WAVES})
    for name in ("statuses", "checks"):
        stage.installation.permissions.pop(name)
    async with stage.hub() as hub:
        reading = await stage.reader(hub).read(pull.number)
    assert reading.snapshot.pull.checks == ()
    assert reading.text_of("waves.qmd") == WAVES


async def test_what_is_not_there_is_said_in_words(stage: Stage) -> None:
    async with stage.hub() as hub:
        with pytest.raises(NotThere, match="pulls/99"):
            await stage.reader(hub).read(99)


async def test_a_name_that_another_repository_took_over_is_not_read(stage: Stage) -> None:
    pull = stage.open_pull({"waves.qmd": WAVES})
    old = Repository(stage.repository.id + 1, "ada", "water")
    async with stage.hub() as hub:
        with pytest.raises(NotThere, match="another repository by now"):
            await Reader(hub, old, stage.blobs.known, stage.blobs.keep).read(pull.number)


async def test_a_pull_request_of_removals_alone_still_finds_its_head(stage: Stage) -> None:
    pull = stage.open_pull({"tides.qmd": None})
    async with stage.hub() as hub:
        reading = await stage.reader(hub).read(pull.number)
    assert reading.snapshot.pull.head_sha == pull.head_sha


async def test_a_truncated_tree_is_completed_where_the_pull_request_touches_it(stage: Stage) -> None:
    stage.world.commit(NAME, "main", {f"aaa/f{at:03}.txt": b"x" for at in range(30)})
    pull = stage.open_pull({"zzz/new.qmd": b"# New\n"})
    stage.world.limits.tree_entries = 20
    async with stage.hub() as hub:
        snapshot = (await stage.reader(hub).read(pull.number)).snapshot
    assert snapshot.truncated
    assert "zzz/new.qmd" in snapshot.tree
    assert "waves.qmd" in snapshot.tree
