from checks.finding import Severity
from checks.pull import Pull, Review, Thread
from tests.checks.support import HEAD, Ran, run_rule


def thread(number: int = 1, author: str = "ada", **facts: object) -> Thread:
    defaults: dict[str, object] = {
        "id": f"T{number}", "author": author, "resolved": False, "outdated": False, "path": "ops.qmd",
        "line": 7, "excerpt": "Where does this\n table come from?", "url": f"https://example.org/{number}",
    }  # fmt: skip
    return Thread(**{**defaults, **facts})  # type: ignore[arg-type]


def judged(*threads: Thread, reviews: tuple[Review, ...] = ()) -> Ran:
    pull = Pull(
        1, "Title", "", "author", HEAD, threads=threads, reviews=reviews, bot_login="galleyproof[bot]"
    )
    return run_rule("open-threads", pull=pull)


def test_an_open_thread_is_told_with_who_where_what_and_its_link() -> None:
    (finding,) = judged(thread()).findings
    assert finding.severity is Severity.ERROR
    assert finding.match == "https://example.org/1"
    assert finding.message == (
        "A thread by @ada on `ops.qmd` line 7 is open: “Where does this table come from?” (https://example.org/1)."
        " Answer it and mark it as resolved."
    )


def test_an_outdated_thread_is_still_open_but_says_that_the_lines_changed() -> None:
    (finding,) = judged(thread(outdated=True, line=None)).findings
    assert "have changed since" in finding.message


def test_resolved_threads_are_evidence() -> None:
    ran = judged(thread(resolved=True), thread(2, resolved=True))
    assert not ran.findings
    assert ran.evidence == ["2 of 2 review threads are resolved"]


def test_our_own_threads_change_nothing_of_what_is_said() -> None:
    ran = judged(thread(ours=True), thread(2, author="galleyproof"))
    assert not ran.findings
    assert ran.evidence == judged().evidence


def test_a_thread_of_a_deleted_account_is_open_too() -> None:
    assert "a deleted account" in judged(thread(author=""))[0].message


def test_a_standing_request_for_changes_is_open_feedback() -> None:
    ran = judged(reviews=(Review("bob", "CHANGES_REQUESTED", HEAD), Review("ada", "APPROVED", HEAD)))
    assert [f.match for f in ran] == ["@bob"]


def test_nothing_said_is_nothing_open() -> None:
    ran = judged()
    assert not ran.findings
    assert ran.evidence == ["nobody has said anything on this pull request yet"]


def test_a_hundred_threads_do_not_fill_the_page() -> None:
    ran = judged(*(thread(n) for n in range(100)))
    assert len(ran) == 21
    assert "80 further threads" in ran[-1].message
