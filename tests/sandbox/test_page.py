"""The page: what a person sees, what is kept from them, and what happens when they click."""

from __future__ import annotations

import re

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.sandbox.markdown import render
from tests.sandbox.conftest import CHAPTER, Scene, edited

PAGE = "/press/book/pull/1"


async def shown(live: Scene) -> str:
    """The page, without what stands in its text fields."""
    answer = await live.client.get(live.url + PAGE)
    assert answer.status_code == 200
    return re.sub(
        r"<textarea.*?</textarea>|<script>.*?</script>|<style>.*?</style>", "", answer.text, flags=re.DOTALL
    )


async def act(live: Scene, **form: str) -> httpx.Response:
    return await live.client.post(f"{live.url}{PAGE}/act", data=form)


@pytest.mark.asyncio
async def test_a_box_of_the_description_is_clicked_as_on_github(live: Scene) -> None:
    page = await shown(live)
    assert re.findall(
        r'<input type="checkbox" class="box"( checked)? data-box="(\d+)" data-in="pull">', page
    ) == [
        ("", "0"),
        (" checked", "1"),
    ]
    assert (await act(live, act="tick", box="0", **{"in": "pull", "as": "author"})).status_code == 303
    assert "- [x] first box" in live.pull.body
    refused = await act(live, act="tick", box="0", **{"in": "pull", "as": "passer-by"})
    assert (refused.status_code, refused.text) == (
        403,
        "passer-by may not edit what author wrote in press/book",
    )


@pytest.mark.asyncio
async def test_boxes_in_a_comment_are_for_people_with_write_access(live: Scene) -> None:
    comment = live.world.post_comment(live.pull, "- [ ] one", live.app.bot, live.app)
    place = f"comment-{comment.id}"
    assert f'data-in="{place}"' in await shown(live)
    assert (await act(live, act="tick", box="0", **{"in": place, "as": "author"})).status_code == 403
    assert (await act(live, act="tick", box="0", **{"in": place, "as": "editor"})).status_code == 303
    assert comment.body == "- [x] one"


@pytest.mark.asyncio
async def test_reviews_threads_suggestions_checks_and_folded_comments_are_shown(live: Scene) -> None:
    suggestion = "Better:\n\n````suggestion\nA better line twenty.\n````\n\n<!-- galley hidden -->"
    await live.review({"path": "chapter.qmd", "line": 20, "body": suggestion}, body="One place.")
    run = {
        "name": "Galleyproof",
        "head_sha": live.pull.head_sha,
        "conclusion": "failure",
        "output": {
            "title": "1 of 25 items fails",
            "summary": "See **4.1**.",
            "annotations": [
                {
                    "path": "chapter.qmd",
                    "start_line": 20,
                    "end_line": 20,
                    "annotation_level": "failure",
                    "message": "Taht",
                }
            ],
        },
    }
    await live.call("POST", "/repos/press/book/check-runs", run)
    page = await shown(live)
    assert '<div class="del">-A new line twenty.</div><div class="add">+A better line twenty.</div>' in page
    assert "galley hidden" not in page
    assert "1 of 25 items fails" in page
    assert "See <strong>4.1</strong>." in page
    assert page.count("Taht") == 2, "with the check and below the line"
    live.pull.threads[0].comments[0].minimized = "RESOLVED"
    assert "This comment was marked as resolved." in await shown(live)


@pytest.mark.asyncio
async def test_a_suggestion_is_committed_by_a_person(live: Scene) -> None:
    await live.review(
        {"path": "chapter.qmd", "line": 20, "body": "```suggestion\nA better line twenty.\n```"}
    )
    [thread] = live.pull.threads
    before = live.pull.head_sha
    assert (await act(live, act="apply", thread=str(thread.id), **{"as": "author"})).status_code == 303
    files = live.repo.git.files(live.pull.head_sha)
    assert live.repo.git.blob(files["chapter.qmd"].sha) == edited(CHAPTER, 20, "A better line twenty.")
    assert live.pull.head_sha != before
    assert thread.is_resolved
    assert thread.is_outdated
    again = await act(live, act="apply", thread=str(thread.id), **{"as": "author"})
    assert again.status_code == 422
    assert "outdated" in again.text


