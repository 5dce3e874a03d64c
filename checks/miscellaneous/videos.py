"""Addresses of videos that name no video: YouTube's and Vimeo's, whose form is known."""

from __future__ import annotations

import re
from urllib.parse import parse_qs, urlsplit

_YOUTUBE = re.compile(r"(?:^|\.)(?:youtube(?:-nocookie)?\.com|youtu\.be)$")
_VIMEO = re.compile(r"(?:^|\.)vimeo\.com$")
#: YouTube Data API reference, `videos#id`: eleven characters of the URL-safe base64 alphabet, so far without exception.
_ID = re.compile(r"[\w-]{11}", re.ASCII)
_LISTS = ("videoseries", "live_stream")


def no_video(target: str, *, embedded: bool = False) -> str | None:
    """Why an address leads to no video, in words that end "… is no proper address: …"; None where it may be one.

    `embedded`: it stands where only a video can, so that the home page of the service will not do.
    """
    try:
        parts = urlsplit(target)
    except ValueError:
        return None
    host = (parts.hostname or "").lower()
    if _YOUTUBE.search(host):
        return _youtube(host, parts.path, parts.query, embedded)
    if embedded and _VIMEO.search(host) and not re.search(r"\d{5}", parts.path):
        return "it names no video of Vimeo, whose numbers have at least five digits"
    return None


def _youtube(host: str, path: str, query: str, embedded: bool) -> str | None:
    steps = [step for step in path.split("/") if step]
    if steps[:1] == ["watch"] and len(steps) == 1:
        values = parse_qs(query, keep_blank_values=True)
        if "list" in values and "v" not in values:
            return None
        return _judged(values.get("v", [""])[0], "`v=` and the video's eleven characters are missing")
    if host.endswith("youtu.be") and len(steps) <= 1:
        return _judged(steps[0] if steps else "", "the video's eleven characters are missing")
    if steps[:1] in (["embed"], ["v"], ["shorts"]) and len(steps) <= 2:
        name = steps[1] if len(steps) == 2 else ""
        return None if name in _LISTS else _judged(name, "the video's eleven characters are missing")
    if steps and re.match(r"watch[^/]", steps[0]) and not steps[0].startswith("watch_"):
        return "a video's address is `…/watch?v=` and eleven characters"
    return "it is YouTube's front page, and no video" if embedded and not steps else None


def _judged(name: str, missing: str) -> str | None:
    if not name:
        return missing
    if _ID.fullmatch(name):
        return None
    return f"`{name[:40]}` is no video of YouTube: their names have eleven letters, digits, `-` or `_`"
