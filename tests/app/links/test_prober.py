from __future__ import annotations

import asyncio
import datetime
import ssl
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from app.links import MemoryCache, Prober
from app.links.pace import Pace
from app.links.prober import Limits
from checks.book import LinkFact, Links, LinkState
from tests.app.links.http2 import serving_http2
from tests.app.links.world import PUBLIC, Handler, Local, Names, Reply, Request, Server, serving

QUICK = Limits(visit=2.0, probe=4.0, pause=0.01, canary=2.0)
CANARY = "http://canary.example/"


@dataclass
class World:
    prober: Prober
    server: Server
    names: Names
    dialer: Local
    now: list[float]
    slept: list[float]

    async def fact(self, url: str) -> LinkFact:
        fact = (await self.prober.probe([url])).get(url)
        assert fact is not None
        return fact

    def asked(self, path: str) -> list[str]:
        return [r.method for r in self.server.requests if r.path == path]


@asynccontextmanager
async def world(
    handler: Handler, *names: str, tls: tuple[ssl.SSLContext, ssl.SSLContext] | None = None
) -> AsyncIterator[World]:
    async with serving(handler, tls[0] if tls else None) as (server, port):
        table = {name: [PUBLIC] for name in ("ex.org", "other.org", "canary.example", *names)}
        resolver, dialer, now, slept = Names(table), Local(port), [1_700_000_000.0], []

        async def sleep(seconds: float) -> None:
            slept.append(seconds)
            now[0] += seconds
            await asyncio.sleep(0)

        prober = Prober(
            resolver, dialer, MemoryCache(), lambda: now[0], sleep, QUICK, (CANARY,), tls[1] if tls else None
        )
        yield World(prober, server, resolver, dialer, now, slept)


def by_path(**replies: Reply | Callable[[Request], Reply]) -> Handler:
    def handler(request: Request) -> Reply:
        reply = replies.get(request.path.strip("/").split("?")[0] or "root", Reply(404))
        return reply if isinstance(reply, Reply) else reply(request)

    return handler


async def test_a_page_that_answers_is_good_and_gives_its_title() -> None:
    page = Reply(body=b"<html><head><title>\n The &amp; Title </title>")
    async with world(by_path(a=page)) as here:
        fact = await here.fact("http://ex.org/a#part")
        assert (fact.state, fact.status, fact.title, fact.at) == (
            LinkState.GOOD,
            200,
            "The & Title",
            "2023-11-14",
        )
        assert fact.url == "http://ex.org/a#part"
        assert here.asked("/a") == ["HEAD", "GET"]


async def test_a_file_is_asked_with_head_only() -> None:
    async with world(by_path(a=Reply(headers={"Content-Type": "application/pdf"}))) as here:
        assert (await here.fact("http://ex.org/a")).state is LinkState.GOOD
        assert here.asked("/a") == ["HEAD"]


async def test_who_dislikes_head_is_asked_with_get() -> None:
    async with world(by_path(a=lambda r: Reply(405 if r.method == "HEAD" else 200))) as here:
        assert (await here.fact("http://ex.org/a")).state is LinkState.GOOD


@pytest.mark.parametrize("status", [404, 410])
async def test_a_page_is_dead_only_when_it_is_gone_twice(status: int) -> None:
    async with world(by_path(a=Reply(status))) as here:
        fact = await here.fact("http://ex.org/a")
        assert (fact.state, fact.status) == (LinkState.DEAD, status)
        assert fact.detail.endswith("(tried twice)")
        assert here.asked("/a") == ["HEAD", "GET", "GET"]


async def test_a_page_that_is_gone_once_and_there_the_second_time_is_good() -> None:
    answers = iter([404, 404, 200])
    async with world(by_path(a=lambda _: Reply(next(answers)))) as here:
        assert (await here.fact("http://ex.org/a")).state is LinkState.GOOD


@pytest.mark.parametrize("status", [401, 403, 418, 429, 451, 500, 503, 999])
async def test_a_refusal_or_a_fault_is_doubtful_never_dead(status: int) -> None:
    async with world(by_path(a=Reply(status))) as here:
        fact = await here.fact("http://ex.org/a")
        assert (fact.state, fact.status) == (LinkState.DOUBTFUL, status)


async def test_an_unknown_host_is_dead_when_the_network_is_up() -> None:
    async with world(by_path(root=Reply())) as here:
        fact = await here.fact("http://nowhere.example/")
        assert (fact.state, fact.detail) == (LinkState.DEAD, "its host does not exist (tried twice)")
        assert here.names.asked["nowhere.example"] == 2
        assert [r.host for r in here.server.requests][:1] == ["canary.example"]


