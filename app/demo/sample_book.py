"""The sample book as files: what stands on its main branch, and what its pull request changes."""

from __future__ import annotations

import io
from importlib.resources import files
from importlib.resources.abc import Traversable

from PIL import Image, ImageDraw

#: The pictures of the book: name → colour of its line. They are drawn here, so that the book carries no binary files.
_PICTURES = {
    "shelter": "#8d6e63",
    "day": "#c62828",
    "barometer": "#1565c0",
    "persistence": "#2e7d32",
    "scores": "#6a1b9a",
}


def base_files() -> dict[str, bytes]:
    """The main branch: path → bytes."""
    pictures = {f"images/{name}.png": picture(colour) for name, colour in _PICTURES.items()}
    return {**_texts("base"), **pictures}


def pull_files() -> dict[str, bytes]:
    """What the pull request changes: path → bytes."""
    return _texts("pull")


def form() -> str:
    """The 25-box form of the book, as a contributor finds it in the description of a new pull request."""
    return base_files()[".github/PULL_REQUEST_TEMPLATE.md"].decode()


def picture(colour: str, width: int = 320, height: int = 180) -> bytes:
    """A small PNG: a line that rises and falls."""
    image = Image.new("RGB", (width, height), "white")
    points = [(x, height / 2 + (x % 97 - 48) * (0.6 if x % 2 else 0.4)) for x in range(0, width, 8)]
    ImageDraw.Draw(image).line(points, fill=colour, width=3)
    out = io.BytesIO()
    image.save(out, "PNG")
    return out.getvalue()


def _texts(part: str) -> dict[str, bytes]:
    return dict(_walk(files("app.demo").joinpath("sample", part), ""))


def _walk(folder: Traversable, prefix: str) -> list[tuple[str, bytes]]:
    found: list[tuple[str, bytes]] = []
    for entry in sorted(folder.iterdir(), key=lambda e: e.name):
        path = f"{prefix}{entry.name}"
        found += _walk(entry, f"{path}/") if entry.is_dir() else [(path, entry.read_bytes())]
    return found
