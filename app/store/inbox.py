"""Storing deliveries: a whole group in one transaction and one round trip, together with the jobs that they cause.

What is true when the transaction has committed: each delivery is there once by its id, each key that it concerns has
a dirty row, and a job is queued for each such key. Nothing else is needed to acknowledge.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass
from typing import Any

from isal import isal_zlib

from app.deliveries import Concern, HeadConcern
from app.payload import Payload
from app.store.pool import Connection

QUEUE = "reviews"
TASK = "galley.review"
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

# Rows come in key order everywhere, so that two web processes cannot wait for each other.
NOTE_PULLS = """
INSERT INTO pulls (repository_id, number, installation_id, head_sha, state, seen_at)
SELECT DISTINCT ON (repository_id, number) repository_id, number, installation_id, head_sha, state,
  COALESCE(seen_at, '-infinity')
FROM json_to_recordset(%s::json) AS told (repository_id bigint, number bigint, installation_id bigint,
  head_sha text, state text, seen_at timestamptz)
ORDER BY repository_id, number, seen_at DESC NULLS LAST
ON CONFLICT (repository_id, number) DO UPDATE SET head_sha = EXCLUDED.head_sha, state = EXCLUDED.state,
  installation_id = EXCLUDED.installation_id, seen_at = EXCLUDED.seen_at, updated_at = now()
WHERE pulls.seen_at IS NULL OR pulls.seen_at <= EXCLUDED.seen_at"""

NOTE_INSTALLATIONS = """
INSERT INTO installations (id, account, left_at, suspended_at)
SELECT DISTINCT ON (id) id, account, CASE state WHEN 'left' THEN now() END, CASE state WHEN 'suspended' THEN now() END
FROM json_to_recordset(%s::json) AS told (place integer, id bigint, account text, state text)
ORDER BY id, place DESC
ON CONFLICT (id) DO UPDATE SET account = COALESCE(EXCLUDED.account, installations.account),
  left_at = EXCLUDED.left_at, suspended_at = EXCLUDED.suspended_at, updated_at = now()"""

# A delivery sent again after its handling failed is the one case in which a known id causes work.
#
# No job is added for a key whose waiting job we could lock: a job that is locked cannot be started, so it starts after
# our commit and sees our rows. One that is being started this very moment cannot be locked, and then we add another.
# The engine skips a locked job without telling anybody, hence the notification.
STORE = f"""
WITH told AS (
  SELECT * FROM json_to_recordset(%s::json) AS told (place integer, id text, event text, action text,
    installation_id bigint, repository_id bigint, keys text[], head text)),
stored AS (
  INSERT INTO deliveries (id, event, action, installation_id, repository_id, body)
  SELECT id, event, action, installation_id, repository_id, body
  FROM told JOIN unnest(%b::bytea[]) WITH ORDINALITY AS bodies (body, place) USING (place)
  ON CONFLICT DO NOTHING),
wanted (delivery_id, key, installation_id) AS (
  SELECT id, unnest(keys), installation_id FROM told
  UNION
  SELECT told.id, 'pull/' || pulls.repository_id || '/' || pulls.number, pulls.installation_id
  FROM told JOIN pulls ON pulls.repository_id = told.repository_id AND pulls.head_sha = told.head
  WHERE pulls.state = 'open'),
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


@dataclass(frozen=True, slots=True)
class Arrival:
    """A verified delivery on its way into the database; `body` is compressed already."""

    id: str
    event: str
    payload: Payload
    body: bytes
    concerns: tuple[Concern, ...]


def compress(body: bytes) -> bytes:
    """As bodies are stored: a zlib stream of level 1 (any zlib reads it), a third of zlib's own time for it."""
    compressed: bytes = isal_zlib.compress(body, 1)
    return compressed


class Inbox:
    """Stores groups over one connection. Remembers which heads it has noted, to spare the database the repetition."""

    REMEMBERED = 10_000

    def __init__(self) -> None:
        self._noted: dict[tuple[int, int], tuple[str, str]] = {}

    async def store(self, connection: Connection, arrivals: Sequence[Arrival]) -> None:
        """Commit a group of deliveries, ids distinct. When this returns they are durable; when it raises none is."""
        pulls, installations = self._news(arrivals), _installations(arrivals)
        rows = json.dumps([_row(place, arrival) for place, arrival in enumerate(arrivals, 1)])
        async with AsyncExitStack() as stack:
            if pulls or installations:
                await stack.enter_async_context(connection.pipeline())
                await stack.enter_async_context(connection.transaction())
            if pulls:
                await connection.execute(NOTE_PULLS, [json.dumps(pulls)])
            if installations:
                await connection.execute(NOTE_INSTALLATIONS, [json.dumps(installations)])
            await connection.execute(STORE, [rows, [arrival.body for arrival in arrivals]])
        self._remember(pulls)

    def _news(self, arrivals: Sequence[Arrival]) -> list[dict[str, Any]]:
        """Heads and states that this process has not noted yet. Most deliveries tell nothing new."""
        told = [fact for arrival in arrivals if (fact := _pull_fact(arrival)) is not None]
        known = self._noted
        return [
            fact
            for fact in told
            if known.get((fact["repository_id"], fact["number"])) != (fact["head_sha"], fact["state"])
        ]

    def _remember(self, pulls: list[dict[str, Any]]) -> None:
        if len(self._noted) > self.REMEMBERED:
            self._noted.clear()
        for fact in pulls:
            # Two different heads in one group: which of them stands is the database's to know.
            key, value = (fact["repository_id"], fact["number"]), (fact["head_sha"], fact["state"])
            self._noted[key] = value if self._noted.get(key, value) == value else ("", "")


async def store_group(connection: Connection, arrivals: Sequence[Arrival]) -> None:
    """`Inbox.store` without a memory."""
    await Inbox().store(connection, arrivals)


def _row(place: int, arrival: Arrival) -> dict[str, Any]:
    payload = arrival.payload
    heads = [concern.head_sha for concern in arrival.concerns if isinstance(concern, HeadConcern)]
    return {
        "place": place,
        "id": arrival.id,
        "event": arrival.event,
        "action": payload.action,
        "installation_id": payload.installation.id if payload.installation else None,
        "repository_id": payload.repository.id if payload.repository else None,
        "keys": [str(concern) for concern in arrival.concerns if not isinstance(concern, HeadConcern)],
        "head": heads[0] if heads else None,
    }


def _pull_fact(arrival: Arrival) -> dict[str, Any] | None:
    """Head and state of the pull request, with GitHub's own clock to tell old from new."""
    payload = arrival.payload
    pull, repository, installation = payload.pull_request, payload.repository, payload.installation
    if arrival.event != "pull_request" or pull is None or repository is None or installation is None:
        return None
    return {
        "repository_id": repository.id,
        "number": pull.number,
        "installation_id": installation.id,
        "head_sha": pull.head.sha,
        "state": "closed" if pull.state == "closed" else "open",
        "seen_at": pull.updated_at.isoformat() if pull.updated_at else None,
    }


def _installations(arrivals: Sequence[Arrival]) -> list[dict[str, Any]]:
    """Who came, left or was suspended; the last word on each counts."""
    told = []
    for place, arrival in enumerate(arrivals):
        installation, state = (
            arrival.payload.installation,
            INSTALLATION_STATES.get(arrival.payload.action or ""),
        )
        if arrival.event == "installation" and installation is not None and state is not None:
            account = installation.account.login if installation.account else None
            told.append({"place": place, "id": installation.id, "account": account, "state": state})
    return told
