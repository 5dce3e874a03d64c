"""One visit to one address: its redirects hop by hop, each judged anew, and what was found at the end."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass

import httpx

from app.links.addresses import Refused, Target, target_of

#: Redirects that are followed.
MOST_HOPS = 5
#: Bytes of a page that are read for its title.
MOST_BYTES = 64 * 1024

PERMANENT = frozenset({301, 308})
REDIRECTS = PERMANENT | {302, 303, 307}
_TITLE = re.compile(rb"<title[^>]*>(.*?)</title", re.IGNORECASE | re.DOTALL)
_CHARSET = re.compile(rb"charset=[\"']?([\w-]+)", re.IGNORECASE)


class TooManyHops(Exception):
    """More redirects than anybody needs, or a circle of them."""


@dataclass(frozen=True, slots=True)
class Visit:
    """What an address answered. `moved_to`: where its permanent redirects lead; `end`: the address that answered."""

    status: int
    reason: str
    end: str
    moved_to: str | None = None
    title: str | None = None
    retry_after: str | None = None


async def visit(client: httpx.AsyncClient, url: str, *, head: bool = True) -> Visit:
    """Ask an address, with HEAD first where `head`. Raises Refused, TooManyHops, UnknownHost, NoResolver, httpx.TransportError."""
    target, moved, permanent = target_of(url), None, True
    for _ in range(MOST_HOPS + 1):
        answer = await _ask(client, target, head=head)
        if answer.status not in REDIRECTS or not answer.location:
            return Visit(
                answer.status, answer.reason, str(target.url), moved, answer.title, answer.retry_after
            )
        permanent = permanent and answer.status in PERMANENT
        target = _next(target, answer.location)
        moved = str(target.url) if permanent else moved
    raise TooManyHops(f"it redirects more than {MOST_HOPS} times")


@dataclass(frozen=True, slots=True)
class _Answer:
    status: int
    reason: str
    location: str | None
    title: str | None
    retry_after: str | None
    html: bool


def _next(target: Target, location: str) -> Target:
    try:
        return target_of(target.url.join(location))
    except (httpx.InvalidURL, ValueError) as error:
        raise Refused("it redirects to something that cannot be read as an address") from error
    except Refused as error:
        raise Refused(f"it redirects elsewhere, and {error}") from error


async def _ask(client: httpx.AsyncClient, target: Target, *, head: bool) -> _Answer:
    """HEAD tells most things; a page is asked for its title with GET, and so is whoever dislikes HEAD."""
    if head:
        answer = await _request(client, "HEAD", target)
        if (answer.status in REDIRECTS and answer.location) or (answer.status < 300 and not answer.html):
            return answer
    return await _request(client, "GET", target)


async def _request(client: httpx.AsyncClient, method: str, target: Target) -> _Answer:
    async with client.stream(method, target.url) as response:
        is_html = "html" in response.headers.get("content-type", "")
        body = await _start_of(response) if method == "GET" and is_html else b""
        return _Answer(
            response.status_code,
            response.reason_phrase,
            response.headers.get("location"),
            title_of(body),
            response.headers.get("retry-after"),
            is_html,
        )


async def _start_of(response: httpx.Response) -> bytes:
    """The first bytes of a body, as sent; whatever its length says and however long it goes on."""
    body = b""
    async for piece in response.aiter_raw(16 * 1024):
        body += piece
        if len(body) >= MOST_BYTES or b"</title" in body.lower():
            break
    return body[:MOST_BYTES]


def title_of(page: bytes) -> str | None:
    """The title of a page, in one line of at most 200 characters."""
    found = _TITLE.search(page)
    if found is None:
        return None
    named = _CHARSET.search(page[:2048])
    try:
        text = found[1].decode(named[1].decode() if named else "utf-8", errors="replace")
    except LookupError:
        text = found[1].decode("utf-8", errors="replace")
    return " ".join(html.unescape(text).split())[:200] or None
