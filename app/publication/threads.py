"""Our own threads as they stand: which findings each speaks of, and whether it may still be written to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from app.publication.identity import Identity
from app.publication.markers import Marker, read_marker
from app.snapshot import StandingThread

#: A finding that is dealt with, and the commit that showed it.
Closed = tuple[Identity, str]


@dataclass(frozen=True, slots=True)
class OurThread:
    """A thread with what its marker says.

    `open`: findings that it says stand, in its own order. `fixed`, `gone`: those it says were mended, or are no
    longer reported, each with the commit at which it said so. `head`: the commit its review was posted on. Equal
    identities stand for several findings that nothing tells apart. `above`: lines that the comment spans above its
    last one.
    """

    standing: StandingThread
    head: str = ""
    open: tuple[Identity, ...] = ()
    fixed: tuple[Closed, ...] = ()
    gone: tuple[Closed, ...] = ()
    above: int = 0

    @property
    def closed(self) -> bool:
        return not self.open

    @property
    def spent(self) -> bool:
        """Whether it must not be opened again: a finding that returns is then said anew."""
        return self.closed and (
            self.standing.replied or self.standing.resolved or self.standing.comment.minimized
        )

    @property
    def known(self) -> tuple[Identity, ...]:
        """The findings that this thread can still stand for."""
        return () if self.spent else (*self.open, *(one for one, _ in (*self.fixed, *self.gone)))

    def marker(self, app_id: int) -> Marker:
        fields = {
            "head": self.head,
            "id": ",".join(str(one) for one in self.open),
            "fixed": _join(self.fixed),
            "gone": _join(self.gone),
            "above": str(self.above or ""),
        }
        return Marker("finding", app_id, {name: value for name, value in fields.items() if value})


def read_threads(threads: Sequence[StandingThread], app_id: int) -> tuple[OurThread, ...]:
    """Those of the threads that carry our marker, in the order given."""
    found = ((thread, read_marker(thread.comment.body, app_id)) for thread in threads)
    return tuple(_read(thread, m) for thread, m in found if m is not None and m.kind == "finding")


def _read(thread: StandingThread, marker: Marker) -> OurThread:
    identities = (Identity.parse(part) for part in marker.list("id"))
    return OurThread(
        thread,
        marker.fields.get("head", ""),
        tuple(one for one in identities if one is not None),
        _split(marker.list("fixed")),
        _split(marker.list("gone")),
        int(above) if (above := marker.fields.get("above", "")).isdecimal() else 0,
    )


def _join(closed: Sequence[Closed]) -> str:
    return ",".join(f"{one}@{sha}" for one, sha in closed)


def _split(parts: Sequence[str]) -> tuple[Closed, ...]:
    pairs = ((Identity.parse(part.partition("@")[0]), part.partition("@")[2]) for part in parts)
    return tuple((one, sha) for one, sha in pairs if one is not None)
