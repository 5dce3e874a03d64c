"""Reading a pull request from the stand-in, over HTTP."""

from __future__ import annotations

from tests.app.github.conftest import Stage


async def test_a_first_reading_takes_three_requests_and_a_token(stage: Stage) -> None:
    pull = stage.open_pull({"waves.qmd": b"# Waves\n\nA new line.\n"})
    async with stage.hub() as hub:
        reading = await stage.reader(hub).read(pull.number)
    assert stage.world.requests.count().total() == 4, str(stage.world.requests)
    assert len(stage.world.requests.tokens) == 1
    assert reading.text_of("waves.qmd") == b"# Waves\n\nA new line.\n"
