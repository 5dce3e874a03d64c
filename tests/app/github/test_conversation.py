"""What the nodes of GitHub's answer mean; nulls everywhere."""

from __future__ import annotations

from typing import Any

from app.github import conversation as talk
from checks.pull import CheckState

US = talk.Us(app_id=12, bot_id=99, login="galleyproof[bot]")
BOT = {"__typename": "Bot", "login": "galleyproof", "databaseId": 99}
GRACE = {"__typename": "User", "login": "grace", "databaseId": 5}


def comment(author: dict[str, Any] | None, id: str = "C1", **values: Any) -> dict[str, Any]:
    return {"id": id, "body": "Text", "url": "u", "author": author, **values}


def thread(
    first: dict[str, Any], *later: dict[str, Any], total: int | None = None, **values: Any
) -> dict[str, Any]:
    shown = [first, *later]
    return {
        "id": "T1",
        "path": "a.qmd",
        "line": 3,
        "first": {"totalCount": len(shown) if total is None else total, "nodes": [first]},
        "rest": {"nodes": shown[-20:]},
        **values,
    }


def test_a_comment_is_ours_by_account_id_never_by_login() -> None:
    assert US.wrote(comment(BOT))
    assert not US.wrote(comment({"__typename": "User", "login": "galleyproof", "databaseId": 7}))
    assert not US.wrote(comment({"__typename": "User", "login": "galleyproof[bot]", "databaseId": 99}))
    assert not US.wrote(comment({"__typename": "Bot", "login": "galleyproof-two", "databaseId": 98}))
    assert not US.wrote(comment(None))
    assert US.wrote(comment(None, viewerDidAuthor=True))
    assert not talk.Us(12).wrote(comment({"__typename": "Bot", "login": "galleyproof", "databaseId": None}))


def test_bots_are_called_as_rest_calls_them_and_lost_accounts_ghost() -> None:
    assert talk.login({"__typename": "Bot", "login": "renovate"}) == "renovate[bot]"
    assert talk.login({"__typename": "Bot", "login": "renovate[bot]"}) == "renovate[bot]"
    assert talk.login({"__typename": "User", "login": "grace"}) == "grace"
    assert talk.login(None) == "ghost"


def test_a_thread_begun_by_us_stands_and_knows_whether_a_person_replied() -> None:
    mine = comment(BOT, viewerCanMinimize=False)
    seen, standing = talk.thread(thread(mine, comment(BOT, "C2")), US)
    assert standing is not None
    assert (seen.ours, seen.replied, standing.replied) == (True, False, False)
    assert (standing.can_resolve, standing.can_minimize) == (False, False)
    seen, standing = talk.thread(thread(mine, comment(GRACE, "C2"), comment(BOT, "C3")), US)
    assert seen.replied
    seen, _ = talk.thread(thread(mine, comment(None, "C2")), US)
    assert seen.replied, "a deleted account was a person"


def test_a_thread_longer_than_we_were_shown_counts_as_answered() -> None:
    bots = [comment(BOT, f"B{at}") for at in range(25)]
    seen, _ = talk.thread(thread(comment(BOT), *bots, total=26), US)
    assert seen.replied


def test_a_thread_of_somebody_else_is_a_fact_and_not_ours() -> None:
    seen, standing = talk.thread(
        thread(comment(GRACE, body="Why\n\n this?"), isResolved=True, isOutdated=True), US
    )
    assert standing is None
    assert (seen.author, seen.resolved, seen.outdated, seen.excerpt) == ("grace", True, True, "Why this?")


def test_a_thread_without_a_comment_we_may_see_is_nobodys() -> None:
    seen, standing = talk.thread({"id": "T", "path": None, "first": None, "rest": None}, US)
    assert (seen.author, seen.path, standing) == ("ghost", "", None)


