"""The manual, as every comment links to it: the page of each rule, the checklist, what an operator does.

The server shows the manual of the very version that it runs; the texts are those of `docs/`, which the wheel carries.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache
from itertools import pairwise
from pathlib import Path

from fastapi import APIRouter
from fastapi.responses import HTMLResponse
from markdown_it import MarkdownIt
from markdown_it.token import Token

from app.pages.looks import HEADERS, PAGES
from checks.parsing.slug import slug_of

#: Beside this module in an installed wheel, at the top of the checkout otherwise.
_PLACES = (Path(__file__).parent / "manual", Path(__file__).parents[2] / "docs")
_TITLE = re.compile(r"^# (.+)$", re.MULTILINE)


@cache
def pages() -> dict[str, Path]:
    """Name of every page, such as `rules/dead-link.md`, → its file; empty where the manual is not installed."""
    folder = next((place for place in _PLACES if (place / "checklist.md").is_file()), None)
    return {file.relative_to(folder).as_posix(): file for file in folder.rglob("*.md")} if folder else {}


@lru_cache(maxsize=256)
def html_of(name: str) -> tuple[str, str]:
    """Title and HTML of a page. Raises KeyError for a name that is none."""
    text = pages()[name].read_text("utf-8")
    reader = MarkdownIt("commonmark", {"html": False}).enable("table")
    tokens = reader.parse(text)
    _name_headings(tokens)
    title = _TITLE.search(text)
    return (title[1] if title else name), reader.renderer.render(tokens, reader.options, {})


def _name_headings(tokens: list[Token]) -> None:
    """Give every heading its anchor, such as `when-the-bot-is-down`."""
    for opening, inline in pairwise(tokens):
        if opening.type == "heading_open":
            opening.attrSet("id", slug_of(inline.content))


def manual_router() -> APIRouter:
    """`GET /manual/{page}`: public, the same for everybody."""
    router = APIRouter()

    @router.get("/manual", include_in_schema=False, response_class=HTMLResponse)
    async def start() -> HTMLResponse:
        return _page("checklist.md")

    @router.get("/manual/{name:path}", response_class=HTMLResponse)
    async def page(name: str) -> HTMLResponse:
        return _page(name or "checklist.md")

    return router


def _page(name: str) -> HTMLResponse:
    if name not in pages():
        return HTMLResponse(PAGES.get_template("no_page.html").render(), status_code=404, headers=HEADERS)
    title, body = html_of(name)
    html = PAGES.get_template("manual.html").render(title=title, body=body, root="../" * name.count("/"))
    return HTMLResponse(html, headers=HEADERS)