@pytest.mark.asyncio
async def test_a_person_comments_approves_replies_resolves_and_edits(live: Scene) -> None:
    await live.review({"path": "chapter.qmd", "line": 20, "body": "why?"})
    thread = str(live.pull.threads[0].id)
    run = live.world.report_check("press/book", live.pull.head_sha, "build")
    for form in (
        {"act": "comment", "text": "hello", "as": "editor"},
        {"act": "approve", "text": "", "as": "editor"},
        {"act": "reply", "thread": thread, "text": "because", "as": "author"},
        {"act": "resolve", "thread": thread, "as": "author"},
        {"act": "edit-title", "text": "Another title", "as": "author"},
        {"act": "edit-body", "text": "Another body", "as": "author"},
        {"act": "rerun", "run": str(run.id), "as": "editor"},
        {"act": "state", "state": "draft", "as": "author"},
    ):
        answer = await act(live, **form)
        assert answer.status_code == 303, answer.text
    pull = live.pull
    assert [comment.body for comment in pull.comments] == ["hello"]
    assert [comment.body for comment in pull.threads[0].comments] == ["why?", "because"]
    assert (pull.title, pull.body, pull.draft) == ("Another title", "Another body", True)
    assert pull.threads[0].is_resolved
    assert pull.latest_opinions[0].state == "APPROVED"
    assert run.suite.reset
    assert (
        await act(live, act="approve", **{"as": "author"})
    ).text == "Can not approve your own pull request"
    assert (await act(live, act="vanish")).status_code == 422


@pytest.mark.asyncio
async def test_only_the_page_itself_may_act(live: Scene) -> None:
    answer = await live.client.post(
        f"{live.url}{PAGE}/act",
        data={"act": "comment", "text": "x"},
        headers={"origin": "http://elsewhere.example"},
    )
    assert answer.status_code == 403
    assert live.pull.comments == []


@pytest.mark.asyncio
async def test_an_unchanged_page_is_not_sent_again(live: Scene) -> None:
    first = await live.client.get(live.url + PAGE)
    tag = {"if-none-match": first.headers["etag"]}
    assert (await live.client.get(live.url + PAGE, headers=tag)).status_code == 304
    live.world.comment("press/book", 1, "news", "editor")
    assert (await live.client.get(live.url + PAGE, headers=tag)).status_code == 200


@pytest.mark.asyncio
async def test_the_links_that_github_objects_carry_lead_somewhere(live: Scene) -> None:
    run = live.world.report_check("press/book", live.pull.head_sha, "build")
    for path in (
        "/",
        PAGE,
        f"/press/book/blob/{live.pull.head_sha}/chapter.qmd",
        f"/press/book/runs/{run.id}",
        "/avatars/galleyproof%5Bbot%5D",
    ):
        assert (await live.client.get(live.url + path, follow_redirects=True)).status_code == 200, path
    for path in (
        "/press/book/pull/9",
        "/press/none/pull/1",
        "/press/book/runs/9",
        "/press/book/blob/main/none",
    ):
        assert (await live.client.get(live.url + path)).status_code == 404, path


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("a <!-- b --> c", "<p>a  c</p>\n"),
        ("<!-- open\n\nfor ever", ""),
        ("<script>x</script>", "&lt;script&gt;x&lt;/script&gt;"),
        ('<img src="a.png" onerror="x()">', '<img src="a.png">'),
        ('<a href="javascript:x()">y</a>', "<p><a>y</a></p>\n"),
        (
            "<details><summary>s</summary>\n\n**b**\n\n</details>",
            "<details><summary>s</summary>\n<p><strong>b</strong></p>\n</details>",
        ),
        ("one\ntwo", "<p>one<br />\ntwo</p>\n"),
    ],
)
def test_comments_are_rendered_safely(text: str, html: str) -> None:
    assert render(text) == html


@given(st.text(alphabet=st.sampled_from("<>\"'/ abjsrc=img:onert!-[]()\n`")))
def test_no_text_brings_a_tag_or_attribute_of_its_own(text: str) -> None:
    html = str(render(text))
    assert "<script" not in html
    assert "<!--" not in html
    for tag in re.findall(r"<[a-z][^>]*>", html):
        assert not re.search(r"\son\w+\s*=", re.sub(r'"[^"]*"', '""', tag)), tag
        assert "javascript:" not in tag
