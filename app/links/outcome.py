"""From what a server answered, or how it failed, to what is said of the link: good, doubtful or dead."""

from __future__ import annotations

import ssl
from dataclasses import dataclass
from http import HTTPStatus

import httpx

from app.links.addresses import Refused
from app.links.network import NoResolver, UnknownHost
from app.links.visit import TooManyHops, Visit
from checks.book import LinkFact, LinkState

#: The page is gone, whoever asks.
GONE = frozenset({404, 410})
#: Worth a second try in the same probe.
PASSING = frozenset({408, 425, 429, 500, 502, 503, 504})
#: Errors that wrap each other are followed so far.
_DEEPEST = 10


@dataclass(frozen=True, slots=True)
class Outcome:
    """`answered`: some server spoke, so the network is up; None where the network had no say (a refused address).
    `again`: a second try may tell more."""

    fact: LinkFact
    answered: bool | None
    again: bool = False
    retry_after: str | None = None


def of_visit(url: str, visit: Visit, at: str) -> Outcome:
    """What a status means."""
    state, status = _state(visit.status), visit.status
    moved = visit.moved_to if state is LinkState.GOOD and _really_moved(url, visit.moved_to) else None
    fact = LinkFact(url, state, phrase(status, visit.reason), status, moved, visit.title, at)
    return Outcome(fact, True, status in GONE or status in PASSING, visit.retry_after)


def _state(status: int) -> LinkState:
    if status in GONE:
        return LinkState.DEAD
    return LinkState.GOOD if status < 300 or status == 304 else LinkState.DOUBTFUL


def phrase(status: int, reason: str) -> str:
    """`404 Not Found`."""
    try:
        return f"{status} {reason or HTTPStatus(status).phrase}"
    except ValueError:
        return str(status)


def of_failure(url: str, error: Exception, at: str) -> Outcome:
    """What a failure means. Only a name that does not exist is dead; everything else may pass."""
    if isinstance(error, UnknownHost):
        return Outcome(LinkFact(url, LinkState.DEAD, "its host does not exist", at=at), False, True)
    fact = LinkFact(url, LinkState.DOUBTFUL, _why(error), at=at)
    spoke = isinstance(error, TooManyHops | httpx.ProtocolError) or _is_tls(error)
    answered = None if isinstance(error, Refused) else spoke
    return Outcome(fact, answered, isinstance(error, httpx.TransportError) and not _is_tls(error))


def _why(error: Exception) -> str:
    match error:
        case Refused():
            return f"not tried: {error}"
        case TooManyHops():
            return str(error)
        case NoResolver():
            return "its host could not be looked up"
        case TimeoutError() | httpx.TimeoutException():
            return "it did not answer in time"
        case httpx.ConnectError() if _is_tls(error):
            return "its certificate was refused"
        case httpx.ConnectError():
            return "it refused the connection"
        case httpx.TransportError():
            return "the connection broke off"
    return "it could not be asked"


def _is_tls(error: BaseException | None) -> bool:
    """Whether a fault goes back to TLS, however often it was wrapped."""
    for _ in range(_DEEPEST):
        if error is None:
            return False
        if isinstance(error, ssl.SSLError) or "certificate" in str(error).lower() or "[SSL" in str(error):
            return True
        error = error.__cause__ or error.__context__
    return False


def _really_moved(url: str, moved_to: str | None) -> bool:
    """A slash at the end is no news."""
    return moved_to is not None and moved_to.rstrip("/") != url.rstrip("/")


def twice(outcome: Outcome) -> Outcome:
    """The same, seen two times."""
    fact = outcome.fact
    if fact.state is not LinkState.DEAD:
        return outcome
    detail = f"{fact.detail} (tried twice)"
    return Outcome(LinkFact(fact.url, fact.state, detail, fact.status, None, None, fact.at), outcome.answered)