def run(
    name: str, app: int, id: int = 1, status: str = "COMPLETED", conclusion: str | None = "SUCCESS"
) -> Any:
    suite = {"app": {"databaseId": app, "slug": f"app-{app}"}}
    return {
        "__typename": "CheckRun",
        "databaseId": id,
        "name": name,
        "status": status,
        "conclusion": conclusion,
        "checkSuite": suite,
    }


def test_our_check_is_not_among_the_ci_and_the_newest_of_ours_stands() -> None:
    found, ours = talk.contexts(
        [
            run("Galleyproof", 12, 5),
            run("Galleyproof", 12, 9, "IN_PROGRESS", None),
            run("Galleyproof", 13, 11),
            run("build", 20, 3, "QUEUED", None),
            {"__typename": "StatusContext", "context": "lint", "state": "ERROR", "creator": None},
            {
                "__typename": "StatusContext",
                "context": "docs",
                "state": "EXPECTED",
                "creator": {"login": "ci"},
            },
        ],
        12,
    )
    assert ours is not None
    assert (ours.run_id, ours.status, ours.conclusion) == (9, "in_progress", None)
    assert found == (
        CheckState("Galleyproof", "success", "app-13", ""),
        CheckState("build", None, "app-20", ""),
        CheckState("lint", "failure", "", ""),
        CheckState("docs", None, "ci", ""),
    )


def test_who_was_asked_and_who_github_hides() -> None:
    found = talk.requests(
        {
            "nodes": [
                {"requestedReviewer": {"__typename": "User", "login": "ada"}},
                {"requestedReviewer": {"__typename": "Team", "combinedSlug": "water/editors"}},
            ]
        }
    )
    assert found == talk.Requests(("ada",), ("water/editors",), False)
    assert talk.requests({"nodes": [None]}).hidden
    assert talk.requests(None) == talk.Requests()


def test_authors_are_told_once_first_ones_and_co_authors_apart() -> None:
    def commit(*people: tuple[str | None, str | None]) -> dict[str, Any]:
        authors = [{"name": name, "user": {"login": login} if login else None} for name, login in people]
        return {"commit": {"authors": {"nodes": authors}}}

    found = talk.authors(
        {
            "nodes": [
                commit(("Grace", "grace"), ("Ada", "ada"), ("No Account", None)),
                commit(("Grace", "grace"), (None, None)),
                None,
            ]
        }
    )
    assert (found.first, found.co) == (["grace"], ["ada", "No Account"])


def test_the_history_of_the_description_is_newest_first() -> None:
    nodes = [
        {"editedAt": f"2024-01-0{day}T00:00:00Z", "editor": GRACE, "diff": f"body {day}"} for day in (1, 3, 2)
    ]
    assert [edit.body for edit in talk.edits({"nodes": nodes})] == ["body 3", "body 2", "body 1"]
    assert talk.edits({"nodes": [{"editedAt": "x", "editor": None, "diff": None}]})[0].login == "ghost"


def test_another_pull_request_shares_the_head_only_if_open_here_and_at_this_very_commit() -> None:
    def pull(number: int, **values: Any) -> dict[str, Any]:
        base = {"number": number, "state": "OPEN", "headRefOid": "abc", "baseRepository": {"databaseId": 7}}
        return {**base, **values}

    commit = {
        "oid": "abc",
        "associatedPullRequests": {
            "nodes": [
                pull(1),
                pull(2),
                pull(3, state="CLOSED"),
                pull(4, headRefOid="def"),
                pull(5, baseRepository={"databaseId": 8}),
                pull(6, baseRepository=None),
            ]
        },
    }
    assert talk.same_head(commit, 1, 7) == (2,)
    assert talk.same_head({}, 1, 7) == ()


def test_reviews_keep_the_commit_they_were_given_on() -> None:
    found = talk.reviews({"nodes": [{"author": GRACE, "state": "APPROVED", "commit": None}]})
    assert [(r.login, r.state, r.commit) for r in found] == [("grace", "APPROVED", "")]
