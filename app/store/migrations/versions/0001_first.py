"""The tables of the first release.

Revision ID: 0001
"""

from __future__ import annotations

from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

TABLES = """
CREATE TABLE deliveries (
  id text PRIMARY KEY, event text NOT NULL, action text, installation_id bigint, repository_id bigint,
  received_at timestamptz NOT NULL DEFAULT now(), body bytea);
ALTER TABLE deliveries ALTER COLUMN body SET STORAGE EXTERNAL;  -- it is compressed already
CREATE INDEX deliveries_received_at ON deliveries (received_at);

CREATE TABLE dirty (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  delivery_id text NOT NULL,
  key text NOT NULL, installation_id bigint NOT NULL, state text NOT NULL DEFAULT 'waiting', reason text,
  attempts integer NOT NULL DEFAULT 0, reference_id text,
  due_at timestamptz NOT NULL DEFAULT now(), changed_at timestamptz NOT NULL DEFAULT now(),
  CONSTRAINT dirty_delivery_key UNIQUE (delivery_id, key),
  CONSTRAINT dirty_state CHECK (state IN ('waiting', 'running', 'handled', 'failed')));
CREATE INDEX dirty_open ON dirty (key) WHERE state = ANY (ARRAY['waiting'::text, 'running'::text]);
CREATE INDEX dirty_due ON dirty (due_at) WHERE state = ANY (ARRAY['waiting'::text, 'running'::text]);
CREATE UNIQUE INDEX dirty_timer ON dirty (key, reason) WHERE state = 'waiting'::text AND reason IS NOT NULL;

CREATE SEQUENCE lease_epochs;
CREATE TABLE leases (
  key text PRIMARY KEY, epoch bigint NOT NULL, taken_at timestamptz NOT NULL DEFAULT now());

CREATE TABLE pulls (
  repository_id bigint, number bigint, installation_id bigint NOT NULL, head_sha text,
  state text NOT NULL DEFAULT 'open', memory json, seen_at timestamptz,
  updated_at timestamptz NOT NULL DEFAULT now(), PRIMARY KEY (repository_id, number));
CREATE INDEX pulls_head ON pulls (repository_id, head_sha);
CREATE INDEX pulls_installation ON pulls (installation_id);

CREATE TABLE blobs (
  sha text PRIMARY KEY, body bytea NOT NULL, size bigint NOT NULL, used_at timestamptz NOT NULL DEFAULT now());
ALTER TABLE blobs ALTER COLUMN body SET STORAGE EXTERNAL;
CREATE INDEX blobs_used_at ON blobs (used_at);

CREATE TABLE chapter_indexes (
  sha text, version integer, path text, body bytea NOT NULL, used_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (sha, version, path));
ALTER TABLE chapter_indexes ALTER COLUMN body SET STORAGE EXTERNAL;
CREATE INDEX chapter_indexes_used_at ON chapter_indexes (used_at);

CREATE TABLE links (
  digest bytea PRIMARY KEY, url text NOT NULL, outcome json NOT NULL,
  checked_at timestamptz NOT NULL, expires_at timestamptz NOT NULL);
CREATE INDEX links_expires_at ON links (expires_at);

CREATE TABLE intents (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  installation_id bigint NOT NULL, repository_id bigint NOT NULL, number bigint NOT NULL, head_sha text NOT NULL,
  marker text NOT NULL, created_at timestamptz NOT NULL DEFAULT now(), done_at timestamptz);
CREATE INDEX intents_pull ON intents (repository_id, number);
CREATE INDEX intents_installation ON intents (installation_id);

CREATE TABLE installations (
  id bigint PRIMARY KEY, account text, suspended_at timestamptz, left_at timestamptz,
  updated_at timestamptz NOT NULL DEFAULT now());

CREATE TABLE reports (
  id text PRIMARY KEY, installation_id bigint, body json NOT NULL, created_at timestamptz NOT NULL DEFAULT now());
CREATE INDEX reports_created_at ON reports (created_at);
CREATE INDEX reports_installation ON reports (installation_id);

CREATE TABLE identities (
  app_id bigint PRIMARY KEY, slug text NOT NULL, bot_id bigint, updated_at timestamptz NOT NULL DEFAULT now());
"""


def upgrade() -> None:
    op.execute(TABLES)
