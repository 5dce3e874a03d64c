"""What is remembered of a pull request between two runs, as one JSON document.

Nothing in it is needed for being right: everything that must be recognised again stands on the pull request itself, in
hidden markers. Memory saves requests, and knows what a pull request cannot show: who ticked which box on which state of
the files, and which findings were already told where no marker can stand.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from app.publication.escape import clean
from app.publication.identity import Identity
from checks.finding import Evidence, Finding, NotApplicable, On, Remark, Waiting
from checks.rendering.conversion import NOT_RENDERED, Rendering
from checks.report import Attestation, Outcomes, RuleError, RuleRemark

VERSION = 1
_FINDINGS = TypeAdapter(tuple[Finding, ...])
_ERRORS = TypeAdapter(tuple[RuleError, ...])
_RENDERING = TypeAdapter(Rendering)


class _Part(BaseModel):
    model_config = ConfigDict(extra="ignore")


class CheckMemory(_Part):
    """Our check run on `head_sha`. `digest`: of what it shows. `conclusion` None: left in progress."""

    run_id: int | None = None
    head_sha: str = ""
    digest: str = ""
    conclusion: str | None = None
    title: str = ""


class BodyMemory(_Part):
    """The last body that we wrote, and the one we spliced into: our own echo tells what it really replaced."""

    written: str | None = None
    base: str | None = None


class AttestationMemory(_Part):
    """`login` None: nobody knows who ticked. `at`: ISO. `blobs`: path → blob of the files that the tick speaks of."""

    login: str | None = None
    at: str = ""
    head_sha: str = ""
    blobs: dict[str, str] = Field(default_factory=dict)


class RemarkMemory(_Part):
    kind: str
    rule: str
    text: str
    on: On = On.MACHINE
    path: str | None = None


class OutcomesMemory(_Part):
    """The outcomes of a run, so that a tick or an edited title needs no file to be read again."""

    findings: list[dict[str, Any]] = Field(default_factory=list)
    remarks: list[RemarkMemory] = Field(default_factory=list)
    errors: list[dict[str, Any]] = Field(default_factory=list)
    ran: list[str] = Field(default_factory=list)

    @classmethod
    def of(cls, outcomes: Outcomes) -> OutcomesMemory:
        return cls(
            findings=_FINDINGS.dump_python(outcomes.findings, mode="json"),
            remarks=[_remark(remark) for remark in outcomes.remarks],
            errors=_ERRORS.dump_python(outcomes.errors, mode="json"),
            ran=sorted(outcomes.ran),
        )

    def restore(self) -> Outcomes:
        """Raises ValidationError when an older version wrote something that cannot be read any more."""
        remarks = tuple(RuleRemark(r.rule, _restored(r), r.path) for r in self.remarks)
        return Outcomes(
            _FINDINGS.validate_python(self.findings),
            remarks,
            _ERRORS.validate_python(self.errors),
            frozenset(self.ran),
        )


class PullMemory(_Part):
    """All of it. Every field has a default: a document of an older version, or none, is read as far as it goes.

    `places`: identity of each finding at the last run → where it was told (`inline`, `annotation`). `boxes`: all
    boxes as last seen, after our own edit: those of the description, and of the summary where it has none.
    `ticked_by_us`: boxes whose tick is the bot's own, never anybody's attestation. `lapsed`: item → why its tick no
    longer counts, until it is ticked again. `closed`: threads that were folded once and are left alone since.
    `files`: path → blob of what ticks spoke of at the last run.
    `rendering`: what the conversion of the head's chapters gave.
    `waiting_since`: since when the head waits for a machine (seconds since the epoch). `notes`: what the bot gave up
    on, to be told in the report.
    """

    version: int = VERSION
    head_sha: str = ""
    base_sha: str = ""
    check: CheckMemory = Field(default_factory=CheckMemory)
    summary_node: str | None = None
    places: dict[str, str] = Field(default_factory=dict)
    closed: list[str] = Field(default_factory=list)
    files: dict[str, str] = Field(default_factory=dict)
    body: BodyMemory = Field(default_factory=BodyMemory)
    boxes: dict[str, bool] | None = None
    ticked_by_us: list[str] = Field(default_factory=list)
    attestations: dict[str, AttestationMemory] = Field(default_factory=dict)
    lapsed: dict[str, str] = Field(default_factory=dict)
    config_digest: str = ""
    valid_config: str | None = None
    outcomes: OutcomesMemory | None = None
    rendering: dict[str, Any] | None = None
    nothing_to_check: str | None = None
    waiting_since: float | None = None
    again_at: float | None = None
    title: str = ""
    notes: list[str] = Field(default_factory=list)

    @classmethod
    def load(cls, document: Mapping[str, Any] | None) -> PullMemory:
        """What `dump` gave, of any version. Parts that cannot be read are forgotten; never raises."""
        data = dict(document) if isinstance(document, Mapping) else {}
        while True:
            try:
                return cls.model_validate(data)
            except ValidationError as error:
                for wrong in {str(problem["loc"][0]) for problem in error.errors()}:
                    del data[wrong]

    def dump(self) -> dict[str, Any]:
        """A JSON document, without the characters that Postgres refuses in one."""
        cleaned: dict[str, Any] = _cleaned({**self.model_dump(mode="json"), "version": VERSION})
        return cleaned

    def told(self, identity: Identity) -> bool:
        """Whether the finding was told before, wherever that was: it is not told again."""
        return str(identity) in self.places

    def restore(self) -> Outcomes | None:
        """The outcomes of the last run, None when there are none or they cannot be read any more."""
        try:
            return self.outcomes.restore() if self.outcomes is not None else None
        except ValidationError:
            return None

    def with_rendering(self, rendering: Rendering) -> PullMemory:
        return self.model_copy(update={"rendering": _RENDERING.dump_python(rendering, mode="json")})

    def restore_rendering(self) -> Rendering:
        """What the conversions of the last run gave; as if there had been none when it cannot be read any more."""
        try:
            return _RENDERING.validate_python(self.rendering or {})
        except ValidationError:
            return NOT_RENDERED

    def standing_attestations(self) -> dict[str, Attestation]:
        return {
            item: Attestation(item, a.login, a.at, a.head_sha, a.blobs)
            for item, a in self.attestations.items()
        }

    def with_attestations(self, attestations: Iterable[Attestation]) -> PullMemory:
        kept = {
            a.item: AttestationMemory(login=a.login, at=a.at, head_sha=a.head_sha, blobs=dict(a.blobs))
            for a in attestations
        }
        return self.model_copy(update={"attestations": kept})


def _cleaned(value: Any) -> Any:
    if isinstance(value, str):
        return clean(value)
    if isinstance(value, dict):
        return {clean(key): _cleaned(part) for key, part in value.items()}
    return [_cleaned(part) for part in value] if isinstance(value, list) else value


def _remark(remark: RuleRemark) -> RemarkMemory:
    said = remark.remark
    match said:
        case Waiting():
            return RemarkMemory(
                kind="waiting", rule=remark.rule, text=said.reason, on=said.on, path=remark.path
            )
        case NotApplicable():
            return RemarkMemory(kind="not-applicable", rule=remark.rule, text=said.reason, path=remark.path)
    return RemarkMemory(kind="evidence", rule=remark.rule, text=said.text, path=remark.path)


def _restored(memory: RemarkMemory) -> Remark:
    match memory.kind:
        case "waiting":
            return Waiting(memory.text, memory.on)
        case "not-applicable":
            return NotApplicable(memory.text)
    return Evidence(memory.text)
