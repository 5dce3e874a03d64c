"""Who converts the chapters of this server."""

from __future__ import annotations

from app.rendering.convert import Converter, PandocConverter
from app.rendering.quarto import QuartoConverter
from app.rendering.renderer import SocketRenderer
from app.settings import Settings


def default_converter(settings: Settings) -> Converter:
    """Real Quarto where the operator runs a renderer (`GALLEY_RENDERER_SOCKET`), else Pandoc in its sandbox."""
    pandoc = PandocConverter()
    if settings.renderer_socket is None:
        return pandoc
    return QuartoConverter(SocketRenderer(settings.renderer_socket), otherwise=pandoc)
