from typing import Any

from checks.config import Config
from checks.finding import On, Severity
from checks.pull import Pull, Review
from tests.checks.support import HEAD, Ran, book_of, run_rule

OLD = "1" * 40
CHANGED = {"ops.qmd": frozenset({1})}


def judged(reviews: tuple[Review, ...] = (), *, config: dict[str, Any] | None = None, **facts: Any) -> Ran:
    pull = Pull(1, "Title", "", "author", HEAD, reviews=reviews, bot_login="galleyproof[bot]", **facts)
    book = book_of({"ops.qmd": "# Ops\n", "data.qmd": "# Data\n"}, changed=CHANGED)
    return run_rule(
        "approvals",
        "# Ops\n",
        path="ops.qmd",
        pull=pull,
        book=book,
        config=Config.model_validate({"approvals": config or {}}),
    )


def approved(login: str, commit: str = HEAD) -> Review:
    return Review(login, "APPROVED", commit)


def test_one_approval_of_the_head_is_enough_by_default() -> None:
    ran = judged((approved("ada"),))
    assert ran.waiting is None
    assert ran.evidence == [f"@ada approved `{HEAD[:7]}`"]


def test_an_approval_of_an_earlier_commit_does_not_count() -> None:
    waiting = judged((approved("ada", OLD),)).waiting
    assert waiting is not None
    assert waiting.on is On.PERSON
    assert "@ada approved an earlier commit" in waiting.reason


def test_nobody_approves_their_own_chapter_and_no_bot_does() -> None:
    for login in ("Author", "galleyproof", "other[bot]"):
        assert judged((approved(login),)).waiting is not None


def test_a_request_for_changes_is_an_error_whatever_the_commit() -> None:
    ran = judged((approved("ada"), Review("bob", "CHANGES_REQUESTED", OLD)))
    assert [f.severity for f in ran] == [Severity.ERROR]
    assert "@bob" in ran[0].message


def test_a_dismissed_review_is_none() -> None:
    ran = judged((Review("bob", "DISMISSED", HEAD), approved("ada")))
    assert not ran.findings
    assert ran.waiting is None


def test_everybody_who_was_requested_is_waited_for() -> None:
    waiting = judged((approved("ada"),), requested=("bob", "eve"), requested_teams=("editors",)).waiting
    assert waiting is not None
    assert "@bob (requested" in waiting.reason
    assert "@eve (requested" in waiting.reason
    assert "@editors (requested" in waiting.reason


def test_requests_can_be_left_out_by_the_config() -> None:
    assert judged((approved("ada"),), config={"requested": False}, requested=("bob",)).waiting is None


def test_one_owner_of_each_changed_chapter_is_needed_and_others_do_not_replace_it() -> None:
    owners = "ops.qmd @Olga @pat\ndata.qmd @dora\n"
    assert judged((approved("olga"),), codeowners=owners).waiting is None
    waiting = judged((approved("ada"), approved("pat", OLD)), codeowners=owners).waiting
    assert waiting is not None
    assert "@Olga or @pat (owner of `ops.qmd`; approved `1111111`" in waiting.reason
    assert "dora" not in waiting.reason


def test_an_author_who_owns_the_chapter_alone_needs_any_other_approval() -> None:
    assert judged((approved("ada"),), codeowners="* @author\n").waiting is None
    assert judged((), codeowners="* @author\n").waiting is not None


def test_a_team_has_approved_when_its_request_is_gone_and_somebody_approved() -> None:
    owners = "* @press/editors\n"
    assert judged((approved("ada"),), codeowners=owners).waiting is None
    assert judged((approved("ada"),), codeowners=owners, requested_teams=("editors",)).waiting is not None
    assert judged((), codeowners=owners, review_decision="APPROVED").waiting is not None


def test_co_authors_are_asked_when_the_config_says_so() -> None:
    people: dict[str, Any] = {
        "commit_authors": ("author", "bob"),
        "co_authors": ("eve", "Kim Lee <kim@example.org>"),
    }
    assert judged((approved("ada"),), **people).waiting is None
    waiting = judged((approved("bob"),), config={"authors": True}, **people).waiting
    assert waiting is not None
    assert "@eve (wrote some of the commits)" in waiting.reason
    assert "Kim" not in waiting.reason


def test_people_named_in_the_config_are_needed() -> None:
    waiting = judged((approved("ada"),), config={"people": ["boss"]}).waiting
    assert waiting is not None
    assert "@boss (named in the config)" in waiting.reason
    assert judged((approved("Boss"),), config={"people": ["boss"]}).waiting is None


def test_two_approvals_are_two_people() -> None:
    config = {"count": 2}
    assert judged((approved("ada"),), config=config).waiting is not None
    assert judged((approved("ada"), approved("bob")), config=config).waiting is None


def test_when_nobody_is_asked_the_item_does_not_apply() -> None:
    assert judged(config={"count": 0}).not_applicable is not None
    assert judged((), config={"count": 0}, requested=("bob",)).not_applicable is None
