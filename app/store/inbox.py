"""Storing deliveries: a whole group in one transaction and one round trip, together with the jobs that they cause.

What is true when the transaction has committed: each delivery is there once by its id, each key that it concerns has
a dirty row, and a job is queued for each such key. Nothing else is needed to acknowledge.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from app.deliveries import Concern, HeadConcern
from app.payload import Payload
from app.store.pool import Connection

QUEUE = "reviews"
TASK = "galley.review"
LEVEL = 1
LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)
LEFT, SUSPENDED, THERE = "left", "suspended", "there"
INSTALLATION_STATES = {
    "created": THERE,
    "unsuspend": THERE,
    "new_permissions_accepted": THERE,
    "deleted": LEFT,
    "suspend": SUSPENDED,
}

DEFER = f"""SELECT procrastinate_defer_jobs_v1(array_agg(
  ROW('{QUEUE}', '{TASK}', 0, key, NULL, jsonb_build_object('key', key), NULL)::procrastinate_job_to_defer_v1))"""

NOTE_PULLS = b"""
INSERT INTO pulls (repository_id, number, installation_id, head_sha, state, seen_at)
SELECT * FROM unnest(%s::bigint[], %s::bigint[], %s::bigint[], %s::text[], %s::text[], %s::timestamptz[])
ON CONFLICT (repository_id, number) DO UPDATE SET head_sha = EXCLUDED.head_sha, state = EXCLUDED.state,
  installation_id = EXCLUDED.installation_id, seen_at = EXCLUDED.seen_at, updated_at = now()
WHERE pulls.seen_at IS NULL OR pulls.seen_at <= EXCLUDED.seen_at"""

NOTE_INSTALLATIONS = b"""
INSERT INTO installations (id, account, left_at, suspended_at)
SELECT id, account, CASE state WHEN 'left' THEN now() END, CASE state WHEN 'suspended' THEN now() END
FROM unnest(%s::bigint[], %s::text[], %s::text[]) AS told (id, account, state)
ON CONFLICT (id) DO UPDATE SET account = COALESCE(EXCLUDED.account, installations.account),
  left_at = EXCLUDED.left_at, suspended_at = EXCLUDED.suspended_at, updated_at = now()"""

# A delivery sent again after its handling failed is the one case in which a known id causes work.
#
# No job is added for a key whose waiting job we could lock: a job that is locked cannot be started, so it starts after
# our commit and sees our rows. One that is being started this very moment cannot be locked, and then we add another.
# The engine skips a locked job without telling anybody, hence the notification.
STORE = f"""
WITH stored AS (
  INSERT INTO deliveries (id, event, action, installation_id, repository_id, body)
  SELECT * FROM unnest(%s::text[], %s::text[], %s::text[], %s::bigint[], %s::bigint[], %b::bytea[])
  ON CONFLICT DO NOTHING),
wanted (delivery_id, key, installation_id) AS (
  SELECT * FROM unnest(%s::text[], %s::text[], %s::bigint[])
  UNION
  SELECT head.delivery_id, 'pull/' || pulls.repository_id || '/' || pulls.number, pulls.installation_id
  FROM unnest(%s::text[], %s::bigint[], %s::text[]) AS head (delivery_id, repository_id, sha)
  JOIN pulls ON pulls.repository_id = head.repository_id AND pulls.head_sha = head.sha AND pulls.state = 'open'),
marked AS (
  INSERT INTO dirty (delivery_id, key, installation_id) SELECT DISTINCT ON (1, 2) * FROM wanted ORDER BY 1, 2
  ON CONFLICT (delivery_id, key) DO UPDATE SET state = 'waiting', attempts = 0, due_at = now(), changed_at = now()
  WHERE dirty.state = 'failed'
  RETURNING key),
met AS (
  SELECT lock FROM procrastinate_jobs WHERE status = 'todo' AND queue_name = '{QUEUE}' AND lock IN (SELECT key FROM marked)
  FOR SHARE SKIP LOCKED)
