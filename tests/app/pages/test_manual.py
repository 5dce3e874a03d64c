"""The manual that every comment links to is served by the server itself."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest
from fastapi import FastAPI
from httpx import ASGITransport, AsyncClient

from app.pages.manual import manual_router, pages
from app.publication.messages.faults import crashed
from app.publication.messages.finding import why
from checks.rule import all_rules

ROOT = Path(__file__).parents[3]


@pytest.fixture
def reader() -> AsyncClient:
    web = FastAPI()
    web.include_router(manual_router())
    return AsyncClient(transport=ASGITransport(web), base_url="http://testserver")


@pytest.mark.parametrize("rule", [rule.id for rule in all_rules()])
async def test_the_link_of_every_rule_leads_to_its_page(rule: str, reader: AsyncClient) -> None:
    address = re.search(r"\]\((.*)\)\)", why(rule, "http://testserver/manual"))
    assert address is not None
    answer = await reader.get(address[1])
    assert answer.status_code == 200
    assert "<h1 id=" in answer.text
    assert f">{rule}</h1>" in answer.text


async def test_the_way_past_a_check_that_broke_is_a_heading_of_the_manual(reader: AsyncClient) -> None:
    address = re.search(r"\[how\]\((.*)\)", crashed("9f3c", "http://testserver/manual"))
    assert address is not None
    page, _, anchor = address[1].partition("#")
    assert f'id="{anchor}"' in (await reader.get(page)).text


async def test_every_link_inside_the_manual_leads_to_a_page(reader: AsyncClient) -> None:
    for name in pages():
        answer = await reader.get(f"/manual/{name}")
        for target in re.findall(r'href="([^"#]+)[^"]*"', answer.text):
            if not target.startswith("http"):
                linked = await reader.get(str(answer.url.join(target)))
                assert linked.status_code == 200, (name, target)


@pytest.mark.parametrize(
    "name", ["rules/no-such-rule.md", "../pyproject.toml", "..%2fpyproject.toml", "rules/"]
)
async def test_a_page_that_is_none_says_where_the_rules_are(name: str, reader: AsyncClient) -> None:
    answer = await reader.get(f"/manual/{name}")
    assert answer.status_code == 404
    assert "checklist.md" in answer.text or answer.json() == {"detail": "Not Found"}


def test_where_nobody_can_reach_the_manual_no_link_is_given() -> None:
    assert why("dead-link", None) == "`dead-link`"
    assert "](" not in crashed("9f3c", None)


def test_the_wheel_carries_what_the_server_shows() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    carried = project["tool"]["hatch"]["build"]["targets"]["wheel"]["force-include"]
    prefixes = tuple(place.removeprefix("docs/") for place in carried)
    assert all(name.startswith(prefixes) for name in pages())
