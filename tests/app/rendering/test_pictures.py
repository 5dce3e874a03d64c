"""Pictures: what their bytes say, which are opened, and what the rule makes of it."""

from __future__ import annotations

import asyncio
import io
import struct
import zlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from app.rendering.pictures import PictureGallery, shown_anew
from app.snapshot import TreeEntry
from checks.book import Book
from checks.finding import Severity
from checks.pull import ChangedFile, FileStatus
from checks.rendering.image_files.pictures import Picture, Pictures, inspect
from checks.rendering.image_files.unreadable import fault
from tests.checks.support import book_of, run_rule

SVG = b'<?xml version="1.0"?>\n<svg xmlns="http://www.w3.org/2000/svg"><g/></svg>'


def _image(format: str, size: tuple[int, int] = (160, 120)) -> bytes:
    whole = io.BytesIO()
    Image.effect_noise(size, 60).convert("RGB").save(whole, format)
    return whole.getvalue()


@pytest.mark.parametrize("format", ["PNG", "JPEG", "GIF", "WEBP", "BMP"])
def test_sound_pictures_are_sound_and_halves_of_them_are_damaged(format: str) -> None:
    data = _image(format)
    assert inspect(data) == Picture(format.lower())
    half = inspect(data[: len(data) // 2])
    assert (half.kind, bool(half.damage)) == (format.lower(), True)


def test_what_is_no_picture_is_told_by_what_it_is() -> None:
    for data, kind in (
        (b"", "empty"),
        (b"\n<!DOCTYPE html>\n<html><body>404 <svg/></body></html>", "html"),
        (b"version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 9\n", "lfs"),
        (b"PK\x03\x04 slides", "zip"),
        (b"\x00\x00\x00\x1cftypheic\x00\x00", "heic"),
        (b"\x00\x00\x00\x1cftypavif\x00\x00", "avif"),
        (b"\x00\x00\x00\x1cftypisom\x00\x00", "video"),
        (b"%PDF-1.7\n", "pdf"),
        (b"just some words", "text"),
        (bytes(range(256)) * 9, "unknown"),
    ):
        assert inspect(data).kind == kind, data[:20]


def test_drawings_are_read_as_the_xml_that_browsers_take_them_for() -> None:
    assert inspect(SVG) == Picture("svg")
    assert "line 2" in inspect(SVG.replace(b"<g/>", b"<g>")).damage
    assert "xmlns" in inspect(b"<svg><g/></svg>").damage
    assert inspect(
        b'<!DOCTYPE svg [<!ENTITY ns "x">]>\n' + SVG[22:].replace(b"<g/>", b"<g>&ns;</g>")
    ) == Picture("svg")
    bomb = b'<!DOCTYPE svg [<!ENTITY a "aaaaaaaaaa">' + b"".join(
        b'<!ENTITY %c "%s">' % (98 + n, b"&%c;" % (97 + n) * 10) for n in range(9)
    )
    assert inspect(bomb + b"]>\n" + SVG[22:].replace(b"<g/>", b"<g>&j;</g>")).damage


def test_a_small_file_that_would_fill_memory_is_not_decoded() -> None:
    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", 60_000, 60_000, 8, 2, 0, 0, 0)
    bomb = (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + chunk(b"IDAT", zlib.compress(b"\0" * 100))
        + chunk(b"IEND", b"")
    )
    assert inspect(bomb) == Picture("png")


@given(
    st.sampled_from([_image("PNG"), _image("JPEG"), _image("GIF"), SVG]),
    st.integers(0, 400),
    st.binary(max_size=40),
)
def test_whatever_the_bytes_are_looking_into_them_gives_a_fact(data: bytes, at: int, noise: bytes) -> None:
    found = inspect(data[:at] + noise + data[at + len(noise) :])
    assert found.kind
    assert "\n" not in found.damage


def test_the_name_must_promise_what_the_file_holds() -> None:
    def severity(kind: str, ending: str, damage: str = "") -> Severity | None:
        said = fault(Picture(kind, damage), ending)
        return said[1] if said else None

    assert severity("png", ".png") is None
    assert severity("jpeg", ".jpeg") is None
    assert severity("jpeg", ".png") is Severity.WARNING
    assert severity("png", ".svg") is Severity.ERROR
    assert severity("svg", ".png") is Severity.ERROR
    assert severity("tiff", ".jpg") is Severity.ERROR
    assert severity("html", ".png") is Severity.ERROR
    assert severity("png", ".png", "its end is missing") is Severity.ERROR
    assert severity("lfs", ".png") is None
    assert severity("unknown", ".mp4") is None


TEXT = "# A\n\n![A pump.](images/pump.png)\n"


def test_a_picture_that_this_pull_request_broke_decides_though_the_line_is_old() -> None:
    broken = Pictures({"images/pump.png": Picture("html")})
    ran = run_rule("unreadable-image", TEXT, pictures=broken, changed=set())
    assert [(f.line, f.match, f.severity, f.decides) for f in ran] == [
        (3, "images/pump.png", Severity.ERROR, True)
    ]
    assert "a web page" in ran[0].message
    sound = run_rule("unreadable-image", TEXT, pictures=Pictures({"images/pump.png": Picture("png")}))
    assert (len(sound), sound.evidence) == (0, ["1 image of this pull request opened and looked into"])


def test_pictures_that_were_not_opened_are_counted_and_hold_nothing_up() -> None:
    ran = run_rule("unreadable-image", TEXT, pictures=Pictures(unopened=3, why="a review opens 1"))
    assert ran.evidence == ["3 images of this pull request not opened: a review opens 1"]
    assert (len(ran), ran.waiting) == (0, None)


@dataclass
class Museum:
    """Blobs by id. `free`: those that cost no request."""

    blobs: Mapping[str, bytes]
    free: frozenset[str] = frozenset()
    asked: list[str] = field(default_factory=list)

    def at_hand(self, sha: str) -> bytes | None:
        return self.blobs[sha] if sha in self.free else None

    async def binary(self, sha: str) -> bytes | None:
        self.asked.append(sha)
        return self.blobs.get(sha)


@dataclass
class Kept:
    known: dict[Any, bytes] = field(default_factory=dict)

    async def get_many(self, keys: Iterable[Any]) -> Mapping[Any, bytes]:
        return {key: self.known[key] for key in keys if key in self.known}

    async def put_many(self, indexes: Mapping[Any, bytes]) -> None:
        self.known.update(indexes)


class Here:
    """Work done in this process."""

    async def run(self, function: Any, *args: Any, timeout: float, memory_limit: int | None = None) -> Any:
        return await asyncio.to_thread(function, *args)


def _scene(
    names: Iterable[str], sizes: Mapping[str, int] | None = None
) -> tuple[Book, dict[str, TreeEntry], list[ChangedFile]]:
    names = list(names)
    text = "# A\n\n" + "\n\n".join(f"![One.]({name})" for name in names)
    tree = {
        name: TreeEntry(f"sha-{name}", (sizes or {}).get(name, 100 + at)) for at, name in enumerate(names)
    }
    files = [ChangedFile(name, FileStatus.ADDED, f"sha-{name}") for name in names]
    return book_of({"chapter.qmd": text}), tree, files


async def test_within_its_budget_a_review_opens_the_smallest_and_counts_the_rest() -> None:
    book, tree, files = _scene(["a.png", "b.png", "c.svg", "huge.png"], {"huge.png": 6_000_000})
    museum = Museum({f"sha-{n}": b"<html>" for n in tree} | {"sha-c.svg": SVG}, frozenset({"sha-c.svg"}))
    kept = Kept()
    gallery = PictureGallery(tree, files, museum, kept, Here(), most=1)
    first = await gallery.open(book)
    assert dict(first.facts) == {"a.png": Picture("html"), "c.svg": Picture("svg")}
    assert (first.unopened, museum.asked) == (2, ["sha-a.png"])
    second = await gallery.open(book)
    assert set(second.facts) == {"a.png", "b.png", "c.svg"}
    assert (second.unopened, second.why) == (1, "larger than 5 MB")
    await gallery.open(book)
    assert museum.asked == ["sha-a.png", "sha-b.png"]


def test_only_pictures_that_a_chapter_shows_and_the_pull_request_changed_are_opened() -> None:
    book, tree, files = _scene(["a.png", "b.png", "talk.mp4"])
    more = {**tree, "unused.png": TreeEntry("sha-u", 5)}
    changed = [
        files[0],
        files[2],
        ChangedFile("unused.png", FileStatus.ADDED),
        ChangedFile("b.png", FileStatus.REMOVED),
    ]
    assert list(shown_anew(book, changed, more)) == ["a.png"]
