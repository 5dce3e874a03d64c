"""What the bytes of a picture say of it: its real format, and whether it can be shown. Bytes in, a fact out.

Formats are told by their first bytes (WHATWG, "MIME Sniffing", section 6) and never by the
name; whether the rest is sound, by decoding it within bounds (Pillow) or, for SVG, by parsing it as the XML that
browsers take it for.
"""

from __future__ import annotations

import warnings
from collections.abc import Mapping
from dataclasses import dataclass, field
from io import BytesIO
from xml.parsers import expat

from PIL import Image, UnidentifiedImageError

#: Pixels of a picture that is decoded at most (160 MB as RGBA); of a larger one only the header is looked at.
MOST_PIXELS = 40_000_000
#: Version of what `inspect` tells: kept facts of another one are made anew.
PICTURE_VERSION = 1
SVG_NAMESPACE = "http://www.w3.org/2000/svg"

_MAGIC = (
    (b"\x89PNG\r\n\x1a\n", "png"), (b"\xff\xd8\xff", "jpeg"), (b"GIF87a", "gif"), (b"GIF89a", "gif"), (b"BM", "bmp"),
    (b"\x00\x00\x01\x00", "ico"), (b"II*\x00", "tiff"), (b"MM\x00*", "tiff"), (b"8BPS", "psd"), (b"PK\x03\x04", "zip"),
    (b"\x1f\x8b", "gzip"), (b"%!PS", "eps"), (b"\xc5\xd0\xd3\xc6", "eps"), (b"version https://git-lfs.github.com/spec/", "lfs"),
)  # fmt: skip
_BRANDS = {
    b"avif": "avif",
    b"avis": "avif",
    b"heic": "heic",
    b"heix": "heic",
    b"mif1": "heic",
    b"msf1": "heic",
}
#: Formats that are decoded, with Pillow's name for them.
_DECODED = {"png": "PNG", "jpeg": "JPEG", "gif": "GIF", "webp": "WEBP", "bmp": "BMP"}


@dataclass(frozen=True, slots=True)
class Picture:
    """`kind`: the real format (`png`, `svg` …), or what it is instead (`empty`, `html`, `text`, `lfs`, `unknown`).

    `damage`: why it cannot be shown, '' when it can.
    """

    kind: str
    damage: str = ""


@dataclass(frozen=True, slots=True)
class Pictures:
    """Pictures that the pull request adds or changes and that a chapter shows, by path. `unopened`: how many more of
    them were not looked into, and `why`."""

    facts: Mapping[str, Picture] = field(default_factory=dict)
    unopened: int = 0
    why: str = ""


NO_PICTURES = Pictures()


def inspect(data: bytes) -> Picture:
    """What these bytes are. Never raises; allocates at most what MOST_PIXELS take."""
    kind = _kind(data)
    if kind in _DECODED:
        return Picture(kind, _decoding_fault(data, _DECODED[kind]))
    return _svg(data) if kind == "svg" else Picture(kind)


def _kind(data: bytes) -> str:
    if not data:
        return "empty"
    for magic, kind in _MAGIC:
        if data.startswith(magic):
            return kind
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "webp"
    if data[4:8] == b"ftyp":
        return _BRANDS.get(data[8:12], "video")
    return "pdf" if b"%PDF-" in data[:1024] else _text_kind(data)


def _text_kind(data: bytes) -> str:
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        text = data.decode("utf-16", "replace")
    else:
        text = data.decode("utf-8", "replace")
        if "\0" in text or text[:4096].count("\N{REPLACEMENT CHARACTER}") > len(text[:4096]) // 20:
            return "unknown"
    head = text.lstrip("\ufeff \t\r\n")[:65_536].lower()
    if head.startswith(("<!doctype html", "<html")):
        return "html"
    return "svg" if head.startswith("<") and "<svg" in head else "text"


def _decoding_fault(data: bytes, format: str) -> str:
    """What stops a decoder. Decoding, for a check of the header alone does not see that the end is missing."""
    try:
        with warnings.catch_warnings(), Image.open(BytesIO(data), formats=[format]) as picture:
            warnings.simplefilter("ignore")
            if picture.width * picture.height > MOST_PIXELS:
                return ""
            picture.draft("L", (256, 256))  # JPEG is decoded at an eighth of its size
            picture.load()
    except Image.DecompressionBombError:
        return ""
    except MemoryError:
        return ""
    except Exception as error:  # what decoders raise of damaged bytes is of every kind
        return _in_words(error)
    return ""


def _in_words(error: Exception) -> str:
    said = str(error)
    if "truncated" in said or isinstance(error, EOFError | IndexError):
        return "its end is missing"
    return "its data is broken" if not isinstance(error, UnidentifiedImageError) else "its header is broken"


def _svg(data: bytes) -> Picture:
    roots: list[str] = []
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.StartElementHandler = lambda name, _: roots.append(name) if not roots else None
    try:
        parser.Parse(data, True)
    except expat.ExpatError as error:
        return Picture(
            "svg", f"it is not well-formed XML ({expat.errors.messages[error.code]}, line {error.lineno})"
        )
    space, _, name = roots[0].rpartition(" ")
    if name != "svg":
        return Picture("text")
    return Picture("svg", "" if space == SVG_NAMESPACE else f'its root has no `xmlns="{SVG_NAMESPACE}"`')
