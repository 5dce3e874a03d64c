"""GitHub's limits on what it shows and takes, in one place; a test lowers one to rehearse it.

Sources: docs "Repository limits" (diffs), REST reference (pages, trees), and public reports
named beside the number.
"""

from __future__ import annotations

import time
from collections import Counter
from dataclasses import dataclass


@dataclass
class Limits:
    """All numbers that the stand-in enforces and a test may want smaller."""

    files_per_pull: int = 3_000  # GET pulls/N/files lists no more
    files_per_compare: int = 300
    patch_lines: int = 20_000  # of one file
    patch_bytes: int = 500_000  # of one file
    patches_lines: int = 20_000  # of the whole pull request
    patches_bytes: int = 1_000_000  # of the whole pull request
    tree_entries: int = 100_000  # recursive; beyond: truncated
    contents_bytes: int = 1_000_000  # JSON form of GET contents
    blob_text_bytes: int = 512_000  # GraphQL Blob.text is cut here (sveltia/sveltia-cms#950)
    page: int = 100
    requests_per_hour: int = 5_000
    points_per_hour: int = 5_000


class Rates:
    """The primary rate limit: a count per principal and resource, of which a window lasts an hour."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._used: Counter[tuple[str, str]] = Counter()
        self._reset = int(time.time()) + 3_600

    def take(self, principal: str, resource: str, cost: int = 1) -> bool:
        """Count a request; False when the limit is reached."""
        if time.time() >= self._reset:
            self._used.clear()
            self._reset = int(time.time()) + 3_600
        if self.left(principal, resource)["remaining"] < cost:
            return False
        self._used[principal, resource] += cost
        return True

    def left(self, principal: str, resource: str) -> dict[str, int]:
        """Schema ``rate-limit``."""
        limit = self._limits.points_per_hour if resource == "graphql" else self._limits.requests_per_hour
        used = self._used[principal, resource]
        return {"limit": limit, "remaining": max(limit - used, 0), "reset": self._reset, "used": used}

    def headers(self, principal: str, resource: str) -> dict[str, str]:
        """The ``x-ratelimit-*`` headers."""
        left = {f"x-ratelimit-{name}": str(value) for name, value in self.left(principal, resource).items()}
        return left | {"x-ratelimit-resource": resource}
