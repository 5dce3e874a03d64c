"""What can go wrong between us and GitHub, as few exceptions, and how an answer becomes one of them.

Transient faults (`app.errors.Transient`) are worth another attempt of the whole run; everything under `Refused` is not.
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from typing import Any

import httpx
from githubkit.exception import GitHubException, RequestError, RequestFailed

from app import limits
from app.errors import GalleyError, Transient

#: Failures before a single byte of the request went out.
NEVER_SENT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout)


class RateLimited(Transient):
    """A primary or secondary rate limit: nothing of this installation is to be sent for `retry_after` seconds."""


class LostAnswer(Transient):
    """A write was sent and no answer heard (5xx, timeout, cut connection): it may have been carried out."""


class HeadMoved(Transient):
    """The pull request got another head while we read or wrote: start again from the new one."""


class Refused(GalleyError):
    """GitHub said no, and will say no again. `status` is the HTTP status, `details` its list of reasons in words."""

    def __init__(self, message: str, status: int = 0, details: tuple[str, ...] = ()) -> None:
        super().__init__(message)
        self.status = status
        self.details = details


class NotThere(Refused):
    """404 or 410: it is not there, or this installation may not know of it."""


class NoPermission(Refused):
    """403: the installation lacks a permission; `permissions` as GitHub names them (`checks=write`), maybe empty."""

    def __init__(self, message: str, status: int = 403, permissions: str = "") -> None:
        super().__init__(message, status)
        self.permissions = permissions


class BadCredentials(Refused):
    """401: the App ID and private key do not belong together, or the installation is gone."""


class Unprocessable(Refused):
    """422: understood and refused; `details` say why, as far as GitHub says."""


def root_cause(error: BaseException) -> BaseException:
    """githubkit wraps whatever went wrong in `RequestError`, sometimes twice (a token request inside a request)."""
    while isinstance(error, RequestError) and not isinstance(error, RequestFailed):
        error = error.exc
    return error


def request_of(error: GitHubException) -> httpx.Request | None:
    """The request that failed, where one was made."""
    cause = root_cause(error)
    if isinstance(cause, RequestFailed):
        return cause.request
    if isinstance(cause, httpx.RequestError):
        try:
            return cause.request
        except RuntimeError:
            return None
    return None


def is_token_request(request: httpx.Request) -> bool:
    """Asking for an installation token: harmless to repeat."""
    return request.url.path.endswith("/access_tokens")


def explained(error: GitHubException, what: str, writing: bool) -> Exception:
    """The exception to raise in place of githubkit's. `what`: the request in words, for the person who reads it."""
    cause = root_cause(error)
    if not isinstance(cause, (RequestFailed, httpx.RequestError)) and isinstance(cause, Exception):
        return cause  # a fault of our own (or an exception of ours): never disguised as GitHub's
    request = request_of(error)
    # Without a token the request itself was never sent.
    writing = writing and not (request is not None and is_token_request(request))
    if isinstance(cause, RequestFailed):
        return from_answer(cause.response.raw_response, what, writing)
    sent = not isinstance(cause, NEVER_SENT)
    reason = f"{type(cause).__name__}: {cause}".rstrip(": ")
    if writing and sent:
        return LostAnswer(f"No answer from GitHub to {what} ({reason}); it may have been carried out.")
    return Transient(f"GitHub could not be reached for {what} ({reason}).")


def from_answer(response: httpx.Response, what: str, writing: bool) -> GalleyError:
    """The exception for an answer of status 400 or more."""
    status = response.status_code
    body = json_of(response)
    message = str(body.get("message") or response.reason_phrase)
    if status >= 500:
        text = f"GitHub answered {status} to {what}"
        return LostAnswer(f"{text}; it may have been carried out.") if writing else Transient(f"{text}.")
    wait = rate_limit_wait(response, message)
    if wait is not None:
        return RateLimited(f"GitHub's rate limit refused {what}: {message}", wait)
    if status in (408, 425):
        return Transient(f"GitHub answered {status} to {what}.")
    if status in (403, 451):
        return _forbidden(response, what, message)
    return _refused(status, what, message, reasons(body))


def _refused(status: int, what: str, message: str, details: tuple[str, ...]) -> Refused:
    why = "; ".join((message, *details))
    text = f"GitHub refused {what} with {status}: {why}"
    if status == 401:
        return BadCredentials(
            f"{text}. Check that GALLEY_APP_ID and the private key belong to the same GitHub App.", status
        )
    if status in (404, 410):
        return NotThere(f"{text}. Is the app still installed on this repository?", status)
    if status == 422:
        return Unprocessable(text, status, details)
    return Refused(text, status, details)


def _forbidden(response: httpx.Response, what: str, message: str) -> NoPermission:
    wanted = response.headers.get("x-accepted-github-permissions", "")
    needs = f" It needs the permission {wanted.replace('=', ': ').replace(';', ' or ')}." if wanted else ""
    cure = " Accept the app's requested permissions in the settings of its installation." if needs else ""
    return NoPermission(f"GitHub forbids {what}: {message}.{needs}{cure}", response.status_code, wanted)


def rate_limit_wait(response: httpx.Response, message: str) -> float | None:
    """Seconds to wait when the answer is about a rate limit, else None.

    "If the retry-after response header is present, you should not retry until after that many seconds has elapsed. If
    x-ratelimit-remaining is 0, you should not make another request until after the time … x-ratelimit-reset. Otherwise,
    wait for at least one minute" (rate-limits-for-the-rest-api). A secondary limit may come as 403 with neither header:
    only its text tells.
    """
    if response.status_code not in (200, 403, 429):
        return None
    headers = response.headers
    if "retry-after" in headers:
        return max(_number(headers["retry-after"], limits.SECONDARY_WAIT_SECONDS), 1.0)
    lowered = message.lower()
    spoken = "rate limit" in lowered or "abuse detection" in lowered or "submitted too quickly" in lowered
    if headers.get("x-ratelimit-remaining") == "0" and (response.status_code != 200 or spoken):
        until = _number(headers.get("x-ratelimit-reset", ""), 0.0) - _now(headers)
        return max(until + 1.0, 1.0) if until > 0 else limits.SECONDARY_WAIT_SECONDS
    if response.status_code == 429 or spoken:
        return limits.SECONDARY_WAIT_SECONDS
    return None


def _now(headers: Mapping[str, str]) -> float:
    """GitHub's own clock where the answer tells it: ours may be wrong."""
    from email.utils import parsedate_to_datetime

    try:
        return parsedate_to_datetime(headers["date"]).timestamp()
    except (KeyError, ValueError, TypeError):
        return time.time()


def _number(text: str, default: float) -> float:
    try:
        return float(text)
    except ValueError:
        return default


def json_of(response: httpx.Response) -> dict[str, Any]:
    """The JSON object of an answer, {} for anything else (an HTML page of a proxy, nothing at all)."""
    try:
        found = response.json()
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def reasons(body: Mapping[str, Any]) -> tuple[str, ...]:
    """GitHub's `errors`: sentences, or objects with `message` or `code`, in one form."""
    found = body.get("errors")
    if not isinstance(found, list):
        return (str(found),) if found else ()
    return tuple(_reason(one) for one in found)


def _reason(one: Any) -> str:
    if not isinstance(one, dict):
        return str(one)
    where = ".".join(str(one[key]) for key in ("resource", "field") if one.get(key))
    return ": ".join(part for part in (where, str(one.get("message") or one.get("code") or "")) if part)
