from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from app.memory import AttestationMemory, PullMemory
from app.publication.attestations import Attestations, Facts, Tick, attestations
from app.snapshot import BodyEdit, TreeEntry
from checks.config import Config, Decider, ItemConfig
from checks.items import BY_ID
from tests.app.publication.support import HEAD

OPEN = f"- [ ] {BY_ID['6.3'].text}"
TICKED = f"- [x] {BY_ID['6.3'].text}"
OLD = "0" * 40
FILES = {"book/one.qmd": "b1"}


def stand(
    boxes: Mapping[str, bool],
    memory: PullMemory | None = None,
    *,
    ticks: Sequence[Tick] = (),
    edits: Sequence[BodyEdit] = (),
    config: Config | None = None,
    **more: Any,
) -> Attestations:
    values: dict[str, Any] = {
        "head_sha": HEAD, "author": "Author", "bot_login": "galleyproof[bot]", "files": FILES,
        "tree": {path: TreeEntry(sha, 1) for path, sha in FILES.items()},
    } | more  # fmt: skip
    facts = Facts(boxes=boxes, ticks=ticks, edits=edits, **values)
    return attestations(facts, memory or PullMemory(), config or Config())


def remembered(head: str = HEAD, blobs: Mapping[str, str] | None = None, **more: Any) -> PullMemory:
    kept = AttestationMemory(
        login="reader", at="2026-01-01T00:00:00Z", head_sha=head, blobs=dict(blobs or FILES)
    )
    values: dict[str, Any] = {"head_sha": head, "boxes": {"6.3": True}, "attestations": {"6.3": kept}} | more
    return PullMemory(**values)


def test_a_box_ticked_when_the_pull_request_opens_counts_as_ticked_by_its_author() -> None:
    found = stand({"6.3": True}).standing["6.3"]
    assert (found.login, found.head_sha, found.blobs) == ("Author", HEAD, FILES)


def test_a_tick_told_by_a_delivery_is_its_senders() -> None:
    memory = PullMemory(boxes={"6.3": False}, head_sha=HEAD)
    found = stand({"6.3": True}, memory, ticks=[Tick("6.3", True, "reader", "2026-01-02", HEAD)]).standing[
        "6.3"
    ]
    assert (found.login, found.at) == ("reader", "2026-01-02")


def test_an_open_box_is_nobodys_tick_and_a_box_that_is_not_there_neither() -> None:
    assert stand({"6.3": False, "1.1": False}) == Attestations()
    assert stand({}) == Attestations()


def test_what_the_bot_decides_needs_no_tick() -> None:
    assert stand({"4.1": True, "1.1": True}).standing.keys() == {"1.1"}
    config = Config(items={"4.1": ItemConfig(decides=Decider.HUMAN), "1.1": ItemConfig(decides=Decider.BOT)})
    assert stand({"4.1": True, "1.1": True}, config=config).standing.keys() == {"4.1"}


def test_a_tick_seen_in_no_delivery_is_attributed_through_the_history() -> None:
    memory = PullMemory(boxes={"6.3": False}, head_sha=HEAD, files=FILES)
    edits = [
        BodyEdit("other", "t3", TICKED + " more"),
        BodyEdit("reader", "t2", TICKED),
        BodyEdit("Author", "t1", OPEN),
    ]
    found = stand({"6.3": True}, memory, edits=edits).standing["6.3"]
    assert (found.login, found.at) == ("reader", "t2")


def test_a_tick_that_the_history_does_not_explain_is_nobodys_and_asks_again() -> None:
    memory = PullMemory(boxes={"6.3": False}, head_sha=HEAD)
    for edits in (
        [],
        [BodyEdit("other", "t2", TICKED)],
        [BodyEdit("other", "t2", TICKED), BodyEdit("reader", "t1", None)],
        [BodyEdit("other", "t2", OPEN)],
    ):
        found = stand({"6.3": True}, memory, edits=edits)
        assert not found.standing
        assert "nobody can tell who ticked this" in found.lapsed["6.3"]


def test_a_tick_of_the_bot_itself_is_never_an_attestation() -> None:
    by_graphql = [BodyEdit("galleyproof", "t2", TICKED), BodyEdit("Author", "t1", OPEN)]
    assert not stand({"6.3": True}, edits=by_graphql).standing
    assert not stand(
        {"6.3": True}, PullMemory(boxes={"6.3": True}, ticked_by_us=["6.3"], head_sha=HEAD)
    ).standing
    delivered = [Tick("6.3", True, "galleyproof[bot]", head_sha=HEAD)]
    assert not stand({"6.3": True}, PullMemory(boxes={"6.3": False}), ticks=delivered).standing


