"""Every API request the stand-in answered: what tests assert budgets on."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Literal

Kind = Literal["read", "write", "token"]


@dataclass(eq=False)
class Exchange:
    """One request and its answer. ``template`` is the path with names for its parts, as GitHub's description has it."""

    number: int
    method: str
    path: str
    template: str
    kind: Kind
    principal: str
    operation: str | None = None  # GraphQL: query or mutation
    fields: tuple[str, ...] = ()  # GraphQL: the fields at the top
    status: int = 0
    duration: float = 0.0
    fault: str | None = None
    request_body: Any = None
    response_body: Any = None

    @property
    def name(self) -> str:
        """``POST /repos/{owner}/{repo}/check-runs``, or ``mutation minimizeComment``."""
        if self.operation:
            return f"{self.operation} {' '.join(dict.fromkeys(self.fields))}".strip()
        return f"{self.method} {self.template}"

    @property
    def points(self) -> int:
        """Cost against the secondary limit: 1 to read, 5 to write."""
        return 5 if self.kind == "write" else 1

    def __str__(self) -> str:
        return f"{self.number:>4} {self.kind:<5} {self.status} {self.name}"


class Requests:
    """A view of exchanges; ``since`` and the kinds narrow it."""

    def __init__(self, exchanges: Iterable[Exchange]) -> None:
        self._exchanges = exchanges

    def __iter__(self) -> Iterator[Exchange]:
        return iter(list(self._exchanges))

    def __len__(self) -> int:
        return len(list(self._exchanges))

    def where(self, wanted: Callable[[Exchange], bool]) -> Requests:
        """Those that satisfy ``wanted``."""
        return Requests([exchange for exchange in self if wanted(exchange)])

    @property
    def reads(self) -> Requests:
        return self.where(lambda exchange: exchange.kind == "read")

    @property
    def writes(self) -> Requests:
        return self.where(lambda exchange: exchange.kind == "write")

    @property
    def tokens(self) -> Requests:
        return self.where(lambda exchange: exchange.kind == "token")

    def named(self, name: str) -> Requests:
        """Those whose ``name`` contains ``name``."""
        return self.where(lambda exchange: name in exchange.name)

    @property
    def names(self) -> list[str]:
        return [exchange.name for exchange in self]

    def count(self) -> Counter[str]:
        """How often each name occurs."""
        return Counter(self.names)

    def __str__(self) -> str:
        return "\n".join(str(exchange) for exchange in self)


class RequestLog(Requests):
    """The log itself. Bodies are kept only when ``keep_bodies`` is set."""

    def __init__(self) -> None:
        self.exchanges: list[Exchange] = []
        super().__init__(self.exchanges)
        self.keep_bodies = False

    def add(self, exchange: Exchange) -> None:
        """Append; the number is set here."""
        exchange.number = len(self.exchanges) + 1
        self.exchanges.append(exchange)

    def mark(self) -> int:
        """A point in time to count from."""
        return len(self.exchanges)

    def since(self, mark: int) -> Requests:
        """What came after ``mark``."""
        return Requests(self.exchanges[mark:])