async def test_when_not_even_the_canary_answers_nothing_is_said_or_remembered() -> None:
    async with world(by_path()) as here:
        here.names.table.clear()
        links = await here.prober.probe(["http://nowhere.example/", "http://ex.org/a"])
        assert not links.online
        assert "network is down" in links.why
        assert not links.facts
        here.names.table.update({"ex.org": [PUBLIC]})
        assert (await here.fact("http://ex.org/a")).state is LinkState.DEAD


async def test_a_silent_resolver_says_nothing_of_a_name() -> None:
    async with world(by_path()) as here:
        here.names.silent = True
        assert not (await here.prober.probe(["http://ex.org/a"])).online


async def test_a_refused_address_is_doubtful_and_not_taken_for_a_dead_network() -> None:
    async with world(by_path()) as here:
        links = await here.prober.probe(["http://127.0.0.1/", "http://ex.org:8080/"])
        assert links.online
        assert {f.state for f in links.facts.values()} == {LinkState.DOUBTFUL}
        assert not here.dialer.dialled
        down = await here.prober.probe(["http://127.0.0.1/", "http://nowhere.example/"])
        assert down.online is True
        here.names.table.clear()
        assert not (await here.prober.probe(["http://[::1]/", "http://gone.example/"])).online


# -- redirects -------------------------------------------------------------------------------------------------------


def to(location: str, status: int = 301) -> Reply:
    return Reply(status, headers={"Location": location})


async def test_a_permanent_redirect_tells_where_the_page_moved() -> None:
    async with world(by_path(a=to("/b", 308), b=to("http://other.org/c"), c=Reply())) as here:
        fact = await here.fact("http://ex.org/a")
        assert (fact.state, fact.moved_to) == (LinkState.GOOD, "http://other.org/c")


async def test_a_temporary_redirect_moves_nothing() -> None:
    async with world(by_path(a=to("/b", 302), b=to("/c"), c=Reply())) as here:
        assert (await here.fact("http://ex.org/a")).moved_to is None


async def test_a_page_that_moved_and_then_asks_for_a_login_moved_only_that_far() -> None:
    async with world(by_path(a=to("/b"), b=to("/login", 302), login=Reply())) as here:
        assert (await here.fact("http://ex.org/a")).moved_to == "http://ex.org/b"


async def test_a_slash_at_the_end_is_no_move() -> None:
    def handler(request: Request) -> Reply:
        return to("/a/") if request.path == "/a" else Reply()

    async with world(handler) as here:
        assert (await here.fact("http://ex.org/a")).moved_to is None


async def test_a_redirect_to_a_page_that_is_gone_is_dead() -> None:
    async with world(by_path(a=to("/gone"))) as here:
        assert (await here.fact("http://ex.org/a")).state is LinkState.DEAD


async def test_a_circle_of_redirects_ends_doubtful() -> None:
    async with world(by_path(a=to("/b"), b=to("/a"))) as here:
        fact = await here.fact("http://ex.org/a")
        assert (fact.state, fact.detail) == (LinkState.DOUBTFUL, "it redirects more than 5 times")
        assert len(here.server.requests) == 6


@pytest.mark.parametrize(
    "location",
    [
        "http://127.0.0.1/",
        "http://[::1]/x",
        "http://2130706433/",
        "http://private.example/",
        "http://ex.org:8080/",
        "file:///etc/passwd",
        "http://u:p@ex.org/b",
        "http://[",
    ],
)
async def test_no_redirect_leads_to_a_private_address(location: str) -> None:
    async with world(by_path(a=to(location), x=Reply())) as here:
        here.names.table["private.example"] = ["10.0.0.7"]
        fact = await here.fact("http://ex.org/a")
        assert fact.state is LinkState.DOUBTFUL
        assert fact.detail.startswith("not tried: ")
        assert {address for address, _ in here.dialer.dialled} == {PUBLIC}
        assert {r.path for r in here.server.requests} == {"/a"}


# -- reaching out ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "found", [["10.0.0.7"], [PUBLIC, "127.0.0.1"], ["::1"], ["::ffff:10.0.0.1"], ["169.254.169.254"]]
)
async def test_a_name_that_leads_to_a_private_address_is_never_dialled(found: list[str]) -> None:
    async with world(by_path(a=Reply())) as here:
        here.names.table["evil.example"] = found
        fact = await here.fact("http://evil.example/a")
        assert fact.detail == "not tried: its name leads to an address that is not public"
        assert not here.dialer.dialled


