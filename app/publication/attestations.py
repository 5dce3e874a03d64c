"""Which ticks of people stand now: who made them, on which state of the files, and why one no longer counts."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from app.memory import PullMemory
from app.publication.messages import lapses
from app.snapshot import BodyEdit, TreeEntry
from checks.checklist import read_form
from checks.config import Config, Decider
from checks.items import ITEMS
from checks.report import Attestation, decider


@dataclass(frozen=True, slots=True)
class Tick:
    """What a delivery told: `login` set the item's box. `at`: ISO. `head_sha`: the head that they saw. `bot`: ours.

    `in_summary`: in our own comment, which we rewrite whole: a tick that came in that very moment is wiped there, but
    counts all the same.
    """

    item: str
    ticked: bool
    login: str
    at: str = ""
    head_sha: str = ""
    bot: bool = False
    in_summary: bool = False


@dataclass(frozen=True)
class Attestations:
    """`standing`: item → the tick that counts. `lapsed`: item → why a tick no longer does, until it is made anew."""

    standing: Mapping[str, Attestation] = field(default_factory=dict)
    lapsed: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Facts:
    """What is known at this run.

    `boxes`: item → ticked, as the description (and for items without a box there, the summary) says now. `ticks`:
    from deliveries since the last run, oldest first. `edits`: history of the description, newest first. `files`:
    path → blob of the changed files that ticks speak of. `tree`: the whole tree of the head, as far as it was read.
    `renames`: old path → new path.
    """

    head_sha: str
    author: str
    bot_login: str
    boxes: Mapping[str, bool]
    ticks: Sequence[Tick] = ()
    edits: Sequence[BodyEdit] = ()
    files: Mapping[str, str] = field(default_factory=dict)
    tree: Mapping[str, TreeEntry] = field(default_factory=dict)
    renames: Mapping[str, str] = field(default_factory=dict)


def attestations(facts: Facts, memory: PullMemory, config: Config) -> Attestations:
    """The ticks that stand, of the items that people decide."""
    standing: dict[str, Attestation] = {}
    lapsed: dict[str, str] = {}
    for item in ITEMS:
        if decider(item, config) is Decider.BOT or item.id not in facts.boxes:
            continue
        found = _of_item(item.id, facts, memory)
        if isinstance(found, Attestation):
            found = _by_whom(found, facts.author, config)
        if isinstance(found, Attestation):
            standing[item.id] = found
        elif found:
            lapsed[item.id] = found
    return Attestations(standing, lapsed)


def _by_whom(tick: Attestation, author: str, config: Config) -> Attestation | str:
    """The tick, unless the settings ask for somebody else's."""
    who = config.attests(tick.item)
    if who == "anyone":
        return tick
    if who == "others":
        return tick if tick.login and not _same(tick.login, author) else lapses.by_author(tick.login)
    named = any(_same(tick.login or "", login.lstrip("@")) for login in who)
    return tick if named else lapses.not_named(tick.login, who)


def _of_item(item: str, facts: Facts, memory: PullMemory) -> Attestation | str:
    """The tick that stands, else why none does (empty: there is nothing to say)."""
    last = next((tick for tick in reversed(facts.ticks) if tick.item == item), None)
    wiped = last is not None and last.ticked and last.in_summary and not last.bot
    if not facts.boxes[item] and not wiped:
        return _why_open(item, facts, memory)
    if last is not None and last.ticked:
        return "" if _ours(last.login, facts) or last.bot else _told(last, facts, memory)
    kept = memory.standing_attestations().get(item)
    if kept is not None and (memory.boxes or {}).get(item, True):
        return _kept(kept, facts, memory)
    if item in memory.ticked_by_us:
        return lapses.was_not_applicable()
    if memory.boxes is not None and memory.boxes.get(item) and item in memory.lapsed:
        return memory.lapsed[item]
    return _attributed(item, facts, memory)


def _why_open(item: str, facts: Facts, memory: PullMemory) -> str:
    """Why the bot opened the box, if it did: also when it did so and was cut off before it could remember."""
    kept = memory.standing_attestations().get(item)
    if kept is None:
        return memory.lapsed.get(item, "")
    found = _kept(kept, facts, memory)
    return found if isinstance(found, str) else ""


def _told(tick: Tick, facts: Facts, memory: PullMemory) -> Attestation | str:
    """A tick that a delivery told of; it speaks of the files as they were at the head that its author saw."""
    files = _files_at(tick.head_sha or facts.head_sha, facts, memory)
    if files is None:
        return lapses.changed_meanwhile(tick.login)
    return _checked(
        Attestation(tick.item, tick.login, tick.at, tick.head_sha or facts.head_sha, files), facts
    )


def _files_at(head_sha: str, facts: Facts, memory: PullMemory) -> Mapping[str, str] | None:
    if head_sha == facts.head_sha:
        return facts.files
    return memory.files if head_sha == memory.head_sha else None


def _kept(kept: Attestation, facts: Facts, memory: PullMemory) -> Attestation | str:
    """A tick from before: looked at again only when the head is another one."""
    return kept if facts.head_sha in (kept.head_sha, memory.head_sha) else _checked(kept, facts)


def _checked(tick: Attestation, facts: Facts) -> Attestation | str:
    changed = [path for path, blob in tick.blobs.items() if _blob(path, facts) != blob]
    if not changed:
        return tick
    return lapses.changed(tick.login, tick.head_sha, changed)


def _blob(path: str, facts: Facts) -> str | None:
    for name in (path, facts.renames.get(path)):
        if name is None:
            continue
        entry = facts.tree.get(name)
        if blob := entry.sha if entry is not None else facts.files.get(name):
            return blob
    return None


def _attributed(item: str, facts: Facts, memory: PullMemory) -> Attestation | str:
    """A tick that no delivery told of: by the history of the description, at the opening its author's, else nobody's.

    When a push came between, nobody knows which of the two was first, so it counts for the files from before.
    """
    first_sight = memory.boxes is None
    who, at = _editor(facts, lambda body: bool(read_form(body).ticked(item)))
    if who is None and first_sight and not facts.edits:
        who = facts.author
    if who is None:
        return lapses.unknown()
    if _ours(who, facts):
        return lapses.was_not_applicable()
    if first_sight or memory.head_sha == facts.head_sha:
        return Attestation(item, who, at, facts.head_sha, facts.files)
    return _checked(Attestation(item, who, at, memory.head_sha, memory.files), facts)


def _editor(facts: Facts, ticked: Callable[[str], bool]) -> tuple[str | None, str]:
    """Who saved the version in which the box first stood ticked as it does now, and when.

    The oldest entry is the description as it was opened, by its author; a list that was cut starts with anybody.
    """
    edits = facts.edits
    for at, edit in enumerate(edits):
        if edit.body is None or not ticked(edit.body):
            return None, ""
        older = edits[at + 1] if at + 1 < len(edits) else None
        if older is None:
            return (edit.login, edit.at) if _same(edit.login, facts.author) else (None, "")
        if older.body is not None and not ticked(older.body):
            return edit.login, edit.at
    return None, ""


def _ours(login: str, facts: Facts) -> bool:
    """GraphQL leaves the `[bot]` out that REST and webhooks have."""
    return bool(facts.bot_login) and _same(login.removesuffix("[bot]"), facts.bot_login.removesuffix("[bot]"))


def _same(one: str, other: str) -> bool:
    return one.casefold() == other.casefold()
