"""External links: the prober, polite, cached, and unable to reach a private address."""

from __future__ import annotations

from app.links.cache import LinkCache, MemoryCache
from app.links.network import Dialer, Resolver
from app.links.prober import Prober

__all__ = ["Dialer", "LinkCache", "MemoryCache", "Prober", "Resolver", "default_prober"]


def default_prober(cache: LinkCache | None = None) -> Prober:
    """The prober of the real network. `cache`: where outcomes are kept, by default this process."""
    return Prober(cache=cache) if cache is not None else Prober()
