"""Deterministic ids in the shapes GitHub uses: integers per kind, and global node ids.

A node id of GitHub is a type prefix and base64url of a msgpack array ``[0, repository or nothing, id]``
(seen in every ``node_id`` of the npm package ``@octokit/webhooks-examples``).
"""

import base64
import hashlib
import struct
from collections import Counter

# First ids per kind are apart, so that a test that mixes two kinds up fails instead of passing by luck.
FIRST: dict[str, int] = {
    "user": 5_001,
    "repository": 70_001,
    "pull": 310_001,
    "issue_comment": 410_001,
    "review": 510_001,
    "thread": 560_001,
    "review_comment": 610_001,
    "check_run": 710_001,
    "check_suite": 760_001,
    "label": 810_001,
    "status": 860_001,
    "edit": 910_001,
    "installation": 960_001,
    "team": 30_001,
    "delivery": 98_000_001,
    "request": 99_001,
}


class Ids:
    """Counts ids upward per kind; the same steps give the same ids."""

    def __init__(self) -> None:
        self._given: Counter[str] = Counter()

    def next(self, kind: str) -> int:
        """The next id of ``kind``."""
        number = FIRST.get(kind, 1_001) + self._given[kind]
        self._given[kind] += 1
        return number

    def guid(self) -> str:
        """A delivery GUID, deterministic."""
        digest = hashlib.sha256(f"delivery {self.next('guid')}".encode()).hexdigest()
        return f"{digest[:8]}-{digest[8:12]}-11f0-{digest[16:20]}-{digest[20:32]}"


def _pack(value: int | str) -> bytes:
    if isinstance(value, int):
        return b"\xce" + struct.pack(">I", value) if value < 2**32 else b"\xcf" + struct.pack(">Q", value)
    data = value.encode()
    return b"\xd9" + bytes([len(data)]) + data


def node_id(prefix: str, *parts: int | str) -> str:
    """The global id of an object: ``node_id("PR", 70001, 310001)`` is ``PR_kwDO…``."""
    packed = bytes([0x91 + len(parts), 0]) + b"".join(_pack(part) for part in parts)
    return f"{prefix}_" + base64.urlsafe_b64encode(packed).decode().rstrip("=")