async def test_a_name_that_changes_its_address_between_check_and_dial_gains_nothing() -> None:
    async with world(by_path(a=Reply(body=b"<title>secret</title>"))) as here:
        here.names.turns["rebind.example"] = [[PUBLIC], ["127.0.0.1"]]
        await here.fact("http://rebind.example/a")
        assert {address for address, _ in here.dialer.dialled} == {PUBLIC}


async def test_the_address_that_was_judged_is_the_one_that_is_dialled() -> None:
    async with world(by_path(a=Reply())) as here:
        here.names.table["ex.org"] = ["2606:4700::1111", "8.8.4.4"]
        here.dialer.broken = frozenset({"8.8.4.4"})
        assert (await here.fact("http://ex.org/a")).state is LinkState.GOOD
        assert here.dialer.dialled[:2] == [("8.8.4.4", 80), ("2606:4700::1111", 80)]


async def test_nothing_of_ours_is_sent_along_and_no_cookie_comes_back() -> None:
    async with world(by_path(a=Reply(headers={"Set-Cookie": "id=1; Path=/"}))) as here:
        await here.fact("http://ex.org/a")
        for request in here.server.requests:
            assert "cookie" not in request.headers
            assert "authorization" not in request.headers
            assert request.host == "ex.org"


async def test_no_proxy_of_the_environment_is_used(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "http_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:9/")
    async with world(by_path(a=Reply())) as here:
        assert (await here.fact("http://ex.org/a")).state is LinkState.GOOD


async def test_an_endless_page_is_read_no_further_than_its_start() -> None:
    async with world(by_path(a=Reply(endless=True))) as here:
        assert (await here.fact("http://ex.org/a")).state is LinkState.GOOD
        await asyncio.sleep(0.05)
        assert here.server.sent < 8_000_000
        assert here.server.open_now == 0


async def test_a_server_that_says_nothing_is_doubtful_in_bounded_time() -> None:
    async with world(by_path(a=Reply(delay=30), b=Reply())) as here:
        here.prober.limits = replace(QUICK, visit=0.1)
        links = await here.prober.probe(["http://ex.org/a", "http://ex.org/b"])
        assert links.facts["http://ex.org/a"].state is LinkState.DOUBTFUL
        assert links.facts["http://ex.org/a"].detail == "it did not answer in time"
        assert links.facts["http://ex.org/b"].state is LinkState.GOOD


async def test_what_has_not_answered_at_the_deadline_is_unknown_and_not_remembered() -> None:
    async with world(by_path(a=Reply(delay=30), b=Reply())) as here:
        here.prober.limits = replace(QUICK, probe=0.3)
        links = await here.prober.probe(["http://ex.org/a", "http://ex.org/b"])
        assert links.facts["http://ex.org/a"].state is LinkState.UNKNOWN
        assert links.facts["http://ex.org/b"].state is LinkState.GOOD
        assert links.online
        before = len(here.asked("/a"))
        await here.prober.probe(["http://ex.org/a"])
        assert len(here.asked("/a")) > before


async def test_a_connection_that_breaks_off_is_doubtful() -> None:
    async with world(by_path(a=Reply(cut=True))) as here:
        assert (await here.fact("http://ex.org/a")).state is LinkState.DOUBTFUL


# -- politeness ------------------------------------------------------------------------------------------------------


async def test_one_host_is_visited_by_two_at_a_time_with_pauses() -> None:
    def handler(request: Request) -> Reply:
        return Reply(headers={"Content-Type": "image/png"}, delay=0.01)

    async with world(handler) as here:
        links = await here.prober.probe([f"http://ex.org/{n}" for n in range(12)])
        assert all(f.state is LinkState.GOOD for f in links.facts.values())
        assert here.server.open_most <= 2
        assert sum(here.slept) >= 11 * 0.25 - 0.01


async def test_many_hosts_are_visited_by_at_most_25_at_a_time() -> None:
    hosts = [f"h{n}.example" for n in range(60)]

    def handler(request: Request) -> Reply:
        return Reply(headers={"Content-Type": "image/png"}, delay=0.02)

    async with world(handler, *hosts) as here:
        links = await here.prober.probe([f"http://{host}/" for host in hosts])
        assert all(f.state is LinkState.GOOD for f in links.facts.values())
        assert 2 < here.server.open_most <= 25


