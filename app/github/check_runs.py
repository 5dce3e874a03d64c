"""The check run: made, updated, and filled with annotations fifty at a time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

from app import limits
from app.github.client import Hub
from app.github.faults import LostAnswer, NotThere
from app.github.questions import Repository
from app.publication.writes import Annotation, CheckRun, PutCheckRun

#: A run as REST has it, or what is sent for one.
Json = Any
#: Required checks are matched by this name: it never changes.
CHECK_NAME = "Galleyproof"
#: A run older than this is not the one that a request just now may have made, also by a clock that runs wrong a little.
LOST_SECONDS = 300.0


@dataclass
class CheckRuns:
    """Our app's check runs in one repository."""

    hub: Hub
    repository: Repository
    name: str = CHECK_NAME

    async def put(self, write: PutCheckRun) -> int:
        """Carry out the write; the id of the run.

        The annotations of an update are appended to those that stand ("annotations … are appended", OpenAPI checks/update):
        an update passes only new ones.
        """
        annotations = [annotation(one) for one in write.check.annotations[: limits.ANNOTATIONS_MOST]]
        batch = limits.ANNOTATIONS_PER_REQUEST
        first = _begun(write.check) if len(annotations) > batch else write.check
        if write.run_id is None:
            run = await self._create(first, annotations[:batch])
            sent = _count(run)
        else:
            run = await self._update(write.run_id, first, annotations[:batch])
            sent = batch
        for at in range(sent, len(annotations), batch):
            body = {"output": output(write.check, annotations[at : at + batch])}
            if at + batch >= len(annotations) and write.check.external_id:
                body["external_id"] = write.check.external_id
            run = await self._patch(run["id"], body, before=_count(run))
        return int(run["id"])

    async def newest(self, head_sha: str) -> Json | None:
        """Our newest run on a commit, as REST has it."""
        found = await self._standing(head_sha)
        return max(found, key=lambda run: int(run["id"]), default=None)

    async def _create(self, check: CheckRun, annotations: Sequence[Json]) -> Json:
        """Make a run; after a lost answer the runs of the head are looked through before it is made again."""
        body = {"name": self.name, "head_sha": check.head_sha, **fields(check, annotations)}
        path = f"{self.repository.path}/check-runs"
        try:
            return await self.hub.write("POST", path, body)
        except LostAnswer:
            return await self._find(check) or await self.hub.write("POST", path, body)

    async def _find(self, check: CheckRun) -> Json | None:
        """The run that a lost request made: known by its external id, else by saying the same."""
        for run in sorted(await self._standing(check.head_sha), key=lambda run: -int(run["id"])):
            if not _recent(run):
                break  # it says the same, but is not the one whose making nobody heard of
            if check.external_id and run.get("external_id") == check.external_id:
                return run
            if not check.external_id and run["output"]["title"] == _title(check):
                return run
        return None

    async def _standing(self, head_sha: str) -> list[Json]:
        path = f"{self.repository.path}/commits/{head_sha}/check-runs"
        asked: dict[str, str | int] = {"check_name": self.name, "app_id": self.hub.app_id, "filter": "all"}
        return await self.hub.every(path, asked, key="check_runs")

    async def _update(self, run_id: int, check: CheckRun, annotations: Sequence[Json]) -> Json:
        """Update a run; a run that is gone (GitHub deletes old ones of one name) is made anew."""
        try:
            return await self._patch(run_id, fields(check, annotations), before=None)
        except NotThere:
            return await self._create(check, annotations)

    async def _patch(self, run_id: int, body: Json, before: int | None) -> Json:
        """PATCH; after a lost answer again, unless it was carried out: annotations would be there twice.

        `before`: annotations that stood before, None where we do not know.
        """
        path = f"{self.repository.path}/check-runs/{run_id}"
        try:
            return await self.hub.write("PATCH", path, body)
        except LostAnswer:
            run = await self.hub.get(path)
            if _carried_out(run, body, before):
                return run
            return await self.hub.write("PATCH", path, body)


def _begun(check: CheckRun) -> CheckRun:
    """The run while annotations are still to come: killed here, it must not look as if it had them all."""
    return replace(check, external_id=f"begun:{check.external_id}") if check.external_id else check


def _carried_out(run: Json, body: Json, before: int | None) -> bool:
    """Whether a run shows what a request asked for."""
    adding = len(body["output"].get("annotations", ()))
    same = all(run.get(key) == body[key] for key in ("status", "conclusion") if key in body)
    return (
        same and run["output"]["title"] == body["output"]["title"] and _count(run) >= (before or 0) + adding
    )


def _recent(run: Json) -> bool:
    """Made within the last minutes. GitHub names `started_at`; a run that has none counts."""
    started = run.get("started_at")
    if not started:
        return True
    age = datetime.now(UTC) - datetime.fromisoformat(str(started))
    return age.total_seconds() < LOST_SECONDS


def _count(run: Json) -> int:
    return int(run["output"]["annotations_count"])


def fields(check: CheckRun, annotations: Sequence[Json]) -> Json:
    """What creating and updating have in common. Buttons are shown on completed runs only, so only those get them."""
    found: Json = {"output": output(check, annotations)}
    if check.conclusion is None:
        found["status"] = "in_progress"
    else:
        found |= {"status": "completed", "conclusion": check.conclusion, "actions": actions(check)}
    if check.external_id:
        found["external_id"] = check.external_id
    if check.details_url:
        found["details_url"] = check.details_url
    return found


def output(check: CheckRun, annotations: Sequence[Json]) -> Json:
    found: Json = {
        "title": _title(check),
        # "title and summary are required": an output without a summary is refused.
        "summary": limits.cap_body(check.summary, limits.CHECK_TEXT_CHARACTERS) or _title(check),
    }
    if check.text:
        found["text"] = limits.cap_body(check.text, limits.CHECK_TEXT_CHARACTERS)
    if annotations:
        found["annotations"] = list(annotations)
    return found


def actions(check: CheckRun) -> list[dict[str, str]]:
    return [
        {
            "label": limits.cut(one.label, limits.ACTION_LABEL_CHARACTERS),
            "description": limits.cut(one.description, limits.ACTION_DESCRIPTION_CHARACTERS),
            "identifier": one.identifier[: limits.ACTION_IDENTIFIER_CHARACTERS],
        }
        for one in check.actions[: limits.ACTIONS_MOST]
    ]


def annotation(one: Annotation) -> Json:
    """As REST has it. "start_column … annotations only support start_column and end_column on the same line"."""
    found: Json = {
        "path": one.path,
        "start_line": one.start_line,
        "end_line": one.end_line,
        "annotation_level": one.level,
        "title": limits.cut(one.title, limits.ANNOTATION_TITLE_CHARACTERS),
        "message": limits.cut_bytes(one.message, limits.ANNOTATION_MESSAGE_BYTES),
    }
    if one.start_line == one.end_line and one.start_column is not None and one.end_column is not None:
        found |= {"start_column": one.start_column, "end_column": one.end_column}
    return found


def _title(check: CheckRun) -> str:
    return limits.cut(check.title, limits.CHECK_TITLE_CHARACTERS)