SELECT
  ({DEFER} FROM (SELECT key FROM marked EXCEPT SELECT lock FROM met) AS keys HAVING count(*) > 0),
  (SELECT pg_notify('procrastinate_queue_v1#{QUEUE}', '{{"type": "job_inserted", "job_id": 0}}')::text
   WHERE EXISTS (SELECT 1 FROM met))""".encode()  # noqa: S608 (constants of ours)


@dataclass(frozen=True)
class Arrival:
    """A verified delivery on its way into the database; `body` is compressed already."""

    id: str
    event: str
    payload: Payload
    body: bytes
    concerns: tuple[Concern, ...]


def compress(body: bytes) -> bytes:
    """As bodies are stored: level 1 costs 0.2 ms for 25 KB and takes four fifths away."""
    return zlib.compress(body, LEVEL)


async def store_group(connection: Connection, arrivals: Sequence[Arrival]) -> None:
    """Commit a group of deliveries, ids distinct. When this returns they are durable; when it raises none is."""
    pulls, installations = _pull_columns(arrivals), _installation_columns(arrivals)
    async with connection.pipeline(), connection.transaction():
        if pulls[0]:
            await connection.execute(NOTE_PULLS, pulls)
        if installations[0]:
            await connection.execute(NOTE_INSTALLATIONS, installations)
        await connection.execute(
            STORE, _delivery_columns(arrivals) + _key_columns(arrivals) + _head_columns(arrivals)
        )


def _columns(rows: Iterable[tuple[Any, ...]], width: int) -> list[list[Any]]:
    columns = [list(column) for column in zip(*rows, strict=True)]
    return columns or [[] for _ in range(width)]


def _delivery_columns(arrivals: Sequence[Arrival]) -> list[list[Any]]:
    return _columns(
        (
            (
                arrival.id,
                arrival.event,
                arrival.payload.action,
                arrival.payload.installation.id if arrival.payload.installation else None,
                arrival.payload.repository.id if arrival.payload.repository else None,
                arrival.body,
            )
            for arrival in arrivals
        ),
        6,
    )


def _key_columns(arrivals: Sequence[Arrival]) -> list[list[Any]]:
    return _columns(
        (
            (arrival.id, str(concern), concern.installation_id)
            for arrival in arrivals
            for concern in arrival.concerns
            if not isinstance(concern, HeadConcern)
        ),
        3,
    )


def _head_columns(arrivals: Sequence[Arrival]) -> list[list[Any]]:
    return _columns(
        (
            (arrival.id, concern.repository_id, concern.head_sha)
            for arrival in arrivals
            for concern in arrival.concerns
            if isinstance(concern, HeadConcern)
        ),
        3,
    )


def _pull_columns(arrivals: Sequence[Arrival]) -> list[list[Any]]:
    """Head and state of each pull request that the group tells of: the newest by GitHub's own clock."""
    newest: dict[tuple[int, int], tuple[Any, ...]] = {}
    for payload in (arrival.payload for arrival in arrivals if arrival.event == "pull_request"):
        pull, repository, installation = payload.pull_request, payload.repository, payload.installation
        if pull is None or repository is None or installation is None:
            continue
        seen = pull.updated_at or LONG_AGO
        state = "closed" if pull.state == "closed" else "open"
        row = (repository.id, pull.number, installation.id, pull.head.sha, state, seen)
        known = newest.get(row[:2])
        if known is None or known[5] <= seen:
            newest[row[:2]] = row
    # In one order everywhere, so that two web processes cannot wait for each other.
    return _columns((newest[key] for key in sorted(newest)), 6)


def _installation_columns(arrivals: Sequence[Arrival]) -> list[list[Any]]:
    told: dict[int, tuple[Any, ...]] = {}
    for payload in (arrival.payload for arrival in arrivals if arrival.event == "installation"):
        state = INSTALLATION_STATES.get(payload.action or "")
        if state is not None and payload.installation is not None:
            account = payload.installation.account
            told[payload.installation.id] = (
                payload.installation.id,
                account.login if account else None,
                state,
            )
    return _columns((told[key] for key in sorted(told)), 3)
