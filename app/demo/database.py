"""A database that remembers nothing of earlier demos: the stand-in counts its pull requests from one each time."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from urllib.parse import urlsplit

import psycopg

from app.store import embedded_server

NAME = "demo"


@asynccontextmanager
async def empty_database(data_dir: Path) -> AsyncIterator[str]:
    """The URL of an empty database on the embedded server of `data_dir`. Raises StartError when that cannot start."""
    async with embedded_server(data_dir) as url:
        async with await psycopg.AsyncConnection.connect(url, autocommit=True) as connection:
            await connection.execute(f'DROP DATABASE IF EXISTS "{NAME}" WITH (FORCE)'.encode())
            await connection.execute(f'CREATE DATABASE "{NAME}"'.encode())
        yield urlsplit(url)._replace(path=f"/{NAME}").geturl()
