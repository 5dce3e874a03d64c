"""Faults to inject: lost answers, rate limits, cut connections, delay."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import Any

from app.sandbox.refusals import DOCS
from app.sandbox.requestlog import Exchange

Match = str | Callable[[Exchange], bool]
SECONDARY = (
    "You have exceeded a secondary rate limit. Please wait a few minutes before you try again. "
    "If you reach out to GitHub Support for help, please include the request ID."
)
PRIMARY = "API rate limit exceeded for installation."


@dataclass(eq=False)
class Fault:
    """What happens to requests that match. ``applied``: the request takes effect although its answer is spoilt."""

    match: Match
    status: int | None
    times: int
    applied: bool
    delay: float
    retry_after: int | None
    cut: bool
    body: dict[str, Any] | None
    seen: int = 0

    def hits(self, exchange: Exchange) -> bool:
        """Whether the fault strikes this request."""
        if self.times == 0:
            return False
        if callable(self.match):
            return self.match(exchange)
        subjects = (
            f"{exchange.method} {exchange.path}",
            f"{exchange.method} {exchange.template}",
            exchange.name,
        )
        return any(fnmatchcase(subject, self.match) for subject in subjects)

    @property
    def answer(self) -> dict[str, Any]:
        """The body of the spoilt answer."""
        if self.body is not None:
            return self.body
        message = {403: SECONDARY, 429: SECONDARY, 401: "Bad credentials", 500: "Server Error"}
        fallback = "Server Error" if (self.status or 0) >= 500 else "Refused"
        return {"message": message.get(self.status or 0, fallback), "documentation_url": DOCS}

    @property
    def label(self) -> str:
        return "cut" if self.cut else f"{self.status or 'delay'}"


class Faults:
    """The list of faults still to come."""

    def __init__(self) -> None:
        self._faults: list[Fault] = []

    def add(
        self,
        match: Match,
        status: int | None = 502,
        *,
        times: int = 1,
        applied: bool = False,
        delay: float = 0.0,
        retry_after: int | None = None,
        cut: bool = False,
        body: dict[str, Any] | None = None,
    ) -> Fault:
        """Spoil the next ``times`` requests that match (-1: all).

        ``match`` is a pattern over ``POST /repos/*/pulls/*/reviews``, over the template with its names, or over
        ``mutation minimizeComment``; or a predicate. 403 and 429 are secondary rate limits; ``status=None`` only delays
        (by ``delay`` seconds); ``cut`` closes the connection without an answer.
        """
        fault = Fault(match, status, times, applied, delay, retry_after, cut, body)
        self._faults.append(fault)
        return fault

    def clear(self) -> None:
        """Forget all faults."""
        self._faults.clear()

    def strike(self, exchange: Exchange) -> Fault | None:
        """The fault for this request, if any; counted down."""
        for fault in self._faults:
            if fault.hits(exchange):
                fault.times -= 1 if fault.times > 0 else 0
                fault.seen += 1
                return fault
        return None
