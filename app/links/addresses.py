"""Which addresses the prober may ask: public ones on the web's own ports, and nothing that only looks like one.

A link checker follows what strangers write. Without this it would be their tool to reach the network it runs in
(metadata services, databases, printers), so what is not plainly public is refused.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address

import httpx

#: The web's ports; a link to another one is not ours to try.
PORTS = frozenset({80, 443})
#: Longer addresses are refused by most servers.
LONGEST_URL = 4_000

#: All that is routed as IPv6 unicast on the internet today (IANA, "IPv6 Global Unicast Address Assignments").
_UNICAST = IPv6Network("2000::/3")
#: RFC 6052: on networks without IPv4 every site of the old internet has such an address (DNS64).
_NAT64 = IPv6Network("64:ff9b::/96")

#: Not for the public, whatever tables say: IETF protocol assignments, the former 6to4 relays, Azure's own
#: metadata and name service (learn.microsoft.com, "What is IP address 168.63.129.16?").
_KEPT_BACK = (IPv4Network("192.0.0.0/24"), IPv4Network("192.88.99.0/24"), IPv4Network("168.63.129.16/32"))

#: A host that browsers and `inet_aton` read as an IPv4 address: its last label is a number (WHATWG URL, "ends in a number").
_NUMERIC_END = re.compile(r"(?:^|\.)(?:\d+|0x[0-9a-f]*)\.?$", re.IGNORECASE)
#: Names in their ASCII form; some real hosts have an underscore.
_NAME = re.compile(r"^[a-z0-9_](?:[a-z0-9_.-]{0,252})$", re.IGNORECASE)
_PLAIN_IPV4 = re.compile(r"^(?:(?:0|[1-9]\d{0,2})\.){3}(?:0|[1-9]\d{0,2})$")


class Refused(Exception):
    """An address that the prober does not ask. The text ends "not tried: …"."""


@dataclass(frozen=True, slots=True)
class Target:
    """An address that may be asked, as far as its text tells; what its name resolves to is judged when dialling."""

    url: httpx.URL
    host: str
    port: int


def target_of(url: str | httpx.URL) -> Target:
    """Reads an address. Raises Refused for one that is not http(s) on 80 or 443 at a name or a public address."""
    if len(str(url)) > LONGEST_URL:
        raise Refused("the address is too long")
    try:
        parsed = httpx.URL(url).copy_with(fragment=None)
        port = parsed.port or {"http": 80, "https": 443}.get(parsed.scheme, 0)
        host = parsed.raw_host.decode("ascii")
    except (httpx.InvalidURL, UnicodeError, ValueError, TypeError) as error:
        raise Refused("it cannot be read as an address") from error
    if parsed.scheme not in ("http", "https"):
        raise Refused(f"`{parsed.scheme}` is not the web")
    if port not in PORTS:
        raise Refused(f"port {port} is not the web's")
    if parsed.userinfo:
        raise Refused("it holds a user name")
    _check_host(host)
    return Target(parsed, host, port)


def _check_host(host: str) -> None:
    if not host:
        raise Refused("it names no host")
    if literal := _literal(host):
        if not is_public(literal):
            raise Refused("it is not a public address")
    elif _NUMERIC_END.search(host):
        raise Refused("its host is a number in disguise")
    elif not _NAME.match(host):
        raise Refused("its host is no name")


def _literal(host: str) -> IPv4Address | IPv6Address | None:
    """The IP address that a host is, in its plain form; None for a name and for every other form."""
    if _PLAIN_IPV4.match(host) or ":" in host:
        try:
            return ip_address(host.strip("[]"))
        except ValueError:
            return None
    return None


def is_public(address: str | IPv4Address | IPv6Address) -> bool:
    """Whether an IP address is globally routable unicast, and so is every address that it carries inside."""
    try:
        parsed = ip_address(address)
    except ValueError:
        return False
    if parsed.is_multicast or not parsed.is_global:
        return False
    if isinstance(parsed, IPv4Address):
        return not parsed.is_reserved and not any(parsed in network for network in _KEPT_BACK)
    routed = parsed in _UNICAST or parsed in _NAT64
    return routed and parsed.scope_id is None and all(is_public(inner) for inner in _inside(parsed))


def _inside(address: IPv6Address) -> list[IPv4Address]:
    """The IPv4 addresses that a tunnel or translator would turn an IPv6 address into."""
    found = [address.ipv4_mapped, address.sixtofour, *(address.teredo or ())]
    if address in _NAT64 or _is_isatap(address):
        found.append(IPv4Address(int(address) & 0xFFFFFFFF))
    return [inner for inner in found if inner is not None]


def _is_isatap(address: IPv6Address) -> bool:
    """RFC 5214: an interface identifier of `0:5efe` or `200:5efe` and an IPv4 address."""
    return (int(address) >> 32) & 0xFFFFFFFF in (0x00005EFE, 0x02005EFE)
