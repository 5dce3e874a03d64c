"""Addresses that are written wrongly, and what was meant."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urlsplit


@dataclass(frozen=True, slots=True)
class Mended:
    """`why` ends the sentence "… is no proper address: …"; `address` None: nobody can tell what was meant.

    `works`: Pandoc and browsers make do with it, though other programs will not.
    """

    why: str
    address: str | None
    works: bool = False


#: `htp:/`, `hhtps//`, `https;//`, `http:\\`, `https:// x`: letters of the scheme in disorder, or its marks.
_SCHEME = re.compile(
    r"^(?P<name>[a-z]{3,7})(?P<marks>\s?[:;]{0,2}\s?[/\\]{1,3}\s?|[:;]{1,2}\s?)(?=[\w\[])", re.IGNORECASE
)
_SLIPS = frozenset(
    "htp htpp htttp htt hhttp ttp hhtp http htps htpss httsp htttps hhttps ttps https httpss hhtps httos httpd hppt htpt".split()
)
_DOUBLED = re.compile(r"^(?:https?:/{0,2})+(https?)(?::/{0,2}|/{2})(?=[^/:])", re.IGNORECASE)
_HOST_LIKE = re.compile(
    r"^(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+(?:com|org|net|edu|gov|io|ai|dev|info|co\.uk|ac\.uk)(?:[/?#:]\S*)?$",
    re.IGNORECASE,
)
_SWALLOWED = re.compile(r"[,;>\"”’]+$")
_HOST = re.compile(r"^[^\s,;<>\"'|\\^`{}]+$")


def mended(target: str, *, is_file: Callable[[str], bool] = lambda _: False) -> Mended | None:
    """What is wrong with an address, None for one that works as it stands. `is_file`: whether the book has that path."""
    if not target or target.startswith(("#", "{{", "<")):
        return None
    for rule in (_lead, _doubled, _scheme, _file, _www, _spaces, _tail, _host):
        if (found := rule(target)) is not None:
            return found
    if _HOST_LIKE.match(target) and not is_file(target.split("#")[0]):
        return Mended("without `https://` it is taken for a file of the book", f"https://{target}")
    return None


def _lead(target: str) -> Mended | None:
    found = re.match(r"^([@\"'“”‘’(\[]+)https?://", target, re.IGNORECASE)
    return (
        Mended(f"the `{found[1]}` before it does not belong to it", target[found.end(1) :]) if found else None
    )


def _doubled(target: str) -> Mended | None:
    found = _DOUBLED.match(target)
    if found is None:
        return None
    return Mended("the scheme stands there twice", f"{found[1].lower()}://{target[found.end() :]}")


def _scheme(target: str) -> Mended | None:
    found = _SCHEME.match(target)
    if found is None or found["name"].lower() not in _SLIPS:
        return None
    name = "https" if "s" in found["name"].lower() else "http"
    if target.lower().startswith(f"{name}://") and not re.match(r"^https?:///", target, re.IGNORECASE):
        rest = target[len(name) + 3 :]
        return (
            Mended("a blank follows the scheme", f"{name}://{rest.lstrip()}") if rest[:1].isspace() else None
        )
    return Mended(
        f"`{target[: found.end()].strip()}` should be `{name}://`",
        f"{name}://{target[found.end() :].lstrip('/')}",
    )


def _file(target: str) -> Mended | None:
    if re.match(r"^(?:file:|[a-z]:[\\/])", target, re.IGNORECASE):
        return Mended("it is a file on somebody's own computer", None)
    return None


def _www(target: str) -> Mended | None:
    if re.match(r"^www\.[\w-]+\.\w", target, re.IGNORECASE):
        return Mended("without `https://` it is taken for a file of the book", f"https://{target}")
    return None


def _spaces(target: str) -> Mended | None:
    if re.match(r"^https?://\S+\s", target, re.IGNORECASE):
        return Mended("it has blanks in it", re.sub(r"\s+", "%20", target.strip()), works=True)
    return None


def _tail(target: str) -> Mended | None:
    found = _SWALLOWED.search(target) if target.lower().startswith(("http://", "https://")) else None
    return (
        Mended(f"the `{found[0]}` at its end does not belong to it", target[: found.start()])
        if found
        else None
    )


def _host(target: str) -> Mended | None:
    """Hosts that no server can have."""
    if not target.lower().startswith(("http://", "https://")):
        return None
    try:
        host = urlsplit(target).hostname
    except ValueError:
        return Mended("its host cannot be read", None)
    if not host:
        return Mended("it names no host", None)
    if "%" in host:
        return Mended(f"`{host}` cannot be the name of a host", target[: target.index("%")])
    if not _HOST.match(host) or ".." in host:
        return Mended(f"`{host}` cannot be the name of a host", None)
    return None
