"""What a review says beside its report, and what should stand on the pull request because of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from app.publication.attestations import Attestations
from app.publication.verdict import Verdict
from app.publication.writes import CheckRun, PostReview
from checks.config import DEFAULT, Config
from checks.config_file import ConfigProblem


@dataclass(frozen=True, slots=True)
class SharedHead:
    """Another open pull request whose head is the same commit, and the verdict last reached there."""

    number: int
    verdict: Verdict


@dataclass(frozen=True, slots=True)
class Context:
    """Who speaks, about what, under which settings.

    `slug`: of our app (`galleyproof` → `@galleyproof[bot]`). `pull_url`: address of the pull request for people.
    `details_url`: our own page with the full report. `docs_url`: base of the manual, None where nobody could
    reach it. `now`: seconds since the epoch.
    `config_problems`: what is wrong with the file at the base branch, `config` being the last valid one
    (`config_is_default`: there never was one); `preview_problems`: with the one that this pull request brings.
    `conversation_resolution`: the base branch demands that every thread be resolved. `shared`: other pull requests
    with this head.
    """

    app_id: int
    slug: str
    now: float
    pull_url: str
    details_url: str | None = None
    docs_url: str | None = None
    config: Config = DEFAULT
    config_problems: tuple[ConfigProblem, ...] = ()
    config_is_default: bool = True
    preview_problems: tuple[ConfigProblem, ...] = ()
    attestations: Attestations = field(default_factory=Attestations)
    conversation_resolution: bool = False
    shared: tuple[SharedHead, ...] = ()


@dataclass(frozen=True, slots=True)
class WantedThread:
    """How a thread of ours should stand. `close`: every finding in it is dealt with, so fold and resolve it."""

    thread_id: str
    node_id: str
    body: str
    close: bool


@dataclass(frozen=True)
class Publication:
    """Everything that should stand on the pull request after this run.

    `check_yields_to`: number of the pull request that shares this head and whose worse verdict the check run carries;
    while its check run stands there, ours stays away. `summary` None: none is wanted; with `summary_if_standing` one
    that stands already is brought up to date all the same. `boxes`: those of the body that must change. `threads`:
    those of ours whose text or state must change. `places`: identity of every finding → where it was said.
    `labels`: to add.
    """

    number: int
    head_sha: str
    verdict: Verdict
    check: CheckRun
    check_yields_to: int | None = None
    review: PostReview | None = None
    threads: tuple[WantedThread, ...] = ()
    summary: str | None = None
    summary_if_standing: bool = False
    boxes: Mapping[str, bool] = field(default_factory=dict)
    places: Mapping[str, str] = field(default_factory=dict)
    labels: tuple[str, ...] = ()
