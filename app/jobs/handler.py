"""What the queue calls for the work itself."""

from __future__ import annotations

from typing import Protocol

from app.errors import Transient
from app.jobs.run import Run


class Handler(Protocol):
    """A review. Raising Transient means "again later"; any other exception is a fault of ours."""

    async def __call__(self, run: Run) -> None:
        """Bring what stands on GitHub in line with the present state; end with `await run.finish(...)`."""

    async def on_giving_up(self, run: Run, error: Transient) -> None:
        """Say that a passing fault did not pass in the allowed number of attempts."""

    async def on_crash(self, run: Run, error: Exception, reference_id: str) -> None:
        """Say that the review broke, with the reference id that the log has too. May raise Transient."""
