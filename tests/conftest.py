"""What every test may use: a real Postgres (ours, embedded) and a database of its own for each test.

`GALLEY_TEST_DATABASE_URL` names a server to use instead; its user must be allowed to create databases.
"""

from __future__ import annotations

import os
import shutil
import tempfile
import uuid
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any

import hypothesis
import psycopg
import pytest
import pytest_asyncio
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from psycopg.conninfo import conninfo_to_dict
from sqlalchemy.engine import URL

from app.settings import Settings, load_settings
from app.store import Store
from app.store.embedded import EmbeddedPostgres
from app.store.migrate import migrate

# The same examples in every run, however slow the machine: a red build is then the change's. `explore` looks for new ones.
hypothesis.settings.register_profile("steady", derandomize=True, deadline=None)
hypothesis.settings.register_profile("explore", deadline=None, max_examples=1000)
hypothesis.settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "steady"))

WEBHOOK_SECRET = "a secret of the tests"
APP_ID = 4711


@cache
def private_key_pem() -> str:
    """A fresh RSA key in PEM form, made once per process."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    return key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.TraditionalOpenSSL,
        serialization.NoEncryption(),
    ).decode()


def with_database(url: str, database: str) -> str:
    """The same server, another database."""
    parts = conninfo_to_dict(url)
    host = str(parts.get("host", ""))
    query = {"host": host} if host.startswith("/") else {}
    password = parts.get("password")
    return URL.create(
        "postgresql",
        username=str(parts["user"]) if "user" in parts else None,
        password=str(password) if password is not None else None,
        host=None if query else host or None,
        port=int(str(parts["port"])) if parts.get("port") else None,
        database=database,
        query=query,
    ).render_as_string(hide_password=False)


@pytest.fixture(scope="session")
def short_tmp() -> Iterator[Path]:
    """A folder with a short path that other accounts may enter (pytest's own is neither)."""
    folder = Path(tempfile.mkdtemp(prefix="galley-", dir="/tmp"))
    folder.chmod(0o711)
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def postgres_url(short_tmp: Path) -> Iterator[str]:
    """A server, by the URL of a database that is nobody's in particular."""
    given = os.environ.get("GALLEY_TEST_DATABASE_URL")
    if given:
        yield given
        return
    server = EmbeddedPostgres(short_tmp / "server", durable=False)
    yield server.start()
    server.stop()


@pytest.fixture(scope="session")
def template_database(postgres_url: str) -> Iterator[str]:
    """The name of a migrated, empty database to copy."""
    name = f"galley_template_{uuid.uuid4().hex[:8]}"
    _execute(postgres_url, f'CREATE DATABASE "{name}"')
    migrate(with_database(postgres_url, name))
    yield name
    _execute(postgres_url, f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


@contextmanager
def fresh_database(postgres_url: str, template_database: str) -> Iterator[str]:
    """A migrated database of its own, dropped at the end."""
    name = f"galley_test_{uuid.uuid4().hex[:12]}"
    _execute(postgres_url, f'CREATE DATABASE "{name}" TEMPLATE "{template_database}"')
    yield with_database(postgres_url, name)
    _execute(postgres_url, f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


@pytest.fixture
def database_url(postgres_url: str, template_database: str) -> Iterator[str]:
    """A migrated database for this test alone."""
    with fresh_database(postgres_url, template_database) as url:
        yield url


@pytest_asyncio.fixture
async def store(database_url: str) -> AsyncIterator[Store]:
    """An open store on a database for this test alone."""
    async with Store.connect(database_url) as opened:
        yield opened


@pytest.fixture
def settings(database_url: str, short_tmp: Path) -> Settings:
    """Valid settings over the test's database; `model_copy(update=…)` changes one."""
    return settings_for(database_url, short_tmp)


def settings_for(database_url: str, data_dir: Path, **values: Any) -> Settings:
    """Settings that never read the environment of whoever runs the tests."""
    return load_settings(
        **{
            "app_id": APP_ID,
            "private_key": private_key_pem(),
            "private_key_file": None,
            "webhook_secret": WEBHOOK_SECRET,
            "database_url": database_url,
            "data_dir": data_dir,
            **values,
        }
    )


def _execute(url: str, statement: str) -> None:
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(statement.encode())
