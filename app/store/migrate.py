"""Bring a database to the schema of this version: ours through Alembic, the queue's from its own package.

Runs at every start, under an advisory lock, so that any number of processes may start at once.
"""

from __future__ import annotations

from pathlib import Path

import psycopg
from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from procrastinate.schema import SchemaManager
from sqlalchemy import Connection, create_engine, pool, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import OperationalError

from app.errors import StartError

LOCK = 0x67616C6C6579  # "galley"
OLDEST_POSTGRES = 14
WAITING_JOBS_INDEX = (
    "CREATE INDEX IF NOT EXISTS galley_waiting_jobs ON procrastinate_jobs (lock) WHERE status = 'todo'"
)


def migrate(url: str) -> None:
    """Migrate the database at `url` (blocks: call it from a thread). Raises StartError with what to do."""
    engine = create_engine(_sqlalchemy_url(url), poolclass=pool.NullPool)
    try:
        with engine.connect() as connection:
            _refuse_old_server(connection)
            connection.execute(text("SELECT pg_advisory_lock(:lock)"), {"lock": LOCK})
            connection.commit()
            try:
                _migrate_ours(connection)
                _migrate_queue(connection)
            finally:
                connection.rollback()
                connection.execute(text("SELECT pg_advisory_unlock(:lock)"), {"lock": LOCK})
                connection.commit()
    except OperationalError as error:
        raise StartError(
            f"The database does not answer ({_first_line(error)}): check GALLEY_DATABASE_URL and the server."
        ) from None
    finally:
        engine.dispose()


def alembic_config(connection: Connection) -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    config.attributes["connection"] = connection
    return config


def _sqlalchemy_url(url: str) -> str:
    parsed = make_url(url.replace("postgres://", "postgresql://", 1))
    return parsed.set(drivername="postgresql+psycopg").render_as_string(hide_password=False)


def _first_line(error: Exception) -> str:
    lines = str(getattr(error, "orig", error)).strip().splitlines()
    return lines[0] if lines else type(error).__name__


def _refuse_old_server(connection: Connection) -> None:
    version = connection.connection.dbapi_connection.info.server_version // 10_000  # type: ignore[union-attr]
    if version < OLDEST_POSTGRES:
        raise StartError(
            f"The database is PostgreSQL {version} and Galleyproof needs {OLDEST_POSTGRES} or newer: "
            "upgrade it or point GALLEY_DATABASE_URL elsewhere."
        )


def _migrate_ours(connection: Connection) -> None:
    config = alembic_config(connection)
    current = MigrationContext.configure(connection).get_current_revision()
    known = {script.revision for script in ScriptDirectory.from_config(config).walk_revisions()}
    if current is not None and current not in known:
        raise StartError(
            f"The database has schema {current}, which a newer Galleyproof made: start that version or a newer one; "
            "going back is only possible by restoring a backup."
        )
    connection.rollback()
    command.upgrade(config, "head")
    connection.commit()


def _migrate_queue(connection: Connection) -> None:
    """procrastinate ships its whole schema and numbered steps: the first for a new database, the steps for an old one."""
    connection.execute(text("CREATE TABLE IF NOT EXISTS queue_migrations (name text PRIMARY KEY)"))
    applied = {row[0] for row in connection.execute(text("SELECT name FROM queue_migrations"))}
    steps = sorted(Path(SchemaManager.get_migrations_path()).glob("*.sql"))
    fresh = connection.execute(text("SELECT to_regclass('procrastinate_jobs')")).scalar() is None
    raw = connection.connection.dbapi_connection
    assert isinstance(raw, psycopg.Connection)
    if fresh:
        raw.execute(SchemaManager.get_schema())
    for step in steps:
        if step.name in applied:
            continue
        if not fresh:
            raw.execute(step.read_bytes())
        connection.execute(text("INSERT INTO queue_migrations VALUES (:name)"), {"name": step.name})
    # Ours: the inbox looks for a waiting job of a key.
    connection.execute(text(WAITING_JOBS_INDEX))
    connection.commit()
