"""What a run settles before it judges and before it speaks: which settings hold, whose ticks count, who we are here."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256

from app.library import OpenBook
from app.memory import PullMemory
from app.news import News, SeenEdit
from app.publication.attestations import Attestations, Facts, Tick, attestations
from app.publication.boxes import box_changes
from app.publication.context import Context, SharedHead
from app.publication.messages.summary import read_tasks
from app.publication.remember import boxes_now
from app.publication.verdict import Verdict
from app.services import Services
from app.snapshot import Snapshot
from checks.config import DEFAULT, Config
from checks.config_file import ConfigProblem, read_config
from checks.pull import FileStatus


@dataclass(frozen=True, slots=True)
class Settled:
    """The settings that hold: those of the base branch, else the last valid ones, else the defaults.

    `text`: of the settings that hold. `digest`: of what the base branch has, valid or not, with its form.
    """

    config: Config
    text: str | None
    digest: str
    problems: tuple[ConfigProblem, ...] = ()
    preview: tuple[ConfigProblem, ...] = ()
    is_default: bool = True


def settle(snapshot: Snapshot, memory: PullMemory) -> Settled:
    """The base branch decides; settings that the pull request brings are only looked at for slips."""
    reading = read_config(snapshot.config_text)
    preview = read_config(snapshot.config_at_head).problems
    digest = sha256(repr((snapshot.config_text, snapshot.pull.template)).encode()).hexdigest()[:16]
    if reading.config is not None:
        return Settled(reading.config, snapshot.config_text, digest, preview=preview)
    last = read_config(memory.valid_config).config if memory.valid_config is not None else None
    return Settled(last or DEFAULT, memory.valid_config, digest, reading.problems, preview, last is None)


def tick_facts(snapshot: Snapshot, books: Sequence[OpenBook], news: News, bot_login: str | None) -> Facts:
    """What is known of the boxes: how they stand, who was seen to set them, and which files a tick speaks of."""
    renames = {
        f.previous_path: f.path for f in snapshot.files if f.status is FileStatus.RENAMED and f.previous_path
    }
    read = [source for opened in books for source in opened.sources]
    chapters = {one.path for source in read for one in (source, *source.pieces)}
    return Facts(
        head_sha=snapshot.pull.head_sha,
        author=snapshot.pull.author,
        bot_login=bot_login or "",
        boxes=boxes_now(snapshot),
        ticks=[tick for edit in news.edits for tick in _ticks(edit)],
        edits=snapshot.edits,
        files={path: snapshot.tree[path].sha for path in sorted(chapters) if path in snapshot.tree},
        tree=snapshot.tree,
        renames=renames,
    )


def _ticks(edit: SeenEdit) -> list[Tick]:
    if edit.summary:
        before, after = read_tasks(edit.before), read_tasks(edit.after)
        changed = [(item, ticked) for item, ticked in after.items() if before.get(item) is not ticked]
    else:
        changed = [(change.item, change.ticked) for change in box_changes(edit.before, edit.after)]
    return [
        Tick(item, ticked, edit.login, edit.at, edit.head_sha, in_summary=edit.summary)
        for item, ticked in changed
    ]


def standing_ticks(facts: Facts, memory: PullMemory, settled: Settled) -> Attestations:
    """Whose ticks count now."""
    return attestations(facts, memory, settled.config)


async def context_of(
    services: Services, snapshot: Snapshot, settled: Settled, ticks: Attestations, details_url: str | None
) -> Context:
    """Who speaks, about what, under which settings."""
    own = await services.own()
    return Context(
        app_id=services.settings.app_id,
        slug=(own.bot_login or "galleyproof[bot]").removesuffix("[bot]"),
        now=services.clock(),
        pull_url=services.pull_url(snapshot),
        details_url=details_url,
        docs_url=services.docs_url,
        config=settled.config,
        config_problems=settled.problems,
        config_is_default=settled.is_default,
        preview_problems=settled.preview,
        attestations=ticks,
        conversation_resolution=snapshot.conversation_resolution,
        shared=await _shared(services, snapshot),
    )


async def _shared(services: Services, snapshot: Snapshot) -> tuple[SharedHead, ...]:
    """The last verdicts of the other open pull requests that have this very head."""
    found: list[SharedHead] = []
    for key in await services.store.pulls.by_head(snapshot.repository_id, snapshot.pull.head_sha):
        if key.number == snapshot.pull.number:
            continue
        memory = PullMemory.load(await services.store.pulls.load(key))
        if memory.head_sha == snapshot.pull.head_sha:
            conclusion = memory.check.conclusion
            known = conclusion if conclusion in ("success", "failure", "action_required") else None
            found.append(SharedHead(key.number, Verdict(known, memory.title)))  # type: ignore[arg-type]
    return tuple(found)