async def test_a_host_that_asks_for_a_short_rest_gets_it_and_is_asked_again() -> None:
    answers = iter([Reply(429, headers={"Retry-After": "7"})] * 2 + [Reply()])
    async with world(by_path(a=lambda _: next(answers))) as here:
        assert (await here.fact("http://ex.org/a")).state is LinkState.GOOD
        assert sum(here.slept) >= 7


async def test_a_host_that_asks_for_a_long_rest_is_left_alone() -> None:
    async with world(by_path(a=Reply(503, headers={"Retry-After": "3600"}))) as here:
        assert (await here.fact("http://ex.org/a")).state is LinkState.DOUBTFUL
        assert here.asked("/a") == ["HEAD", "GET"]
        assert not here.slept


async def test_a_page_linked_with_two_fragments_is_asked_once() -> None:
    async with world(by_path(a=Reply(404))) as here:
        links = await here.prober.probe(["http://ex.org/a#x", "http://ex.org/a#y", "http://ex.org/a#x"])
        assert sorted(links.facts) == ["http://ex.org/a#x", "http://ex.org/a#y"]
        assert len(here.asked("/a")) == 3


# -- memory ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("status", "hours"),
    [(200, 24.0), (404, 1.0), (403, 0.25)],
    ids=["good a day", "dead an hour", "doubtful a while"],
)
async def test_outcomes_are_remembered_as_long_as_they_hold(status: int, hours: float) -> None:
    async with world(by_path(a=Reply(status))) as here:
        first = await here.fact("http://ex.org/a")
        asked = len(here.server.requests)
        here.now[0] += hours * 3600 - 60
        assert await here.fact("http://ex.org/a") == first
        assert len(here.server.requests) == asked
        here.now[0] += 120
        await here.fact("http://ex.org/a")
        assert len(here.server.requests) > asked


async def test_nothing_to_probe_asks_nobody() -> None:
    async with world(by_path()) as here:
        assert await here.prober.probe([]) == Links()
        assert not here.server.requests


async def test_hosts_are_forgotten_before_they_fill_the_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.links.pace.MOST_HOSTS", 10)
    now = [0.0]
    pace = Pace(lambda: now[0], asyncio.sleep)
    for number in range(200):
        now[0] += 1
        async with pace.turn(f"http://h{number}.example/"):
            pass
    assert len(pace._hosts) <= 10


# -- TLS -------------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A certificate for ex.org and its key, in one file."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "ex.org")])
    start = datetime.datetime.now(datetime.UTC) - datetime.timedelta(days=1)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(start)
        .not_valid_after(start + datetime.timedelta(days=30))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("ex.org")]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    path = tmp_path_factory.mktemp("tls") / "ex.org.pem"
    secret = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    path.write_bytes(made.public_bytes(serialization.Encoding.PEM) + secret)
    return path


async def test_tls_is_spoken_with_the_name_and_dialled_at_the_address(certificate: Path) -> None:
    theirs, ours = (
        ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER),
        ssl.create_default_context(cafile=str(certificate)),
    )
    theirs.load_cert_chain(certificate)
    asked_for: list[str | None] = []
    theirs.sni_callback = lambda _socket, name, _context: asked_for.append(name)
    async with world(by_path(a=Reply()), tls=(theirs, ours)) as here:
        assert (await here.fact("https://ex.org/a")).state is LinkState.GOOD
        assert asked_for[0] == "ex.org"
        assert here.dialer.dialled[0] == (PUBLIC, 443)
        wrong = (await here.prober.probe(["https://other.org/a", "https://ex.org/a"])).facts[
            "https://other.org/a"
        ]
        assert wrong.state is LinkState.DOUBTFUL
        assert wrong.detail == "its certificate was refused"


async def test_http_2_is_spoken_where_the_server_does(certificate: Path) -> None:
    theirs, ours = (
        ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER),
        ssl.create_default_context(cafile=str(certificate)),
    )
    theirs.load_cert_chain(certificate)
    async with serving_http2(theirs) as (asked, port):
        prober = Prober(Names({"ex.org": [PUBLIC]}), Local(port), limits=QUICK, canaries=(CANARY,), tls=ours)
        links = await prober.probe([f"https://ex.org/{n}" for n in range(4)])
        assert {(f.state, f.title) for f in links.facts.values()} == {(LinkState.GOOD, "Two")}
        assert sorted(asked) == ["GET"] * 4 + ["HEAD"] * 4
