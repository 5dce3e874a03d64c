"""The questions and writes of the store, each against a real Postgres."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import create_engine

from app.deliveries import Own, PullKey
from app.errors import StartError
from app.store import IndexKey, Store, StoredLink
from app.store.migrate import _sqlalchemy_url, migrate
from app.store.tables import metadata

KEY = PullKey(1, 2, 3)
NOT_OURS = ("procrastinate", "queue_migrations", "alembic_version")


async def run(store: Store, query: str, *values: Any) -> list[Any]:
    async with store.pool.connection() as connection:
        cursor = await connection.execute(query.encode(), values)
        return await cursor.fetchall() if cursor.description else []


def test_the_migrations_add_up_to_the_tables(database_url: str) -> None:
    engine = create_engine(_sqlalchemy_url(database_url))
    ours = {"include_name": lambda name, kind, _: kind != "table" or not name.startswith(NOT_OURS)}
    with engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection, opts=ours), metadata) == []
    engine.dispose()


def test_migrating_twice_changes_nothing(database_url: str) -> None:
    migrate(database_url)
    migrate(database_url)


async def test_a_database_of_a_newer_version_is_refused(store: Store) -> None:
    await run(store, "UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(StartError, match="schema 9999, which a newer Galleyproof made"):
        migrate(store.url)


def test_a_database_that_does_not_answer_is_one_clear_sentence() -> None:
    with pytest.raises(StartError, match="check GALLEY_DATABASE_URL") as caught:
        migrate("postgresql://u:sesame@127.0.0.1:1/nothing")
    assert "sesame" not in str(caught.value)


async def test_blobs_come_back_byte_for_byte(store: Store) -> None:
    blobs = {f"{number:040x}": bytes([number]) * number for number in range(250)}
    await store.blobs.put_many(blobs)
    await store.blobs.put_many({"0" * 40: b"never replaced, for it is immutable"})
    assert await store.blobs.get_many([*blobs, "f" * 40]) == blobs
    assert await store.blobs.known(["0" * 40, "f" * 40]) == {"0" * 40}
    assert await store.blobs.get_many([]) == {}


async def test_blobs_are_bounded_by_age_and_size_the_longest_unused_go_first(store: Store) -> None:
    import os

    await store.blobs.put_many({"a": os.urandom(1000), "b": os.urandom(1000), "c": os.urandom(1000)})
    await run(store, "UPDATE blobs SET used_at = now() - interval '40 days' WHERE sha = 'a'")
    await run(store, "UPDATE blobs SET used_at = now() - interval '2 days' WHERE sha = 'b'")
    assert await store.blobs.trim(max_total=1500) == 2
    assert await store.blobs.known("abc") == {"c"}


async def test_using_a_blob_keeps_it(store: Store) -> None:
    await store.blobs.put_many({"a": b"x"})
    await run(store, "UPDATE blobs SET used_at = now() - interval '29 days'")
    await store.blobs.get_many(["a"])
    assert await run(store, "SELECT now() - used_at < interval '1 minute' FROM blobs") == [(True,)]


async def test_indexes_are_told_apart_by_version_and_path(store: Store) -> None:
    one, two, three = IndexKey("s", 1, "a.qmd"), IndexKey("s", 2, "a.qmd"), IndexKey("s", 1, "b.qmd")
    await store.indexes.put_many({one: b"1", two: b"2"})
    await store.indexes.put_many({two: b"22"})
    assert await store.indexes.get_many([one, two, three]) == {one: b"1", two: b"22"}
    assert await store.indexes.get_many([]) == {}


TEXT = st.text(st.characters(codec=None), max_size=40)


@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.dictionaries(TEXT, st.one_of(TEXT, st.integers(), st.none(), st.lists(TEXT)), max_size=4))
def test_any_json_can_be_remembered(database_url: str, document: dict[str, Any]) -> None:
    """NULs and lone surrogates, which strangers can put into a title, included."""
    import asyncio

    async def there_and_back() -> tuple[Any, Any]:
        async with Store.connect(database_url) as store:
            async with store.pool.connection() as connection:
                await store.pulls.save(connection, KEY, document)
            await store.reports.put("r", document, 1)
            return await store.pulls.load(KEY), await store.reports.get("r")

    assert asyncio.run(there_and_back()) == (document, document)


async def test_a_pull_request_is_found_by_its_head_while_it_is_open(store: Store) -> None:
    await store.pulls.note(KEY, "a" * 40, "open")
    await store.pulls.note(PullKey(1, 2, 4), "a" * 40, "open")
    await store.pulls.note(PullKey(1, 2, 5), "a" * 40, "closed")
    assert await store.pulls.by_head(2, "a" * 40) == [KEY, PullKey(1, 2, 4)]
    await store.pulls.note(KEY, "b" * 40, "open")
    assert await store.pulls.by_head(2, "a" * 40) == [PullKey(1, 2, 4)]
    assert await store.pulls.open_of(1) == [KEY, PullKey(1, 2, 4)]


async def test_noting_a_head_keeps_the_memory(store: Store) -> None:
    async with store.pool.connection() as connection:
        await store.pulls.save(connection, KEY, {"said": ["once"]})
    await store.pulls.note(KEY, "b" * 40, "open")
    assert await store.pulls.load(KEY) == {"said": ["once"]}
    assert await store.pulls.load(PullKey(1, 2, 99)) is None


async def test_an_intent_is_pending_until_it_is_closed(store: Store) -> None:
    first = await store.intents.open(KEY, "a" * 40, "marker-1")
    second = await store.intents.open(KEY, "a" * 40, "marker-2")
    await store.intents.close(first)
    (pending,) = await store.intents.pending(KEY)
    assert (pending.id, pending.head_sha, pending.marker) == (second, "a" * 40, "marker-2")


async def test_links_expire_and_the_newest_check_counts(store: Store) -> None:
    now = datetime.now(UTC)
    long_url = "https://example.org/" + "x" * 10_000
    nasty = "https://example.org/\0\ud800"

    def link(alive: bool, age: float, ttl: float) -> StoredLink:
        return StoredLink({"alive": alive}, now - timedelta(hours=age), now + timedelta(hours=ttl))

    await store.links.put_many(
        {long_url: link(True, 1, 1), nasty: link(True, 1, 1), "http://old": link(True, 2, -1)}
    )
    await store.links.put_many({long_url: link(False, 5, 1)})
    found = await store.links.get_many([long_url, nasty, "http://old", "http://never"])
    assert {url: one.outcome["alive"] for url, one in found.items()} == {long_url: True, nasty: True}
    assert await store.links.trim() == 1


async def test_our_identity_is_remembered(store: Store) -> None:
    assert await store.identities.load(7) == Own(7)
    await store.identities.save(7, "galleyproof", 900)
    await store.identities.save(7, "galley-renamed", None)
    assert await store.identities.load(7) == Own(7, "galley-renamed[bot]", 900)


async def test_everything_of_an_installation_goes_thirty_days_after_it_left(store: Store) -> None:
    other = PullKey(2, 20, 3)
    for key in (KEY, other):
        await store.installations.note(key.installation_id, "somebody")
        await store.pulls.note(key, "a" * 40, "open")
        await store.intents.open(key, "a" * 40, "m")
        await store.reports.put(f"r{key.installation_id}", {}, key.installation_id)
        await run(
            store,
            "INSERT INTO deliveries (id, event, installation_id, received_at) VALUES (%s, 'x', %s, now() - interval '50 days')",
            str(key.installation_id),
            key.installation_id,
        )
    await run(store, "UPDATE installations SET left_at = now() - interval '29 days' WHERE id = 1")
    assert await store.installations.forget_departed() == 0
    await run(store, "UPDATE installations SET left_at = now() - interval '31 days' WHERE id = 1")
    assert await store.installations.forget_departed() == 1
    for table in ("pulls", "intents", "deliveries", "reports"):
        assert await run(store, f"SELECT installation_id FROM {table}") == [(2,)]
    assert await store.installations.active() == [2]


async def test_an_installation_that_still_sends_has_not_left(store: Store) -> None:
    await store.installations.note(1, "somebody")
    await run(store, "UPDATE installations SET left_at = now() - interval '31 days'")
    await run(store, "INSERT INTO deliveries (id, event, installation_id) VALUES ('d', 'pull_request', 1)")
    assert await store.installations.forget_departed() == 0
    assert await store.installations.active() == [1]


async def test_old_deliveries_go_but_never_unhandled_ones(store: Store) -> None:
    for name, state, age in (("a", "handled", 15), ("b", "waiting", 15), ("c", "handled", 13)):
        await run(
            store,
            "INSERT INTO deliveries (id, event, received_at) VALUES (%s, 'x', now() - make_interval(days => %s))",
            name,
            age,
        )
        await run(
            store,
            "INSERT INTO dirty (delivery_id, key, installation_id, state) VALUES (%s, 'pull/1/1', 1, %s)",
            name,
            state,
        )
    await store.tidy()
    assert await run(store, "SELECT id FROM deliveries ORDER BY id") == [("b",), ("c",)]
