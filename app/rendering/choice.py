"""Who converts the chapters of this server."""

from __future__ import annotations

from app.rendering.convert import Converter, PandocConverter
from app.settings import Settings


def default_converter(settings: Settings) -> Converter:  # noqa: ARG001
    """Pandoc in its sandbox, looked for at the first need."""
    return PandocConverter()
