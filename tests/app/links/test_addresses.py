from contextlib import suppress
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.links.addresses import Refused, is_public, target_of

PRIVATE_4 = [
    "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "168.63.129.16/32", "169.254.0.0/16", "172.16.0.0/12",
    "192.0.0.0/24", "192.0.2.0/24", "192.88.99.0/24", "192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24",
    "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4", "255.255.255.255/32",
]  # fmt: skip
PRIVATE_6 = [
    "::/128", "::1/128", "::/96", "::ffff:0:0/96", "::ffff:0:0:0/96", "64:ff9b:1::/48", "100::/64", "2001::/32",
    "2001:db8::/32", "4000::/3", "fc00::/7", "fe80::/10", "fec0::/10", "ff00::/8",
]  # fmt: skip


def inside_4(network: str) -> st.SearchStrategy[IPv4Address]:
    net = IPv4Network(network)
    return st.integers(int(net.network_address), int(net.broadcast_address)).map(IPv4Address)


def inside_6(network: str) -> st.SearchStrategy[IPv6Address]:
    net = IPv6Network(network)
    return st.integers(int(net.network_address), int(net.broadcast_address)).map(IPv6Address)


private_4 = st.sampled_from(PRIVATE_4).flatmap(inside_4)
private_6 = st.sampled_from(PRIVATE_6).flatmap(inside_6)


@pytest.mark.parametrize("network", PRIVATE_4)
def test_no_end_of_a_private_network_of_version_4_is_public(network: str) -> None:
    net = IPv4Network(network)
    assert not is_public(net.network_address)
    assert not is_public(net.broadcast_address)


@given(private_4)
def test_no_private_address_of_version_4_is_public(address: IPv4Address) -> None:
    assert not is_public(address)


@given(private_6)
def test_no_private_address_of_version_6_is_public(address: IPv6Address) -> None:
    assert not is_public(address)


@given(private_4, st.integers(0, 2**64 - 1))
def test_a_private_address_inside_a_tunnel_is_not_public(address: IPv4Address, rest: int) -> None:
    inner = int(address)
    mapped, translated = 0xFFFF00000000 | inner, (0x64FF9B << 96) | inner
    sixtofour = (0x2002 << 112) | (inner << 80) | rest
    teredo = (0x20010000 << 96) | (0x08080808 << 64) | (inner ^ 0xFFFFFFFF)
    isatap = (0x26064700 << 96) | (0x5EFE << 32) | inner
    for number in (mapped, translated, sixtofour, teredo, isatap, inner):
        assert not is_public(IPv6Address(number))


@pytest.mark.parametrize(
    "address", ["8.8.8.8", "93.184.215.14", "2606:4700::1111", "2a00:1450:4001::200e", "64:ff9b::808:808"]
)
def test_the_internet_is_public(address: str) -> None:
    assert is_public(address)


@pytest.mark.parametrize(
    "address", ["", "example.org", "8.8.8.8/32", "127.1", "0177.0.0.1", "2606:4700::1%eth0", "1.2.3"]
)
def test_what_is_no_plain_address_is_not_public(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1/", "http://[::1]/", "http://[::ffff:127.0.0.1]/", "http://[::ffff:7f00:1]/",
        "http://2130706433/", "http://0x7f000001/", "http://017700000001/", "http://127.1/", "http://0177.0.0.1/",
        "http://0x7f.0.0.1/", "http://127.0.0.1./", "http://127.0.1/", "http://0/", "http://169.254.169.254/latest/",
        "http://[64:ff9b::a9fe:a9fe]/", "http://[fd00:ec2::254]/", "http://10.0.0.1:80/", "http://１２７.０.０.１/",
        "http://user:pw@example.org/", "http://user@example.org/", "http://example.org:8080/", "https://example.org:22/",
        "ftp://example.org/", "file:///etc/passwd", "gopher://example.org/", "javascript:alert(1)", "//example.org/x",
        "http://", "http:///x", "https://[::1", "http://exa mple.org/", "http://ex\x00ample.org/", "x", "",
        "http://example.org/" + "a" * 5_000,
    ],
)  # fmt: skip
def test_what_is_not_plainly_the_public_web_is_refused(url: str) -> None:
    with pytest.raises(Refused):
        target_of(url)


@pytest.mark.parametrize(
    ("url", "host", "port"),
    [
        ("http://example.org", "example.org", 80),
        ("https://Example.ORG:443/a?b#c", "example.org", 443),
        ("http://example.org:443/", "example.org", 443),
        ("https://münchen.example/ä b", "xn--mnchen-3ya.example", 443),
        ("https://8.8.8.8/", "8.8.8.8", 443),
        ("https://[2606:4700::1111]/", "2606:4700::1111", 443),
        ("https://1.example.org", "1.example.org", 443),
    ],
)
def test_the_public_web_may_be_asked(url: str, host: str, port: int) -> None:
    target = target_of(url)
    assert (target.host, target.port) == (host, port)
    assert not target.url.fragment


@given(private_4)
def test_no_spelling_of_a_private_address_may_be_asked(address: IPv4Address) -> None:
    number, parts = int(address), str(address).split(".")
    octal = ".".join(f"0{int(part):o}" for part in parts)
    for host in (
        str(address),
        str(number),
        hex(number),
        octal,
        f"{parts[0]}.{number & 0xFFFFFF}",
        f"[::ffff:{address}]",
    ):
        with pytest.raises(Refused):
            target_of(f"http://{host}/")


@given(st.text(max_size=60))
def test_any_text_is_a_target_or_refused(text: str) -> None:
    for url in (text, f"http://{text}", f"https://example.org/{text}"):
        with suppress(Refused):
            assert isinstance(target_of(url).url, httpx.URL)
