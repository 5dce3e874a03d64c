"""The few exceptions that cross room borders, and what each means to whoever catches it."""

from __future__ import annotations


class GalleyError(Exception):
    """Base of every error whose text is written for the person who runs or uses the bot."""


class Transient(GalleyError):
    """A fault that is expected to pass: the run is attempted again later, a bounded number of times.

    `retry_after` is the least number of seconds to wait when the other side named one (GitHub's `retry-after` or
    the time until `x-ratelimit-reset`); None leaves the delay to the queue's own back-off.
    """

    def __init__(self, message: str, retry_after: float | None = None) -> None:
        super().__init__(message)
        self.retry_after = retry_after


class LeaseLost(GalleyError):
    """Another worker took this key over while we were stalled: stop at once and write nothing more."""


class TookTooLong(GalleyError):
    """A task in the process pool exceeded its time limit and was killed with its process."""


class WorkerDied(GalleyError):
    """The process that ran a task ended without an answer (killed, out of memory, segmentation fault)."""


class StartError(GalleyError):
    """The program cannot start; the message says what is wrong, where, and what to do."""
