"""The whole stand-in: its state and everything a person can do to it."""

from __future__ import annotations

from app.sandbox.checking import Checking
from app.sandbox.proposing import Proposing
from app.sandbox.suggestions import Suggesting


class World(Checking, Proposing, Suggesting):
    """A small GitHub. See ``State`` for what it holds; ``Pushing``, ``Proposing``,
    ``Conversation``, ``Reviewing``, ``Checking`` and ``Suggesting`` for what people do; ``app.sandbox.server`` for how it is spoken to."""
