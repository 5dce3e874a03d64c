"""Who has the app installed, who left, and who we ourselves are on that GitHub."""

from __future__ import annotations

from app.deliveries import Own
from app.store.pool import Connection, Pool

KEPT_DAYS_AFTER_LEAVING = 30
BELONGINGS = ("deliveries", "dirty", "pulls", "intents", "reports")


class Installations:
    """The table of installations; deliveries keep it up to date (`app.store.inbox`)."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool

    async def active(self) -> list[int]:
        """Ids of the installations that neither left nor are suspended."""
        async with self._pool.connection() as connection:
            cursor = await connection.execute(
                "SELECT id FROM installations WHERE left_at IS NULL AND suspended_at IS NULL ORDER BY id"
            )
            return [row[0] async for row in cursor]

    async def note(self, installation_id: int, account: str | None) -> None:
        """The installation is there (GitHub listed it)."""
        async with self._pool.connection() as connection:
            await connection.execute(
                "INSERT INTO installations (id, account) VALUES (%s, %s) ON CONFLICT (id) DO UPDATE SET "
                "account = COALESCE(EXCLUDED.account, installations.account), left_at = NULL, suspended_at = NULL, "
                "updated_at = now()",
                [installation_id, account],
            )

    async def forget_departed(self) -> int:
        """Delete everything of installations that left 30 days ago; how many installations.

        One that still sends deliveries has not left, whatever we were told: it is taken back.
        """
        async with self._pool.connection() as connection, connection.transaction():
            await connection.execute(
                "UPDATE installations i SET left_at = NULL WHERE left_at IS NOT NULL AND EXISTS (SELECT 1 FROM "
                "deliveries d WHERE d.installation_id = i.id AND d.received_at > i.left_at + interval '1 hour')"
            )
            cursor = await connection.execute(
                "SELECT id FROM installations WHERE left_at < now() - make_interval(days => %s) FOR UPDATE",
                [KEPT_DAYS_AFTER_LEAVING],
            )
            gone = [row[0] for row in await cursor.fetchall()]
            await _delete(connection, gone)
        return len(gone)


async def _delete(connection: Connection, installation_ids: list[int]) -> None:
    for table in BELONGINGS:
        query = f"DELETE FROM {table} WHERE installation_id = ANY(%s)"  # noqa: S608 (the constants above)
        await connection.execute(query.encode(), [installation_ids])
    await connection.execute("DELETE FROM installations WHERE id = ANY(%s)", [installation_ids])


class Identities:
    """The app's slug and the id of its bot user, once GitHub told us."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool

    async def load(self, app_id: int) -> Own:
        """What we know of ourselves; at least the app's id."""
        async with self._pool.connection() as connection:
            cursor = await connection.execute(
                "SELECT slug, bot_id FROM identities WHERE app_id = %s", [app_id]
            )
            row = await cursor.fetchone()
        return Own(app_id, f"{row[0]}[bot]", row[1]) if row else Own(app_id)

    async def save(self, app_id: int, slug: str, bot_id: int | None) -> None:
        """Remember what `GET /app` (and the lookup of `<slug>[bot]`) answered."""
        async with self._pool.connection() as connection:
            await connection.execute(
                "INSERT INTO identities (app_id, slug, bot_id) VALUES (%s, %s, %s) ON CONFLICT (app_id) DO UPDATE "
                "SET slug = EXCLUDED.slug, bot_id = COALESCE(EXCLUDED.bot_id, identities.bot_id), updated_at = now()",
                [app_id, slug, bot_id],
            )
