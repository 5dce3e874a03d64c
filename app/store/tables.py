"""Every table of ours, as SQLAlchemy Core: what the migrations must add up to (a test compares the two).

JSON columns are `json`, not `jsonb`: we never look inside from SQL, and jsonb refuses \\u0000 and lone surrogates, which
strangers can put into a chapter or a title.
"""

from __future__ import annotations

from sqlalchemy import (
    JSON,
    BigInteger,
    CheckConstraint,
    Column,
    DateTime,
    Identity,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Sequence,
    Table,
    Text,
    UniqueConstraint,
    func,
    text,
)

metadata = MetaData()
OPEN_STATES = "state = ANY (ARRAY['waiting'::text, 'running'::text])"


def _moment(name: str, *, now: bool = True, null: bool = False) -> Column[object]:
    return Column(name, DateTime(timezone=True), nullable=null, server_default=func.now() if now else None)


# What GitHub sent, whole (zlib level 1), for 14 days; our own timers have no body.
deliveries = Table(
    "deliveries",
    metadata,
    Column("id", Text, primary_key=True),
    Column("event", Text, nullable=False),
    Column("action", Text),
    Column("installation_id", BigInteger),
    Column("repository_id", BigInteger),
    _moment("received_at"),
    Column("body", LargeBinary),
    Index("deliveries_received_at", "received_at"),
)

# The dirty flag: one row per delivery and key that it concerns. `reason` is set on our own timers only. No foreign key:
# both rows are written by one statement, and its check costs a quarter of an acknowledgement.
dirty = Table(
    "dirty",
    metadata,
    Column("id", BigInteger, Identity(always=True), primary_key=True),
    Column("delivery_id", Text, nullable=False),
    Column("key", Text, nullable=False),
    Column("installation_id", BigInteger, nullable=False),
    Column("state", Text, nullable=False, server_default="waiting"),
    Column("reason", Text),
    Column("attempts", Integer, nullable=False, server_default="0"),
    Column("reference_id", Text),
    _moment("due_at"),
    _moment("changed_at"),
    UniqueConstraint("delivery_id", "key", name="dirty_delivery_key"),
    CheckConstraint("state IN ('waiting', 'running', 'handled', 'failed')", name="dirty_state"),
    Index("dirty_open", "key", postgresql_where=text(OPEN_STATES)),
    Index("dirty_due", "due_at", postgresql_where=text(OPEN_STATES)),
    Index(
        "dirty_timer",
        "key",
        "reason",
        unique=True,
        postgresql_where=text("state = 'waiting'::text AND reason IS NOT NULL"),
    ),
)

# Who may write for a key: the run with the newest epoch. Epochs come from one sequence, so rows may be deleted.
lease_epochs = Sequence("lease_epochs", metadata=metadata)
leases = Table(
    "leases",
    metadata,
    Column("key", Text, primary_key=True),
    Column("epoch", BigInteger, nullable=False),
    _moment("taken_at"),
)

pulls = Table(
    "pulls",
    metadata,
    Column("repository_id", BigInteger, primary_key=True, autoincrement=False),
    Column("number", BigInteger, primary_key=True, autoincrement=False),
    Column("installation_id", BigInteger, nullable=False),
    Column("head_sha", Text),
    Column("state", Text, nullable=False, server_default="open"),
    Column("memory", JSON),
    _moment("seen_at", now=False, null=True),
    _moment("updated_at"),
    Index("pulls_head", "repository_id", "head_sha"),
    Index("pulls_installation", "installation_id"),
)

blobs = Table(
    "blobs",
    metadata,
    Column("sha", Text, primary_key=True),
    Column("body", LargeBinary, nullable=False),
    Column("size", BigInteger, nullable=False),
    _moment("used_at"),
    Index("blobs_used_at", "used_at"),
)

chapter_indexes = Table(
    "chapter_indexes",
    metadata,
    Column("sha", Text, primary_key=True),
    Column("version", Integer, primary_key=True, autoincrement=False),
    Column("path", Text, primary_key=True),
    Column("body", LargeBinary, nullable=False),
    _moment("used_at"),
    Index("chapter_indexes_used_at", "used_at"),
)

# Keyed by digest: an index entry holds 2,700 bytes and a URL may be longer.
links = Table(
    "links",
    metadata,
    Column("digest", LargeBinary, primary_key=True),
    Column("url", Text, nullable=False),
    Column("outcome", JSON, nullable=False),
    _moment("checked_at", now=False),
    _moment("expires_at", now=False),
    Index("links_expires_at", "expires_at"),
)

# A row before each POST of a review: after a lost answer we know that one may stand.
intents = Table(
    "intents",
    metadata,
    Column("id", BigInteger, Identity(always=True), primary_key=True),
    Column("installation_id", BigInteger, nullable=False),
    Column("repository_id", BigInteger, nullable=False),
    Column("number", BigInteger, nullable=False),
    Column("head_sha", Text, nullable=False),
    Column("marker", Text, nullable=False),
    _moment("created_at"),
    _moment("done_at", now=False, null=True),
    Index("intents_pull", "repository_id", "number"),
    Index("intents_installation", "installation_id"),
)

installations = Table(
    "installations",
    metadata,
    Column("id", BigInteger, primary_key=True, autoincrement=False),
    Column("account", Text),
    _moment("suspended_at", now=False, null=True),
    _moment("left_at", now=False, null=True),
    _moment("updated_at"),
)

reports = Table(
    "reports",
    metadata,
    Column("id", Text, primary_key=True),
    Column("installation_id", BigInteger),
    Column("body", JSON, nullable=False),
    _moment("created_at"),
    Index("reports_created_at", "created_at"),
    Index("reports_installation", "installation_id"),
)

# Who we are on GitHub (GET /app, and the id of our bot user): needed to tell our own echo from people.
identities = Table(
    "identities",
    metadata,
    Column("app_id", BigInteger, primary_key=True, autoincrement=False),
    Column("slug", Text, nullable=False),
    Column("bot_id", BigInteger),
    _moment("updated_at"),
)
