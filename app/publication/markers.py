"""Hidden markers: how the bot recognises what it wrote.

`<!-- galleyproof:1 app=12 kind=finding … -->` as the very last thing of a text, never looked for anywhere else, so
that nothing quoted or pasted counts. Whether the text's author is our app is for the caller to know beforehand.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal
from urllib.parse import quote, unquote

FORMAT = 1
Kind = Literal["summary", "finding", "review"]
_KINDS: tuple[Kind, ...] = ("summary", "finding", "review")
_MARKER = re.compile(r"<!-- galleyproof:(?P<format>\d{1,4})(?P<fields>(?: [a-z]+=[^\s<>]*)*) -->\s*\Z")
_FIELD = re.compile(r" ([a-z]+)=([^\s<>]*)")


@dataclass(frozen=True, slots=True)
class Marker:
    """`fields`: what the kind needs to be told apart, in the order written. Unknown ones are kept."""

    kind: Kind
    app: int
    fields: Mapping[str, str] = field(default_factory=dict)
    format: int = FORMAT

    def __str__(self) -> str:
        parts = {"app": str(self.app), "kind": self.kind, **self.fields}
        return f"<!-- galleyproof:{self.format} {' '.join(f'{k}={_safe(v)}' for k, v in parts.items())} -->"

    def list(self, name: str) -> tuple[str, ...]:
        """A field that holds several values."""
        return tuple(part for part in self.fields.get(name, "").split(",") if part)


def read_marker(text: str, app_id: int) -> Marker | None:
    """The marker that ends the text, None when there is none or it is another app's."""
    found = _MARKER.search(text)
    if found is None:
        return None
    fields = {name: unquote(value) for name, value in _FIELD.findall(found["fields"])}
    kind = next((kind for kind in _KINDS if kind == fields.get("kind")), None)
    if kind is None or fields.get("app") != str(app_id):
        return None
    rest = {name: value for name, value in fields.items() if name not in ("app", "kind")}
    return Marker(kind, app_id, rest, int(found["format"]))


def without_marker(text: str) -> str:
    """The text that a person sees, line ends unified: what two texts are compared by."""
    seen = text.replace("\r\n", "\n").replace("\r", "\n")
    return _MARKER.sub("", seen).rstrip()


def _safe(value: str) -> str:
    """Nothing that could end the comment or the field: no space, no angle bracket, no two hyphens together."""
    return quote(value, safe=":@,./").replace("--", "-%2D")