def test_a_tick_stays_while_its_files_stay_however_often_is_pushed() -> None:
    found = stand({"6.3": True}, remembered(OLD))
    assert found.standing["6.3"].head_sha == OLD
    assert not found.lapsed


def test_a_tick_lapses_when_one_of_its_files_changed_and_says_which() -> None:
    found = stand({"6.3": True}, remembered(OLD, {"book/one.qmd": "other"}))
    assert not found.standing
    assert found.lapsed["6.3"] == (
        "@reader ticked this at `0000000`, but `book/one.qmd` changed since: please look and tick again"
    )


def test_a_tick_does_not_lapse_because_another_file_was_added() -> None:
    found = stand({"6.3": True}, remembered(OLD), files={**FILES, "book/two.qmd": "b2"})
    assert "6.3" in found.standing


def test_a_tick_follows_a_rename() -> None:
    moved = {"book/new.qmd": TreeEntry("b1", 1)}
    renames = {"book/one.qmd": "book/new.qmd"}
    assert "6.3" in stand({"6.3": True}, remembered(OLD), tree=moved, files={}, renames=renames).standing
    assert "6.3" in stand({"6.3": True}, remembered(OLD), tree=moved, files={}).lapsed


def test_why_a_tick_lapsed_is_told_until_somebody_ticks_again() -> None:
    first = stand({"6.3": True}, remembered(OLD, {"book/one.qmd": "other"}))
    memory = PullMemory(head_sha=HEAD, boxes={"6.3": False}, lapsed=dict(first.lapsed))
    assert stand({"6.3": False}, memory).lapsed == first.lapsed
    again = stand({"6.3": True}, memory, ticks=[Tick("6.3", True, "reader", head_sha=HEAD)])
    assert again.standing
    assert not again.lapsed


def test_a_lapse_is_told_also_when_the_run_that_opened_the_box_was_cut_off() -> None:
    found = stand({"6.3": False}, remembered(OLD, {"book/one.qmd": "other"}))
    assert "changed since" in found.lapsed["6.3"]


def test_a_person_who_opens_a_box_again_takes_the_tick_back() -> None:
    assert stand({"6.3": False}, remembered()) == Attestations()


def test_a_tick_for_the_commit_before_a_push_speaks_of_the_files_before_it() -> None:
    memory = PullMemory(head_sha=OLD, boxes={"6.3": False}, files={"book/one.qmd": "before"})
    found = stand({"6.3": True}, memory, ticks=[Tick("6.3", True, "reader", head_sha=OLD)])
    assert "changed since" in found.lapsed["6.3"]
    same = memory.model_copy(update={"files": FILES})
    assert "6.3" in stand({"6.3": True}, same, ticks=[Tick("6.3", True, "reader", head_sha=OLD)]).standing


def test_a_tick_on_a_commit_that_was_never_reviewed_asks_again_when_another_came() -> None:
    memory = PullMemory(head_sha=OLD, boxes={"6.3": False})
    found = stand({"6.3": True}, memory, ticks=[Tick("6.3", True, "reader", head_sha="9" * 40)])
    assert "while new commits came in" in found.lapsed["6.3"]


def test_a_tick_that_was_wiped_from_the_summary_while_it_was_rewritten_counts() -> None:
    memory = PullMemory(head_sha=HEAD, boxes={"6.3": False})
    wiped = Tick("6.3", True, "reader", head_sha=HEAD, in_summary=True)
    assert stand({"6.3": False}, memory, ticks=[wiped]).standing["6.3"].login == "reader"
    back = Tick("6.3", False, "reader", head_sha=HEAD, in_summary=True)
    assert stand({"6.3": False}, memory, ticks=[wiped, back]) == Attestations()


def test_where_others_are_asked_for_the_authors_own_tick_does_not_count() -> None:
    config = Config(items={"6.3": ItemConfig(attest="others")})
    memory = PullMemory(boxes={"6.3": False}, head_sha=HEAD)
    own = stand({"6.3": True}, memory, ticks=[Tick("6.3", True, "author", "", HEAD)], config=config)
    assert own.standing == {}
    assert "somebody else" in own.lapsed["6.3"]
    other = stand({"6.3": True}, memory, ticks=[Tick("6.3", True, "reader", "", HEAD)], config=config)
    assert other.standing["6.3"].login == "reader"


def test_where_people_are_named_only_their_ticks_count() -> None:
    config = Config(items={"6.3": ItemConfig(attest=("@Editor", "reader"))})
    memory = PullMemory(boxes={"6.3": False}, head_sha=HEAD)
    for login, counts in (("editor", True), ("Reader", True), ("guest", False)):
        found = stand({"6.3": True}, memory, ticks=[Tick("6.3", True, login, "", HEAD)], config=config)
        assert ("6.3" in found.standing) is counts
        assert counts or "@Editor and @reader" in found.lapsed["6.3"]
