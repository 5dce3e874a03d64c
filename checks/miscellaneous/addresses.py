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
SLIPS = frozenset(
    "htp htpp htttp htt hhttp ttp hhtp http htps htpss httsp htttps hhttps ttps https httpss hhtps httos httpd hppt htpt".split()
)
_DOUBLED = re.compile(r"^(?:https?:/{0,2})+(https?)(?::/{0,2}|/{2})(?=[^/:])", re.IGNORECASE)
_HOST_LIKE = re.compile(
    r"^(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+(?:com|org|net|edu|gov|io|ai|dev|info|app|eu|uk|de|fr|nl|ch|nz|ca|us|co)(?:[/?#:]\S*)?$",
    re.IGNORECASE,
)
_SWALLOWED = re.compile(r"[,;>\"”’`]+$|(?<=/)\.$|(?<=\.html)\.$|(?<=\.pdf)\.$")
_UNOPENED = {"]": "[", "}": "{"}
#: What cannot be seen: zero-width characters, the soft hyphen, marks of direction.
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u2060\ufeff]")
_GLUED = re.compile(r"(?<=[a-z0-9])https?://", re.IGNORECASE)
_DOI = re.compile(r"^(?:doi:\s*)?(10\.\d{4,9}/\S+)$", re.IGNORECASE)
_MAIL = re.compile(r"^[\w.+-]+@(?:[\w-]+\.)+[a-z]{2,}$", re.IGNORECASE)
#: Endings that no domain of the Internet has (IANA root zone), and what was meant.
_NO_ENDING = {
    "con": "com", "cmo": "com", "ocm": "com", "comm": "com", "coom": "com", "cim": "com", "vom": "com",
    "ogr": "org", "rog": "org", "orgg": "org", "nte": "net", "eud": "edu", "gvo": "gov", "og": "org",
}  # fmt: skip
_NESTED = re.compile(r"\[https?://[^\s\[\]]+\]\((https?://[^\s()]+)\)")
_DOTLESS = re.compile(r"^(?:www\.)?[a-z][a-z0-9-]{2,}?(com|org|edu)$")
_HOST = re.compile(r"^[^\s,;<>\"'|\\^`{}]+$")


def mended(target: str, *, is_file: Callable[[str], bool] = lambda _: False) -> Mended | None:
    """What is wrong with an address, None for one that works as it stands. `is_file`: whether the book has that path."""
    if not target or target.startswith(("#", "{{", "<")):
        return None
    for rule in _RULES:
        if (found := rule(target)) is not None:
            return found
    if _HOST_LIKE.match(target) and not is_file(target.split("#")[0]):
        return Mended("without `https://` it is taken for a file of the book", f"https://{target}")
    return None


def _nested(target: str) -> Mended | None:
    """`[text]([address](address))`."""
    found = _NESTED.fullmatch(target)
    return Mended("it is itself a link, and the reader sees its brackets", found[1]) if found else None


def _invisible(target: str) -> Mended | None:
    seen = _INVISIBLE.sub("", target)
    return Mended("it has a character in it that nobody sees", seen) if seen != target else None


def _lead(target: str) -> Mended | None:
    found = re.match(r"^([@\"'“”‘’`<(\[]+)https?://", target, re.IGNORECASE)
    if found is None:
        return None
    rest = re.sub(r"[\"'“”‘’`>)\]]{1,3}$", "", target[found.end(1) :])
    return Mended(f"the `{found[1]}` before it does not belong to it", rest)


def _doubled(target: str) -> Mended | None:
    found = _DOUBLED.match(target)
    if found is None:
        return None
    return Mended("the scheme stands there twice", f"{found[1].lower()}://{target[found.end() :]}")


def _scheme(target: str) -> Mended | None:
    found = _SCHEME.match(target)
    if found is None or found["name"].lower() not in SLIPS:
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


def _doi(target: str) -> Mended | None:
    found = _DOI.match(target)
    return Mended("a DOI is no address by itself", f"https://doi.org/{found[1]}") if found else None


def _mail(target: str) -> Mended | None:
    return (
        Mended("an address of mail begins with `mailto:`", f"mailto:{target}")
        if _MAIL.match(target)
        else None
    )


def _tail(target: str) -> Mended | None:
    if not target.lower().startswith(("http://", "https://")):
        return None
    found = _SWALLOWED.search(target)
    kept = target[: found.start()] if found else target
    while kept[-1:] in _UNOPENED and kept.count(kept[-1]) > kept.count(_UNOPENED[kept[-1]]):
        kept = kept[:-1]
    lost = target[len(kept) :]
    return Mended(f"the `{lost}` at its end does not belong to it", kept) if lost else None


def _glued(target: str) -> Mended | None:
    """Two addresses in one; archives and proxies put a sign between them."""
    if re.match(r"^https?://(?:dx\.)?doi\.org/https?://(?:dx\.)?doi\.org/", target, re.IGNORECASE):
        return Mended("`https://doi.org/` stands there twice", target[target.index("/http") + 1 :])
    inner = _GLUED.search(target, 8) if target.lower().startswith("http") else None
    return Mended("two addresses run together", None) if inner else None


def _host(target: str) -> Mended | None:
    """Hosts that no server can have."""
    if not target.lower().startswith(("http://", "https://")):
        return None
    try:
        parts = urlsplit(target)
        host, _ = parts.hostname, parts.port  # a port that is no number raises, too
    except ValueError:
        return Mended("its host cannot be read", None)
    if not host:
        return Mended("it names no host", None)
    if "%" in host:
        return Mended(f"`{host}` cannot be the name of a host", target[: target.index("%")])
    if not _HOST.match(host) or ".." in host:
        return Mended(f"`{host}` cannot be the name of a host", None)
    return None


def _name(target: str) -> Mended | None:
    """Slips in the name of the host that leave it a possible one, but of no server."""
    found = re.match(r"^(https?://)([^/?#:@]+)", target, re.IGNORECASE)
    if found is None:
        return None
    host = found[2].lower()
    rest = target[found.end() :]
    if wide := re.match(r"w{4,}\.", host):
        return Mended(f"`{wide[0]}` should be `www.`", f"{found[1]}www.{host[wide.end() :]}{rest}")
    stem, _, ending = host.rpartition(".")
    if stem and ending in _NO_ENDING:
        why = f"no host ends in `.{ending}`"
        return Mended(why, f"{found[1]}{stem}.{_NO_ENDING[ending]}{rest}")
    if dotless := _DOTLESS.match(host):
        whole = f"{host[: dotless.start(1)]}.{dotless[1]}"
        return Mended(f"`{host}` lacks the dot before `{dotless[1]}`", f"{found[1]}{whole}{rest}")
    return None


#: In this order: what makes an address unreadable before what is wrong with one that can be read.
_RULES = (
    _nested, _invisible, _lead, _doubled, _scheme, _file, _www, _doi, _mail, _spaces, _tail, _glued, _host, _name,
)  # fmt: skip
